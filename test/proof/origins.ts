import type { Dissect, Enrich, Expr, Grok, Join, MvApply, MvExpand, Named, Parse, ParseKv, Pipeline, Plan, Stage } from '../../src/ast/pipeline.js';
import { children, columnsIn, mapExpr } from '../../src/ast/walk.js';
import type { Ty } from '../../src/data/types.js';
import { indexOfFile } from '../../src/dialects/esql/raise/sources.js';
import { metadataFields } from '../../src/semantics/scan-tables.js';
import { parseDissect } from '../../src/text/dissect.js';

/**
 * What a query asks of its tables, said over the tables' own columns: every condition with derived columns written out, so that rows
 * can be made that satisfy it. A column of a table is a `col` named `instance|column`: each mention of a table has its own rows.
 */
export interface Asked {
  readonly instances: readonly Instance[];
  readonly conditions: Expr[];
  /** Expressions that are to be equal: the keys of joins. */
  readonly equal: (readonly [Expr, Expr])[];
  /** Expressions that are not to be equal: the keys of anti joins. */
  readonly apart: (readonly [Expr, Expr])[];
  /** Texts that a `parse` or DISSECT takes apart. */
  readonly parsed: Parsed[];
  /** All other expressions that are computed. */
  readonly touched: Expr[];
}

/** `columns`: what stands for the columns that are cut out, by their names: columns `instance|@…` that no table has. */
export interface Parsed {
  readonly input: Expr;
  readonly stage: Stage;
  readonly columns: ReadonlyMap<string, Expr>;
}

export interface Instance {
  readonly tables: readonly string[];
  /** The rows of a file, whose columns the query declares. */
  readonly file?: boolean;
  /** Columns that the query reads of it, with the types that the plan knows. */
  readonly columns: Map<string, Ty>;
}

export const isSourceColumn = (e: Expr): boolean => e.kind === 'col' && e.name.includes('|');
export const sourceColumn = (name: string): { instance: number; column: string } => {
  const at = name.indexOf('|');
  return { instance: Number(name.slice(0, at)), column: name.slice(at + 1) };
};

type Env = { readonly names: Map<string, Expr>; readonly open: readonly number[] };

/** Whether a table has a column, of that type if one is given, as far as the tables' columns are known. */
type Has = (table: string, column: string, type?: string) => boolean;

export function whatIsAsked(plan: Plan, has: Has): Asked {
  const walker = new Walker(plan, has);
  walker.pipeline(plan.body, undefined);
  return walker.asked;
}

class Walker {
  private readonly instances: Instance[] = [];
  readonly asked: Asked = { instances: this.instances, conditions: [], equal: [], apart: [], parsed: [], touched: [] };
  private depth = 0;
  constructor(private readonly plan: Plan, private readonly has: Has) {}

  pipeline(p: Pipeline, input: Env | undefined): Env {
    let env: Env = input ?? { names: new Map(), open: [] };
    if (++this.depth > 40) return env;
    for (const stage of p.stages) env = this.stage(stage, env, input);
    this.depth--;
    return env;
  }

  private stage(s: Stage, env: Env, input: Env | undefined): Env {
    switch (s.kind) {
      case 'scan':
        return this.scan(s.tables.filter((t) => !t.exclude).map((t) => t.name), s.metadata);
      case 'external':
        this.instances.push({ tables: [indexOfFile(s.uris[0] ?? '')], file: true, columns: new Map(s.fields.map((f) => [f.name, f.type])) });
        return { names: new Map(s.fields.map((f): [string, Expr] => [f.name, { kind: 'col', name: `${this.instances.length - 1}|${f.name}`, type: f.type, span: s.span }])), open: [] };
      case 'values':
        return { names: new Map(s.fields.map((f, i): [string, Expr] => [f.name, s.rows[0]?.[i] as Expr])), open: [] };
      case 'ref': {
        const found = this.plan.lets.find((l) => l.name === s.name);
        return found ? this.pipeline(found.pipeline, undefined) : env;
      }
      case 'input':
        return input ?? env;
      case 'union':
        return this.united(s.inputs.map((p) => this.pipeline(p, input)));
      case 'filter':
        this.asked.conditions.push(this.inline(s.cond, env));
        return env;
      case 'extend':
        return with_(env, this.columns(s.columns, env));
      case 'project':
        return { names: new Map(this.columns(s.columns, env)), open: [] };
      case 'rename': {
        const names = new Map(env.names);
        for (const c of s.columns) {
          names.set(c.to, this.column(c.from, 'unknown', env));
          names.delete(c.from);
        }
        return { ...env, names };
      }
      case 'keep':
        for (const c of s.columns) if (!c.wildcard) this.column(c.name, 'unknown', env);
        return env;
      case 'drop':
      case 'reorder':
        for (const c of s.columns) if (!c.wildcard && s.kind === 'reorder') this.column(c.name, 'unknown', env);
        return env;
      case 'aggregate': {
        const found = this.columns([...s.keys, ...s.aggregates], env);
        return s.inline ? with_(env, found) : { names: new Map(found), open: [] };
      }
      case 'distinct':
        return s.all ? env : { names: new Map(this.columns(s.columns, env)), open: [] };
      case 'join':
        return this.join(s, env);
      case 'mvExpand':
      case 'mvApply':
        return this.expand(s, env);
      case 'parse':
        return this.parse(s, env);
      case 'dissect':
      case 'grok':
      case 'parseKv':
        return this.parse(s, env);
      case 'makeSeries':
        return { names: new Map(this.columns([...s.keys, ...s.aggregates, s.axis], env)), open: [] };
      case 'enrich':
        return this.enrich(s, env);
      case 'fork':
        return this.united(s.branches.map((b) => this.pipeline(b.pipeline, env)));
      default:
        return this.others(s, env);
    }
  }

  /** Whatever expressions a rarer stage holds. */
  private others(s: Stage, env: Env): Env {
    const visit = (v: unknown): void => {
      if (typeof v !== 'object' || v === null || v instanceof Map) return;
      if (Array.isArray(v)) return v.forEach(visit);
      if ('kind' in v && 'type' in v && ['call', 'col', 'agg'].includes(String(v.kind))) {
        this.touch(v as Expr, env);
        return;
      }
      if ('stages' in v) {
        this.pipeline(v as Pipeline, env);
        return;
      }
      Object.values(v).forEach(visit);
    };
    visit(s);
    return env;
  }

  /** Metadata are columns of the rows as they are exported. */
  private scan(tables: readonly string[], metadata: readonly string[]): Env {
    this.instances.push({ tables, columns: new Map(metadataFields(metadata).map((f) => [f.name, f.type])) });
    return { names: new Map(), open: [this.instances.length - 1] };
  }

  private united(envs: readonly Env[]): Env {
    const names = new Map<string, Expr>();
    for (const e of envs) for (const [n, x] of e.names) if (!names.has(n)) names.set(n, x);
    return { names, open: envs.flatMap((e) => e.open) };
  }

  private join(s: Join, env: Env): Env {
    const right = this.pipeline(s.right, undefined);
    const keys = /anti/.test(s.join) ? this.asked.apart : this.asked.equal;
    for (const k of s.on) keys.push([this.inline(k.left, env), this.inline(k.right, right)]);
    const names = new Map(env.names);
    for (const [n, x] of right.names) names.set(names.has(n) && s.clash === 'suffix' ? `${n}1` : n, x);
    for (const k of s.on) if (k.left.kind === 'col' && !names.has(k.left.name)) names.set(k.left.name, this.inline(k.left, env));
    const both = { names, open: [...env.open, ...right.open] };
    if (s.condition) this.asked.conditions.push(this.inline(s.condition, both));
    return both;
  }

  private expand(s: MvExpand | MvApply, env: Env): Env {
    const columns = s.columns.map((c): [string, Expr] => [c.name, element(this.touch(c.expr, env), s.kind === 'mvExpand' ? s.values : 'dynamic', c.to)]);
    const inside = with_(env, columns);
    return s.kind === 'mvApply' ? with_(inside, [...this.pipeline(s.body, inside).names]) : inside;
  }

  /** The table of an enrichment function has its key and the columns that it adds. */
  private enrich(s: Enrich, env: Env): Env {
    const on = this.touch(s.on, env);
    if (s.key === undefined || !s.columns) return env;
    const instance = this.instances.length;
    const columns = new Map<string, Ty>([[s.key, 'string'], ...s.columns.map((c) => [c.from, c.type ?? 'string'] as const)]);
    this.instances.push({ tables: [s.policy], file: true, columns });
    const of = (name: string, type: Ty): Expr => ({ kind: 'col', name: `${instance}|${name}`, type, span: s.span });
    this.asked.equal.push([on, of(s.key, 'string')]);
    return with_(env, s.columns.map((c): [string, Expr] => [c.name, of(c.from, c.type ?? 'string')]));
  }

  private parse(s: Parse | Dissect | Grok | ParseKv, env: Env): Env {
    const input = this.inline(s.input, env);
    const owner = [...columnsIn(input)].find((c) => c.includes('|'));
    const at = owner === undefined ? undefined : sourceColumn(owner).instance;
    const stem = `${at}|@${this.asked.parsed.length}:`;
    const columns = new Map(at === undefined ? [] : cutOut(s).map((name): [string, Expr] => [name, { kind: 'col', name: stem + name, type: 'string', span: s.span }]));
    this.asked.parsed.push({ input, stage: s, columns });
    return with_(env, [...columns]);
  }

  private columns(list: readonly Named[], env: Env): [string, Expr][] {
    return list.map((c) => [c.name, this.touch(c.expr, env)]);
  }

  private touch(e: Expr, env: Env): Expr {
    const out = this.inline(e, env);
    this.asked.touched.push(out);
    return out;
  }

  private inline(e: Expr, env: Env): Expr {
    let lambda = new Set<string>();
    const out = mapExpr(e, (x): Expr => {
      if (x.kind === 'lambda') lambda = new Set([...lambda, ...x.params]);
      if (x.kind === 'subquery') return this.subquery(x);
      return x.kind === 'col' && !x.name.includes('|') ? this.column(x.name, x.type, env) : x;
    });
    return sizeOf(out) > 3000 ? e : out;
  }

  /** `x in (T | project y)`: whether x is y. `x has_any (T | project y)`: whether it holds y. */
  private subquery(e: Extract<Expr, { kind: 'subquery' }>): Expr {
    const first = [...this.pipeline(e.pipeline, undefined).names.values()];
    const yes: Expr = { kind: 'lit', type: 'bool', value: true, span: e.span };
    if (e.mode !== 'in') return first[0] ?? yes;
    const equal = e.args.flatMap((a, i): Expr[] => (first[i] ? [{ kind: 'call', op: e.ignoreCase ? 'compare.equalIgnoringCase' : 'compare.equal', args: [a, first[i]], type: 'bool', span: e.span }] : []));
    return equal.length === 0 ? yes : equal.reduce((a, b) => ({ kind: 'call', op: 'logic.and', args: [a, b], type: 'bool', span: e.span }));
  }

  private column(name: string, type: Ty, env: Env): Expr {
    const known = env.names.get(name);
    if (known) return known;
    const at = this.ownerOf(name, env) ?? env.open[0];
    const span = { start: 0, end: 0 };
    if (name.endsWith('1') && at === env.open[0] && this.ownerOf(name, env) === undefined) {
      const right = this.ownerOf(name.slice(0, -1), { ...env, open: env.open.slice(1) });
      if (right !== undefined) return { kind: 'col', name: `${right}|${name.slice(0, -1)}`, type, span };
    }
    const below = name.endsWith('1') && env.names.has(name.slice(0, -1)) ? this.ownerOf(name.slice(0, -1), env) : undefined;
    if (below !== undefined) return { kind: 'col', name: `${below}|${name.slice(0, -1)}`, type, span };
    const variant = this.ownerOf(name, env) === undefined ? this.variant(name, env) : undefined;
    if (variant) return this.column(variant.name, variant.type, { names: new Map(), open: [variant.at] });
    if (at === undefined) return { kind: 'lit', type: 'null', value: null, span };
    const columns = (this.instances[at] as Instance).columns;
    if (!columns.has(name) || columns.get(name) === 'unknown') columns.set(name, type);
    return { kind: 'col', name: `${at}|${name}`, type, span };
  }

  /** `x_long`: the column x of a table where it is a long, in a union with one where it is not. */
  private variant(name: string, env: Env): { readonly at: number; readonly name: string; readonly type: Ty } | undefined {
    const [, column, type] = /^(.+)_([a-z]+)$/.exec(name) ?? [];
    if (column === undefined || type === undefined) return undefined;
    const at = env.open.find((i) => this.instances[i]?.tables.some((t) => this.has(t, column, type)));
    return at === undefined ? undefined : { at, name: column, type: type as Ty };
  }

  private ownerOf(name: string, env: Env): number | undefined {
    return env.open.find((i) => this.instances[i]?.tables.some((t) => this.has(t, name)));
  }
}

/** The names of the columns that a stage cuts out of a text, as far as samples are made of them. */
function cutOut(s: Parse | Dissect | Grok | ParseKv): string[] {
  if (s.kind === 'parse') return s.pieces.flatMap((p) => (p.kind === 'column' ? [p.name] : []));
  if (s.kind === 'parseKv') return s.fields.map((f) => f.name);
  const pattern = s.kind === 'dissect' ? parseDissect(s.pattern) : undefined;
  return pattern?.ok ? [...pattern.value.names] : [];
}

const element = (e: Expr, values: 'dynamic' | 'multi', to: Ty | undefined): Expr =>
  values === 'multi' ? e : { kind: 'call', op: 'dynamic.index', args: [e, { kind: 'lit', type: 'long', value: 0, span: e.span }], type: to ?? 'dynamic', span: e.span };

function with_(env: Env, columns: readonly (readonly [string, Expr])[]): Env {
  return { ...env, names: new Map([...env.names, ...columns]) };
}

function sizeOf(e: Expr): number {
  let n = 1;
  for (const c of children(e)) {
    n += sizeOf(c);
    if (n > 4000) return n;
  }
  return n;
}
