import type { Expression } from '../../../../../grammars/kql/syntax.js';
import type { Call, Expr } from '../../../../ast/pipeline.js';
import { compareValues } from '../../../../data/order.js';
import { isInteger, isText, type Ty } from '../../../../data/types.js';
import { NO_SPAN } from '../../../../base/source.js';
import { alwaysHolds } from '../../../../semantics/filled.js';
import { nullTest } from '../absence.js';
import { isArray, sliceOfOne } from '../arrays.js';
import { arrayOf, binary, call, isCall, logical, long } from '../build.js';
import { refuse } from '../context.js';
import { constant, nullOf } from '../literals.js';
import { hasSome, mayLeaveNone } from '../no-elements.js';
import type { Handlers, Spell } from './handler.js';

/** Multi-values, which are dynamic arrays in KQL, and lists of points. */
export const LIST_HANDLERS: Handlers = {
  'esql.mvFirst': (e, s) => typed(e, element(list(e, s), 0)),
  'esql.mvLast': (e, s) => typed(e, element(list(e, s), -1)),
  'esql.mvMin': (e, s) => typed(e, element(call('array_sort_asc', list(e, s)), 0)),
  'esql.mvMax': (e, s) => typed(e, element(call('array_sort_desc', list(e, s)), 0)),
  'esql.mvSum': (e, s) => sum(e, s),
  'esql.mvSort': (e, s) => call(descending(e) ? 'array_sort_desc' : 'array_sort_asc', list(e, s)),
  'esql.mvSlice': (e, s) => {
    const at = sliceOfOne(e);
    if (at !== undefined) return typed(e, element(list(e, s), at));
    const [x, from, to] = e.args.map(s.value) as [Expression, Expression, Expression?];
    return call('array_slice', x, from, to ?? from);
  },
  'esql.mvAppend': (e, s) => {
    const arrays = e.args.map(s.value);
    const tests = arrays.filter((_, i) => mayLeaveNone(e.args[i] as Expr)).map(hasSome);
    return tests.length === 0 ? call('array_concat', ...arrays) : call('iff', logical('and', tests), call('array_concat', ...arrays), nullOf('dynamic'));
  },
  'esql.mvContains': (e, s) => binary('==', call('array_length', call('set_difference', ...sets(e, s).reverse())), long(0)),
  'esql.mvIntersects': (e, s) => binary('>', call('array_length', call('set_intersect', ...sets(e, s))), long(0)),
  'esql.mvIntersection': (e, s) => call('set_intersect', ...sets(e, s)),
  'esql.mvUnion': (e, s) => call('set_union', ...sets(e, s)),
  'esql.mvDifference': (e, s) => call('set_difference', ...sets(e, s)),
  'esql.top': (e, s) => topValues(e, s),
  'esql.roundTo': (e, s) => roundedTo(e, s),
};

const list = (e: Call, s: Spell): Expression => s.value(e.args[0] as Expr);
const element = (array: Expression, at: number): Expression => ({ kind: 'element', target: array, index: at < 0 ? { kind: 'unary', op: '-', operand: long(-at), span: array.span } : long(at), span: array.span });

const NONE: Expression = { kind: 'dynamic', value: { kind: 'dynamicArray', items: [], span: NO_SPAN }, span: NO_SPAN };

/** Both operands as sets: nothing is a set without elements, while the functions of Kusto give null of a null. */
const sets = (e: Call, s: Spell): Expression[] => e.args.map((a) => setOf(a, s));

function setOf(x: Expr, s: Spell): Expression {
  if (x.kind === 'lit' && x.value === null) return NONE;
  const tree = s.value(x);
  const isThere = alwaysHolds(x, s.scope.facts);
  if (isArray(x, s.scope.arrays)) return isThere ? tree : call('coalesce', tree, NONE);
  if (x.type === 'unknown' || x.type === 'dynamic') return x.kind === 'col' ? call('coalesce', arrayOf(tree), NONE) : tree;
  const one = call('pack_array', tree);
  return isThere ? one : call('iff', s.condition(nullTest(x, true, s.scope.arrays) ?? { ...isNull, args: [x], span: x.span }), NONE, one);
}
const isNull: Call = { kind: 'call', op: 'esql.isNull', args: [], type: 'bool', span: NO_SPAN };

const CONVERTERS: Partial<Record<Ty, string>> = { int: 'toint', long: 'tolong', ulong: 'tolong', real: 'todouble', datetime: 'todatetime', nanos: 'todatetime', bool: 'tobool' };

/** KQL's sum of an array is a real; a single value is its own. */
function sum(e: Call, s: Spell): Expression {
  const tree = list(e, s);
  const [only] = isCall(tree, 'pack_array') && tree.kind === 'call' ? tree.args : [];
  if (only) return only.value;
  return isInteger(e.type) ? call(CONVERTERS[e.type] ?? 'tolong', call('array_sum', tree)) : call('array_sum', tree);
}

/** An element of a dynamic array has no type of its own; it gets back the one it has in ES|QL. */
const typed = (e: Call, tree: Expression): Expression => call(CONVERTERS[e.type] ?? 'tostring', tree);

function descending(e: Call, order = e.args[1]): boolean {
  if (!order) return false;
  return order.kind === 'lit' ? String(order.value).toUpperCase() === 'DESC' : refuse('an order that is not constant', 'KQL sorts arrays by two functions', e.span);
}

function topValues(e: Call, s: Spell): Expression {
  const [x, count, order] = e.args as [Expr, Expr, Expr?];
  if (e.args.length > 3) return refuse('TOP with another output field', 'KQL sorts two lists together only by the first', e.span);
  if (count.kind !== 'lit') return refuse('TOP of a number that is not constant', 'KQL needs it written out', e.span);
  const sorted = call(order && descending(e, order) ? 'array_sort_desc' : 'array_sort_asc', listed(x, s));
  return call('array_slice', sorted, long(0), long(Number(count.value) - 1));
}

/** The values of a group; a missing text would be an element. */
function listed(x: Expr, s: Spell): Expression {
  const tree = s.value(x);
  const text = isText(x.type) || x.type === 'ip' || x.type === 'version';
  return text && !(x.kind === 'col' && s.scope.facts.has(x.name)) ? call('make_list_if', tree, call('isnotempty', tree)) : call('make_list', tree);
}

/** Values of a choice are of one type. */
const pointOf = (p: Extract<Expr, { kind: 'lit' }>, type: Ty): Expression =>
  constant(type === 'real' && isInteger(p.type) ? { ...p, type, value: Number(p.value) } : type === 'long' && p.type === 'int' ? { ...p, type } : p);

/** From the greatest point down: the first that is not above the value; the least one serves what is below all. */
function roundedTo(e: Call, s: Spell): Expression {
  const [x, ...points] = e.args as [Expr, ...Expr[]];
  const sorted = points.map((p) => (p.kind === 'lit' && p.value !== null ? p : refuse('points that are not constant', 'KQL needs them in order', e.span)));
  sorted.sort((a, b) => compareValues(a.type, b.value, a.value));
  const least = sorted.pop();
  if (!least) return refuse('ROUND_TO', 'without points', e.span);
  return call('case', ...sorted.flatMap((p) => [binary('>=', s.value(x), constant(p)), pointOf(p, e.type)]), pointOf(least, e.type));
}
