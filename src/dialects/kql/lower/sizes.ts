import type { Expr } from '../../../ast/pipeline.js';
import { fail } from '../../../base/diagnostics.js';
import type { Span } from '../../../base/source.js';
import type { Context } from './context.js';

const MAX_EXPRESSION = 200_000;

/** Scalars and arguments are written out wherever they are used, so that doubling them in each of many lets or calls must be stopped. */
export function measure(expr: Expr, cx: Context, at: Span): void {
  if (size(expr, cx.state.sizes) > MAX_EXPRESSION) fail('too-large', { limit: MAX_EXPRESSION }, at);
}

/** Nodes as a tree, those of subqueries too, though they are shared: whoever writes the query out meets each as often as it is used. */
function size(node: unknown, known: WeakMap<object, number>): number {
  if (typeof node !== 'object' || node === null) return 0;
  const seen = known.get(node);
  if (seen !== undefined) return seen;
  const parts = 'kind' in node && node.kind === 'lit' ? [] : Object.entries(node).map(([key, v]) => (key === 'span' ? 0 : size(v, known)));
  const total = parts.reduce((sum, n) => sum + n, 'kind' in node ? 1 : 0);
  known.set(node, total);
  return total;
}
