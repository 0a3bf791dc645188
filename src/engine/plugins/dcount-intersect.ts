import { fail } from '../../base/diagnostics.js';
import { sketchValues } from '../../catalogue/aggregate-lists.js';
import { type Column, columnOf } from '../../data/column.js';
import { keyOf } from '../../data/order.js';
import { evaluate } from '../eval.js';
import { withColumns } from '../frame.js';
import { frameScope } from '../scope.js';
import type { Plugin } from './plugin.js';

/** `dcount_intersect`: how many values the first sketch has, the first two share, the first three, …; exact, as the sketches here are. */
export const dcountIntersect: Plugin = (s, input, session) => {
  const scope = frameScope(input);
  if (s.args.length < 2) fail('run-failed', { detail: 'dcount_intersect needs two sketches or more' }, s.span);
  const sketches = s.args.map((a) => evaluate(a, scope, session));
  const counts = sketches.map(() => new Array<number>(input.length).fill(0));
  for (let row = 0; row < input.length; row++) {
    let shared: Set<unknown> | undefined;
    sketches.forEach((sketch, i) => {
      const own = idsOf(sketch, row);
      shared = shared === undefined ? own : new Set([...shared].filter((id) => own.has(id)));
      (counts[i] as number[])[row] = shared.size;
    });
  }
  return withColumns(input, counts.map((c, i): [string, Column] => [`s${i}`, columnOf('long', c)]));
};

const idsOf = (sketch: Column, row: number): Set<unknown> => new Set((sketchValues('hll', sketch.get(row)) ?? []).map((v) => keyOf('dynamic', v)));
