import { add, floorDiv, type Int64, mul, sub } from './int64.js';

/**
 * A moment as a count of 100 ns ticks since 2010-01-01T00:00:00Z. This epoch keeps every moment from mid 1981 to
 * mid 2038 a safe integer, so that logs never need bigint arithmetic; other moments are exact bigints.
 */
export type Ticks = Int64;

export const TICKS_PER_MS = 10_000;
export const TICKS_PER_SECOND = 10_000_000;
export const TICKS_PER_MINUTE = 600_000_000;
export const TICKS_PER_HOUR = 36_000_000_000;
export const TICKS_PER_DAY = 864_000_000_000;

const EPOCH_UNIX_MS = Date.UTC(2010, 0, 1);

/** From milliseconds since 1970 and further ticks. */
export function ticksFromUnixMs(ms: number, ticks = 0): Ticks {
  return add(mul(ms - EPOCH_UNIX_MS, TICKS_PER_MS), ticks);
}

/** Whole milliseconds since 1970 (rounded down) and the remaining 0..9999 ticks. */
export function unixMsOfTicks(t: Ticks): { ms: number; sub: number } {
  const whole = floorDiv(t, TICKS_PER_MS) as Int64;
  return { ms: Number(whole) + EPOCH_UNIX_MS, sub: Number(sub(t, mul(whole, TICKS_PER_MS))) };
}

/** Ticks since 1970: what Kusto's `unixtime_*` functions and Elasticsearch's epoch values are made of. */
export const unixTicks = (t: Ticks): Int64 => add(t, EPOCH_UNIX_MS * TICKS_PER_MS);
export const ticksFromUnixTicks = (t: Int64): Ticks => sub(t, EPOCH_UNIX_MS * TICKS_PER_MS);

/** Kusto's first and last moments: 0001-01-01 and 9999-12-31T23:59:59.9999999Z. */
export const MIN_TICKS: Ticks = ticksFromUnixMs(-62_135_596_800_000);
export const MAX_TICKS: Ticks = ticksFromUnixMs(253_402_300_799_999, 9_999);

const two = (n: number): string => (n < 10 ? `0${n}` : `${n}`);

/** A date of JavaScript ends in the year 275760; the calendar repeats every 400 years. */
const MAX_JS_MS = 8_640_000_000_000_000;
const MS_PER_ERA = 146_097 * 86_400_000;

/** `2026-01-02T03:04:05.1234567Z` with as many fractional digits (at least `digits`) as there are. */
export function isoOfTicks(t: Ticks, digits = 0): string {
  const { ms, sub: rest } = unixMsOfTicks(t);
  const eras = Math.abs(ms) > MAX_JS_MS ? Math.floor(ms / MS_PER_ERA) : 0;
  const d = new Date(ms - eras * MS_PER_ERA);
  const year = String(d.getUTCFullYear() + 400 * eras).padStart(4, '0');
  const date = `${year}-${two(d.getUTCMonth() + 1)}-${two(d.getUTCDate())}`;
  const time = `${two(d.getUTCHours())}:${two(d.getUTCMinutes())}:${two(d.getUTCSeconds())}`;
  const all = String(d.getUTCMilliseconds()).padStart(3, '0') + String(rest).padStart(4, '0');
  const fraction = all.replace(/0+$/, '').padEnd(digits, '0');
  return `${date}T${time}${fraction && `.${fraction}`}Z`;
}

/** `[-][d.]hh:mm:ss[.fffffff]`: the fraction has seven digits or is absent, as Kusto prints a timespan. */
export function textOfTimespan(t: Int64): string {
  const negative = t < 0;
  const abs = BigInt(negative ? -t : t);
  const days = abs / 864_000_000_000n;
  let rest = Number(abs % 864_000_000_000n);
  const hours = Math.floor(rest / TICKS_PER_HOUR);
  rest -= hours * TICKS_PER_HOUR;
  const minutes = Math.floor(rest / TICKS_PER_MINUTE);
  rest -= minutes * TICKS_PER_MINUTE;
  const seconds = Math.floor(rest / TICKS_PER_SECOND);
  const fraction = rest - seconds * TICKS_PER_SECOND;
  const clock = `${two(hours)}:${two(minutes)}:${two(seconds)}`;
  return `${negative ? '-' : ''}${days ? `${days}.` : ''}${clock}${fraction ? `.${String(fraction).padStart(7, '0')}` : ''}`;
}
