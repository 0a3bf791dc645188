import type { Aggregate, Expr, Join, MvApply, MvExpand, Named, Pipeline, Plan, Scan, Stage, Subquery } from '../../ast/pipeline.js';
import { children } from '../../ast/walk.js';
import { remembered } from '../../base/memo.js';
import { ALL_OTHERS } from '../names.js';
import { outputSchema } from '../outputs.js';
import { OPEN, type Schema } from '../schema.js';
import { expect, hear, typeIn, variableOf } from './expressions.js';
import { Names, type Source } from './scope.js';
import { Variable } from './variables.js';

/** A constraint of the query, heard again as long as more becomes known. */
type Saying = () => void;

/** Tables by name: of those that are known whole their columns, else nothing. */
export type Tables = (name: string) => Schema | undefined;

/**
 * Goes through a plan once and gathers what it says of types: each column gets a variable, each expression is a saying about some of
 * them. Where it is not known what a stage makes of its columns, nothing is known behind it.
 */
export class Walk {
  readonly sources = new Map<string, Source>();
  readonly sayings: Saying[] = [];
  /** The names behind each join. */
  readonly behind = new Map<Stage, Names>();
  private readonly lets = new Map<string, Names>();
  private depth = 0;

  constructor(private readonly plan: Pick<Plan, 'lets'>, private readonly tables: Tables) {}

  pipeline({ stages }: Pipeline, input: Names = Names.NONE): Names {
    if (this.depth > DEEPEST) return Names.NONE;
    this.depth++;
    let names = input;
    for (const s of stages) {
      names = this.stage(s, names, input);
      if (s.kind === 'join') this.behind.set(s, names);
    }
    this.depth--;
    return names;
  }

  private stage(s: Stage, names: Names, input: Names): Names {
    switch (s.kind) {
      case 'scan':
        return this.scan(s);
      case 'values':
      case 'external':
        return Names.of(s.fields);
      case 'ref':
        return this.named(s.name);
      case 'input':
        return input;
      case 'union':
        return united(s.inputs.map((p) => this.pipeline(p, input)));
      case 'filter':
        this.say(s.cond, names);
        this.sayings.push(() => expect(s.cond, 'bool', names));
        return names;
      case 'join':
        return this.join(s, names);
      case 'mvExpand':
      case 'mvApply':
        return this.elements(s, names);
      default:
        return this.columns(s, names);
    }
  }

  private columns(s: Stage, names: Names): Names {
    switch (s.kind) {
      case 'sort':
        s.keys.forEach((k) => this.say(k.expr, names));
        return names;
      case 'limit':
      case 'sample':
      case 'reorder':
      case 'drop':
      case 'as':
      case 'render':
      case 'consume':
        return names;
      case 'extend':
        return names.with(this.made(s.columns, names));
      case 'project':
        return new Names(new Map(this.made(s.columns, names)), []);
      case 'distinct':
        return s.all ? names : new Names(new Map(this.made(s.columns, names)), []);
      case 'keep':
        return kept(names, s.columns.some((c) => c.wildcard) ? undefined : s.columns.map((c) => c.name));
      case 'rename':
        return names.with(s.columns.flatMap((c) => pair(c.to, names.find(c.from))));
      case 'aggregate':
        return this.grouped(s, names);
      default:
        return this.added(s, names);
    }
  }

  private scan(s: Scan): Names {
    const tables = s.tables.filter((t) => t.exclude !== true);
    const known = tables.map((t) => this.tables(t.name));
    const fields = known.flatMap((k) => k?.fields ?? []);
    const open = tables.filter((_, i) => known[i]?.open !== false).map((t) => t.name);
    const own = new Map(fields.map((f) => [f.name, new Variable(f.type)]));
    return new Names(own, open.length === 0 ? [] : [this.source(open)]);
  }

  /** Tables that are read together share their columns. */
  private source(tables: readonly string[]): Source {
    const [first = '', ...more] = tables;
    if (more.length === 0) return this.table(first);
    const all = tables.map((t) => this.table(t));
    return { columns: new Shared(all) };
  }

  private table(name: string): Source {
    return remembered(this.sources, name, () => ({ columns: new Map() }));
  }

  private named(name: string): Names {
    const known = this.lets.get(name);
    if (known) return known;
    const found = this.plan.lets.find((l) => l.name === name);
    const names = found ? this.pipeline(found.pipeline) : Names.NONE;
    this.lets.set(name, names);
    return names;
  }

  private grouped(s: Aggregate, names: Names): Names {
    const columns = this.made([...s.keys, ...s.aggregates.filter((a) => a.name !== ALL_OTHERS)], names);
    const whole = s.inline === true || s.aggregates.some((a) => a.name === ALL_OTHERS);
    return whole ? names.with(columns) : new Names(new Map(columns), []);
  }

  /** Both keys have one type; a right column whose name the left side has is called `x1`. */
  private join(s: Join, names: Names): Names {
    const right = this.pipeline(s.right);
    for (const k of s.on) {
      this.say(k.left, names);
      this.say(k.right, right);
      this.sayings.push(() => equal(k.left, names, k.right, right));
    }
    const known = new Map(names.known);
    for (const [n, v] of right.known) known.set(known.has(n) ? `${n}1` : n, v);
    const both = new Names(known, [...names.sources, ...right.sources]);
    if (s.condition) this.say(s.condition, both);
    if (/^left(semi|anti)$/.test(s.join)) return names;
    return /^right(semi|anti)$/.test(s.join) ? right : both;
  }

  private elements(s: MvExpand | MvApply, names: Names): Names {
    for (const c of s.columns) {
      this.say(c.expr, names);
      this.sayings.push(() => expect(c.expr, 'dynamic', names));
    }
    const inside = names.with(s.columns.map((c) => [c.name, new Variable(c.to ?? 'dynamic')] as const));
    return s.kind === 'mvApply' ? names.with([...this.pipeline(s.body, inside).known]) : inside;
  }

  /** A stage that adds columns of known names; of others nothing is known. */
  private added(s: Stage, names: Names): Names {
    if (!ADDING.has(s.kind)) return Names.NONE;
    const input = (s as { readonly input?: Expr }).input;
    if (input) this.say(input, names);
    return names.with(outputSchema(s, OPEN, NO_TABLES).fields.map((f) => [f.name, new Variable(f.type)] as const));
  }

  private made(columns: readonly Named[], names: Names): [string, Variable][] {
    return columns.map((c) => [c.name, this.valueOf(c.expr, names)]);
  }

  private valueOf(e: Expr, names: Names): Variable {
    this.say(e, names);
    const same = variableOf(e, names);
    if (same) return same;
    const value = new Variable(e.type);
    this.sayings.push(() => {
      const type = typeIn(e, names);
      if (type !== undefined && value.type === undefined) value.tell(type);
      if (value.type !== undefined) expect(e, value.type, names);
    });
    return value;
  }

  private say(e: Expr, names: Names): void {
    this.subqueries(e);
    if (e.kind !== 'lit' && e.kind !== 'col') this.sayings.push(() => hear(e, names));
  }

  private subqueries(e: Expr): void {
    if (e.kind === 'subquery') this.ofSubquery(e);
    for (const c of children(e)) this.subqueries(c);
  }

  private ofSubquery(e: Subquery): void {
    this.pipeline(e.pipeline);
  }
}

const DEEPEST = 60;
const ADDING: ReadonlySet<Stage['kind']> = new Set(['parse', 'parseKv', 'dissect', 'grok', 'parts']);
const NO_TABLES = { table: () => undefined, tables: [], refs: new Map<string, never>(), openWorld: true };

const pair = (name: string, v: Variable | undefined): [string, Variable][] => (v ? [[name, v]] : []);
const kept = (names: Names, only: readonly string[] | undefined): Names => (only ? new Names(new Map(only.flatMap((n) => pair(n, names.find(n)))), []) : names);

function equal(left: Expr, names: Names, right: Expr, others: Names): void {
  if (left.kind === 'col' && right.kind === 'col') {
    const [a, b] = [variableOf(left, names), variableOf(right, others)];
    if (a && b) a.unite(b);
  }
  const [a, b] = [typeIn(left, names), typeIn(right, others)];
  if (a && !b) expect(right, a, others);
  if (b && !a) expect(left, b, names);
}

/** One under the other: a name stands for the columns of all inputs that may have it. */
function united(inputs: readonly Names[]): Names {
  const [only, ...more] = inputs;
  if (only && more.length === 0) return only;
  const known = new Map<string, Variable>();
  for (const i of inputs) for (const [n, v] of i.known) if (!known.has(n)) known.set(n, v);
  const sources = inputs.flatMap((i) => i.sources);
  return new Names(known, sources.length < 2 ? sources : [{ columns: new Shared(sources) }]);
}

/** The columns of several sources as those of one. */
class Shared extends Map<string, Variable> {
  constructor(private readonly of: readonly Source[]) {
    super();
  }

  override has(name: string): boolean {
    return this.of.some((s) => s.columns.has(name));
  }

  override get(name: string): Variable | undefined {
    const [first, ...more] = this.of.flatMap((s) => s.columns.get(name) ?? []);
    for (const v of more) first?.unite(v);
    return first;
  }

  override set(name: string, v: Variable): this {
    for (const s of this.of) s.columns.set(name, v);
    return this;
  }
}
