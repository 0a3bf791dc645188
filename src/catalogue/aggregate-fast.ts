import { type Column, columnOf, NumberColumn } from '../data/column.js';
import type { Ty, Value } from '../data/types.js';
import type { Groups } from './entry.js';

/* Loops over columns for aggregates that queries spend their time in. */

/** The greatest (1) or least (-1) number of each group, null where there is none; NaN beats everything. */
export function extremeNumbers(type: Ty, column: NumberColumn, groups: Groups, sign: 1 | -1): Column {
  const { ids, count } = groups;
  const { values, nulls } = column;
  const out = new Float64Array(count);
  const empty = new Uint8Array(count).fill(1);
  for (let row = 0; row < ids.length; row++) {
    const id = ids[row] as number;
    if (id < 0 || (nulls !== undefined && nulls[row] === 1)) continue;
    const v = values[row] as number;
    const best = out[id] as number;
    if (empty[id] === 1) empty[id] = 0;
    else if (!(sign > 0 ? v > best : v < best) && v === v) continue;
    else if (best !== best) continue;
    out[id] = v;
  }
  return new NumberColumn(type, out, empty.includes(1) ? empty : undefined);
}

/** The first value of each group that is not null. */
export function firstValues(type: Ty, column: Column, groups: Groups): Column {
  const { ids, count } = groups;
  const out: Value[] = new Array(count).fill(null) as Value[];
  let left = count;
  for (let row = 0; row < ids.length && left > 0; row++) {
    const id = ids[row] as number;
    if (id < 0 || out[id] !== null) continue;
    const v = column.get(row);
    if (v === null) continue;
    out[id] = v;
    left--;
  }
  return columnOf(type, out);
}
