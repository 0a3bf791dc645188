import { Decimal } from 'decimal.js';
import { Dec } from '../data/decimal.js';
import { add, div, fromReal, type Int64, mul, neg, rem, sub, wrap64 } from '../data/int64.js';
import { MAX_TICKS, MIN_TICKS } from '../data/time.js';
import type { Value } from '../data/types.js';
import { exactly, scalar } from './define.js';
import { infix, type Op, type Overload, prefix, raise, sig } from './entry.js';
import { addKernel, pairKernel } from './kernels.js';

/**
 * Kusto's arithmetic: whole numbers are computed with 64 bits and wrap around; dividing a whole number by zero is null, a real gives
 * infinity; the remainder is never negative; a moment outside the years 1 to 9999 is null.
 */

/** Wraps to 64 bits; most results are safe integers and pass. */
const wrap = (v: Int64): Int64 => (typeof v === 'number' ? v : wrap64(v));

const inRange = (t: Int64): Int64 | null => (typeof t === 'number' || (t >= MIN_TICKS && t <= MAX_TICKS) ? t : null);

/** The remainder that Kusto gives: between 0 and the divisor's size. */
function positiveRem(a: Int64, b: Int64): Int64 | null {
  const r = rem(a, b);
  if (r === undefined) return null;
  return r < 0 ? add(r, b < 0 ? neg(b) : b) : r;
}

function positiveRealRem(a: number, b: number): number {
  const r = a % b;
  return r < 0 ? r + Math.abs(b) : r;
}

function divideInt(a: Int64, b: Int64): Int64 | null {
  const q = div(a, b);
  return q === undefined ? null : wrap(q);
}

const ticksOfReal = (r: number): Value => fromReal(Math.round(r)) ?? null;
const scaled = (span: Int64, factor: number): Value => ticksOfReal(Number(span) * factor);

const SUMS: readonly Overload[] = [
  sig(['long', 'long'], 'long', (a, b) => wrap(add(a, b)), addKernel(1)),
  sig(['real', 'real'], 'real', (a, b) => a + b, addKernel(1)),
  sig(['decimal', 'decimal'], 'decimal', (a, b) => Dec.add(a, b)),
  sig(['datetime', 'timespan'], 'datetime', (a, b) => inRange(add(a, b)), addKernel(1)),
  sig(['timespan', 'datetime'], 'datetime', (a, b) => inRange(add(a, b)), addKernel(1)),
  sig(['timespan', 'timespan'], 'timespan', (a, b) => wrap(add(a, b)), addKernel(1)),
];

const DIFFERENCES: readonly Overload[] = [
  sig(['long', 'long'], 'long', (a, b) => wrap(sub(a, b)), addKernel(-1)),
  sig(['real', 'real'], 'real', (a, b) => a - b, addKernel(-1)),
  sig(['decimal', 'decimal'], 'decimal', (a, b) => Dec.sub(a, b)),
  sig(['datetime', 'timespan'], 'datetime', (a, b) => inRange(sub(a, b)), addKernel(-1)),
  sig(['datetime', 'datetime'], 'timespan', (a, b) => sub(a, b), addKernel(-1)),
  sig(['timespan', 'timespan'], 'timespan', (a, b) => wrap(sub(a, b)), addKernel(-1)),
];

const PRODUCTS: readonly Overload[] = [
  sig(['long', 'long'], 'long', (a, b) => wrap(mul(a, b)), pairKernel((a, b) => a * b)),
  sig(['real', 'real'], 'real', (a, b) => a * b, pairKernel((a, b) => a * b)),
  sig(['decimal', 'decimal'], 'decimal', (a, b) => Dec.mul(a, b)),
  sig(['timespan', 'long'], 'timespan', (a, b) => wrap(mul(a, b))),
  sig(['long', 'timespan'], 'timespan', (a, b) => wrap(mul(a, b))),
  sig(['timespan', 'real'], 'timespan', (a, b) => scaled(a, b)),
  sig(['real', 'timespan'], 'timespan', (a, b) => scaled(b, a)),
];

const QUOTIENTS: readonly Overload[] = [
  sig(['long', 'long'], 'long', divideInt, pairKernel((a, b) => (b === 0 ? Number.NaN : Math.trunc(a / b)))),
  sig(['real', 'real'], 'real', (a, b) => a / b, pairKernel((a, b) => a / b)),
  sig(['decimal', 'decimal'], 'decimal', (a, b) => (b.isZero() ? null : Dec.div(a, b))),
  sig(['timespan', 'timespan'], 'real', (a, b) => Number(a) / Number(b)),
  sig(['timespan', 'long'], 'timespan', divideInt),
  sig(['timespan', 'real'], 'timespan', (a, b) => ticksOfReal(Number(a) / b)),
];

const REMAINDERS: readonly Overload[] = [
  sig(['long', 'long'], 'long', positiveRem, pairKernel((a, b) => (b === 0 ? Number.NaN : positiveRealRem(a, b)))),
  sig(['real', 'real'], 'real', positiveRealRem, pairKernel(positiveRealRem)),
  sig(['decimal', 'decimal'], 'decimal', (a, b) => decimalRem(a, b)),
  sig(['timespan', 'timespan'], 'timespan', positiveRem),
  sig(['timespan', 'long'], 'timespan', positiveRem),
];

function decimalRem(a: Decimal, b: Decimal): Decimal | null {
  if (b.isZero()) return null;
  const r = Dec.mod(a, b);
  return r.isNegative() && !r.isZero() ? r.add(b.abs()) : r;
}

export const ARITHMETIC_OPS: readonly Op[] = [
  scalar('math.add', 'Sum; moments and timespans add up, whole numbers wrap at 64 bits.', infix('+'), raise('exact'), SUMS,
    [[[1, 2], 3], [[9223372036854775807n, 1], -9223372036854775808n], [[1, null], null], [[5, 10], 15, ['datetime', 'timespan']]]),
  scalar('math.subtract', 'Difference; of two moments a timespan.', infix('-'), raise('exact'), DIFFERENCES,
    [[[1, 2], -1], [[-9223372036854775808n, 1], 9223372036854775807n], [[7, 5], 2, ['datetime', 'datetime']]]),
  scalar('math.multiply', 'Product; whole numbers wrap at 64 bits.', infix('*'), raise('exact'), PRODUCTS,
    [[[2147483647, 2], 4294967294], [[2, 1.5], 3], [[9223372036854775807n, 2], -2]]),
  scalar('math.divide', 'Quotient; of whole numbers cut toward zero, null by zero; of reals Infinity by zero.', infix('/'), raise('rewritten'), QUOTIENTS,
    [[[-7, 2], -3], [[7, 0], null], [[1.5, 0], Number.POSITIVE_INFINITY, ['real', 'real']], [[864000000000, 36000000000], 24, ['timespan', 'timespan']]]),
  scalar('math.remainder', 'Remainder, never negative.', infix('%'), raise('rewritten'), REMAINDERS,
    [[[-5, 3], 1], [[5, -3], 2], [[-5.5, 3], 0.5, ['real', 'real']], [[5, 0], null]]),
  scalar('math.negate', 'The opposite number or timespan.', prefix('-'), exactly('-$0'), [
    sig(['long'], 'long', (a) => wrap(neg(a))),
    sig(['real'], 'real', (a) => 0 - a),
    sig(['decimal'], 'decimal', (a) => Dec.sub(0, a)),
    sig(['timespan'], 'timespan', (a) => wrap(neg(a))),
  ], [[[5], -5], [[null], null], [[-9223372036854775808n], -9223372036854775808n]]),
  scalar('math.plus', 'The number itself.', prefix('+'), exactly('$0'), [
    sig(['long'], 'long', (a) => a),
    sig(['real'], 'real', (a) => a),
    sig(['decimal'], 'decimal', (a) => a),
    sig(['timespan'], 'timespan', (a) => a),
  ], [[[5], 5]]),
];
