import type { Expression, ProcessingCommand, Query } from '../../../../grammars/esql/syntax.js';
import type { Col, Expr, Pipeline, Stage, Subquery } from '../../../ast/pipeline.js';
import { isCall, mapInside } from '../../../ast/walk.js';
import { NO_SPAN, type Span } from '../../../base/source.js';
import { isText } from '../../../data/types.js';
import { isTotalOf } from '../../../semantics/nonzero.js';
import { Refusal } from '../../../semantics/notes.js';
import { type Beside, kept, limited, putBeside } from './beside.js';
import { patternOfRanges } from './address-ranges.js';
import { aggregate, call, drop, evaluate, field, name, text, withCommands } from './build.js';
import { type Raising, refuse, type Spelling } from './context.js';
import { rowsOfList } from './list-rows.js';
import type { Scope } from './scope.js';
import { alternative, NEVER, wholeText } from './terms.js';

const span = NO_SPAN;

/** A stage whose expressions name columns where they had values of other pipelines, and the columns to drop behind it. */
export interface Broadcast {
  readonly stage: Stage;
  readonly columns: readonly string[];
}

const LOOKED_INTO: ReadonlySet<Stage['kind']> = new Set(['filter', 'extend', 'project', 'aggregate', 'sort', 'distinct', 'mvApply', 'mvExpand', 'parse']);
/** Membership has a form of its own: IN (subquery). */
const MEMBERSHIPS: ReadonlySet<string> = new Set(['list.in', 'list.notIn', 'list.inIgnoringCase', 'list.notInIgnoringCase']);

/**
 * Brings what a stage reads of other pipelines (`toscalar`, the needles of `has_any (T)`) to every row as columns, and names these in
 * the stage. ADR 0006.
 */
export function broadcast(stage: Stage, s: Spelling, scope: Scope): Broadcast {
  if (!LOOKED_INTO.has(stage.kind) || !s.raising.census.kinds.has('subquery')) return { stage, columns: [] };
  const values: Values = { s, scope, pending: [], columns: [] };
  const visit = (node: object): unknown => replaced(node, values, visit);
  const inner = mapInside(stage, visit);
  const whole = inner.kind === 'mvApply' ? { ...inner, body: { ...inner.body, stages: inner.body.stages.map((x) => mapInside(x, visit)) } } : inner;
  const marker = putBeside(values.pending, s, stage.span);
  known(values.columns, s);
  const used = values.columns.map((c) => c.name);
  return { stage: whole, columns: [...marker, ...used] };
}

/** Drops the columns behind the stage, unless its commands have done so: those from `start` on. */
export function dropBehind(b: Broadcast, s: Spelling, start: number): void {
  if (b.columns.length > 0 && !s.commands.slice(start).some(chooses)) s.push(drop(b.columns));
}

/** Whether a command lists the columns that it gives. */
const chooses = (c: ProcessingCommand): boolean => c.kind === 'stats' || (c.kind === 'keep' && !c.patterns.some((p) => p.pieces.some((x) => x.kind === 'wildcard')));
const COMPARES_ROWS: ReadonlySet<ProcessingCommand['kind']> = new Set(['dedup', 'fork']);

/** Without dropping values of other pipelines where a later command does so by listing its columns. */
export function withoutNeedlessDrops(commands: readonly ProcessingCommand[], raising: Raising): ProcessingCommand[] {
  const ours = new Set([raising.marker, ...raising.values.values()]);
  return commands.filter((c, i) => {
    if (c.kind !== 'drop' || !c.patterns.every((p) => p.pieces.length === 1 && p.pieces[0]?.kind === 'text' && ours.has(p.pieces[0].text))) return true;
    const later = commands.slice(i + 1).find((x) => chooses(x) || COMPARES_ROWS.has(x.kind));
    return later === undefined || COMPARES_ROWS.has(later.kind);
  });
}

interface Values {
  readonly s: Spelling;
  readonly scope: Scope;
  readonly pending: Beside[];
  readonly columns: Col[];
}

/** The stage sees the columns as columns of its rows; patterns are never missing. */
function known(columns: readonly Col[], s: Spelling): void {
  if (columns.length === 0) return;
  s.schema = { ...s.schema, fields: [...s.schema.fields, ...columns.map((c) => ({ name: c.name, type: c.type }))] };
  s.facts = new Set([...s.facts, ...columns.map((c) => c.name).filter((c) => s.raising.patterns.has(c))]);
}

const isPipeline = (node: object): boolean => 'stages' in node && !('kind' in node);
const isSubquery = (node: object | undefined): node is Subquery => node !== undefined && 'kind' in node && node.kind === 'subquery' && 'pipeline' in node;

function replaced(node: object, v: Values, visit: (node: object) => unknown): unknown {
  if (isPipeline(node)) return node;
  if (isCall(node) && node.args.length === 2 && isSubquery(node.args[1])) {
    if (MEMBERSHIPS.has(node.op)) return { ...node, args: [visit(node.args[0] as Expr), node.args[1]] };
    if (node.op === 'ip.inAnyRange4' && node.args[1].mode === 'scalar') return { ...node, args: [visit(node.args[0] as Expr), ...ranges(node.args[1], v)] };
    if (node.op === 'string.hasAny') return { ...node, args: [visit(node.args[0] as Expr), ...needles(node.args[1], v)] };
  }
  if (isCall(node) && node.op === 'string.hasAny' && node.args.some(isSubquery)) {
    const list = node.args.slice(1).flatMap((a) => (isSubquery(a) ? needles(a, v) : [visit(a) as Expr]));
    if (!list.some(isSubquery)) return { ...node, args: [visit(node.args[0] as Expr), ...list] };
  }
  return isSubquery(node) && node.mode === 'scalar' ? scalar(node, v) : mapInside(node, visit);
}

/** A value as a column: one column for all places of a query, made by `commands` of its rows. */
function columnOf(query: Query, stem: string, several: boolean, commands: (q: Query, column: string) => Query, v: Values): string {
  const key = JSON.stringify([stem, query]);
  const there = v.s.raising.values.get(key);
  if (there !== undefined && (v.pending.some((p) => p.column === there) || kept({ column: there, several }, v.s))) return there;
  const column = v.s.raising.fresh(stem);
  v.s.raising.values.set(key, column);
  v.pending.push({ column, several, query: commands(query, column) });
  return column;
}

function read(column: string, type: Col['type'], at: Span, v: Values): Col {
  const col: Col = { kind: 'col', name: column, type, span: at };
  if (!v.columns.some((c) => c.name === column)) v.columns.push(col);
  return col;
}

/* ---------------------------------------------------------------- needles */

/** Rows that are constants are written out. For others one pattern of all of them; where that cannot be had the subquery stays. */
function needles(list: Subquery, v: Values): readonly Expr[] {
  try {
    const pipeline = list.mode === 'scalar' || endsInList(flattened(list.pipeline, v)) ? rowsOfList({ ...list.pipeline, stages: flattened(list.pipeline, v) }, list.span, v.s.raising) : list.pipeline;
    return constants(pipeline, v) ?? [pattern(list, pipeline, v)];
  } catch (e) {
    if (e instanceof Refusal) return [list];
    throw e;
  }
}

/** The rows are one list: its elements are meant. */
const endsInList = (stages: readonly Stage[]): boolean => {
  const last = stages[stages.length - 1];
  const expr = last?.kind === 'aggregate' && last.keys.length === 0 ? last.aggregates[0]?.expr : undefined;
  return expr?.kind === 'agg' && /^aggregate\.(list|set)(If)?$/.test(expr.op);
};

/** An element that is missing is no needle, a text that is missing is the empty one. */
function pattern(list: Subquery, pipeline: Pipeline, v: Values): Col {
  const { query, each, text: needle, there } = textsOf(list, pipeline, 'has_any', v);
  const filled = there ? needle : call('COALESCE', needle, text(''));
  return read(patternColumn(trimmed(query), 'terms', (as) => [...each, ...patternOf(call('TO_LOWER', filled), as)], v), 'dynamic', list.span, v);
}

/** The texts of the first column of some rows, of which an array is as many as it has elements. */
function textsOf(list: Subquery, pipeline: Pipeline, what: string, v: Values): { query: Query; each: readonly ProcessingCommand[]; text: Expression; there: boolean } {
  const spelled = v.scope.spelling(pipeline);
  const { first, query } = firstOf(spelled, list.span);
  const dynamic = first.type === 'dynamic';
  if (first.type !== 'unknown' && !dynamic && !isText(first.type)) return refuse(what, 'the rows are no texts', list.span);
  if (limited(query)) return refuse(what, 'INLINE STATS does not stand behind LIMIT', list.span);
  const column = name(first.name);
  return { query, each: dynamic ? [{ kind: 'mv-expand', field: column, span }] : [], text: dynamic || first.type === 'unknown' && what !== 'has_any' ? call('TO_STRING', column) : column, there: dynamic || spelled.facts.has(first.name) };
}

function patternColumn(query: Query, stem: string, commands: (as: string) => readonly ProcessingCommand[], v: Values): string {
  const column = columnOf(query, stem, false, (q, as) => withCommands(q, commands(as)), v);
  v.s.raising.patterns.add(column);
  return column;
}

/** Networks of IPv4: the elements of a list as one pattern. What is one text is a network by itself. */
function ranges(list: Subquery, v: Values): readonly Expr[] {
  const stages = flattened(list.pipeline, v);
  const listed = endsInList(stages);
  if (!listed && list.type !== 'dynamic') return [scalar(list, v)];
  if (!listed && !isOneRow(stages)) return refuse('ipv4_is_in_any_range', 'which of several lists is meant is not known', list.span);
  const pipeline = listed ? rowsOfList({ ...list.pipeline, stages }, list.span, v.s.raising) : list.pipeline;
  const known = constants(pipeline, v);
  if (known) return known;
  const { query, each, text: network } = textsOf(list, pipeline, 'ipv4_is_in_any_range', v);
  return [read(patternColumn(trimmed(query), 'ranges', (as) => [...each, ...patternOfRanges(network, as, v.s.raising)], v), 'string', list.span, v)];
}

const patternOf = (needle: Expression, as: string): ProcessingCommand[] => [
  evaluate([field(alternative(needle), as)]),
  { kind: 'stats', aggregates: [aggregate(call('MV_CONCAT', call('VALUES', name(as)), text('|')), as)], groups: [], span },
  evaluate([field(call('COALESCE', wholeText(name(as)), text(NEVER)), as)]),
];


/** Without the choice of columns and the order at the end, which an aggregate of one column does not ask for. */
function trimmed(q: Query): Query {
  const last = q.commands[q.commands.length - 1];
  return last?.kind === 'keep' || last?.kind === 'sort' ? trimmed({ ...q, commands: q.commands.slice(0, -1) }) : q;
}

function firstOf(spelled: Spelling, at: Span): { first: { name: string; type: Col['type'] }; query: Query } {
  const first = spelled.schema.fields[0];
  if (first === undefined || spelled.schema.open) return refuse('the rows of a table', 'which column is meant is not known', at, 'name it with project');
  return { first, query: spelled.query() };
}

/** The first column of a datatable. */
function constants(p: Pipeline, v: Values): readonly Expr[] | undefined {
  const [source, ...rest] = flattened(p, v);
  if (source?.kind !== 'values') return undefined;
  const at = columnAt(source.fields.map((f) => f.name), rest);
  const cells = at < 0 ? [] : source.rows.map((r) => r[at]);
  return cells.length > 0 && cells.every((c) => c?.kind === 'lit' && typeof c.value === 'string') ? (cells as Expr[]) : undefined;
}

/** Which of the columns comes first behind stages that only choose columns; -1 behind others. */
function columnAt(names: readonly string[], stages: readonly Stage[]): number {
  let first = names[0] ?? '';
  for (const x of stages) {
    const expr = (x.kind === 'project' || x.kind === 'distinct') ? x.columns[0]?.expr : undefined;
    if (expr?.kind !== 'col') return -1;
    first = expr.name;
  }
  return names.indexOf(first);
}

function flattened(p: Pipeline, v: Values): readonly Stage[] {
  const [first, ...rest] = p.stages;
  const found = first?.kind === 'ref' ? v.s.raising.plan.lets.find((l) => l.name === first.name) : undefined;
  return found ? [...flattened(found.pipeline, v), ...rest] : p.stages;
}

/* ---------------------------------------------------------------- single values */

function scalar(e: Subquery, v: Values): Expr {
  if (e.type === 'timespan') return refuse('toscalar', 'ES|QL has no timespan values', e.span);
  const spelled = v.scope.spelling(e.pipeline);
  const { first, query } = firstOf(spelled, e.span);
  const several = first.type === 'dynamic';
  if (!isOneRow(flattened(e.pipeline, v))) v.s.raising.opNote('rewritten', 'toscalar', 'of several rows that stand in no order the largest value is taken', e.span);
  const column = columnOf(query, 'value', several, (q, as) => valueQuery(q, first.name, as, several), v);
  if (isTotalOf(flattened({ stages: v.s.stages, span: e.span }, v), flattened(e.pipeline, v))) v.s.signs = { ...v.s.signs, nonzero: new Set([...v.s.signs.nonzero, column]) };
  return read(column, first.type === 'unknown' ? e.type : first.type, e.span, v);
}

/** An only aggregate gets the name at once. */
function valueQuery(q: Query, from: string, column: string, several: boolean): Query {
  const last = q.commands[q.commands.length - 1];
  const only = last?.kind === 'stats' && last.groups.length === 0 && last.aggregates.length === 1 ? last.aggregates[0] : undefined;
  if (last?.kind === 'stats' && only) return { ...q, commands: [...q.commands.slice(0, -1), { ...last, aggregates: [aggregate(only.value, column, only.filter)] }] };
  return withCommands(trimmed(unlimited(q)), [{ kind: 'stats', aggregates: [aggregate(call(several ? 'VALUES' : 'MAX', name(from)), column)], groups: [], span }]);
}

/** One of rows in no order is any of them. */
function unlimited(q: Query): Query {
  const [limit, sort] = [...q.commands].reverse();
  return limit?.kind === 'limit' && sort?.kind !== 'sort' ? { ...q, commands: q.commands.slice(0, -1) } : q;
}

function isOneRow(stages: readonly Stage[]): boolean {
  for (const x of [...stages].reverse()) {
    if (x.kind === 'aggregate') return x.keys.length === 0;
    if (x.kind === 'sort') return refuse('toscalar', 'the first of sorted rows has no aggregate in ES|QL', x.span);
    if (x.kind !== 'project' && x.kind !== 'extend' && x.kind !== 'keep' && x.kind !== 'drop' && x.kind !== 'rename') return x.kind === 'values' && x.rows.length < 2;
  }
  return false;
}
