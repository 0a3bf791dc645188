import { castCell } from './cast.js';
import { type Column, columnOf } from './column.js';
import type { Table } from './table.js';
import { type Dynamic, MultiValue, type Ty, type Value } from './types.js';

/** Each row as the document that it would be indexed from: an object of its columns, those with dots in their names one in another. Nulls are left out. */
export function documentsOf(table: Table): Column {
  const paths = table.fields.map((f) => f.name.split('.'));
  const documents = Array.from({ length: table.length }, (_, row) => {
    const out = new Map<string, Dynamic>();
    table.fields.forEach((f, i) => {
      const value = dynamicOf(f.type, (table.columns[i] as Column).get(row));
      if (value !== null) put(out, paths[i] as string[], value);
    });
    return out;
  });
  return columnOf('dynamic', documents);
}

function dynamicOf(type: Ty, v: Value): Dynamic {
  if (v instanceof MultiValue) return v.values.map((x) => dynamicOf(type, x));
  return (castCell(type, 'dynamic', v) ?? null) as Dynamic;
}

function put(into: Map<string, Dynamic>, [key, ...rest]: readonly string[], value: Dynamic): void {
  if (key === undefined) return;
  if (rest.length === 0) {
    into.set(key, value);
    return;
  }
  const known = into.get(key);
  const inner = known instanceof Map ? (known as Map<string, Dynamic>) : new Map<string, Dynamic>();
  into.set(key, inner);
  put(inner, rest, value);
}
