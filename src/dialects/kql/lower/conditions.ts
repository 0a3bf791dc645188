import type * as Syntax from '../../../../grammars/kql/syntax.js';
import type { Expr } from '../../../ast/pipeline.js';
import { kqlTypeName } from '../types.js';
import { type Context, lowerExpr, report } from './context.js';
import { broken } from './operations.js';

/** Like `lowerExpr`, reporting a value that is no boolean. */
export function lowerCondition(e: Syntax.Expression, cx: Context): Expr {
  const cond = lowerExpr(e, cx);
  if (cond.type === 'bool' || cond.type === 'unknown' || cond.type === 'null') return cond;
  const hint = cond.type === 'dynamic' ? 'tobool(…) reads a dynamic value as a boolean' : undefined;
  report(cx, 'type-mismatch', { what: 'the condition', got: kqlTypeName(cond.type), want: 'bool' }, e.span, hint);
  return broken(e.span);
}
