import { type Column, columnOf } from '../data/column.js';
import type { Value } from '../data/types.js';
import type { AggregateOverload, CallContext, Fold, Groups, ParamSpec, Returns } from './entry.js';

/** An aggregate from a fold: simple, one state per group. Hot aggregates have loops of their own. */
export function folded<S>(params: readonly ParamSpec[], returns: Returns, fold: Fold<S>): AggregateOverload {
  return { params, returns, run: (context, args, groups) => runFold(fold, context, args, groups) };
}

function runFold<S>(fold: Fold<S>, context: CallContext, args: readonly Column[], groups: Groups): Column {
  const states: S[] = Array.from({ length: groups.count }, () => fold.start(context));
  const cells: Value[] = new Array(args.length);
  for (let row = 0; row < groups.ids.length; row++) {
    const id = groups.ids[row] as number;
    if (id < 0) continue;
    for (let a = 0; a < args.length; a++) cells[a] = (args[a] as Column).get(row);
    if (fold.nulls !== 'total' && cells[0] === null) continue;
    states[id] = fold.step(states[id] as S, cells, context);
  }
  return columnOf(context.returns, states.map((s) => fold.finish(s, context)));
}
