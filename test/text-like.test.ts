import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { embeddedReader } from '../grammars/embedded/load.js';
import { escapeLike, likeMatcher, likeShape, likeToRegex, parseLike, printLike, type LikePiece } from '../src/text/like.js';

const matches = (pattern: string, text: string, ignoreCase = false) => likeMatcher(parseLike(pattern), ignoreCase)(text);

describe('LIKE matching', () => {
  test.each([
    ['a*', 'abc', true],
    ['a*', 'bab', false],
    ['*.exe', 'C:\\cmd.exe', true],
    ['*cmd*', 'xcmdy', true],
    ['a?c', 'abc', true],
    ['a?c', 'ac', false],
    ['?', '😀', true],
    ['??', '😀', false],
    ['a*b*c', 'aXbYc', true],
    ['a*b*c', 'acb', false],
    ['a*a', 'a', false],
    ['*?', '', false],
    ['*b?*', 'ab', false],
    ['*b?*d', 'xbcd', true],
    ['\\*', '*', true],
    ['\\*', 'x', false],
    ['C:\\\\*', 'C:\\x', true],
    ['a\\', 'a\\', true],
    ['a\\b', 'ab', true],
    ['*line*', 'a\nline\n', true],
    ['', '', true],
    ['', 'a', false],
    ['*', '', true],
    ['**', 'x', true],
    ['ABC', 'abc', false],
  ])('%j on %j is %j', (pattern, text, expected) => {
    expect(matches(pattern, text)).toBe(expected);
    expect(new RegExp(likeToRegex(parseLike(pattern)), 'su').test(text)).toBe(expected);
  });

  test.each([
    ['*CMD*', 'xcmdy', true],
    ['straße*', 'STRAßE 5', true],
    ['ΟΔΟΣ*', 'οδοσα', true],
    ['?x', 'İX', true],
  ])('ignoring case, %j on %j is %j', (pattern, text, expected) => expect(matches(pattern, text, true)).toBe(expected));

  test.each([
    ['abc', { shape: 'equals', text: 'abc' }],
    ['abc*', { shape: 'prefix', text: 'abc' }],
    ['*abc', { shape: 'suffix', text: 'abc' }],
    ['**ab\\*c*', { shape: 'contains', text: 'ab*c' }],
    ['*', { shape: 'anything' }],
    ['a*b', { shape: 'general' }],
    ['a?', { shape: 'general' }],
    ['', { shape: 'equals', text: '' }],
  ])('the shape of %j', (pattern, shape) => expect(likeShape(parseLike(pattern))).toEqual(shape));
});

const letters = fc.constantFrom('a', 'b', '*', '?', '\\', '😀', '\n', 'É');
const text = fc.string({ unit: letters, maxLength: 8 });

describe('LIKE laws', () => {
  test('an escaped text matches itself and nothing else', () => {
    fc.assert(fc.property(text, text, (a, b) => matches(escapeLike(a), a) && matches(escapeLike(a), b) === (a === b)));
  });

  test('the scanner reads what the grammar says', () => {
    const pieces = embeddedReader<LikePiece[]>('like', () => ({
      pattern: (all) => all.children.map((p) => p['read']()),
      many: (_star) => ({ kind: 'many' }),
      one: (_mark) => ({ kind: 'one' }),
      escaped: (_slash, next) => ({ kind: 'text', text: next.sourceString || '\\' }),
      text: (chars) => ({ kind: 'text', text: chars.sourceString }),
    }));
    fc.assert(
      fc.property(text, (pattern) => {
        const read = pieces(pattern);
        expect(read.ok && parseLike(printLike(read.value))).toEqual(parseLike(pattern));
      }),
    );
  });

  test('pieces survive printing', () => {
    fc.assert(fc.property(text, (pattern) => {
      expect(parseLike(printLike(parseLike(pattern)))).toEqual(parseLike(pattern));
    }));
  });

  test('the matcher agrees with the regular expression', () => {
    const piece: fc.Arbitrary<LikePiece> = fc.oneof(
      fc.constant({ kind: 'many' } as const),
      fc.constant({ kind: 'one' } as const),
      fc.string({ unit: fc.constantFrom('a', 'b', '😀'), minLength: 1, maxLength: 2 }).map((t) => ({ kind: 'text', text: t }) as const),
    );
    const subject = fc.string({ unit: fc.constantFrom('a', 'b', '😀'), maxLength: 8 });
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), subject, (pieces, s) => {
        expect(likeMatcher(pieces)(s)).toBe(new RegExp(likeToRegex(pieces), 'su').test(s));
      }),
      { numRuns: 500 },
    );
  });
});
