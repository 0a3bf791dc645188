import type { Int64 } from '../data/int64.js';
import { TICKS_PER_DAY, TICKS_PER_HOUR, TICKS_PER_MINUTE, TICKS_PER_SECOND, unixMsOfTicks, type Ticks } from '../data/time.js';
import { parsed, refused, type Parsed } from './parsed.js';

/** Writes one value of type `T` by a compiled format. */
export type Formatter<T> = (value: T) => string;

/** The fields of a moment or span that format letters name. */
interface Fields {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** Seven digits of 100 ns ticks. */
  readonly fraction: string;
}

type FieldWriter = (fields: Fields) => string;

const padded = (value: number, width: number): string => String(value).padStart(width, '0');
const hour12 = (hour: number): number => (hour % 12 === 0 ? 12 : hour % 12);

/** `f` keeps zeros, `F` drops those at the end. */
function fractionWriter(letter: string, width: number): FieldWriter | undefined {
  if (width > 7) return undefined;
  return letter === 'f' ? (t) => t.fraction.slice(0, width) : (t) => t.fraction.slice(0, width).replace(/0+$/, '');
}

/** A writer of one or two digits. */
const upToTwo = (width: number, value: (t: Fields) => number): FieldWriter | undefined => (width > 2 ? undefined : (t) => padded(value(t), width));

const CLOCK_LETTERS: Readonly<Record<string, (width: number) => FieldWriter | undefined>> = {
  F: (width) => fractionWriter('F', width),
  H: (width) => upToTwo(width, (t) => t.hour),
  f: (width) => fractionWriter('f', width),
  m: (width) => upToTwo(width, (t) => t.minute),
  s: (width) => upToTwo(width, (t) => t.second),
};

const DATETIME_LETTERS: typeof CLOCK_LETTERS = {
  ...CLOCK_LETTERS,
  M: (width) => upToTwo(width, (t) => t.month),
  d: (width) => upToTwo(width, (t) => t.day),
  h: (width) => upToTwo(width, (t) => hour12(t.hour)),
  t: (width) => (width === 2 ? (t) => (t.hour < 12 ? 'AM' : 'PM') : undefined),
  y: (width) => (width <= 2 ? (t) => padded(t.year % 100, width) : width === 4 ? (t) => padded(t.year, 4) : undefined),
};

const TIMESPAN_LETTERS: typeof CLOCK_LETTERS = {
  ...CLOCK_LETTERS,
  d: (width) => (width > 8 ? undefined : (t) => padded(t.day, width)),
  h: (width) => upToTwo(width, (t) => t.hour),
};

/** Runs of one letter, and the delimiters that Kusto takes between them; it refuses any other character. */
function compile(format: string, letters: typeof CLOCK_LETTERS, what: string): Parsed<FieldWriter> {
  const writers: FieldWriter[] = [];
  for (const run of format.matchAll(/([a-zA-Z])\1*|[^a-zA-Z]/g)) {
    const text = run[0];
    const letter = run[1];
    const writer = letter === undefined ? (/[ /\-:,._[\]]/.test(text) ? () => text : undefined) : letters[letter]?.(text.length);
    if (!writer) {
      return refused('pattern-malformed', { language: what, detail: `${JSON.stringify(text)} is no format element` }, run.index, run.index + text.length);
    }
    writers.push(writer);
  }
  return parsed((fields) => writers.map((w) => w(fields)).join(''));
}

/**
 * Compiles a format of `format_datetime()`: `d f F h H m M s y tt` in the widths that the documentation lists, between
 * space and `/ - : , . _ [ ]`. Anything else is refused, as the engine does (`T` and quoted text too).
 */
export function compileDatetimeFormat(format: string): Parsed<Formatter<Ticks>> {
  const writer = compile(format, DATETIME_LETTERS, 'datetime format');
  return writer.ok ? parsed((ticks) => writer.value(datetimeFields(ticks))) : writer;
}

function datetimeFields(ticks: Ticks): Fields {
  const { ms, sub } = unixMsOfTicks(ticks);
  const date = new Date(ms);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    fraction: padded(date.getUTCMilliseconds(), 3) + padded(sub, 4),
  };
}

/** Compiles a format of `format_timespan()`: `d` up to eight, `f F h H m s`; a negative span gets a minus sign in front. */
export function compileTimespanFormat(format: string): Parsed<Formatter<Int64>> {
  const writer = compile(format, TIMESPAN_LETTERS, 'timespan format');
  return writer.ok ? parsed((ticks) => (ticks < 0 ? '-' : '') + writer.value(timespanFields(ticks))) : writer;
}

function timespanFields(ticks: Int64): Fields {
  const size = BigInt(ticks < 0 ? -ticks : ticks);
  const rest = Number(size % BigInt(TICKS_PER_DAY));
  return {
    year: 0,
    month: 0,
    day: Number(size / BigInt(TICKS_PER_DAY)),
    hour: Math.floor(rest / TICKS_PER_HOUR),
    minute: Math.floor(rest / TICKS_PER_MINUTE) % 60,
    second: Math.floor(rest / TICKS_PER_SECOND) % 60,
    fraction: padded(rest % TICKS_PER_SECOND, 7),
  };
}
