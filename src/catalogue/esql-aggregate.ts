import { type Column, columnOf, DictColumn, NumberColumn } from '../data/column.js';
import { distinctCounts, distinctRows } from '../data/group.js';
import { add, type Int64, inLong } from '../data/int64.js';
import { compareValues } from '../data/order.js';
import type { Ty, Value } from '../data/types.js';
import { type AggregateOp, type AggregateOverload, call, type CallContext, type Groups, type Op, template } from './entry.js';
import { folded } from './fold.js';
import { KahanSum } from './esql-statistics.js';
import { cellOf, LONG_OVERFLOW, nullFor, ORDERED, sameType } from './esql-support.js';

/** Aggregates of ES|QL. Nulls are left out, each value of a multi-value counts, and a group without values gives null (a count 0). */

const isNullAt = (column: Column): ((row: number) => boolean) => {
  if (column.kind === 'number') {
    const { nulls } = column;
    return nulls === undefined ? () => false : (row) => nulls[row] === 1;
  }
  if (column.kind === 'bool') return (row) => column.values[row] === 2;
  if (column.kind === 'dict') return (row) => (column.codes[row] as number) < 0;
  return (row) => column.get(row) === null;
};

function countRows(column: Column | undefined, groups: Groups): Column {
  const counts = new Float64Array(groups.count);
  const missing = column && isNullAt(column);
  const { ids } = groups;
  for (let row = 0; row < ids.length; row++) {
    const id = ids[row] as number;
    if (id >= 0 && !missing?.(row)) counts[id] = (counts[id] as number) + 1;
  }
  return new NumberColumn('long', counts);
}

/* ---------------------------------------------------------------- distinct values */

/** The different values of each group, in order of first appearance. */
function distinctValues(column: Column, groups: Groups): Value[][] {
  const values: Value[][] = Array.from({ length: groups.count }, () => []);
  for (const row of distinctRows(column, groups)) (values[groups.ids[row] as number] as Value[]).push(column.get(row));
  return values;
}

/* ---------------------------------------------------------------- sums */

interface Sums<T> {
  readonly sums: T;
  readonly counts: Float64Array;
}

/** Plain doubles hold the sums while they stay safe integers; then bigints do. Beyond 64 bits null, with a warning. */
function sumIntegers(c: CallContext, column: Column, groups: Groups): Sums<(Int64 | null)[]> {
  const fast = column.kind === 'number' ? sumSafe(column, groups) : undefined;
  const { sums, counts } = fast ?? sumExact(column, groups);
  return { sums: Array.from(sums, (s, i) => (counts[i] === 0 ? null : inLong(s) ? s : nullFor(c, LONG_OVERFLOW))), counts };
}

/** `undefined` as soon as a running sum leaves the safe integers. */
function sumSafe(column: NumberColumn, groups: Groups): Sums<Float64Array> | undefined {
  const sums = new Float64Array(groups.count);
  const counts = new Float64Array(groups.count);
  const { values, nulls } = column;
  const { ids } = groups;
  for (let row = 0; row < ids.length; row++) {
    const id = ids[row] as number;
    if (id < 0 || (nulls !== undefined && nulls[row] === 1)) continue;
    const sum = (sums[id] as number) + (values[row] as number);
    if (!Number.isSafeInteger(sum)) return undefined;
    sums[id] = sum;
    counts[id] = (counts[id] as number) + 1;
  }
  return { sums, counts };
}

function sumExact(column: Column, groups: Groups): Sums<Int64[]> {
  const sums: Int64[] = new Array<Int64>(groups.count).fill(0);
  const counts = new Float64Array(groups.count);
  for (let row = 0; row < groups.ids.length; row++) {
    const id = groups.ids[row] as number;
    const v = id < 0 ? null : column.get(row);
    if (v === null) continue;
    sums[id] = add(sums[id] as Int64, v as Int64);
    counts[id] = (counts[id] as number) + 1;
  }
  return { sums, counts };
}

function sumReals(column: Column, groups: Groups): Sums<KahanSum[]> {
  const sums = Array.from({ length: groups.count }, () => new KahanSum());
  const counts = new Float64Array(groups.count);
  for (let row = 0; row < groups.ids.length; row++) {
    const id = groups.ids[row] as number;
    const v = id < 0 ? null : column.get(row);
    if (v === null) continue;
    (sums[id] as KahanSum).add(v as number);
    counts[id] = (counts[id] as number) + 1;
  }
  return { sums, counts };
}

const realOrNull = (values: readonly (number | null)[]): Column => columnOf('real', values.map((v) => (v === null || Number.isFinite(v) ? v : null)));

const sumOfIntegers = (type: 'int' | 'long'): AggregateOverload => ({
  params: [type], returns: 'long', run: (c, args, groups) => columnOf('long', sumIntegers(c, args[0] as Column, groups).sums),
});
const sumOfReals: AggregateOverload = {
  params: ['real'], returns: 'real',
  run: (_c, args, groups) => {
    const { sums, counts } = sumReals(args[0] as Column, groups);
    return realOrNull(sums.map((s, i) => (counts[i] === 0 ? null : s.value)));
  },
};
const meanOfIntegers = (type: 'int' | 'long'): AggregateOverload => ({
  params: [type], returns: 'real',
  run: (c, args, groups) => {
    const { sums, counts } = sumIntegers(c, args[0] as Column, groups);
    return realOrNull(sums.map((s, i) => (s === null ? null : Number(s) / (counts[i] as number))));
  },
});
const meanOfReals: AggregateOverload = {
  params: ['real'], returns: 'real',
  run: (_c, args, groups) => {
    const { sums, counts } = sumReals(args[0] as Column, groups);
    return realOrNull(sums.map((s, i) => (counts[i] === 0 ? null : s.value / (counts[i] as number))));
  },
};

/* ---------------------------------------------------------------- extremes */

function extreme(type: Ty, sign: 1 | -1): AggregateOverload {
  const slow = folded<Value>([type], type, {
    start: () => null,
    step: (best, [v]) => (best === null || sign * compareValues(type, v as Value, best) > 0 ? (v as Value) : best),
    finish: (best) => best,
  });
  return {
    params: [type], returns: type,
    run: (c, args, groups) => {
      const column = args[0];
      if (column?.kind === 'number') return numberExtreme(column, groups, sign);
      return column?.kind === 'dict' ? dictExtreme(column, groups, sign) : slow.run(c, args, groups);
    },
  };
}

/** Compares ranks: the dictionary is ordered once. */
function dictExtreme(column: DictColumn, groups: Groups, sign: 1 | -1): Column {
  const order = Array.from(column.dict.keys()).sort((a, b) => sign * compareValues(column.type, column.dict[b] as Value, column.dict[a] as Value));
  const rank = new Int32Array(order.length);
  order.forEach((code, at) => (rank[code] = at));
  const best = new Int32Array(groups.count).fill(-1);
  const { ids } = groups;
  const { codes } = column;
  for (let row = 0; row < ids.length; row++) {
    const id = ids[row] as number;
    const code = codes[row] as number;
    if (id < 0 || code < 0) continue;
    const held = best[id] as number;
    if (held < 0 || (rank[code] as number) < (rank[held] as number)) best[id] = code;
  }
  return new DictColumn(column.type, best, column.dict);
}

function numberExtreme(column: NumberColumn, groups: Groups, sign: 1 | -1): Column {
  const out = new Float64Array(groups.count);
  const none = new Uint8Array(groups.count).fill(1);
  const { values, nulls } = column;
  const { ids } = groups;
  for (let row = 0; row < ids.length; row++) {
    const id = ids[row] as number;
    if (id < 0 || (nulls !== undefined && nulls[row] === 1)) continue;
    const v = values[row] as number;
    if (none[id] === 1 || sign * v > sign * (out[id] as number)) out[id] = v;
    none[id] = 0;
  }
  return new NumberColumn(column.type, out, none.includes(1) ? none : undefined);
}

/* ---------------------------------------------------------------- entries */

const EMPTY_NOTE = 'a group without any value has 0 in KQL, null in ES|QL';
const numbers = ['int', 'long'] as const;
const extremeOp = (id: string, name: string, doc: string, sign: 1 | -1): AggregateOp => ({
  id, kind: 'aggregate', doc, esql: call(name), kql: template(`${name.toLowerCase()}($0)`, 'exact'), sigs: ORDERED.map((t) => extreme(t as Ty, sign)),
});

export const ESQL_AGGREGATE_OPS: readonly Op[] = [
  {
    id: 'esql.countRows', kind: 'aggregate', doc: 'The number of rows.', esql: call('COUNT'), kql: template('count()', 'exact'),
    sigs: [{ params: [], returns: 'long', run: (_c, _args, groups) => countRows(undefined, groups) }],
  },
  {
    id: 'esql.count', kind: 'aggregate', doc: 'The number of values that are not null.', esql: call('COUNT'), kql: template('countif(isnotempty($0))', 'exact'),
    sigs: [{ params: ['any'], returns: 'long', run: (_c, args, groups) => countRows(args[0] as Column, groups) }],
  },
  {
    id: 'esql.countDistinct', kind: 'aggregate', doc: 'The number of different values (Elasticsearch estimates it; here it is exact).', esql: call('COUNT_DISTINCT'),
    kql: template('count_distinctif($0, isnotempty($0))', 'exact', 'exact in KQL, an estimate in Elasticsearch'),
    sigs: [{ params: ['any', 'integer?'], returns: 'long', run: (_c, args, groups) => distinctCounts(args[0] as Column, groups) }],
  },
  {
    id: 'esql.sum', kind: 'aggregate', doc: 'The sum: of integers a long, of doubles a double.', esql: call('SUM'), kql: template('sum($0)', 'rewritten', EMPTY_NOTE),
    sigs: [...numbers.map(sumOfIntegers), sumOfReals],
  },
  {
    id: 'esql.avg', kind: 'aggregate', doc: 'The mean.', esql: call('AVG'), kql: template('avg($0)', 'rewritten', 'a group without any value has NaN in KQL, null in ES|QL'),
    sigs: [...numbers.map(meanOfIntegers), meanOfReals],
  },
  extremeOp('esql.max', 'MAX', 'The greatest value.', 1),
  extremeOp('esql.min', 'MIN', 'The least value.', -1),
  {
    id: 'esql.values', kind: 'aggregate', doc: 'The different values as a multi-value, in no order that Elasticsearch promises.', esql: call('VALUES', { since: '8.14' }),
    kql: template('make_set($0)', 'rewritten', 'a dynamic array, also of a single value'),
    sigs: [{
      params: ['any'], returns: sameType,
      run: (c, args, groups) => columnOf(c.returns, distinctValues(args[0] as Column, groups).map(cellOf)),
    }],
  },
  {
    id: 'esql.present', kind: 'aggregate', doc: 'Whether there is any value that is not null.', esql: call('PRESENT', { since: '9.2' }), kql: template('countif(isnotempty($0)) > 0', 'exact'),
    sigs: [folded(['any'], 'bool', { start: () => false, step: () => true, finish: (s) => s })],
  },
  {
    id: 'esql.absent', kind: 'aggregate', doc: 'Whether there is no value but nulls.', esql: call('ABSENT', { since: '9.2' }), kql: template('countif(isnotempty($0)) == 0', 'exact'),
    sigs: [folded(['any'], 'bool', { start: () => true, step: () => false, finish: (s) => s })],
  },
];
