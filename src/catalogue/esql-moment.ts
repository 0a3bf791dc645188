import { type Int64, mul, sub } from '../data/int64.js';
import { isoOfTicks, TICKS_PER_MS, type Ticks, unixMsOfTicks, unixTicks } from '../data/time.js';
import { isoOfNanos } from '../data/iso.js';
import { parseOptionalTime } from '../text/datetime-parse.js';

/** The moments of Elasticsearch as numbers and texts. */

const EPOCH_MS = Date.UTC(2010, 0, 1);
/** The moment of a 64-bit count of milliseconds since 1970, exact also where a JavaScript date cannot go. */
export const ticksOfMs = (ms: Int64): Ticks => mul(sub(ms, EPOCH_MS), TICKS_PER_MS);

/** What TO_DATETIME makes of a text: whole milliseconds, rounded down. */
export function datetimeOfText(text: string): Ticks | undefined {
  const m = parseOptionalTime(text);
  return m ? sub(m.ticks, unixMsOfTicks(m.ticks).sub) : undefined;
}

export function nanosOfText(text: string): bigint | undefined {
  const m = parseOptionalTime(text);
  return m ? BigInt(unixTicks(m.ticks)) * 100n + BigInt(m.nanos) : undefined;
}

/** `2026-01-02T03:04:05.678Z`: always three digits, as Elasticsearch prints a date. */
export function textOfDatetime(t: Ticks): string {
  return isoOfTicks(t, 3).replace(/(\.\d{3})\d*Z$/, '$1Z');
}

/** Three to nine digits. */
export const textOfNanos = (n: bigint): string =>
  isoOfNanos(n).replace(/(?:\.(\d+))?Z$/, (_z, digits: string | undefined) => `.${(digits ?? '').padEnd(3, '0')}Z`);
