import { inLong, norm, type Int64 } from '../data/int64.js';
import { TICKS_PER_DAY, TICKS_PER_HOUR, TICKS_PER_MINUTE, TICKS_PER_MS, TICKS_PER_SECOND } from '../data/time.js';

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
 * too, as the engine answers for totimespan("1.5").
 */
export function parseTimespan(text: string): Int64 | null {
  const quantity = QUANTITY.exec(text);
  if (quantity) return quantityTicks(quantity);
  const clock = CLOCK.exec(text);
  return clock ? clockTicks(clock) : null;
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
