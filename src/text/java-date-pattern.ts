import { parsed, refused, type Parsed } from './parsed.js';

/** A part of a Java date pattern. */
export type DateElement =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'optional'; readonly elements: readonly DateElement[] }
  | { readonly kind: 'number'; readonly field: NumberField; readonly min: number; readonly max: number }
  | { readonly kind: 'reduced-year' }
  | { readonly kind: 'fraction'; readonly width: number }
  | { readonly kind: 'text'; readonly field: 'month' | 'weekday' | 'half' | 'era'; readonly style: 'full' | 'narrow' | 'short' }
  | { readonly kind: 'offset'; readonly style: OffsetStyle };

export type NumberField = 'year' | 'month' | 'day' | 'day-of-year' | 'hour' | 'hour-1-24' | 'hour-0-11' | 'hour-1-12' | 'minute' | 'second' | 'nano' | 'milli-of-day' | 'quarter';

/** How an offset from UTC is written: with colons or not, minutes always or only where needed, and what zero looks like. */
export interface OffsetStyle {
  readonly zero: string;
  readonly colon: boolean;
  readonly minutes: boolean;
}

const number = (field: NumberField, min: number, max: number): DateElement => ({ kind: 'number', field, min, max });
const offset = (zero: string, colon: boolean, minutes = true): DateElement => ({ kind: 'offset', style: { zero, colon, minutes } });

/** Fields of one or two digits. */
const TWO_DIGITS: Readonly<Record<string, NumberField>> = { H: 'hour', K: 'hour-0-11', d: 'day', h: 'hour-1-12', k: 'hour-1-24', m: 'minute', s: 'second' };

const TEXT_STYLES = ['short', 'short', 'short', 'full', 'narrow'] as const;

const WIDEST = 19;

function elementOf(letter: string, count: number): DateElement | undefined {
  const field = TWO_DIGITS[letter];
  if (field) return count === 1 ? number(field, 1, WIDEST) : count === 2 ? number(field, 2, 2) : undefined;
  switch (letter) {
    case 'u':
    case 'y':
      return count === 2 ? { kind: 'reduced-year' } : count === 4 ? number('year', 4, 4) : number('year', count, WIDEST);
    case 'L':
    case 'M':
      return count === 1 ? number('month', 1, WIDEST) : count === 2 ? number('month', 2, 2) : text('month', count);
    case 'D':
      return count > 3 ? undefined : number('day-of-year', count, count === 1 ? WIDEST : 3);
    case 'E':
      return text('weekday', count);
    case 'Q':
    case 'q':
      return count > 2 ? undefined : number('quarter', count, count === 1 ? WIDEST : 2);
    case 'a':
      return count === 1 ? text('half', 1) : undefined;
    case 'G':
      return count <= 3 ? text('era', 1) : undefined;
    case 'S':
      return count <= 9 ? { kind: 'fraction', width: count } : undefined;
    case 'n':
      return number('nano', count, WIDEST);
    case 'A':
      return number('milli-of-day', count, WIDEST);
    default:
      return zoneElement(letter, count);
  }
}

function text(field: 'month' | 'weekday' | 'half' | 'era', count: number): DateElement | undefined {
  const style = TEXT_STYLES[count - 1];
  return style && { kind: 'text', field, style };
}

function zoneElement(letter: string, count: number): DateElement | undefined {
  if (letter === 'X' || letter === 'x') return count > 3 ? undefined : offset(letter === 'X' ? 'Z' : ['+00', '+0000', '+00:00'][count - 1] ?? '', count === 3, count !== 1);
  if (letter === 'Z') return count <= 3 ? offset('+0000', false) : count === 5 ? offset('Z', true) : undefined;
  // The zone of a formatted value is always UTC, whose id is Z.
  if (letter === 'z') return count <= 3 ? offset('Z', true) : undefined;
  return letter === 'V' && count === 2 ? offset('Z', true) : undefined;
}

/**
 * Reads a pattern of Java's DateTimeFormatter. Letters whose meaning hangs on a locale's calendar (week years and the
 * like), zone names and padding are refused.
 */
export function parseDatePattern(pattern: string): Parsed<readonly DateElement[]> {
  const stack: DateElement[][] = [[]];
  let at = 0;
  while (at < pattern.length) {
    const out = stack[stack.length - 1] as DateElement[];
    const c = pattern[at] as string;
    if (/[a-zA-Z]/.test(c)) {
      let end = at + 1;
      while (pattern[end] === c) end++;
      const element = elementOf(c, end - at);
      if (!element) return refused('pattern-unsupported', { language: 'the date format reader', what: `element ${pattern.slice(at, end)}` }, at, end);
      out.push(element);
      at = end;
    } else if (c === "'") {
      const quoted = readQuoted(pattern, at);
      if (!quoted) return refused('pattern-malformed', { language: 'date format', detail: 'a quote is not closed' }, at, pattern.length);
      out.push({ kind: 'literal', text: quoted.text });
      at = quoted.end;
    } else {
      if (!bracket(stack, c)) return refused('pattern-malformed', { language: 'date format', detail: `${JSON.stringify(c)} is reserved` }, at, at + 1);
      at++;
    }
  }
  // Java closes open sections at the end of a pattern.
  while (stack.length > 1) bracket(stack, ']');
  return parsed(stack[0] as DateElement[]);
}

/** Opens or closes an optional section or adds a literal; false for a reserved character. */
function bracket(stack: DateElement[][], c: string): boolean {
  if (c === '[') stack.push([]);
  else if (c === ']') {
    const elements = stack.length > 1 ? stack.pop() : undefined;
    if (!elements) return false;
    stack[stack.length - 1]?.push({ kind: 'optional', elements });
  } else if ('{}#'.includes(c)) return false;
  else stack[stack.length - 1]?.push({ kind: 'literal', text: c });
  return true;
}

/** Text between quotes, where two quotes are one; two quotes alone are one as well. */
function readQuoted(pattern: string, start: number): { text: string; end: number } | undefined {
  let text = '';
  for (let at = start + 1; at < pattern.length; at++) {
    if (pattern[at] !== "'") text += pattern[at];
    else if (pattern[at + 1] === "'") {
      text += "'";
      at++;
    } else return { text: text === '' ? "'" : text, end: at + 1 };
  }
  return undefined;
}
