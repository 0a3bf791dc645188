import { inLong, norm, type Int64 } from '../data/int64.js';
import { textOfTimespan, TICKS_PER_DAY, TICKS_PER_HOUR, TICKS_PER_MINUTE, TICKS_PER_MS, TICKS_PER_SECOND } from '../data/time.js';
import type { Period } from '../data/types.js';

/** Hundredths of a tick (nanoseconds) in one Kusto unit, each spelling of which is a word of the language. */
const KUSTO_UNITS: readonly (readonly [nanoseconds: number, words: string])[] = [
  [TICKS_PER_DAY * 100, 'd day days'],
  [TICKS_PER_HOUR * 100, 'h hr hrs hour hours'],
  [TICKS_PER_MINUTE * 100, 'm min minute minutes'],
  [TICKS_PER_SECOND * 100, 's sec secs second seconds'],
  [TICKS_PER_MS * 100, 'ms milli millis millisecond milliseconds'],
  [1000, 'micro micros microsecond microseconds'],
  [100, 'tick ticks'],
  [1, 'nano nanos nanosecond nanoseconds'],
];

const KUSTO_UNIT = new Map(KUSTO_UNITS.flatMap(([nanoseconds, words]) => words.split(' ').map((w) => [w, nanoseconds] as const)));

const QUANTITY = /^ *(-?)(\d+)(?:\.(\d+))? *([a-zA-Z]+) *$/;
const CLOCK = /^ *(-?)(?:(\d+)\.)?(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d+))?)? *$/;

/**
 * Reads a Kusto timespan: `1.5h`, `15 seconds`, `[-][d.]hh:mm[:ss[.fffffff]]` (grammar: timespan.ohm). Gives ticks of 100 ns;
 * null for anything else, for hours beyond 23, minutes or seconds beyond 59, and outside 64 bits. A bare number is null
 * too, as the engine answers for totimespan("1.5"); in a literal it means days, see `parseTimespanLiteral`.
 */
export function parseTimespan(text: string): Int64 | null {
  const quantity = QUANTITY.exec(text);
  if (quantity) return quantityTicks(quantity);
  const clock = CLOCK.exec(text);
  return clock ? clockTicks(clock) : null;
}

/** What stands in `timespan(…)` or `time(…)`: as `parseTimespan`, and a bare number counts days. */
export function parseTimespanLiteral(text: string): Int64 | null {
  return /^\s*-?\d+(?:\.\d+)?\s*$/.test(text) ? parseTimespan(`${text.trim()}d`) : parseTimespan(text.trim());
}

function quantityTicks([, sign, whole = '', fraction = '', word = '']: RegExpExecArray): Int64 | null {
  const unit = KUSTO_UNIT.get(word.toLowerCase());
  if (unit === undefined) return null;
  const scale = 10n ** BigInt(fraction.length);
  const nanoseconds = (BigInt(whole + fraction) * BigInt(unit)) / scale;
  return signed(nanoseconds / 100n, sign);
}

function clockTicks([, sign, days = '0', hours = '', minutes = '', seconds = '0', fraction = '']: RegExpExecArray): Int64 | null {
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) return null;
  const clock = Number(hours) * TICKS_PER_HOUR + Number(minutes) * TICKS_PER_MINUTE + Number(seconds) * TICKS_PER_SECOND;
  const below = Number(fraction.slice(0, 7).padEnd(7, '0'));
  const total = Number(days) * TICKS_PER_DAY + clock + below;
  if (Number.isSafeInteger(total)) return sign && total ? -total : total;
  return signed(BigInt(days) * BigInt(TICKS_PER_DAY) + BigInt(clock + below), sign);
}

function signed(ticks: bigint, sign: string | undefined): Int64 | null {
  const value = norm(sign ? -ticks : ticks);
  return inLong(value) ? value : null;
}

/** An ES|QL quantity of time: exact ticks, or calendar months and days. */
export type TimeQuantity = { readonly kind: 'duration'; readonly ticks: Int64 } | { readonly kind: 'period'; readonly period: Period };

type QuantityUnit = { readonly ticks: number } | Period;

const ESQL_UNITS: readonly (readonly [unit: QuantityUnit, words: string])[] = [
  [{ ticks: TICKS_PER_MS }, 'ms millisecond milliseconds'],
  [{ ticks: TICKS_PER_SECOND }, 's sec second seconds'],
  [{ ticks: TICKS_PER_MINUTE }, 'min minute minutes'],
  [{ ticks: TICKS_PER_HOUR }, 'h hour hours'],
  [{ months: 0, days: 1 }, 'd day days'],
  [{ months: 0, days: 7 }, 'w week weeks'],
  [{ months: 1, days: 0 }, 'mo month months'],
  [{ months: 3, days: 0 }, 'q quarter quarters'],
  [{ months: 12, days: 0 }, 'y yr year years'],
];

const ESQL_UNIT = new Map(ESQL_UNITS.flatMap(([unit, words]) => words.split(' ').map((w) => [w, unit] as const)));

/** Every word that names an ES|QL unit of time, lower case. */
export const ESQL_TIME_WORDS: readonly string[] = [...ESQL_UNIT.keys()];

/** One ES|QL quantity from a whole number and its unit word (any case); null for a word that is no unit, or beyond 64 bits. */
export function timeQuantity(count: Int64, word: string): TimeQuantity | null {
  const unit = ESQL_UNIT.get(word.toLowerCase());
  if (!unit) return null;
  if ('ticks' in unit) {
    const ticks = norm(BigInt(count) * BigInt(unit.ticks));
    return inLong(ticks) ? { kind: 'duration', ticks } : null;
  }
  const period = { months: Number(count) * unit.months + 0, days: Number(count) * unit.days + 0 };
  return Number.isSafeInteger(period.months) && Number.isSafeInteger(period.days) ? { kind: 'period', period } : null;
}

/** Reads ES|QL's `1 day`, `-2 weeks`, `3 MONTHS` from a text; null for anything else. */
export function parseTimeQuantity(text: string): TimeQuantity | null {
  const found = /^\s*([+-]?\d+)\s*([a-zA-Z]+)\s*$/.exec(text);
  return found ? timeQuantity(norm(BigInt((found[1] ?? '').replace('+', ''))), found[2] ?? '') : null;
}

/** Writes a timespan as the shortest Kusto literal that means it: `1d`, `90s`, `time(1.02:03:04.5)` where one unit will not do. */
export function timespanLiteral(ticks: Int64): string {
  if (ticks === 0) return '0s';
  const exact: readonly (readonly [number, string])[] = [
    [TICKS_PER_DAY, 'd'],
    [TICKS_PER_HOUR, 'h'],
    [TICKS_PER_MINUTE, 'm'],
    [TICKS_PER_SECOND, 's'],
    [TICKS_PER_MS, 'ms'],
  ];
  const big = BigInt(ticks);
  for (const [unit, word] of exact) {
    const count = big / BigInt(unit);
    if (count * BigInt(unit) === big && (count < 1000n && count > -1000n)) return `${count}${word}`;
  }
  return `time(${textOfTimespan(ticks)})`;
}
