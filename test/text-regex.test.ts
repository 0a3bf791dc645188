import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allMatches, compileTrim, countMatches, extractAllGroups, extractGroup, parseReplacement, replaceMatches, type TrimSides } from '../src/text/regex-api.js';
import { compileRegex, type Regex, type RegexDialect } from '../src/text/regex.js';

function regex(pattern: string, dialect: RegexDialect = 'kusto', flags?: string): Regex {
  const compiled = compileRegex(pattern, flags === undefined ? { dialect } : { dialect, flags });
  if (!compiled.ok) throw new Error(compiled.error.message);
  return compiled.value;
}

function replace(pattern: string, template: string, text: string, dialect: RegexDialect = 'kusto'): string {
  const compiled = regex(pattern, dialect);
  const replacement = parseReplacement(template, compiled);
  return replacement.ok ? replaceMatches(compiled, text, replacement.value) : replacement.error.message;
}

describe('what a pattern finds', () => {
  test.each<[RegexDialect, string, string, boolean]>([
    ['kusto', '\\d', 'ＡＢ１２', true],
    ['java', '\\d', 'ＡＢ１２', false],
    ['kusto', '^\\s$', '\u00a0', true],
    ['java', '^\\s$', '\u00a0', false],
    ['java', '^\\s$', '\v', true],
    ['kusto', '^\\w+$', 'naïve', true],
    ['java', '^\\w+$', 'naïve', false],
    ['kusto', '^[\\W_]+$', '_- é', false],
    ['kusto', '^[\\W_]+$', '_- ', true],
    ['kusto', '^[^\\W_]+$', 'é1', true],
    ['kusto', '(?i)abc|x\\.y', 'zX.Yz', true],
    ['kusto', 'abc|x\\.y', 'zX.Yz', false],
    ['kusto', '(?i)k', '\u212a', true],
    ['kusto', '^.$', '\u2028', true],
    ['java', '^.$', '\u2028', false],
    ['java', '(?s)^.$', '\n', true],
    ['java', '^(?s:.).$', '\n\n', false],
    ['kusto', '[[:alpha:]]', 'é', false],
    ['java', '\\p{Lower}', 'É1a', true],
    ['kusto', '^\\p{Uppercase_Letter}\\u0041\\x{1F600}$', 'ÉA😀', true],
    ['java', '^\\Qa.b*\\E$', 'a.b*', true],
    ['kusto', '[a[bc]d]{3}', 'cad', true],
    ['kusto', '\\bfoo\\b', 'a foo b', true],
    ['kusto', '', '', true],
  ])('%s %j on %j is %j', (dialect, pattern, text, expected) => {
    expect(regex(pattern, dialect).test(text)).toBe(expected);
    expect(regex(pattern, dialect).find(text) !== null).toBe(expected);
  });

  test('flags are those of the dialect', () => {
    expect(regex('a.c', 'kusto', 'is').test('A\nC')).toBe(true);
    expect(regex('a.*', 'kusto', 'U').find('abc')?.end).toBe(1);
  });

  test('groups by number and name, with offsets', () => {
    const found = regex('(?<user.name>\\w+)@(x)?(?P<host>\\w+)');
    expect([...found.groupNames]).toEqual([['user.name', 1], ['host', 3]]);
    expect(found.find('😀 é@b')).toEqual({ start: 3, end: 6, groups: ['é@b', 'é', null, 'b'] });
  });

  test.each<[RegexDialect, string, string, number, number]>([
    ['kusto', 'a(?=b)', 'pattern-unsupported', 1, 4],
    ['kusto', '(?<!x)a', 'pattern-unsupported', 0, 4],
    ['kusto', 'a++', 'pattern-unsupported', 0, 3],
    ['kusto', '(?>a)', 'pattern-unsupported', 0, 3],
    ['java', '(?<=a+)b', 'pattern-unsupported', 0, 8],
    ['java', '(a)\\k<x>', 'pattern-unsupported', 3, 5],
    ['kusto', '(a)\\1', 'pattern-unsupported', 3, 5],
    ['java', '[a&&b]', 'pattern-unsupported', 2, 4],
    ['kusto', '(?x) a', 'pattern-unsupported', 0, 4],
    ['kusto', '(a', 'pattern-malformed', 0, 1],
    ['kusto', 'b[a', 'pattern-malformed', 1, 2],
    ['kusto', 'a)', 'pattern-malformed', 1, 2],
    ['kusto', 'a**', 'pattern-malformed', 2, 3],
    ['kusto', '[b-a]', 'pattern-malformed', 1, 4],
    ['kusto', '\\p{Nope}', 'pattern-malformed', 0, 8],
    ['kusto', '\\', 'pattern-malformed', 0, 1],
    ['kusto', 'a{2000}', 'pattern-malformed', 1, 7],
  ])('%s %j is refused as %s', (dialect, pattern, code, start, end) => {
    expect(compileRegex(pattern, { dialect })).toMatchObject({ ok: false, error: { code, span: { start, end } } });
  });

  test.each<[RegexDialect, string, string, string | undefined]>([
    ['java', 'a(?=b)', 'aab', 'a'],
    ['java', '(?<!x)a+', 'xaa', 'a'],
    ['java', '(?<=xy)a(?!b)', 'xyab xyac', 'a'],
    ['java', '(?>a+)b', 'aab', 'aab'],
    ['java', '(?>a+)ab', 'aab', undefined],
    ['java', 'a++a', 'aaa', undefined],
    ['java', 'x$', 'x\n', 'x'],
    ['java', 'x\\z', 'x\n', undefined],
    ['kusto', '\\bcaf\\b', 'café', undefined],
    ['kusto', '\\b\\w+\\b', 'über', 'über'],
    ['kusto', '\\w+\\B.', 'éa', 'éa'],
    ['kusto', '\\<b.', 'ab bc', 'bc'],
    ['kusto', '.b\\>', 'abc ab', 'ab'],
    ['kusto', '\\b{start}b', 'ab b', 'b'],
    ['java', '\\<b', 'a<b', '<b'],
    ['oniguruma', '^b$', 'a\nb\nc', 'b'],
    ['oniguruma', '(?m)a.b', 'a\nb', 'a\nb'],
    ['oniguruma', '\\h+', 'xyz1F', '1F'],
    ['oniguruma', '(?<n>a)(?<n>b)', 'ab', 'ab'],
  ])('%s %j in %j finds %j', (dialect, pattern, text, expected) => expect(regex(pattern, dialect).find(text)?.groups[0]).toBe(expected));

  test('a pattern that explodes a backtracking engine takes linear time', () => {
    const start = performance.now();
    expect(regex('^(a+)+$').test('a'.repeat(20_000) + 'b')).toBe(false);
    expect(performance.now() - start).toBeLessThan(2000);
  });
});

describe('engines agree', () => {
  const atom = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '(a|b)', '(?:ab|a)', '(b?)', '^', '$', 'é', '\\w');
  const quantified = fc.tuple(atom, fc.constantFrom('', '', '*', '+', '?', '*?', '+?', '{2}', '{1,2}')).map(([a, q]) => (/[$^]/.test(a) && !a.startsWith('[') ? a : a + q));
  const pattern = fc.array(fc.oneof(quantified, fc.constant('|')), { maxLength: 6 }).map((p) => p.join(''));
  const subject = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'é', '\n'), maxLength: 8 });
  const shape = (m: { start: number; end: number; groups: readonly (string | null)[] } | null) => m && [m.start, m.end];

  test('the backtracking matcher, RE2 and the platform find the same place', () => {
    fc.assert(
      fc.property(pattern, subject, (p, text) => {
        const native = new RegExp(p.replaceAll('\\w', '[\\p{L}]'), 'u').exec(text);
        const expected = native && [native.index, native.index + native[0].length];
        expect(shape(regex(p).find(text))).toEqual(expected);
        expect(shape(regex(`(?!q)(?:${p})`.replaceAll('\\w', '[\\p{L}]').replaceAll('.', '[^\\n]').replaceAll('$', '\\z'), 'java').find(text))).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });

  test('any text is read or refused, never thrown at', () => {
    const soup = fc.string({ unit: fc.constantFrom(...'ab\\()[]{}|*+?^$.-,1<>=!:&ipPdwWbQE'), maxLength: 12 });
    fc.assert(
      fc.property(soup, fc.constantFrom<RegexDialect>('kusto', 'java', 'oniguruma'), (p, dialect) => {
        const compiled = compileRegex(p, { dialect });
        if (compiled.ok) compiled.value.find('abba');
        else expect(compiled.error.span.end).toBeLessThanOrEqual(p.length);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('extraction and counting', () => {
  test.each([
    ['(\\d+)-(\\d+)', 2, '42-and-7', null],
    ['(\\d+)-(\\d+)', 2, '2020-12-31', '12'],
    ['(\\d+)', 0, 'a 2020', '2020'],
  ])('extract %j group %d', (pattern, group, text, expected) => expect(extractGroup(regex(pattern), text, group)).toBe(expected));

  test.each([
    ['([a-z])(\\d)', 'a1 b2', [['a', '1'], ['b', '2']]],
    ['(a)(b)?', 'aab', [['a', ''], ['a', 'b']]],
    ['([;,])', 'x', null],
  ])('extract_all %j', (pattern, text, expected) => expect(extractAllGroups(regex(pattern), text)).toEqual(expected));

  test.each([
    ['l', 'Hello World Hello', 5],
    ['l+', 'hello world', 2],
    ['a*', 'baac', 3],
  ])('count %j in %j', (pattern, text, expected) => expect(countMatches(regex(pattern), text)).toBe(expected));

  test('empty matches move on by whole characters', () => {
    expect([...allMatches(regex(''), '😀a')].map((m) => m.start)).toEqual([0, 2, 3]);
  });
});

describe('replacement', () => {
  test.each<[RegexDialect, string, string, string, string]>([
    ['kusto', '(\\w)(\\w)', '\\2\\1', 'one two', 'noe wto'],
    ['kusto', 'abc', '#\\\\', 'xabc', 'x#\\'],
    ['kusto', 'abc', '$1', 'abc', '$1'],
    ['kusto', '\\s+', '-', '   ', '-'],
    ['kusto', 'b*', 'X', 'abc', 'XaXcX'],
    ['java', 'b*', 'X', 'abc', 'XaXXcX'],
    ['java', '(\\w)(\\w)', '$2$1', 'one', 'noe'],
    ['java', '(?<x>o)', '<${x}>\\$$12', 'fo', 'f<o>$o2'],
    ['kusto', 'q', 'X', 'abc', 'abc'],
  ])('%s: %j by %j in %j', (dialect, pattern, template, text, expected) => expect(replace(pattern, template, text, dialect)).toBe(expected));

  test.each<[RegexDialect, string, string]>([
    ['kusto', 'a', '\\1'],
    ['java', 'a', '$2'],
    ['java', 'a', '${x}'],
    ['java', 'a', 'x$'],
  ])('%s: %j by %j is refused', (dialect, pattern, template) => {
    expect(parseReplacement(template, regex(pattern, dialect))).toMatchObject({ ok: false, error: { code: 'pattern-malformed' } });
  });

  test.each<[string, TrimSides, string, string]>([
    ['\\s', 'both', '  spaced  ', ' spaced '],
    ['x', 'start', 'xxhelloxx', 'xhelloxx'],
    ['_', 'end', '__world__', '__world_'],
    ['[x_]', 'both', 'midxxmid', 'midxxmid'],
    ['-+', 'both', '--a-b--', 'a-b'],
  ])('trim %j (%s) of %j', (pattern, sides, text, expected) => {
    const trim = compileTrim(pattern, sides);
    expect(trim.ok && trim.value(text)).toBe(expected);
  });
});
