import type { Expr, Pipeline } from '../../../ast/pipeline.js';
import type { Span } from '../../../base/source.js';
import { refuse } from './context.js';

/** The rows that `summarize make_list(y)` collects. */
export function rowsOfList(p: Pipeline, at: Span): Pipeline {
  const last = p.stages[p.stages.length - 1];
  const only = last?.kind === 'aggregate' && last.keys.length === 0 && last.aggregates.length === 1 ? last.aggregates[0] : undefined;
  if (!only || only.expr.kind !== 'agg' || !/^aggregate\.(list|set)(If)?$/.test(only.expr.op)) return refuse('in (toscalar(…))', 'only a list or set made by summarize can be tested against', at);
  const column = { name: only.name, expr: only.expr.args[0] as Expr, span: only.span };
  const filter = only.expr.op.endsWith('If') ? [{ kind: 'filter' as const, cond: only.expr.args[1] as Expr, span: only.span }] : [];
  return { ...p, stages: [...p.stages.slice(0, -1), ...filter, { kind: 'project', columns: [column], span: only.span }] };
}
