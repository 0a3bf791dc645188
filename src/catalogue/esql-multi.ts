import { add, type Int64, inLong, MAX_ULONG } from '../data/int64.js';
import { compareValues, keyOf } from '../data/order.js';
import { MultiValue, type Ty, type Value } from '../data/types.js';
import { call, type CallContext, type Op, type Overload, type ParamSpec, prepared, raise, refuse, type ScalarOp, sig, type Spelling, template, total } from './entry.js';
import { KahanSum } from './esql-statistics.js';
import { cellOf, equalType, finite, LONG_OVERFLOW, nullFor, ORDERED, sameType, ULONG_OVERFLOW, valuesIn } from './esql-support.js';

/** The functions over multi-values. A single value is a multi-value of one, null one of none. In KQL a multi-value is a dynamic array. */
const ARRAY_NOTE = 'of a dynamic array; a single value must be packed into one first';

const typeOf = (c: CallContext): Ty => c.types[0] as Ty;
const dedupe = (type: Ty, values: readonly Value[]): Value[] => {
  const seen = new Set<Value>();
  return values.filter((v) => {
    const key = keyOf(type, v) as Value;
    return !seen.has(key) && seen.add(key);
  });
};
const ordered = (type: Ty, values: readonly Value[], desc = false): Value[] =>
  [...values].sort((a, b) => (desc ? -1 : 1) * compareValues(type, a, b));

/** An entry of one argument of any type, whose result has that type. */
const mv = (id: string, name: string, doc: string, kql: Spelling, f: (values: readonly Value[], type: Ty) => Value, examples: ScalarOp['examples'], since?: string): ScalarOp => ({
  id, kind: 'scalar', multi: 'aware', doc, kql, examples, esql: call(name, since ? { since } : {}),
  sigs: [prepared(['any'], sameType, (c) => (v) => f(valuesIn(v), typeOf(c)))],
});
const mvOrdered = (id: string, name: string, doc: string, kql: Spelling, pick: (type: Ty, values: readonly Value[]) => Value, examples: ScalarOp['examples']): ScalarOp => ({
  id, kind: 'scalar', multi: 'aware', doc, kql, examples, esql: call(name),
  sigs: ORDERED.map((t): Overload => ({ params: [t], returns: t as Ty, nulls: 'propagate', prepare: () => (v) => pick(t as Ty, valuesIn(v as Value)) })),
});
const best = (sign: 1 | -1) => (type: Ty, values: readonly Value[]): Value => values.reduce((a, b) => (sign * compareValues(type, a, b) >= 0 ? a : b));

/** Pairs of sets of one type. */
const mvPair = (id: string, name: string, doc: string, kql: Spelling, f: (a: readonly Value[], b: readonly Value[], type: Ty) => Value, nulls: 'propagate' | 'total', returns: 'same' | 'bool', examples: ScalarOp['examples'], since: string): ScalarOp => ({
  id, kind: 'scalar', multi: 'aware', doc, kql, examples, esql: call(name, { since, ga: 'never' }),
  sigs: [...ORDERED, 'geo' as const, 'null' as const].map((t): Overload => ({
    params: [t, t], returns: returns === 'bool' ? 'bool' : (t as Ty), nulls, prepare: () => (a, b) => f(valuesIn(a as Value), valuesIn(b as Value), t as Ty),
  })),
});
const keys = (type: Ty, values: readonly Value[]): Set<Value> => new Set(values.map((v) => keyOf(type, v) as Value));
const within = (type: Ty, part: readonly Value[], whole: readonly Value[]): Value[] => {
  const known = keys(type, whole);
  return part.filter((v) => known.has(keyOf(type, v) as Value));
};

/** Positions count from 0, negative ones from the end; a slice past the ends is cut. */
function slice(c: CallContext): (cell: Value, start: number, end?: number) => Value {
  return (cell, start, end = start) => {
    if (start > end) return nullFor(c, 'java.lang.IllegalArgumentException: Start offset is greater than end offset');
    if (start < 0 && end >= 0) return nullFor(c, 'java.lang.IllegalArgumentException: Start and end offset have different signs');
    const values = valuesIn(cell);
    const from = start < 0 ? Math.max(0, values.length + start) : start;
    const to = end < 0 ? values.length + end : end;
    return cellOf(values.slice(from, Math.max(from, to + 1)));
  };
}

function sort(c: CallContext): (cell: Value, order?: string) => Value {
  return (cell, order = 'ASC') => {
    const o = order.toUpperCase();
    if (o !== 'ASC' && o !== 'DESC') return nullFor(c, `java.lang.IllegalArgumentException: Invalid order value in [MV_SORT], expected one of [ASC, DESC] but got [${order}]`);
    return cell instanceof MultiValue ? cellOf(ordered(typeOf(c), cell.values, o === 'DESC')) : cell;
  };
}

/** Pairs joined by the delimiter; where one side has no more values the other stands alone. */
function zip(a: readonly Value[], b: readonly Value[], delimiter: string): Value {
  const out = Array.from({ length: Math.max(a.length, b.length) }, (_, i) => [a[i], b[i]].filter((v) => v !== undefined).join(delimiter));
  return cellOf(out);
}

/** Adds up integers; null and a warning when the sum leaves the type. */
const integerSum = (type: 'int' | 'long' | 'ulong', fits: (s: Int64) => boolean, warning: string): Overload => ({
  params: [type], returns: type, nulls: 'propagate',
  prepare: (c) => (cell) => {
    const sum = valuesIn(cell as Value).reduce<Int64>((a, v) => add(a, v as Int64), 0);
    return fits(sum) ? sum : nullFor(c, warning);
  },
});
const realSum = (values: readonly Value[]): number => KahanSum.of(values as readonly number[]);

/** MV_PSERIES_WEIGHTED_SUM: the values weighted by 1/1^p, 1/2^p, 1/3^p, … */
function pseries(c: CallContext): (cell: Value, p: number) => Value {
  return (cell, p) => finite(c, KahanSum.of(valuesIn(cell).map((v, i) => (v as number) / (i + 1) ** p)));
}

const ONE = [1, 2, 2];
const sample = (values: readonly Value[]): Value => new MultiValue(values);
const reals = (type: ParamSpec, f: (values: readonly number[]) => Value): Overload => ({
  params: [type], returns: 'real', nulls: 'propagate', prepare: () => (v) => f(valuesIn(v as Value).map(Number)),
});

export const ESQL_MULTI_OPS: readonly Op[] = [
  {
    id: 'esql.mvCount', kind: 'scalar', multi: 'aware', doc: 'The number of values; null for none.', esql: call('MV_COUNT'), kql: template('array_length($0)', 'different', ARRAY_NOTE),
    sigs: [sig(['any'], 'int', (v) => valuesIn(v).length)], examples: [[[sample(ONE)], 3], [[5], 1], [[null], null]],
  },
  {
    id: 'esql.mvConcat', kind: 'scalar', multi: 'aware', doc: 'The values as one text, with a delimiter between them.', esql: call('MV_CONCAT'), kql: template('strcat_array($0, $1)', 'different', ARRAY_NOTE),
    sigs: [sig(['string', 'string'], 'string', (v, d) => (d as Value) instanceof MultiValue ? null : valuesIn(v).join(d))], examples: [[[sample(['a', 'b']), ','], 'a,b'], [['a', ','], 'a']],
  },
  mv('esql.mvFirst', 'MV_FIRST', 'The first value.', raise('different', ARRAY_NOTE), (vs) => vs[0] ?? null, [[[sample(['b', 'a'])], 'b'], [[1], 1]], '8.13'),
  mv('esql.mvLast', 'MV_LAST', 'The last value.', raise('different', ARRAY_NOTE), (vs) => vs[vs.length - 1] ?? null, [[[sample(['b', 'a'])], 'a']], '8.13'),
  mv('esql.mvDedupe', 'MV_DEDUPE', 'The values without repetitions.', template('set_union($0, dynamic([]))', 'different', ARRAY_NOTE), (vs, t) => cellOf(dedupe(t, vs)), [[[sample(ONE)], sample([1, 2])], [[sample([3, 3])], 3]]),
  {
    id: 'esql.mvSort', kind: 'scalar', multi: 'aware', doc: 'The values in order.', esql: call('MV_SORT', { since: '8.14' }), kql: raise('different', ARRAY_NOTE),
    sigs: [prepared(['any', 'string?'], sameType, sort)], examples: [[[sample([2, 1])], sample([1, 2])], [[sample([1, 2]), 'DESC'], sample([2, 1])]],
  },
  {
    id: 'esql.mvSlice', kind: 'scalar', multi: 'aware', doc: 'The values from one position to another, both counted from 0 and included.', esql: call('MV_SLICE', { since: '8.14' }),
    kql: raise('different', ARRAY_NOTE), sigs: [prepared(['any', 'int', 'int?'], sameType, slice)],
    examples: [[[sample([1, 2, 3]), 1, 2], sample([2, 3])], [[sample([1, 2, 3]), -1], 3], [[sample([1, 2]), 5], null]],
  },
  {
    id: 'esql.mvZip', kind: 'scalar', multi: 'aware', doc: 'Pairs of values joined by a delimiter.', esql: call('MV_ZIP', { since: '8.14' }), kql: refuse('KQL zips arrays into arrays, not into texts'),
    sigs: [total(['string', 'string', 'string?'], 'string', (a, b, d) => zip(valuesIn(a), valuesIn(b), d ?? ','))], examples: [[[sample(['a', 'b']), sample(['c', 'd'])], sample(['a,c', 'b,d'])], [['a', null], 'a']],
  },
  mvOrdered('esql.mvMax', 'MV_MAX', 'The greatest value.', raise('different', ARRAY_NOTE), best(1), [[[sample([1, 3, 2])], 3]]),
  mvOrdered('esql.mvMin', 'MV_MIN', 'The least value.', raise('different', ARRAY_NOTE), best(-1), [[[sample([3, 1, 2])], 1]]),
  {
    id: 'esql.mvSum', kind: 'scalar', multi: 'aware', doc: 'The sum of the values.', esql: call('MV_SUM'), kql: raise('different', ARRAY_NOTE),
    sigs: [
      integerSum('int', (s) => s === Number(s) && s === (Number(s) | 0), 'java.lang.ArithmeticException: integer overflow'), integerSum('long', inLong, LONG_OVERFLOW),
      integerSum('ulong', (s) => s <= MAX_ULONG, ULONG_OVERFLOW), prepared(['real'], 'real', (c) => (v) => finite(c, realSum(valuesIn(v)))),
    ],
    examples: [[[sample(ONE)], 5], [[sample([1.5, 2])], 3.5, ['real']]],
  },
  {
    id: 'esql.mvAvg', kind: 'scalar', multi: 'aware', doc: 'The mean of the values.', esql: call('MV_AVG'), kql: template('array_sum($0) / array_length($0)', 'different', ARRAY_NOTE),
    sigs: (['int', 'long', 'ulong', 'real'] as const).map((t) => reals(t, (vs) => realSum(vs) / vs.length)), examples: [[[sample([1, 2])], 1.5]],
  },
  {
    id: 'esql.mvPseriesWeightedSum', kind: 'scalar', multi: 'aware', doc: 'The sum of the values, the n-th divided by n to the power p.', esql: call('MV_PSERIES_WEIGHTED_SUM', { since: '8.16' }), kql: refuse('there is no weighted sum over an array'),
    sigs: [prepared(['real', 'real'], 'real', pseries)], examples: [[[sample([1.5, 3]), 1], 3, ['real', 'real']]],
  },
  {
    id: 'esql.mvAppend', kind: 'scalar', multi: 'aware', doc: 'The values of one field and then of the other; null when one is null.', esql: call('MV_APPEND', { since: '8.15' }), kql: raise('different', ARRAY_NOTE),
    sigs: [prepared(['any', 'any'], equalType, () => (a, b) => cellOf([...valuesIn(a), ...valuesIn(b)]))], examples: [[[1, 2], sample([1, 2])], [[1, null], null]],
  },
  mvPair('esql.mvContains', 'MV_CONTAINS', 'Whether every value of the second is among those of the first; nothing is in everything.', raise('rewritten'),
    (a, b, t) => within(t, b, a).length === b.length, 'total', 'bool', [[[sample([1, 2]), 2], true], [[1, null], true], [[null, 1], false]], '9.2'),
  mvPair('esql.mvIntersects', 'MV_INTERSECTS', 'Whether the two share a value.', raise('rewritten'),
    (a, b, t) => within(t, b, a).length > 0, 'total', 'bool', [[[sample([1, 2]), 2], true], [[1, null], false]], '9.4'),
  mvPair('esql.mvIntersection', 'MV_INTERSECTION', 'The values that both have, once each.', raise('rewritten'),
    (a, b, t) => cellOf(dedupe(t, within(t, a, b))), 'total', 'same', [[[sample([1, 2]), sample([2, 3])], 2], [[1, null], null]], '9.3'),
  mvPair('esql.mvUnion', 'MV_UNION', 'The values that either has, once each.', raise('rewritten'),
    (a, b, t) => cellOf(dedupe(t, [...a, ...b])), 'total', 'same', [[[sample([1, 2]), 2], sample([1, 2])], [[1, null], 1]], '9.4'),
  mvPair('esql.mvDifference', 'MV_DIFFERENCE', 'The values of the first that the second has not, once each.', raise('rewritten'),
    (a, b, t) => { const known = keys(t, b); return cellOf(dedupe(t, a.filter((v) => !known.has(keyOf(t, v) as Value)))); }, 'total', 'same', [[[sample([1, 2]), 2], 1]], '9.4'),
];
