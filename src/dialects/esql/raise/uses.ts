import type { Call, Col, Expr, Lit, MvApply, MvExpand, Named, Stage } from '../../../ast/pipeline.js';
import { visitExpressions } from '../../../ast/walk.js';
import { jsonPath } from '../../../catalogue/dynamic.js';
import { ALL_OTHERS, patternMatches } from '../../../semantics/names.js';
import { isMemberRequired } from './required.js';

/** What stages read of an object: which members, under whatever names, and whether the whole. */

export const isStep = (e: Expr): e is Call => e.kind === 'call' && (e.op === 'dynamic.member' || e.op === 'dynamic.index');

export function rootOf(e: Expr): Expr {
  return isStep(e) ? rootOf(unwrapped(e.args[0] as Expr)) : e;
}

/** `parse_json(tostring(x.a))` of what is an object already is the object; `parse_json(dynamic_to_json(x))` is x in any case. */
export function unwrapped(e: Expr): Expr {
  if (e.kind === 'call' && e.op === 'dynamic.parseJson' && e.args[0]?.kind === 'call' && e.args[0].op === 'dynamic.toJson') return unwrapped(e.args[0].args[0] as Expr);
  if (e.kind !== 'call' || (e.op !== 'dynamic.parseJson' && e.op !== 'convert.toString')) return e;
  const inner = unwrapped(e.args[0] as Expr);
  const object = isStep(inner) || (inner.kind === 'col' && inner.type === 'dynamic');
  return object ? inner : e;
}

/** A name that is given to a column stands for it, and has lost its type. */
export const standsForColumn = (e: Col): boolean => e.type === 'unknown' && e.member === true && !e.name.includes('.');

/** `extract_json("$.a", name)`. */
export const readsJson = (e: Expr): e is Call & { readonly args: readonly [Lit, Col] } =>
  e.kind === 'call' && e.op === 'dynamic.extractJson' && e.args[0]?.kind === 'lit' && typeof e.args[0].value === 'string' && e.args[1]?.kind === 'col';

export type Path = readonly (string | number)[];

export function stepsOf(e: Expr): Path | undefined {
  if (!isStep(e)) return [];
  const key = e.args[1] as Expr;
  const before = stepsOf(unwrapped(e.args[0] as Expr));
  if (!before || key.kind !== 'lit') return undefined;
  const at = typeof key.value === 'bigint' ? Number(key.value) : key.value;
  return typeof at === 'string' || typeof at === 'number' ? [...before, at] : undefined;
}

export interface Uses {
  /** Dotted paths of the members that are read, without the place of a last element. */
  readonly members: readonly string[];
  /** The same as paths. */
  readonly paths: readonly Path[];
  /** It is read as a value, or is in the result. */
  readonly whole: boolean;
  /** Its own elements are kept together, or those of one of its arrays. */
  readonly together: boolean;
  readonly nested: boolean;
  /** Rows without the only member that is read are dropped. */
  readonly required: boolean;
}

/** `texts`: elements of which several members are read are expanded as JSON, for which the array is read whole. */
export function usesOf(name: string, stages: readonly Stage[], texts: boolean): Uses {
  const walk = new Walk(texts);
  const last = walk.through(stages, new Map([[name, []]]));
  const paths = [...walk.read, ...last.values()].map(withoutPlace);
  const byField = new Map(paths.filter((p) => p.length > 0).map((p) => [p.join('.'), p]));
  const members = [...byField.keys()];
  return {
    members, paths: [...byField.values()], whole: paths.some((p) => p.length === 0), together: walk.together, nested: walk.nested,
    get required() {
      return members.length === 1 && isMemberRequired(name, members[0] as string, stages, 'empty', (e) => pathRead(e, new Map([[name, []]]))?.join('.'));
    },
  };
}

/** The last place picks one of the values; a place from the end is none that a field can have. */
const withoutPlace = (path: Path): Path => (typeof path[path.length - 1] === 'number' ? path.slice(0, -1) : path).filter((x) => typeof x === 'string' || x >= 0);

/** The members as fields, for a stage that lists what it hands on. */
export const memberFields = ({ members }: Uses, path: string, c: Named): Named[] =>
  members.map((m) => `${path}.${m}`).map((name) => ({ name, expr: { kind: 'col', name, type: 'unknown', span: c.span }, span: c.span }));

const KEEPING: ReadonlySet<string> = new Set(['input', 'filter', 'extend']);

/** Whether the elements are still there, under their name, behind the body of `mv-apply`. */
export const keepsElements = ({ body, columns }: MvApply): boolean =>
  body.stages.every((x) => KEEPING.has(x.kind) && !(x.kind === 'extend' && x.columns.some((made) => columns.some((c) => c.name === made.name))));

/** Whether the body of `mv-apply` makes one row of all elements. */
export const aggregatesElements = (stage: MvExpand | MvApply): boolean => stage.kind === 'mvApply' && stage.body.stages.some((x) => x.kind === 'aggregate');

/**
 * Whether elements are kept as JSON: as fields the members of one element would lose each other, and their places, and elements without
 * the member would give no row.
 */
export const keptTogether = (stage: MvExpand | MvApply, { members, whole, nested, required }: Uses): boolean =>
  members.length > 0 && (whole || nested || members.length > 1 || !required || aggregatesElements(stage) || stage.columns.length > 1 || stage.indexColumn !== undefined || stage.limit !== undefined);

/** `arg_max(t, x)` gives `x` of a row as it is. */
export const PICKS: ReadonlySet<string> = new Set(['aggregate.argMax', 'aggregate.argMin', 'aggregate.any']);

/** The names that stand for the object or a part of it, with the path of the part. */
type Aliases = ReadonlyMap<string, Path>;

class Walk {
  readonly read: Path[] = [];
  together = false;
  nested = false;
  constructor(private readonly texts: boolean) {}

  through(stages: readonly Stage[], aliases: Aliases): Aliases {
    const [stage, ...rest] = stages;
    if (!stage || aliases.size === 0) return aliases;
    if (stage.kind !== 'mvExpand' && stage.kind !== 'mvApply') return this.through(rest, this.after(stage, aliases));
    return this.through(rest, this.expanded(stage, rest, aliases));
  }

  private after(stage: Stage, aliases: Aliases): Aliases {
    switch (stage.kind) {
      case 'extend':
        return this.assigned(stage.columns, aliases, without(aliases, stage.columns));
      case 'project':
        return this.assigned(stage.columns, aliases, new Map());
      case 'rename':
        return new Map([...aliases].map(([n, p]) => [stage.columns.find((c) => c.from === n)?.to ?? n, p]));
      case 'keep':
        return new Map([...aliases].filter(([n]) => stage.columns.some((c) => patternMatches(c, n))));
      case 'drop':
        return new Map([...aliases].filter(([n]) => !stage.columns.some((c) => patternMatches(c, n))));
      case 'aggregate':
        return this.aggregated([...stage.keys, ...stage.aggregates], aliases, stage.inline || stage.wholeRow || stage.aggregates.some((c) => c.name === ALL_OTHERS));
      case 'join':
        this.values([stage.on.map((k) => k.left), stage.condition], aliases);
        return aliases;
      case 'distinct':
        this.values(stage.columns, aliases);
        return stage.all ? aliases : new Map();
      case 'makeSeries':
        this.values(stage, aliases);
        return new Map();
      default:
        this.values(stage, aliases);
        return aliases;
    }
  }

  private assigned(columns: readonly Named[], aliases: Aliases, kept: Aliases): Aliases {
    const out = new Map(kept);
    for (const c of columns) {
      const path = aliasOf(c.expr, aliases);
      if (path) out.set(c.name, path);
      else this.values(c.expr, aliases);
    }
    return out;
  }

  private aggregated(columns: readonly Named[], aliases: Aliases, keeps: unknown): Aliases {
    const out = new Map(keeps ? aliases : []);
    for (const c of columns) {
      const args = c.expr.kind === 'agg' && PICKS.has(c.expr.op) ? c.expr.args : [c.expr];
      const picked = args === (c.expr as { args?: unknown }).args ? aliasOf(args[args.length - 1] as Expr, aliases) : undefined;
      if (picked) out.set(c.name, picked);
      this.values(picked ? args.slice(0, -1) : c.expr, aliases);
    }
    return out;
  }

  /** Elements are read under their own name; those that are kept as JSON are made of the whole array. */
  private expanded(stage: MvExpand | MvApply, rest: readonly Stage[], aliases: Aliases): Aliases {
    const body = stage.kind === 'mvApply' ? stage.body.stages : [];
    const behind = stage.kind === 'mvExpand' || keepsElements(stage) ? rest : [];
    const inside = new Map(without(aliases, stage.columns));
    for (const c of stage.columns) {
      const path = aliasOf(c.expr, aliases);
      const uses = path && usesOf(c.name, [...body, ...behind], this.texts);
      const together = uses !== undefined && this.texts && keptTogether(stage, uses);
      if (together && path?.length === 0) this.together = true;
      else if (together) this.nested = true;
      if (!path || together || c.to !== undefined) this.values(c.expr, aliases);
      else inside.set(c.name, path);
    }
    if (stage.kind === 'mvExpand') return inside;
    const out = this.through(body, inside);
    return behind === rest ? out : without(aliases, stage.columns);
  }

  /** Whatever is read in a node that is not handed on as it is. */
  private values(node: unknown, aliases: Aliases): void {
    visitExpressions(node, (e) => {
      const path = pathRead(e, aliases);
      if (path) this.read.push(path);
      return path !== undefined;
    });
  }
}

const without = (aliases: Aliases, columns: readonly Named[]): Aliases => new Map([...aliases].filter(([n]) => !columns.some((c) => c.name === n)));

function pathRead(e: Expr, aliases: Aliases): Path | undefined {
  if (e.kind === 'col') return aliases.get(e.name);
  if (readsJson(e)) return joined(aliases.get(e.args[1].name), jsonPath(String(e.args[0].value)) ?? undefined);
  const root = e.kind === 'call' && isStep(e) ? rootOf(e) : undefined;
  return root?.kind === 'col' ? joined(aliases.get(root.name), stepsOf(e)) : undefined;
}

/** A name that is given to the object or a part of it, as an object. */
function aliasOf(e: Expr, aliases: Aliases): Path | undefined {
  const isText = e.kind === 'call' && e.op === 'convert.toString';
  const object = e.kind === 'call' && e.op === 'dynamic.toJson' ? (e.args[0] as Expr) : isText ? e : unwrapped(e);
  return object.kind === 'col' || isStep(object) ? pathRead(object, aliases) : undefined;
}

const joined = (path: Path | undefined, steps: Path | undefined): Path | undefined => path && steps && [...path, ...steps];
