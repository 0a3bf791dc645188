import type { Evaluate } from '../../ast/pipeline.js';
import { fail } from '../../base/diagnostics.js';
import { type Column, columnOf, take } from '../../data/column.js';
import { add, compareInt, floorDiv, type Int64, mul, sub } from '../../data/int64.js';
import { keyOf } from '../../data/order.js';
import { evaluate } from '../eval.js';
import { type Frame, frame } from '../frame.js';
import { firstRows, groupBy } from '../../data/group.js';
import { frameScope } from '../scope.js';
import type { Session } from '../session.js';
import { columnArgument, constantArgument } from './plugin.js';

/** The windows of one combination of the dimensions: rows and different ids of each. */
interface Slice {
  readonly counts: Map<number, number>;
  readonly ids: Map<number, Set<unknown>>;
}

/** `activity_counts_metrics`: per time window how many rows, ids, ids never seen before, and ids so far. */
export function activityCounts(s: Evaluate, input: Frame, session: Session): Frame {
  const scope = frameScope(input);
  const [ids, times] = s.args.slice(0, 2).map((e) => evaluate(e, scope, session)) as [Column, Column];
  const [start, end, step] = [2, 3, 4].map((i) => constantArgument(s, '', i, session)) as (Int64 | undefined)[];
  if (start === undefined || end === undefined || step === undefined || typeof step === 'string') {
    return fail('not-yet', { what: 'activity_counts_metrics without a start, an end and a step of fixed length' }, s.span);
  }
  const dimensions = s.args.slice(5).map((e) => evaluate(e, scope, session));
  const groups = groupBy(dimensions, input.length);
  const slices = Array.from({ length: groups.count }, (): Slice => ({ counts: new Map(), ids: new Map() }));
  for (let row = 0; row < input.length; row++) {
    const t = times.get(row) as Int64 | null;
    if (t === null || compareInt(t, start) < 0 || compareInt(t, end) > 0) continue;
    count(slices[groups.ids[row] as number] as Slice, Number(floorDiv(sub(t, start), step)), keyOf(ids.type, ids.get(row)));
  }
  return report(s, slices, dimensions.map((d) => take(d, firstRows(groups))), times.type, (w) => add(start, mul(w, step)));
}

function count(slice: Slice, window: number, id: unknown): void {
  slice.counts.set(window, (slice.counts.get(window) ?? 0) + 1);
  const ids = slice.ids.get(window);
  if (ids) ids.add(id);
  else slice.ids.set(window, new Set([id]));
}

function report(s: Evaluate, slices: readonly Slice[], dimensions: readonly Column[], timeType: Column['type'], startOf: (window: number) => Int64): Frame {
  const rows: (readonly [slice: number, time: Int64, count: number, dcount: number, fresh: number, seen: number])[] = [];
  slices.forEach((slice, g) => {
    const seen = new Set<unknown>();
    for (const w of [...slice.counts.keys()].sort((a, b) => a - b)) {
      const ids = slice.ids.get(w) as Set<unknown>;
      const before = seen.size;
      for (const id of ids) seen.add(id);
      rows.push([g, startOf(w), slice.counts.get(w) as number, ids.size, seen.size - before, seen.size]);
    }
  });
  const picked = dimensions.map((d) => take(d, Int32Array.from(rows, (r) => r[0])));
  const numbers = [2, 3, 4, 5].map((i) => columnOf('long', rows.map((r) => r[i] as number)));
  const names = ['count', 'dcount', 'new_dcount', 'aggregated_dcount'];
  const fields = [
    { name: columnArgument(s, 1), type: timeType },
    ...dimensions.map((d, i) => ({ name: columnArgument(s, 5 + i), type: d.type })),
    ...names.map((name) => ({ name, type: 'long' as const })),
  ];
  return frame(fields, [columnOf(timeType, rows.map((r) => r[1])), ...picked, ...numbers], rows.length);
}
