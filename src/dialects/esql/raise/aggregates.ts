import type { Aggregate as AggregateTree, Expression, Field } from '../../../../grammars/esql/syntax.js';
import type { Agg, Aggregate, Expr, Named } from '../../../ast/pipeline.js';
import { mapExpr } from '../../../ast/walk.js';
import { opOf } from '../../../catalogue/index.js';
import { NO_SPAN } from '../../../base/source.js';
import { aggregate, call, countAll, field } from './build.js';
import { refuse, type Spelling } from './context.js';
import { condition, graded, needs, titleOf, value } from './expressions.js';
import type { Scope } from './scope.js';
import { AGGREGATE_HANDLERS } from './handlers/aggregates.js';
import { fillTemplate } from './template.js';

const span = NO_SPAN;

/**
 * `summarize`. ES|QL puts keys behind aggregates, which a KEEP would put right; column order carries no meaning, so it is left.
 * Scalar expressions over aggregates stay in STATS.
 */
export function aggregateStage(a: Aggregate, s: Spelling, scope: Scope): void {
  const groups = a.keys.map((k) => keyField(k, scope));
  const aggregates = a.aggregates.map((c) => aggregateField(c, scope));
  s.push({ kind: a.inline ? 'inline-stats' : 'stats', aggregates, groups, span });
}

function keyField(k: Named, scope: Scope): Field {
  const tree = value(k.expr, scope);
  return tree.kind === 'name' && tree.text === k.name ? field(tree) : field(tree, k.name);
}

/** The filter of an only aggregate is the field's; in a larger expression each aggregate has its own condition as CASE. */
function aggregateField(given: Named, scope: Scope): AggregateTree {
  const c = { ...given, expr: mapExpr(given.expr, (e) => (e.kind === 'agg' ? plainAggregate(e) : e)) };
  if (c.expr.kind === 'agg') return aggregate(aggregateCall(c.expr, scope), c.name, c.expr.filter && condition(c.expr.filter, scope));
  const names = new Map<string, Expression>(scope.names);
  let n = 0;
  const replaced = mapExpr(c.expr, (e): Expr => {
    if (e.kind !== 'agg') return e;
    const hole = `\u0000agg${n++}`;
    names.set(hole, withCase(e, scope));
    return { kind: 'col', name: hole, type: e.type, span: e.span };
  });
  return aggregate(value(replaced, { ...scope, names }), c.name);
}

/** `sumif(x, p)` is `sum(x)` over the rows where p is true. The condition is the second argument, or the only one of `countif`. */
function plainAggregate(e: Agg): Agg {
  const base = /^(aggregate\.\w+)If$/.exec(e.op)?.[1];
  if (base === undefined) return e;
  const at = e.args.length === 1 ? 0 : 1;
  const filter = e.args[at] as Expr;
  return { ...e, op: base, args: e.args.filter((_, i) => i !== at), filter };
}

/** `sum(x) where p` within an expression: the argument is null where the condition is not true. */
function withCase(e: Agg, scope: Scope): Expression {
  if (!e.filter) return aggregateCall(e, scope);
  const cond = condition(e.filter, scope);
  const [first, ...rest] = e.args.map((a) => value(a, scope));
  const op = opOf(e.op);
  if (op.esql.kind !== 'call') return refuse(titleOf(op), 'a conditional aggregate inside an expression', e.span);
  return call(op.esql.name, call('CASE', cond, first ?? { kind: 'integer', text: '1', span }), ...rest);
}

function aggregateCall(e: Agg, scope: Scope): Expression {
  const op = opOf(e.op);
  const how = op.esql;
  const args = e.args.map((a) => value(a, scope));
  if (how.kind === 'refuse') return refuse(titleOf(op), how.reason, e.span);
  if (how.kind === 'raise') {
    const handler = AGGREGATE_HANDLERS[op.id];
    return handler ? handler(e, scope, (x) => value(x, scope)) : refuse(titleOf(op), 'it has no spelling in ES|QL yet', e.span);
  }
  if (how.kind === 'call' || how.kind === 'template') {
    needs(how.since, op, e, scope);
    graded(op, how.grade, how.note, e, scope);
  }
  if (how.kind === 'template') return fillTemplate(how.text, args);
  if (how.kind !== 'call') return refuse(titleOf(op), 'an operator is no aggregate', e.span);
  return how.name === 'COUNT' && args.length === 0 ? countAll : call(how.name, ...args);
}
