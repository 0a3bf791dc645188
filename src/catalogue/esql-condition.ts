import { compareValues } from '../data/order.js';
import { MultiValue, type Ty, type Value } from '../data/types.js';
import { call, type CallContext, type Op, type Overload, type ParamSpec, preparedTotal, raise, type ScalarOp, template, total } from './entry.js';
import { MULTI_IN_SINGLE, oneType, valuesIn } from './esql-support.js';
import { resultsOf } from '../ast/choices.js';

/** Choices: CASE, COALESCE, GREATEST, LEAST, CLAMP. Values of one type; a null among them has none. */

/** The types of the values of CASE: every second argument, and the last of an odd number. */
const caseType = (types: readonly Ty[]): Ty | undefined => oneType(resultsOf(types));

/** A condition that is null, or a multi-value (with a warning), does not hold. */
function caseOf(c: CallContext): (...args: Value[]) => Value {
  return (...args) => {
    for (let i = 0; i + 1 < args.length; i += 2) {
      if (args[i] instanceof MultiValue) c.warn(MULTI_IN_SINGLE);
      if (args[i] === true) return args[i + 1] as Value;
    }
    return args.length % 2 === 1 ? (args[args.length - 1] as Value) : null;
  };
}

const ORDERABLE = ['int', 'long', 'real', 'string', 'datetime', 'nanos', 'ip', 'version', 'bool'] as const;

/** Over the values of all arguments, each of which may have several. */
function extreme(type: ParamSpec, sign: 1 | -1): Overload {
  const ty = type as Ty;
  const better = (a: Value, b: Value): Value => (sign * compareValues(ty, a, b) >= 0 ? a : b);
  return {
    params: [type, `...${type}` as ParamSpec], returns: ty, nulls: 'propagate',
    prepare: () => (...args) => args.flatMap((a) => valuesIn(a as Value)).reduce(better),
  };
}

const clampTypes = ['int', 'long', 'ulong', 'real', 'string', 'datetime', 'ip', 'version', 'bool'] as const;
const clamp = (id: string, name: string, doc: string, kql: ScalarOp['kql'], params: number, f: (ty: Ty, v: Value, a: Value, b: Value) => Value, examples: ScalarOp['examples']): ScalarOp => ({
  id, kind: 'scalar', doc, esql: call(name, { since: '9.3', ga: 'never' }), kql, examples,
  sigs: clampTypes.map((t): Overload => ({ params: new Array(params).fill(t) as Ty[], returns: t, nulls: 'propagate', prepare: () => (v, a, b) => f(t, v as Value, a as Value, b as Value) })),
});
const atLeast = (t: Ty, v: Value, low: Value): Value => (compareValues(t, v, low) < 0 ? low : v);
const atMost = (t: Ty, v: Value, high: Value): Value => (compareValues(t, v, high) > 0 ? high : v);


export const ESQL_CONDITION_OPS: readonly Op[] = [
  {
    id: 'esql.case', kind: 'scalar', lazy: 'case', doc: 'The value behind the first condition that is true; else the last one, or null.', multi: 'aware',
    esql: call('CASE'), kql: raise('exact'),
    sigs: [preparedTotal(['bool', 'any', '...any'], caseType, caseOf)],
    examples: [[[true, 1, 2], 1], [[false, 1, 2], 2], [[null, 1], null], [[false, 1, true, 2, 3], 2]],
  },
  {
    id: 'esql.coalesce', kind: 'scalar', lazy: 'first', doc: 'The first argument that is not null.', multi: 'aware',
    esql: call('COALESCE'), kql: raise('exact', 'KQL skips empty strings as it does nulls'),
    sigs: [total(['any', '...any'], oneType, (...args) => args.find((a) => a !== null) ?? null)],
    examples: [[[null, 2, 3], 2], [[null, null], null]],
  },
  {
    id: 'esql.greatest', kind: 'scalar', doc: 'The greatest of the arguments; null when one is null.', multi: 'aware', esql: call('GREATEST'),
    kql: raise('rewritten'), sigs: ORDERABLE.map((t) => extreme(t, 1)), examples: [[[1, 3, 2], 3], [[1, null], null]],
  },
  {
    id: 'esql.least', kind: 'scalar', doc: 'The least of the arguments; null when one is null.', multi: 'aware', esql: call('LEAST'),
    kql: raise('rewritten'), sigs: ORDERABLE.map((t) => extreme(t, -1)), examples: [[[1, 3, 2], 1], [[1, null], null]],
  },
  clamp('esql.clamp', 'CLAMP', 'The value, not below a least nor above a greatest one.', template('min_of(max_of($0, $1), $2)'), 3, (t, v, a, b) => atMost(t, atLeast(t, v, a), b), [[[5, 1, 3], 3], [[0, 1, 3], 1]]),
  clamp('esql.clampMin', 'CLAMP_MIN', 'The value, not below a least one.', template('max_of($0, $1)'), 2, (t, v, a) => atLeast(t, v, a), [[[0, 1], 1]]),
  clamp('esql.clampMax', 'CLAMP_MAX', 'The value, not above a greatest one.', template('min_of($0, $1)'), 2, (t, v, a) => atMost(t, v, a), [[[5, 1], 1]]),
];
