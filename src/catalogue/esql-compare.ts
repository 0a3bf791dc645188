import { BoolColumn } from '../data/column.js';
import { norm } from '../data/int64.js';
import { unixTicks } from '../data/time.js';
import { keyOf } from '../data/order.js';
import { MultiValue, type Ty, type Value } from '../data/types.js';
import { compareVersions } from '../data/version.js';
import { type CallContext, infix, type Kernel, type Op, type Overload, type ParamSpec, preparedTotal, raise, type ScalarOp, sig, type Spelling, template, total } from './entry.js';
import { type Comparison, compareKernel, NULL_COMPARISONS } from './kernels.js';
import { MULTI_IN_SINGLE, nanosOf, nullFor } from './esql-support.js';

/**
 * Comparisons of ES|QL: null with a null operand. Integers of any width compare exactly, with a double they compare as doubles,
 * dates with nanosecond dates as nanoseconds. Strings order by code point, addresses by their bytes.
 */
type Order = -1 | 0 | 1;
type Test = (order: number) => boolean;

type Pairs = readonly (readonly [ParamSpec, ParamSpec])[];
const NUMBERS_AND_DATES: Pairs = [['integer', 'integer'], ['real', 'real'], ['datetime', 'datetime'], ['nanos', 'nanos']];
const EQUATABLE: Pairs = [...NUMBERS_AND_DATES, ['string', 'string'], ['ip', 'ip'], ['bool', 'bool'], ['geo', 'geo'], ['timespan', 'timespan']];

const native = (a: Value, b: Value): Order => ((a as number) < (b as number) ? -1 : (a as number) > (b as number) ? 1 : 0);

/** Pairs of types whose cells are numbers in a typed array. */
const PACKED = new Set<ParamSpec>(['integer', 'real', 'datetime', 'timespan']);

function pairs(scalar: (a: Value, b: Value) => boolean, kinds: Pairs, kernel?: Kernel): Overload[] {
  return kinds.map((k): Overload => ({
    params: k, returns: 'bool', nulls: 'propagate', prepare: () => scalar as (...args: Value[]) => Value, ...(kernel && PACKED.has(k[0]) && { kernel }),
  }));
}

const versions = (test: Test): Overload => sig(['version', 'version'], 'bool', (a, b) => test(compareVersions(a, b)));

function overloads(scalar: (a: Value, b: Value) => boolean, test: Test, kinds: Pairs, comparison: Comparison): Overload[] {
  return [
    ...pairs(scalar, kinds, compareKernel(comparison)),
    sig(['datetime', 'nanos'], 'bool', (a, b) => test(native(nanosOf(a), b))),
    sig(['nanos', 'datetime'], 'bool', (a, b) => test(native(a, nanosOf(b)))),
  ];
}

const equality = (id: string, symbol: string, doc: string, c: Comparison, test: Test, kql: Spelling): ScalarOp => ({
  id, kind: 'scalar', doc, esql: infix(symbol), kql, rules: ['S1'],
  sigs: [...overloads((a, b) => test(a === b ? 0 : 1), test, EQUATABLE, c), versions(test)],
  examples: [[[1, 2], test(-1)], [[2, 2], test(0)], [['a', 'A'], test(1)], [[null, 1], null]],
});

type Num = number;
const ORDERINGS: readonly (readonly [id: string, symbol: string, doc: string, comparison: Comparison, test: Test, scalar: (a: Value, b: Value) => boolean])[] = [
  ['less', '<', 'True when the first is less; null when one is null.', NULL_COMPARISONS.lt, (o) => o < 0, (a, b) => (a as Num) < (b as Num)],
  ['lessOrEqual', '<=', 'True when the first is less or equal; null when one is null.', NULL_COMPARISONS.le, (o) => o <= 0, (a, b) => (a as Num) <= (b as Num)],
  ['greater', '>', 'True when the first is greater; null when one is null.', NULL_COMPARISONS.gt, (o) => o > 0, (a, b) => (a as Num) > (b as Num)],
  ['greaterOrEqual', '>=', 'True when the first is greater or equal; null when one is null.', NULL_COMPARISONS.ge, (o) => o >= 0, (a, b) => (a as Num) >= (b as Num)],
];

/** KQL has no order of texts but `strcmp`, none of addresses but by function, and none of versions. */
const COMPARISONS: readonly Op[] = [
  equality('esql.equal', '==', 'True when both are equal; null when one is null.', NULL_COMPARISONS.eq, (o) => o === 0, template('$0 == $1', 'exact')),
  equality('esql.notEqual', '!=', 'True when the two differ; null when one is null.', NULL_COMPARISONS.ne, (o) => o !== 0, raise('rewritten', 'a null operand gives null, and true in KQL')),
  ...ORDERINGS.flatMap(([id, symbol, doc, comparison, test, scalar]): Op[] => [
    {
      id: `esql.${id}`, kind: 'scalar', doc, esql: infix(symbol), kql: template(`$0 ${symbol} $1`, 'exact'), sigs: overloads(scalar, test, NUMBERS_AND_DATES, comparison),
      examples: [[[1, 2], test(-1)], [[2, 2], test(0)], [[null, 1], null]],
    },
    {
      id: `esql.${id}Text`, kind: 'scalar', doc: `Of texts by code point: ${doc.charAt(0).toLowerCase()}${doc.slice(1)}`, esql: infix(symbol), kql: template(`strcmp($0, $1) ${symbol} 0`), sigs: pairs(scalar, [['string', 'string']]),
      examples: [[['a', 'b'], test(-1)], [['b', 'a'], test(1)]],
    },
    {
      id: `esql.${id}Ip`, kind: 'scalar', doc: `Of addresses: ${doc.charAt(0).toLowerCase()}${doc.slice(1)}`, esql: infix(symbol), kql: template(`ipv6_compare($0, $1) ${symbol} 0`), sigs: pairs(scalar, [['ip', 'ip']]),
    },
    {
      id: `esql.${id}Version`, kind: 'scalar', doc: `Of versions: ${doc.charAt(0).toLowerCase()}${doc.slice(1)}`, esql: infix(symbol),
      kql: template(`parse_version($0) ${symbol} parse_version($1)`, 'different', 'KQL reads up to four numbers of a version and no words'), sigs: [versions(test)], examples: [[['1.9', '1.10'], test(-1), ['version', 'version']]],
    },
  ]),
];

/* ---------------------------------------------------------------- IN */

/** A key that is equal for equal values of the list's types. */
function listKey(type: Ty, real: boolean): (v: Value) => Value {
  if (real) return (v) => Number(v as number);
  if (type === 'nanos') return (v) => norm(v as bigint);
  return (v) => keyOf(type, v) as Value;
}

/** Dates beside nanosecond dates compare as nanoseconds. */
function keysOf(types: readonly Ty[]): readonly ((v: Value) => Value)[] {
  const real = types.includes('real');
  if (!types.includes('nanos') || !types.includes('datetime')) return types.map((t) => listKey(t, real));
  return types.map((t) => (t === 'datetime' ? (v: Value): Value => norm(BigInt(unixTicks(v as number)) * 100n) : listKey('nanos', false)));
}

/** A null in the list makes a miss null; a multi-value in it counts as null, with a warning. */
function membership(context: CallContext): (...args: Value[]) => Value {
  const keys = keysOf(context.types);
  const fixed = constantList(context, keys);
  return (...args) => {
    const x = args[0] as Value;
    if (x === null) return null;
    if (x instanceof MultiValue) return nullFor(context, MULTI_IN_SINGLE);
    const key = (keys[0] as (v: Value) => Value)(x);
    if (fixed) return fixed.set.has(key) ? true : fixed.unknown ? null : false;
    return searchList(context, keys, key, args);
  };
}

function constantList(context: CallContext, keys: readonly ((v: Value) => Value)[]): { set: Set<Value>; unknown: boolean } | undefined {
  const list = context.constants.slice(1);
  if (list.some((v) => v === undefined || v instanceof MultiValue)) return undefined;
  const set = new Set<Value>();
  for (const [i, v] of list.entries()) if (v !== null && v !== undefined) set.add((keys[i + 1] as (v: Value) => Value)(v));
  return { set, unknown: list.includes(null) };
}

function searchList(context: CallContext, keys: readonly ((v: Value) => Value)[], key: Value, args: readonly Value[]): Value {
  let unknown = false;
  for (let i = 1; i < args.length; i++) {
    const v = args[i] as Value;
    if (v instanceof MultiValue) context.warn(MULTI_IN_SINGLE);
    if (v === null || v instanceof MultiValue) unknown = true;
    else if ((keys[i] as (v: Value) => Value)(v) === key) return true;
  }
  return unknown ? null : false;
}

/** A column of numbers against a constant list. */
const inNumbers: Kernel = (context, args) => {
  const column = args[0];
  const list = constantList(context, keysOf(context.types));
  if (column?.kind !== 'number' || !list) return undefined;
  const miss = list.unknown ? 2 : 0;
  const { values, nulls } = column;
  const out = new Uint8Array(values.length);
  for (let i = 0; i < out.length; i++) out[i] = nulls !== undefined && nulls[i] === 1 ? 2 : list.set.has(values[i] as number) ? 1 : miss;
  return new BoolColumn(out);
};

const inList = (type: ParamSpec): Overload => ({ ...preparedTotal([type, `...${type}` as ParamSpec], 'bool', membership as never, PACKED.has(type) ? inNumbers : undefined), reads: 1 });

const MEMBERSHIP: readonly Op[] = [
  {
    id: 'esql.in', kind: 'scalar', doc: 'True when the first is equal to one of the others; null when it is null, or not found beside a null.',
    esql: infix('IN'), kql: raise('exact'), multi: 'aware', rules: ['S1'],
    sigs: [...(['integer', 'real', 'string', 'ip', 'version', 'bool', 'datetime', 'nanos', 'geo'] as const).map(inList), preparedTotal(['nanos', '...datetime'], 'bool', membership as never)],
    examples: [[['a', 'a', 'b'], true], [['c', 'a', 'b'], false], [['c', 'a', null], null], [[null, 'a'], null]],
  },
  {
    id: 'esql.isNullText', kind: 'scalar', doc: 'True for a null string.', multi: 'aware',
    esql: infix('IS NULL'), kql: raise('exact', 'a KQL string has no null: an empty one stands for it'), rules: ['S2'],
    sigs: [total(['string'], 'bool', (v) => v === null)], examples: [[[null], true], [[''], false]],
  },
  {
    id: 'esql.isNotNullText', kind: 'scalar', doc: 'True for a string that is not null.', multi: 'aware',
    esql: infix('IS NOT NULL'), kql: raise('exact', 'a KQL string has no null: an empty one stands for it'), rules: ['S2'],
    sigs: [total(['string'], 'bool', (v) => v !== null)], examples: [[[null], false], [['a'], true]],
  },
  {
    id: 'esql.isNull', kind: 'scalar', doc: 'True for null.', multi: 'aware', esql: infix('IS NULL'), kql: raise('exact'),
    sigs: [total(['any'], 'bool', (v) => v === null)], examples: [[[null], true], [[1], false]],
  },
  {
    id: 'esql.isNotNull', kind: 'scalar', doc: 'True for anything but null.', multi: 'aware', esql: infix('IS NOT NULL'), kql: raise('exact'),
    sigs: [total(['any'], 'bool', (v) => v !== null)], examples: [[[null], false], [[1], true]],
  },
];

export const ESQL_COMPARE_OPS: readonly Op[] = [...COMPARISONS, ...MEMBERSHIP];
