import { ticksFromUnixMs, type Ticks } from '../data/time.js';

/** The parts of a moment in the proleptic Gregorian calendar, UTC unless said otherwise. */
export interface DateParts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** 0..9999999. */
  readonly ticks: number;
  /** Minutes east of UTC. */
  readonly offset: number;
}

const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

export const isLeapYear = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

export const daysInMonth = (year: number, month: number): number => (month === 2 && isLeapYear(year) ? 29 : (MONTH_DAYS[month - 1] ?? 0));

/** Days since 1970-01-01. Own arithmetic because `Date.UTC` takes the years 0 to 99 for 1900 to 1999. */
export function daysSinceEpoch(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** Ticks of the parts, or null where one is out of its range (month 13, 30 February, second 60). */
export function ticksOfParts(p: DateParts): Ticks | null {
  if (p.month < 1 || p.month > 12 || p.day < 1 || p.day > daysInMonth(p.year, p.month)) return null;
  if (p.hour > 23 || p.minute > 59 || p.second > 59) return null;
  const minutes = (daysSinceEpoch(p.year, p.month, p.day) * 24 + p.hour) * 60 + p.minute - p.offset;
  return ticksFromUnixMs((minutes * 60 + p.second) * 1000 + Math.floor(p.ticks / 10_000), p.ticks % 10_000);
}

/** The first seven digits of a fraction of a second, as ticks; more digits are cut. */
export const fractionTicks = (digits: string): number => Number(digits.slice(0, 7).padEnd(7, '0'));

export const MONTH_NAMES = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
export const DAY_NAMES = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** Month number of an English name or its first three letters, in any case; 0 for anything else. */
export function monthNumber(name: string): number {
  const wanted = name.toLowerCase();
  return MONTH_NAMES.findIndex((m) => m.toLowerCase() === wanted || m.slice(0, 3).toLowerCase() === wanted) + 1;
}

/** Minutes east of UTC of `Z`, `GMT`, `UTC`, `+01:00`, `+0100`, `+01`; null for anything else. */
export function zoneOffset(zone: string): number | null {
  if (/^(?:z|gmt|utc)$/i.test(zone)) return 0;
  const found = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone);
  if (!found) return null;
  const minutes = Number(found[2]) * 60 + Number(found[3] ?? 0);
  if (minutes > 18 * 60 || Number(found[3] ?? 0) > 59) return null;
  return found[1] === '-' ? 0 - minutes : minutes;
}
