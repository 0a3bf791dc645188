import fc from 'fast-check';
import { readInlineTable } from '../../src/dialects/typed-table.js';
import type { DialectId } from '../../src/catalogue/index.js';
import type { Table } from '../../src/data/table.js';
import type { Columns, Kind } from './draw.js';

/** The tables that random queries read: `T`, and `U`, which shares the columns `k`, `k2`, `s` and `m` with it. */
const KINDS: Readonly<Record<'T' | 'U', Readonly<Record<string, Kind>>>> = {
  T: { k: 'text', k2: 'text', s: 'text', u: 'text', n: 'long', m: 'long', r: 'real', d: 'moment', b: 'truth', a: 'texts', q: 'longs', j: 'object', p: 'json' },
  U: { k: 'text', k2: 'text', s: 'text', m: 'long', v: 'text', e: 'moment' },
};
/** Columns of types that only Elasticsearch has: in Kusto they are texts and numbers like others. */
const ONLY_ESQL: Readonly<Record<string, { readonly kind: Kind; readonly type: string; readonly kql: string }>> = {
  w: { kind: 'text', type: 'text', kql: 'string' }, i: { kind: 'address', type: 'ip', kql: 'string' }, c: { kind: 'long', type: 'integer', kql: 'int' },
};
export type TableName = keyof typeof KINDS;
export const TABLE_NAMES = Object.keys(KINDS) as TableName[];

const KQL: Readonly<Record<Kind, string>> = { text: 'string', long: 'long', real: 'real', moment: 'datetime', span: 'timespan', truth: 'bool', texts: 'dynamic', longs: 'dynamic', object: 'dynamic', json: 'string', address: 'string' };
const ESQL: Readonly<Record<Kind, string>> = { text: 'keyword', long: 'long', real: 'double', moment: 'date', span: 'long', truth: 'boolean', texts: 'keyword[]', longs: 'long[]', object: '', json: 'keyword', address: 'ip' };

/** The members of `j`, which are fields in Elasticsearch. */
export const MEMBERS: Readonly<Record<string, Kind>> = { 'j.a': 'text', 'j.o.b': 'long', 'j.c': 'long', 'j.list': 'texts' };

export function columnsOf(table: TableName, lang: DialectId): Columns {
  const all = Object.entries(KINDS[table]);
  const more = table === 'T' ? Object.entries(ONLY_ESQL).map(([n, { kind }]) => [n, kind] as [string, Kind]) : [];
  return new Map(lang === 'kql' ? all : [...all.flatMap(([n, k]) => (k === 'object' ? Object.entries(MEMBERS) : [[n, k] as [string, Kind]])), ...more]);
}

const typeOf = (column: string, kind: Kind, lang: DialectId): string => (lang === 'kql' ? ONLY_ESQL[column]?.kql : ONLY_ESQL[column]?.type) ?? (lang === 'kql' ? KQL : ESQL)[kind];

/** Types by the names that a schema takes; `of`: the dialect that the tables come from. */
export const schemaOf = (lang: DialectId, of = lang): Record<TableName, Record<string, string>> =>
  Object.fromEntries(TABLE_NAMES.map((t) => [t, Object.fromEntries([...columnsOf(t, of)].map(([n, k]) => [n, typeOf(n, k, lang)]))])) as Record<TableName, Record<string, string>>;

const maybe = <T>(values: readonly T[]): fc.Arbitrary<T | null> => fc.oneof({ weight: 1, arbitrary: fc.constant(null) }, { weight: 4, arbitrary: fc.constantFrom(...values) });

const TEXTS = ['a', 'A', 'ab', 'a-b', 'a b', 'b  a', 'x.y', 'a=b', 'a==b', 'k:v', '12', '1.5', 'a=1;b=x', 'C:\\d', 'é', 'a_b', 'c-d-e', 'abc-1.2', '"q"', '1h'];
const CELLS: Readonly<Record<string, readonly unknown[]>> = {
  k: ['a', 'b', 'A'], k2: ['x', 'a', 'y'], s: TEXTS, u: ['10.0.0.1', '192.168.1.7', '10.0.0.1:80', 'x:y', 'http://h.x/p?q=1', 'a@b.c', 'C:\\a\\b.exe', 'ab'], v: ['a', 'x', 'ab'],
  n: [0, 1, 2, 5, -1, 7, '9007199254740993'], m: [0, 1, 2, 5], r: [0, 1, 1.5, -2.25, 1e10],
  d: ['2026-01-20T11:00:00Z', '2026-01-20T11:00:00.001Z', '2026-01-20T10:30:00Z', '2026-01-18T23:59:59.999Z', '2025-12-31T12:00:00Z', '2024-02-29T00:00:00Z'], e: ['2026-01-20T11:00:00Z', '2026-01-19T11:30:00Z'],
  b: [true, false], a: [['x', 'y'], ['a'], ['b', 'a'], ['a', 'A'], ['a-b', 'x']], q: [[1, 2], [5], [3, 1], [0, -1]],
  j: [{ a: 'x', o: { b: 1 }, c: 5, list: ['a', 'b'] }, { a: 'A', c: 1 }, { o: { b: 2 } }, { list: ['x'] }, { a: 'a-b', o: { b: 1 }, c: 0 }],
  w: ['a', 'A', 'ab', 'a-b', 'x.y z', 'b'], i: ['10.0.0.1', '192.168.1.7', '8.8.8.8', '2001:db8::1'], c: [0, 1, 2, -3, 100],
  p: ['{"a":"x","c":5}', '{"a":"y","b":[1,2],"o":{"b":"z"}}', '["a","b"]', 'junk', '{"c":1.5}', '{"a":null}'],
};

export type Rows = Readonly<Record<TableName, readonly (readonly unknown[])[]>>;
const namesOf = (table: TableName): string[] => [...Object.keys(KINDS[table]), ...(table === 'T' ? Object.keys(ONLY_ESQL) : [])];
const rowOf = (table: TableName): fc.Arbitrary<unknown[]> => fc.tuple(...namesOf(table).map((c) => maybe(CELLS[c] as readonly unknown[])));

/** Rows of both tables; the same for both dialects. */
export const tableRows: fc.Arbitrary<Rows> = fc.record({ T: fc.array(rowOf('T'), { minLength: 1, maxLength: 9, size: 'max' }), U: fc.array(rowOf('U'), { maxLength: 5, size: 'max' }) });

/** `empty`: what a missing text is in tables of Kusto, null or ""; one of the two in all of a column (docs/semantics.md). Elasticsearch has no "". */
export function tablesOf(rows: Rows, lang: DialectId, empty: '' | null): Map<string, Table> {
  return new Map(TABLE_NAMES.map((t) => {
    const columns = [...columnsOf(t, lang)].map(([name, k]) => ({ name, type: typeOf(name, k, lang).replace('[]', '') }));
    const names = namesOf(t);
    const cell = (row: readonly unknown[], column: string, k: Kind): unknown => {
      const v = k === 'object' || !(column in MEMBERS) ? row[names.indexOf(column)] : member(row[names.indexOf('j')], column.split('.').slice(1));
      return v === null && lang === 'kql' && KQL[k] === 'string' ? empty : v;
    };
    const cells = rows[t].map((row) => [...columnsOf(t, lang)].map(([name, k]) => single(cell(row, name, k), lang)));
    return [t, readInlineTable(t, { columns, rows: cells }, lang)] as const;
  }));
}

function member(v: unknown, path: readonly string[]): unknown {
  return path.reduce((x, key) => (typeof x === 'object' && x !== null && key in x ? (x as Record<string, unknown>)[key] : null), v);
}

/** Elasticsearch has no array of one. */
const single = (v: unknown, lang: DialectId): unknown => (lang === 'esql' && Array.isArray(v) && v.length === 1 ? v[0] : v);
