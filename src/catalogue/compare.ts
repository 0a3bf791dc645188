import { Decimal } from 'decimal.js';
import { add, type Int64 } from '../data/int64.js';
import type { Ty, Value } from '../data/types.js';
import { foldCase } from '../text/fold.js';
import { rewritten, scalar } from './define.js';
import { call, infix, type Op, type Overload, raise, sig, type Spelling, total } from './entry.js';
import { COMPARISONS, type Comparison, compareKernel, holds } from './kernels.js';

/**
 * Kusto's comparisons. Of a null and a value, `==` is false and `!=` is true; of two nulls both are null, and so is any order with a
 * null. NaN equals nothing, itself included. Source: the documentation of null values and the engine's answers.
 */

/** -1, 0, 1, or NaN when there is no order. */
function order(a: Value, b: Value): number {
  if (a instanceof Decimal) return a.cmp(b as Decimal);
  const x = a as number;
  const y = b as number;
  return x < y ? -1 : x > y ? 1 : x === y ? 0 : Number.NaN;
}

const cell = (n: number): boolean | null => (n === 2 ? null : n === 1);

function comparer(c: Comparison): (a: Value, b: Value) => boolean | null {
  return (a, b) => {
    if (a === null || b === null) return cell(a === b ? c.bothNull : c.oneNull);
    return holds(c, order(a, b), 0);
  };
}

const ORDERED: readonly Ty[] = ['long', 'real', 'decimal', 'datetime', 'timespan'];
const EQUATABLE: readonly Ty[] = ['bool', 'string', 'guid', 'ip', 'version'];
/** Types whose cells are numbers in a typed array. */
const PACKED = new Set<Ty>(['long', 'real', 'datetime', 'timespan']);

function overloads(c: Comparison, types: readonly Ty[]): Overload[] {
  return types.map((t) => total([t, t], 'bool', comparer(c) as never, PACKED.has(t) ? compareKernel(c) : undefined));
}

const ordered = (c: Comparison): Overload[] => overloads(c, ORDERED);
const equatable = (c: Comparison): Overload[] => overloads(c, [...ORDERED, ...EQUATABLE]);

function between(inside: boolean): Overload[] {
  return [...ORDERED.map((t) => [t, t, t] as const), ['datetime', 'datetime', 'timespan'] as const].map((params) =>
    total(params, 'bool', ((v: Value, from: Value, to: Value) => {
      if (v === null || from === null || to === null) return null;
      const end = params[2] === 'timespan' && params[0] === 'datetime' ? add(from as Int64, to as Int64) : to;
      const is = order(v, from) >= 0 && order(v, end) <= 0;
      return is === inside;
    }) as never),
  );
}

const sameText = (a: string, b: string): boolean => a === b || (a.length === b.length && foldCase(a) === foldCase(b));

const LOWER = 'TO_LOWER folds the same letters as the comparison except for a few special ones';

/** Null makes ES|QL's `==` and `!=` null; the raiser writes guards where that would change the rows. */
const guarded = (note?: string): Spelling => raise('rewritten', note);

export const COMPARE_OPS: readonly Op[] = [
  scalar('compare.equal', 'Equal; false when one side is null.', infix('=='), guarded(), equatable(COMPARISONS.eq),
    [[[1, 1], true], [[1, null], false], [[null, null], null, ['long', 'long']], [[Number.NaN, Number.NaN], false], [['a', 'A'], false]]),
  scalar('compare.notEqual', 'Not equal; true when one side is null.', infix('!=', ['<>']), guarded(), equatable(COMPARISONS.ne),
    [[[1, null], true], [[null, null], null, ['long', 'long']], [[Number.NaN, Number.NaN], true]]),
  scalar('compare.less', 'Less; null when one side is.', infix('<'), raise('exact'), ordered(COMPARISONS.lt),
    [[[1, 2], true], [[1, null], null], [[Number.NaN, 1.5], false]]),
  scalar('compare.lessOrEqual', 'Less or equal; null when one side is null.', infix('<='), raise('exact'), ordered(COMPARISONS.le),
    [[[2, 2], true], [[null, 1], null]]),
  scalar('compare.greater', 'Greater; null when one side is null.', infix('>'), raise('exact'), ordered(COMPARISONS.gt),
    [[[3, 2], true], [[2n ** 60n, 5], true], [[1, null], null]]),
  scalar('compare.greaterOrEqual', 'Greater or equal; null when one side is null.', infix('>='), raise('exact'), ordered(COMPARISONS.ge),
    [[[2, 3], false], [[1, null], null]]),
  scalar('compare.equalIgnoringCase', 'Equal texts when case is ignored.', infix('=~'), raise('rewritten', LOWER),
    [sig(['string', 'string'], 'bool', sameText)], [[['CAFÉ', 'café'], true], [['a', 'ab'], false]]),
  scalar('compare.notEqualIgnoringCase', 'Different texts even when case is ignored.', infix('!~'), raise('rewritten', LOWER),
    [sig(['string', 'string'], 'bool', (a, b) => !sameText(a, b))], [[['A', 'a'], false], [['a', 'ab'], true]]),
  scalar('compare.between', 'Inside a range, its ends included; the second end may be a timespan after the first.', infix('between'),
    raise('rewritten'), between(true),
    [[[5, 1, 5], true], [[6, 1, 5], false], [[null, 1, 5], null], [[100, 90, 20], true, ['datetime', 'datetime', 'timespan']]]),
  scalar('compare.notBetween', 'Outside a range whose ends count as inside.', infix('!between'), raise('rewritten'), between(false),
    [[[5, 1, 5], false], [[6, 1, 5], true], [[null, 1, 5], null]]),
  scalar('compare.strcmp', 'Compares two texts by code unit: -1, 0 or 1.', call('strcmp'),
    rewritten('CASE(COALESCE($0, "") < COALESCE($1, ""), -1, COALESCE($0, "") > COALESCE($1, ""), 1, 0)'),
    [sig(['string', 'string'], 'int', (a, b) => (a < b ? -1 : a > b ? 1 : 0))], [[['a', 'b'], -1], [['B', 'a'], -1], [['', ''], 0]]),
];
