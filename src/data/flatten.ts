import { type Column, columnOf } from './column.js';
import { printDynamic, textOfScalar } from './dynamic.js';
import type { Field, Table } from './table.js';
import { type Dynamic, DynamicReal, DynamicScalar, MultiValue, type Ty, type Value } from './types.js';

/**
 * A table as Elasticsearch would index it. A dynamic column `c` becomes fields:
 * - every path to a scalar inside its objects is a field of the dotted path, `c.user.name`; the values of all elements of an array on the
 *   way, in order, are one multi-value;
 * - `c` itself is a text: of an object, or of an array that holds objects or arrays, its JSON; a scalar as it is, an array of scalars as a
 *   multi-value. The same goes for a path that is an object in some rows. Where all rows have objects an index has no such field: `c` is
 *   there only if it is `named`;
 * - a field of `named` that lies below `c` exists, and is null where nothing is. Only there positions count: `c.0.name` is the name of
 *   the first element.
 *
 * A field has the type of its values: boolean, long, double or keyword; a keyword where they mix. Times stay texts. Null members and null
 * elements are no values. Other columns stay as they are, and a dotted path that is a column already is left out.
 */
export function flattened(table: Table, named: ReadonlySet<string> = new Set()): Table {
  if (!table.fields.some((f) => f.type === 'dynamic')) return table;
  const taken = new Set(table.fields.map((f) => f.name));
  const fields: Field[] = [];
  const columns: Column[] = [];
  const add = (name: string, column: Column): void => {
    fields.push({ name, type: column.type });
    columns.push(column);
  };
  table.fields.forEach((field, i) => {
    const column = table.columns[i] as Column;
    if (field.type !== 'dynamic') return add(field.name, column);
    const cells = Array.from({ length: table.length }, (_, row) => column.get(row) as Dynamic);
    for (const path of pathsOf(field.name, cells, named)) {
      if (path === '' && !named.has(field.name) && onlyObjects(cells)) continue;
      const full = path === '' ? field.name : `${field.name}.${path}`;
      if (path === '' || !taken.has(full)) add(full, leaf(cells.map((c) => at(c, path))));
    }
  });
  return { fields, columns, length: table.length };
}

/** The column itself, the paths to scalars in the order in which they are seen, then those that are named. */
function pathsOf(name: string, cells: readonly Dynamic[], named: ReadonlySet<string>): ReadonlySet<string> {
  const paths = new Set(['']);
  for (const cell of cells) scalarPaths(cell, '', paths);
  for (const n of named) if (n.startsWith(`${name}.`)) paths.add(n.slice(name.length + 1));
  return paths;
}

function scalarPaths(v: Dynamic, path: string, out: Set<string>): void {
  if (v instanceof Map) for (const [key, member] of v) scalarPaths(member as Dynamic, path === '' ? key : `${path}.${key}`, out);
  else if (Array.isArray(v)) for (const element of v) scalarPaths(element as Dynamic, path, out);
  else if (v !== null) out.add(path);
}

function onlyObjects(cells: readonly Dynamic[]): boolean {
  const values = cells.flatMap((c) => (Array.isArray(c) ? (c as Dynamic[]) : [c])).filter((v) => v !== null);
  return values.length > 0 && values.every((v) => v instanceof Map);
}

const POSITION = /^(\d+)(?:\.|$)/;

/** The value at a path. Without a position an array stands for its elements. A key may hold dots. */
function at(v: Dynamic, path: string): Dynamic {
  if (path === '' || v === null) return v;
  if (v instanceof Map) return inBag(v, path);
  if (!Array.isArray(v)) return null;
  const position = POSITION.exec(path)?.[1];
  if (position !== undefined) return at((v[Number(position)] as Dynamic | undefined) ?? null, path.slice(position.length + 1));
  const found = (v as Dynamic[]).flatMap((element) => at(element, path) ?? []);
  return found.length === 0 ? null : found;
}

function inBag(bag: ReadonlyMap<string, Dynamic>, path: string): Dynamic {
  const whole = bag.get(path) ?? null;
  if (whole !== null) return whole;
  for (let dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
    const found = at(bag.get(path.slice(0, dot)) ?? null, path.slice(dot + 1));
    if (found !== null) return found;
  }
  return null;
}

/* ---------------------------------------------------------------- cells */

type Kind = 'long' | 'real' | 'bool' | 'string';

function kindOf(v: Dynamic): Kind {
  if (typeof v === 'boolean') return 'bool';
  if (typeof v === 'bigint') return 'long';
  if (typeof v === 'number') return Number.isInteger(v) ? 'long' : 'real';
  return v instanceof DynamicReal ? 'real' : 'string';
}

function leaf(cells: readonly Dynamic[]): Column {
  const values = cells.map(valuesOf);
  const kinds = new Set(values.flatMap((vs) => vs.map(kindOf)));
  const type: Ty = kinds.size === 1 ? ([...kinds][0] as Kind) : kinds.size === 2 && kinds.has('long') && kinds.has('real') ? 'real' : 'string';
  return columnOf(type, values.map((vs) => cell(vs.map((v) => typed(type, v)))));
}

/** The values of a field in one row. Whatever is no scalar, nor an array of them, is one text. */
function valuesOf(v: Dynamic): readonly Dynamic[] {
  if (v === null) return [];
  if (!Array.isArray(v)) return [v];
  return (v as Dynamic[]).some(isNested) ? [printDynamic(v)] : (v as Dynamic[]).filter((x) => x !== null);
}

const isNested = (v: Dynamic): boolean => v instanceof Map || Array.isArray(v);

function typed(type: Ty, v: Dynamic): Value {
  if (type === 'real') return v instanceof DynamicReal ? v.value : Number(v);
  if (type !== 'string' || typeof v === 'string') return v;
  return v instanceof DynamicScalar ? textOfScalar(v) : printDynamic(v);
}

const cell = (values: readonly Value[]): Value => (values.length === 0 ? null : values.length === 1 ? (values[0] as Value) : new MultiValue(values));
