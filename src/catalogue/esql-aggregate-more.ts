import { type Column, columnOf } from '../data/column.js';
import { compareValues } from '../data/order.js';
import { MultiValue, type Ty, type Value } from '../data/types.js';
import { type AggregateOp, type AggregateOverload, call, type CallContext, type Groups, type Op, raise, refuse, type Spelling, template, type TypeSpec } from './entry.js';
import { folded } from './fold.js';
import { KahanSum, medianAbsoluteDeviation, quantile, sortedReals, Spread } from './esql-statistics.js';
import { cellOf, MULTI_IN_SINGLE, ORDERED } from './esql-support.js';

/** Statistics and picks of ES|QL. Elasticsearch estimates quantiles of many values by a t-digest; here they are exact. */

/** An aggregate over all values of a group as doubles. */
function overReals(finish: (values: readonly number[], second: Value) => Value, second?: TypeSpec): AggregateOverload[] {
  return (['int', 'long', 'real'] as const).map((t) =>
    folded<{ values: number[]; second: Value }>(second ? [t, second] : [t], 'real', {
      start: () => ({ values: [], second: null }),
      step: (s, [v, p]) => {
        s.values.push(Number(v));
        s.second = p ?? null;
        return s;
      },
      finish: (s) => (s.values.length === 0 ? null : finish(s.values, s.second)),
    }));
}

const spread = (finish: (s: Spread) => number): AggregateOverload[] =>
  (['int', 'long', 'real'] as const).map((t) =>
    folded<Spread>([t], 'real', {
      start: () => new Spread(),
      step: (s, [v]) => (s.add(Number(v)), s),
      finish: (s) => (s.count === 0 || !Number.isFinite(finish(s)) ? null : finish(s)),
    }));

/** A row with several values or weights counts for nothing, with a warning. */
const weighted: AggregateOverload = {
  ...folded<{ sum: KahanSum; weight: KahanSum }>(['real', 'real'], 'real', {
    start: () => ({ sum: new KahanSum(), weight: new KahanSum() }),
    step: (s, [v, w], c) => {
      if (w === null) return s;
      if (v instanceof MultiValue || w instanceof MultiValue) {
        c.warn(MULTI_IN_SINGLE);
        return s;
      }
      s.sum.add((v as number) * (w as number));
      s.weight.add(w as number);
      return s;
    },
    finish: (s) => (Number.isFinite(s.sum.value / s.weight.value) ? s.sum.value / s.weight.value : null),
  }),
  multi: 'aware',
};

/* ---------------------------------------------------------------- picks */

interface Pick {
  readonly key: Value;
  readonly value: Value;
}

/** The first `limit` values in order, repeated ones included; with an output field its values in the order of the first. */
function top(type: Ty, output: Ty | undefined): AggregateOverload {
  const returns = output ?? type;
  return {
    ...folded<{ picks: Pick[]; limit: number; sign: number }>(output ? [type, 'int', 'string', output] : [type, 'int', 'string?'], returns, {
      start: () => ({ picks: [], limit: 0, sign: 1 }),
      step: (s, [v, limit, order, out]) => {
        s.limit = Number(limit);
        s.sign = String(order ?? 'asc').toLowerCase() === 'desc' ? -1 : 1;
        const value = output ? (out as Value) : (v as Value);
        if (value !== null) s.picks.push({ key: v as Value, value });
        return s.picks.length > 4 * s.limit + 100 ? { ...s, picks: cut(type, s.picks, s.limit, s.sign) } : s;
      },
      finish: (s) => cellOf(cut(type, s.picks, s.limit, s.sign).map((p) => p.value)),
    }),
  };
}
const cut = (type: Ty, picks: readonly Pick[], limit: number, sign: number): Pick[] => [...picks].sort((a, b) => sign * compareValues(type, a.key, b.key)).slice(0, limit);

/** The value in the row with the least or greatest sort key; rows without a key count only where no row has one. */
function edge(sort: Ty, sign: 1 | -1): AggregateOverload {
  return {
    params: ['any', sort], returns: (types) => (types[0] === 'text' ? 'string' : (types[0] as Ty)), multi: 'aware',
    run: (c, args, groups) => runEdge(c, args[0] as Column, args[1] as Column, groups, sort, sign),
  };
}

function runEdge(c: CallContext, values: Column, keys: Column, groups: Groups, sort: Ty, sign: 1 | -1): Column {
  const best: { key: Value; row: number }[] = Array.from({ length: groups.count }, () => ({ key: null, row: -1 }));
  for (let row = 0; row < groups.ids.length; row++) {
    const id = groups.ids[row] as number;
    if (id < 0) continue;
    const state = best[id] as { key: Value; row: number };
    const key = edgeKey(keys.get(row), sort, sign);
    if (state.row < 0 || (key !== null && (state.key === null || sign * compareValues(sort, key, state.key) < 0))) best[id] = { key, row };
  }
  return columnOf(c.returns, best.map((b) => (b.row < 0 ? null : values.get(b.row))));
}

const edgeKey = (key: Value, sort: Ty, sign: 1 | -1): Value =>
  key instanceof MultiValue ? key.values.reduce((a, b) => (sign * compareValues(sort, a, b) <= 0 ? a : b)) : key;

const SORTS: readonly Ty[] = ['datetime', 'nanos', 'long', 'int', 'real', 'string'];
const edgeOps = (first: string, implied: string, id: string, doc: string, sign: 1 | -1, kql: Spelling): AggregateOp[] => [
  { id: `esql.${id}`, kind: 'aggregate', doc, esql: call(first, { since: '9.4' }), kql, sigs: SORTS.map((t) => edge(t, sign)) },
  { id: `esql.${id}ByTime`, kind: 'aggregate', doc: `${doc.slice(0, -1)}, which is \`@timestamp\`.`, kql, esql: call(implied, { since: '9.4', implicit: { column: '@timestamp', at: 1 } }), sigs: [edge('datetime', sign), edge('nanos', sign)] },
];

/** Reservoir sampling with the run's random numbers. */
const sampled: AggregateOverload = folded<{ seen: number; values: Value[]; limit: number }>(['any', 'int'], (types) => (types[0] === 'text' ? 'string' : (types[0] as Ty)), {
  start: () => ({ seen: 0, values: [], limit: 0 }),
  step: (s, [v, limit], c) => {
    s.limit = Number(limit);
    s.seen++;
    if (s.values.length < s.limit) s.values.push(v as Value);
    else {
      const at = Math.floor(c.random() * s.seen);
      if (at < s.limit) s.values[at] = v as Value;
    }
    return s;
  },
  finish: (s) => cellOf(s.values),
});

const DIGEST_NOTE = 'both engines estimate quantiles of many values, each its own way';
const TOP_TYPES = ORDERED.filter((t) => t !== 'ulong' && t !== 'version' && t !== 'nanos') as Ty[];

export const ESQL_AGGREGATE_MORE_OPS: readonly Op[] = [
  {
    id: 'esql.median', kind: 'aggregate', doc: 'The value in the middle, the mean of the two where there are two.', esql: call('MEDIAN'), kql: template('percentile($0, 50)', 'different', DIGEST_NOTE),
    sigs: overReals((vs) => quantile(sortedReals(vs), 0.5)),
  },
  {
    id: 'esql.percentile', kind: 'aggregate', doc: 'The value below which a percentage lies, interpolated between neighbours.', esql: call('PERCENTILE'), kql: template('percentile($0, $1)', 'different', DIGEST_NOTE),
    sigs: overReals((vs, p) => quantile(sortedReals(vs), Number(p) / 100), 'number'),
  },
  {
    id: 'esql.medianAbsoluteDeviation', kind: 'aggregate', doc: 'The median of the distances from the median.', esql: call('MEDIAN_ABSOLUTE_DEVIATION'), kql: refuse('KQL has no such aggregate'),
    sigs: overReals(medianAbsoluteDeviation),
  },
  { id: 'esql.stdDev', kind: 'aggregate', doc: 'The standard deviation of the whole population.', esql: call('STD_DEV', { since: '8.18' }), kql: template('stdevp($0)', 'exact'), sigs: spread((s) => Math.sqrt(s.variance)) },
  { id: 'esql.variance', kind: 'aggregate', doc: 'The variance of the whole population.', esql: call('VARIANCE', { since: '9.3' }), kql: template('variancep($0)', 'exact'), sigs: spread((s) => s.variance) },
  {
    id: 'esql.weightedAvg', kind: 'aggregate', doc: 'The mean weighted by another expression.', esql: call('WEIGHTED_AVG', { since: '8.15' }), kql: template('iff(sumif($1, isnotnull($0)) == 0, real(null), sum(todouble($0) * $1) / todouble(sumif($1, isnotnull($0))))'), sigs: [weighted],
  },
  {
    id: 'esql.top', kind: 'aggregate', doc: 'The first values in order, as a multi-value.', esql: call('TOP', { since: '8.15' }), kql: raise('different', 'a dynamic array, also of a single value'),
    sigs: [...TOP_TYPES.map((t) => top(t, undefined)), ...TOP_TYPES.flatMap((t) => TOP_TYPES.map((o) => top(t, o)))],
  },
  ...edgeOps('FIRST', 'EARLIEST', 'first', 'The value in the row with the least sort key.', 1, refuse('arg_min gives the key as a column beside the value')),
  ...edgeOps('LAST', 'LATEST', 'last', 'The value in the row with the greatest sort key.', -1, refuse('arg_max gives the key as a column beside the value')),
  { id: 'esql.sample', kind: 'aggregate', doc: 'Some of the values, picked at random.', esql: call('SAMPLE', { since: '8.19' }), kql: template('make_list($0, $1)', 'different', 'any of the values, not a random pick'), sigs: [sampled] },
];
