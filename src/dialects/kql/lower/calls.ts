import type * as Syntax from '../../../../grammars/kql/syntax.js';
import type { Expr } from '../../../ast/pipeline.js';
import { opsByName } from '../../../catalogue/index.js';
import { aggregateCall, isAggregate } from './aggregate-calls.js';
import { type Context, lowerExpr, report } from './context.js';
import { callScalarFunction } from './functions.js';
import { GRAPH_ONLY, graphCall, misplaced } from './graph-expressions.js';
import { broken, typedCall, unknownFunction } from './operations.js';
import { SPECIAL_CALLS } from './special-calls.js';
import { suppliedFunction } from './supplied.js';
import { isTabular } from './tabular.js';
import { firstOfTuple } from './tuples.js';

/** `name(arguments)` where a value is wanted: what the query defines, special forms, aggregates, the catalogue. */
export function callExpression(e: Syntax.Call, cx: Context): Expr {
  const name = e.name.text;
  const binding = cx.scope.find(name);
  if (binding?.kind === 'function') return callScalarFunction(e, binding, cx);
  const inGraph = graphCall(e, cx);
  if (inGraph) return inGraph;
  const special = SPECIAL_CALLS.get(name);
  if (special) return special(e, cx);
  if (isAggregate(name) && (cx.row?.aggregates || !hasScalar(name))) return aggregateCall(e, cx);
  if (GRAPH_ONLY.has(name)) return misplaced(e, cx);
  const ops = opsByName('kql', name);
  if (ops.length > 0 || firstOfTuple(e, cx)) return catalogueCall(e, cx);
  const supplied = suppliedFunction(name, e.span, cx);
  if (supplied) return callScalarFunction(e, supplied, cx);
  return isTabular(e, cx) ? tableInstead(e, cx) : unknownFunction(name, e.name.span, cx);
}

/** `merge_tdigest` merges columns as well as rows. */
const hasScalar = (name: string): boolean => opsByName('kql', name).some((o) => o.kind === 'scalar');

function tableInstead(e: Syntax.Call, cx: Context): Expr {
  report(cx, 'type-mismatch', { what: e.name.text, got: 'a table', want: 'a value' }, e.span, 'toscalar(…) takes the first value of a table');
  return broken(e.span);
}

function catalogueCall(e: Syntax.Call, cx: Context): Expr {
  const ops = opsByName('kql', e.name.text);
  if (ops.some((o) => o.kind === 'window') && !windowFits(e, cx)) return broken(e.span);
  const first = firstOfTuple(e, cx);
  if (first) return first;
  const usable = ops.filter((o) => o.kind !== 'aggregate' || cx.row?.aggregates);
  return typedCall(e.name.text, usable.length > 0 ? usable : ops, e.args.map((a) => lowerExpr(a.value, cx)), e.span, cx);
}

/** Window functions read their neighbours, so that the order of the rows must mean something. */
function windowFits(e: Syntax.Call, cx: Context): boolean {
  if (cx.row?.steps) {
    report(cx, 'window-misplaced', { name: e.name.text, where: 'scan' }, e.span, 'a state column (step.column) remembers earlier rows');
    return false;
  }
  if (!cx.row || cx.row.serialized || cx.row.schema.open) return true;
  report(cx, 'not-serialized', { name: e.name.text }, e.span, 'sort or serialize the rows first');
  return false;
}
