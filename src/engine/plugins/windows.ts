import type { Evaluate } from '../../ast/pipeline.js';
import { fail } from '../../base/diagnostics.js';
import type { Column } from '../../data/column.js';
import { add, floorDiv, type Int64, mul, sub } from '../../data/int64.js';
import { binLong, binTime } from '../../catalogue/time-steps.js';
import type { Ty } from '../../data/types.js';
import { constantArgument } from './plugin.js';
import type { Session } from '../session.js';

/** The windows `[start + n * step, start + (n + 1) * step)` of an analysis period, `last` being the one that holds its end. */
export interface Windows {
  readonly start: Int64;
  readonly end: Int64;
  readonly step: Int64;
  readonly last: number;
  startOf(window: number): Int64;
  windowOf(at: Int64): number;
}

/** A period with a step of fixed length from the arguments at `place`: start, end, then the step at `stepPlace`. */
export function windowsOf(s: Evaluate, place: number, stepPlace: number, session: Session): Windows {
  const [start, end, step] = [place, place + 1, stepPlace].map((i) => constantArgument(s, '', i, session)) as (Int64 | undefined)[];
  if (!isLength(start) || !isLength(end) || !isLength(step) || step <= 0) {
    return fail('not-yet', { what: `${s.plugin} without a start, an end and a step of fixed length` }, s.span);
  }
  const windowOf = (at: Int64): number => Number(floorDiv(sub(at, start), step));
  return { start, end, step, last: windowOf(end), startOf: (w) => add(start, mul(w, step)), windowOf };
}

const isLength = (v: unknown): v is Int64 => typeof v === 'bigint' || (typeof v === 'number' && Number.isInteger(v));

/** What `bin()` makes of a place on the line of time. */
export const binOf = (type: Ty, at: Int64, size: Int64): Int64 | null => (type === 'datetime' ? binTime(at, size) : binLong(at, size, 0));

/** The cell as a place on the line of time, null where there is none. */
export const momentAt = (times: Column, row: number): Int64 | null => {
  const t = times.get(row);
  return isLength(t) ? t : null;
};
