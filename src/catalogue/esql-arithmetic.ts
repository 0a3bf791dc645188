import { add, div, type Int64, inLong, MAX_ULONG, MIN_LONG, mul, neg, rem, sub } from '../data/int64.js';
import { ticksFromUnixMs, type Ticks, unixMsOfTicks } from '../data/time.js';
import type { Period, Value } from '../data/types.js';
import { type CallContext, infix, type Kernel, type Op, type Overload, prefix, prepared, raise, sig, template } from './entry.js';
import { addKernel, pairKernel } from './kernels.js';
import { BY_ZERO, datetimeOfNanos, finite, INT_OVERFLOW, LONG_OVERFLOW, MAX_DATE_MS, nanosOf, nullFor, ULONG_OVERFLOW } from './esql-support.js';

/**
 * Arithmetic of ES|QL: int, long, unsigned_long and double each stay what they are, and a result that does not fit, is not finite or
 * comes of a division by zero is null with a warning (`ArithmeticException` of `Math.addExact` and its like).
 */
type Bin<T> = (a: T, b: T) => T | undefined;

const inInt = (r: number): boolean => r === (r | 0);

/** `f` answers `undefined` for a zero divisor. The kernel gives up where the result is null, and the evaluator says why. */
const ints = (f: Bin<number>): Overload =>
  prepared(['int', 'int'], 'int', (c) => (a, b) => {
    const r = f(a, b);
    return r === undefined ? nullFor(c, BY_ZERO) : inInt(r) ? r + 0 : nullFor(c, INT_OVERFLOW);
  }, pairKernel((a, b) => {
    const r = f(a, b);
    return r !== undefined && inInt(r) ? r : Number.NaN;
  }));
const longs = (f: Bin<Int64>, fast: (a: number, b: number) => number): Overload =>
  prepared(['long', 'long'], 'long', (c) => (a, b) => {
    const r = f(a, b);
    return r === undefined ? nullFor(c, BY_ZERO) : inLong(r) ? r : nullFor(c, LONG_OVERFLOW);
  }, pairKernel(fast));
const ulongs = (f: Bin<Int64>): Overload =>
  prepared(['ulong', 'ulong'], 'ulong', (c) => (a, b) => {
    const r = f(a, b);
    return r === undefined ? nullFor(c, BY_ZERO) : r >= 0 && r <= MAX_ULONG ? r : nullFor(c, ULONG_OVERFLOW);
  });
const reals = (f: (a: number, b: number) => number): Overload =>
  prepared(['real', 'real'], 'real', (c) => (a, b) => finite(c, f(a, b)), finiteKernel(f));
const realsByZero = (f: (a: number, b: number) => number): Overload =>
  prepared(['real', 'real'], 'real', (c) => (a, b) => {
    const r = f(a, b);
    return Number.isFinite(r) ? r : nullFor(c, BY_ZERO);
  }, finiteKernel(f));

/** Over doubles; gives up at a result that is not finite. */
function finiteKernel(f: (a: number, b: number) => number): Kernel {
  const kernel = pairKernel(f);
  return (context, args) => {
    const out = kernel(context, args);
    return out?.kind === 'number' && out.values.every(Number.isFinite) ? out : undefined;
  };
}

/* ---------------------------------------------------------------- dates */

/** A moment moved by months, then by days, in UTC; the day is cut to the month's last. */
export function shiftMs(ms: number, months: number, days: number): number {
  const d = new Date(ms);
  if (months !== 0) {
    const day = d.getUTCDate();
    d.setUTCDate(1);
    d.setUTCMonth(d.getUTCMonth() + months);
    const last = new Date(Date.UTC(2000, d.getUTCMonth() + 1, 0));
    last.setUTCFullYear(d.getUTCFullYear(), d.getUTCMonth() + 1, 0);
    d.setUTCDate(Math.min(day, last.getUTCDate()));
  }
  return d.getTime() + days * 86_400_000;
}

function shiftDate(c: CallContext, t: Ticks, p: Period, sign: 1 | -1): Value {
  const { ms, sub: rest } = unixMsOfTicks(t);
  const moved = shiftMs(ms, sign * p.months, sign * p.days);
  if (Number.isFinite(moved) && Math.abs(moved) <= MAX_DATE_MS) return ticksFromUnixMs(moved, rest);
  const year = new Date(ms).getUTCFullYear() + sign * Math.trunc(p.months / 12 + p.days / 365.2425);
  return nullFor(c, `java.time.DateTimeException: Invalid value for Year (valid values -999999999 - 999999999): ${year}`);
}

function shiftNanos(c: CallContext, n: bigint, p: Period, sign: 1 | -1): Value {
  const base = datetimeOfNanos(n);
  const moved = shiftDate(c, base, p, sign);
  return moved === null ? null : nanosOf(moved as Ticks) + (n - nanosOf(base));
}

function moveDate(c: CallContext, t: Ticks, span: Int64): Value {
  const moved = add(t, span);
  return Math.abs(Number(moved)) / 10_000 < MAX_DATE_MS ? moved : nullFor(c, LONG_OVERFLOW);
}
const moveNanos = (c: CallContext, n: bigint, span: Int64): Value => {
  const moved = n + BigInt(span) * 100n;
  return moved >= 0n && moved < 2n ** 63n ? moved : nullFor(c, LONG_OVERFLOW);
};

/** Beside an interval an untyped null is an interval, not a date. */
const untypedNull = (t: 'timespan' | 'period'): readonly Overload[] => [sig([t, 'null'], t, () => null), sig(['null', t], t, () => null)];

const january31 = ticksFromUnixMs(Date.UTC(2024, 0, 31));
const february29 = ticksFromUnixMs(Date.UTC(2024, 1, 29));

const spans = (f: (a: Int64, b: Int64) => Int64): Overload => sig(['timespan', 'timespan'], 'timespan', f, addKernel(f === add ? 1 : -1));

const ADD_SPANS: readonly Overload[] = [
  prepared(['datetime', 'timespan'], 'datetime', (c) => (t, s) => moveDate(c, t, s), addKernel(1)),
  prepared(['timespan', 'datetime'], 'datetime', (c) => (s, t) => moveDate(c, t, s), addKernel(1)),
  prepared(['nanos', 'timespan'], 'nanos', (c) => (n, s) => moveNanos(c, n, s)),
  prepared(['timespan', 'nanos'], 'nanos', (c) => (s, n) => moveNanos(c, n, s)),
  spans(add), ...untypedNull('timespan'),
];
const ADD_PERIODS: readonly Overload[] = [
  prepared(['datetime', 'period'], 'datetime', (c) => (t, p) => shiftDate(c, t, p, 1)),
  prepared(['period', 'datetime'], 'datetime', (c) => (p, t) => shiftDate(c, t, p, 1)),
  prepared(['nanos', 'period'], 'nanos', (c) => (n, p) => shiftNanos(c, n, p, 1)),
  prepared(['period', 'nanos'], 'nanos', (c) => (p, n) => shiftNanos(c, n, p, 1)),
  sig(['period', 'period'], 'period', (a, b) => ({ months: a.months + b.months, days: a.days + b.days })), ...untypedNull('period'),
];
const SUBTRACT_SPANS: readonly Overload[] = [
  prepared(['datetime', 'timespan'], 'datetime', (c) => (t, s) => moveDate(c, t, neg(s)), addKernel(-1)),
  prepared(['nanos', 'timespan'], 'nanos', (c) => (n, s) => moveNanos(c, n, neg(s))),
  spans(sub), ...untypedNull('timespan'),
];
const SUBTRACT_PERIODS: readonly Overload[] = [
  prepared(['datetime', 'period'], 'datetime', (c) => (t, p) => shiftDate(c, t, p, -1)),
  prepared(['nanos', 'period'], 'nanos', (c) => (n, p) => shiftNanos(c, n, p, -1)),
  sig(['period', 'period'], 'period', (a, b) => ({ months: a.months - b.months, days: a.days - b.days })), ...untypedNull('period'),
];

/* ---------------------------------------------------------------- entries */

const OVERFLOW_NOTE = 'beyond the range of the type KQL wraps around, where ES|QL gives null';
const numbers = (f: (a: number, b: number) => number, exact: Bin<Int64>): readonly Overload[] => [ints(f), longs(exact, f), ulongs(exact), reals(f)];
const fraction = (int: Bin<number>, f: (a: number, b: number) => number, exact: Bin<Int64>, real: (a: number, b: number) => number): readonly Overload[] =>
  [ints(int), longs(exact, (a, b) => (b === 0 ? Number.NaN : f(a, b))), ulongs(exact), realsByZero(real)];
/** As Java, -2^31 / -1 and -2^63 / -1 wrap around. */
const divLong: Bin<Int64> = (a, b) => (b === -1 && a === MIN_LONG ? a : div(a, b));

export const ESQL_ARITHMETIC_OPS: readonly Op[] = [
  {
    id: 'esql.add', kind: 'scalar', doc: 'The sum; null when it does not fit the type. A date moves by a duration.', esql: infix('+'), kql: template('$0 + $1', 'exact', OVERFLOW_NOTE),
    sigs: [...numbers((a, b) => a + b, add), ...ADD_SPANS], examples: [[[1, 2], 3], [[null, 2], null], [[1.5, 2], 3.5], [[2147483647, 1], null]],
  },
  {
    id: 'esql.addPeriod', kind: 'scalar', doc: 'A date moved by a period of the calendar, to the last day of the month where there is no such day.', esql: infix('+'), kql: raise('rewritten'),
    sigs: ADD_PERIODS, examples: [[[january31, { months: 1, days: 0 }], february29, ['datetime', 'period']]],
  },
  {
    id: 'esql.subtract', kind: 'scalar', doc: 'The difference; null when it does not fit the type. A date moves back by a duration.', esql: infix('-'), kql: template('$0 - $1', 'exact', OVERFLOW_NOTE),
    sigs: [...numbers((a, b) => a - b, sub), ...SUBTRACT_SPANS], examples: [[[3, 2], 1], [[null, 2], null]],
  },
  {
    id: 'esql.subtractPeriod', kind: 'scalar', doc: 'A date moved back by a period of the calendar.', esql: infix('-'), kql: raise('rewritten'),
    sigs: SUBTRACT_PERIODS, examples: [[[february29, { months: 1, days: 1 }], ticksFromUnixMs(Date.UTC(2024, 0, 28)), ['datetime', 'period']]],
  },
  {
    id: 'esql.multiply', kind: 'scalar', doc: 'The product; null when it does not fit the type.', esql: infix('*'), kql: template('$0 * $1', 'exact', OVERFLOW_NOTE),
    sigs: numbers((a, b) => a * b, mul), examples: [[[3, 2], 6], [[3, null], null]],
  },
  {
    id: 'esql.divide', kind: 'scalar', doc: 'The quotient, cut toward zero for integers; null for a zero divisor.', esql: infix('/'), kql: raise('rewritten'),
    sigs: fraction((a, b) => (b === 0 ? undefined : (a / b) | 0), (a, b) => Math.trunc(a / b), divLong, (a, b) => a / b),
    examples: [[[7, 2], 3], [[-7, 2], -3], [[1, 0], null], [[7.5, 2.5], 3]],
  },
  {
    id: 'esql.modulo', kind: 'scalar', doc: "The remainder, with the dividend's sign; null for a zero divisor.", esql: infix('%'),
    kql: raise('rewritten'),
    sigs: fraction((a, b) => (b === 0 ? undefined : a % b), (a, b) => a % b, rem, (a, b) => a % b),
    examples: [[[7, 4], 3], [[-7, 4], -3], [[1, 0], null]],
  },
  {
    id: 'esql.negate', kind: 'scalar', doc: 'The opposite number.', esql: prefix('-'), kql: template('-$0', 'exact'),
    sigs: [
      prepared(['int'], 'int', (c) => (a) => (a === -2147483648 ? nullFor(c, INT_OVERFLOW) : 0 - a)),
      prepared(['long'], 'long', (c) => (a) => (inLong(neg(a)) ? neg(a) : nullFor(c, LONG_OVERFLOW))),
      sig(['real'], 'real', (a) => -a),
      sig(['timespan'], 'timespan', (a) => neg(a)),
      sig(['period'], 'period', (a) => ({ months: 0 - a.months, days: 0 - a.days })),
    ],
    examples: [[[3], -3], [[null], null]],
  },
];
