import { describe, expect, it } from 'vitest';
import { run, translate } from '../src/index.js';

/** Fields that a schema says hold several values (`keyword[]`) are dynamic columns in KQL, in which a single value is no array. */
const ESQL = {
  columns: [{ name: 'id', type: 'long' }, { name: 'tags', type: 'keyword' }, { name: 'sizes', type: 'long' }, { name: 'host', type: 'keyword' }],
  rows: [[1, ['b', 'a'], [5, 7], 'x'], [2, 'c', 6, 'x'], [3, null, null, 'y'], [4, ['a', 'c'], [1], null]],
};
const KQL = { columns: [{ name: 'id', type: 'long' }, { name: 'tags', type: 'dynamic' }, { name: 'sizes', type: 'dynamic' }, { name: 'host', type: 'string' }], rows: ESQL.rows };
const schema = { logs: { id: 'long', tags: 'keyword[]', sizes: 'long[]', host: 'keyword' } };
const now = '2026-01-01T00:00:00Z';

const rowsOf = (r: ReturnType<typeof run>): unknown[] => {
  if (!r.ok) throw new Error(r.errors[0]?.message);
  const names = r.columns.map((c) => c.name);
  const order = [...names].sort();
  return r.rows.map((row) => order.map((n) => same(row[names.indexOf(n)])));
};
const same = (v: unknown): unknown => (v === '' || (Array.isArray(v) && v.length === 0) ? null : Array.isArray(v) && v.length === 1 ? v[0] : Array.isArray(v) ? [...v].sort() : v);
const sorted = (rows: unknown[]): string[] => rows.map((r) => JSON.stringify(r)).sort();

describe('several values in a field', () => {
  it.each([
    'FROM logs | SORT tags, id | KEEP id',
    'FROM logs | SORT sizes DESC, id | KEEP id',
    'FROM logs | STATS n = COUNT(*) BY tags',
    'FROM logs | STATS n = COUNT(tags), s = SUM(sizes), most = MAX(sizes), least = MIN(tags), mean = AVG(sizes), d = COUNT_DISTINCT(tags) BY host',
    'FROM logs | WHERE tags == "c" | KEEP id',
    'FROM logs | WHERE tags != "c" | KEEP id',
    'FROM logs | WHERE NOT sizes IN (6, 7) | KEEP id',
    'FROM logs | WHERE tags IS NULL | KEEP id',
    'FROM logs | EVAL head = MV_FIRST(tags), n = MV_COUNT(tags), twice = sizes * 2 | KEEP id, head, n, twice',
    'FROM logs | EVAL both = CONCAT(host, tags) | KEEP id, both',
    'FROM logs | MV_EXPAND tags | KEEP id, tags',
    'FROM logs | LOOKUP JOIN logs ON tags | KEEP id, tags',
  ])('%s', (query) => {
    const there = translate(query, { from: 'esql', to: 'kql', schema });
    if (!there.ok) throw new Error(there.errors[0]?.message);
    const a = rowsOf(run(query, { lang: 'esql', tables: { logs: ESQL }, now }));
    const b = rowsOf(run(there.query, { lang: 'kql', tables: { logs: KQL }, now }));
    if (query.includes('SORT')) expect(b).toEqual(a);
    else expect(sorted(b)).toEqual(sorted(a));
  });

  it.each([
    'FROM logs | EVAL d = TO_DEGREES(sizes)',
    'FROM logs | LIMIT 1 BY tags',
    'FROM logs | DISSECT tags "%{a}-%{b}"',
  ])('refuses %s', (query) => {
    const there = translate(query, { from: 'esql', to: 'kql', schema });
    expect(there.ok ? there.query : there.errors[0]?.code).toBe('op-refused');
  });

  it('keeps a least text from being a missing one', () => {
    const there = translate('FROM logs | STATS m = MIN(host)', { from: 'esql', to: 'kql', schema });
    expect(there.ok && there.query).toBe('logs\n| summarize m = minif(host, isnotempty(host))');
  });
});
