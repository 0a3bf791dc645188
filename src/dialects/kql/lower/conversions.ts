import type { Expr } from '../../../ast/pipeline.js';
import type { Ty } from '../../../data/types.js';
import { constantOf } from '../../../catalogue/constant.js';
import { kqlTypeName } from '../types.js';
import type { Context } from './context.js';
import { isBroken, literal, namedCall } from './operations.js';

/** An argument as the type that its parameter declares. */
export function convertTo(type: Ty | undefined, value: Expr, cx: Context): Expr {
  if (!type || isBroken(value) || value.type === type || value.type === 'unknown') return value;
  if (value.kind === 'lit' && value.value === null) return literal(type, null, value.span);
  const converted = namedCall(`to${kqlTypeName(type)}`, [value], value.span, cx);
  const constant = constantOf(converted, cx.state.env.now);
  return constant === undefined ? converted : literal(type, constant, value.span);
}
