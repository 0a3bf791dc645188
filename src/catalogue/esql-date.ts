import { add, floorDiv, type Int64, mul, sub } from '../data/int64.js';

import { TICKS_PER_DAY, type Ticks, ticksFromUnixMs, unixMsOfTicks } from '../data/time.js';
import type { Period, Value } from '../data/types.js';
import { call, type CallContext, type Op, type Overload, prepared, raise, sig, template, type Spelling, type ScalarOp } from './entry.js';
import { CHRONO_FIELDS } from './esql-chrono.js';
import { datetimeOfNanos, nanosOf, nullFor } from './esql-support.js';

/** Dates of ES|QL, in UTC. `date_nanos` is answered by its milliseconds wherever finer digits cannot matter. */

/* ---------------------------------------------------------------- rounding */

/** The first moment of the interval that a date is in: of calendar units, or of n days or a duration counted from 1970. */
export type Rounding = (t: Ticks) => Ticks;

const EPOCH = ticksFromUnixMs(0);
/** 1969-12-29, a Monday. */
const MONDAY = ticksFromUnixMs(-3 * 86_400_000);

const everyTicks = (ticks: Int64, origin: Ticks): Rounding => (t) => add(origin, mul(floorDiv(sub(t, origin), ticks) as Int64, ticks));

/** Months are counted from year 1, so that 3 months are quarters and 12 are years. */
function everyMonths(months: number): Rounding {
  return (t) => {
    const d = new Date(unixMsOfTicks(t).ms);
    const first = Math.floor(((d.getUTCFullYear() - 1) * 12 + d.getUTCMonth()) / months) * months;
    const start = new Date(0);
    start.setUTCFullYear(Math.floor(first / 12) + 1, first - Math.floor(first / 12) * 12, 1);
    return ticksFromUnixMs(start.getTime());
  };
}

/** `undefined` for an interval of several units, or none. */
export function roundingOf(interval: Value): Rounding | undefined {
  if (typeof interval === 'number' || typeof interval === 'bigint') return interval > 0 ? everyTicks(interval, EPOCH) : undefined;
  const { months, days } = interval as Period;
  if (months !== 0 && days !== 0) return undefined;
  if (months > 0) return everyMonths(months);
  return days > 0 ? everyTicks(days * TICKS_PER_DAY, days === 7 ? MONDAY : EPOCH) : undefined;
}

export const ZERO_INTERVAL = 'java.lang.IllegalArgumentException: Zero or negative time interval is not supported';

function truncation(c: CallContext): (interval: Value) => Rounding | undefined {
  const fixed = c.constants[0];
  const known = fixed === undefined || fixed === null ? undefined : roundingOf(fixed);
  return (interval) => known ?? roundingOf(interval);
}
const trunc = (c: CallContext): ((interval: Value, t: Ticks) => Value) => {
  const rounding = truncation(c);
  return (interval, t) => rounding(interval)?.(t) ?? nullFor(c, ZERO_INTERVAL);
};
const truncNanos = (c: CallContext): ((interval: Value, n: bigint) => Value) => {
  const rounding = truncation(c);
  return (interval, n) => {
    const r = rounding(interval)?.(datetimeOfNanos(n));
    return r === undefined ? nullFor(c, ZERO_INTERVAL) : nanosOf(r);
  };
};

/* ---------------------------------------------------------------- differences */

export type Count = (fromNanos: bigint, toNanos: bigint) => bigint;
const units = (nanos: bigint): Count => (a, b) => (b - a) / nanos;
const NS_MS = 1_000_000n;

/** Whole months between two moments, toward zero: a month has passed when the same day and time is reached. */
function months(a: bigint, b: bigint): bigint {
  const start = Number(floorNs(a));
  const end = Number(floorNs(b));
  const [x, y] = [new Date(start), new Date(end)];
  let n = (y.getUTCFullYear() - x.getUTCFullYear()) * 12 + y.getUTCMonth() - x.getUTCMonth();
  const inMonth = (ms: number, d: Date): bigint => BigInt(ms - Date.UTC(d.getUTCFullYear(), d.getUTCMonth(), 1)) * NS_MS;
  const rest = inMonth(end, y) + (b - BigInt(end) * NS_MS) - inMonth(start, x) - (a - BigInt(start) * NS_MS);
  if (n > 0 && rest < 0n) n--;
  else if (n < 0 && rest > 0n) n++;
  return BigInt(n);
}
const floorNs = (n: bigint): bigint => (n >= 0n || n % NS_MS === 0n ? n / NS_MS : n / NS_MS - 1n);

const DAY_NS = 86_400_000_000_000n;
const UNITS: readonly (readonly [names: string, count: Count])[] = [
  ['year years yyyy yy', (a, b) => months(a, b) / 12n],
  ['quarter quarters qq q', (a, b) => months(a, b) / 3n],
  ['month months mm m', months],
  ['dayofyear dy y day days dd d weekday weekdays dw', units(DAY_NS)],
  ['week weeks wk ww', units(7n * DAY_NS)],
  ['hour hours hh', units(3_600_000_000_000n)],
  ['minute minutes mi n', units(60_000_000_000n)],
  ['second seconds ss s', units(1_000_000_000n)],
  ['millisecond milliseconds ms', units(NS_MS)],
  ['microsecond microseconds mcs', units(1_000n)],
  ['nanosecond nanoseconds ns', units(1n)],
];
export const UNIT_BY_NAME: ReadonlyMap<string, Count> = new Map(UNITS.flatMap(([names, count]) => names.split(' ').map((n) => [n, count] as const)));

export const unknownUnit = (unit: string): string =>
  'java.lang.IllegalArgumentException: A value of [YEAR, QUARTER, MONTH, DAYOFYEAR, DAY, WEEK, WEEKDAY, HOUR, MINUTE, SECOND, MILLISECOND, MICROSECOND, ' +
  `NANOSECOND] or their aliases is required; received [${unit}]`;

function difference(c: CallContext): (unit: string, a: bigint, b: bigint) => Value {
  return (unit, a, b) => {
    const count = UNIT_BY_NAME.get(unit.toLowerCase());
    if (!count) return nullFor(c, unknownUnit(unit));
    const n = count(a, b);
    return n >= -2147483648n && n <= 2147483647n ? Number(n) : nullFor(c, `org.elasticsearch.xpack.esql.core.InvalidArgumentException: [${n}] out of [integer] range`);
  };
}
const moment = (type: string, v: Value): bigint => (type === 'nanos' ? (v as bigint) : nanosOf(v as Ticks));
const diffOverload = (a: 'datetime' | 'nanos', b: 'datetime' | 'nanos'): Overload => ({
  params: ['string', a, b], returns: 'int', nulls: 'propagate',
  prepare: (c) => {
    const diff = difference(c);
    return (unit, x, y) => diff(unit as string, moment(a, x as Value), moment(b, y as Value));
  },
});

/* ---------------------------------------------------------------- parts */

function extract(c: CallContext): (part: string, nanos: bigint) => Value {
  return (part, nanos) => {
    const field = CHRONO_FIELDS.get(part.toLowerCase());
    return field ? field(nanos) : nullFor(c, `java.lang.IllegalArgumentException: No enum constant java.time.temporal.ChronoField.${part.toUpperCase()}`);
  };
}
const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
/** An element of a constant array. */
const nameAt = (names: readonly string[], index: string): Spelling => template(`tostring(dynamic(${JSON.stringify(names)})[${index}])`);
const named = (id: string, name: string, doc: string, kql: Spelling, f: (d: Date) => string, sample: string): ScalarOp => ({
  id, kind: 'scalar', doc, esql: call(name, { since: '9.2' }), kql, examples: [[[ticksFromUnixMs(0)], sample, ['datetime']]],
  sigs: [sig(['datetime'], 'string', (t) => f(new Date(unixMsOfTicks(t).ms))), sig(['nanos'], 'string', (n) => f(new Date(Number(floorNs(n)))))],
});

const wholeMs = (t: Ticks): Ticks => sub(t, unixMsOfTicks(t).sub);
const day = (y: number, m: number, d: number): Ticks => ticksFromUnixMs(Date.UTC(y, m - 1, d));

export const ESQL_DATE_OPS: readonly Op[] = [
  {
    id: 'esql.now', kind: 'scalar', clock: true, doc: 'The moment of the query.', esql: call('NOW'), kql: template('now()', 'exact'),
    sigs: [prepared([], 'datetime', (c) => () => wholeMs(c.now))], examples: [],
  },
  {
    id: 'esql.dateTrunc', kind: 'scalar', doc: 'The start of the interval that a date is in.', esql: call('DATE_TRUNC'), kql: raise('rewritten'),
    sigs: [
      prepared(['period', 'datetime'], 'datetime', trunc), prepared(['timespan', 'datetime'], 'datetime', trunc),
      prepared(['period', 'nanos'], 'nanos', truncNanos), prepared(['timespan', 'nanos'], 'nanos', truncNanos),
    ],
    examples: [[[{ months: 1, days: 0 }, day(2024, 2, 17)], day(2024, 2, 1), ['period', 'datetime']], [[{ months: 0, days: 7 }, day(2024, 2, 17)], day(2024, 2, 12), ['period', 'datetime']]],
  },
  {
    id: 'esql.dateDiff', kind: 'scalar', doc: 'How many whole units lie between two dates.', esql: call('DATE_DIFF', { since: '8.13' }), kql: raise('rewritten'),
    sigs: [diffOverload('datetime', 'datetime'), diffOverload('datetime', 'nanos'), diffOverload('nanos', 'datetime'), diffOverload('nanos', 'nanos')],
    examples: [[['days', day(2024, 2, 1), day(2024, 3, 1)], 29, ['string', 'datetime', 'datetime']], [['month', day(2024, 1, 31), day(2024, 2, 29)], 0, ['string', 'datetime', 'datetime']], [['ns', day(2024, 1, 1), day(2024, 2, 1)], null, ['string', 'datetime', 'datetime']]],
  },
  {
    id: 'esql.dateExtract', kind: 'scalar', doc: 'A part of a date, named as Java names it: `year`, `day_of_week` (Monday is 1), `hour_of_day`.',
    esql: call('DATE_EXTRACT'), kql: raise('rewritten'),
    sigs: [
      prepared(['string', 'datetime'], 'long', (c) => { const f = extract(c); return (part, t) => f(part, nanosOf(wholeMs(t))); }),
      prepared(['string', 'nanos'], 'long', (c) => { const f = extract(c); return (part, n) => f(part, n); }),
    ],
    examples: [[['year', day(2024, 2, 17)], 2024, ['string', 'datetime']], [['day_of_week', day(2024, 2, 17)], 6, ['string', 'datetime']]],
  },
  named('esql.dayName', 'DAY_NAME', 'The English name of the weekday.', nameAt(DAYS, 'toint(dayofweek($0) / 1d)'), (d) => DAYS[d.getUTCDay()] as string, 'Thursday'),
  named('esql.monthName', 'MONTH_NAME', 'The English name of the month.', nameAt(MONTHS, 'monthofyear($0) - 1'), (d) => MONTHS[d.getUTCMonth()] as string, 'January'),
];

