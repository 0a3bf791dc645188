import type { Expression, Stage as StageTree } from '../../../../grammars/kql/syntax.js';
import type { Agg, Aggregate, Call, Expr, Named } from '../../../ast/pipeline.js';
import { children, columnsIn } from '../../../ast/walk.js';
import { opOf } from '../../../catalogue/index.js';
import { resolve } from '../../../catalogue/resolve.js';
import { NO_SPAN } from '../../../base/source.js';
import type { Ty } from '../../../data/types.js';
import type { Schema } from '../../../semantics/schema.js';
import { kqlTypeName } from '../types.js';
import { isArray, isUnchanged } from './arrays.js';
import { binary, call, column, extend, long, name, text } from './build.js';
import { refuse } from './context.js';
import { nullOf } from './literals.js';
import { mayLeaveNone, someOrNull } from './no-elements.js';
import type { Scope } from './scope.js';

/**
 * Cells of several values, which are dynamic arrays in KQL (docs/semantics.md, S12): what functions of one value, orders, groups and
 * aggregates of ES|QL make of them.
 */
const span = NO_SPAN;

const element = (array: Expression): Expression => ({ kind: 'element', target: array, index: long(0), span });
const CASTS: Partial<Record<Ty, string>> = { long: 'tolong', int: 'toint', real: 'todouble', datetime: 'todatetime', bool: 'tobool', ulong: 'tolong' };

/** The first element with the type that the values have. */
export const firstAs = (array: Expression, type: Ty): Expression => call(CASTS[type] ?? 'tostring', element(array));

const hasOne = (array: Expression): Expression => binary('==', call('array_length', array), long(1));

/** The value where there is one; null where there are several, as for a function of single values. */
export const onlyElement = (array: Expression, type: Ty): Expression => call('iff', hasOne(array), firstAs(array, type), nullOf(CASTS[type] ? type : 'string'));

/** A call over the only elements of arrays: null where one of them has several or none, or another test fails. */
export function overSingles(arrays: readonly Expression[], others: readonly Expression[], tree: Expression, type: Ty): Expression {
  const tests = [...arrays.map(hasOne), ...others];
  return call('iff', tests.length === 1 ? (tests[0] as Expression) : { kind: 'logical', op: 'and', operands: tests, span }, tree, nullOf(type));
}

/** NOT, AND and OR take no several values: for an array stands its only element, or nothing. */
export function ofSingleTruths(e: Expr, arrays: ReadonlySet<string>): Expr {
  if (e.kind !== 'call' || !e.op.startsWith('logic.')) return e;
  const args = e.args.map((a) => (a.kind !== 'lit' && isArray(a, arrays) ? onlyValue(a) : ofSingleTruths(a, arrays)));
  return args.every((a, i) => a === e.args[i]) ? e : { ...e, args };
}

function onlyValue(e: Expr): Expr {
  const { span, type } = e;
  const counted: Expr = { kind: 'call', op: 'esql.mvCount', args: [e], type: 'int', span };
  const isOne: Expr = { kind: 'call', op: 'esql.equal', args: [counted, { kind: 'lit', type: 'int', value: 1, span }], type: 'bool', span };
  return { kind: 'call', op: 'esql.case', args: [isOne, { kind: 'call', op: 'esql.mvFirst', args: [e], type, span }], type, span };
}

/** Operations that are null where an operand is, so that they are null of several values as well. */
export function givesNull(e: Call): boolean {
  const op = opOf(e.op);
  return SEARCHES.has(e.op) || (op.kind === 'scalar' && resolve(op, e.args.map((a) => a.type))?.overload.nulls === 'propagate');
}

/** Searches of several values find nothing either, unless the whole is in an index. */
export const SEARCHES: ReadonlySet<string> = new Set(['esql.in', 'esql.like', 'esql.rlike']);

/** Operations that see arrays as they are; others that take each value have no counterpart. */
export const TAKES_ARRAYS = /^esql\.(mv|is(Not)?Null|coalesce$|case$|toString|values|match|multiMatch|qstr|kql|in$|like$|rlike$|cidrMatch)|^logic\./;

export const seesEach = (e: Call, scope: Scope): boolean => opOf(e.op).kind === 'scalar' && !TAKES_ARRAYS.test(e.op) && e.args.some((a) => isArray(a, scope.arrays)) && !isUnchanged(e);

/* ---------------------------------------------------------------- stored fields */

/** What KQL does with numbers of the type unsigned_long. */
export const UNSIGNED = 'KQL has no unsigned numbers of 64 bits: those beyond 2^63 are decimals, or cut to that';

/** Fields that the schema says hold several values: in KQL a cell of one value is none of an array. */
export function asArrays({ fields }: Schema, scope: Scope): StageTree[] {
  const used = fields.filter((f) => f.several && scope.raising.computesWith(f.name));
  if (used.length === 0) return [];
  for (const f of used) if (f.type === 'ulong') scope.raising.opNote('different', f.name, UNSIGNED, span);
  return [extend(used.map((f) => {
    const c = name(f.name);
    const whole: Expression = { kind: 'logical', op: 'or', operands: [call('isnull', c), binary('==', call('gettype', c), text('array'))], span };
    return column(call('iff', whole, c, call('pack_array', c)), f.name);
  }))];
}

/* ---------------------------------------------------------------- orders and groups */

/** SORT takes the least value of a cell, or the greatest where it descends. */
export const sortedBy = (array: Expression, type: Ty, desc: boolean): Expression => firstAs(call(desc ? 'array_sort_desc' : 'array_sort_asc', array), type);

/** Operations whose result has each value once. */
const SETS: ReadonlySet<string> = new Set(['esql.mvDedupe', 'esql.mvUnion', 'esql.mvIntersection', 'esql.mvDifference']);

/** STATS counts a row in the group of each of its values: rows of one value each, beside which the whole is kept. */
export function spreadKeys(keys: readonly Named[], scope: Scope, value: (e: Expr) => Expression): { stages: StageTree[]; keys: ReadonlyMap<string, Expression> } {
  const stages: StageTree[] = [];
  const found = new Map<string, Expression>();
  for (const k of keys) {
    if (!isArray(k.expr, scope.arrays)) continue;
    const aside = scope.raising.fresh('each');
    const whole = value(k.expr);
    const set = k.expr.kind === 'call' && SETS.has(k.expr.op) ? whole : call('set_union', whole, whole);
    stages.push(extend([column(mayLeaveNone(k.expr) ? someOrNull(set) : set, aside)]));
    stages.push(expansion(aside, k.expr.type));
    found.set(k.name, name(aside));
  }
  return { stages, keys: found };
}

const expansion = (array: string, type: Ty): StageTree =>
  ({ kind: 'mv-expand', params: [], columns: [{ kind: 'expandColumn', column: column(name(array)), to: { kind: 'typeof', type: { kind: 'type', text: kqlTypeName(type), span }, span }, span }], limit: null, span } as StageTree);

/** Aggregates that no function over arrays stands for. */
const OF_ROWS: ReadonlySet<string> = new Set(['esql.percentile', 'esql.median', 'esql.stdDev', 'esql.variance']);

/**
 * Where all aggregates are about one column of arrays, and one of them is none that arrays have a function for: a row for each value.
 * `undefined`: the rows stay.
 */
export function spreadValues(a: Aggregate, scope: Scope): { readonly stage: StageTree; readonly column: string } | undefined {
  const found = a.aggregates.flatMap((c) => aggregatesIn(c.expr));
  const [first] = found;
  const over = first?.args[0];
  if (over?.kind !== 'col' || !scope.arrays.has(over.name) || !found.some((e) => OF_ROWS.has(e.op)) || a.keys.some((k) => columnsIn(k.expr).has(over.name))) return undefined;
  const alike = found.every((e) => e.args[0]?.kind === 'col' && e.args[0].name === over.name && (!e.filter || !columnsIn(e.filter).has(over.name)));
  return alike ? { stage: expansion(over.name, over.type), column: over.name } : undefined;
}

const aggregatesIn = (e: Expr): readonly Agg[] => (e.kind === 'agg' ? [e] : children(e).flatMap(aggregatesIn));

/** An aggregate over all values of the cells of arrays; `undefined`: it takes arrays as it is. */
export function overArrays(e: Agg, array: Expression): { readonly tree: Expression } | { readonly arg: Expression } | undefined {
  const type = e.args[0]?.type ?? 'unknown';
  switch (e.op) {
    case 'esql.count':
      return { tree: call('sum', call('array_length', array)) };
    case 'esql.sum':
      return { arg: type === 'real' ? call('array_sum', array) : call('tolong', call('array_sum', array)) };
    case 'esql.avg':
      return { tree: binary('/', call('sum', call('array_sum', array)), call('sum', call('array_length', array))) };
    case 'esql.min': {
      const least = sortedBy(array, type, false);
      return CASTS[type] ? { arg: least } : { tree: call('minif', least, call('isnotempty', least)) };
    }
    case 'esql.max':
      return { arg: sortedBy(array, type, true) };
    case 'esql.values':
    case 'esql.countDistinct':
    case 'esql.top':
      return undefined;
    default:
      return refuse('an aggregate of several values', "KQL's aggregate takes one value of each row", e.span);
  }
}
