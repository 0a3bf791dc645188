/**
 * A 64-bit integer as JavaScript holds it best: a `number` while it is a safe integer, else a `bigint`.
 * Always normalised, so `===` and Map keys work, and bigint arithmetic is paid for only beyond 2^53-1.
 * Also holds ticks (100 ns) of datetimes and timespans, and unsigned 64-bit values.
 */
export type Int64 = number | bigint;

export const MIN_LONG = -(2n ** 63n);
export const MAX_LONG = 2n ** 63n - 1n;
export const MAX_ULONG = 2n ** 64n - 1n;

/** The normal form of an integer, whatever its width. */
export function norm(v: bigint): Int64 {
  const n = Number(v);
  return Number.isSafeInteger(n) ? n : v;
}

/** Wraps to signed 64 bits, as two's complement hardware does. */
export const wrap64 = (v: bigint): Int64 => norm(BigInt.asIntN(64, v));

export const inLong = (v: Int64): boolean => typeof v === 'number' || (v >= MIN_LONG && v <= MAX_LONG);

/** Exact, unbounded; the caller wraps or checks. `-0` never appears. */
export function add(a: Int64, b: Int64): Int64 {
  if (typeof a === 'number' && typeof b === 'number') {
    const r = a + b;
    if (Number.isSafeInteger(r)) return r;
  }
  return norm(BigInt(a) + BigInt(b));
}

export function sub(a: Int64, b: Int64): Int64 {
  if (typeof a === 'number' && typeof b === 'number') {
    const r = a - b;
    if (Number.isSafeInteger(r)) return r;
  }
  return norm(BigInt(a) - BigInt(b));
}

export function mul(a: Int64, b: Int64): Int64 {
  if (typeof a === 'number' && typeof b === 'number') {
    const r = a * b;
    if (Number.isSafeInteger(r)) return r + 0;
  }
  return norm(BigInt(a) * BigInt(b));
}

/** Truncates toward zero; `undefined` for a zero divisor. */
export function div(a: Int64, b: Int64): Int64 | undefined {
  if (b === 0) return undefined;
  if (typeof a === 'number' && typeof b === 'number') return Math.trunc(a / b) + 0;
  return norm(BigInt(a) / BigInt(b));
}

/** The remainder with the dividend's sign; `undefined` for a zero divisor. */
export function rem(a: Int64, b: Int64): Int64 | undefined {
  if (b === 0) return undefined;
  if (typeof a === 'number' && typeof b === 'number') return (a % b) + 0;
  return norm(BigInt(a) % BigInt(b));
}

/** Rounds toward negative infinity; `undefined` for a zero divisor. */
export function floorDiv(a: Int64, b: Int64): Int64 | undefined {
  const q = div(a, b);
  if (q === undefined) return undefined;
  const r = sub(a, mul(q, b));
  return r !== 0 && r < 0 !== b < 0 ? sub(q, 1) : q;
}

export const neg = (a: Int64): Int64 => (typeof a === 'number' ? 0 - a : norm(-a));

export function compareInt(a: Int64, b: Int64): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The long nearest to a real toward zero, or `undefined` outside the signed 64-bit range, for NaN and infinities. */
export function fromReal(r: number): Int64 | undefined {
  const t = Math.trunc(r);
  if (Number.isSafeInteger(t)) return t + 0;
  if (!Number.isFinite(t) || t >= 2 ** 63 || t < -(2 ** 63)) return undefined;
  return norm(BigInt(t));
}

/** Reads an optional sign and decimal digits, exactly; `undefined` for anything else. No range check. */
export function parseInt64(text: string): Int64 | undefined {
  if (!/^[+-]?\d+$/.test(text)) return undefined;
  const n = Number(text);
  return Number.isSafeInteger(n) ? n + 0 : norm(BigInt(text.startsWith('+') ? text.slice(1) : text));
}
