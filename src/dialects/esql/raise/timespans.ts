import type { Query } from '../../../../grammars/esql/syntax.js';
import type { Call, Expr, Lit, Named, Plan } from '../../../ast/pipeline.js';
import { eachInside, mapInside } from '../../../ast/walk.js';
import type { Span } from '../../../base/source.js';
import { constantOf } from '../../../catalogue/constant.js';
import { opOf } from '../../../catalogue/index.js';
import { TICKS_PER_MS } from '../../../data/time.js';
import type { Schema } from '../../../semantics/schema.js';
import { evaluate, field, name } from './build.js';
import { type Raising, refuse } from './context.js';
import { spanText } from './handlers/span.js';

/**
 * ES|QL has durations as constants beside dates only; elsewhere a timespan is a number of milliseconds (docs/semantics.md, S14). While it
 * is compared, added up or divided by another one nobody can tell; what shows it is noted: a column of the result, or an operation that
 * makes something else of it.
 */
const NOTE = 'a timespan is a number of milliseconds';

/** Constants such as `2 * timeframe` are worked out, so that they are durations still. */
export function foldTimespans(plan: Plan, raising: Raising): Plan {
  return raising.census.types.has('timespan') ? (fold(plan) as Plan) : plan;
}

function fold(node: unknown): unknown {
  if (typeof node !== 'object' || node === null) return node;
  const out = mapInside(node, fold);
  if (!isSpanCall(out)) return out;
  const value = constantOf(out);
  return value === undefined ? out : { kind: 'lit', type: 'timespan', value, span: out.span };
}

const isSpanCall = (node: object): node is Call => 'kind' in node && node.kind === 'call' && 'type' in node && node.type === 'timespan';

/** Operations that take a number of milliseconds for the timespan that it is. */
const MEASURES = /^(compare|list|time|condition|logic|math|window)\.|^convert\.(toTimespan|toLong)$/;
const AGGREGATES: ReadonlySet<string> = new Set(['min', 'max', 'avg', 'sum', 'percentile', 'any', 'argMax', 'argMin', 'count', 'distinctCount', 'exactDistinctCount']);
const measures = (op: string): boolean => MEASURES.test(op) || (op.startsWith('aggregate.') && AGGREGATES.has(op.slice('aggregate.'.length).replace(/If$/, '')));

/** Notes an operation that shows what a timespan is here. */
export function shown(e: { readonly op: string; readonly args: readonly Expr[]; readonly span: Lit['span'] }, title: (op: ReturnType<typeof opOf>) => string, raising: Raising): void {
  if (measures(e.op) || !e.args.some((a) => a.type === 'timespan')) return;
  if (e.op === 'convert.toString' && isWritable(e.args[0] as Expr, raising.plan)) return;
  raising.opNote('different', title(opOf(e.op)), NOTE, e.span);
}

/**
 * Timespans among the columns of the result become the texts that Kusto shows; one that may have a part of a millisecond stays a number,
 * with a note.
 */
export function shownInResult(tree: Query, result: Schema, plan: Plan, raising: Raising): Query {
  const spans = result.fields.filter((f) => f.type === 'timespan').map((f) => f.name);
  if (spans.length === 0) return tree;
  const makers = makersOf(plan);
  const written = spans.filter((c) => isWholeColumn(c, makers, new Set()));
  const last = plan.body.stages[plan.body.stages.length - 1];
  const at = (c: string): Span => madeAt(c, plan) ?? last?.span ?? plan.body.span;
  for (const c of spans) raising.opNote(written.includes(c) ? 'rewritten' : 'different', c, written.includes(c) ? 'the timespan is a text, as Kusto writes it' : NOTE, at(c));
  return written.length === 0 ? tree : { ...tree, commands: [...tree.commands, evaluate(written.map((c) => field(spanText(name(c)), c)))] };
}

/** Where a column is assigned last. */
function madeAt(column: string, plan: Plan): Span | undefined {
  const made = plan.body.stages.flatMap((s) => (s.kind === 'extend' || s.kind === 'project' ? s.columns : s.kind === 'aggregate' ? [...s.aggregates, ...s.keys] : []));
  return made.filter((c) => c.name === column && c.expr.kind !== 'col').pop()?.span;
}

/** The expressions that give a column of a name its values, anywhere in the plan. */
type Makers = ReadonlyMap<string, readonly Named[]>;

function makersOf(plan: Plan): Makers {
  const out = new Map<string, Named[]>();
  const visit = (node: object): void => {
    const named = node as Partial<Named>;
    if (typeof named.name === 'string' && named.expr) out.set(named.name, [...(out.get(named.name) ?? []), node as Named]);
    const renamed = node as { from?: unknown; to?: unknown; span?: Span };
    if (typeof renamed.from === 'string' && typeof renamed.to === 'string' && renamed.span) out.set(renamed.to, [...(out.get(renamed.to) ?? []), { name: renamed.to, expr: { kind: 'col', name: renamed.from, type: 'timespan', span: renamed.span }, span: renamed.span }]);
    eachInside(node, visit);
  };
  visit([plan.lets, plan.body]);
  return out;
}

function isWholeColumn(column: string, makers: Makers, seen: Set<string>): boolean {
  if (seen.has(column)) return true;
  seen.add(column);
  const made = (makers.get(column) ?? []).filter((c) => !(c.expr.kind === 'col' && c.expr.name === column));
  return made.length > 0 && made.every((c) => isWholeSpan(c.expr, makers, seen));
}

const SPAN_CHOICES = /^condition\.|^math\.(add|subtract|negate)$/;
const SPAN_PICKS: ReadonlySet<string> = new Set(['min', 'max', 'sum', 'any', 'argMax', 'argMin'].flatMap((x) => [`aggregate.${x}`, `aggregate.${x}If`]));

/** Elasticsearch dates have milliseconds, and so have their differences; quotients and averages have parts of one. */
function isWholeSpan(e: Expr, makers: Makers, seen: Set<string>): boolean {
  if (e.type !== 'timespan' && e.type !== 'unknown') return e.type === 'datetime' || e.type === 'bool' || e.type === 'null';
  if (e.kind === 'lit') return e.value === null || Number(e.value) % TICKS_PER_MS === 0;
  if (e.kind === 'col') return isWholeColumn(e.name, makers, seen);
  if (e.kind === 'agg') return SPAN_PICKS.has(e.op) && e.args.every((a) => a.type !== 'timespan' || isWholeSpan(a, makers, seen));
  if (e.kind !== 'call') return false;
  if (e.op === 'time.dayOfWeek') return true;
  return SPAN_CHOICES.test(e.op) && e.args.every((a) => isWholeSpan(a, makers, seen));
}

/** Whether the text of a timespan can be written. */
export const isWritable = (e: Expr, plan: Plan): boolean => isWholeSpan(e, makersOf(plan), new Set());

/** A constant timespan as a value. */
export function inMilliseconds(e: Expr): Expr {
  if (e.kind !== 'lit' || e.type !== 'timespan' || e.value === null) return e;
  const ticks = BigInt(e.value as number | bigint);
  if (ticks % BigInt(TICKS_PER_MS) !== 0n) return refuse('a timespan', 'ES|QL time units end at milliseconds', e.span);
  return { ...e, type: 'long', value: Number(ticks / BigInt(TICKS_PER_MS)) };
}
