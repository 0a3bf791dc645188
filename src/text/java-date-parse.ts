import type { Ticks } from '../data/time.js';
import { DAY_NAMES, daysSinceEpoch, isLeapYear, MONTH_NAMES, ticksOfParts, zoneOffset } from './calendar.js';
import type { DateElement, NumberField } from './java-date-pattern.js';

/** The fields that a text gave. A field given twice with different values fails the text. */
type Found = Map<NumberField | 'half' | 'offset' | 'weekday', number>;

/** Reads a whole text by a pattern; null where it does not fit or names no real moment. */
export function parseElements(elements: readonly DateElement[], text: string): Ticks | null {
  const found: Found = new Map();
  return readAll(elements, 0, text, 0, found) === text.length ? resolve(found) : null;
}

/** Place behind the elements from `index` on, or -1. */
function readAll(elements: readonly DateElement[], index: number, text: string, start: number, found: Found): number {
  let at = start;
  for (let i = index; i < elements.length && at >= 0; i++) at = readOne(elements, i, text, at, found);
  return at;
}

function readOne(elements: readonly DateElement[], index: number, text: string, at: number, found: Found): number {
  const element = elements[index] as DateElement;
  switch (element.kind) {
    case 'literal':
      return text.startsWith(element.text, at) ? at + element.text.length : -1;
    case 'optional': {
      const tried: Found = new Map(found);
      const end = readAll(element.elements, 0, text, at, tried);
      if (end < 0) return at;
      for (const [field, value] of tried) found.set(field, value);
      return end;
    }
    case 'number':
      return readNumber(element, reservedAfter(elements, index), text, at, found);
    case 'reduced-year':
      return note(found, 'year', 2000, readDigits(text, at, 2), at + 2);
    case 'fraction':
      return readFraction(element.width, text, at, found);
    case 'text':
      return readName(element.field, element.style, text, at, found);
    case 'offset':
      return readOffset(text, at, found);
  }
}

function readDigits(text: string, at: number, count: number): number {
  const digits = text.slice(at, at + count);
  return digits.length === count && /^\d+$/.test(digits) ? Number(digits) : -1;
}

/** Sets a field unless it has another value already; -1 then, and for a value that was not read. */
function note(found: Found, field: NumberField | 'half' | 'offset' | 'weekday', base: number, value: number, end: number): number {
  if (value < 0) return -1;
  const known = found.get(field);
  if (known !== undefined && known !== base + value) return -1;
  found.set(field, base + value);
  return end;
}

/** Digits that fixed-width numbers right behind an element need: `yyyMMdd` gives the last four to month and day. */
function reservedAfter(elements: readonly DateElement[], index: number): number {
  let reserved = 0;
  for (let i = index + 1; i < elements.length; i++) {
    const next = elements[i] as DateElement;
    if (next.kind === 'number' && next.min === next.max) reserved += next.min;
    else if (next.kind === 'fraction') reserved += next.width;
    else if (next.kind === 'reduced-year') reserved += 2;
    else break;
  }
  return reserved;
}

function readNumber({ field, min, max }: DateElement & { kind: 'number' }, reserved: number, text: string, at: number, found: Found): number {
  let run = 0;
  while (run < max + reserved && /\d/.test(text[at + run] ?? '')) run++;
  const width = min === max ? min : Math.min(max, run - reserved);
  if (width < min || width > 15) return -1;
  return note(found, field, 0, readDigits(text, at, width), at + width);
}

function readFraction(width: number, text: string, at: number, found: Found): number {
  const digits = readDigits(text, at, width);
  return digits < 0 ? -1 : note(found, 'nano', 0, digits * 10 ** (9 - width), at + width);
}

function readName(field: 'month' | 'weekday' | 'half' | 'era', style: 'full' | 'narrow' | 'short', text: string, at: number, found: Found): number {
  if (field === 'era') return text.startsWith('AD', at) ? at + 2 : -1;
  const names = field === 'half' ? ['AM', 'PM'] : (field === 'month' ? MONTH_NAMES : DAY_NAMES).map((n) => (style === 'full' ? n : n.slice(0, style === 'short' ? 3 : 1)));
  const index = names.findIndex((n) => text.startsWith(n, at));
  if (index < 0) return -1;
  const end = at + (names[index] as string).length;
  return field === 'month' ? note(found, 'month', 1, index, end) : note(found, field, 0, index, end);
}

function readOffset(text: string, at: number, found: Found): number {
  const zone = /^(?:Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)/.exec(text.slice(at, at + 6))?.[0];
  const minutes = zone === undefined ? null : zoneOffset(zone);
  if (zone === undefined || minutes === null) return -1;
  found.set('offset', minutes);
  return at + zone.length;
}

/** Fields that say the hour, and what turns each into hours of the day; null for a value out of range. */
function hourOf(found: Found): number | null {
  const hour = found.get('hour');
  if (hour !== undefined) return hour;
  const upTo24 = found.get('hour-1-24');
  if (upTo24 !== undefined) return upTo24 < 1 || upTo24 > 24 ? null : upTo24 % 24;
  const upTo12 = found.get('hour-1-12');
  const below12 = found.get('hour-0-11') ?? (upTo12 === undefined ? undefined : upTo12 < 1 || upTo12 > 12 ? null : upTo12 % 12);
  if (below12 === undefined) return 0;
  return below12 === null || below12 > 11 ? null : below12 + (found.get('half') ?? 0) * 12;
}

function resolve(found: Found): Ticks | null {
  const hour = hourOf(found);
  const year = found.get('year') ?? 1970;
  if (hour === null || year < 1) return null;
  const date = dateOf(found, year);
  if (date === null) return null;
  const ofDay = found.get('milli-of-day');
  const time =
    ofDay === undefined
      ? { hour, minute: found.get('minute') ?? 0, second: found.get('second') ?? 0, ticks: Math.floor((found.get('nano') ?? 0) / 100) }
      : { hour: Math.floor(ofDay / 3_600_000), minute: Math.floor(ofDay / 60_000) % 60, second: Math.floor(ofDay / 1000) % 60, ticks: (ofDay % 1000) * 10_000 };
  const weekday = found.get('weekday');
  // 1970-01-01 was a Thursday.
  if (weekday !== undefined && (((daysSinceEpoch(year, date.month, date.day) + 3) % 7) + 7) % 7 !== weekday) return null;
  return ticksOfParts({ year, ...date, ...time, offset: found.get('offset') ?? 0 });
}

function dateOf(found: Found, year: number): { month: number; day: number } | null {
  const ofYear = found.get('day-of-year');
  if (ofYear === undefined) return { month: found.get('month') ?? 1, day: found.get('day') ?? 1 };
  if (ofYear < 1 || ofYear > (isLeapYear(year) ? 366 : 365)) return null;
  const date = new Date((daysSinceEpoch(year, 1, 1) + ofYear - 1) * 86_400_000);
  return { month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}
