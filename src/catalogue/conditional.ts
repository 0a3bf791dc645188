import { Decimal } from 'decimal.js';
import type { Ty, Value } from '../data/types.js';
import { castOf } from './cast.js';
import { exactly, rewritten, scalar } from './define.js';
import { call, type CallContext, type Op, type Overload, preparedTotal, raise, total } from './entry.js';
import { resultsOf } from '../ast/choices.js';

/** Choice and null tests. A condition that is null counts as false. */

const WIDTH: readonly Ty[] = ['null', 'int', 'long', 'real', 'decimal'];

/** The type of all the values: the widest number, or the first that has a type. */
export function commonType(types: readonly Ty[]): Ty {
  let best: Ty = 'null';
  for (const t of types) {
    const [a, b] = [WIDTH.indexOf(best), WIDTH.indexOf(t)];
    if (best === 'null' || (a >= 0 && b > a)) best = t;
  }
  return best === 'text' ? 'string' : best;
}

/** The type of a choice: a dynamic alternative is read as the type of the others. */
const choiceType = (types: readonly Ty[]): Ty => {
  const own = types.filter((t) => t !== 'dynamic');
  return commonType(own.every((t) => t === 'null') ? types : own);
};

/** Converts each argument to the type of the result where that is another one; to null where there is no conversion. */
function converters(context: CallContext): (i: number, v: Value) => Value {
  const same = (t: Ty): boolean => t === context.returns || t === 'null' || t === 'unknown' || (t === 'text' && context.returns === 'string');
  const casts = context.types.map((t) => (same(t) ? undefined : (castOf(t, context.returns) ?? (() => null))));
  return (i, v) => {
    const cast = casts[i];
    return v === null || v === undefined ? null : cast ? cast(v) : v;
  };
}

const iff: Overload = preparedTotal(['bool', 'any', 'any'], (types) => choiceType(types.slice(1)), (context) => {
  const convert = converters(context);
  return (cond, yes, no) => (cond === true ? convert(1, yes as Value) : convert(2, no as Value));
});

/** The types at odd places and the last one are the values. */
const caseType = (types: readonly Ty[]): Ty => choiceType(resultsOf(types));

const caseOf: Overload = preparedTotal(['bool', 'any', 'any', '...any'], caseType, (context) => {
  const convert = converters(context);
  return (...args) => {
    const values = args as Value[];
    for (let i = 0; i + 1 < values.length; i += 2) if (values[i] === true) return convert(i + 1, values[i + 1] as Value);
    return values.length % 2 === 1 ? convert(values.length - 1, values[values.length - 1] as Value) : null;
  };
});

/** An empty text counts as nothing, because a text is never null. */
const coalesce: Overload = preparedTotal(['any', '...any'], commonType, (context) => {
  const convert = converters(context);
  const text = context.returns === 'string';
  return (...args) => {
    const at = (args as Value[]).findIndex((v) => v !== null && !(text && v === ''));
    return at < 0 ? (text ? '' : null) : convert(at, args[at] as Value);
  };
});

/** NaN beats every number in both directions, as in the engine. */
function extreme(sign: 1 | -1): Overload {
  return preparedTotal(['any', '...any'], commonType, (context) => {
    const convert = converters(context);
    return (...args) => {
      let best: Value = null;
      (args as Value[]).forEach((arg, i) => {
        const v = convert(i, arg);
        if (v !== null && (best === null || beats(v, best, sign))) best = v;
      });
      return best;
    };
  });
}

function beats(a: Value, b: Value, sign: 1 | -1): boolean {
  if (Number.isNaN(a)) return true;
  if (Number.isNaN(b)) return false;
  if (a instanceof Decimal) return sign * a.cmp(b as Decimal) > 0;
  const [x, y] = [a as number, b as number];
  return sign > 0 ? x > y : x < y;
}

const isNull = (v: Value): boolean => v === null;
const NOT_TEXT = 'a text has no null in KQL';

/** Two overloads each: a text is never null, an empty text is the nearest thing. */
const nullTest = (nullIs: boolean): readonly Overload[] => [
  total(['string'], 'bool', () => !nullIs),
  total(['any'], 'bool', (v) => isNull(v as Value) === nullIs),
];
const emptyTest = (emptyIs: boolean): readonly Overload[] => [
  total(['string'], 'bool', (v) => (v === null || v === '') === emptyIs),
  total(['any'], 'bool', (v) => (v === null || v === '') === emptyIs),
];

export const CONDITIONAL_OPS: readonly Op[] = [
  scalar('condition.iff', 'The second argument when the first is true, else the third.', call('iff', { aliases: ['iif'] }), exactly('CASE($*)'), [iff],
    [[[true, 1, 2], 1], [[null, 1, 2], 2], [[false, 1, 2.5], 2.5]]),
  scalar('condition.case', 'The value behind the first condition that is true, else the last argument.', call('case'), exactly('CASE($*)'), [caseOf],
    [[[false, 1, true, 2, 3], 2], [[null, 1, 9], 9], [[false, 1, null, 2, 3.5], 3.5]]),
  scalar('condition.coalesce', 'The first argument that is not null, nor an empty text.', call('coalesce'), raise('rewritten', NOT_TEXT), [coalesce],
    [[[null, 5, 7], 5], [['', 'b'], 'b'], [[null, null], null, ['long', 'long']]]),
  scalar('condition.maxOf', 'The greatest of the arguments that are not null.', call('max_of'), raise('rewritten'), [extreme(1)],
    [[[1, null, 3], 3], [[Number.NaN, 1], Number.NaN, ['real', 'real']], [[1, 2.5], 2.5]]),
  scalar('condition.minOf', 'The least of the arguments that are not null.', call('min_of'), raise('rewritten'), [extreme(-1)],
    [[[4, null, 3], 3], [[Number.NaN, 1], Number.NaN, ['real', 'real']]]),
  scalar('condition.isNull', 'True for null; false for every text.', call('isnull'), raise('rewritten', NOT_TEXT), nullTest(true),
    [[[null], true, ['long']], [[''], false], [[null], false, ['string']]]),
  scalar('condition.isNotNull', 'True for anything but null, and for every text.', call('isnotnull', { aliases: ['notnull'] }), raise('rewritten', NOT_TEXT), nullTest(false),
    [[[null], false, ['long']], [[''], true]]),
  scalar('condition.isEmpty', 'True for null and for the empty text.', call('isempty'), raise('rewritten'), emptyTest(true),
    [[[''], true], [['a'], false], [[null], true, ['long']], [[0], false]]),
  scalar('condition.isNotEmpty', 'False for null and for the empty text.', call('isnotempty', { aliases: ['notempty'] }), raise('rewritten'), emptyTest(false),
    [[[''], false], [[' '], true], [[null], false, ['long']]]),
  scalar('condition.isNan', 'True for NaN.', call('isnan'), exactly('false'), [total(['real'], 'bool', (v) => Number.isNaN(v))],
    [[[Number.NaN], true], [[1.5], false]]),
  scalar('condition.isInf', 'True for plus or minus infinity.', call('isinf'), exactly('false'), [total(['real'], 'bool', (v) => v === Infinity || v === -Infinity)],
    [[[Infinity], true, ['real']], [[Number.NaN], false]]),
  scalar('condition.isFinite', 'True for a number that is neither NaN nor infinite.', call('isfinite'), rewritten('$0 IS NOT NULL'),
    [total(['real'], 'bool', (v) => v !== null && Number.isFinite(v))], [[[1.5], true], [[Infinity], false, ['real']]]),
];
