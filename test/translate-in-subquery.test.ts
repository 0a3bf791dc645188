import { expect, test } from 'vitest';
import { run, translate } from '../src/index.js';

const tables = {
  T: { columns: [{ name: 'id', type: 'long' }, { name: 'k', type: 'string' }, { name: 'n', type: 'long' }], rows: [[1, 'a', 1], [2, 'b', 2], [3, '', null]] },
  U: { columns: [{ name: 'k', type: 'string' }, { name: 'n', type: 'long' }], rows: [['a', 1], ['', null]] },
};
const schema = { T: { id: 'long', k: 'string', n: 'long' }, U: { k: 'string', n: 'long' } };
/** The same data in an index: a missing text is null. */
const indexed = Object.fromEntries(Object.entries(tables).map(([name, t]) => [name, { columns: t.columns.map((c) => ({ name: c.name, type: c.type === 'string' ? 'keyword' : 'long' })), rows: t.rows.map((r) => r.map((v) => (v === '' ? null : v))) }]));

/** A null among the rows of a subquery makes NOT IN null for everything in ES|QL; in KQL it does nothing. */
test.each([
  ['k !in ((U | distinct k))', [2]],
  ['k in ((U | distinct k))', [1, 3]],
  ['k !in~ ((U | distinct k))', [2]],
  ['k in ((U | where n == 1 | summarize make_list(k)))', [1]],
  ['k !in ((U | where n == 1 | summarize make_list(k)))', [2, 3]],
])('%s', (condition, ids) => {
  const query = `T | where ${condition} | project id | sort by id asc`;
  const options = { now: '2026-01-01T00:00:00Z' };
  expect(run(query, { lang: 'kql', tables, ...options })).toMatchObject({ ok: true, rows: ids.map((i) => [i]) });
  const there = translate(query, { from: 'kql', to: 'esql', schema });
  expect(there).toMatchObject({ ok: true });
  expect(run(there.ok ? there.query : '', { lang: 'esql', tables: indexed, ...options })).toMatchObject({ ok: true, rows: ids.map((i) => [i]) });
});

test('an address that is missing is no element of VALUES', () => {
  const query = 'FROM L | STATS all = VALUES(ip) | EVAL one = MV_FIRST(all) | KEEP one';
  const there = translate(query, { from: 'esql', to: 'kql', schema: { L: { ip: 'ip' } } });
  const L = { columns: [{ name: 'ip', type: 'string' }], rows: [[''], ['10.0.0.1']] };
  expect(run(there.ok ? there.query : '', { lang: 'kql', tables: { L }, now: '2026-01-01T00:00:00Z' })).toMatchObject({ ok: true, rows: [['10.0.0.1']] });
});

test('a null number equals the null of a row in KQL only, and the note says so', () => {
  const there = translate('T | where n !in ((U | distinct n)) | project id', { from: 'kql', to: 'esql', schema });
  expect(there.notes?.map((n) => n.grade)).toContain('narrower');
  expect(run(there.ok ? there.query : '', { lang: 'esql', tables: indexed, now: '2026-01-01T00:00:00Z' })).toMatchObject({ rows: [[2]] });
});
