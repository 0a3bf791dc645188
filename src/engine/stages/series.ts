import type { MakeSeries } from '../../ast/pipeline.js';
import { fail } from '../../base/diagnostics.js';
import { castCell } from '../../data/cast.js';
import { BoxColumn, type Column, take } from '../../data/column.js';
import { add, compareInt, floorDiv, type Int64, mul, sub } from '../../data/int64.js';
import { MIN_TICKS } from '../../data/time.js';
import { type Dynamic, isNumeric, type Ty, type Value } from '../../data/types.js';
import { aggregateAll, aggregateScope } from '../aggregates.js';
import { evaluate, evaluateConstant } from '../eval.js';
import { type Frame, withColumns } from '../frame.js';
import { firstRows, groupBy } from '../../data/group.js';
import { frameScope } from '../scope.js';
import type { Session } from '../session.js';
import type { StageRunners } from '../stage.js';
import { evaluateAll } from './columns.js';

/**
 * `make-series`: for each group one array per aggregate, over equal bins of the axis. Bins count from `from`, or are those of `bin()`;
 * without `from` or `to` a series begins with its first, or ends with its last, bin that has rows.
 */

/** Arithmetic of the axis: exact for times and integers. */
interface Axis {
  readonly type: Ty;
  /** The bin of a value, counted from the origin. */
  readonly binOf: (v: Value) => number;
  readonly startOf: (bin: number) => Value;
  /** The first bin that is not before a bound. */
  readonly endOf: (bound: Value) => number;
}

function axisOf(type: Ty, from: Value, step: Value): Axis {
  if (type === 'real') return realAxis(from === null ? 0 : Number(from), Number(step));
  const origin = (from ?? (type === 'datetime' ? MIN_TICKS : 0)) as Int64;
  const width = step as Int64;
  const binOf = (v: Value): number => Number(floorDiv(sub(v as Int64, origin), width));
  return {
    type,
    binOf,
    startOf: (bin) => add(origin, mul(bin, width)),
    endOf: (bound) => binOf(bound) + (compareInt(add(origin, mul(binOf(bound), width)), bound as Int64) < 0 ? 1 : 0),
  };
}

function realAxis(origin: number, step: number): Axis {
  const binOf = (v: Value): number => Math.floor((Number(v) - origin) / step);
  return { type: 'real', binOf, startOf: (bin) => origin + bin * step, endOf: (bound) => Math.ceil((Number(bound) - origin) / step) };
}

/** The bins of every series: `first[group]` and how many, and where each series begins among all cells. */
interface Bins {
  readonly first: readonly number[];
  readonly count: readonly number[];
  readonly start: readonly number[];
  readonly total: number;
}

function makeSeries(s: MakeSeries, input: Frame, session: Session): Frame {
  const scope = frameScope(input);
  const axisColumn = evaluate(s.axis.expr, scope, session);
  const constant = (e: MakeSeries['from']): Value => (e ? evaluateConstant(e, session).value : null);
  const [from, to, step] = [constant(s.from), constant(s.to), constant(s.step)];
  if (step === null || !(Number(step) > 0)) return fail('run-failed', { detail: 'the step of make-series must be greater than zero' }, s.step.span);
  const axis = axisOf(axisType(axisColumn.type, s), s.inRange ? null : from, step);
  const low = from === null ? undefined : s.inRange ? axis.binOf(from) : 0;
  const high = to === null ? undefined : s.inRange ? axis.binOf(to) + 1 : axis.endOf(to);
  const keys = evaluateAll(s.keys, input, session);
  const groups = seriesGroups(s, keys.map(([, c]) => c), input.length);
  const rowBins = binRows(axisColumn, axis, low, high);
  const bins = layOut(groups, rowBins, low, high);
  session.checkSize(bins.total, s.aggregates.length + 1, s.span);
  const cells = cellGroups(groups, rowBins, bins);
  const values = aggregateAll(s.aggregates, aggregateScope(scope, { ids: cells.ids, count: bins.total }, new Map(), session), session);
  const arrays = values.map(([name, c], i): [string, Column] => [name, seriesColumn(c, fallback(s, i, c.type, session), cells.filled, bins)]);
  const heads = firstRows(groups);
  const keyCells = keys.map(([name, c]): [string, Column] => [name, take(c, heads)]);
  const axisCells: [string, Column] = [s.axis.name, new BoxColumn('dynamic', bins.first.map((f, g) => axisArray(axis, f, bins.count[g] as number)))];
  return withColumns({ fields: [], cells: [], length: groups.count }, [...keyCells, ...arrays, axisCells]);
}

function axisType(type: Ty, s: MakeSeries): Ty {
  if (type === 'datetime' || type === 'timespan' || isNumeric(type)) return s.step.type === 'real' || s.from?.type === 'real' ? 'real' : type;
  return fail('type-mismatch', { what: 'the axis of make-series', got: type, want: 'a number or a time' }, s.axis.span);
}

/** Without keys there is one series, but none for an input without rows unless `nonEmpty`. */
function seriesGroups(s: MakeSeries, keys: readonly Column[], length: number): { ids: Int32Array; count: number } {
  if (keys.length > 0) return groupBy(keys, length);
  return { ids: new Int32Array(length), count: length > 0 || s.nonEmpty ? 1 : 0 };
}

const OUTSIDE = Number.MIN_SAFE_INTEGER;

function binRows(axisColumn: Column, axis: Axis, low: number | undefined, high: number | undefined): Float64Array {
  const out = new Float64Array(axisColumn.length);
  for (let row = 0; row < out.length; row++) {
    const v = axisColumn.get(row);
    const bin = v === null ? OUTSIDE : axis.binOf(v);
    out[row] = (low !== undefined && bin < low) || (high !== undefined && bin >= high) ? OUTSIDE : bin;
  }
  return out;
}

function layOut(groups: { ids: Int32Array; count: number }, rowBins: Float64Array, low: number | undefined, high: number | undefined): Bins {
  const first: number[] = new Array(groups.count).fill(low ?? Number.POSITIVE_INFINITY);
  const end: number[] = new Array(groups.count).fill(high ?? Number.NEGATIVE_INFINITY);
  for (let row = 0; row < rowBins.length; row++) {
    const bin = rowBins[row] as number;
    if (bin === OUTSIDE) continue;
    const g = groups.ids[row] as number;
    if (low === undefined) first[g] = Math.min(first[g] as number, bin);
    if (high === undefined) end[g] = Math.max(end[g] as number, bin + 1);
  }
  const count = first.map((f, g) => Math.max(0, (end[g] as number) - f)).map((n) => (Number.isFinite(n) ? n : 0));
  const start: number[] = [];
  let total = 0;
  for (const n of count) {
    start.push(total);
    total += n;
  }
  return { first, count, start, total };
}

function cellGroups(groups: { ids: Int32Array }, rowBins: Float64Array, bins: Bins): { ids: Int32Array; filled: Uint8Array } {
  const ids = new Int32Array(rowBins.length).fill(-1);
  const filled = new Uint8Array(bins.total);
  for (let row = 0; row < ids.length; row++) {
    const bin = rowBins[row] as number;
    if (bin === OUTSIDE) continue;
    const g = groups.ids[row] as number;
    const cell = (bins.start[g] as number) + bin - (bins.first[g] as number);
    ids[row] = cell;
    filled[cell] = 1;
  }
  return { ids, filled };
}

/** What stands in a bin without rows: the given value, else zero. */
function fallback(s: MakeSeries, i: number, type: Ty, session: Session): Dynamic {
  const e = s.aggregates[i]?.fallback;
  if (!e) return isNumeric(type) ? (castCell(type, 'dynamic', castCell('long', type, 0)) as Dynamic) : null;
  const given = evaluateConstant(e, session);
  const typed = isNumeric(type) && isNumeric(given.type) ? castCell(given.type, type, given.value) : given.value;
  return castCell(isNumeric(type) && isNumeric(given.type) ? type : given.type, 'dynamic', typed) as Dynamic;
}

function seriesColumn(cells: Column, missing: Dynamic, filled: Uint8Array, bins: Bins): Column {
  const arrays = bins.count.map((n, g) =>
    Array.from({ length: n }, (_, i): Dynamic => {
      const cell = (bins.start[g] as number) + i;
      return filled[cell] === 1 ? (castCell(cells.type, 'dynamic', cells.get(cell)) as Dynamic) : missing;
    }),
  );
  return new BoxColumn('dynamic', arrays);
}

const axisArray = (axis: Axis, first: number, count: number): Dynamic =>
  Array.from({ length: count }, (_, i) => castCell(axis.type, 'dynamic', axis.startOf(first + i)) as Dynamic);

export const SERIES_STAGES: StageRunners<'makeSeries'> = { makeSeries };
