import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Answer } from '../src/api/answer.js';
import { explain } from '../src/api/explain.js';
import { run } from '../src/api/run.js';
import { format, parse } from '../src/api/syntax.js';
import { translate } from '../src/api/translate.js';
import { functionNames, type DialectId } from '../src/catalogue/index.js';
import { DIALECTS } from '../src/dialects/registry.js';

/** Whatever the text, an answer comes, and its errors have a place inside the text. */
const TABLES = { T: { columns: [{ name: 'a', type: 'long' }, { name: 'b', type: 'string' }, { name: 't', type: 'datetime' }, { name: 'd', type: 'dynamic' }], rows: [[1, 'x', '2026-01-01', { k: [1] }], [null, '', null, null]] } };

const PIECES = ['a', 'b', 't', 'd', 'T', 'x', '1', '2.5', '-1', '"x"', "'y'", '""', '(', ')', '[', ']', ',', '==', '!=', '=', '<', '+', '-', '*', '/', '%', '.', ':', ';', '|', '\n', '// c', '@"\\"', '`q`', '1h', '*', '??', '"""', '\\', '😀', 'null', 'true', 'dynamic({})', 'datetime(2026-01-01)'];

function soup(lang: DialectId): fc.Arbitrary<string> {
  const { stages, sources, keywords } = DIALECTS[lang].words;
  const word = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...PIECES) }, fc.constantFrom(...stages), fc.constantFrom(...keywords), fc.constantFrom(...functionNames(lang).map((n) => `${n}(`)), fc.constantFrom(...sources));
  const stage = fc.tuple(fc.constantFrom(...stages), fc.array(word, { maxLength: 8 })).map(([s, words]) => `| ${s} ${words.join(' ')}`);
  const start = lang === 'kql' ? 'T ' : 'FROM T ';
  return fc.oneof(fc.array(word, { maxLength: 25 }).map((w) => w.join(' ')), fc.array(stage, { maxLength: 4 }).map((s) => start + s.join(' ')), fc.string({ maxLength: 40 }));
}

function wellPlaced(text: string, answer: Answer<unknown>): void {
  if (answer.ok) return;
  expect(answer.errors.length).toBeGreaterThan(0);
  for (const e of answer.errors) {
    expect(e.message).not.toBe('');
    expect(e.span[0]).toBeGreaterThanOrEqual(0);
    expect(e.span[1]).toBeGreaterThanOrEqual(e.span[0]);
    expect(e.span[1]).toBeLessThanOrEqual(text.length);
  }
}

describe.each<[DialectId, DialectId]>([['kql', 'esql'], ['esql', 'kql']])('%s', (lang, to) => {
  test('any text is answered', () => {
    fc.assert(fc.property(soup(lang), (text) => {
      wellPlaced(text, parse(text, { lang }));
      wellPlaced(text, format(text, { lang }));
      wellPlaced(text, explain(text, { lang }));
      wellPlaced(text, translate(text, { from: lang, to }));
      wellPlaced(text, run(text, { lang, tables: TABLES, now: '2026-01-01T00:00:00Z' }));
    }), { numRuns: Number(process.env['FUZZ'] ?? 400) });
  });

  test.each([
    ['brackets', '('.repeat(1000)], ['closed brackets', `${'('.repeat(1000)}1${')'.repeat(1000)}`], ['calls', `${'abs('.repeat(1000)}1${')'.repeat(1000)}`], ['a long sum', Array(3000).fill('1').join(' + ')],
    ['a long conjunction', Array(3000).fill('a == 1').join(' and ')], ['minus signs', `${'-'.repeat(3000)}1`], ['nots', `${'not '.repeat(1000)}true`], ['a long text', `"${'x'.repeat(100_000)}"`], ['a long list', `a in (${Array(20_000).fill('1').join(', ')})`],
    ['indexes', `d${'[0]'.repeat(3000)}`], ['a path', `d${'.k'.repeat(3000)}`],
  ])('%s without end are answered or refused in seconds', (_what, expression) => {
    const text = lang === 'kql' ? `T | where ${expression}` : `FROM T | WHERE ${expression}`;
    const start = Date.now();
    for (const a of [format(text, { lang }), translate(text, { from: lang, to }), run(text, { lang, tables: TABLES, now: '2026-01-01T00:00:00Z' })]) wellPlaced(text, a);
    expect(Date.now() - start).toBeLessThan(20_000);
  });
});

test.each(['T | where b has_any (dynamic([]))', 'T | where b has_all (dynamic([]))'])('%s: a list of nothing', (query) => {
  expect(translate(query, { from: 'kql', to: 'esql' })).toMatchObject({ ok: true });
});
