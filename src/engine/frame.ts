import { type Column, take } from '../data/column.js';
import { withoutNullStrings } from '../data/null-strings.js';
import type { Field, Table } from '../data/table.js';

/**
 * The rows between two stages. Columns are picked from their rows only when they are asked for, so that a filter over a wide table
 * costs nothing for columns that nobody reads.
 */
export interface Frame {
  readonly fields: readonly Field[];
  readonly cells: readonly LazyColumn[];
  readonly length: number;
}

/**
 * A column that may not be made yet, or rows of one that are not picked yet. `fill`: null strings become "" when it is read (tables and
 * outer joins of a dialect whose strings have no null).
 */
export class LazyColumn {
  constructor(private base: Column | (() => Column), private rows?: Int32Array, private fill = false) {}

  get(): Column {
    let column = typeof this.base === 'function' ? this.base() : this.base;
    if (this.rows) column = take(column, this.rows);
    if (this.fill) column = withoutNullStrings(column);
    this.base = column;
    this.rows = undefined;
    this.fill = false;
    return column;
  }

  /** The rows `selection[0], selection[1], …` of this one; `composed` remembers selections of selections, which columns share. */
  select(selection: Int32Array, composed: Map<Int32Array, Int32Array>, fill: boolean): LazyColumn {
    if (typeof this.base === 'function') return new LazyColumn(() => this.get(), selection, fill);
    if (!this.rows) return new LazyColumn(this.base, selection, fill || this.fill);
    let rows = composed.get(this.rows);
    if (!rows) composed.set(this.rows, (rows = compose(this.rows, selection)));
    return new LazyColumn(this.base, rows, fill || this.fill);
  }
}

function compose(rows: Int32Array, selection: Int32Array): Int32Array {
  const out = new Int32Array(selection.length);
  for (let i = 0; i < selection.length; i++) {
    const at = selection[i] as number;
    out[i] = at < 0 ? -1 : (rows[at] as number);
  }
  return out;
}

export const frameOf = (t: Table, fill = false): Frame => ({ fields: t.fields, cells: t.columns.map((c) => new LazyColumn(c, undefined, fill)), length: t.length });

export const tableOf = (f: Frame): Table => ({ fields: f.fields, columns: f.cells.map((c) => c.get()), length: f.length });

export const frame = (fields: readonly Field[], columns: readonly Column[], length: number): Frame => ({ fields, cells: columns.map((c) => new LazyColumn(c)), length });

/** Rows by index; -1 gives a row of nulls, with `fill` "" in string columns. */
export function selectRows(f: Frame, rows: Int32Array, fill = false): Frame {
  const composed = new Map<Int32Array, Int32Array>();
  return { fields: f.fields, cells: f.cells.map((c) => c.select(rows, composed, fill)), length: rows.length };
}

/** Columns by index, under their names or new ones. */
export function selectColumns(f: Frame, indexes: readonly number[], fields: readonly Field[] = indexes.map((i) => f.fields[i] as Field)): Frame {
  return { fields, cells: indexes.map((i) => f.cells[i] as LazyColumn), length: f.length };
}

/** Adds or replaces columns; a replaced one keeps its place or goes last. */
export function withColumns(f: Frame, added: readonly (readonly [name: string, column: Column])[], place: 'keep' | 'end' = 'keep'): Frame {
  const out = new Map(f.fields.map((field, i) => [field.name, { field, cell: f.cells[i] as LazyColumn }]));
  for (const [name, column] of added) {
    if (place === 'end') out.delete(name);
    out.set(name, { field: { name, type: column.type }, cell: new LazyColumn(column) });
  }
  const all = [...out.values()];
  return { fields: all.map((x) => x.field), cells: all.map((x) => x.cell), length: f.length };
}

export function columnNamed(f: Frame, name: string): Column | undefined {
  const at = f.fields.findIndex((x) => x.name === name);
  return f.cells[at]?.get();
}

export function headRows(f: Frame, count: number): Frame {
  return count >= f.length ? f : selectRows(f, indexRange(0, count));
}

export function indexRange(from: number, to: number): Int32Array {
  const rows = new Int32Array(Math.max(0, to - from));
  for (let i = 0; i < rows.length; i++) rows[i] = from + i;
  return rows;
}
