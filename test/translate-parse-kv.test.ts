import fc from 'fast-check';
import { expect, it } from 'vitest';
import { run, translate } from '../src/index.js';
import { hold } from './support/hold.js';

/* `parse-kv` finds the same pairs as its translation: doubled delimiters, keys in other keys, nothing behind a delimiter, line ends. */

const OPTIONS = [
  "pair_delimiter=';', kv_delimiter='='", "pair_delimiter=' ', kv_delimiter='='", "pair_delimiter='][', kv_delimiter=':='", "pair_delimiter='-', kv_delimiter='.'",
];
const NOW = '2026-01-01T00:00:00Z';
const SCHEMA = { T: { x: 'string' } };

function rowsOf(query: string, lang: 'kql' | 'esql', texts: readonly string[]): unknown {
  const answer = run(query, { lang, now: NOW, noImplicitLimit: true, tables: { T: { columns: [{ name: 'x', type: lang === 'kql' ? 'string' : 'keyword' }], rows: texts.map((t) => [t]) } } });
  if (!answer.ok) throw new Error(answer.errors.map((e) => e.message).join('; '));
  return answer.rows.map((row) => row.map((v) => v ?? ''));
}

function sameRows(options: string, texts: readonly string[]): void {
  const query = `T | parse-kv x as (k: string, kk: string) with (${options}) | project k, kk`;
  const answer = translate(query, { from: 'kql', to: 'esql', schema: SCHEMA });
  if (!answer.ok) throw new Error('refused');
  expect(answer.notes.filter((n) => n.grade !== 'rewritten')).toEqual([]);
  expect(rowsOf(answer.query, 'esql', texts)).toEqual(rowsOf(query, 'kql', texts));
}

it.each(OPTIONS)('%s', (options) =>
  sameRows(options, ['k=1;kk=2', 'kk = 1 ; k = 2', 'k=', 'k= kk=3', ';;k=1', 'k;k=2', 'a=k=1;k=3', 'k=1;k=2', 'k 1', '=k=1', '= =k', 'k:=a b][kk:=c', '][k:=][kk:=d', 'k.1-kk.2', ' k\n=\n1\n;x', '']));

it('any text', () => {
  const texts = fc.array(fc.string({ unit: fc.constantFrom('k', '=', ';', ' ', '1', 'a', '\n', '][', ':=', '-', '.'), maxLength: 14 }), { minLength: 1, maxLength: 30 });
  hold('parse-kv', fc.property(fc.constantFrom(...OPTIONS), texts, sameRows));
}, 3_600_000);

it.each<[options: string, reason: string]>([
  [`${OPTIONS[0]}, quote='"'`, 'quoted values'], [`${OPTIONS[0]}, greedy=true`, 'a greedy value'], [`quote='"'`, 'without delimiters'], ["regex='(k)=(1)'", 'GROK finds one pair'],
  ["pair_delimiter=', ', kv_delimiter='='", 'white space in it'], ["pair_delimiter='k', kv_delimiter='='", 'a key holds'],
])('is refused with %s', (options, reason) =>
  expect(() => {
    const answer = translate(`T | parse-kv x as (k: string) with (${options})`, { from: 'kql', to: 'esql', schema: SCHEMA });
    if (!answer.ok) throw new Error(answer.errors.map((e) => e.message).join());
  }).toThrow(reason));
