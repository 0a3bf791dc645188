import type { IntegerLiteral } from '../../../../grammars/esql/leaves.js';
import type { Lit } from '../../../ast/pipeline.js';
import type { Span } from '../../../base/source.js';
import { MAX_LONG, MAX_ULONG, MIN_LONG, norm } from '../../../data/int64.js';
import { MultiValue, type Ty, type Value } from '../../../data/types.js';

export const literal = (type: Ty, value: Value, span: Span): Lit => ({ kind: 'lit', type, value, span });

/** The narrowest of integer, long, unsigned_long that holds it, else a double, as Elasticsearch types a number. */
export function integer(c: Pick<IntegerLiteral, 'text' | 'span'>): Lit {
  const v = BigInt(c.text);
  if (v >= -(2n ** 31n) && v < 2n ** 31n) return literal('int', Number(v), c.span);
  if (v >= MIN_LONG && v <= MAX_LONG) return literal('long', norm(v), c.span);
  if (v > 0n && v <= MAX_ULONG) return literal('ulong', norm(v), c.span);
  return literal('real', Number(v), c.span);
}

const NUMERIC_ORDER: readonly Ty[] = ['int', 'long', 'ulong', 'real'];

/** A constant multi-value: numbers of the widest type among them. */
export function array(items: readonly Lit[], span: Span): Lit {
  const type = items.map((i) => i.type).reduce((a, b) => (NUMERIC_ORDER.indexOf(b) > NUMERIC_ORDER.indexOf(a) ? b : a));
  const values = items.map((i) => (type === 'real' && i.value !== null ? Number(i.value) : i.value));
  return literal(type, values.length === 1 ? (values[0] as Value) : new MultiValue(values), span);
}
