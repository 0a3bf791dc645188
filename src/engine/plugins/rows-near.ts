import { fail } from '../../base/diagnostics.js';
import { evaluate } from '../eval.js';
import { selectRows } from '../frame.js';
import { frameScope } from '../scope.js';
import { constantArgument, type Plugin } from './plugin.js';

/** `rows_near`: every row that is so many rows before or after one for which the condition is true. */
export const rowsNear: Plugin = (s, input, session) => {
  const condition = s.args[0] && evaluate(s.args[0], frameScope(input), session);
  const before = constantArgument(s, '', 1, session);
  const after = s.args.length > 2 ? constantArgument(s, '', 2, session) : before;
  if (condition?.type !== 'bool' || typeof before !== 'number' || typeof after !== 'number') return fail('run-failed', { detail: 'rows_near needs a condition and a number of rows' }, s.span);
  const kept: number[] = [];
  let next = 0;
  for (let row = 0; row < input.length; row++) {
    if (condition.get(row) !== true) continue;
    for (let near = Math.max(next, row - before); near < Math.min(input.length, row + after + 1); near++) kept.push(near);
    next = Math.max(next, Math.min(input.length, row + after + 1));
  }
  return selectRows(input, Int32Array.from(kept));
};
