import type { Agg, Aggregate, Call, Col, Expr, Join, Lit, MvApply, Named, Stage } from '../../../ast/pipeline.js';
import { isExpr, mapInside, visitExpressions } from '../../../ast/walk.js';
import { ALL_OTHERS } from '../../../semantics/names.js';
import { columnsReadBy } from '../../../semantics/columns-read.js';
import { neededBy } from '../../../semantics/needed.js';

/** What stages read of objects: which members, and whether the whole. */

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

/** `extract_json("$.a", name)`. */
export const readsJson = (e: Expr): e is Call & { readonly args: readonly [Lit, Col] } =>
  e.kind === 'call' && e.op === 'dynamic.extractJson' && e.args[0]?.kind === 'lit' && typeof e.args[0].value === 'string' && e.args[1]?.kind === 'col';

export function stepsOf(e: Expr): (string | number)[] | undefined {
  if (!isStep(e)) return [];
  const key = e.args[1] as Expr;
  const before = stepsOf(unwrapped(e.args[0] as Expr));
  if (!before || key.kind !== 'lit') return undefined;
  const at = typeof key.value === 'bigint' ? Number(key.value) : key.value;
  return typeof at === 'string' || typeof at === 'number' ? [...before, at] : undefined;
}

/** The fields of an object that later stages read, which a projection of the object has to keep. */
export function memberFields(c: Named, path: string, rest: readonly Stage[]): Named[] {
  const fields = new Map<string, Named>();
  visitExpressions(rest, (e) => {
    if (e.kind !== 'call' || !isStep(e) || (rootOf(e) as Partial<Col>).name !== c.name) return false;
    const steps = stepsOf(e) ?? [];
    const names = typeof steps[steps.length - 1] === 'number' ? steps.slice(0, -1) : steps;
    const name = [path, ...names].join('.');
    fields.set(name, { name, expr: { kind: 'col', name, type: 'unknown', span: c.span }, span: c.span });
    return true;
  });
  return [...fields.values()];
}

/** Whether later stages use a name for its members alone, so that no column of that name is needed. */
export function onlyMembers(name: string, rest: readonly Stage[]): boolean {
  let members = 0;
  let values = 0;
  visitExpressions(rest, (e) => {
    if (e.kind === 'call' && isStep(e) && rootOf(e).kind === 'col') {
      if ((rootOf(e) as Col).name === name) members++;
      return true;
    }
    if (readsJson(e) && e.args[1].name === name) return ++members > 0;
    if (e.kind === 'col' && e.name === name) values++;
    return false;
  });
  return members > 0 && values === 0;
}

/** Whether members of a column are read, or may be under another name that it is given. */
export function membersRead(name: string, rest: readonly Stage[]): boolean {
  let found = rest.some((s) => (s.kind === 'extend' || s.kind === 'project') && s.columns.some((c) => c.expr.kind === 'col' && c.expr.name === name));
  visitExpressions(rest, (e) => {
    const root = e.kind === 'call' && isStep(e) ? rootOf(e) : undefined;
    found ||= root?.kind === 'col' && root.name === name;
    return found;
  });
  return found;
}

/** Whether a column is of no use to later stages, one of which says which columns there are. */
export function isUnused(name: string, rest: readonly Stage[]): boolean {
  const needed = neededBy(rest);
  return needed !== undefined && !needed.has(name);
}

export const PICKS: ReadonlySet<string> = new Set(['aggregate.argMax', 'aggregate.argMin', 'aggregate.any']);

/** Whether an object is in the result itself, handed on by the last stage that lists columns. */
function isShown(name: string, rest: readonly Stage[]): boolean {
  return rest.some((s, i) => (s.kind === 'project' || s.kind === 'keep') && s.columns.some((c) => c.name === name) && neededBy(rest.slice(i + 1)) === undefined);
}

/** `arg_max(t, *)` picks whole objects: of one whose members alone are read each member is picked; `lost` is told of one that is shown. */
export function pickedMembers(stage: Aggregate, rest: readonly Stage[], pathOf: (c: Col) => string | undefined, lost: (c: Named) => void): Aggregate {
  const aggregates = stage.aggregates.flatMap((c): Named[] => {
    const picked = c.expr.kind === 'agg' && PICKS.has(c.expr.op) ? c.expr.args[c.expr.args.length - 1] : undefined;
    const path = picked?.kind === 'col' ? pathOf(picked) : undefined;
    if (path === undefined) return [c];
    if (neededBy(rest) === undefined) return [c];
    const uses = throughExpansions(c.name, rest);
    const members = memberFields(c, path, uses).map((m): Named => ({ ...m, name: `${c.name}${m.name.slice(path.length)}`, expr: ofMember(c.expr as Agg, m.expr) }));
    if (members.length > 0 && isShown(c.name, rest)) lost(c);
    return onlyMembers(c.name, uses) ? members : [c, ...members];
  });
  return aggregates.length + stage.keys.length > 0 ? { ...stage, aggregates } : stage;
}

/**
 * Stages as they use an object: the elements of `mv-expand r = x` and `mv-apply r = x` are read under `x`, and what hands `x` on as it is
 * (an expansion, `project x`) is no use.
 */
export function throughExpansions(name: string, stages: readonly Stage[]): Stage[] {
  const [first, ...after] = stages;
  if (!first) return [];
  const isObject = (c: Named): boolean => c.expr.kind === 'col' && c.expr.name === name;
  if (first.kind === 'project') return [{ ...first, columns: first.columns.filter((c) => !(isObject(c) && c.name === name)) }, ...throughExpansions(name, after)];
  if (first.kind !== 'mvExpand' && first.kind !== 'mvApply') return [first, ...throughExpansions(name, after)];
  const elements = first.columns.filter(isObject).map((c) => c.name);
  const under = (s: readonly Stage[]): Stage[] => throughExpansions(name, elements.reduce<readonly Stage[]>((known, e) => underName(e, name, known), s));
  const columns = first.columns.filter((c) => !isObject(c));
  if (first.kind === 'mvApply') return [{ ...first, columns, body: { ...first.body, stages: under(first.body.stages) } }, ...(keepsElements(first) ? under(after) : throughExpansions(name, after))];
  return [{ ...first, columns }, ...under(after)];
}

const KEEPING: ReadonlySet<string> = new Set(['input', 'filter', 'extend']);

/** Whether the elements are still there, under their name, behind the body of `mv-apply`. */
export const keepsElements = ({ body, columns }: MvApply): boolean =>
  body.stages.every((x) => KEEPING.has(x.kind) && !(x.kind === 'extend' && x.columns.some((made) => columns.some((c) => c.name === made.name))));

/** Stages that read `from` under the name `to`, as long as `from` is what it was. */
function underName(from: string, to: string, stages: readonly Stage[]): readonly Stage[] {
  if (from === to) return stages;
  const renamed = (node: unknown): unknown => {
    if (typeof node !== 'object' || node === null || node instanceof Map) return node;
    if (isExpr(node) && node.kind === 'col') return node.name === from ? { ...node, name: to } : node;
    return mapInside(node, renamed);
  };
  const end = stages.findIndex((s) => (s.kind === 'extend' || s.kind === 'project') && s.columns.some((c) => c.name === from));
  const last = end < 0 ? stages.length : end + 1;
  return [...stages.slice(0, last).map((s) => renamed(s) as Stage), ...stages.slice(last)];
}

/** Stages without the values of `arg_max(t, *)` that no later stage reads. */
export function withoutUnusedPicks(stages: readonly Stage[], after: readonly Stage[]): Stage[] {
  return stages.reduceRight<Stage[]>((rest, stage) => [stage.kind === 'aggregate' ? usedPicks(stage, [...rest, ...after]) : stage, ...rest], []);
}

function usedPicks(stage: Aggregate, rest: readonly Stage[]): Aggregate {
  const used = stage.aggregates.filter((c) => c.name === ALL_OTHERS || c.expr.kind !== 'agg' || !PICKS.has(c.expr.op) || !isUnused(c.name, rest));
  return used.length === stage.aggregates.length || used.length + stage.keys.length === 0 ? stage : { ...stage, aggregates: used };
}

const ofMember = (e: Agg, member: Expr): Agg => ({ ...e, args: [...e.args.slice(0, -1), member], type: 'unknown' });

/**
 * Stages that read of the right side of a join what is read of it: its keys, and for most kinds what comes after the join. A column that
 * has a name of the left side is called `x1` there.
 */
export function afterRight(j: Join, rest: readonly Stage[]): Stage[] {
  const keys = j.on.map((k): Named => ({ name: 'key', expr: k.right, span: k.span }));
  if (j.condition) return [];
  if (j.join === 'leftsemi' || j.join === 'leftanti') return [{ kind: 'project', columns: keys, span: j.span }];
  const numbered = [...columnsReadBy({ stages: rest })].filter((n) => n.endsWith('1')).map((n) => n.slice(0, -1));
  const columns = numbered.map((n): Named => ({ name: n, expr: { kind: 'col', name: n, type: 'unknown', span: j.span }, span: j.span }));
  return [{ kind: 'extend', columns: [...keys, ...columns], place: 'end', span: j.span }, ...rest];
}

