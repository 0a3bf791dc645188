import { add, type Int64, mul, neg, norm } from './int64.js';
import { isoOfTicks, type Ticks, TICKS_PER_DAY, TICKS_PER_HOUR, TICKS_PER_MINUTE, TICKS_PER_SECOND, ticksFromUnixMs } from './time.js';

/**
 * The interchange forms of moments and spans of time: ISO 8601 and `[-][d.]hh:mm:ss[.fffffff]`. What the languages accept in their own
 * literals and conversions (`todatetime("Jan 2020")`) is wider and lives with their functions.
 */

const ISO = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?(Z|[+-]\d\d(?::?\d\d)?)?$/;

interface Moment {
  /** Whole seconds since 1970 as milliseconds. */
  readonly ms: number;
  /** Nanoseconds of the second. */
  readonly nanos: number;
}

/** A text without a zone is UTC. */
function moment(text: string): Moment | undefined {
  const m = ISO.exec(text);
  if (!m) return undefined;
  const [year, month, day] = [Number(m[1]), Number(m[2]), Number(m[3])];
  const [hour, minute, second] = [Number(m[4] ?? 0), Number(m[5] ?? 0), Number(m[6] ?? 0)];
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month) || hour > 23 || minute > 59 || second > 59) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return { ms: date.getTime() + ((hour * 60 + minute) * 60 + second) * 1000 - zoneMs(m[8]), nanos: Number((m[7] ?? '').padEnd(9, '0')) };
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function zoneMs(zone: string | undefined): number {
  if (zone === undefined || zone === 'Z') return 0;
  const digits = zone.slice(1).replace(':', '').padEnd(4, '0');
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2));
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000;
}

/** Reads an ISO 8601 date or moment; digits beyond 100 ns are cut off. `undefined` for anything else. */
export function ticksOfIso(text: string): Ticks | undefined {
  const m = moment(text);
  return m && ticksFromUnixMs(m.ms, Math.floor(m.nanos / 100));
}

/** Nanoseconds since 1970. */
export function nanosOfIso(text: string): bigint | undefined {
  const m = moment(text);
  return m && BigInt(m.ms) * 1_000_000n + BigInt(m.nanos);
}

export function isoOfNanos(nanos: bigint): string {
  const rest = Number(((nanos % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n);
  const seconds = isoOfTicks(ticksFromUnixMs(Number((nanos - BigInt(rest)) / 1_000_000n)));
  return rest === 0 ? seconds : `${seconds.slice(0, -1)}.${String(rest).padStart(9, '0').replace(/0+$/, '')}Z`;
}

const TIMESPAN = /^(-)?(?:(\d{1,8})\.)?(\d{1,2}):(\d\d)(?::(\d\d)(?:\.(\d{1,7}))?)?$/;

/** Reads `[-][d.]hh:mm[:ss[.fffffff]]`, what `textOfTimespan` writes. */
export function ticksOfTimespan(text: string): Int64 | undefined {
  const m = TIMESPAN.exec(text);
  if (!m || Number(m[3]) > 23 || Number(m[4]) > 59 || Number(m[5] ?? 0) > 59) return undefined;
  const clock = Number(m[3]) * TICKS_PER_HOUR + Number(m[4]) * TICKS_PER_MINUTE + Number(m[5] ?? 0) * TICKS_PER_SECOND;
  const all = add(mul(Number(m[2] ?? 0), TICKS_PER_DAY), clock + Number((m[6] ?? '').padEnd(7, '0')));
  const signed = m[1] ? neg(all) : all;
  return typeof signed === 'bigint' ? norm(signed) : signed;
}
