import { type Json, plainOfCell } from '../data/encode.js';
import { columnIndex, type Table } from '../data/table.js';
import { isNumeric, type Ty, type Value } from '../data/types.js';

/**
 * What "the same rows" means (docs/semantics.md): as a multiset, columns by name, numbers whatever their width, and null and "" one
 * value where there are strings. An array of one element is that element and an empty one is null, because an Elasticsearch field
 * cannot tell them apart. `undefined`: the same; else what differs first.
 */
export function rowsDiffer(a: Table, b: Table): string | undefined {
  const names = a.fields.map((f) => f.name);
  const missing = names.filter((n) => columnIndex(b, n) < 0);
  const more = b.fields.map((f) => f.name).filter((n) => columnIndex(a, n) < 0);
  if (missing.length > 0 || more.length > 0) return `columns differ: ${[...missing.map((n) => `-${n}`), ...more.map((n) => `+${n}`)].join(', ')}`;
  if (a.length !== b.length) return `${a.length} rows and ${b.length} rows`;
  const left = counted(a, names);
  for (const key of counted(b, names).entries()) if (left.get(key[0]) !== key[1]) return `a row of one side only: ${key[0]}`;
  return undefined;
}

function counted(t: Table, names: readonly string[]): Map<string, number> {
  const columns = names.map((n) => columnIndex(t, n));
  const out = new Map<string, number>();
  for (let row = 0; row < t.length; row++) {
    const key = columns.map((c) => cellKey((t.fields[c] as { type: Ty }).type, t.columns[c]?.get(row) ?? null)).join(' | ');
    out.set(key, (out.get(key) ?? 0) + 1);
  }
  return out;
}

function cellKey(type: Ty, v: Value): string {
  const plain = plainOfCell(type, v);
  return isNumeric(type) && typeof plain === 'string' ? plain : jsonKey(plain);
}

function jsonKey(v: Json): string {
  if (v === null || v === '') return 'null';
  if (typeof v === 'number') return String(Number(v.toPrecision(15)));
  if (Array.isArray(v)) return v.length === 0 ? 'null' : v.length === 1 ? jsonKey(v[0] as Json) : `[${v.map(jsonKey).join(',')}]`;
  if (typeof v === 'object') return `{${Object.entries(v).sort(([x], [y]) => (x < y ? -1 : 1)).map(([k, x]) => `${k}:${jsonKey(x)}`).join(',')}}`;
  return JSON.stringify(v);
}
