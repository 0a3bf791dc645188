import type { Column, DictColumn, NumberColumn } from '../data/column.js';
import { compareValues } from '../data/order.js';
import { MultiValue, type Ty, type Value } from '../data/types.js';

/** How a key orders rows: descending turns values, not nulls; nulls go first or last. */
export interface Direction {
  readonly desc: boolean;
  readonly nullsFirst: boolean;
}

/**
 * A sort key as plain numbers, so that comparing two rows is comparing numbers: `place` puts nulls before or behind the values, and NaN
 * between the two (the documentation of `sort`: both stand together, on the side of the nulls).
 */
export interface RankedKey {
  readonly values: Float64Array;
  readonly place: Uint8Array | undefined;
}

const NULL_FIRST = 0;
const NAN_LOW = 1;
const VALUE = 2;
const NAN_HIGH = 3;
const NULL_LAST = 4;

export function rankKey(column: Column, d: Direction): RankedKey {
  if (column.kind === 'number') return rankNumbers(column, d);
  if (column.kind === 'dict' && column.dict.length <= 4 * column.length + 64) return rankDict(column, d);
  if (column.kind === 'const') return { values: new Float64Array(column.length), place: undefined };
  return rankCells(column, d);
}

function rankNumbers(column: NumberColumn, d: Direction): RankedKey {
  const { values, nulls } = column;
  const out = d.desc ? values.map((v) => -v) : values;
  const hasNaN = column.type === 'real' && values.some((v) => v !== v);
  if (!nulls && !hasNaN) return { values: out, place: undefined };
  const place = new Uint8Array(out.length).fill(VALUE);
  const nullAt = d.nullsFirst ? NULL_FIRST : NULL_LAST;
  const nanAt = d.nullsFirst ? NAN_LOW : NAN_HIGH;
  const filled = Float64Array.from(out);
  for (let i = 0; i < filled.length; i++) {
    const isNull = nulls !== undefined && nulls[i] === 1;
    if (!isNull && filled[i] === filled[i]) continue;
    place[i] = isNull ? nullAt : nanAt;
    filled[i] = 0;
  }
  return { values: filled, place };
}

function rankDict(column: DictColumn, d: Direction): RankedKey {
  const { codes } = column;
  const used = new Uint8Array(column.dict.length);
  for (let i = 0; i < codes.length; i++) if ((codes[i] as number) >= 0) used[codes[i] as number] = 1;
  const ranks = ranksOf(column.type, column.dict, (i) => used[i] === 1, d.desc);
  return spread(codes.length, (row) => codes[row] as number, ranks, d);
}

/** Booleans and boxed cells: the distinct ones are ranked; of a multi-value the least counts, descending the greatest. */
function rankCells(column: Column, d: Direction): RankedKey {
  const cells: Value[] = [];
  const index = new Map<Value, number>();
  const codes = new Int32Array(column.length);
  for (let row = 0; row < codes.length; row++) {
    const v = representative(column.type, column.get(row), d.desc);
    if (v === null) codes[row] = -1;
    else {
      let code = index.get(v);
      if (code === undefined) index.set(v, (code = cells.push(v) - 1));
      codes[row] = code;
    }
  }
  const ranks = ranksOf(column.type, cells, () => true, d.desc);
  return spread(codes.length, (row) => codes[row] as number, ranks, d);
}

function representative(type: Ty, v: Value, desc: boolean): Value {
  if (!(v instanceof MultiValue)) return v;
  return v.values.reduce((a, b) => (compareValues(type, a, b) > 0 === desc ? a : b));
}

/** The rank of each value among those in use; equal values share one. */
function ranksOf(type: Ty, values: readonly Value[], used: (i: number) => boolean, desc: boolean): Float64Array {
  const order = values.map((_, i) => i).filter(used).sort((a, b) => compareValues(type, values[a] as Value, values[b] as Value));
  const ranks = new Float64Array(values.length);
  let rank = 0;
  for (let i = 0; i < order.length; i++) {
    if (i > 0 && compareValues(type, values[order[i - 1] as number] as Value, values[order[i] as number] as Value) !== 0) rank++;
    ranks[order[i] as number] = desc ? -rank : rank;
  }
  return ranks;
}

function spread(length: number, code: (row: number) => number, ranks: Float64Array, d: Direction): RankedKey {
  const values = new Float64Array(length);
  let place: Uint8Array | undefined;
  for (let row = 0; row < length; row++) {
    const c = code(row);
    if (c >= 0) values[row] = ranks[c] as number;
    else (place ??= new Uint8Array(length).fill(VALUE))[row] = d.nullsFirst ? NULL_FIRST : NULL_LAST;
  }
  return { values, place };
}

/** Orders two rows by the keys, then by position: a total order, so that any sorting is stable. */
export function rowComparer(keys: readonly RankedKey[]): (a: number, b: number) => number {
  const only = keys[0];
  if (keys.length === 1 && only && !only.place) {
    const { values } = only;
    return (a, b) => (values[a] as number) - (values[b] as number) || a - b;
  }
  return (a, b) => {
    for (let k = 0; k < keys.length; k++) {
      const { values, place } = keys[k] as RankedKey;
      if (place) {
        const p = (place[a] as number) - (place[b] as number);
        if (p !== 0) return p;
      }
      const x = values[a] as number;
      const y = values[b] as number;
      if (x !== y) return x < y ? -1 : 1;
    }
    return a - b;
  };
}
