import { isoOfTicks, ticksFromUnixMs } from '../data/time.js';

/**
 * Numbers and moments read from bytes without a string in between. Both answer NaN for whatever they cannot give back letter by letter
 * (`textOfNumber`, `textOfMoment`), so that a column can be turned back into its texts when a later cell is something else.
 */

const DOT = 46;
const MINUS = 45;
const POWERS = Array.from({ length: 16 }, (_, i) => 10 ** i);

/** How many digits stood behind the point of the number read last. */
export let fractionDigits = 0;

/** A plain number of at most 15 digits, without a needless zero in front, from all of `bytes[start..end)`. */
export function numberOfBytes(bytes: Uint8Array, start: number, end: number): number {
  const negative = bytes[start] === MINUS;
  const first = negative ? start + 1 : start;
  let n = 0;
  let point = -1;
  for (let i = first; i < end; i++) {
    const c = bytes[i] as number;
    if (c >= 48 && c <= 57) n = n * 10 + (c - 48);
    else if (c === DOT && point < 0) point = i;
    else return Number.NaN;
  }
  const whole = (point < 0 ? end : point) - first;
  const fraction = point < 0 ? 0 : end - point - 1;
  if (whole === 0 || whole + fraction > 15 || (whole > 1 && bytes[first] === 48) || fraction === 0 !== point < 0 || (negative && n === 0)) return Number.NaN;
  fractionDigits = fraction;
  const value = fraction === 0 ? n : n / (POWERS[fraction] as number);
  return negative ? -value : value;
}

export const textOfNumber = (v: number, digits: number): string => v.toFixed(digits);

/** How the moment read last was written: its fraction's digits, a blank instead of the T, no Z at the end. */
export let momentForm = 0;
const BLANK = 16;
const NO_ZONE = 32;

/** `2026-01-02T03:04:05[.1234567][Z]` as ticks, from all of `bytes[start..end)`; only of the years whose ticks are safe integers. */
export function momentOfBytes(bytes: Uint8Array, start: number, end: number): number {
  const length = end - start;
  if (length < 19 || length > 28 || bytes[start + 4] !== MINUS || bytes[start + 7] !== MINUS || bytes[start + 13] !== 58 || bytes[start + 16] !== 58) return Number.NaN;
  const separator = bytes[start + 10];
  if (separator !== 84 && separator !== 32) return Number.NaN;
  const zoned = bytes[end - 1] === 90;
  const seconds = secondOfDay(bytes, start + 11);
  const fraction = ticksOfFraction(bytes, start + 19, zoned ? end - 1 : end);
  if (seconds < 0 || fraction < 0) return Number.NaN;
  momentForm = Math.max(0, (zoned ? end - 1 : end) - start - 20) + (separator === 32 ? BLANK : 0) + (zoned ? 0 : NO_ZONE);
  return dayTicks(bytes, start) + seconds * 10_000_000 + fraction;
}

/** Two digits, or a number below zero. */
function two(bytes: Uint8Array, at: number): number {
  const a = (bytes[at] as number) - 48;
  const b = (bytes[at + 1] as number) - 48;
  return a < 0 || a > 9 || b < 0 || b > 9 ? -1_000_000 : a * 10 + b;
}

function secondOfDay(bytes: Uint8Array, at: number): number {
  const hour = two(bytes, at);
  const minute = two(bytes, at + 3);
  const second = two(bytes, at + 6);
  return hour > 23 || minute > 59 || second > 59 ? -1 : (hour * 60 + minute) * 60 + second;
}

/** Of `.1234567`, at most seven digits; -1 for anything else. */
function ticksOfFraction(bytes: Uint8Array, start: number, end: number): number {
  if (start === end) return 0;
  const digits = end - start - 1;
  if (bytes[start] !== DOT || digits < 1 || digits > 7) return -1;
  let n = 0;
  for (let i = start + 1; i < end; i++) {
    const c = (bytes[i] as number) - 48;
    if (c < 0 || c > 9) return -1;
    n = n * 10 + c;
  }
  return n * (POWERS[7 - digits] as number);
}

let lastDay = -1;
let lastDayTicks = 0;

/** Midnight of a date; most rows of a log are of the same day as the one before. */
function dayTicks(bytes: Uint8Array, at: number): number {
  const year = two(bytes, at) * 100 + two(bytes, at + 2);
  const month = two(bytes, at + 5);
  const day = two(bytes, at + 8);
  const key = year * 10_000 + month * 100 + day;
  if (key !== lastDay) {
    if (year < 1990 || year > 2037 || month < 1 || day < 1) return Number.NaN;
    const date = new Date(Date.UTC(year, month - 1, day));
    if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return Number.NaN;
    lastDay = key;
    lastDayTicks = Number(ticksFromUnixMs(date.getTime()));
  }
  return lastDayTicks;
}

export function textOfMoment(ticks: number, form: number): string {
  const iso = isoOfTicks(ticks, form & 15);
  const zoned = form & NO_ZONE ? iso.slice(0, -1) : iso;
  return form & BLANK ? zoned.replace('T', ' ') : zoned;
}
