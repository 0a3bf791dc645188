import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileLuceneRegex } from '../src/text/lucene-regex.js';
import { kustoToLucene, luceneToKusto } from '../src/text/regex-convert.js';
import { compileRegex } from '../src/text/regex.js';

function rlike(pattern: string, text: string, ignoreCase = false): boolean | string {
  const compiled = compileLuceneRegex(pattern, ignoreCase);
  return compiled.ok ? compiled.value(text) : compiled.error.code;
}

function matchesRegex(pattern: string, text: string): boolean | string {
  const compiled = compileRegex(pattern, { dialect: 'kusto' });
  return compiled.ok ? compiled.value.test(text) : compiled.error.code;
}

describe('RLIKE', () => {
  test.each<[string, string, boolean | string]>([
    ['.*har.*', 'Eberhardt', true],
    ['har', 'Eberhardt', false],
    ['.leja.*', 'Aleja', true],
    ['.*', 'a\nb', true],
    ['', '', true],
    ['', 'a', false],
    ['^a$', 'a', false],
    ['^a$', '^a$', true],
    ['(a|b)+', 'abba', true],
    ['a{2,3}', 'aaaa', false],
    ['[a-z-A-Z]{3}', 'a-Z', true],
    ['[^a]', 'b', true],
    ['[]a]', ']', true],
    ['[\\d_]+', '1_2', true],
    ['\\d\\.\\w', '1.x', true],
    ['\\n', 'n', true],
    ['.', '😀', true],
    ['"a.b"*', 'a.ba.b', true],
    ['(x||y)', '|y', true],
    ['()', '', true],
    ['#', '', false],
    ['a#?', 'a', true],
    ['@', 'anything', true],
    ['~(abc)', 'abc', false],
    ['~(abc)', 'abcd', true],
    ['a~bc', 'adc', true],
    ['a~bc', 'abc', false],
    ['a~bc', 'axxc', true],
    ['@&~(abc.+)', 'abcd', false],
    ['@&~(abc.+)', 'abc', true],
    ['aaa.+&.+bbb', 'aaabbb', true],
    ['aaa.+&.+bbb', 'aaab', false],
    ['foo<1-100>', 'foo100', true],
    ['foo<1-100>', 'foo101', false],
    ['foo<1-100>', 'foo001', true],
    ['foo<01-100>', 'foo1', true],
    ['foo<001-100>', 'foo1', false],
    ['<7-12>', '9', true],
    ['<12-7>', '13', false],
    ['C:\\\\Users\\\\.+', 'C:\\Users\\x', true],
    ['a{1500}', 'a'.repeat(1500), true],
    ['a)', 'a', 'pattern-malformed'],
    ['[b-a]', 'a', 'pattern-malformed'],
    ['a{3,2}', 'a', 'pattern-malformed'],
    ['<a>', 'a', 'pattern-malformed'],
    ['(a', 'a', 'pattern-malformed'],
    ['('.repeat(20000), 'a', 'too-deep'],
  ])('%j on %j is %j', (pattern, text, expected) => expect(rlike(pattern, text)).toBe(expected));

  test('ignoring case', () => {
    expect(rlike('.*CMD[x]', 'cmdX', true)).toBe(true);
    expect(rlike('~(ABC)', 'abc', true)).toBe(false);
  });

  test('a mistake is shown at its place', () => {
    expect(compileLuceneRegex('ab[z-a]')).toMatchObject({ ok: false, error: { span: { start: 3, end: 6 } } });
  });
});

describe('conversion', () => {
  test.each([
    ['powershell|pwsh', '.*(powershell|pwsh).*'],
    ['^a.b$', 'a[^\n]b'],
    ['(?s)^a.*b$', 'a.*b'],
    ['\\.exe$', '.*\\.exe'],
    ['(?i)cmd', '.*[cC][mM][dD].*'],
    ['.*foo.*', '.*foo.*'],
    ['[0-9]{1,3}\\.[0-9]+', '.*[0-9]\\.[0-9].*'],
    ['^(10|172)\\.', '(10|172)\\..*'],
    ['a"b#c@d', '.*a\\"b\\#c\\@d.*'],
    ['^a|b$', 'a.*|.*b'],
    ['[\\]^-]', '.*[\\]\\^\\-].*'],
    ['', '.*'],
  ])('Kusto %j is Lucene %j', (kusto, lucene) => expect(kustoToLucene(kusto)).toMatchObject({ ok: true, value: { text: lucene, losses: [] } }));

  test.each([
    ['\\d+x', '.*\\dx.*', ['unicode-classes']],
    ['\\w@', '.*\\w\\@.*', ['unicode-classes']],
    ['[\\w\\-.]\\D[^\\s"]', '.*[\\w\\-.]\\D[^\\s"].*', ['unicode-classes']],
    ['(?i)é', '.*é.*', ['unicode-case']],
  ])('Kusto %j is Lucene %j but for %j', (kusto, lucene, losses) => expect(kustoToLucene(kusto)).toMatchObject({ ok: true, value: { text: lucene, losses } }));

  test.each([
    ['(?i)CMD\\.exe', { lowered: true }, '.*cmd\\.exe.*', []],
    ['(?i)[A-Z]:[^X]', { lowered: true }, '.*[a-z]:[^x].*', []],
    ['a.b', { looseDot: true }, '.*a.b.*', ['line-ends']],
  ])('Kusto %j with %j is Lucene %j', (kusto, options, text, losses) => expect(kustoToLucene(kusto, options)).toMatchObject({ ok: true, value: { text, losses } }));

  test('a pattern that heeds case has no form for lower-cased text', () => {
    expect(kustoToLucene('(?i:a)b', { lowered: true })).toMatchObject({ ok: false, error: { code: 'pattern-unsupported' } });
  });

  test.each(['\\bfoo', '(^a|b)c', 'a$b'])('Kusto %j has no Lucene form', (kusto) =>
    expect(kustoToLucene(kusto)).toMatchObject({ ok: false, error: { code: 'pattern-unsupported' } }),
  );

  test.each([
    ['.*foo.*', 'foo'],
    ['foo', '^foo$'],
    ['foo.*', '^foo'],
    ['.*\\.exe', '\\.exe$'],
    ['.*a.*b.*', '(?s)a.*b'],
    ['a|b', '^(?:a|b)$'],
    ['.*', ''],
    ['"a.b"', '^a\\.b$'],
  ])('Lucene %j is Kusto %j', (lucene, kusto) => expect(luceneToKusto(lucene)).toMatchObject({ ok: true, value: { text: kusto, losses: [] } }));

  test.each(['~(a)', 'a&b'])('Lucene %j has no Kusto form', (lucene) =>
    expect(luceneToKusto(lucene)).toMatchObject({ ok: false, error: { code: 'pattern-unsupported' } }),
  );
});

const subject = fc.string({ unit: fc.constantFrom('a', 'b', 'A', '\n', '1', '.'), maxLength: 7 });
const quantifier = fc.constantFrom('', '', '*', '+', '?', '{2}', '{1,2}');
const sequenceOf = (atoms: readonly string[], between: readonly string[]) =>
  fc.array(fc.oneof(fc.tuple(fc.constantFrom(...atoms), quantifier).map(([a, q]) => a + q), fc.constantFrom(...between)), { minLength: 1, maxLength: 5 }).map((p) => p.join(''));

describe('laws', () => {
  test('a converted pattern answers as its source', () => {
    const kusto = sequenceOf(['a', 'b', '.', '[ab]', '[^a]', '(?:a|b)', '(a|)', '(?i:a)', '\\d', '\\.'], ['|', '^', '$', '']);
    fc.assert(
      fc.property(kusto, subject, (pattern, text) => {
        const converted = kustoToLucene(pattern);
        if (converted.ok) expect([converted.value.text, rlike(converted.value.text, text)]).toEqual([converted.value.text, matchesRegex(pattern, text)]);
      }),
      { numRuns: 500 },
    );
  });

  test('a pattern for lower-cased text answers as its source', () => {
    const kusto = sequenceOf(['a', 'B', '.', '[A-C]', '[^a]', '1', '[^\\d]'], ['|', '']);
    fc.assert(
      fc.property(kusto, subject, (pattern, text) => {
        const converted = kustoToLucene(`(?i)${pattern}`, { lowered: true });
        if (converted.ok) expect([converted.value.text, rlike(converted.value.text, text.toLowerCase())]).toEqual([converted.value.text, matchesRegex(`(?i)${pattern}`, text)]);
      }),
      { numRuns: 300 },
    );
  });

  const lucene = sequenceOf(['a', 'b', '.', '[ab]', '[^a]', '(a|b)', '()', '"a."', '<1-12>', '\\.'], ['|', '.*']);

  test('a Lucene pattern answers the same in Kusto', () => {
    fc.assert(
      fc.property(lucene, subject, (pattern, text) => {
        const converted = luceneToKusto(pattern);
        if (converted.ok) expect([converted.value.text, matchesRegex(converted.value.text, text)]).toEqual([converted.value.text, rlike(pattern, text)]);
      }),
      { numRuns: 500 },
    );
  });

  test('the automaton agrees with RE2, and a complement is the opposite', () => {
    fc.assert(
      fc.property(lucene, subject, (pattern, text) => {
        const expected = rlike(pattern, text);
        if (typeof expected !== 'boolean') return;
        expect(rlike(`(${pattern})&(${pattern})&@`, text)).toBe(expected);
        expect(rlike(`~(${pattern})`, text)).toBe(!expected);
      }),
      { numRuns: 400 },
    );
  });

  test('any text is read or refused', () => {
    const soup = fc.string({ unit: fc.constantFrom(...'ab\\()[]{}|*+?^$.-,1<>"~&#@'), maxLength: 10 });
    fc.assert(
      fc.property(soup, (pattern) => {
        const compiled = compileLuceneRegex(pattern);
        if (compiled.ok) compiled.value('abba');
        else expect(compiled.error.span.end).toBeLessThanOrEqual(pattern.length);
      }),
      { numRuns: 400 },
    );
  });
});
