import type { Evaluate } from '../../ast/pipeline.js';
import { fail } from '../../base/diagnostics.js';
import { type Column, columnOf, take } from '../../data/column.js';
import { firstRows, groupBy } from '../../data/group.js';
import { compareInt } from '../../data/int64.js';
import { keyOf } from '../../data/order.js';
import type { Field } from '../../data/table.js';
import type { Ty, Value } from '../../data/types.js';
import { evaluate } from '../eval.js';
import { type Frame, frame } from '../frame.js';
import { frameScope } from '../scope.js';
import type { Session } from '../session.js';
import { columnArgument } from './plugin.js';
import { momentAt, type Windows, windowsOf } from './windows.js';

/** The different ids of each window; one map for each combination of the dimensions. */
type IdsByWindow = ReadonlyMap<number, ReadonlySet<unknown>>;

interface Activity {
  readonly windows: Windows;
  readonly timeType: Ty;
  readonly slices: readonly IdsByWindow[];
  readonly dimensions: readonly Column[];
  readonly dimensionFields: readonly Field[];
}

function activityOf(s: Evaluate, input: Frame, session: Session, dimensionPlaces: readonly number[]): Activity {
  const scope = frameScope(input);
  const [ids, times] = s.args.slice(0, 2).map((e) => evaluate(e, scope, session)) as [Column, Column];
  const windows = windowsOf(s, 2, 4, session);
  const dimensions = dimensionPlaces.map((i) => evaluate(s.args[i] as Evaluate['args'][number], scope, session));
  const groups = groupBy(dimensions, input.length);
  const slices = Array.from({ length: groups.count }, () => new Map<number, Set<unknown>>());
  for (let row = 0; row < input.length; row++) {
    const t = momentAt(times, row);
    if (t === null || compareInt(t, windows.start) < 0 || compareInt(t, windows.end) > 0) continue;
    const slice = slices[groups.ids[row] as number] as Map<number, Set<unknown>>;
    const window = windows.windowOf(t);
    const id = keyOf(ids.type, ids.get(row));
    const known = slice.get(window);
    if (known) known.add(id);
    else slice.set(window, new Set([id]));
  }
  const heads = firstRows(groups);
  return {
    windows, timeType: times.type, slices, dimensions: dimensions.map((d) => take(d, heads)),
    dimensionFields: dimensionPlaces.map((i, n) => ({ name: columnArgument(s, i), type: (dimensions[n] as Column).type })),
  };
}

const common = (a: ReadonlySet<unknown>, b: ReadonlySet<unknown>): number => {
  let n = 0;
  for (const x of a) if (b.has(x)) n++;
  return n;
};

/** Rows of `[slice, ...cells]` as a table: times, dimensions, numbers. */
function tableOf(activity: Activity, times: readonly string[], numbers: readonly Field[], rows: readonly (readonly Value[])[]): Frame {
  const slices = Int32Array.from(rows, (r) => r[0] as number);
  const columnAt = (type: Ty, i: number): Column => columnOf(type, rows.map((r) => r[i] as Value));
  const fields = [...times.map((name) => ({ name, type: activity.timeType })), ...activity.dimensionFields, ...numbers];
  return frame(fields, [
    ...times.map((_, i) => columnAt(activity.timeType, 1 + i)),
    ...activity.dimensions.map((d) => take(d, slices)),
    ...numbers.map((f, i) => columnAt(f.type, 1 + times.length + i)),
  ], rows.length);
}

const long = (name: string): Field => ({ name, type: 'long' });
const real = (name: string): Field => ({ name, type: 'real' });

/**
 * `activity_metrics`: per window the different ids, those that the window before did not have, and the share of the window before that
 * came back or stayed away; NaN in the first. What a window without rows answers is not documented.
 */
export function activityMetrics(s: Evaluate, input: Frame, session: Session): Frame {
  const activity = activityOf(s, input, session, s.args.map((_, i) => i).slice(5));
  const rows: Value[][] = [];
  activity.slices.forEach((slice, n) => {
    let before: ReadonlySet<unknown> | undefined;
    const present = [...slice.keys()].sort((a, b) => a - b);
    for (const [i, w] of present.entries()) {
      if (i > 0 && present[i - 1] !== w - 1) fail('not-yet', { what: `${s.plugin} over a window without rows` }, s.span);
      const ids = slice.get(w) as ReadonlySet<unknown>;
      const back = before ? common(before, ids) : 0;
      const rate = before ? back / before.size : Number.NaN;
      rows.push([n, activity.windows.startOf(w), ids.size, ids.size - back, rate, 1 - rate]);
      before = ids;
    }
  });
  return tableOf(activity, [columnArgument(s, 1)], [long('dcount_values'), long('dcount_newvalues'), real('retention_rate'), real('churn_rate')], rows);
}

/**
 * `new_activity_metrics`: of the ids first seen in one window (the cohort), how many each later window has. Which rows a cohort without
 * ids gives is not documented, so that one stops the run.
 */
export function newActivityMetrics(s: Evaluate, input: Frame, session: Session): Frame {
  const cohort = s.args[5] && s.args[5].kind !== 'col' && s.args[5].kind !== 'subquery' ? windowsOf(s, 2, 4, session).windowOf(momentOf(s, session)) : undefined;
  if (s.args.some((a) => a.kind === 'subquery')) fail('not-yet', { what: `${s.plugin} with a period to look back on` }, s.span);
  const activity = activityOf(s, input, session, s.args.map((_, i) => i).slice(cohort === undefined ? 5 : 6));
  const rows = activity.slices.flatMap((slice, n) => cohortRows(s, slice, n, activity.windows, cohort));
  session.checkSize(rows.length, 8, s.span);
  const numbers = [long('dcount_new_values'), long('dcount_retained_values'), long('dcount_churn_values'), real('retention_rate'), real('churn_rate')];
  const time = columnArgument(s, 1);
  return tableOf(activity, [`from_${time}`, `to_${time}`], numbers, rows);
}

function momentOf(s: Evaluate, session: Session): number | bigint {
  const column = evaluate(s.args[5] as Evaluate['args'][number], { length: 1, column: () => undefined, select: () => fail('run-failed', { detail: 'the cohort must be a constant' }, s.span) }, session);
  return momentAt(column, 0) ?? fail('run-failed', { detail: 'the cohort must be a constant' }, s.span);
}

const NO_IDS: ReadonlySet<unknown> = new Set();

function cohortRows(s: Evaluate, slice: IdsByWindow, n: number, windows: Windows, only: number | undefined): Value[][] {
  const rows: Value[][] = [];
  const seen = new Set<unknown>();
  for (let from = 0; from <= windows.last; from++) {
    const cohort = new Set([...(slice.get(from) ?? NO_IDS)].filter((id) => !seen.has(id)));
    for (const id of cohort) seen.add(id);
    if (only !== undefined && only !== from) continue;
    if (cohort.size === 0) fail('not-yet', { what: `${s.plugin} over a window in which no id is new` }, s.span, 'a cohort as the sixth argument names the window to follow');
    for (let to = from; to <= windows.last; to++) rows.push([n, windows.startOf(from), windows.startOf(to), ...followed(slice.get(to) ?? NO_IDS, cohort, seen, from === to)]);
  }
  return rows;
}

/** `seen`: all ids up to the window of the cohort, those of the cohort among them. */
function followed(ids: ReadonlySet<unknown>, cohort: ReadonlySet<unknown>, seen: ReadonlySet<unknown>, itself: boolean): Value[] {
  const kept = common(cohort, ids);
  const fresh = itself ? cohort.size : ids.size - common(ids, seen);
  return [fresh, kept, cohort.size - kept, kept / cohort.size, (cohort.size - kept) / cohort.size];
}
