import type { Call, Expr, Lit, Plan } from '../../../ast/pipeline.js';
import { mapInside } from '../../../ast/walk.js';
import { constantOf } from '../../../catalogue/constant.js';
import { opOf } from '../../../catalogue/index.js';
import { TICKS_PER_MS } from '../../../data/time.js';
import type { Schema } from '../../../semantics/schema.js';
import { type Raising, refuse } from './context.js';

/**
 * ES|QL has durations as constants beside dates only; elsewhere a timespan is a number of milliseconds (docs/semantics.md, S14). While it
 * is compared, added up or divided by another one nobody can tell; what shows it is noted: a column of the result, or an operation that
 * makes something else of it.
 */
const NOTE = 'a timespan is a number of milliseconds';

/** Constants such as `2 * timeframe` are worked out, so that they are durations still. */
export function foldTimespans(plan: Plan): Plan {
  return fold(plan) as Plan;
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
  raising.opNote('different', title(opOf(e.op)), NOTE, e.span);
}

/** Notes timespans among the columns of the result. */
export function shownInResult(result: Schema, plan: Plan, raising: Raising): void {
  const last = plan.body.stages[plan.body.stages.length - 1];
  for (const f of result.fields) {
    if (f.type === 'timespan') raising.opNote('different', f.name, NOTE, madeAt(f.name, plan) ?? last?.span ?? plan.body.span);
  }
}

/** Where a column is assigned last. */
function madeAt(column: string, plan: Plan): Lit['span'] | undefined {
  const makers = plan.body.stages.flatMap((s) => (s.kind === 'extend' || s.kind === 'project' ? s.columns : s.kind === 'aggregate' ? [...s.aggregates, ...s.keys] : []));
  return makers.filter((c) => c.name === column && c.expr.kind !== 'col').pop()?.span;
}

/** A constant timespan as a value. */
export function inMilliseconds(e: Expr): Expr {
  if (e.kind !== 'lit' || e.type !== 'timespan' || e.value === null) return e;
  const ticks = BigInt(e.value as number | bigint);
  if (ticks % BigInt(TICKS_PER_MS) !== 0n) return refuse('a timespan', 'ES|QL time units end at milliseconds', e.span);
  return { ...e, type: 'long', value: Number(ticks / BigInt(TICKS_PER_MS)) };
}
