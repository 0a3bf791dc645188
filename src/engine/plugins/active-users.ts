import type { Evaluate } from '../../ast/pipeline.js';
import { fail } from '../../base/diagnostics.js';
import { type Column, columnOf, take } from '../../data/column.js';
import { firstRows, groupBy } from '../../data/group.js';
import { add, compareInt, type Int64, sub } from '../../data/int64.js';
import { keyOf } from '../../data/order.js';
import { evaluate } from '../eval.js';
import { type Frame, frame } from '../frame.js';
import { frameScope } from '../scope.js';
import type { Session } from '../session.js';
import { columnArgument, constantArgument } from './plugin.js';
import { binOf, momentAt, type Windows, windowsOf } from './windows.js';

/** The times at which one id was seen, in order. */
interface Seen {
  readonly slice: number;
  readonly times: Int64[];
}

/**
 * `active_users_count`: per window how many ids were seen that had been seen in so many periods of the time they are looked back on. Where
 * it matters whether whole periods or exact times are looked back on, the documentation does not say which.
 */
export function activeUsersCount(s: Evaluate, input: Frame, session: Session): Frame {
  const scope = frameScope(input);
  const [ids, times] = s.args.slice(0, 2).map((e) => evaluate(e, scope, session)) as [Column, Column];
  const windows = windowsOf(s, 2, 7, session);
  const dimensions = s.args.slice(8).map((e) => evaluate(e, scope, session));
  const groups = groupBy(dimensions, input.length);
  const active = Array.from({ length: groups.count }, () => new Map<number, number>());
  const isActive = activity(s, times, session);
  for (const { slice, times: seen } of appearances(ids, times, groups.ids)) {
    const own = new Set(seen.flatMap((t, i) => (inPeriod(t, windows) && isActive(seen, i) ? [windows.windowOf(t)] : [])));
    for (const w of own) (active[slice] as Map<number, number>).set(w, (active[slice]?.get(w) ?? 0) + 1);
  }
  const rows = active.flatMap((slice, n) => [...slice].sort(([a], [b]) => a - b).map(([w, count]) => ({ n, at: windows.startOf(w), count })));
  const heads = firstRows(groups);
  const slices = Int32Array.from(rows, (r) => r.n);
  const fields = [{ name: columnArgument(s, 1), type: times.type }, ...dimensions.map((d, i) => ({ name: columnArgument(s, 8 + i), type: d.type })), { name: 'dcount', type: 'long' as const }];
  return frame(fields, [columnOf(times.type, rows.map((r) => r.at)), ...dimensions.map((d) => take(take(d, heads), slices)), columnOf('long', rows.map((r) => r.count))], rows.length);
}

const inPeriod = (t: Int64, w: Windows): boolean => compareInt(t, w.start) >= 0 && compareInt(t, w.end) <= 0;

function appearances(ids: Column, times: Column, slices: Int32Array): Seen[] {
  const found = new Map<string, Seen>();
  for (let row = 0; row < ids.length; row++) {
    const t = momentAt(times, row);
    if (t === null) continue;
    const slice = slices[row] as number;
    const id = keyOf(ids.type, ids.get(row));
    const key = `${slice}:${typeof id}:${String(id)}`;
    const known = found.get(key);
    if (known) known.times.push(t);
    else found.set(key, { slice, times: [t] });
  }
  for (const seen of found.values()) seen.times.sort(compareInt);
  return [...found.values()];
}

/** Whether an id that was seen at the i-th of these times had been seen often enough by then. */
function activity(s: Evaluate, times: Column, session: Session): (seen: readonly Int64[], i: number) => boolean {
  const [lookback, period, least] = [4, 5, 6].map((i) => constantArgument(s, '', i, session)) as [Int64, Int64, number];
  const periodOf = (t: Int64): Int64 => binOf(times.type, t, period) as Int64;
  return (seen, i) => {
    const at = seen[i] as Int64;
    const firstPeriod = sub(add(periodOf(at), period), lookback);
    const exact = new Set<Int64>();
    const whole = new Set<Int64>();
    for (let k = i; k >= 0; k--) {
      const t = seen[k] as Int64;
      if (compareInt(t, sub(at, lookback)) > 0) exact.add(periodOf(t));
      if (compareInt(periodOf(t), firstPeriod) >= 0) whole.add(periodOf(t));
      else break;
    }
    if (exact.size >= least !== whole.size >= least) fail('not-yet', { what: `${s.plugin} where a period is looked back on in part` }, s.span);
    return exact.size >= least;
  };
}
