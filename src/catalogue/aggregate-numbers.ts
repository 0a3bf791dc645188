import { Decimal } from 'decimal.js';
import { type Column, columnOf, NumberColumn } from '../data/column.js';
import { Dec } from '../data/decimal.js';
import { type Int64, wrap64 } from '../data/int64.js';
import { compareValues } from '../data/order.js';
import type { Ty, Value } from '../data/types.js';
import { extremeNumbers } from './aggregate-fast.js';
import { filtered } from './aggregate-if.js';
import { aggregate, exactly, noCounterpart, rewritten } from './define.js';
import { type AggregateOp, type AggregateOverload, call, type Groups, type Op, raise, type TypeSpec } from './entry.js';
import { folded } from './fold.js';

/** Counts, sums, means, extremes, spread. Nulls are left out; the mean of nothing is NaN, its sum and spread 0. */

const count: AggregateOverload = { params: [], returns: 'long', run: (_, __, groups) => counts(groups, undefined) };
/** An argument is evaluated and counts even where it is null. */
const countAny: AggregateOverload = { params: ['any'], returns: 'long', run: (_, __, groups) => counts(groups, undefined) };
const countTrue: AggregateOverload = { params: ['bool'], returns: 'long', run: (_, args, groups) => counts(groups, args[0]) };

function counts(groups: Groups, cond: Column | undefined): Column {
  const out = new Float64Array(groups.count);
  const { ids } = groups;
  for (let row = 0; row < ids.length; row++) {
    const id = ids[row] as number;
    if (id >= 0 && (cond === undefined || cond.get(row) === true)) out[id] = (out[id] as number) + 1;
  }
  return new NumberColumn('long', out);
}

interface Totals {
  readonly sums: Float64Array;
  readonly counts: Float64Array;
}

/** Sums of a number column in doubles; `undefined` when a whole sum may have lost digits. */
function totals(column: NumberColumn, groups: Groups): Totals | undefined {
  const sums = new Float64Array(groups.count);
  const found = new Float64Array(groups.count);
  const { ids } = groups;
  const { values, nulls } = column;
  const exact = column.type !== 'real';
  for (let row = 0; row < ids.length; row++) {
    const id = ids[row] as number;
    if (id < 0 || (nulls !== undefined && nulls[row] === 1)) continue;
    const s = (sums[id] as number) + (values[row] as number);
    if (exact && !Number.isSafeInteger(s)) return undefined;
    sums[id] = s;
    found[id] = (found[id] as number) + 1;
  }
  return { sums, counts: found };
}

/** Exact sums beyond 2^53, before wrapping. */
function bigTotals(column: Column, groups: Groups): { sums: bigint[]; counts: number[] } {
  const sums: bigint[] = new Array(groups.count).fill(0n) as bigint[];
  const found: number[] = new Array(groups.count).fill(0) as number[];
  for (let row = 0; row < groups.ids.length; row++) {
    const id = groups.ids[row] as number;
    const v = id < 0 ? null : column.get(row);
    if (v === null) continue;
    sums[id] = (sums[id] as bigint) + BigInt(v as Int64);
    found[id] = (found[id] as number) + 1;
  }
  return { sums, counts: found };
}

function sumColumn(type: Ty, column: Column, groups: Groups): Column {
  const fast = column.kind === 'number' ? totals(column, groups) : undefined;
  if (fast) return new NumberColumn(type, fast.sums);
  if (column.type === 'real') return columnOf(type, realTotals(column, groups).sums);
  return columnOf(type, bigTotals(column, groups).sums.map((s) => wrap64(s)));
}

/** Of a column that is no array of numbers. */
function realTotals(column: Column, groups: Groups): { sums: number[]; counts: number[] } {
  const sums: number[] = new Array(groups.count).fill(0) as number[];
  const found: number[] = new Array(groups.count).fill(0) as number[];
  for (let row = 0; row < groups.ids.length; row++) {
    const id = groups.ids[row] as number;
    const v = id < 0 ? null : column.get(row);
    if (v === null) continue;
    sums[id] = (sums[id] as number) + (v as number);
    found[id] = (found[id] as number) + 1;
  }
  return { sums, counts: found };
}

const sum = (param: Ty, returns: Ty): AggregateOverload => ({ params: [param], returns, run: (context, args, groups) => sumColumn(context.returns, args[0] as Column, groups) });

const decimalSum: AggregateOverload = folded(['decimal'], 'decimal', { start: () => new Dec(0), step: (s: Decimal, [v]) => Dec.add(s, v as Decimal), finish: (s) => s });

/** A mean of longs comes from the sum after it wrapped, as the engine computes it. */
function meanColumn(column: Column, groups: Groups, divide: (sum: number, count: number) => number): Column {
  const fast = column.kind === 'number' ? totals(column, groups) : undefined;
  if (fast) return new NumberColumn('real', fast.sums.map((s, i) => divide(s, fast.counts[i] as number)));
  if (column.type === 'real') {
    const { sums, counts } = realTotals(column, groups);
    return columnOf('real', sums.map((s, i) => divide(s, counts[i] as number)));
  }
  const slow = bigTotals(column, groups);
  return columnOf('real', slow.sums.map((s, i) => divide(Number(wrap64(s)), slow.counts[i] as number)));
}

const mean = (param: Ty): AggregateOverload => ({ params: [param], returns: 'real', run: (_, args, groups) => meanColumn(args[0] as Column, groups, (s, n) => s / n) });

/** The mean of a timespan or moment is one; of none it is null. */
const meanTicks = (param: 'timespan' | 'datetime'): AggregateOverload => ({
  params: [param], returns: param,
  run: (_, args, groups) => {
    const { sums, counts: n } = bigTotals(args[0] as Column, groups);
    return columnOf(param, sums.map((s, i) => (n[i] === 0 ? null : wrap64(s / BigInt(n[i] as number)))));
  },
});

const decimalMean: AggregateOverload = folded(['decimal'], 'decimal', {
  start: () => [new Dec(0), 0] as const,
  step: ([s, n]: readonly [Decimal, number], [v]) => [Dec.add(s, v as Decimal), n + 1] as const,
  finish: ([s, n]) => (n === 0 ? null : Dec.div(s, n)),
});

/* ---------------------------------------------------------------- extremes */

/** NaN beats everything in both directions. */
function better(type: Ty, sign: 1 | -1, a: Value, b: Value): boolean {
  if (typeof a === 'number' && typeof b === 'number') {
    if (Number.isNaN(a)) return !Number.isNaN(b);
    return sign > 0 ? a > b : a < b;
  }
  return sign * compareValues(type, a, b) > 0;
}

function extreme(type: Ty, sign: 1 | -1): AggregateOverload {
  const slow = folded([type], type, { start: (): Value => null, step: (s: Value, [v]) => (s === null || better(type, sign, v as Value, s) ? (v as Value) : s), finish: (s) => s });
  const run: AggregateOverload['run'] = (context, args, groups) => {
    const [column] = args;
    return column?.kind === 'number' ? extremeNumbers(type, column, groups, sign) : slow.run(context, args, groups);
  };
  return { params: [type], returns: type, run };
}

const COMPARABLE: readonly Ty[] = ['int', 'long', 'real', 'decimal', 'datetime', 'timespan', 'bool', 'string', 'guid', 'ip', 'version', 'dynamic'];
const extremes = (sign: 1 | -1): AggregateOverload[] => COMPARABLE.map((t) => extreme(t, sign));

/** The row of each group where the first argument is greatest or least, -1 where there is none. The first such row wins. */
function bestRows(by: Column, groups: Groups, sign: 1 | -1): Int32Array {
  const best = new Int32Array(groups.count).fill(-1);
  const values: Value[] = new Array(groups.count).fill(null) as Value[];
  for (let row = 0; row < groups.ids.length; row++) {
    const id = groups.ids[row] as number;
    if (id < 0) continue;
    const v = by.get(row);
    if (best[id] === -1) best[id] = row;
    else if (v === null || !(values[id] === null || better(by.type, sign, v, values[id] as Value))) continue;
    else best[id] = row;
    values[id] = v;
  }
  return best;
}

const byExtreme = (type: TypeSpec, sign: 1 | -1): AggregateOverload => ({
  params: [type, 'any'], returns: (types) => types[1] as Ty,
  run: (context, [by, value], groups) => {
    const rows = bestRows(by as Column, groups, sign);
    return columnOf(context.returns, Array.from(rows, (row) => (row < 0 ? null : (value as Column).get(row))));
  },
});

/* ---------------------------------------------------------------- spread */

interface Moments {
  readonly n: number;
  readonly mean: number;
  readonly square: number;
}

/** Welford's method: no cancellation. */
const moments = (finish: (m: Moments) => number): AggregateOverload =>
  folded<Moments>(['real'], 'real', {
    start: () => ({ n: 0, mean: 0, square: 0 }),
    step: (m, [v]) => {
      const x = v as number;
      const n = m.n + 1;
      const next = m.mean + (x - m.mean) / n;
      return { n, mean: next, square: m.square + (x - m.mean) * (x - next) };
    },
    finish,
  });

const sampleVariance = (m: Moments): number => (m.n < 2 ? m.square : m.square / (m.n - 1));
const populationVariance = (m: Moments): number => (m.n === 0 ? 0 : m.square / m.n);

interface Pairs {
  readonly n: number;
  readonly x: number;
  readonly y: number;
  readonly product: number;
}

const covariance = (population: boolean): AggregateOverload =>
  folded<Pairs>(['real', 'real'], 'real', {
    start: () => ({ n: 0, x: 0, y: 0, product: 0 }),
    step: (p, [a, b]) => {
      if (b === null) return p;
      const n = p.n + 1;
      const x = p.x + ((a as number) - p.x) / n;
      const y = p.y + ((b as number) - p.y) / n;
      return { n, x, y, product: p.product + ((a as number) - x) * ((b as number) - p.y) };
    },
    finish: (p) => (p.n === 0 ? 0 : population ? p.product / p.n : p.n < 2 ? 0 : p.product / (p.n - 1)),
  });

/* ---------------------------------------------------------------- bits */

const bits = (f: (a: bigint, b: bigint) => bigint): AggregateOverload =>
  folded<bigint | null>(['long'], 'long', { start: () => null, step: (s, [v]) => (s === null ? BigInt(v as Int64) : f(s, BigInt(v as Int64))), finish: (s) => (s === null ? null : wrap64(s)) });

const NO_SAMPLE = noCounterpart('aggregate of this kind');
/** What makes the variance of a population one of a sample; null for one value. */
const SAMPLE = 'COUNT($0) / (COUNT($0) - 1.0)';
const EMPTY_MEAN = rewritten('AVG($0)');

const SUM: AggregateOp = aggregate('aggregate.sum', 'The sum; 0 of nothing, whole sums wrap at 64 bits.', call('sum', { named: 'prefixed' }), rewritten('COALESCE(SUM($0), 0)'),
  [sum('int', 'long'), sum('long', 'long'), sum('real', 'real'), decimalSum, sum('timespan', 'timespan')]);
const AVG: AggregateOp = aggregate('aggregate.avg', 'The mean; NaN of nothing.', call('avg', { named: 'prefixed' }), EMPTY_MEAN,
  [mean('int'), mean('long'), mean('real'), decimalMean, meanTicks('timespan'), meanTicks('datetime')]);
const MIN: AggregateOp = aggregate('aggregate.min', 'The least value.', call('min', { named: 'prefixed' }), raise('exact'), extremes(-1));
const MAX: AggregateOp = aggregate('aggregate.max', 'The greatest value.', call('max', { named: 'prefixed' }), exactly('MAX($0)'), extremes(1));
const STDEV: AggregateOp = aggregate('aggregate.stdev', 'Standard deviation of a sample.', call('stdev', { named: 'prefixed' }), rewritten(`COALESCE(STD_DEV($0) * SQRT(${SAMPLE}), 0)`), [moments((m) => Math.sqrt(sampleVariance(m)))]);
const VARIANCE: AggregateOp = aggregate('aggregate.variance', 'Variance of a sample.', call('variance', { named: 'prefixed' }), rewritten(`COALESCE(POW(STD_DEV($0), 2) * ${SAMPLE}, 0)`), [moments(sampleVariance)]);
const VARIANCEP: AggregateOp = aggregate('aggregate.variancep', 'Variance of the whole population.', call('variancep', { named: 'prefixed' }), rewritten('COALESCE(POW(STD_DEV($0), 2), 0)'), [moments(populationVariance)]);
const COVARIANCE: AggregateOp = aggregate('aggregate.covariance', 'Covariance of a sample.', call('covariance', { named: 'prefixed' }), NO_SAMPLE, [covariance(false)]);
const COVARIANCEP: AggregateOp = aggregate('aggregate.covariancep', 'Covariance of the whole population.', call('covariancep', { named: 'prefixed' }), NO_SAMPLE, [covariance(true)]);

export const AGGREGATE_NUMBER_OPS: readonly Op[] = [
  aggregate('aggregate.count', 'The number of rows.', call('count', { named: 'prefixed', aliases: ['cnt'] }), exactly('COUNT(*)'), [count, countAny]),
  aggregate('aggregate.countIf', 'The number of rows for which it is true.', call('countif', { named: 'prefixed' }), raise('rewritten'), [countTrue]),
  SUM, filtered(SUM, 'sumif'), AVG, filtered(AVG, 'avgif'), MIN, filtered(MIN, 'minif'), MAX, filtered(MAX, 'maxif'),
  aggregate('aggregate.argMax', 'A value of the first row in which the first argument is greatest.', call('arg_max', { named: 'argument', aliases: ['argmax'] }), raise('rewritten'),
    COMPARABLE.map((t) => byExtreme(t, 1))),
  aggregate('aggregate.argMin', 'A value of the first row in which the first argument is least.', call('arg_min', { named: 'argument', aliases: ['argmin'] }), raise('rewritten'),
    COMPARABLE.map((t) => byExtreme(t, -1))),
  STDEV, filtered(STDEV, 'stdevif'), VARIANCE, filtered(VARIANCE, 'varianceif'), VARIANCEP, filtered(VARIANCEP, 'variancepif'),
  aggregate('aggregate.stdevp', 'Standard deviation of the whole population.', call('stdevp', { named: 'prefixed' }), rewritten('COALESCE(STD_DEV($0), 0)'), [moments((m) => Math.sqrt(populationVariance(m)))]),
  COVARIANCE, filtered(COVARIANCE, 'covarianceif'), COVARIANCEP, filtered(COVARIANCEP, 'covariancepif'),
  aggregate('aggregate.binaryAllAnd', 'Bits that all values have.', call('binary_all_and', { named: 'prefixed' }), NO_SAMPLE, [bits((a, b) => a & b)]),
  aggregate('aggregate.binaryAllOr', 'Bits that some value has.', call('binary_all_or', { named: 'prefixed' }), NO_SAMPLE, [bits((a, b) => a | b)]),
  aggregate('aggregate.binaryAllXor', 'Bits that an odd number of values have.', call('binary_all_xor', { named: 'prefixed' }), NO_SAMPLE, [bits((a, b) => a ^ b)]),
];

