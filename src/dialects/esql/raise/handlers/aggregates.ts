import type { Expression } from '../../../../../grammars/esql/syntax.js';
import type { Agg, Expr, Stage } from '../../../../ast/pipeline.js';
import { isExpr } from '../../../../ast/walk.js';
import { KQL_PRODUCTS } from '../../../../catalogue/kql-products.js';
import { isText } from '../../../../data/types.js';
import { call, integer, text } from '../build.js';
import { needsFunction } from '../versions.js';
import type { Scope } from '../scope.js';
import { sortedList } from '../sorted-lists.js';

type Handler = (e: Agg, scope: Scope, value: (e: Expr) => Expression) => Expression;

/** The value of the row where another column is extreme. */
function extremeBy(name: 'FIRST' | 'LAST', kql: string): Handler {
  return (e, scope, v) => {
    needsFunction(name, kql, e.span, scope.raising);
    const [by, result] = e.args as [Expr, Expr];
    return call(name, v(result), filled(by, scope, v));
  };
}

/** A missing text is "", which is a text like others in KQL. */
const filled = (x: Expr, scope: Scope, v: (e: Expr) => Expression): Expression => (isText(x.type) && mayMiss(x, scope) ? call('COALESCE', v(x), text('')) : v(x));

/** When a row is from is no text. */
const TIMES: ReadonlySet<string | undefined> = new Set(Object.values(KQL_PRODUCTS).map((p) => p.time));

function leastIsMissing(what: string, x: Expr, e: Agg, scope: Scope): void {
  if (x.kind === 'col' && !TIMES.has(x.name) && x.type === 'unknown' && mayMiss(x, scope)) scope.raising.opNote('different', what, `where ${x.name} is a text, one that is missing is left out, and KQL takes it for the least`, e.span);
}

/** The distinct values; a limit keeps the first of them. */
function distinctValues(e: Agg, v: (e: Expr) => Expression): Expression {
  const [x, limit] = e.args as [Expr, Expr?];
  const values = call('VALUES', v(x));
  const most = limit?.kind === 'lit' ? Number(limit.value) : Number.POSITIVE_INFINITY;
  return most >= 1_048_576 ? values : call('MV_SLICE', values, integer(0), integer(most - 1));
}

/** Elasticsearch sets aside room for so many values in every group. */
const MOST_LISTED = 10_000;

/** TOP keeps repeated values. Only of sorted rows does Kusto promise an order, which is not that of TOP. */
function list(e: Agg, scope: Scope, v: (e: Expr) => Expression): Expression {
  const [x, limit] = e.args as [Expr, Expr?];
  const most = limit?.kind === 'lit' ? Math.min(Number(limit.value), MOST_LISTED) : MOST_LISTED;
  if (mayMiss(x, scope) && !isText(x.type)) scope.raising.opNote('different', 'make_list', 'a text that is missing is left out, where KQL counts it as ""', e.span);
  const value = mayMiss(x, scope) && isText(x.type) ? call('COALESCE', v(x), text('')) : v(x);
  const sorted = e.filter ? undefined : sortedList(x, value, most, scope);
  if (sorted) {
    scope.raising.opNote('rewritten', 'make_list', `TOP lists the values in the order of the rows, ${most} at most`, e.span);
    return sorted;
  }
  if (isOrdered(scope.before) || showsOrder([scope.raising.current, scope.rest])) scope.raising.opNote('different', 'make_list', 'the values are in ascending order, not in that of the rows', e.span);
  else scope.raising.opNote('rewritten', 'make_list', `TOP lists the values in ascending order, ${most} at most`, e.span);
  return call('TOP', value, integer(most), text('asc'));
}

const KEEPS_ORDER: ReadonlySet<string> = new Set(['filter', 'extend', 'project', 'rename', 'reorder', 'keep', 'drop', 'limit']);

const BY_PLACE = /^(string\.joinArray|array\.(slice|indexOf|reverse|rotateLeft|rotateRight|shiftLeft|shiftRight|split|iff)|dynamic\.(index|toJson))$/;

const OF_TEXT = /^(convert\.toString|string\.(concat|concatDelimited|split))$/;

/** Whether later stages look at the places of elements, or at a text of all of them. */
function showsOrder(node: unknown): boolean {
  if (typeof node !== 'object' || node === null) return false;
  if ('kind' in node && node.kind === 'call' && 'op' in node && BY_PLACE.test(String(node.op))) return true;
  if (isExpr(node) && node.kind === 'call' && OF_TEXT.test(node.op) && node.args.some((a) => a.type === 'dynamic')) return true;
  return Object.values(node).some(showsOrder);
}

/** Whether the rows come in an order that the query gives: of a sort, or of rows that are written out. */
function isOrdered(before: readonly Stage[]): boolean {
  const last = [...before].reverse().find((stage) => !KEEPS_ORDER.has(stage.kind));
  return last?.kind === 'sort' || last?.kind === 'values' || last?.kind === 'range';
}

/** A text column of which nothing says that it is there; its nothing is the least text in KQL, and an element of a set. */
const mayMiss = (x: Expr, scope: Scope): boolean => (isText(x.type) || x.type === 'unknown') && !(x.kind === 'col' && scope.facts.has(x.name)) && x.kind !== 'lit';

/** Aggregates that a call or a template cannot say, by the operation's id. */
export const AGGREGATE_HANDLERS: Readonly<Record<string, Handler>> = {
  'aggregate.argMax': extremeBy('LAST', 'arg_max'),
  'aggregate.argMin': extremeBy('FIRST', 'arg_min'),
  'aggregate.set': (e, scope, v) => {
    const [x] = e.args as [Expr];
    if (!mayMiss(x, scope)) return distinctValues(e, v);
    if (isText(x.type)) return distinctValues(e, (y) => (y === x ? call('COALESCE', v(y), text('')) : v(y)));
    scope.raising.opNote('different', 'make_set', 'a text that is missing is left out, where KQL counts it as ""', e.span);
    return distinctValues(e, v);
  },
  'aggregate.min': (e, scope, v) => {
    const [x] = e.args as [Expr];
    leastIsMissing('min', x, e, scope);
    return call('MIN', filled(x, scope, v));
  },
  'aggregate.list': list,
  'aggregate.bag': (e, scope, v) => {
    scope.raising.opNote('different', 'make_bag', 'the bag is a text of JSON, in which a key stands once for each of its values', e.span);
    const members = call('REPLACE', v(e.args[0] as Expr), text('^\\{|\\}$'), text(''));
    return call('CONCAT', text('{'), call('COALESCE', call('MV_CONCAT', call('VALUES', members), text(',')), text('')), text('}'));
  },
  'aggregate.any': (e, scope, v) => {
    scope.raising.opNote('rewritten', 'take_any', 'any of the values is meant; another one may be picked', e.span);
    return call('MAX', v(e.args[0] as Expr));
  },
};
