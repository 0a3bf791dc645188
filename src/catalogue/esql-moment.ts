import { type Int64, mul, sub } from '../data/int64.js';
import { isoOfTicks, TICKS_PER_MS, type Ticks, ticksFromUnixMs } from '../data/time.js';
import { isoOfNanos } from '../data/iso.js';

/** Elasticsearch's `strict_date_optional_time`: a year, then each further part only with the one before it; without a zone it is UTC. */
const OPTIONAL_TIME =
  /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?:T(?:(\d\d)(?::(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?)?(Z|[+-]\d\d(?::?\d\d(?::?\d\d)?)?)?)?$/;

export interface Moment {
  /** Whole milliseconds since 1970. */
  readonly ms: number;
  /** The nanoseconds after them, 0..999,999. */
  readonly nanos: number;
}

/** `undefined` for a text that is no such date. */
export function parseOptionalTime(text: string): Moment | undefined {
  const m = OPTIONAL_TIME.exec(text);
  if (!m) return undefined;
  const [month, day] = [Number(m[2] ?? 1), Number(m[3] ?? 1)];
  const [hour, minute, second] = [Number(m[4] ?? 0), Number(m[5] ?? 0), Number(m[6] ?? 0)];
  const date = new Date(0);
  date.setUTCFullYear(Number(m[1]), month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day || hour > 23 || minute > 59 || second > 59) return undefined;
  const fraction = (m[7] ?? '').padEnd(9, '0');
  const clock = ((hour * 60 + minute) * 60 + second) * 1000 + Number(fraction.slice(0, 3));
  return { ms: date.getTime() + clock - zoneMs(m[8]), nanos: Number(fraction.slice(3)) };
}

function zoneMs(zone: string | undefined): number {
  if (zone === undefined || zone === 'Z') return 0;
  const d = zone.slice(1).replaceAll(':', '').padEnd(6, '0');
  const ms = (Number(d.slice(0, 2)) * 3600 + Number(d.slice(2, 4)) * 60 + Number(d.slice(4))) * 1000;
  return zone.startsWith('-') ? -ms : ms;
}

const EPOCH_MS = Date.UTC(2010, 0, 1);
/** The moment of a 64-bit count of milliseconds since 1970, exact also where a JavaScript date cannot go. */
export const ticksOfMs = (ms: Int64): Ticks => mul(sub(ms, EPOCH_MS), TICKS_PER_MS);

/** What TO_DATETIME makes of a text. */
export function datetimeOfText(text: string): Ticks | undefined {
  const m = parseOptionalTime(text);
  return m && ticksFromUnixMs(m.ms);
}

export function nanosOfText(text: string): bigint | undefined {
  const m = parseOptionalTime(text);
  return m && BigInt(m.ms) * 1_000_000n + BigInt(m.nanos);
}

/** `2026-01-02T03:04:05.678Z`: always three digits, as Elasticsearch prints a date. */
export function textOfDatetime(t: Ticks): string {
  return isoOfTicks(t, 3).replace(/(\.\d{3})\d*Z$/, '$1Z');
}

/** Three to nine digits. */
export const textOfNanos = (n: bigint): string =>
  isoOfNanos(n).replace(/(?:\.(\d+))?Z$/, (_z, digits: string | undefined) => `.${(digits ?? '').padEnd(3, '0')}Z`);
