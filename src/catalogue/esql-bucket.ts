import { type Int64, sub } from '../data/int64.js';
import { TICKS_PER_MS, type Ticks, ticksFromUnixMs, unixMsOfTicks } from '../data/time.js';
import type { Period, Value } from '../data/types.js';
import { call, type CallContext, type Op, type Overload, prepared, raise, sig, template } from './entry.js';
import { shiftMs } from './esql-arithmetic.js';
import { type Rounding, roundingOf, ZERO_INTERVAL } from './esql-date.js';
import { ticksOfMs } from './esql-moment.js';
import { BY_ZERO, datetimeOfNanos, nanosOf, nullFor } from './esql-support.js';

/** Grouping into intervals: BUCKET and TBUCKET, by a width or by a greatest number of buckets over a range. */

/* ---------------------------------------------------------------- dates */

const ms = (n: number): Value => n * TICKS_PER_MS;
const days = (n: number): Value => ({ months: 0, days: n });
const months = (n: number): Value => ({ months: n, days: 0 });
/** From a day down; the finest that gives few enough buckets is taken. */
const FINE: readonly Value[] = [
  days(1), ...[12, 3, 1].map((h) => ms(h * 3_600_000)), ...[30, 10, 5, 1].map((m) => ms(m * 60_000)), ...[30, 10, 5, 1].map((s) => ms(s * 1_000)), ...[100, 50, 10, 1].map(ms),
];
/** Where even days are too many. */
const COARSE: readonly Value[] = [days(7), months(1), months(12)];

/** A moment surely inside the next interval, rounded, is where that starts. */
function nextStart(interval: Value, round: Rounding, start: Ticks): Ticks {
  const step = typeof interval === 'object' && interval !== null ? ((interval as { months: number; days: number }).months * 32 + (interval as { days: number }).days) * 86_400_000 * TICKS_PER_MS : Number(interval);
  return round(Number(start) + step);
}

/** Whether the range from..to needs no more than so many buckets. */
function fits(interval: Value, count: number, from: Ticks, to: Ticks): boolean {
  const round = roundingOf(interval) as Rounding;
  if (typeof interval === 'number') return Math.ceil((Number(to) - Number(round(from))) / interval) <= count;
  let start = round(from);
  for (let used = 0; used < count; used++) {
    start = nextStart(interval, round, start);
    if (start >= to) return true;
  }
  return false;
}

/** The width that Elasticsearch picks for at most `count` buckets. */
export function pickInterval(count: number, from: Ticks, to: Ticks): Value {
  const fine = FINE.filter((i) => fits(i, count, from, to));
  return fine[fine.length - 1] ?? COARSE.find((i) => fits(i, count, from, to)) ?? (COARSE[COARSE.length - 1] as Value);
}

type DateArg = 'datetime' | 'nanos';
const asTicks = (type: DateArg, v: Value): Ticks => (type === 'nanos' ? datetimeOfNanos(v as bigint) : (v as Ticks));
const fromTicks = (type: DateArg, t: Ticks): Value => (type === 'nanos' ? nanosOf(t) : t);

/** The last width used is kept: it is nearly always the same for all rows. */
function byWidth(type: DateArg): Overload['prepare'] {
  return (c) => {
    let width: Value = null;
    let round: Rounding | undefined;
    return (t, interval) => {
      if (interval !== width) [width, round] = [interval as Value, roundingOf(interval as Value)];
      return round ? fromTicks(type, round(asTicks(type, t as Value))) : nullFor(c, ZERO_INTERVAL);
    };
  };
}

function byCount(type: DateArg): Overload['prepare'] {
  return () => {
    let key: readonly Value[] = [];
    let round: Rounding | undefined;
    return (t, count, from, to) => {
      if (!round || key[0] !== count || key[1] !== from || key[2] !== to) {
        key = [count as Value, from as Value, to as Value];
        round = roundingOf(pickInterval(Number(count), from as Ticks, to as Ticks)) as Rounding;
      }
      return fromTicks(type, round(asTicks(type, t as Value)));
    };
  };
}

const dates = (type: DateArg): readonly Overload[] => [
  { params: [type, 'period'], returns: type, nulls: 'propagate', prepare: byWidth(type) },
  { params: [type, 'timespan'], returns: type, nulls: 'propagate', prepare: byWidth(type) },
  { params: [type, 'int', 'datetime', 'datetime'], returns: type, nulls: 'propagate', prepare: byCount(type) },
];

/* ---------------------------------------------------------------- numbers */

function byNumber(c: CallContext): (x: number, width: number) => Value {
  return (x, width) => {
    const start = Math.floor(x / width) * width;
    return Number.isFinite(start) ? start : nullFor(c, BY_ZERO);
  };
}

/** A power of ten, or half of one, that gives at most so many buckets. */
export function pickWidth(count: number, from: number, to: number): number {
  const precise = (to - from) / count;
  const ten = 10 ** Math.ceil(Math.log10(precise));
  return precise < ten / 2 ? ten / 2 : ten;
}

const numbers: readonly Overload[] = [
  prepared(['real', 'real'], 'real', byNumber),
  prepared(['real', 'real', 'real', 'real'], 'real', (c) => {
    const number = byNumber(c);
    return (x, count, from, to) => number(x, pickWidth(count, from, to));
  }),
];

/* ---------------------------------------------------------------- time ranges */

const within = (t: Value, from: Value, to: Value): boolean => (t as number) > (from as number) && (t as number) <= (to as number);
const millis = (ms: Int64): Value => ticksOfMs(ms);

/** From a start that does not count to an end that does. */
const between: readonly Overload[] = [
  sig(['datetime', 'datetime', 'datetime'], 'bool', within), sig(['nanos', 'nanos', 'nanos'], 'bool', within),
  sig(['nanos', 'datetime', 'datetime'], 'bool', (t, from, to) => within(t, nanosOf(from), nanosOf(to))),
  sig(['datetime', 'long', 'long'], 'bool', (t, from, to) => within(t, millis(from), millis(to))),
  sig(['nanos', 'long', 'long'], 'bool', (t, from, to) => within(t, nanosOf(millis(from) as Ticks), nanosOf(millis(to) as Ticks))),
];

/** The interval up to the query's moment. */
function lastFor(type: DateArg, interval: 'timespan' | 'period'): Overload {
  return {
    params: [type, interval], returns: 'bool', nulls: 'propagate',
    prepare: (c) => {
      const now = sub(c.now, unixMsOfTicks(c.now).sub);
      const start = (i: Value): Ticks => (interval === 'timespan' ? sub(now, i as Int64) : ticksFromUnixMs(shiftMs(unixMsOfTicks(now).ms, -(i as Period).months, -(i as Period).days)));
      return (t, i) => within(t as Value, fromTicks(type, start(i as Value)), fromTicks(type, now));
    },
  };
}

export const ESQL_BUCKET_OPS: readonly Op[] = [
  {
    id: 'esql.bucket', kind: 'scalar', doc: 'The start of the bucket that a number or date is in: of a width, or of so many buckets at most over a range.',
    esql: call('BUCKET', { aliases: ['BIN'], since: '8.14' }), kql: raise('rewritten'), sigs: [...dates('datetime'), ...dates('nanos'), ...numbers],
    examples: [[[57305, 5000], 55000], [[57305, 20, 25000, 75000], 55000]],
  },
  {
    id: 'esql.timeBucket', kind: 'scalar', doc: 'The start of the bucket that `@timestamp` is in.', kql: raise('rewritten'),
    esql: call('TBUCKET', { since: '9.2', implicit: { column: '@timestamp', at: 0 } }), sigs: [...dates('datetime'), ...dates('nanos')],
  },
  {
    id: 'esql.timeRange', kind: 'scalar', doc: 'Whether `@timestamp` is after a start and not after an end.', kql: raise('rewritten'),
    esql: call('TRANGE', { since: '9.3', implicit: { column: '@timestamp', at: 0 } }), sigs: between,
    examples: [[[1, 1, 2], false, ['datetime', 'datetime', 'datetime']], [[2, 1, 2], true, ['datetime', 'datetime', 'datetime']]],
  },
  {
    id: 'esql.timeRangeToNow', kind: 'scalar', doc: 'Whether `@timestamp` lies in the last so many hours or days.', kql: template('$0 > ago($1) and $0 <= now()'),
    esql: call('TRANGE', { since: '9.3', implicit: { column: '@timestamp', at: 0 } }),
    sigs: [lastFor('datetime', 'timespan'), lastFor('datetime', 'period'), lastFor('nanos', 'timespan'), lastFor('nanos', 'period')],
  },
];
