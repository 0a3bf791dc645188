import { describe, expect, it } from 'vitest';
import { run, translate } from '../src/index.js';

const SCHEMA = { T: { t: 'datetime', n: 'long', v: 'long', r: 'real', g: 'string' } };
const NOW = '2026-01-05T06:00:00Z';
const ROWS = [
  ['2026-01-01T00:00:00Z', 0, 5, 1.5, 'a'], ['2026-01-01T12:00:00Z', 1, null, null, 'a'], ['2026-01-03T23:59:59Z', 5, 7, 2, 'b'], ['2026-01-04T00:00:00Z', 6, 1, 1, 'c'], [null, null, 1, 1, 'a'],
  ['2025-12-31T00:00:00Z', -1, 2, 2, 'd'], ['2026-01-05T00:00:00Z', 7, 4, 4, 'b'],
];

const rowsOf = (query: string, lang: 'kql' | 'esql', rows: readonly (readonly unknown[])[]): unknown[] => {
  const types = lang === 'kql' ? ['datetime', 'long', 'long', 'real', 'string'] : ['date', 'long', 'long', 'double', 'keyword'];
  const answer = run(query, { lang, now: NOW, noImplicitLimit: true, tables: { T: { columns: ['t', 'n', 'v', 'r', 'g'].map((name, i) => ({ name, type: types[i] as string })), rows: rows as never } } });
  if (!answer.ok) throw new Error(answer.errors.map((e) => e.message).join('; '));
  const names = answer.columns.map((c) => c.name);
  const cell = (v: unknown): unknown => (Array.isArray(v) && v.length === 1 ? v[0] : Array.isArray(v) ? v.map((x) => (typeof x === 'string' ? x.replace(/\.0+Z$/, 'Z') : x)) : v);
  return answer.rows.map((r) => JSON.stringify(Object.fromEntries(names.map((n, i) => [n, cell(r[i])] as const).sort(([a], [b]) => (a < b ? -1 : 1))))).sort();
};

function told(series: string): { text: string; losses: number } {
  const answer = translate(`T | make-series ${series}`, { from: 'kql', to: 'esql', schema: SCHEMA });
  if (!answer.ok) throw new Error(answer.errors.map((e) => e.message).join('; '));
  return { text: answer.query, losses: answer.notes.filter((n) => n.grade !== 'rewritten').length };
}

const DAYS = 'on t from datetime(2026-01-01) to datetime(2026-01-05) step 1d';

describe('make-series over a known grid', () => {
  it.each<[series: string, losses: number]>([
    [`c = count() default = 0 ${DAYS}`, 0], [`s = sum(v) default = 0 ${DAYS} by g`, 0], [`s = sum(v) default = -1, c = count() ${DAYS} by g`, 0], [`c = countif(v > 3) ${DAYS}`, 0],
    ['s = sum(v) default = 9 on n from 0 to 7 step 3', 0], ['s = sum(r) default = 1 on n from 0 to 7 step 2 by g', 0], [`m = max(r) ${DAYS} by g`, 1],
    ['c = count() on t from ago(4d) to now() step 1d by g', 0], ['c = count() on t from startofday(ago(4d)) to startofday(now()) step 12h', 0], ['kind=nonempty c = count() on n from 0 to 4 step 2', 0],
  ])('%s', (series, losses) => {
    const { text, losses: found } = told(series);
    expect(found).toBe(losses);
    for (const rows of losses > 0 ? [ROWS.filter((r) => r[3] !== null)] : [ROWS, []]) expect(rowsOf(text, 'esql', rows)).toEqual(rowsOf(`T | make-series ${series}`, 'kql', rows));
  });

  it.each([
    'c = count() on t step 1d', 'c = count() on t from startofday(ago(4d)) to now() step 1d', 'c = count() on n from 0 to 1000 step 1', `l = make_list(v) ${DAYS}`, `s = sum(v) default = long(null) ${DAYS}`,
    'c = count() on t in range(datetime(2026-01-01), datetime(2026-01-05), 1d)',
  ])('refuses %s', (series) => expect(() => told(series)).toThrow('make-series'));
});
