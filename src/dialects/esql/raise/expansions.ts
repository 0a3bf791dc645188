import type { Expression } from '../../../../grammars/esql/syntax.js';
import type { Expr, MvApply, MvExpand, Stage } from '../../../ast/pipeline.js';
import { columnsIn, visitExpressions } from '../../../ast/walk.js';
import { NO_SPAN } from '../../../base/source.js';
import { evaluate, field, isNotNull, name, or, where } from './build.js';
import { refuse, type Spelling } from './context.js';
import { elementAggregates } from './element-aggregates.js';
import { condition, value } from './expressions.js';
import { converted, converter } from './expansions-types.js';
import { expandByPlace } from './parallel.js';
import { expandRange, isRange } from './ranges.js';
import { isMarked } from './json-values.js';
import { mayHaveNone, missingArray } from './no-elements.js';
import { arraysBehind } from './arrays-behind.js';
import { isRequired } from './required.js';
import { aggregateRows } from './row-aggregates.js';
import type { Scope } from './scope.js';
import type { StageHandlers } from './stage-handler.js';
import { usesOf } from './uses.js';

const span = NO_SPAN;

const EMPTY_ARRAYS = 'Elasticsearch cannot tell an empty array from a missing one: the row of one stays here with null, which Kusto drops';
const FLATTENED = 'the members of one element are not kept together: Elasticsearch flattens arrays of objects';

/** One row per element. Elasticsearch flattens arrays of objects, so that the members of one element lose each other. */
export const EXPANSIONS: StageHandlers<'mvExpand' | 'mvApply'> = {
  mvExpand: (m, s, scope) => expand(m, s, scope, scope.rest),
  mvApply: (m, s, scope) => apply(m, s, scope),
};

function expand(m: MvExpand | MvApply, s: Spelling, scope: Scope, rest: readonly Stage[]): void {
  const [only, ...more] = m.columns;
  if (!only) return;
  if (m.bags === 'array') s.raising.stageNote('different', 'mv-expand kind=array', 'the members of an object are fields, which are no elements', m.span);
  if (more.length > 0 || m.indexColumn !== undefined || m.limit || isMarked(only.expr)) return byPlace(m, s, scope, rest);
  if (isRange(only.expr)) return expandRange(only.name, only.expr, s, scope.facts, (e) => value(e, scope));
  const members = membersOf(only.name, rest);
  if (members.length > 0) return expandMembers(members, only, s, m, rest);
  if (only.expr.kind === 'col' && s.listed && !s.there(only.expr.name).includes(only.expr.name)) return s.raising.stageNote('different', 'mv-expand', FLATTENED, m.span);
  const giving = rowsGiven([only], m, s, scope, rest);
  if (only.expr.kind !== 'col' || only.expr.name !== only.name) s.push(evaluate([field(value(only.expr, scope), only.name)]));
  if (giving) s.push(where(giving));
  s.push({ kind: 'mv-expand', field: name(only.name), span });
  if (only.to !== undefined && only.to !== 'dynamic') retype(only, s);
}

/**
 * Where Kusto gives rows: an array without elements gives none, one that is missing a row of null. `undefined`: of every row, or it cannot
 * be told, which the note says. Of several columns one is enough.
 */
function rowsGiven(columns: MvExpand['columns'], m: MvExpand | MvApply, s: Spelling, scope: Scope, rest: readonly Stage[]): Expression | undefined {
  const arrays = arraysBehind(scope.before, s.raising);
  if (!columns.every((c) => mayHaveNone(c.expr, arrays)) || columns.some((c) => isRequired(c.name, rest, s.raising.nullStrings))) return undefined;
  const missing = columns.map((c) => missingArray(c.expr, arrays, scope.before));
  const changed = new Set(columns.flatMap((c) => (c.expr.kind === 'col' && c.expr.name === c.name ? [] : [c.name])));
  if (missing.some((x) => x === undefined || (typeof x === 'object' && [...columnsIn(x)].some((c) => changed.has(c))))) {
    s.raising.stageNote('wider', 'mv-expand', EMPTY_ARRAYS, m.span);
    return undefined;
  }
  return or(...columns.map((c) => isNotNull(name(c.name))), ...missing.flatMap((x) => (typeof x === 'object' ? [condition(x, scope)] : [])));
}

function byPlace(m: MvExpand | MvApply, s: Spelling, scope: Scope, rest: readonly Stage[]): void {
  if (m.columns.some((c) => !isMarked(c.expr) && membersOf(c.name, rest).length > 0)) return refuse('mv-expand of objects by their places', 'Elasticsearch flattens arrays of objects', m.span);
  const ofText = new Set(m.columns.filter((c) => !isOfDocument(c.expr, s)).map((c) => c.name));
  const whole = (c: string): boolean => ofText.has(c) && usesOf(c, rest, true).whole;
  expandByPlace(m, s, (e) => value(e, scope), { given: rowsGiven(m.columns, m, s, scope, rest), needed: (c) => isRequired(c, rest, s.raising.nullStrings), whole });
  for (const c of m.columns) if (c.to !== undefined && c.to !== 'dynamic') retype(c, s);
}

/** The array of a document, which is one. */
const isOfDocument = (e: Expr, s: Spelling): boolean => isMarked(e) && e.args[0]?.kind === 'col' && s.raising.wholes.has(e.args[0].name);

function retype(c: MvExpand['columns'][number], s: Spelling): void {
  if (converter(c.to) !== undefined) s.push(evaluate([field(converted(c.to, name(c.name)), c.name)]));
}

/** An object's members are fields of their own; with one of them used the rows are the same, with several every pair of values comes up. */
function expandMembers(members: readonly string[], c: MvExpand['columns'][number], s: Spelling, m: MvExpand | MvApply, rest: readonly Stage[]): void {
  if (c.expr.kind !== 'col' || c.expr.name !== c.name) return refuse('mv-expand of a value made in the query', 'ES|QL has no objects', m.span);
  const [only, ...more] = members as [string, ...string[]];
  if (more.length > 0) s.raising.stageNote('different', 'mv-expand', FLATTENED, m.span);
  else if (!isRequired(`${c.name}.${only}`, rest, s.raising.nullStrings)) s.raising.stageNote('narrower', 'mv-expand', 'elements without the member give no row', m.span);
  for (const x of members) s.push({ kind: 'mv-expand', field: name(`${c.name}.${x}`), span });
}

/** The members of a column's objects that later stages read, as dotted paths below it; not those that a nested `mv-apply` expands itself. */
function membersOf(column: string, stages: readonly Stage[]): string[] {
  const out = new Set<string>();
  const nested = stages.flatMap((x) => (x.kind === 'mvApply' || x.kind === 'mvExpand' ? x.columns.map((c) => c.name) : [])).filter((n) => n.startsWith(`${column}.`));
  const expandedLater = (n: string): boolean => nested.some((x) => n === x || n.startsWith(`${x}.`));
  visitExpressions(stages, (e) => {
    if (e.kind === 'col' && e.name.startsWith(`${column}.`) && !expandedLater(e.name)) out.add(e.name.slice(column.length + 1));
    return false;
  });
  return [...out];
}

const ROW_WISE: ReadonlySet<string> = new Set(['input', 'filter', 'extend', 'project', 'drop', 'keep', 'rename', 'mvApply', 'mvExpand']);

/** What a projection of the elements leaves out of them; the row that they are of stays beside them. */
function besideTheRow(stage: Stage): Stage[] {
  if (stage.kind !== 'project') return [stage];
  const columns = stage.columns.filter((c) => !(c.expr.kind === 'col' && c.expr.name === c.name));
  return columns.length > 0 ? [{ kind: 'extend', columns, place: 'end', span: stage.span }] : [];
}

/** A body that looks at one element at a time is MV_EXPAND followed by the body. */
function apply(m: MvApply, s: Spelling, scope: Scope): void {
  const body = m.body.stages.filter((x) => x.kind !== 'input');
  const [first, ...more] = body;
  if (m.columns.every((c) => isMarked(c.expr)) && body.some((x) => x.kind === 'aggregate' && !x.inline)) return aggregateRows(m, body, s, scope);
  if (first?.kind === 'aggregate' && !first.inline && more.every((x) => ROW_WISE.has(x.kind))) {
    elementAggregates(m, first, s, scope);
    return scope.spellInto(s, m, more);
  }
  const other = body.find((x) => !ROW_WISE.has(x.kind));
  if (other) return refuse(`mv-apply with ${other.kind}`, 'ES|QL cannot work on the elements of one row alone', m.span);
  expand(m, s, scope, [...body, ...scope.rest]);
  scope.spellInto(s, m, body.flatMap(besideTheRow));
}

