import type { Column } from '../data/column.js';
import { jsonOfCell } from '../data/encode.js';
import type { Field, Table } from '../data/table.js';
import { type Dynamic, DynamicReal, DynamicScalar } from '../data/types.js';
import { ColumnBuilder } from './builders.js';

/**
 * A table as Elasticsearch would index it: the members of a dynamic column's objects become fields by their dotted paths, the elements
 * of its arrays multi-values. Other columns stay as they are; a dotted path that is a column already is left out.
 */
export function flattened(table: Table): Table {
  if (!table.fields.some((f) => f.type === 'dynamic')) return table;
  const taken = new Set(table.fields.map((f) => f.name));
  const fields: Field[] = [];
  const columns: Column[] = [];
  table.fields.forEach((field, c) => {
    const column = table.columns[c] as Column;
    const parts = field.type === 'dynamic' ? membersOf(field.name, column, table.length, taken) : [{ field, column }];
    for (const part of parts) {
      fields.push(part.field);
      columns.push(part.column);
    }
  });
  return { fields, columns, length: table.length };
}

function membersOf(name: string, column: Column, rows: number, taken: ReadonlySet<string>): { field: Field; column: Column }[] {
  const builders = new Map<string, ColumnBuilder>();
  const at = (path: string): ColumnBuilder => {
    const known = builders.get(path);
    if (known) return known;
    const made = new ColumnBuilder(path, true);
    builders.set(path, made);
    return made;
  };
  for (let row = 0; row < rows; row++) add(name, column.get(row) as Dynamic, row, at);
  if (builders.size === 0) at(name);
  const found = [...builders.values()].filter((b) => b.name === name || !taken.has(b.name));
  return found.map((b) => {
    const made = b.finish(rows, { numbers: false, addresses: true });
    return { field: { name: b.name, type: made.type }, column: made };
  });
}

function add(path: string, v: Dynamic, row: number, at: (path: string) => ColumnBuilder): void {
  if (v === null) return;
  if (v instanceof Map) for (const [key, member] of v) add(`${path}.${key}`, member as Dynamic, row, at);
  else if (Array.isArray(v)) for (const element of v) add(path, element as Dynamic, row, at);
  else addScalar(at(path), row, v as Dynamic);
}

function addScalar(column: ColumnBuilder, row: number, v: Dynamic): void {
  if (typeof v === 'string') column.addText(row, v);
  else if (typeof v === 'boolean') column.addBool(row, v);
  else if (typeof v === 'number') column.addNumber(row, v, !Number.isInteger(v));
  else if (typeof v === 'bigint') column.addBig(row, v);
  else if (v instanceof DynamicReal) column.addNumber(row, v.value, true);
  else if (v instanceof DynamicScalar) column.addText(row, String(JSON.parse(jsonOfCell(v.type, v.value))));
}
