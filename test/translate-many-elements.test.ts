import { expect, it } from 'vitest';
import { planOf } from '../src/api/plan.js';
import { environmentOf, tableSource } from '../src/api/tables.js';
import { type InlineTable, readInlineTable } from '../src/dialects/typed-table.js';
import { run, translate } from '../src/index.js';
import { difference } from './proof/same.js';

/* Arrays with more elements than a text writes places for: the translation gives as many rows, in whatever order. */

const objects = (n: number): string => JSON.stringify(Array.from({ length: n }, (_, i) => ({ a: i, b: `x,${i % 7}` })));
const T: InlineTable = {
  columns: [['id', 'long'], ['s', 'string'], ['w', 'string'], ['n', 'long']].map(([name, type]) => ({ name: name as string, type: type as string })),
  rows: [
    [1, objects(33), 'a b', 40], [2, objects(80), 'c', 0], [3, '[]', '', 1024], [4, '', 'a,b', -1], [5, '[5]', 'q w e', 1], [6, 'plain, text', 'z', 33], [7, '[[1,2],[3,4]]', '', 2],
    [8, null, null, null], [9, JSON.stringify(Array.from({ length: 1300 }, (_, i) => i % 10)), '', 31],
  ],
};

const QUERIES: readonly string[] = [
  'T | mv-expand e = parse_json(s) | where toint(e.a) % 3 == 0 | project id, a = tostring(e.a), b = tostring(e.b)',
  'T | mv-expand e = parse_json(s) | summarize count() by id, b = tostring(e.b)',
  'T | mv-expand todynamic(s) | summarize count(), dcount(tostring(s)) by id',
  'T | mv-expand with_itemindex=i todynamic(s) | summarize count(), max(i) by id',
  'T | mv-expand todynamic(s) limit 70 | summarize count() by id',
  'T | mv-expand todynamic(s) limit 3 | summarize count() by id',
  'T | extend p = split(w, " ") | mv-expand p, todynamic(s) | summarize count(), a = countif(isempty(tostring(p))) by id',
  'T | where isnotnull(n) | mv-expand k = range(0, n) | project id, k = tolong(k)',
];

const schema = { T: Object.fromEntries(T.columns.map((c) => [c.name, c.type])) };
const plan = (query: string): ReturnType<typeof planOf>['plan'] => planOf(query, 'kql', environmentOf(tableSource(new Map([['T', readInlineTable('T', T, 'kql')]])))).plan;

function ran(text: string, lang: 'kql' | 'esql'): ReturnType<typeof readInlineTable> {
  const r = run(text, { lang, tables: { T }, now: '2026-01-20T12:00:00Z', noImplicitLimit: true });
  if (!r.ok) throw new Error(`${text}: ${r.errors[0]?.message}`);
  return readInlineTable('rows', { columns: r.columns, rows: r.rows }, lang);
}

it.each(QUERIES)('%s', (query) => {
  const there = translate(query, { from: 'kql', to: 'esql', schema });
  if (!there.ok) throw new Error(there.errors[0]?.message);
  expect(difference(ran(query, 'kql'), ran(there.query, 'esql'), plan(query))).toBeUndefined();
});
