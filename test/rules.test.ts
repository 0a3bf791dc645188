import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Failure } from '../src/base/diagnostics.js';
import { positionAt } from '../src/base/source.js';
import type { DialectId } from '../src/catalogue/index.js';
import { isoDuration, secondsOf, shortDuration } from '../src/rules/duration.js';
import { guessLanguage, readQueries } from '../src/rules/read.js';
import { ruleExtension, writeRule } from '../src/rules/write.js';
import { ROOT } from './support/cli.js';

describe('a place of a query is found again in its file', () => {
  const files = readdirSync(join(ROOT, 'corpus', 'rules'));
  test.each(files)('%s', (name) => {
    const text = readFileSync(join(ROOT, 'corpus', 'rules', name), 'utf8');
    const lines = text.split('\n');
    for (const q of readQueries(name, text)) {
      for (const m of q.text.matchAll(/[A-Za-z_]+/g)) {
        const { line, column } = q.place(positionAt(q.text, m.index));
        expect(lines[line - 1]!.slice(column - 1)).toMatch(new RegExp(`^${m[0]}`));
      }
    }
  });
});

test('an Elastic rule: name, language, window', () => {
  const [q] = readQueries('r.toml', '[rule]\nname = "N"\nlanguage = "esql"\nfrom = "now-60m"\ninterval = "10m"\nquery = "from a | limit 1"\n');
  expect(q).toMatchObject({ text: 'from a | limit 1', lang: 'esql', name: 'N', window: { lookback: 'now-60m', every: '10m' } });
  expect(q!.place({ line: 1, column: 6 })).toEqual({ line: 6, column: 15 });
});

test('a Sentinel rule: name, window; a folded query has the place of its beginning', () => {
  const [q] = readQueries('r.yaml', 'name: N\nqueryPeriod: P1D\nqueryFrequency: PT1H\nquery: >\n  T\n  | take 1\n');
  expect(q).toMatchObject({ text: 'T | take 1\n', lang: 'kql', name: 'N', window: { lookback: 'P1D', every: 'PT1H' } });
});

test('marked blocks of Markdown', () => {
  const queries = readQueries('r.md', '# x\n\n```kusto\nT\n| take 1\n```\n\n```sh\nls\n```\n\n~~~esql\nFROM a\n~~~\n');
  expect(queries.map((q) => [q.lang, q.text, q.place({ line: 1, column: 1 }).line])).toEqual([['kql', 'T\n| take 1\n', 4], ['esql', 'FROM a\n', 13]]);
});

test.each([
  ['r.toml', 'a = ', 'is not a rule file'],
  ['r.toml', '[rule]\nname = "x"', 'no [rule] with a query'],
  ['r.toml', '[rule]\nlanguage = "kuery"\nquery = "a:b"', 'its language is kuery'],
  ['r.yaml', 'a: [', 'is not a rule file'],
  ['r.yaml', 'a: 1', 'it has no query'],
  ['r.yaml', '- 1', 'not a mapping'],
  ['r.md', 'text', 'it holds no query'],
])('%s %j is a coded error', (name, text, message) => {
  expect(() => readQueries(name, text)).toThrow(Failure);
  expect(() => readQueries(name, text)).toThrow(message);
});

test.each([
  ['FROM logs-* | WHERE a == 1', 'esql'], ['  // c\nfrom x', 'esql'], ['ROW a = 1', 'esql'], ['/* T */ TS m', 'esql'], ['SET a = 1; FROM x', 'esql'],
  ['T | where a == 1', 'kql'], ['let x = 1; T', 'kql'], ['print 1', 'kql'], ['from | take 1', 'kql'], ['set notruncation; T', 'kql'],
])('%s is %s', (text, lang) => expect(guessLanguage(text)).toBe(lang));

test.each([['60m', 3600], ['now-9m', 540], ['PT1H', 3600], ['P1D', 86_400], ['P1DT2H3M4S', 93_784], ['P', undefined], ['1 hour', undefined], [undefined, undefined]])('%s is %s seconds', (text, seconds) =>
  expect(secondsOf(text)).toBe(seconds));

test('a written rule reads back: query, name, id, severity and window', () => {
  const parts = fc.record({
    name: fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' }), description: fc.string({ maxLength: 30 }), id: fc.uuid(), severity: fc.constantFrom('low', 'medium', 'high'),
    seconds: fc.integer({ min: 1, max: 900_000 }), text: fc.array(fc.stringMatching(/^[a-z|'"\\ =`\u00e9]{0,12}$/), { minLength: 1, maxLength: 4 }).map((l) => `T ${l.join('\n').trimEnd()}`),
  });
  fc.assert(fc.property(parts, fc.constantFrom<DialectId>('kql', 'esql'), ({ name, description, id, severity, seconds, text }, lang) => {
    const window = { lookback: isoDuration(seconds), every: shortDuration(seconds) };
    const [back] = readQueries(`r.${ruleExtension(lang)}`, writeRule(lang, { text: '', name, description, id, severity, window }, text));
    expect([back!.text.trim(), back!.lang, back!.name, back!.id, back!.severity?.toLowerCase()]).toEqual([text.trim(), lang, name, id, severity]);
    expect([secondsOf(back!.window?.lookback), secondsOf(back!.window?.every)]).toEqual([seconds, seconds]);
  }));
});
