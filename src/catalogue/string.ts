import { type Dynamic, type Ty, type Value } from '../data/types.js';
import { isArray } from '../data/dynamic.js';
import { utf8Length } from '../text/utf8.js';
import { castOf, textOfDynamic } from './cast.js';
import { exactly, noCounterpart, rewritten, scalar } from './define.js';
import { call, type CallContext, type Op, type Overload, preparedTotal, raise, sig } from './entry.js';

/** Texts by code points, as Kusto counts them. Case follows Unicode's simple mappings. */

const PAIR = /[\ud800-\udbff]/;
const points = (s: string): readonly string[] => (PAIR.test(s) ? Array.from(s) : s.split(''));
/** Characters whose other case is several characters stay as they are. */
function upperCase(s: string): string {
  const upper = s.toUpperCase();
  return upper.length === s.length ? upper : points(s).map((c) => sameLength(c, c.toUpperCase())).join('');
}

function lowerCase(s: string): string {
  const lower = s.toLowerCase();
  return lower.length === s.length ? lower : points(s).map((c) => sameLength(c, c.toLowerCase())).join('');
}

const sameLength = (before: string, after: string): string => (length(before) === length(after) ? after : before);

const length = (s: string): number => (PAIR.test(s) ? Array.from(s).length : s.length);

/** A negative start counts from the end of the text; one before its beginning gives nothing. */
export function substring(s: string, start: number, count: number): string {
  if (!PAIR.test(s)) return cut(s.length, start, count, (a, b) => s.slice(a, b));
  const all = Array.from(s);
  return cut(all.length, start, count, (a, b) => all.slice(a, b).join(''));
}

function cut(size: number, start: number, count: number, slice: (from: number, to: number) => string): string {
  const from = start < 0 ? size + start : start;
  return count < 0 || from < 0 || from >= size ? '' : slice(from, Math.min(size, from + count));
}

/** Position in code points of the n-th occurrence within a window; a needle of no characters has none and gives null. */
function indexOf(s: string, needle: string, start = 0, count = -1, occurrence = 1): number | null {
  if (needle === '' || occurrence < 1) return null;
  const all = points(s);
  const from = start < 0 ? Math.max(0, all.length + start) : start;
  const window = all.slice(from, count < 0 ? undefined : from + count).join('');
  let at = -1;
  for (let i = 0; i < occurrence; i++) {
    at = window.indexOf(needle, at + 1);
    if (at < 0) return -1;
  }
  return from + length(window.slice(0, at));
}

/** Plain occurrences may overlap. */
function countOf(s: string, needle: string): number {
  if (needle === '') return 0;
  let n = 0;
  for (let at = s.indexOf(needle); at >= 0; at = s.indexOf(needle, at + 1)) n++;
  return n;
}

function split(s: string, delimiter: string): string[] {
  return delimiter === '' ? [s] : s.split(delimiter);
}

function splitAt(s: string, delimiter: string, index: number): Dynamic {
  const part = split(s, delimiter).at(index);
  return part === undefined ? null : [part];
}

const textOf = (type: Ty): ((v: Value) => string) => {
  const cast = castOf(type, 'string');
  return (v) => (v === null ? '' : ((cast?.(v) ?? '') as string));
};

/** Concatenates the texts of values of any types; nulls are empty. */
const concat: Overload = preparedTotal(['...any'], 'string', (context) => {
  const texts = context.types.map(textOf);
  return (...args) => args.map((v, i) => texts[i]?.(v as Value) ?? '').join('');
});

const concatDelimited: Overload = preparedTotal(['string', '...any'], 'string', (context) => {
  const texts = context.types.slice(1).map(textOf);
  return (delimiter, ...args) => args.map((v, i) => texts[i]?.(v as Value) ?? '').join(delimiter ?? '');
});

const joinArray = (array: Dynamic, delimiter: string): Value =>
  isArray(array) ? array.map((x) => textOfDynamic(x) ?? '').join(delimiter) : null;

const listOf = (v: Value): readonly string[] => (isArray(v) ? v.map((x) => textOfDynamic(x) ?? '') : []);

/** Characters of the first text become those at the same place of the second; its last one stands for the rest. */
function translate(from: string, to: string, s: string): string {
  const [sources, targets] = [points(from), points(to)];
  return points(s).map((c) => {
    const at = sources.indexOf(c);
    return at < 0 ? c : (targets[Math.min(at, targets.length - 1)] ?? '');
  }).join('');
}

const MAX_TEXT = 1 << 26;
function repeatText(s: string, n: number, delimiter: string): string | null {
  if (n < 0 || n > MAX_TEXT || (s.length + delimiter.length) * n > MAX_TEXT) return null;
  return n === 0 ? '' : `${(s + delimiter).repeat(n - 1)}${s}`;
}

/** The lookups by turns, each in what no earlier one has replaced. A rewrite that is no text leaves its lookup as it is. */
function replaceMany(s: string, from: Value, to: Value): string {
  let pieces: readonly { readonly text: string; readonly done: boolean }[] = [{ text: s, done: false }];
  listOf(from).forEach((lookup, i) => {
    const given = isArray(to) ? to[i] : to;
    const rewrite = typeof given === 'string' ? given : lookup;
    if (lookup === '') return;
    pieces = pieces.flatMap((p) => {
      if (p.done || !p.text.includes(lookup)) return [p];
      return p.text.split(lookup).flatMap((text, n) => (n === 0 ? [{ text, done: false }] : [{ text: rewrite, done: true }, { text, done: false }]));
    });
  });
  return pieces.map((p) => p.text).join('');
}

/** Of anything but a text the characters of its text. */
const reversed: readonly Overload[] = [
  sig(['string'], 'string', (s) => [...points(s)].reverse().join('')),
  ...(['long', 'real', 'decimal', 'bool', 'datetime', 'timespan', 'guid'] as const).map((t) => {
    const text = textOf(t);
    return sig([t], 'string', (v: Value) => [...text(v)].reverse().join(''));
  }),
];

const codes = (s: string): Dynamic => points(s).map((c) => c.codePointAt(0) as number);

function ofCodes(values: readonly Value[]): string {
  const numbers = values.flatMap((v): readonly Value[] => (isArray(v) ? v : [v])).map(Number);
  return numbers.filter((n) => Number.isInteger(n) && n >= 0 && n <= 0x10ffff).map((n) => String.fromCodePoint(n)).join('');
}

const makeString: Overload = preparedTotal(['...any'], 'string', (_: CallContext) => (...args) => ofCodes(args as Value[]));

const isAscii = (s: string): boolean => !/[^\0-\x7f]/.test(s);

export const STRING_OPS: readonly Op[] = [
  scalar('string.length', 'Number of characters.', call('strlen'), exactly('LENGTH($0)'), [sig(['string'], 'long', length)],
    [[['naïve'], 5], [['😀'], 1], [[''], 0]]),
  scalar('string.size', 'Number of bytes in UTF-8.', call('string_size'), rewritten('BYTE_LENGTH($0)', '8.17'), [sig(['string'], 'long', utf8Length)],
    [[['é'], 2], [['😀'], 4]]),
  scalar('string.toLower', 'The text in lower case.', call('tolower'), exactly('TO_LOWER($0)'), [sig(['string'], 'string', lowerCase)],
    [[['ÀB'], 'àb']]),
  scalar('string.toUpper', 'The text in upper case.', call('toupper'), exactly('TO_UPPER($0)'), [sig(['string'], 'string', upperCase)],
    [[['àb'], 'ÀB'], [['ß'], 'ß']]),
  scalar('string.substring', 'A part of the text; a negative start counts from the end.', call('substring'), raise('rewritten'), [
    sig(['string', 'long'], 'string', (s, start) => substring(s, Number(start), Infinity)),
    sig(['string', 'long', 'long'], 'string', (s, start, count) => substring(s, Number(start), Number(count))),
  ], [[['abcdef', 3], 'def'], [['hello', -2, 2], 'lo'], [['xy', -5], ''], [['xy', 100], ''], [['😀b', 1], 'b'], [['abc', 1, -1], '']]),
  scalar('string.concat', 'The texts of all arguments one after the other; nulls are empty.', call('strcat'), raise('rewritten', 'each part that may be null is guarded'), [concat],
    [[['a', 1, true, null], 'a1True']]),
  scalar('string.concatDelimited', 'The texts of all arguments but the first, with the first between them.', call('strcat_delim'), raise('rewritten'), [concatDelimited],
    [[['|', 'a', 1], 'a|1'], [['-', '', 'x'], '-x']]),
  scalar('string.joinArray', 'The elements of an array as texts, with a delimiter between them; nulls are empty.', call('strcat_array', { aliases: ['array_strcat'] }),
    raise('rewritten'), [sig(['dynamic', 'string'], 'string', joinArray)], [[[[1, null, 3], '-'], '1--3'], [[[], ','], '']]),
  scalar('string.split', 'The parts between delimiters as an array; with an index only that part, as an array.', call('split'), raise('rewritten'), [
    sig(['string', 'string'], 'dynamic', (s, d) => split(s, d)),
    sig(['string', 'string', 'long'], 'dynamic', (s, d, i) => splitAt(s, d, Number(i))),
  ], [[['a,,b', ','], ['a', '', 'b']], [['', ','], ['']], [['a=b', '=', 1], ['b']], [['a', '=', 1], null]]),
  scalar('string.indexOf', 'Position of the first (or n-th) occurrence from 0; -1 when there is none, null for an empty needle.', call('indexof'), raise('rewritten'), [
    sig(['string', 'string'], 'long', (s, n) => indexOf(s, n)),
    sig(['string', 'string', 'long'], 'long', (s, n, start) => indexOf(s, n, Number(start))),
    sig(['string', 'string', 'long', 'long'], 'long', (s, n, start, count) => indexOf(s, n, Number(start), Number(count))),
    sig(['string', 'string', 'long', 'long', 'long'], 'long', (s, n, start, count, k) => indexOf(s, n, Number(start), Number(count), Number(k))),
  ], [[['abcabc', 'c'], 2], [['abcabc', 'c', 3], 5], [['abc', 'z'], -1], [['abc', ''], null], [['😀a', 'a'], 1]]),
  scalar('string.replace', 'Every occurrence of a text replaced; an empty text is never found.', call('replace_string'), raise('rewritten'), [
    sig(['string', 'string', 'string'], 'string', (s, from, to) => (from === '' ? s : s.split(from).join(to))),
  ], [[['a.b.c', '.', '$&'], 'a$&b$&c'], [['aaa', '', 'X'], 'aaa']]),
  scalar('string.replaceMany', 'Every occurrence of several texts replaced; what was replaced is not searched again.', call('replace_strings'), raise('rewritten'), [
    sig(['string', 'dynamic', 'dynamic'], 'string', replaceMany), sig(['string', 'dynamic', 'string'], 'string', replaceMany),
  ], [[['a b', ['a', 'b'], ['x', 'y']], 'x y'], [['a b', ['a', 'b'], 'z'], 'z z'], [['cat dog', ['cat', 'dog'], ['dog', 'cow']], 'dog cow']]),
  scalar('string.reverse', 'The characters from last to first.', call('reverse'), raise('rewritten'), reversed,
    [[['ab😀'], '😀ba'], [[12], '21']]),
  scalar('string.translate', 'Characters replaced one by one.', call('translate'), raise('rewritten'),
    [sig(['string', 'string', 'string'], 'string', translate)], [[['krasp', 'otsku', 'spark'], 'kusto'], [['abc', 'x', 'ab'], 'xx']]),
  scalar('string.repeat', 'The text several times, with a delimiter between.', call('strrep'), raise('rewritten'), [
    sig(['string', 'long'], 'string', (s, n) => repeatText(s, Number(n), '')),
    sig(['string', 'long', 'string'], 'string', (s, n, d) => repeatText(s, Number(n), d)),
  ], [[['ab', 2], 'abab'], [['ab', 3, '-'], 'ab-ab-ab']]),
  scalar('string.codePoints', 'The code points of the characters as an array.', call('unicode_codepoints_from_string', { aliases: ['to_utf8'] }), noCounterpart('code points'),
    [sig(['string'], 'dynamic', codes)], [[['a😀'], [97, 128512]]]),
  scalar('string.fromCodePoints', 'The text of code points.', call('unicode_codepoints_to_string', { aliases: ['make_string'] }), noCounterpart('code points'),
    [makeString], [[[75, [117, 115]], 'Kus']]),
  scalar('string.isAscii', 'Whether every character is ASCII.', call('isascii'), rewritten('LENGTH($0) == BYTE_LENGTH($0)', '8.17'),
    [sig(['string'], 'bool', isAscii)], [[['abc'], true], [['é'], false]]),
  scalar('string.isUtf8', 'Whether the text is valid UTF-8.', call('isutf8'), exactly('true'), [sig(['string'], 'bool', () => true)], [[['é'], true]]),
  scalar('string.countOf', 'How often a text occurs; occurrences may overlap.', call('countof'), raise('rewritten'),
    [sig(['string', 'string'], 'long', countOf)], [[['aaa', 'aa'], 2], [['abc', ''], 0]]),
];
