import fc from 'fast-check';
import { expect, it } from 'vitest';
import { groupPattern, readGroupPattern } from '../src/text/group-pattern.js';
import { compileRegex } from '../src/text/regex.js';
import { javaToKusto, takesSome } from '../src/text/regex-convert.js';
import { readTermPattern, termPattern } from '../src/text/term-pattern.js';
import { termMatcher } from '../src/text/terms.js';

const needle = fc.array(fc.constantFrom('a', 'B', '1', 'é', '.', '|', '(', ')', '\\', '-', ' ', '[', '^', '$'), { minLength: 1, maxLength: 5 }).map((p) => p.join('')).filter((n) => /^[\p{L}\p{Nd}]|[\p{L}\p{Nd}]$/u.test(n));
const BOTH = { start: true, end: true };

it('finds the texts that have one of the terms', () => {
  fc.assert(fc.property(fc.array(needle, { minLength: 1, maxLength: 4 }), fc.boolean(), fc.array(fc.oneof(needle, fc.constantFrom('x', ' ', '_')), { maxLength: 4 }), (given, cs, parts) => {
    const needles = given.map((n) => (cs ? n : n.toLowerCase()));
    const regex = compileRegex(termPattern(needles, BOTH, cs), { dialect: 'java' });
    const text = parts.join('');
    expect(regex.ok && regex.value.test(text)).toBe(needles.some((n) => termMatcher(n, 'both', cs)(text)));
  }));
});

it('is read back as it was written', () => {
  fc.assert(fc.property(fc.uniqueArray(needle, { minLength: 1, maxLength: 4 }), fc.boolean(), (given, cs) => {
    const needles = [...new Set(given.map((n) => (cs ? n : n.toLowerCase())))];
    const read = readTermPattern(termPattern(needles, BOTH, cs));
    expect([...(read?.needles ?? [])].sort()).toEqual([...needles].sort());
    expect(read?.cs).toBe(cs);
  }));
  expect(readTermPattern('(?i)abc')).toBeUndefined();
  expect(readTermPattern('(?<![\\p{L}\\p{Nd}])a+(?![\\p{L}\\p{Nd}])')).toBeUndefined();
});

it.each([['a(.*?)b', 1], ['a|(b)', 1], ['x', 0], ['(a)(b)?', 2]] as const)('leaves one group of %s, and nothing of another text', (body, group) => {
  const { pattern, by } = groupPattern(body, '', group);
  const regex = compileRegex(pattern, { dialect: 'java' });
  const plain = compileRegex(body, { dialect: 'java' });
  for (const text of ['', 'zz', 'a1b2b', 'ab', 'x\ny', 'a\nb', 'b']) {
    const found = regex.ok ? regex.value.find(text) : null;
    const whole = found ? (found.groups[Number(by.slice(1))] ?? '') : text;
    expect([text, whole]).toEqual([text, plain.ok ? (plain.value.find(text)?.groups[group] ?? '') : undefined]);
  }
  expect(readGroupPattern(pattern, by)?.group).toBe(Math.max(group, 1));
});

it.each([
  ['(?s)a.b', '(?s)a.b'], ['(?d)a.b', 'a.b'], ['a[\\s\\S]b', '(?s)a.b'], ['(?s)a.(?-s:[^\\n])', '(?s)a.[^\\n]'],
])('writes %s for Kusto', (java, kusto) => {
  const converted = javaToKusto(java);
  expect(converted.ok && converted.value.text).toBe(kusto);
});

it('tells patterns whose matches may be empty', () => {
  expect(['a', 'a|b', '(ab)+', '\\bx', 'x{2,}', '(?i)a'].filter((p) => !takesSome(p))).toEqual([]);
  expect(['a*', '', 'a|', '\\b', '^$', '(a?)+', 'x{0,3}'].filter((p) => takesSome(p))).toEqual([]);
});
