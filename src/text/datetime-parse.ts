import { MAX_TICKS, MIN_TICKS, type Ticks } from '../data/time.js';
import { fractionTicks, monthNumber, ticksOfParts, zoneOffset, type DateParts } from './calendar.js';

/**
 * Reads a datetime text as `todatetime()` does: ISO 8601 with a space or T, RFC 822, RFC 850, asctime, and the month-first
 * forms `02/17/2016 08:40:01` and `12-02-2022`. A missing zone means UTC, a missing time midnight; digits beyond 100 ns
 * are cut. Gives null for anything else, for impossible dates, and outside the years 1 to 9999.
 * Source: the documentation's list of formats and the answers of the engine.
 */
export function parseKustoDatetime(text: string): Ticks | null {
  const fast = readIso(text);
  if (fast !== undefined) return inRange(fast);
  return inRange(readAny(text.trim().replace(/\s+/g, ' ')));
}

function inRange(ticks: Ticks | null): Ticks | null {
  return ticks !== null && ticks >= MIN_TICKS && ticks <= MAX_TICKS ? ticks : null;
}

const ZERO = 48;

/** The number that `count` digits at `at` make, or -1. */
function digits(text: string, at: number, count: number): number {
  let value = 0;
  for (let i = at; i < at + count; i++) {
    const digit = text.charCodeAt(i) - ZERO;
    if (!(digit >= 0 && digit <= 9)) return -1;
    value = value * 10 + digit;
  }
  return value;
}

/** `yyyy-MM-dd[T ]HH:mm:ss[.f][Z]` without a regular expression, since logs hold millions; undefined for other shapes. */
function readIso(text: string): Ticks | null | undefined {
  const zulu = text.charCodeAt(text.length - 1) === 90;
  const end = zulu ? text.length - 1 : text.length;
  if (end < 19 || end > 36) return undefined;
  const separator = text.charCodeAt(10);
  if (text[4] !== '-' || text[7] !== '-' || (separator !== 84 && separator !== 32) || text[13] !== ':' || text[16] !== ':') return undefined;
  const year = digits(text, 0, 4);
  const month = digits(text, 5, 2);
  const day = digits(text, 8, 2);
  const hour = digits(text, 11, 2);
  const minute = digits(text, 14, 2);
  const second = digits(text, 17, 2);
  if (year < 0 || month < 0 || day < 0 || hour < 0 || minute < 0 || second < 0) return undefined;
  const ticks = isoFraction(text, end);
  return ticks < 0 ? undefined : ticksOfParts({ year, month, day, hour, minute, second, ticks, offset: 0 });
}

function isoFraction(text: string, end: number): number {
  if (end === 19) return 0;
  if (text[19] !== '.' || end === 20) return -1;
  const kept = Math.min(7, end - 20);
  let value = digits(text, 20, kept);
  if (value < 0 || (end - 20 > 7 && digits(text, 27, end - 27) < 0)) return -1;
  for (let i = kept; i < 7; i++) value *= 10;
  return value;
}

const TIME = '(?:(\\d{1,2}):(\\d{1,2})(?::(\\d{1,2})(?:[.,](\\d+))?)?(?: ?([AaPp][Mm]))?(?: ?(Z|[+-]\\d{2}:?\\d{2}|[A-Za-z]{3}))?)';
const WEEKDAY = '(?:[A-Za-z]{3,9},? )?';
const MONTH = '([A-Za-z]{3,9})';

/** Date shapes, each with the order of its parts, then an optional time. */
const SHAPES: readonly (readonly [RegExp, (found: RegExpExecArray) => readonly [string?, string?, string?]])[] = [
  [new RegExp(`^(\\d{4})[-./](\\d{1,2})[-./](\\d{1,2})(?:[Tt ]${TIME})?$`), (f) => [f[1], f[2], f[3]]],
  [new RegExp(`^(\\d{1,2})[-/](\\d{1,2})[-/](\\d{4})(?:[Tt ]${TIME})?$`), (f) => [f[3], f[1], f[2]]],
  [new RegExp(`^${WEEKDAY}(\\d{1,2})[ -]${MONTH}[ -](\\d{4}|\\d{2})(?: ${TIME})?$`), (f) => [f[3], f[2], f[1]]],
];
const ASCTIME = /^[A-Za-z]{3} ([A-Za-z]{3}) (\d{1,2}) (\d{1,2}):(\d{2}):(\d{2}) (\d{4})$/;

function readAny(text: string): Ticks | null {
  const asctime = ASCTIME.exec(text);
  if (asctime) {
    const [, month, day, hour, minute, second, year] = asctime;
    return assemble([year, month, day], [hour, minute, second]);
  }
  for (const [shape, order] of SHAPES) {
    const found = shape.exec(text);
    if (found) return assemble(order(found), found.slice(4));
  }
  return null;
}

type Texts = readonly (string | undefined)[];

function assemble([year = '', month = '', day = '']: Texts, [hour, minute, second, fraction, half, zone]: Texts): Ticks | null {
  const offset = zone === undefined ? 0 : zoneOffset(zone);
  const hours = clockHour(Number(hour ?? 0), half);
  const months = /^\d/.test(month) ? Number(month) : monthNumber(month);
  if (offset === null || hours === null || months === 0) return null;
  const parts: DateParts = {
    year: fullYear(year),
    month: months,
    day: Number(day),
    hour: hours,
    minute: Number(minute ?? 0),
    second: Number(second ?? 0),
    ticks: fraction === undefined ? 0 : fractionTicks(fraction),
    offset,
  };
  return ticksOfParts(parts);
}

/** Two-digit years below 50 lie in this century, as .NET reads them. */
function fullYear(year: string): number {
  const n = Number(year);
  return year.length > 2 ? n : n < 50 ? 2000 + n : 1900 + n;
}

function clockHour(hour: number, half: string | undefined): number | null {
  if (half === undefined) return hour;
  if (hour < 1 || hour > 12) return null;
  return (hour % 12) + (/^p/i.test(half) ? 12 : 0);
}

const OPTIONAL_TIME =
  /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T(?:(\d{2})(?::(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?(Z|[+-]\d{2}(?::?\d{2})?)?)?)?)?)?$/;

/** The moment and the nanoseconds (0..99) below its last tick. */
export interface NanoMoment {
  readonly ticks: Ticks;
  readonly nanos: number;
}

/**
 * Reads Elasticsearch's default format `strict_date_optional_time`: a year of four digits, then as much of
 * `-MM-ddTHH:mm:ss.SSSSSSSSSZ` as there is. Null for anything else. The caller cuts to milliseconds where the type is `date`.
 */
export function parseOptionalTime(text: string): NanoMoment | null {
  const found = OPTIONAL_TIME.exec(text);
  if (!found) return null;
  const [, year, month = '1', day = '1', hour = '0', minute = '0', second = '0', fraction = '', zone] = found;
  const offset = zone === undefined ? 0 : zoneOffset(zone);
  if (offset === null) return null;
  const parts = { year: Number(year), month: Number(month), day: Number(day), hour: Number(hour), minute: Number(minute), second: Number(second) };
  const ticks = ticksOfParts({ ...parts, ticks: fractionTicks(fraction), offset });
  return ticks === null ? null : { ticks, nanos: Number(fraction.slice(7, 9).padEnd(2, '0')) };
}
