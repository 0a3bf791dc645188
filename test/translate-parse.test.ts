import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { run, translate } from '../src/index.js';
import { hold } from './support/hold.js';

/* KQL's `parse` cuts every text as its translation does: doubled delimiters, nothing between two of them, line ends, texts that do not match. */

const PATTERNS: readonly (readonly [pattern: string, spelling: 'DISSECT' | 'GROK' | 'refused'])[] = [
  ['a "," *', 'DISSECT'],
  ['"x" a', 'DISSECT'],
  ['a "," b "," *', 'DISSECT'],
  ['* "," a "," *', 'DISSECT'],
  ['* "," a', 'GROK'],
  ['a "," b', 'GROK'],
  ['* "/" a "://" *', 'GROK'],
  ['* "x" a " " *', 'GROK'],
  ['* "x" a ","', 'GROK'],
  ['a " " b "," c', 'GROK'],
  ['"x" a "," b " " c', 'GROK'],
  ['* "x" ["a b"] "," *', 'GROK'],
  ['* "x" n:long "," *', 'GROK'],
  ['* "x" n:int " " b', 'GROK'],
  ['* "x" n:long *', 'GROK'],
  ['* "," n:real " x" *', 'GROK'],
  ['n:long "," m:int', 'GROK'],
  ['* "x" n:bool "," *', 'GROK'],
  ['* "x" n:long "9" *', 'refused'],
  ['* "x" n:timespan "," *', 'refused'],
];
const STAGES = ['parse x with', 'parse-where x with', 'parse kind=relaxed x with'];
const REGEX: readonly (readonly [pattern: string, spelling: 'GROK' | 'refused'])[] = [
  ['kind=regex x with "[,/]" a "x+" *', 'GROK'],
  ['kind=regex x with * "[,/]" a', 'GROK'],
  ['kind=regex flags=U x with a "," *', 'GROK'],
  ['kind=regex flags=is x with * "X" a', 'GROK'],
  ['kind=regex x with * "x" n:long *', 'GROK'],
  ['kind=regex x with "^x" a', 'refused'],
];

const TEXTS: readonly (string | null)[] = [
  null, '', 'x', ',', 'x,', 'a,b', 'a,,b', 'a,b,', 'a,,', ',,', ',a,b,c', 'xx1,2', 'x12, 3', 'x 12 ,b', 'x-5,', 'x5 x6,', 'x1.5,2', ',1.5 x', ', 2 x', 'x\na,b', '://x y/', 'a//b://c', '/a://b', 'x a  b,c', 'xa,,b c d', 'xtrue,', 'x1,',
  'xé,ü', 'x99999999999,', '12,3', ' 12 , 3 ', 'x7 y', 'x7', 'xx,,x,y', 'XA,b', '//xx', 'x12', '12,3x', 'a,b,c,d',
];

const rowsOf = (query: string, lang: 'kql' | 'esql', texts: readonly (string | null)[]): unknown => {
  const answer = run(query, { lang, now: '2026-01-01T00:00:00Z', noImplicitLimit: lang === 'esql', tables: { T: { columns: [{ name: 'i', type: 'long' }, { name: 'x', type: lang === 'kql' ? 'string' : 'keyword' }], rows: texts.map((t, i) => [i, t]) } } });
  if (!answer.ok) throw new Error(`${query}: ${answer.errors[0]?.message}`);
  const names = answer.columns.map((c) => c.name);
  return answer.rows.map((r) => Object.fromEntries(names.map((n, i) => [n, r[i] === '' ? null : r[i]] as const).sort(([a], [b]) => (a < b ? -1 : 1))));
};

const SCHEMA = { T: { i: 'long', x: 'string' } };

function flaw(query: string, texts: readonly (string | null)[]): string {
  const answer = translate(query, { from: 'kql', to: 'esql', schema: SCHEMA });
  if (!answer.ok) return 'refused';
  expect(answer.notes).toEqual([]);
  expect({ [answer.query]: rowsOf(answer.query, 'esql', texts) }).toEqual({ [answer.query]: rowsOf(query, 'kql', texts) });
  return /\| (DISSECT|GROK) /.exec(answer.query)?.[1] ?? '';
}

describe.each(STAGES)('%s', (stage) => {
  it.each(PATTERNS)('%s', (pattern, spelling) => {
    const found = flaw(`T | ${stage} ${pattern}`, TEXTS);
    if (stage === 'parse x with') expect(found).toBe(spelling);
  });
});

it.each(REGEX)('parse %s', (pattern, spelling) => {
  expect(flaw(`T | parse ${pattern}`, TEXTS)).toBe(spelling);
});

it('any text is cut in the same way', () => {
  const texts = fc.array(fc.string({ unit: fc.constantFrom('x', ',', ' ', '/', ':', '1', '-', 'a', '\n', '.'), maxLength: 12 }), { minLength: 1, maxLength: 30 });
  hold('parse', fc.property(fc.constantFrom(...STAGES), fc.constantFrom(...PATTERNS.map(([p]) => p)), texts, (stage, pattern, list) => {
    flaw(`T | ${stage} ${pattern}`, list);
  }));
}, 3_600_000);

it('a time is converted, and one that is none leaves the others empty', () => {
  const answer = translate('T | parse x with a "," t:datetime', { from: 'kql', to: 'esql', schema: SCHEMA });
  if (!answer.ok) throw new Error('refused');
  expect(answer.notes.map((n) => n.grade)).toEqual(['different']);
  expect(rowsOf(answer.query, 'esql', ['a,2020-01-01', 'b,x'])).toEqual(rowsOf('T | parse x with a "," t:datetime', 'kql', ['a,2020-01-01', 'b,x']));
});
