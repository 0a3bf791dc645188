import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnOf } from '../src/data/column.js';
import { keyOf } from '../src/data/order.js';
import type { Ty, Value } from '../src/data/types.js';
import { firstRows, groupBy, rowsOfGroups } from '../src/data/group.js';
import { NumberIndex } from '../src/data/number-index.js';
import { radixOrder } from '../src/engine/radix.js';
import { rankKey, rowComparer } from '../src/engine/rank.js';

/** Cells of a type with many ties, nulls and the awkward values. */
const CELLS: Partial<Record<Ty, fc.Arbitrary<Value>>> = {
  long: fc.constantFrom<Value>(0, 1, -1, 5, 2n ** 62n, -(2n ** 63n), null),
  int: fc.constantFrom<Value>(0, 1, -1, 70_000, -70_000, null),
  real: fc.constantFrom<Value>(0, -0, 1.5, -2.25, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e300, -1e-300, null),
  string: fc.constantFrom<Value>('', 'a', 'A', 'b', 'ab', null),
  bool: fc.constantFrom<Value>(true, false, null),
  dynamic: fc.constantFrom<Value>(null, 1, 'a', [1], [1, 2], new Map([['a', 1]]), true),
};
const types = Object.keys(CELLS) as Ty[];
const columnArb = (length: number) => fc.constantFrom(...types).chain((type) => fc.array(CELLS[type] as fc.Arbitrary<Value>, { minLength: length, maxLength: length }).map((values) => columnOf(type, values)));
const columnsArb = fc.integer({ min: 0, max: 30 }).chain((n) => fc.array(columnArb(n), { minLength: 1, maxLength: 3 }));

describe('grouping', () => {
  it('agrees with a map of keys, in order of first appearance', () => {
    fc.assert(fc.property(columnsArb, (columns) => {
      const length = columns[0]?.length ?? 0;
      const index = new Map<string, number>();
      const naive = Array.from({ length }, (_, row) => {
        const key = columns.map((c) => `${typeof keyOf(c.type, c.get(row))}${String(keyOf(c.type, c.get(row)))}`).join('|');
        if (!index.has(key)) index.set(key, index.size);
        return index.get(key);
      });
      const groups = groupBy(columns, length);
      expect([...groups.ids]).toEqual(naive);
      expect(groups.count).toBe(index.size);
      expect([...firstRows(groups)]).toEqual([...index.values()].map((id) => naive.indexOf(id)));
      expect(rowsOfGroups(groups).flatMap((r) => [...r]).sort((a, b) => a - b)).toEqual(naive.map((_, i) => i));
    }));
  });
  it('numbers large and odd keys', () => {
    fc.assert(fc.property(fc.array(fc.oneof(fc.double(), fc.integer(), fc.constantFrom(0, -0, Number.NaN)), { maxLength: 3000 }), (keys) => {
      const index = new NumberIndex();
      const naive = new Map<number, number>();
      for (const k of keys) {
        if (!naive.has(k)) naive.set(k, naive.size);
        expect(index.idOf(k)).toBe(naive.get(k));
      }
      expect(index.size).toBe(naive.size);
      for (const k of keys) expect(index.find(k)).toBe(naive.get(k));
      expect(index.find(123.456789)).toBe(naive.get(123.456789) ?? -1);
    }), { numRuns: 30 });
  });
});

describe('ordering', () => {
  it('is the same by comparing and by radix, total and stable', () => {
    fc.assert(fc.property(columnsArb, fc.boolean(), fc.boolean(), (columns, desc, nullsFirst) => {
      const length = columns[0]?.length ?? 0;
      const keys = columns.map((c, i) => rankKey(c, { desc: desc !== (i % 2 === 1), nullsFirst }));
      const compare = rowComparer(keys);
      const compared = Array.from({ length }, (_, i) => i).sort(compare);
      expect([...radixOrder(keys, length)]).toEqual(compared);
      for (let i = 1; i < length; i++) expect(compare(compared[i - 1] as number, compared[i] as number)).toBeLessThan(0);
    }));
  });
  it('turns values but neither nulls nor NaN when descending', () => {
    const column = columnOf('real', [2, null, Number.NaN, 1]);
    const order = (desc: boolean, nullsFirst: boolean): number[] => [...radixOrder([rankKey(column, { desc, nullsFirst })], 4)];
    expect(order(false, true)).toEqual([1, 2, 3, 0]);
    expect(order(true, true)).toEqual([1, 2, 0, 3]);
    expect(order(true, false)).toEqual([0, 3, 2, 1]);
  });
});
