import type { Groups } from '../catalogue/entry.js';
import { type Column, columnOf, take } from '../data/column.js';
import { MultiValue, type Value } from '../data/types.js';

/** Elasticsearch multi-values as rows: a row with several values in a column counts once with each of them. */

export const hasMulti = (column: Column): boolean => {
  if (column.kind === 'box') return column.type !== 'dynamic' && column.values.some((v) => v instanceof MultiValue);
  return column.kind === 'const' && column.value instanceof MultiValue;
};

export interface Spread {
  readonly columns: readonly Column[];
  /** For each new row the row that it comes from. */
  readonly rows: Int32Array;
}

/** Rows for every combination of the values of the columns, `undefined` when none holds a multi-value. `distinct`: each value once, as groups take them. */
export function spreadRows(columns: readonly Column[], length: number, distinct = false): Spread | undefined {
  const multi = columns.flatMap((c, i) => (hasMulti(c) ? [i] : []));
  if (multi.length === 0) return undefined;
  const rows: number[] = [];
  const cells: Value[][] = multi.map(() => []);
  for (let row = 0; row < length; row++) {
    const choices = multi.map((i) => elements((columns[i] as Column).get(row), distinct));
    for (const tuple of product(choices)) {
      rows.push(row);
      tuple.forEach((v, k) => (cells[k] as Value[]).push(v));
    }
  }
  const from = Int32Array.from(rows);
  const spread = columns.map((c, i) => {
    const k = multi.indexOf(i);
    return k < 0 ? take(c, from) : columnOf(c.type, cells[k] as Value[]);
  });
  return { columns: spread, rows: from };
}

const elements = (v: Value, distinct: boolean): readonly Value[] => (!(v instanceof MultiValue) ? [v] : distinct ? [...new Set(v.values)] : v.values);

function product(choices: readonly (readonly Value[])[]): Value[][] {
  return choices.reduce<Value[][]>((tuples, values) => tuples.flatMap((t) => values.map((v) => [...t, v])), [[]]);
}

/** The arguments of an aggregate over single values, and the group of each of them. */
export function spreadMulti(args: readonly Column[], groups: Groups): { columns: readonly Column[]; groups: Groups } | undefined {
  const spread = spreadRows(args, groups.ids.length);
  if (!spread) return undefined;
  const ids = spread.rows.map((row) => groups.ids[row] as number);
  return { columns: spread.columns, groups: { ids, count: groups.count } };
}
