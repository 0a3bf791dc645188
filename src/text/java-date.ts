import { floorDiv, mul, sub, type Int64 } from '../data/int64.js';
import { TICKS_PER_DAY, TICKS_PER_MS, ticksFromUnixTicks, unixMsOfTicks, unixTicks, type Ticks } from '../data/time.js';
import { DAY_NAMES, daysSinceEpoch, MONTH_NAMES } from './calendar.js';
import { parseOptionalTime } from './datetime-parse.js';
import { parseElements } from './java-date-parse.js';
import { parseDatePattern, type DateElement, type NumberField } from './java-date-pattern.js';
import { parsed, type Parsed } from './parsed.js';

/** A compiled date format of ES|QL, in UTC. */
export interface DateFormat {
  readonly format: (ticks: Ticks) => string;
  /** Null where the text does not fit or names no real moment. */
  readonly parse: (text: string) => Ticks | null;
}

const ISO_MILLIS = "yyyy-MM-dd'T'HH:mm:ss.SSSXXX";

/** Elasticsearch's names for formats, each with the Java pattern that it stands for; a `strict_` in front changes nothing here. */
const NAMED: Readonly<Record<string, string>> = {
  basic_date: 'yyyyMMdd',
  basic_date_time: "yyyyMMdd'T'HHmmss.SSSX",
  basic_date_time_no_millis: "yyyyMMdd'T'HHmmssX",
  date: 'yyyy-MM-dd',
  date_hour: "yyyy-MM-dd'T'HH",
  date_hour_minute: "yyyy-MM-dd'T'HH:mm",
  date_hour_minute_second: "yyyy-MM-dd'T'HH:mm:ss",
  date_hour_minute_second_millis: "yyyy-MM-dd'T'HH:mm:ss.SSS",
  date_time: ISO_MILLIS,
  date_time_no_millis: "yyyy-MM-dd'T'HH:mm:ssXXX",
  hour: 'HH',
  hour_minute: 'HH:mm',
  hour_minute_second: 'HH:mm:ss',
  year: 'yyyy',
  year_month: 'yyyy-MM',
  year_month_day: 'yyyy-MM-dd',
};

const formats = new Map<string, Parsed<DateFormat>>();

/**
 * Compiles the format of DATE_FORMAT and DATE_PARSE: a Java pattern, the name of an Elasticsearch format, or several
 * joined by `||`, of which the first writes and each is tried in reading. Missing parts of a date are 1970, January, the
 * first, midnight; parsing is strict about ranges. Compiled formats are kept.
 */
export function compileDateFormat(pattern: string): Parsed<DateFormat> {
  let known = formats.get(pattern);
  if (!known) {
    if (formats.size > 1000) formats.clear();
    known = compileAll(pattern);
    formats.set(pattern, known);
  }
  return known;
}

/** What DATE_FORMAT writes and DATE_PARSE reads without a pattern. */
export const defaultDateFormat: DateFormat = {
  format: (ticks) => formatIso(ticks),
  parse: (text) => parseOptionalTime(text)?.ticks ?? null,
};

const isoMillis = parseDatePattern(ISO_MILLIS);
const formatIso = (ticks: Ticks): string => (isoMillis.ok ? formatElements(isoMillis.value, ticks) : '');

function compileAll(pattern: string): Parsed<DateFormat> {
  const all: DateFormat[] = [];
  for (const part of pattern.split('||')) {
    const one = compileOne(part);
    if (!one.ok) return one;
    all.push(one.value);
  }
  const first = all[0] as DateFormat;
  if (all.length === 1) return parsed(first);
  return parsed({
    format: first.format,
    parse: (text) => {
      for (const one of all) {
        const ticks = one.parse(text);
        if (ticks !== null) return ticks;
      }
      return null;
    },
  });
}

function compileOne(name: string): Parsed<DateFormat> {
  const plain = name.replace(/^strict_/, '');
  if (plain === 'date_optional_time' || plain === 'iso8601') return parsed(defaultDateFormat);
  if (plain === 'epoch_millis') return parsed(epochFormat(TICKS_PER_MS));
  if (plain === 'epoch_second') return parsed(epochFormat(TICKS_PER_MS * 1000));
  const elements = parseDatePattern(NAMED[plain] ?? name);
  if (!elements.ok) return elements;
  return parsed({ format: (ticks) => formatElements(elements.value, ticks), parse: (text) => parseElements(elements.value, text) });
}

function epochFormat(unit: number): DateFormat {
  return {
    format: (ticks) => String(floorDiv(unixTicks(ticks), unit)),
    parse: (text) => (/^-?\d{1,15}$/.test(text) ? ticksFromUnixTicks(mul(Number(text), unit)) : null),
  };
}

/** A moment taken apart as the pattern's letters see it. */
interface Parts {
  readonly date: Date;
  readonly nanoOfSecond: number;
  readonly tickOfDay: number;
}

function partsOf(ticks: Ticks): Parts {
  const { ms, sub: rest } = unixMsOfTicks(ticks);
  const day = mul(floorDiv(unixTicks(ticks), TICKS_PER_DAY) as Int64, TICKS_PER_DAY);
  const date = new Date(ms);
  return { date, nanoOfSecond: date.getUTCMilliseconds() * 1_000_000 + rest * 100, tickOfDay: Number(sub(unixTicks(ticks), day)) };
}

function formatElements(elements: readonly DateElement[], ticks: Ticks): string {
  const parts = partsOf(ticks);
  return elements.map((e) => formatElement(e, parts)).join('');
}

function formatElement(element: DateElement, parts: Parts): string {
  switch (element.kind) {
    case 'literal':
      return element.text;
    case 'optional':
      return element.elements.map((e) => formatElement(e, parts)).join('');
    case 'number':
      return String(numberOf(element.field, parts)).padStart(element.min, '0');
    case 'reduced-year':
      return String(parts.date.getUTCFullYear() % 100).padStart(2, '0');
    case 'fraction':
      return String(parts.nanoOfSecond).padStart(9, '0').slice(0, element.width);
    case 'text':
      return textOf(element.field, element.style, parts.date);
    case 'offset':
      return element.style.zero;
  }
}

function numberOf(field: NumberField, { date, nanoOfSecond, tickOfDay }: Parts): number {
  const hour = date.getUTCHours();
  switch (field) {
    case 'year':
      return date.getUTCFullYear();
    case 'month':
      return date.getUTCMonth() + 1;
    case 'day':
      return date.getUTCDate();
    case 'day-of-year':
      return dayOfYear(date);
    case 'hour':
      return hour;
    case 'hour-1-24':
      return hour || 24;
    case 'hour-0-11':
      return hour % 12;
    case 'hour-1-12':
      return hour % 12 || 12;
    case 'minute':
      return date.getUTCMinutes();
    case 'second':
      return date.getUTCSeconds();
    case 'nano':
      return nanoOfSecond;
    case 'milli-of-day':
      return Math.floor(tickOfDay / TICKS_PER_MS);
    case 'quarter':
      return Math.floor(date.getUTCMonth() / 3) + 1;
  }
}

function dayOfYear(date: Date): number {
  const year = date.getUTCFullYear();
  return daysSinceEpoch(year, date.getUTCMonth() + 1, date.getUTCDate()) - daysSinceEpoch(year, 1, 1) + 1;
}

function textOf(field: 'month' | 'weekday' | 'half' | 'era', style: 'full' | 'narrow' | 'short', date: Date): string {
  if (field === 'half') return date.getUTCHours() < 12 ? 'AM' : 'PM';
  if (field === 'era') return date.getUTCFullYear() > 0 ? 'AD' : 'BC';
  const name = (field === 'month' ? MONTH_NAMES[date.getUTCMonth()] : DAY_NAMES[(date.getUTCDay() + 6) % 7]) as string;
  return style === 'full' ? name : name.slice(0, style === 'short' ? 3 : 1);
}
