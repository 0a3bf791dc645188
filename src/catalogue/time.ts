import { Failure } from '../base/diagnostics.js';
import { add, floorDiv, fromReal, inLong, type Int64, mul, sub } from '../data/int64.js';
import {
  type Ticks, TICKS_PER_DAY, TICKS_PER_HOUR, TICKS_PER_MINUTE, TICKS_PER_MS, TICKS_PER_SECOND, ticksFromUnixMs, ticksFromUnixTicks,
} from '../data/time.js';
import type { Ty, Value } from '../data/types.js';
import { ticksOfParts } from '../text/calendar.js';
import { compileDatetimeFormat, compileTimespanFormat, type Formatter } from '../text/kusto-format.js';
import type { Parsed } from '../text/parsed.js';
import { exactly, noCounterpart, rewritten, scalar } from './define.js';
import { call, type CallContext, type Op, type Overload, prepared, raise, sig, type Spelling } from './entry.js';
import { addMonths, binLong, binMoment, dayNumber, dayOf, dayOfYear, endOf, isoWeek, type Period, restOfDay, startOf, ticksOfDay, validTicks, weekday } from './time-steps.js';

/** Moments and timespans in ticks of 100 ns, UTC; weeks start on Sunday, except for `week_of_year` (ISO 8601). */

const ZERO_TIME = ticksFromUnixMs(0);

/* ---------------------------------------------------------------- units */

/** Ticks of the units with a fixed length. */
const UNIT_TICKS: ReadonlyMap<string, number> = new Map([
  ['day', TICKS_PER_DAY], ['hour', TICKS_PER_HOUR], ['minute', TICKS_PER_MINUTE], ['second', TICKS_PER_SECOND], ['millisecond', TICKS_PER_MS], ['microsecond', 10],
]);
const MONTH_UNITS: ReadonlyMap<string, number> = new Map([['year', 12], ['quarter', 3], ['month', 1]]);

const unitName = (text: string): string => text.toLowerCase().replace(/s$/, '');

function addUnits(unit: string, amount: Int64, t: Ticks): Ticks | null {
  const name = unitName(unit);
  const months = MONTH_UNITS.get(name);
  if (months !== undefined) return addMonths(t, months * Number(amount));
  if (name === 'nanosecond') return validTicks(add(t, floorDiv(amount, 100) as Int64));
  const ticks = name === 'week' ? 7 * TICKS_PER_DAY : UNIT_TICKS.get(name);
  return ticks === undefined ? null : validTicks(add(t, mul(amount, ticks)));
}

const monthIndex = (t: Ticks): number => {
  const { year, month } = dayOf(t);
  return year * 12 + month - 1;
};

/** How many boundaries of the unit lie between the two, negative when the first is the earlier one. */
function countUnits(unit: string, a: Ticks, b: Ticks): Int64 | null {
  const name = unitName(unit);
  const months = MONTH_UNITS.get(name);
  if (months !== undefined) return Math.floor(monthIndex(a) / months) - Math.floor(monthIndex(b) / months);
  if (name === 'week') return Math.floor((dayNumber(a) + 4) / 7) - Math.floor((dayNumber(b) + 4) / 7);
  if (name === 'nanosecond') return mul(sub(a, b), 100);
  const ticks = UNIT_TICKS.get(name);
  return ticks === undefined ? null : sub(floorDiv(a, ticks) as Int64, floorDiv(b, ticks) as Int64);
}

const PARTS: Readonly<Record<string, (t: Ticks) => number>> = {
  year: (t) => dayOf(t).year,
  quarter: (t) => Math.ceil(dayOf(t).month / 3),
  month: (t) => dayOf(t).month,
  weekofyear: isoWeek,
  week_of_year: isoWeek,
  day: (t) => dayOf(t).day,
  dayofyear: dayOfYear,
  hour: (t) => Math.floor(restOfDay(t) / TICKS_PER_HOUR),
  minute: (t) => Math.floor(restOfDay(t) / TICKS_PER_MINUTE) % 60,
  second: (t) => Math.floor(restOfDay(t) / TICKS_PER_SECOND) % 60,
  millisecond: (t) => Math.floor((restOfDay(t) % TICKS_PER_SECOND) / TICKS_PER_MS),
  microsecond: (t) => Math.floor((restOfDay(t) % TICKS_PER_SECOND) / 10),
  nanosecond: (t) => (restOfDay(t) % TICKS_PER_SECOND) * 100,
};

const partOf = (unit: string, t: Ticks): Value => (Object.hasOwn(PARTS, unit) ? (PARTS[unit]?.(t) ?? null) : null);

/* ---------------------------------------------------------------- construction, formats */

function madeDatetime(year: Int64, month: Int64, day: Int64, hour: Int64 = 0, minute: Int64 = 0, second = 0): Ticks | null {
  const whole = Math.floor(second);
  const parts = { year: Number(year), month: Number(month), day: Number(day), hour: Number(hour), minute: Number(minute), second: whole };
  if (parts.year < 1 || parts.year > 9999 || !(second >= 0 && second < 60)) return null;
  return ticksOfParts({ ...parts, ticks: Math.round((second - whole) * TICKS_PER_SECOND), offset: 0 });
}

function madeTimespan(days: Int64, hours: Int64, minutes: Int64, seconds: number): Int64 | null {
  const [h, m] = [Number(hours), Number(minutes)];
  if (h < 0 || h > 23 || m < 0 || m > 59 || !(seconds >= 0 && seconds < 60)) return null;
  const ticks = add(mul(days, TICKS_PER_DAY), h * TICKS_PER_HOUR + m * TICKS_PER_MINUTE + Math.round(seconds * TICKS_PER_SECOND));
  return inLong(ticks) ? ticks : null;
}

function orFail<T>(p: Parsed<T>): T {
  if (!p.ok) throw new Failure([p.error]);
  return p.value;
}

function formatter<T>(compile: (format: string) => Parsed<Formatter<T>>): (context: CallContext) => (value: T, format: string) => string {
  return () => {
    const known = new Map<string, Formatter<T>>();
    return (value, format) => {
      let write = known.get(format);
      if (!write) known.set(format, (write = orFail(compile(format))));
      return write(value);
    };
  };
}

const fromUnix = (unit: number) => (v: number): Value => {
  const ticks = fromReal(Math.round(v * unit));
  return ticks === undefined ? null : validTicks(ticksFromUnixTicks(ticks));
};
const fromUnixInt = (unit: number) => (v: Int64): Value => validTicks(ticksFromUnixTicks(mul(v, unit)));

function unixOp(name: string, word: string, ticks: number, esql: Spelling): Op {
  return scalar(`time.fromUnix${word}`, `The moment so many ${word.toLowerCase()} after 1970.`, call(`unixtime_${name}_todatetime`), esql, [
    sig(['long'], 'datetime', fromUnixInt(ticks)), sig(['real'], 'datetime', fromUnix(ticks)),
  ], [[[0], ZERO_TIME]]);
}

/* ---------------------------------------------------------------- families */

const PERIODS: readonly Period[] = ['day', 'week', 'month', 'year'];

const EXTRA_OFFSET = 'an offset other than 0 needs a DATE_DIFF of its own';
/** ES|QL weeks start on Monday: a day is added before and taken off after. */
const startSpelling = (p: Period): Spelling => (p === 'week' ? raise('rewritten') : raise('rewritten', EXTRA_OFFSET));

function periodOps(): Op[] {
  return PERIODS.flatMap((p) => [
    scalar(`time.startOf${capital(p)}`, `The first moment of the ${p}, optionally some ${p}s later.`, call(`startof${p}`), startSpelling(p), edge(startOf, p), [
      [[0], startOf(p, 0, 0), ['datetime']],
    ]),
    scalar(`time.endOf${capital(p)}`, `The last tick of the ${p}, optionally some ${p}s later.`, call(`endof${p}`),
      raise('different', 'the end is the last millisecond, in KQL the last 100 ns'), edge(endOf, p), [[[0, -1], endOf(p, 0, -1), ['datetime', 'long']]]),
  ]);
}

const capital = (word: string): string => word[0]?.toUpperCase() + word.slice(1);

const edge = (f: typeof startOf, p: Period): Overload[] => [
  sig(['datetime'], 'datetime', (t) => f(p, t, 0)),
  sig(['datetime', 'long'], 'datetime', (t, n) => f(p, t, n)),
];

/** Null in the last week of the year 9999, whose end is out of range. */
const dayOfWeek = (t: Ticks): Value => (validTicks(ticksOfDay(dayNumber(t) - weekday(t) + 7)) === null ? null : weekday(t) * TICKS_PER_DAY);

function partOp(id: string, doc: string, spelling: Spelling, esql: Spelling, part: (t: Ticks) => number, shown: Ty = 'int'): Op {
  return scalar(id, doc, spelling, esql, [sig(['datetime'], shown, part)], [[[0], part(0), ['datetime']]]);
}

const extractPart = (field: string): Spelling => exactly(`DATE_EXTRACT("${field}", $0)`);

export const TIME_OPS: readonly Op[] = [
  scalar('time.now', 'The moment at which the query runs, optionally moved by a timespan.', call('now'), raise('exact'), [
    prepared([], 'datetime', (context) => () => context.now),
    prepared(['timespan'], 'datetime', (context) => (offset) => validTicks(add(context.now, offset))),
  ], undefined, { clock: true }),
  scalar('time.ago', 'The moment a timespan before now.', call('ago'), raise('exact'), [
    prepared(['timespan'], 'datetime', (context) => (span) => validTicks(sub(context.now, span))),
  ], undefined, { clock: true }),
  scalar('time.ingestion', 'When the row was stored; unknown here, so null.', call('ingestion_time'), raise('rewritten', 'taken for the field event.ingested'), [
    prepared([], 'datetime', (context) => () => {
      context.warn('when a row was ingested is not known here');
      return null;
    }),
  ], [[[], null]]),
  ...periodOps(),
  scalar('time.add', 'A moment moved by a number of calendar units; a day beyond the month becomes its last.', call('datetime_add'), raise('rewritten'), [
    sig(['string', 'long', 'datetime'], 'datetime', addUnits),
  ], [[['month', 1, 30 * TICKS_PER_DAY], 58 * TICKS_PER_DAY, ['string', 'long', 'datetime']]]),
  scalar('time.difference', 'How many boundaries of a unit lie between two moments.', call('datetime_diff'), raise('rewritten', 'DATE_DIFF counts whole units, not boundaries'), [
    sig(['string', 'datetime', 'datetime'], 'long', countUnits),
  ], [[['day', TICKS_PER_DAY, TICKS_PER_DAY - 1], 1, ['string', 'datetime', 'datetime']], [['year', -1, 0], -1, ['string', 'datetime', 'datetime']]]),
  scalar('time.part', 'One part of a moment by the name of its unit.', call('datetime_part', { aliases: ['datepart'] }), raise('rewritten'), [
    sig(['string', 'datetime'], 'int', (unit, t) => partOf(unit.toLowerCase(), t)),
  ], [[['year', 0], 2010, ['string', 'datetime']], [['century', 0], null, ['string', 'datetime']]]),
  partOp('time.year', 'The year.', call('getyear'), extractPart('year'), (t) => dayOf(t).year),
  partOp('time.month', 'The month of the year, from 1.', call('monthofyear', { aliases: ['getmonth'] }), extractPart('month_of_year'), (t) => dayOf(t).month),
  partOp('time.dayOfMonth', 'The day of the month, from 1.', call('dayofmonth'), extractPart('day_of_month'), (t) => dayOf(t).day),
  partOp('time.dayOfYear', 'The day of the year, from 1.', call('dayofyear'), extractPart('day_of_year'), dayOfYear),
  partOp('time.hourOfDay', 'The hour of the day, 0 to 23.', call('hourofday'), extractPart('hour_of_day'), PARTS['hour'] as (t: Ticks) => number),
  partOp('time.weekOfYear', 'The ISO 8601 week.', call('week_of_year', { aliases: ['weekofyear'] }), rewritten('(DATE_EXTRACT("day_of_year", DATE_TRUNC(1 week, $0) + 3 days) - 1) / 7 + 1'), isoWeek),
  scalar('time.dayOfWeek', 'The days since the last Sunday, as a timespan.', call('dayofweek'), raise('rewritten'), [sig(['datetime'], 'timespan', dayOfWeek)],
    [[[0], 5 * TICKS_PER_DAY, ['datetime']]]),
  scalar('time.format', 'A moment as text by a format such as `yyyy-MM-dd`.', call('format_datetime'), raise('rewritten'), [
    prepared(['datetime', 'string'], 'string', formatter(compileDatetimeFormat)),
  ], [[[0, 'yyyy-MM-dd HH'], '2010-01-01 00', ['datetime', 'string']]]),
  scalar('time.formatSpan', 'A timespan as text by a format such as `d.hh:mm:ss`.', call('format_timespan'), noCounterpart('timespan values'), [
    prepared(['timespan', 'string'], 'string', formatter(compileTimespanFormat)),
  ], [[[-90 * TICKS_PER_SECOND, 'mm:ss'], '-01:30', ['timespan', 'string']]]),
  scalar('time.make', 'A moment from its parts; null when one is out of range.', call('make_datetime'), raise('rewritten'), [
    sig(['long', 'long', 'long'], 'datetime', (y, m, d) => madeDatetime(y, m, d)),
    sig(['long', 'long', 'long', 'long', 'long'], 'datetime', (y, m, d, h, min) => madeDatetime(y, m, d, h, min)),
    sig(['long', 'long', 'long', 'long', 'long', 'real'], 'datetime', (y, m, d, h, min, s) => madeDatetime(y, m, d, h, min, s)),
    sig(['string'], 'datetime', () => null),
  ], [[[2010, 1, 2], TICKS_PER_DAY], [[2020, 13, 1], null]]),
  scalar('time.makeSpan', 'A timespan from its parts; null when one is out of range.', call('make_timespan'), raise('different', 'a timespan is a number of milliseconds'), [
    sig(['long', 'long'], 'timespan', (h, m) => madeTimespan(0, h, m, 0)),
    sig(['long', 'long', 'real'], 'timespan', (h, m, s) => madeTimespan(0, h, m, s)),
    sig(['long', 'long', 'long', 'real'], 'timespan', (d, h, m, s) => madeTimespan(d, h, m, s)),
  ], [[[1, 2, 3, 4.5], 937_845_000_000], [[1, 60], null]]),
  unixOp('seconds', 'Seconds', TICKS_PER_SECOND, raise('rewritten')),
  unixOp('milliseconds', 'Milliseconds', TICKS_PER_MS, raise('exact')),
  unixOp('microseconds', 'Microseconds', 10, rewritten('TO_DATE_NANOS($0 * 1000)', '8.17')),
  scalar('time.fromUnixNanoseconds', 'The moment so many nanoseconds after 1970, cut to 100 ns.', call('unixtime_nanoseconds_todatetime'), exactly('TO_DATE_NANOS($0)'), [
    sig(['long'], 'datetime', (v) => validTicks(ticksFromUnixTicks(floorDiv(v, 100) as Int64))),
  ], [[[0], ZERO_TIME]]),
  scalar('time.binAt', 'The value rounded down to a multiple of a step counted from a fixed point.', call('bin_at', { named: 'argument' }), raise('rewritten'), [
    sig(['datetime', 'timespan', 'datetime'], 'datetime', (t, step, origin) => binMoment(t, step, origin)),
    sig(['timespan', 'timespan', 'timespan'], 'timespan', binLong),
    sig(['long', 'long', 'long'], 'long', binLong),
    sig(['real', 'real', 'real'], 'real', (t, step, origin) => (step > 0 ? Math.floor((t - origin) / step) * step + origin : null)),
  ], [[[6.5, 2.5, 7], 4.5, ['real', 'real', 'real']], [[10, 4, 1], 9], [[5, 0, 0], null]]),
];
