import type { Expr } from '../../../ast/pipeline.js';
import { children } from '../../../ast/walk.js';
import { fail } from '../../../base/diagnostics.js';
import type { Span } from '../../../base/source.js';
import type { Context } from './context.js';

const MAX_EXPRESSION = 200_000;

/** Scalars and arguments are written out wherever they are used, so that doubling them in each of many lets or calls must be stopped. */
export function measure(expr: Expr, cx: Context, at: Span): void {
  if (size(expr, cx.state.sizes) > MAX_EXPRESSION) fail('too-large', { limit: MAX_EXPRESSION }, at);
}

function size(e: Expr, known: WeakMap<Expr, number>): number {
  const seen = known.get(e);
  if (seen !== undefined) return seen;
  const total = children(e).reduce((sum, c) => sum + size(c, known), 1);
  known.set(e, total);
  return total;
}
