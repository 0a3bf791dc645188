import type { Expr, Pipeline } from '../../../ast/pipeline.js';
import type { Span } from '../../../base/source.js';
import { opOf } from '../../../catalogue/index.js';
import { type Raising, refuse } from './context.js';
import { titleOf } from './titles.js';

/** How many elements an array has that is given no other size. */
const MOST_ELEMENTS = 1_048_576;

/** The rows that `summarize make_list(y)` collects. */
export function rowsOfList(p: Pipeline, at: Span, raising: Raising): Pipeline {
  const last = p.stages[p.stages.length - 1];
  const only = last?.kind === 'aggregate' && last.keys.length === 0 && last.aggregates.length === 1 ? last.aggregates[0] : undefined;
  if (!only || only.expr.kind !== 'agg' || !/^aggregate\.(list|set)(If)?$/.test(only.expr.op)) return refuse('in (toscalar(…))', 'only a list or set made by summarize can be tested against', at);
  const size = only.expr.args[only.expr.op.endsWith('If') ? 2 : 1];
  if (size && !(size.kind === 'lit' && Number(size.value) >= MOST_ELEMENTS)) raising.opNote('different', titleOf(opOf(only.expr.op)), 'the list has all its elements, whatever size it is given', only.span);
  const column = { name: only.name, expr: only.expr.args[0] as Expr, span: only.span };
  const conditions = [only.expr.filter, only.expr.op.endsWith('If') ? only.expr.args[1] : undefined].filter((c) => c !== undefined);
  const filter = conditions.map((cond) => ({ kind: 'filter' as const, cond, span: only.span }));
  return { ...p, stages: [...p.stages.slice(0, -1), ...filter, { kind: 'project', columns: [column], span: only.span }] };
}
