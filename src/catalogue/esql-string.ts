import { MultiValue, type Value } from '../data/types.js';
import { utf8Length } from '../text/utf8.js';
import { call, type CallContext, type Op, prepared, raise, type ScalarOp, sig, type Spelling, template } from './entry.js';
import { codePointCount, eachValue, hasPairs, nullFor } from './esql-support.js';

/** Strings of ES|QL: characters are code points, positions count from 1, a null argument gives null. */

/** `Character.isWhitespace`: no non-breaking spaces, but the ASCII separators. */
const SPACE_START = /^[\t-\r\x1c-\x1f\u1680\u2000-\u2006\u2008-\u200a\u2028\u2029\u205f\u3000 ]+/;
const SPACE_END = /[\t-\r\x1c-\x1f\u1680\u2000-\u2006\u2008-\u200a\u2028\u2029\u205f\u3000 ]+$/;
const IS_SPACE_END = /[\s\x1c-\x1f]$/;

const trimStart = (s: string): string => s.replace(SPACE_START, '');
/** The test first, because a search for a run at the end is quadratic in inner runs. */
function trimEnd(s: string): string {
  if (!IS_SPACE_END.test(s.slice(-1))) return s;
  let end = s.length;
  while (end > 0 && SPACE_END.test(s[end - 1] as string)) end--;
  return s.slice(0, end);
}

/** 0-based start of a 1-based position; 0 counts as 1, a negative one from the end; kept inside the text. */
function startIndex(count: number, start: number): number {
  const at = start > 0 ? start - 1 : start < 0 ? count + start : 0;
  return Math.min(Math.max(0, at), count);
}

function slice(s: string, start: number, length: number): string {
  if (!hasPairs(s)) return s.slice(startIndex(s.length, start), startIndex(s.length, start) + length);
  const points = [...s];
  const from = startIndex(points.length, start);
  return points.slice(from, from + length).join('');
}

function substring(c: CallContext): (s: string, start: number, length?: number) => Value {
  return (s, start, length = Number.POSITIVE_INFINITY) =>
    length < 0 ? nullFor(c, `java.lang.IllegalArgumentException: Length parameter cannot be negative, found [${length}]`) : slice(s, start, length);
}

const left = (s: string, n: number): string => (n <= 0 ? '' : hasPairs(s) ? [...s].slice(0, n).join('') : s.slice(0, n));
const right = (s: string, n: number): string => (n <= 0 ? '' : hasPairs(s) ? [...s].slice(-n).join('') : s.slice(-n));

/** 1-based, 0 when it is not there. */
function locate(s: string, part: string, start = 0): number {
  if (!hasPairs(s)) return s.indexOf(part, startIndex(s.length, start)) + 1;
  const points = [...s];
  const skipped = points.slice(0, startIndex(points.length, start)).join('').length;
  const at = s.indexOf(part, skipped);
  return at < 0 ? 0 : codePointCount(s.slice(0, at)) + 1;
}

let graphemes: Intl.Segmenter | undefined;
/** By user-perceived characters, so that marks stay with their letters. */
function reverse(s: string): string {
  // eslint-disable-next-line no-control-regex
  if (/^[\0-\x7f]*$/.test(s)) return [...s].reverse().join('');
  graphemes ??= new Intl.Segmenter('und', { granularity: 'grapheme' });
  return Array.from(graphemes.segment(s), (g) => g.segment).reverse().join('');
}

const MAX_REPEAT_BYTES = 1_048_576;

function repeat(c: CallContext): (s: string, n: number) => Value {
  return (s, n) => {
    if (n < 0) return nullFor(c, `java.lang.IllegalArgumentException: Number parameter cannot be negative, found [${n}]`);
    if (n * utf8Length(s) <= MAX_REPEAT_BYTES) return s.repeat(n);
    return nullFor(c, `java.lang.IllegalArgumentException: Creating repeated strings with more than [${MAX_REPEAT_BYTES}] bytes is not supported`);
  };
}

function space(c: CallContext): (n: number) => Value {
  return (n) => {
    if (n < 0) return nullFor(c, `java.lang.IllegalArgumentException: Number parameter cannot be negative, found [${n}]`);
    if (n <= MAX_REPEAT_BYTES) return ' '.repeat(n);
    return nullFor(c, `java.lang.IllegalArgumentException: Creating strings with more than [${MAX_REPEAT_BYTES}] bytes is not supported`);
  };
}

function split(s: string, delimiter: string): Value {
  const parts = delimiter === '' ? [s] : s.split(delimiter);
  return parts.length === 1 ? (parts[0] as string) : new MultiValue(parts);
}

const one = (id: string, name: string, doc: string, kql: Spelling, f: (s: string) => Value, examples: ScalarOp['examples'], multi?: 'aware', since?: string): ScalarOp => ({
  id, kind: 'scalar', doc, esql: call(name, { since }), kql, multi, examples,
  sigs: [multi === 'aware' ? sig(['string'], 'string', eachValue((v) => f(v as string)) as (s: string) => Value) : sig(['string'], 'string', f)],
});
const size = (id: string, name: string, doc: string, kql: Spelling, f: (s: string) => number, since?: string): ScalarOp => ({
  id, kind: 'scalar', doc, esql: call(name, since ? { since } : {}), kql, sigs: [sig(['string'], 'int', f)],
  examples: [[['ab'], f('ab')], [['é'], f('é')], [[null], null]],
});
const test2 = (id: string, name: string, doc: string, kql: Spelling, f: (s: string, t: string) => boolean, since?: string): ScalarOp => ({
  id, kind: 'scalar', doc, esql: call(name, since ? { since } : {}), kql, sigs: [sig(['string', 'string'], 'bool', f)],
  examples: [[['abab', 'ab'], true], [['ab', 'x'], false], [['ab', ''], true], [['ab', null], null]],
});

export const ESQL_STRING_OPS: readonly Op[] = [
  size('esql.length', 'LENGTH', 'The number of characters.', template('strlen($0)', 'exact'), codePointCount),
  size('esql.byteLength', 'BYTE_LENGTH', 'The number of bytes in UTF-8.', template('string_size($0)', 'exact'), utf8Length, '8.17'),
  size('esql.bitLength', 'BIT_LENGTH', 'The number of bits in UTF-8.', template('8 * string_size($0)', 'exact'), (s) => 8 * utf8Length(s), '8.17'),
  one('esql.toLower', 'TO_LOWER', 'The text in lower case.', template('tolower($0)', 'exact'), (s) => s.toLowerCase(), [[['Ab'], 'ab'], [[null], null]], 'aware'),
  one('esql.toUpper', 'TO_UPPER', 'The text in upper case.', template('toupper($0)', 'exact'), (s) => s.toUpperCase(), [[['Ab'], 'AB'], [[null], null]], 'aware'),
  one('esql.trim', 'TRIM', 'The text without white space at its ends.', template("trim(@'\\s+', $0)"), (s) => trimStart(trimEnd(s)), [[[' a b '], 'a b']]),
  one('esql.trimStart', 'LTRIM', 'The text without white space at its start.', template("trim_start(@'\\s+', $0)"), trimStart, [[[' a '], 'a ']]),
  one('esql.trimEnd', 'RTRIM', 'The text without white space at its end.', template("trim_end(@'\\s+', $0)"), trimEnd, [[[' a '], ' a']]),
  one('esql.reverse', 'REVERSE', 'The characters from last to first.', template('reverse($0)', 'exact'), reverse, [[['abc'], 'cba']], undefined, '8.16'),
  test2('esql.startsWith', 'STARTS_WITH', 'Whether the text starts with another, case and all.', template('$0 startswith_cs $1', 'exact'), (s, t) => s.startsWith(t)),
  test2('esql.endsWith', 'ENDS_WITH', 'Whether the text ends with another, case and all.', template('$0 endswith_cs $1', 'exact'), (s, t) => s.endsWith(t)),
  test2('esql.contains', 'CONTAINS', 'Whether the text contains another, case and all.', template('$0 contains_cs $1', 'exact'), (s, t) => s.includes(t), '9.2'),
  {
    id: 'esql.concat', kind: 'scalar', doc: 'The texts one after the other; null when one is null.', esql: call('CONCAT'),
    kql: template('strcat($*)', 'exact'),
    sigs: [sig(['string', 'string', '...string'], 'string', (...parts) => parts.join(''))], examples: [[['a', 'b', 'c'], 'abc'], [['a', null], null]],
  },
  {
    id: 'esql.substring', kind: 'scalar', doc: 'A part of the text, from a position that counts from 1 (negative: from the end).', esql: call('SUBSTRING'), kql: raise('rewritten'),
    sigs: [prepared(['string', 'int', 'int?'], 'string', substring)],
    examples: [[['abcd', 2], 'bcd'], [['abcd', -2, 1], 'c'], [['abcd', 0, 2], 'ab'], [['abcd', 1, -1], null]],
  },
  {
    id: 'esql.left', kind: 'scalar', doc: 'The first characters.', esql: call('LEFT'), kql: template('substring($0, 0, $1)', 'exact'),
    sigs: [sig(['string', 'int'], 'string', left)], examples: [[['abc', 2], 'ab'], [['abc', 0], ''], [['abc', 9], 'abc']],
  },
  {
    id: 'esql.right', kind: 'scalar', doc: 'The last characters.', esql: call('RIGHT'), kql: template('substring($0, max_of(0, strlen($0) - $1))'),
    sigs: [sig(['string', 'int'], 'string', right)], examples: [[['abc', 2], 'bc'], [['abc', 0], '']],
  },
  {
    id: 'esql.locate', kind: 'scalar', doc: 'The position of a text in another, from 1; 0 when it is not there.', esql: call('LOCATE', { since: '8.14' }), kql: raise('rewritten'),
    sigs: [sig(['string', 'string', 'int?'], 'int', locate)], examples: [[['abcb', 'b'], 2], [['abcb', 'b', 3], 4], [['a', 'x'], 0]],
  },
  {
    id: 'esql.split', kind: 'scalar', doc: 'The parts between delimiters as a multi-value.', esql: call('SPLIT'),
    kql: template('split($0, $1)', 'rewritten', 'a dynamic array, also of a single part'),
    sigs: [sig(['string', 'string'], 'string', split)], examples: [[['a;b;', ';'], new MultiValue(['a', 'b', ''])], [['a', ';'], 'a']],
  },
  {
    id: 'esql.repeat', kind: 'scalar', doc: 'The text several times.', esql: call('REPEAT', { since: '8.15' }), kql: template('strrep($0, $1)', 'exact'),
    sigs: [prepared(['string', 'int'], 'string', repeat)], examples: [[['ab', 2], 'abab'], [['ab', -1], null], [['ab', 0], '']],
  },
  {
    id: 'esql.space', kind: 'scalar', doc: 'A text of blanks.', esql: call('SPACE', { since: '8.16' }), kql: template("strrep(' ', $0)", 'exact'),
    sigs: [prepared(['int'], 'string', space)], examples: [[[2], '  ']],
  },
];
