import { type BoolColumn, type Column, type DictColumn, NumberColumn } from './column.js';
import { keyOf } from './order.js';
import type { Value } from './types.js';
import { NumberIndex } from './number-index.js';

/** Which group each row is in: `ids[row]` from 0 to `count - 1`, or -1 for a row that is left out. */
export interface Groups {
  readonly ids: Int32Array;
  readonly count: number;
}

/**
 * Group ids in order of first appearance. Every form of column gives codes of its own (`Groups`); several keys are combined pair by
 * pair. Null is a group like any other.
 */
export function groupBy(keys: readonly Column[], length: number): Groups {
  const first = keys[0];
  if (!first) return { ids: new Int32Array(length), count: 1 };
  let groups = groupColumn(first);
  for (const key of keys.slice(1)) groups = combine(groups, groupColumn(key));
  return groups;
}

/** The first row of each group. */
export function firstRows(groups: Groups): Int32Array {
  const rows = new Int32Array(groups.count).fill(-1);
  const { ids } = groups;
  let missing = groups.count;
  for (let i = 0; i < ids.length && missing > 0; i++) {
    const id = ids[i] as number;
    if (id >= 0 && rows[id] === -1) {
      rows[id] = i;
      missing--;
    }
  }
  return rows;
}

/** The rows of each group, in order. */
export function rowsOfGroups({ ids, count }: Groups): Int32Array[] {
  const sizes = new Int32Array(count);
  for (let row = 0; row < ids.length; row++) (sizes[ids[row] as number] as number)++;
  const out = Array.from(sizes, (n) => new Int32Array(n));
  sizes.fill(0);
  for (let row = 0; row < ids.length; row++) {
    const id = ids[row] as number;
    (out[id] as Int32Array)[(sizes[id] as number)++] = row;
  }
  return out;
}

/** A few rows of a column with a large dictionary do not pay for a table as long as the dictionary. */
export function groupColumn(column: Column): Groups {
  switch (column.kind) {
    case 'const':
      return { ids: new Int32Array(column.length), count: column.length > 0 ? 1 : 0 };
    case 'dict':
      return column.dict.length > 4 * column.length + 64 ? groupBoxed(column) : groupDict(column);
    case 'number':
      return groupNumbers(column);
    case 'bool':
      return renumber(column.values.length, 3, (row) => (column as BoolColumn).values[row] as number);
    case 'box':
      return groupBoxed(column);
  }
}

/** Small codes to ids by first appearance, through a table. */
function renumber(length: number, codes: number, code: (row: number) => number): Groups {
  const table = new Int32Array(codes).fill(-1);
  const ids = new Int32Array(length);
  let count = 0;
  for (let row = 0; row < length; row++) {
    const c = code(row);
    let id = table[c] as number;
    if (id < 0) table[c] = id = count++;
    ids[row] = id;
  }
  return { ids, count };
}

function groupDict(column: DictColumn): Groups {
  const { codes } = column;
  const canonical = canonicalCodes(column);
  const table = new Int32Array(column.dict.length + 1).fill(-1);
  const ids = new Int32Array(codes.length);
  let count = 0;
  for (let row = 0; row < ids.length; row++) {
    const code = codes[row] as number;
    const slot = code < 0 ? 0 : (canonical ? (canonical[code] as number) : code) + 1;
    let id = table[slot] as number;
    if (id < 0) table[slot] = id = count++;
    ids[row] = id;
  }
  return { ids, count };
}

const canonicalOf = new WeakMap<readonly Value[], Int32Array | null>();

/** Each code's first code of an equal value; undefined when all values differ. Remembered: dictionaries are shared and never change. */
function canonicalCodes(column: DictColumn): Int32Array | undefined {
  let known = canonicalOf.get(column.dict);
  if (known === undefined) {
    const index = new Map<unknown, number>();
    const out = column.dict.map((v, i) => {
      const key = keyOf(column.type, v);
      const first = index.get(key);
      if (first === undefined) index.set(key, i);
      return first ?? i;
    });
    known = index.size === column.dict.length ? null : Int32Array.from(out);
    canonicalOf.set(column.dict, known);
  }
  return known ?? undefined;
}

const DENSE_RANGE = 4_000_000;

function groupNumbers(column: NumberColumn): Groups {
  const { values, nulls } = column;
  const span = nulls ? undefined : denseSpan(values);
  if (span) return renumberDense(values, span.min, span.size);
  const index = new NumberIndex();
  const ids = new Int32Array(values.length);
  for (let row = 0; row < ids.length; row++) ids[row] = nulls && nulls[row] === 1 ? index.nullId() : index.idOf(values[row] as number);
  return { ids, count: index.size };
}

/** The range of whole numbers that a table may hold, unless it is far larger than the column. */
function denseSpan(values: Float64Array): { min: number; size: number } | undefined {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    const v = values[i] as number;
    if (!Number.isInteger(v)) return undefined;
    if (v < min) min = v;
    if (v > max) max = v;
  }
  const size = max - min + 1;
  return size > 0 && size <= DENSE_RANGE && size <= 4 * values.length + 1024 ? { min, size } : undefined;
}

function renumberDense(values: Float64Array, min: number, size: number): Groups {
  const table = new Int32Array(size).fill(-1);
  const ids = new Int32Array(values.length);
  let count = 0;
  for (let row = 0; row < ids.length; row++) {
    const slot = (values[row] as number) - min;
    let id = table[slot] as number;
    if (id < 0) table[slot] = id = count++;
    ids[row] = id;
  }
  return { ids, count };
}

function groupBoxed(column: Column): Groups {
  const index = new Map<unknown, number>();
  const ids = new Int32Array(column.length);
  for (let row = 0; row < ids.length; row++) {
    const key = keyOf(column.type, column.get(row));
    let id = index.get(key);
    if (id === undefined) index.set(key, (id = index.size));
    ids[row] = id;
  }
  return { ids, count: index.size };
}

/** The pairs of two codes, numbered again. */
function combine(a: Groups, b: Groups): Groups {
  const x = a.ids;
  const y = b.ids;
  const width = b.count;
  if (a.count <= 1) return b;
  if (b.count <= 1) return a;
  if (a.count * width <= Math.max(1024, 4 * x.length)) return renumber(x.length, a.count * width, (row) => (x[row] as number) * width + (y[row] as number));
  const index = new NumberIndex();
  const ids = new Int32Array(x.length);
  for (let row = 0; row < ids.length; row++) ids[row] = index.idOf((x[row] as number) * width + (y[row] as number));
  return { ids, count: index.size };
}

const FLAGS = 64_000_000;

/** The first row of each pair of a group and a value, without nulls and rows that are left out, in order. */
export function distinctRows(column: Column, groups: Groups): Int32Array {
  const codes = groupColumn(column);
  const pairs = groups.count * codes.count;
  const rows = pairs <= FLAGS ? firstOfPairs(groups, codes, flagging(pairs)) : firstOfPairs(groups, codes, indexing());
  return rows.filter((row) => column.get(row) !== null);
}

/** How many different values each group has; null is none. */
export function distinctCounts(column: Column, groups: Groups): Column {
  const counts = new Float64Array(groups.count);
  for (const row of distinctRows(column, groups)) (counts[groups.ids[row] as number] as number)++;
  return new NumberColumn('long', counts);
}

/** Whether a pair is new. */
type IsNew = (pair: number) => boolean;

function flagging(pairs: number): IsNew {
  const seen = new Uint8Array(pairs);
  return (pair) => seen[pair] === 0 && (seen[pair] = 1) === 1;
}

function indexing(): IsNew {
  const index = new NumberIndex();
  return (pair) => {
    const before = index.size;
    index.idOf(pair);
    return index.size > before;
  };
}

function firstOfPairs(groups: Groups, codes: Groups, isNew: IsNew): Int32Array {
  const rows = new Int32Array(groups.ids.length);
  let n = 0;
  for (let row = 0; row < rows.length; row++) {
    const id = groups.ids[row] as number;
    if (id >= 0 && isNew(id * codes.count + (codes.ids[row] as number))) rows[n++] = row;
  }
  return rows.subarray(0, n);
}
