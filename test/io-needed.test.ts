import { join } from 'node:path';
import { expect, test } from 'vitest';
import { neededColumns } from '../src/ast/needed.js';
import { planOf } from '../src/api/plan.js';
import { openEnvironment } from '../src/api/informed.js';
import type { DialectId } from '../src/catalogue/index.js';
import { readTable } from '../src/io/open.js';
import { eskql, folder } from './support/cli.js';

const needed = (lang: DialectId, query: string): ReadonlySet<string> | undefined => neededColumns(planOf(query, lang, openEnvironment({})).plan);

test.each<[DialectId, string, string[]]>([
  ['kql', 'T | where a == 1 | summarize count() by b', ['a', 'b']],
  ['kql', 'T | extend c = a + d | project c | join (U | project e, c) on c', ['a', 'd', 'e', 'c']],
  ['kql', 'let v = U | where u > 1 | distinct w; T | where a in (v) | project b', ['u', 'w', 'a', 'b']],
  ['esql', 'FROM t | WHERE a.b == 1 | STATS c = COUNT(*) BY d', ['a.b', 'd']],
])('%s: %s names its columns', (lang, query, names) => {
  const found = needed(lang, query);
  expect(names.filter((n) => !found?.has(n))).toEqual([]);
  expect(found?.has('other')).toBe(false);
});

test.each<[DialectId, string]>([
  ['kql', 'T | where a == 1'], ['kql', 'T | join (U) on x | project x'], ['kql', 'T | project-away x'], ['kql', 'union T, U | project x'], ['kql', 'T | where a in ((U | take 1)) | project b'],
  ['esql', 'FROM t | KEEP a*'], ['esql', 'FROM t | DROP a | STATS c = COUNT(*)'], ['esql', 'FROM t | INLINE STATS c = COUNT(*) BY a'],
])('%s: %s may need any', (lang, query) => expect(needed(lang, query)).toBeUndefined());

test('columns that nobody asks for are there, and null', () => {
  const path = join(folder({ 't.ndjson': '{"a":1,"b":"x","c":{"d":[1]}}\n{"b":"y","a":2,"c":null}' }), 't.ndjson');
  const t = readTable(path, { shape: 'dynamic', needed: new Set(['b']) });
  expect(t.fields.map((f) => f.name)).toEqual(['a', 'b', 'c']);
  expect([t.columns[1]!.get(0), t.columns[1]!.get(1), t.columns[0]!.get(1)]).toEqual(['x', 'y', null]);
});

test('a broken cell of such a column is an error all the same', () => {
  const dir = folder({ 't.ndjson': '{"a":1,"b":2}\n{"a":1,"b":}' });
  expect(eskql(['run', '-q', 't | summarize sum(a)', '--lang', 'kql', join(dir, 't.ndjson')])).toMatchObject({ code: 1, out: '' });
});
