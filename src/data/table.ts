import { type Column, columnOf } from './column.js';
import type { Ty, Value } from './types.js';

export interface Field {
  readonly name: string;
  readonly type: Ty;
  /** A field of Elasticsearch that is known to hold several values in some cells. */
  readonly several?: true;
}

/** Columns of one length, in order, by unique names. Never changed once built. */
export interface Table {
  readonly fields: readonly Field[];
  readonly columns: readonly Column[];
  readonly length: number;
  /** The rows as the documents of an index, for `METADATA _source`. */
  readonly documents?: () => Column;
}

export function table(fields: readonly Field[], columns: readonly Column[], length = columns[0]?.length ?? 0): Table {
  return { fields, columns, length };
}

/** From rows of cells in the representation of `types.ts`. */
export function tableOfRows(fields: readonly Field[], rows: readonly (readonly Value[])[]): Table {
  const columns = fields.map((f, c) => columnOf(f.type, rows.map((r) => r[c] ?? null)));
  return { fields, columns, length: rows.length };
}

export function columnIndex(t: Table, name: string): number {
  return t.fields.findIndex((f) => f.name === name);
}

export function rowOf(t: Table, row: number): Value[] {
  return t.columns.map((c) => c.get(row));
}
