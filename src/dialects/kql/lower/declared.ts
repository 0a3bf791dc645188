import type * as Syntax from '../../../../grammars/kql/syntax.js';
import type { Field } from '../../../data/table.js';
import { kqlTypeOf } from '../types.js';
import { type Context, report } from './context.js';

/** Columns that the query declares with their types. */
export const fieldsOf = (schema: Syntax.RowSchema, cx: Context): Field[] => schema.columns.map((c) => ({ name: c.name.text, type: declaredType(c.type, cx) }));

export function declaredType(t: Syntax.TypeName, cx: Context): Field['type'] {
  const type = kqlTypeOf(t.text);
  if (!type) report(cx, 'unknown-type', { name: t.text }, t.span);
  return type ?? 'unknown';
}
