import type * as Syntax from '../../../../grammars/kql/syntax.js';
import type { Agg, Expr } from '../../../ast/pipeline.js';
import { opsByName } from '../../../catalogue/index.js';
import { lowerCondition } from './conditions.js';
import { type Context, lowerExpr, report } from './context.js';
import { broken, isBroken, typedCall } from './operations.js';

/** Aggregates that count only some rows: the one they are made of, and which argument is the condition. */
const FILTERED: Readonly<Record<string, readonly [base: string, condition: number]>> = {
  countif: ['count', 0], sumif: ['sum', 1], avgif: ['avg', 1], minif: ['min', 1], maxif: ['max', 1], dcountif: ['dcount', 1],
  count_distinctif: ['count_distinct', 1], stdevif: ['stdev', 1], stdevpif: ['stdevp', 1], varianceif: ['variance', 1], variancepif: ['variancep', 1],
  covarianceif: ['covariance', 2], covariancepif: ['covariancep', 2], make_list_if: ['make_list', 1], make_set_if: ['make_set', 1],
  make_bag_if: ['make_bag', 1], take_anyif: ['take_any', 1], anyif: ['any', 1], hll_if: ['hll', 1],
};

const isAggregateOp = (name: string): boolean => opsByName('kql', name).some((o) => o.kind === 'aggregate');

/** Whether a name is an aggregate's, also one that only `summarize` itself takes apart. */
export const isAggregate = (name: string): boolean => isAggregateOp(name) || isAggregateOp(FILTERED[name]?.[0] ?? '');

/** One aggregate, as part of an expression. */
export function aggregateCall(e: Syntax.Call, cx: Context): Expr {
  const name = e.name.text;
  if (!cx.row?.aggregates) {
    report(cx, 'aggregate-misplaced', { name }, e.span);
    return broken(e.span);
  }
  const inner: Context = { ...cx, row: { ...cx.row, aggregates: false } };
  const filtered = FILTERED[name];
  return filtered ? filteredCall(e, filtered, inner) : plainCall(name, aggregateArguments(e), e, inner);
}

/** The argument of `count(x)` counts for nothing: rows with a null count as well. */
const aggregateArguments = (e: Syntax.Call): readonly Syntax.Column[] => (e.name.text === 'count' ? [] : e.args);

function plainCall(name: string, args: readonly Syntax.Column[], e: Syntax.Call, cx: Context): Expr {
  return typedCall(name, opsByName('kql', name), args.map((a) => lowerExpr(a.value, cx)), e.span, cx);
}

function filteredCall(e: Syntax.Call, [base, at]: readonly [string, number], cx: Context): Expr {
  const condition = e.args[at];
  if (!condition) {
    report(cx, 'argument-count', { name: e.name.text, got: e.args.length, want: `at least ${at + 1} argument${at ? 's' : ''}` }, e.span);
    return broken(e.span);
  }
  const value = plainCall(base, e.args.filter((_, i) => i !== at), e, cx);
  const filter = lowerCondition(condition.value, cx);
  if (isBroken(value) || isBroken(filter)) return broken(e.span);
  return { ...(value as Agg), filter };
}
