import type { Agg, Expr, Named } from '../ast/pipeline.js';
import { fail } from '../base/diagnostics.js';
import type { AggregateOverload, Groups } from '../catalogue/entry.js';
import { opOf } from '../catalogue/index.js';
import { castColumn } from '../data/cast.js';
import { type Column, take } from '../data/column.js';
import { withoutNullStrings } from '../data/null-strings.js';
import { callContext, converted, evaluate, fitting, opName } from './eval.js';
import { spreadMulti } from './multi.js';
import type { Scope } from './scope.js';
import type { Session } from './session.js';

/** Every aggregate inside expressions, computed once per group; the expressions around them see one row per group. */
export function aggregateScope(input: Scope, groups: Groups, keys: ReadonlyMap<string, Column>, session: Session): Scope {
  const done = new Map<Agg, Column>();
  const aggregate = (agg: Agg): Column => {
    let column = done.get(agg);
    if (!column) done.set(agg, (column = runAggregate(agg, input, groups, session)));
    return column;
  };
  return groupScope(groups.count, keys, aggregate);
}

function groupScope(length: number, keys: ReadonlyMap<string, Column>, aggregate: (agg: Agg) => Column): Scope {
  return {
    length,
    column: (name) => keys.get(name),
    aggregate,
    select: (rows) => groupScope(rows.length, new Map([...keys].map(([n, c]) => [n, take(c, rows)])), (agg) => take(aggregate(agg), rows)),
  };
}

/** One cell per group. */
export function runAggregate(agg: Agg, input: Scope, groups: Groups, session: Session): Column {
  const op = opOf(agg.op);
  if (op.kind !== 'aggregate') return fail('run-failed', { detail: `${opName(op)} is no aggregate` }, agg.span);
  const raw = agg.args.map((a) => evaluate(a, input, session));
  const fit = fitting(op, raw, agg.span);
  const args = converted(raw, fit.casts);
  const kept = agg.filter ? keepTrue(groups, castColumn(evaluate(agg.filter, input, session), 'bool')) : groups;
  const overload = fit.overload as AggregateOverload;
  const spread = overload.multi === 'aware' ? undefined : spreadMulti(args, kept);
  const context = callContext(session, agg.span, fit, args, kept.ids.length);
  const column = overload.run(context, spread?.columns ?? args, spread?.groups ?? kept);
  return session.fillStrings ? withoutNullStrings(column) : column;
}

/** The same groups without the rows for which the condition is not true. */
function keepTrue(groups: Groups, condition: Column): Groups {
  const ids = groups.ids.slice();
  for (let row = 0; row < ids.length; row++) if (condition.get(row) !== true) ids[row] = -1;
  return { ids, count: groups.count };
}

/** The expressions with their aggregates, in the order given. */
export const aggregateAll = (columns: readonly Named[], scope: Scope, session: Session): [string, Column][] =>
  columns.map((c) => [c.name, evaluate(c.expr as Expr, scope, session)]);
