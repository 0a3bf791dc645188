import type { Agg, Evaluate, Expr } from '../../ast/pipeline.js';
import { fail } from '../../base/diagnostics.js';
import { type Column, columnOf, take } from '../../data/column.js';
import { firstRows, groupBy } from '../../data/group.js';
import { add, compareInt, floorDiv, type Int64 } from '../../data/int64.js';
import { keyOf } from '../../data/order.js';
import type { Field } from '../../data/table.js';
import { runAggregate } from '../aggregates.js';
import { evaluate } from '../eval.js';
import { type Frame, frame, selectRows } from '../frame.js';
import { frameScope } from '../scope.js';
import type { Session } from '../session.js';
import { columnArgument, constantArgument } from './plugin.js';
import { binOf, momentAt, windowsOf } from './windows.js';

interface Counted {
  rows: number;
  readonly ids: Set<unknown>;
}

/**
 * `sliding_window_counts`: for each bin of the period how many rows and different ids the bins that end with it have. Rows before the
 * period count in the bins that look back on them; a bin that sees no rows gives none, as in the query that the plugin stands for.
 */
export function slidingWindowCounts(s: Evaluate, input: Frame, session: Session): Frame {
  const scope = frameScope(input);
  const [ids, times] = s.args.slice(0, 2).map((e) => evaluate(e, scope, session)) as [Column, Column];
  const windows = windowsOf(s, 2, 5, session);
  const span = Number(floorDiv(constantArgument(s, '', 4, session) as Int64, windows.step));
  if (binOf(times.type, windows.start, windows.step) !== windows.start) fail('not-yet', { what: `${s.plugin} from a start between two bins` }, s.span);
  const dimensions = s.args.slice(6).map((e) => evaluate(e, scope, session));
  const groups = groupBy(dimensions, input.length);
  const slices = Array.from({ length: groups.count }, () => new Map<number, Counted>());
  for (let row = 0, cells = 0; row < input.length; row++) {
    const t = momentAt(times, row);
    if (t === null || compareInt(t, windows.end) > 0) continue;
    const bin = windows.windowOf(t);
    const id = keyOf(ids.type, ids.get(row));
    const last = Math.min(bin + span - 1, windows.last);
    for (let w = Math.max(bin, 0); w <= last; w++) count(slices[groups.ids[row] as number] as Map<number, Counted>, w, id);
    cells += Math.max(0, last - bin + 1);
    session.checkSize(cells, 1, s.span);
  }
  const rows = slices.flatMap((slice, n) => [...slice].sort(([a], [b]) => a - b).map(([w, c]) => ({ n, at: windows.startOf(w), count: c.rows, ids: c.ids.size })));
  const fields: Field[] = [{ name: columnArgument(s, 1), type: times.type }, ...dimensionFields(s, 6, dimensions), { name: 'Count', type: 'long' }, { name: 'Dcount', type: 'long' }];
  const heads = firstRows(groups);
  const slicesOfRows = Int32Array.from(rows, (r) => r.n);
  return frame(fields, [
    columnOf(times.type, rows.map((r) => r.at)), ...dimensions.map((d) => take(take(d, heads), slicesOfRows)),
    columnOf('long', rows.map((r) => r.count)), columnOf('long', rows.map((r) => r.ids)),
  ], rows.length);
}

function count(slice: Map<number, Counted>, window: number, id: unknown): void {
  let counted = slice.get(window);
  if (!counted) slice.set(window, (counted = { rows: 0, ids: new Set() }));
  counted.rows++;
  counted.ids.add(id);
}

const dimensionFields = (s: Evaluate, from: number, dimensions: readonly Column[]): Field[] =>
  dimensions.map((d, i) => ({ name: columnArgument(s, from + i), type: d.type }));

/**
 * `rolling_percentile`: for each bin the percentile of the values in the bins that end with it. Whether bins without rows count among
 * them is not documented, so that a gap stops the run.
 */
export function rollingPercentile(s: Evaluate, input: Frame, session: Session): Frame {
  const scope = frameScope(input);
  const [value, percent, index] = s.args as readonly Expr[] as [Expr, Expr, Expr];
  const [size, width] = [3, 4].map((i) => constantArgument(s, '', i, session)) as [Int64, number];
  if (typeof width !== 'number' || !(width >= 1) || !isWhole(size)) return fail('not-yet', { what: `${s.plugin} with other than whole bins` }, s.span);
  const times = evaluate(index, scope, session);
  const dimensions = s.args.slice(5).map((e) => evaluate(e, scope, session));
  const groups = groupBy(dimensions, input.length);
  const bins = Array.from({ length: groups.count }, () => new Map<Int64, number[]>());
  for (let row = 0; row < input.length; row++) {
    const t = momentAt(times, row);
    const bin = t === null ? null : binOf(times.type, t, size);
    if (bin !== null) pushTo(bins[groups.ids[row] as number] as Map<Int64, number[]>, bin, row);
  }
  const windows = bins.flatMap((slice) => rolling(s, slice, size, width, session));
  const ids = Int32Array.from(windows.flatMap((w, i) => w.rows.map(() => i)));
  const expanded = frameScope(selectRows(input, Int32Array.from(windows.flatMap((w) => w.rows))));
  const percentile: Agg = { kind: 'agg', op: 'aggregate.percentile', args: [value, percent], type: value.type, span: s.span };
  const result = runAggregate(percentile, expanded, { ids, count: windows.length }, session);
  const first = Int32Array.from(windows, (w) => w.first);
  const name = `rolling_${width}_percentile_${columnArgument(s, 0)}_${String(constantArgument(s, '', 1, session))}`;
  const fields = [{ name: columnArgument(s, 2), type: times.type }, ...dimensionFields(s, 5, dimensions), { name, type: result.type }];
  return frame(fields, [columnOf(times.type, windows.map((w) => w.bin)), ...dimensions.map((d) => take(d, first)), result], windows.length);
}

const isWhole = (v: unknown): v is Int64 => typeof v === 'bigint' || (typeof v === 'number' && Number.isInteger(v) && v > 0);

function pushTo(bins: Map<Int64, number[]>, bin: Int64, row: number): void {
  const rows = bins.get(bin);
  if (rows) rows.push(row);
  else bins.set(bin, [row]);
}

interface Window {
  readonly bin: Int64;
  readonly first: number;
  readonly rows: readonly number[];
}

function rolling(s: Evaluate, bins: ReadonlyMap<Int64, readonly number[]>, size: Int64, width: number, session: Session): Window[] {
  const order = [...bins.keys()].sort(compareInt);
  let cells = 0;
  return order.map((bin, i) => {
    if (i > 0 && add(order[i - 1] as Int64, size) !== bin) fail('not-yet', { what: `${s.plugin} over a bin without rows` }, s.span);
    const rows = order.slice(Math.max(0, i - width + 1), i + 1).flatMap((b) => bins.get(b) as readonly number[]);
    session.checkSize((cells += rows.length), 1, s.span);
    return { bin, first: rows[0] as number, rows };
  });
}
