import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { standardTokens } from '../src/text/analyzer.js';
import { ipv4Matcher, ipv4PrefixMatcher, termMatcher } from '../src/text/terms.js';

const hasTerm = (text: string, needle: string, caseSensitive = false): boolean => termMatcher(needle, 'both', caseSensitive)(text);

describe('has', () => {
  test.each([
    ['The cat sat', 'cat', true],
    ['category', 'cat', false],
    ['alpha_beta', 'alpha', true],
    ['co-op', 'op', true],
    ['1_2_3', '1', true],
    ['version=1.2.3', '2.3', true],
    ['v12.3', '2.3', false],
    ['foo.bar', '.bar', true],
    ['foo.barn', '.bar', false],
    ['xfoo.bar', 'foo.', false],
    ['NAÏVE', 'naïve', true],
    ['ПриветМир', 'привет', false],
    ['Привет Мир', 'привет', true],
    ['tab\there', 'here', true],
    ['x １２ y', '１２', true],
    ['xa', 'a', false],
    ['aa a', 'a', true],
    ['', '', true],
    ['x', '', true],
    ['', 'x', false],
    ['𝒜b', 'b', false],
  ])('%j has %j is %j', (text, needle, expected) => expect(hasTerm(text, needle)).toBe(expected));

  test.each([
    ['BROWN-quick', 'Quick', false],
    ['The.Quick.Brown', 'Quick', true],
  ])('%j has_cs %j is %j', (text, needle, expected) => expect(hasTerm(text, needle, true)).toBe(expected));

  test.each([
    ['category', 'CAT', true, false],
    ['scat', 'cat', false, true],
    ['end.', 'end', true, true],
    ['ending', 'end', true, false],
  ])('%j with prefix and suffix %j', (text, needle, prefix, suffix) => {
    expect(termMatcher(needle, 'start', false)(text)).toBe(prefix);
    expect(termMatcher(needle, 'end', false)(text)).toBe(suffix);
  });

  test('every term of a text is found in it, and a piece of one only where it is one too', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', 'B', '1', '_', ' ', 'é', '-', '😀'), maxLength: 12 }), (text) => {
        const terms = [...(text.match(/[\p{L}\p{Nd}]+/gu) ?? [])];
        for (const term of terms) expect(hasTerm(text, term, true)).toBe(true);
        expect(hasTerm(text, 'a', true)).toBe(terms.includes('a'));
      }),
    );
  });
});

describe('IPv4 in texts', () => {
  test.each([
    ['05:04:54 127.0.0.1 GET /favicon.ico 404', '127.0.0.1', true],
    ['05:04:54 127.0.0.256 GET /favicon.ico 404', '127.0.0.256', false],
    ['05:04:54127.0.0.1 GET /favicon.ico 404', '127.0.0.1', false],
    ['Source address is 10.1.2.3:1234', '10.1.2.3', true],
    ['10.1.2.33', '10.1.2.3', false],
  ])('has_ipv4(%j, %j) is %j', (text, ip, expected) => expect(ipv4Matcher(ip)(text)).toBe(expected));

  test.each([
    ['05:04:54 127.0.0.1 GET /favicon.ico 404', '127.0.', true],
    ['05:04:54 127.0.0.1 GET /favicon.ico 404', '127.0', false],
    ['05:04:54 127.0.0.256 GET /favicon.ico 404', '127.0.', false],
    ['05:04:54127.0.0.1 GET /favicon.ico 404', '127.0.', false],
    ['a 9.9.9.9 b 10.1.2.3', '10.', true],
    ['10.1.2.3', '10.1.2.3', true],
  ])('has_ipv4_prefix(%j, %j) is %j', (text, prefix, expected) => expect(ipv4PrefixMatcher(prefix)(text)).toBe(expected));
});

test.each([
  ['The QUICK brown-fox', ['the', 'quick', 'brown', 'fox']],
  ["O'Neil's e.g. 3.14 1,000 a,b", ["o'neil's", 'e.g', '3.14', '1,000', 'a', 'b']],
  ['user_name foo.bar x.1 _ __', ['user_name', 'foo.bar', 'x', '1']],
  ['C:\\Windows\\cmd.exe /c', ['c', 'windows', 'cmd.exe', 'c']],
  ['Ünïcode Wörter', ['ünïcode', 'wörter']],
  ['漢字', ['漢', '字']],
  ['', []],
])('the standard analyzer on %j', (text, tokens) => expect(standardTokens(text)).toEqual(tokens));
