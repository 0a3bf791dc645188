import { type Column, take } from '../data/column.js';
import type { Table } from '../data/table.js';
import type { Dynamic } from '../data/types.js';
import { ColumnBuilder } from '../io/builders.js';
import { closed } from '../semantics/schema.js';
import type { TableSource } from './tables.js';

/**
 * `['azure.resource.name']` is one column for KQL, which is how a translated ES|QL query names its fields. Over nested objects such a
 * column is made of the path when no column has the name.
 */
export function withDottedNames(query: string, source: TableSource): TableSource {
  const names = new Set(Array.from(query.matchAll(DOTTED), (m) => m[2] as string));
  if (names.size === 0) return source;
  const made = new Map<string, Table | undefined>();
  const load = (name: string): Table | undefined => {
    if (!made.has(name)) made.set(name, added(source.load(name), names));
    return made.get(name);
  };
  const schema = (name: string): ReturnType<TableSource['schema']> => {
    const table = load(name);
    return table && closed(table.fields);
  };
  return { names: source.names, load, schema };
}

const DOTTED = /\[(["'])((?:(?!\1)[^\\\n])*\.(?:(?!\1)[^\\\n])*)\1\]/g;

/** Every beginning of a dotted name: the columns that it may be found in. */
export const beginningsOf = (name: string): string[] => Array.from(name.matchAll(/\./g), (m) => name.slice(0, m.index));

function added(table: Table | undefined, names: ReadonlySet<string>): Table | undefined {
  if (!table) return undefined;
  const fresh = Array.from(names).flatMap((name) => {
    const column = table.fields.some((f) => f.name === name) ? undefined : columnAt(table, name);
    return column ? [{ field: { name, type: column.type }, column }] : [];
  });
  return { fields: [...table.fields, ...fresh.map((f) => f.field)], columns: [...table.columns, ...fresh.map((f) => f.column)], length: table.length };
}

/** The values at a path of a dynamic column; `undefined` when no row has any. */
function columnAt(table: Table, name: string): Column | undefined {
  const root = beginningsOf(name).reverse().map((b) => table.fields.findIndex((f) => f.name === b && f.type === 'dynamic')).find((i) => i >= 0);
  if (root === undefined) return undefined;
  const path = name.slice((table.fields[root] as { name: string }).name.length + 1).split('.');
  const column = table.columns[root] as Column;
  return column.kind === 'dict' ? overDictionary(name, column.dict as readonly Dynamic[], column.codes, path) : built(name, column.length, (row) => at(column.get(row) as Dynamic, path));
}

function overDictionary(name: string, dict: readonly Dynamic[], codes: Int32Array, path: readonly string[]): Column | undefined {
  const distinct = built(name, dict.length, (code) => at(dict[code] as Dynamic, path));
  return distinct && take(distinct, codes);
}

function built(name: string, length: number, value: (i: number) => Dynamic): Column | undefined {
  const builder = new ColumnBuilder(name, false);
  for (let i = 0; i < length; i++) builder.addDynamic(i, value(i));
  return builder.length === 0 ? undefined : builder.finish(length, { numbers: false, addresses: false });
}

/** A key may hold dots itself; in an array the values of all elements count. */
function at(v: Dynamic, path: readonly string[]): Dynamic {
  if (path.length === 0) return v;
  if (Array.isArray(v)) {
    const all = (v as readonly Dynamic[]).map((x) => at(x, path)).filter((x) => x !== null);
    return all.length === 0 ? null : all;
  }
  if (!(v instanceof Map)) return null;
  for (let n = 1; n <= path.length; n++) {
    const key = path.slice(0, n).join('.');
    if (v.has(key)) return at(v.get(key) as Dynamic, path.slice(n));
  }
  return null;
}
