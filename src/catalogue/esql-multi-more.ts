import { type Int64, norm } from '../data/int64.js';
import { compareValues } from '../data/order.js';
import { MultiValue, type Ty, type Value } from '../data/types.js';
import { likeMatcher, parseLike } from '../text/like.js';
import { call, type CallContext, type Op, type Overload, type ParamSpec, preparedTotal, raise, refuse, type ScalarOp } from './entry.js';
import { compiled, regexTest } from './esql-match.js';
import { nullFor, ORDERED, valuesIn } from './esql-support.js';

/** Statistics and tests over multi-values. Integers stay integers: a mean of two in the middle rounds down. */

const sorted = (type: Ty, cell: Value): Value[] => [...valuesIn(cell)].sort((a, b) => compareValues(type, a, b));

const halfway = (type: Ty, a: Value, b: Value): Value => (type === 'real' ? ((a as number) + (b as number)) / 2 : norm((BigInt(a as Int64) + BigInt(b as Int64)) >> 1n));

function median(type: Ty, values: readonly Value[]): Value {
  const middle = values.length >> 1;
  return values.length % 2 === 1 ? (values[middle] as Value) : halfway(type, values[middle - 1] as Value, values[middle] as Value);
}

function medianDeviation(type: Ty, values: readonly Value[]): Value {
  const center = median(type, values);
  const distance = (v: Value): Value => {
    if (type === 'real') return Math.abs((v as number) - (center as number));
    const d = BigInt(v as Int64) - BigInt(center as Int64);
    return norm(d < 0n ? -d : d);
  };
  return median(type, values.map(distance).sort((a, b) => compareValues(type, a, b)));
}

/** Linear interpolation between neighbours; for integers the step is cut toward zero. */
function percentile(c: CallContext, type: Ty, cell: Value, percent: number): Value {
  if (!(percent >= 0 && percent <= 100)) return nullFor(c, `java.lang.IllegalArgumentException: Percentile parameter must be a number between 0 and 100, found [${percent}]`);
  const values = sorted(type, cell);
  const at = (percent / 100) * (values.length - 1);
  const below = Math.trunc(at);
  const low = values[below] as Value;
  const high = values[Math.min(below + 1, values.length - 1)] as Value;
  if (type === 'real') return (low as number) + (at - below) * ((high as number) - (low as number));
  const step = BigInt(Math.trunc((at - below) * Number(BigInt(high as Int64) - BigInt(low as Int64))));
  return norm(BigInt(low as Int64) + step);
}

const NUMBERS = ['int', 'long', 'ulong', 'real'] as const;
const perType = (types: readonly Ty[], second: readonly ParamSpec[], f: (c: CallContext, type: Ty, cell: Value, more: Value) => Value): Overload[] =>
  types.map((t) => ({ params: [t, ...second], returns: t, nulls: 'propagate', prepare: (c) => (cell, more) => f(c, t, cell as Value, more as Value) }));

/* ---------------------------------------------------------------- tests */

function inRange(type: Ty): (c: CallContext) => (...args: (Value | undefined)[]) => Value {
  return (c) => {
    const lowest = c.options['include_lower'] === false ? 1 : 0;
    const highest = c.options['include_upper'] === false ? -1 : 0;
    return (cell, low, high) => {
      if (low === null || high === null || low instanceof MultiValue || high instanceof MultiValue) return false;
      return valuesIn(cell as Value).some((v) => compareValues(type, v, low as Value) >= lowest && compareValues(type, v, high as Value) <= highest);
    };
  };
}

const anyValue = (id: string, name: string, doc: string, compile: (pattern: string) => (text: string) => boolean, examples: ScalarOp['examples']): ScalarOp => ({
  id, kind: 'scalar', multi: 'aware', doc, esql: call(name, { since: '9.6', ga: 'never' }), kql: raise('rewritten'), examples,
  sigs: [preparedTotal(['string', 'string'], 'bool', () => {
    const test = compiled(compile);
    return (cell: Value, pattern: string | null) => pattern !== null && valuesIn(cell).some((v) => test(pattern)(v as string));
  })],
});

const two = new MultiValue(['Anna', 'Bob']);

export const ESQL_MULTI_MORE_OPS: readonly Op[] = [
  {
    id: 'esql.mvMedian', kind: 'scalar', multi: 'aware', doc: 'The value in the middle; of two their mean, rounded down for integers.', esql: call('MV_MEDIAN'), kql: refuse('KQL has no median of an array'),
    sigs: perType(NUMBERS, [], (_c, t, cell) => median(t, sorted(t, cell))), examples: [[[new MultiValue([3, 5, 1])], 3], [[new MultiValue([3, 7, 1, 6])], 4]],
  },
  {
    id: 'esql.mvMedianAbsoluteDeviation', kind: 'scalar', multi: 'aware', doc: 'The median of the distances from the median.', esql: call('MV_MEDIAN_ABSOLUTE_DEVIATION', { since: '8.16' }), kql: refuse('KQL has no such function of an array'),
    sigs: perType(NUMBERS, [], (_c, t, cell) => medianDeviation(t, sorted(t, cell))), examples: [[[new MultiValue([0, 2, 5, 6])], 2]],
  },
  {
    id: 'esql.mvPercentile', kind: 'scalar', multi: 'aware', doc: 'The value below which a percentage of the values lies.', esql: call('MV_PERCENTILE', { since: '8.16' }), kql: refuse('KQL has no percentile of an array'),
    sigs: perType(['int', 'long', 'real'], ['real'], (c, t, cell, p) => percentile(c, t, cell, p as number)), examples: [[[new MultiValue([5, 5, 10, 12, 5000]), 50], 10], [[1, 101], null]],
  },
  {
    id: 'esql.mvInRange', kind: 'scalar', multi: 'aware', doc: 'Whether a value lies between two bounds, which count as inside unless the options say otherwise; never null.',
    esql: call('MV_IN_RANGE', { since: '9.6', ga: 'never' }), kql: raise('different', 'of a single value'),
    sigs: ORDERED.map((t) => preparedTotal([t, t, t], 'bool', inRange(t as Ty) as never)), examples: [[[new MultiValue([1, 5]), 4, 6], true], [[null, 1, 2], false], [[3, 4, 6], false]],
  },
  anyValue('esql.mvLike', 'MV_LIKE', 'Whether a value matches a LIKE pattern; never null.', (p) => likeMatcher(parseLike(p)), [[[two, 'B*'], true], [[two, 'C*'], false], [[null, 'B*'], false]]),
  anyValue('esql.mvRlike', 'MV_RLIKE', 'Whether a value matches an RLIKE pattern; never null.', regexTest, [[[two, '[AB]nn.'], true], [[two, 'Ann'], false]]),
];
