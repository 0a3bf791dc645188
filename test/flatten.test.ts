import { describe, expect, test } from 'vitest';
import { run } from '../src/api/run.js';
import { plainOfCell } from '../src/data/encode.js';
import { flattened } from '../src/data/flatten.js';
import { dynamicOfJson } from '../src/data/json.js';
import { tableOfRows } from '../src/data/table.js';
import type { Dynamic } from '../src/data/types.js';

/** The fields of a dynamic column `c` with these cells, as `name:type` with their values row by row. */
function fieldsOf(cells: readonly string[], named: readonly string[] = []): Record<string, unknown[]> {
  const rows = cells.map((c) => [dynamicOfJson(c) as Dynamic]);
  const flat = flattened(tableOfRows([{ name: 'c', type: 'dynamic' }], rows), new Set(['c', ...named]));
  return Object.fromEntries(flat.fields.map((f, i) => [`${f.name}:${f.type}`, cells.map((_, row) => plainOfCell(f.type, flat.columns[i]?.get(row) ?? null))]));
}

describe('fields of a dynamic column', () => {
  test.each([['objects alone', ['{"a":1}', 'null', '[{"a":2}]'], ['c.a']], ['an object and a text', ['{"a":1}', '"x"'], ['c', 'c.a']], ['nothing', ['null', '[]'], ['c']]])(
    'the column itself is there unless it holds objects alone: %s', (_what, cells, names) =>
      expect(flattened(tableOfRows([{ name: 'c', type: 'dynamic' }], cells.map((c) => [dynamicOfJson(c) as Dynamic]))).fields.map((f) => f.name)).toEqual(names));

  test.each<[what: string, cells: string[], named: string[], fields: Record<string, unknown[]>]>([
    ['members are dotted fields of the type of their values', ['{"a":{"b":1},"r":1.5,"t":true}', '{"a":{"b":2},"r":2}'], [],
      { 'c:string': ['{"a":{"b":1},"r":1.5,"t":true}', '{"a":{"b":2},"r":2}'], 'c.a.b:long': [1, 2], 'c.r:real': [1.5, 2], 'c.t:bool': [true, null] }],
    ['kinds that mix are texts', ['{"a":1}', '{"a":"x"}', '{"a":true}'], [], { 'c:string': ['{"a":1}', '{"a":"x"}', '{"a":true}'], 'c.a:string': ['1', 'x', 'true'] }],
    ['times stay texts', ['{"t":"2026-01-01T00:00:00Z"}'], [], { 'c:string': ['{"t":"2026-01-01T00:00:00Z"}'], 'c.t:string': ['2026-01-01T00:00:00Z'] }],
    ['arrays of scalars are multi-values, without their nulls', ['[1,2,null]', '[3]', '[]', 'null'], [], { 'c:long': [[1, 2], 3, null, null] }],
    ['arrays of objects give the values of all elements', ['[{"n":"x","g":[1,2]},{"n":"y","g":[3]}]'], [],
      { 'c:string': ['[{"n":"x","g":[1,2]},{"n":"y","g":[3]}]'], 'c.n:string': [['x', 'y']], 'c.g:long': [[1, 2, 3]] }],
    ['a position is a field where the query names it', ['[{"n":"x"},{"n":"y"}]', '[]'], ['c.0.n', 'c.1.n', 'c.7.n'],
      { 'c:string': ['[{"n":"x"},{"n":"y"}]', null], 'c.n:string': [['x', 'y'], null], 'c.0.n:string': ['x', null], 'c.1.n:string': ['y', null], 'c.7.n:string': [null, null] }],
    ['an object that the query names is its JSON', ['{"a":{"b":[1,{"d":2}]}}'], ['c.a'],
      { 'c:string': ['{"a":{"b":[1,{"d":2}]}}'], 'c.a.b:string': ['[1,{"d":2}]'], 'c.a.b.d:long': [2], 'c.a:string': ['{"b":[1,{"d":2}]}'] }],
    ['dots in a key stay', ['{"a.b":1,"x":{"y.z":2}}'], [], { 'c:string': ['{"a.b":1,"x":{"y.z":2}}'], 'c.a.b:long': [1], 'c.x.y.z:long': [2] }],
  ])('%s', (_what, cells, named, fields) => expect(fieldsOf(cells, named)).toEqual(fields));

  test('a field that the table has already wins', () => {
    const rows = [[dynamicOfJson('{"a":1}') as Dynamic, 'own']];
    const flat = flattened(tableOfRows([{ name: 'c', type: 'dynamic' }, { name: 'c.a', type: 'string' }], rows), new Set(['c']));
    expect(flat.fields.map((f) => f.name)).toEqual(['c', 'c.a']);
    expect(flat.columns[1]?.get(0)).toBe('own');
  });
});

test('ES|QL over a typed table sees the fields that it names', () => {
  const table = { columns: [{ name: 'id', type: 'long' }, { name: 'c', type: 'dynamic' }], rows: [[1, [{ n: 'x' }, { n: 'y' }]], [2, null]] };
  const result = run('FROM T | WHERE c.`0`.n == "x" AND c.missing IS NULL | KEEP id, c.`1`.n', { lang: 'esql', now: '2026-01-01T00:00:00Z', tables: { T: table } });
  expect(result).toMatchObject({ ok: true, columns: [{ name: 'id' }, { name: 'c.1.n', type: 'keyword' }], rows: [[1, 'y']] });
});
