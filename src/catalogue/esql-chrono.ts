import { norm } from '../data/int64.js';
import type { Value } from '../data/types.js';

/** The fields of `java.time.temporal.ChronoField` of a moment in UTC, from its nanoseconds since 1970. */
const mod = (a: bigint, b: bigint): bigint => ((a % b) + b) % b;
const floorDiv = (a: bigint, b: bigint): bigint => (a - mod(a, b)) / b;

const SECOND = 1_000_000_000n;
const DAY = 86_400n * SECOND;

const dateOf = (n: bigint): Date => new Date(Number(floorDiv(n, 1_000_000n)));
const ofDate = (f: (d: Date) => number): ((n: bigint) => Value) => (n) => f(dateOf(n));
const ofDay = (unit: bigint): ((n: bigint) => Value) => (n) => norm(mod(n, DAY) / unit);

const dayOfYear = (d: Date): number => Math.round((Date.UTC(2000, d.getUTCMonth(), d.getUTCDate()) - Date.UTC(2000, 0, 1)) / 86_400_000) + 1 - leapShift(d);
/** The table of a leap year counts one day too many after February of other years. */
const leapShift = (d: Date): number => (d.getUTCMonth() > 1 && new Date(Date.UTC(d.getUTCFullYear(), 2, 0)).getUTCDate() === 28 ? 1 : 0);

export const CHRONO_FIELDS: ReadonlyMap<string, (nanos: bigint) => Value> = new Map([
  ['nano_of_second', (n: bigint): Value => norm(mod(n, SECOND))],
  ['nano_of_day', ofDay(1n)],
  ['micro_of_second', (n) => norm(mod(n, SECOND) / 1_000n)],
  ['micro_of_day', ofDay(1_000n)],
  ['milli_of_second', (n) => norm(mod(n, SECOND) / 1_000_000n)],
  ['milli_of_day', ofDay(1_000_000n)],
  ['second_of_minute', ofDate((d) => d.getUTCSeconds())],
  ['second_of_day', ofDay(SECOND)],
  ['minute_of_hour', ofDate((d) => d.getUTCMinutes())],
  ['minute_of_day', ofDay(60n * SECOND)],
  ['hour_of_ampm', ofDate((d) => d.getUTCHours() % 12)],
  ['clock_hour_of_ampm', ofDate((d) => d.getUTCHours() % 12 || 12)],
  ['hour_of_day', ofDate((d) => d.getUTCHours())],
  ['clock_hour_of_day', ofDate((d) => d.getUTCHours() || 24)],
  ['ampm_of_day', ofDate((d) => (d.getUTCHours() < 12 ? 0 : 1))],
  ['day_of_week', ofDate((d) => d.getUTCDay() || 7)],
  ['aligned_day_of_week_in_month', ofDate((d) => ((d.getUTCDate() - 1) % 7) + 1)],
  ['aligned_day_of_week_in_year', ofDate((d) => ((dayOfYear(d) - 1) % 7) + 1)],
  ['day_of_month', ofDate((d) => d.getUTCDate())],
  ['day_of_year', ofDate(dayOfYear)],
  ['epoch_day', (n) => norm(floorDiv(n, DAY))],
  ['aligned_week_of_month', ofDate((d) => Math.floor((d.getUTCDate() - 1) / 7) + 1)],
  ['aligned_week_of_year', ofDate((d) => Math.floor((dayOfYear(d) - 1) / 7) + 1)],
  ['month_of_year', ofDate((d) => d.getUTCMonth() + 1)],
  ['proleptic_month', ofDate((d) => d.getUTCFullYear() * 12 + d.getUTCMonth())],
  ['year_of_era', ofDate((d) => (d.getUTCFullYear() > 0 ? d.getUTCFullYear() : 1 - d.getUTCFullYear()))],
  ['year', ofDate((d) => d.getUTCFullYear())],
  ['era', ofDate((d) => (d.getUTCFullYear() > 0 ? 1 : 0))],
  ['instant_seconds', (n) => norm(floorDiv(n, SECOND))],
  ['offset_seconds', () => 0],
]);
