import { Decimal } from 'decimal.js';

/** Arithmetic with the 34 significant digits of a 128-bit decimal, which Kusto's `decimal` is. Its values are `instanceof Decimal`. */
export const Dec = Decimal.clone({ precision: 34, rounding: Decimal.ROUND_HALF_EVEN, toExpNeg: -40, toExpPos: 40 });

/** Reads decimal text with an optional exponent; `undefined` for anything else, infinities and NaN included. */
export function parseDecimal(text: string): Decimal | undefined {
  const t = text.trim();
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,4})?$/.test(t) ? new Dec(t) : undefined;
}
