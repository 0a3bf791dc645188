import { type Column, columnOf } from '../data/column.js';
import { dynamicNumber, dynamicOf, isArray, isBag, plainOf } from '../data/dynamic.js';
import { distinctCounts, distinctRows } from '../data/group.js';
import { compareValues, keyOf } from '../data/order.js';
import type { Dynamic, Ty, Value } from '../data/types.js';
import { firstValues } from './aggregate-fast.js';
import { filtered } from './aggregate-if.js';
import { aggregate, exactly, noCounterpart } from './define.js';
import { type AggregateOp, type AggregateOverload, call, type CallContext, type Fold, type Groups, type Op, type ParamSpec, raise, refuse, template } from './entry.js';
import { folded } from './fold.js';

/** Lists, sets, bags, any value, distinct counts, percentiles. */

const DEFAULT_LIMIT = 1_048_576;

function limitOf(context: CallContext, at: number): number {
  const limit = context.constants[at];
  return limit === undefined || limit === null ? DEFAULT_LIMIT : Math.max(0, Number(limit));
}

/** An array adds its elements one by one, not itself. */
const spread = (type: Ty, v: Value): readonly Dynamic[] => (type === 'dynamic' && isArray(v) ? v : [dynamicOf(type, v)]);

/** Nulls are left out, but not those inside dynamic values. */
const list = (keepNulls: boolean): Fold<Dynamic[]> => ({
  start: () => [],
  step: (items, [v], context) => {
    const type = context.types[0] as Ty;
    if (v === null && !keepNulls && type !== 'dynamic') return items;
    const limit = limitOf(context, 1);
    for (const x of spread(type, v as Value)) if (items.length < limit) items.push(x);
    return items;
  },
  finish: (items) => items,
  nulls: 'total',
});

/** The first row of each value gives its place. */
function scalarSets(context: CallContext, column: Column, groups: Groups): Column {
  const sets = Array.from({ length: groups.count }, (): Dynamic[] => []);
  const limit = limitOf(context, 1);
  for (const row of distinctRows(column, groups)) {
    const items = sets[groups.ids[row] as number] as Dynamic[];
    if (items.length < limit) items.push(dynamicOf(column.type, column.get(row)));
  }
  return columnOf('dynamic', sets);
}

const set: Fold<Map<unknown, Dynamic>> = {
  start: () => new Map(),
  step: (items, [v], context) => {
    const limit = limitOf(context, 1);
    for (const x of spread(context.types[0] as Ty, v as Value)) {
      if (x === null || items.size >= limit) continue;
      const key = keyOf('dynamic', x);
      if (!items.has(key)) items.set(key, x);
    }
    return items;
  },
  finish: (items) => [...items.values()],
};

const dynamicSets: AggregateOverload = folded(['any', 'long?'], 'dynamic', set);
const sets: AggregateOverload = {
  params: ['any', 'long?'], returns: 'dynamic',
  run: (context, args, groups) => (context.types[0] === 'dynamic' ? dynamicSets.run(context, args, groups) : scalarSets(context, args[0] as Column, groups)),
};

/** Of equal keys the first value stays. */
const bag: Fold<Map<string, Dynamic>> = {
  start: () => new Map(),
  step: (all, [v], context) => {
    const limit = limitOf(context, 1);
    if (isBag(v as Value)) for (const [k, x] of v as ReadonlyMap<string, Dynamic>) if (!all.has(k) && all.size < limit) all.set(k, x);
    return all;
  },
  finish: (all) => all,
};

/** The first value that is not null, if there is one. */
const anyValue: AggregateOverload = { params: ['any'], returns: (types) => types[0] as Ty, run: (context, args, groups) => firstValues(context.returns, args[0] as Column, groups) };

/** A set of keys; exact, where the engine estimates beyond some thousand values. A null counts as nothing. */
const distinctCount = (params: readonly ParamSpec[]): AggregateOverload => ({ params, returns: 'long', run: (_c, args, groups) => distinctCounts(args[0] as Column, groups) });

/* ---------------------------------------------------------------- percentiles */

interface Weighted {
  readonly value: Value;
  readonly weight: number;
}

/** The smallest value that at least so many percent of the weight does not exceed (nearest rank). */
function nearestRank(sorted: readonly Weighted[], total: number, percent: number): Value {
  const wanted = (Math.min(100, Math.max(0, percent)) / 100) * total;
  let seen = 0;
  for (const { value, weight } of sorted) {
    seen += weight;
    if (seen >= wanted) return value;
  }
  return sorted[sorted.length - 1]?.value ?? null;
}

const ORDERED: readonly Ty[] = ['int', 'long', 'real', 'decimal', 'datetime', 'timespan'];

type Percents = (context: CallContext) => readonly number[] | number;

function percentileFold(type: Ty, weighted: boolean, percents: Percents): Fold<Weighted[]> {
  return {
    start: () => [],
    step: (items, [v, w]) => {
      const weight = weighted ? Math.floor(Number(w)) : 1;
      if (weight > 0) items.push({ value: v as Value, weight });
      return items;
    },
    finish: (items, context) => {
      const sorted = items.sort((a, b) => compareValues(type, a.value, b.value));
      const total = sorted.reduce((s, x) => s + x.weight, 0);
      const wanted = percents(context);
      if (typeof wanted === 'number') return nearestRank(sorted, total, wanted);
      return sorted.length ? wanted.map((p) => dynamicOf(type, nearestRank(sorted, total, p))) : null;
    },
  };
}

/** All constant arguments from a place on, arrays opened. */
const percentsFrom = (at: number): Percents => (context) =>
  context.constants.slice(at).flatMap((c) => (isArray(c as Value) ? (c as readonly Dynamic[]) : [c as Dynamic]).map((x) => Number(plainOf(x))));

const onePercent = (at: number): Percents => (context) => Number(context.constants[at] ?? 50);

const percentile = (weighted: boolean): AggregateOverload[] =>
  ORDERED.map((t) => folded(weighted ? [t, 'long', 'real'] : [t, 'real'], t, percentileFold(t, weighted, onePercent(weighted ? 2 : 1))));
const percentileArray = (weighted: boolean): AggregateOverload[] =>
  ORDERED.map((t) => folded(weighted ? [t, 'long', '...any'] : [t, '...any'], 'dynamic', percentileFold(t, weighted, percentsFrom(weighted ? 2 : 1))));

/* ---------------------------------------------------------------- schema */

/** The types that a dynamic column takes, as Kusto prints a schema: a name, a list of alternatives, a bag of them. */
type Shape = { names: Set<string>; members: Map<string, Shape> | undefined; items: Shape | undefined };

const newShape = (): Shape => ({ names: new Set(), members: undefined, items: undefined });

function observe(shape: Shape, v: Dynamic, depth = 0): void {
  if (v === null || depth > 100) return;
  if (isArray(v)) {
    shape.items ??= newShape();
    for (const x of v) observe(shape.items, x, depth + 1);
  } else if (isBag(v)) {
    shape.members ??= new Map();
    for (const [k, x] of v) {
      const inner = shape.members.get(k) ?? newShape();
      shape.members.set(k, inner);
      observe(inner, x, depth + 1);
    }
  } else shape.names.add(scalarName(v));
}

function scalarName(v: Dynamic): string {
  if (typeof v === 'string') return 'string';
  if (typeof v === 'boolean') return 'bool';
  return typeof plainOf(v) === 'number' && Number.isInteger(plainOf(v)) && plainOf(v) === v ? 'long' : dynamicNumber(v) === undefined ? 'string' : 'double';
}

function printShape(shape: Shape): Dynamic {
  const all: Dynamic[] = [...shape.names];
  if (shape.items) all.push(new Map([['indexer', printShape(shape.items)]]));
  if (shape.members) all.push(new Map([...shape.members].map(([k, s]) => [k, printShape(s)] as const)));
  if (all.length === 0) return null;
  return all.length === 1 ? (all[0] as Dynamic) : all;
}

const schema: AggregateOverload = folded<Shape>(['dynamic'], 'dynamic', {
  start: newShape,
  step: (s, [v]) => {
    observe(s, v as Dynamic);
    return s;
  },
  finish: printShape,
});

/** A stand-in for the sketches: the exact state, opaque, to be read by `dcount_hll` and `percentile_tdigest`. */
const sketch = (kind: 'hll' | 'tdigest'): AggregateOverload => ({
  params: ['any', 'any?'], returns: 'dynamic',
  run: (context, args, groups) => runSketch(kind, context, args, groups),
});

function runSketch(kind: 'hll' | 'tdigest', context: CallContext, args: readonly Column[], groups: { ids: Int32Array; count: number }): Column {
  const states = Array.from({ length: groups.count }, () => new Map<unknown, Dynamic>());
  const lists = Array.from({ length: groups.count }, (): Dynamic[] => []);
  for (let row = 0; row < groups.ids.length; row++) {
    const id = groups.ids[row] as number;
    const v = id < 0 ? null : (args[0] as Column).get(row);
    if (v === null) continue;
    const d = dynamicOf(context.types[0] as Ty, v);
    if (kind === 'hll') states[id]?.set(keyOf('dynamic', d), d);
    else for (let copies = weightAt(args[1], row); copies > 0; copies--) lists[id]?.push(d);
  }
  return columnOf('dynamic', kind === 'hll' ? states.map((s) => sketchOf('hll', [...s.values()])) : lists.map((l) => sketchOf('tdigest', l)));
}

const MAX_WEIGHT = 10_000;
const weightAt = (weights: Column | undefined, row: number): number => (weights ? Math.min(MAX_WEIGHT, Math.floor(Number(weights.get(row) ?? 1))) : 1);

/** Of nothing there is no sketch. */
const sketchOf = (kind: 'hll' | 'tdigest', values: readonly Dynamic[]): Dynamic => (values.length ? new Map<string, Dynamic>([[kind, values]]) : null);
/** The values inside a sketch, `undefined` for anything else. */
export function sketchValues(kind: 'hll' | 'tdigest', d: Value): readonly Dynamic[] | undefined {
  const inner = isBag(d) ? d.get(kind) : undefined;
  return inner !== undefined && isArray(inner) ? inner : undefined;
}

/** Of a distribution every value counts, of a set each once. */
const distinctOf = (kind: 'hll' | 'tdigest', all: readonly Dynamic[]): readonly Dynamic[] =>
  kind === 'hll' ? [...new Map(all.map((x) => [keyOf('dynamic', x), x])).values()] : all;

/** One sketch of several; null when one of them is none. */
export function mergedSketch(kind: 'hll' | 'tdigest', sketches: readonly Dynamic[]): Dynamic {
  const parts = sketches.map((s) => sketchValues(kind, s));
  return parts.every((p) => p !== undefined) ? sketchOf(kind, distinctOf(kind, parts.flat())) : null;
}

const merged = (kind: 'hll' | 'tdigest'): AggregateOverload =>
  folded<Dynamic[]>(['dynamic'], 'dynamic', {
    start: () => [],
    step: (all, [v]) => all.concat(sketchValues(kind, v as Value) ?? []),
    finish: (all) => sketchOf(kind, distinctOf(kind, all)),
  });


const ESTIMATE = 'both engines estimate, each in its own way, beyond some thousand distinct values';
const NO_SKETCH = noCounterpart('sketch values');
const MULTI = 'the values become a multi-value, without nulls and in no fixed order';

const LIST: AggregateOp = aggregate('aggregate.list', 'All values as an array; nulls are left out.', call('make_list', { named: 'prefixed', prefix: 'list', aliases: ['makelist'] }),
  raise('different', MULTI), [folded(['any', 'long?'], 'dynamic', list(false))]);
const SET: AggregateOp = aggregate('aggregate.set', 'The distinct values as an array, in order of first appearance.', call('make_set', { named: 'prefixed', prefix: 'set', aliases: ['makeset'] }),
  raise('rewritten', MULTI), [sets]);
const BAG: AggregateOp = aggregate('aggregate.bag', 'One property bag of all; of equal keys the first value stays.', call('make_bag', { named: 'prefixed', prefix: 'bag', aliases: ['make_dictionary'] }),
  raise('different', 'the bag is a text of JSON, in which a key stands once for each of its values'), [folded(['dynamic', 'long?'], 'dynamic', bag)]);
const ANY: AggregateOp = aggregate('aggregate.any', 'Any value that is not null; here the first.', call('take_any', { named: 'argument', aliases: ['any'] }), raise('rewritten'), [anyValue]);
const DCOUNT: AggregateOp = aggregate('aggregate.distinctCount', 'The number of distinct values.', call('dcount', { named: 'prefixed' }),
  template('COUNT_DISTINCT($0)', 'rewritten', ESTIMATE), [distinctCount(['any', 'long?'])]);
const EXACT: AggregateOp = aggregate('aggregate.exactDistinctCount', 'The exact number of distinct values.', call('count_distinct', { named: 'prefixed' }),
  template('COUNT_DISTINCT($0)', 'rewritten', ESTIMATE), [distinctCount(['any'])]);
const HLL: AggregateOp = aggregate('aggregate.hll', 'A sketch from which distinct values are counted.', call('hll', { named: 'prefixed' }), NO_SKETCH, [sketch('hll')]);

export const AGGREGATE_LIST_OPS: readonly Op[] = [
  LIST, filtered(LIST, 'make_list_if'),
  aggregate('aggregate.listWithNulls', 'All values as an array, nulls too.', call('make_list_with_nulls', { named: 'prefixed', prefix: 'list' }),
    refuse('a multi-value holds no nulls'), [folded(['any'], 'dynamic', list(true))]),
  SET, filtered(SET, 'make_set_if'), BAG, filtered(BAG, 'make_bag_if'), ANY, filtered(ANY, 'take_anyif', ['anyif']),
  DCOUNT, filtered(DCOUNT, 'dcountif'), EXACT, filtered(EXACT, 'count_distinctif'),
  aggregate('aggregate.percentile', 'The value of the nearest rank for a percentage.', call('percentile', { named: 'prefixed', aliases: ['percentiles'] }), template('PERCENTILE($0, $1)', 'different', 'ES|QL interpolates between neighbouring values'), percentile(false)),
  aggregate('aggregate.percentileWeighted', 'The value of the nearest rank for a percentage, values with weights.', call('percentilew', { named: 'prefixed', aliases: ['percentilesw'] }),
    noCounterpart('weighted percentiles'), percentile(true)),
  aggregate('aggregate.percentilesArray', 'The values of the nearest ranks for several percentages as an array.', call('percentiles_array', { named: 'prefixed', prefix: 'percentiles' }),
    noCounterpart('arrays of percentiles'), percentileArray(false)),
  aggregate('aggregate.percentilesWeightedArray', 'Weighted percentiles as an array.', call('percentilesw_array', { named: 'prefixed', prefix: 'percentilesw' }), noCounterpart('weighted percentiles'), percentileArray(true)),
  HLL, filtered(HLL, 'hll_if'),
  aggregate('aggregate.hllMerge', 'One sketch of all.', call('hll_merge', { named: 'prefixed' }), NO_SKETCH, [merged('hll')]),
  aggregate('aggregate.tdigest', 'A sketch from which percentiles are read.', call('tdigest', { named: 'prefixed' }), NO_SKETCH, [sketch('tdigest')]),
  aggregate('aggregate.tdigestMerge', 'One sketch of all.', call('tdigest_merge', { named: 'prefixed', aliases: ['merge_tdigest'] }), NO_SKETCH, [merged('tdigest')]),
  aggregate('aggregate.schema', 'The types that a dynamic column takes.', call('buildschema', { named: 'prefixed', prefix: 'schema' }), NO_SKETCH, [schema]),
  aggregate('aggregate.passthrough', 'The value of the only row.', call('passthrough', { named: 'argument' }), exactly('VALUES($0)'), [anyValue]),
];
