import { describe, expect, it } from 'vitest';
import { run, translate } from '../src/index.js';

/* Analysed texts (match_only_text) and points have a type of their own in ES|QL, and are texts in KQL: guards are found for them as for other texts. */

const ROWS = [['b', null, 'POINT (1 2)'], [null, 'a', null], ['v1', 'w', null], [null, null, 'POINT (3 4)']];
const tableOf = (text: string, keyword: string, point: string) => ({ T: { columns: [{ name: 'm', type: text }, { name: 'u', type: keyword }, { name: 'p', type: point }], rows: ROWS } });
const SIDES = { esql: tableOf('text', 'keyword', 'geo_point'), kql: tableOf('string', 'string', 'string') };

const rowsOf = (query: string, lang: 'esql' | 'kql'): unknown => {
  const ran = run(query, { lang, tables: SIDES[lang], now: '2026-01-20T12:00:00Z' });
  return ran.ok ? ran.rows.map((r) => r.map((c) => (c === '' ? null : c))) : ran.errors;
};

describe('texts of other types', () => {
  it.each([
    'EVAL x = GREATEST(m, "c"), y = LEAST(u, m), z = CONCAT(GREATEST(m, "x"), u) | KEEP x, y, z',
    'WHERE GREATEST(m, "c") != "d" | KEEP m',
    'WHERE NOT (m == "b") OR u != "a" | KEEP m, u',
    'EVAL x = LENGTH(m), y = m IN ("b", "c") | KEEP x, y',
    'EVAL x = MV_COUNT(p) | KEEP x',
    'WHERE p IS NULL | KEEP m',
    'EVAL x = p IS NOT NULL, y = MV_COUNT(p) <= 3 | KEEP x, y',
  ])('FROM T | %s', (stages) => {
    const query = `FROM T | ${stages}`;
    const there = translate(query, { from: 'esql', to: 'kql', schema: { T: { m: 'text', u: 'keyword', p: 'geo_point' } } });
    if (!there.ok) throw new Error(there.errors[0]?.message);
    expect(rowsOf(there.query, 'kql')).toEqual(rowsOf(query, 'esql'));
  });

  it('reads points of a table from GeoJSON, and those that the query makes from their two numbers', () => {
    const schema = { T: { p: 'geo_point', q: 'geo_point', n: 'long' } };
    const there = (query: string) => translate(query, { from: 'esql', to: 'kql', schema });
    const ofTable = there('FROM T | EVAL x = ST_DISTANCE(p, q)');
    expect(ofTable).toMatchObject({ ok: true, notes: expect.arrayContaining([expect.objectContaining({ grade: 'different', message: expect.stringContaining('GeoJSON') })]) });
    const made = there('FROM T | EVAL a = TO_GEOPOINT(CONCAT("POINT(", TO_STRING(n), " ", TO_STRING(n), ")")) | EVAL x = ST_DISTANCE(a, a)');
    expect(made.ok && made.notes.filter((n) => n.grade === 'different')).toEqual([]);
  });
});
