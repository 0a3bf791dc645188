import { add, floorDiv, type Int64, mul, sub, wrap64 } from '../data/int64.js';
import { MAX_TICKS, MIN_TICKS, type Ticks, TICKS_PER_DAY, ticksFromUnixMs, unixMsOfTicks } from '../data/time.js';
import { daysInMonth, daysSinceEpoch } from '../text/calendar.js';

/** Calendar arithmetic on ticks, UTC, proleptic Gregorian. */

/** A moment's calendar day and the ticks since its midnight. */
export interface Day {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly rest: number;
}

export const validTicks = (t: Int64): Ticks | null => (typeof t === 'number' || (t >= MIN_TICKS && t <= MAX_TICKS) ? t : null);

const EPOCH_DAYS = 14_610;
/** Whole days since 1970, rounded down. */
export const dayNumber = (t: Ticks): number => Number(floorDiv(t, TICKS_PER_DAY)) + EPOCH_DAYS;
export const ticksOfDay = (days: number): Int64 => mul(days - EPOCH_DAYS, TICKS_PER_DAY);
export const startOfDay = (t: Ticks): Ticks => mul(floorDiv(t, TICKS_PER_DAY) as Int64, TICKS_PER_DAY);
export const restOfDay = (t: Ticks): number => Number(sub(t, startOfDay(t)));

export function dayOf(t: Ticks): Day {
  const d = new Date(unixMsOfTicks(t).ms);
  return { year: d.getUTCFullYear(), month: d.getUTCMonth() + 1, day: d.getUTCDate(), rest: restOfDay(t) };
}

/** Sunday is 0. */
export const weekday = (t: Ticks): number => (((dayNumber(t) + 4) % 7) + 7) % 7;
export const dayOfYear = (t: Ticks): number => {
  const { year, month, day } = dayOf(t);
  return daysSinceEpoch(year, month, day) - daysSinceEpoch(year, 1, 1) + 1;
};

/** Months are counted from year 0; the day is cut to the month's length. */
export function addMonths(t: Ticks, months: number): Ticks | null {
  const { year, month, day, rest } = dayOf(t);
  const all = year * 12 + month - 1 + months;
  if (!Number.isSafeInteger(all)) return null;
  const [y, m] = [Math.floor(all / 12), (((all % 12) + 12) % 12) + 1];
  if (y < 1 || y > 9999) return null;
  return validTicks(add(ticksOfDay(daysSinceEpoch(y, m, Math.min(day, daysInMonth(y, m)))), rest));
}

export type Period = 'day' | 'week' | 'month' | 'year';

/** The start of the period that holds the moment, `offset` periods later. Weeks start on Sunday. */
export function startOf(period: Period, t: Ticks, offset: Int64): Ticks | null {
  const n = Number(offset);
  const { year, month } = dayOf(t);
  switch (period) {
    case 'day':
      return validTicks(ticksOfDay(dayNumber(t) + n));
    case 'week':
      return validTicks(ticksOfDay(dayNumber(t) - weekday(t) + 7 * n));
    case 'month':
      return addMonths(ticksOfDay(daysSinceEpoch(year, month, 1)), n);
    case 'year':
      return addMonths(ticksOfDay(daysSinceEpoch(year, 1, 1)), 12 * n);
  }
}

const LAST_YEAR_DAYS = 2_932_896;

/** The last tick of the period. */
export function endOf(period: Period, t: Ticks, offset: Int64): Ticks | null {
  const start = startOf(period, t, offset);
  if (start === null) return null;
  const next = startOf(period, start, 1);
  if (next !== null) return sub(next, 1);
  return period !== 'week' && dayNumber(start) <= LAST_YEAR_DAYS ? MAX_TICKS : null;
}

/** ISO 8601: the week with the year's first Thursday is week 1; weeks start on Monday. */
export function isoWeek(t: Ticks): number {
  const days = dayNumber(t);
  const thursday = days - ((weekday(t) + 6) % 7) + 3;
  const year = thursday > LAST_YEAR_DAYS + 3 ? 9999 : new Date(thursday * 86_400_000).getUTCFullYear();
  return Math.floor((thursday - daysSinceEpoch(year, 1, 1)) / 7) + 1;
}

/** Ticks from midnight 0001-01-01, which bins are counted from. */
const FIRST_DAY: Int64 = ticksFromUnixMs(-62_135_596_800_000);

/** The last multiple of the step, counted from `origin`, that is not after the value; null for a step that is not positive. */
export function binAt(t: Int64, step: Int64, origin: Int64): Int64 | null {
  if (step <= 0) return null;
  return add(mul(floorDiv(sub(t, origin), step) as Int64, step), origin);
}

/** The same for whole numbers, wrapped to 64 bits. */
export function binLong(v: Int64, step: Int64, origin: Int64): Int64 | null {
  const b = binAt(v, step, origin);
  return typeof b === 'bigint' ? wrap64(b) : b;
}

/** The same for moments, null when it is out of range. */
export function binMoment(t: Ticks, step: Int64, origin: Ticks): Ticks | null {
  const b = binAt(t, step, origin);
  return b === null ? null : validTicks(b);
}

export const binTime = (t: Ticks, step: Int64): Ticks | null => binMoment(t, step, FIRST_DAY);
