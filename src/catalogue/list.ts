import { BoolColumn } from '../data/column.js';
import { isArray, plainOf } from '../data/dynamic.js';
import { NumberIndex } from '../data/number-index.js';
import { keyOf } from '../data/order.js';
import type { Dynamic, Ty, Value } from '../data/types.js';
import { foldCase } from '../text/fold.js';
import { castValue, typeOfDynamic } from './cast.js';
import { scalar } from './define.js';
import { type CallContext, infix, type Kernel, type Op, type Overload, preparedTotal, raise } from './entry.js';

/**
 * `value in (a, b, …)`; each element may be a value or a dynamic array of values. A null is in no list, so `!in` is true of it.
 * A dynamic value is compared as the type of the element.
 */

type Key = string | number | bigint | boolean | null;

/** The elements with their types, arrays opened. */
function elements(types: readonly Ty[], list: readonly Value[]): [Ty, Value][] {
  const out: [Ty, Value][] = [];
  list.forEach((v, i) => {
    const type = types[i + 1] as Ty;
    if (type !== 'dynamic') out.push([type, v]);
    else if (isArray(v)) for (const x of v) out.push([typeOfDynamic(x), plainOf(x)]);
    else out.push([typeOfDynamic(v as Dynamic), plainOf(v as Dynamic)]);
  });
  return out.filter(([, v]) => v !== null);
}

const NUMERIC: ReadonlySet<Ty> = new Set<Ty>(['int', 'long', 'ulong', 'real', 'decimal']);

/** Numbers of all widths are one family; a text is not equal to a number. */
function keyFor(type: Ty, v: Value, fold: boolean): Key {
  if (typeof v === 'string') return fold ? foldCase(v) : v;
  return NUMERIC.has(type) && typeof v === 'object' ? castNumber(v) : keyOf(type, v);
}

const castNumber = (v: Value): Key => castValue('decimal', 'real', v) as number;

function setOf(context: CallContext, list: readonly Value[], fold: boolean): Set<Key> {
  const type = context.types[0] as Ty;
  const keys = new Set<Key>();
  for (const [t, v] of elements(context.types, list)) {
    const like = type === 'guid' && t === 'string' ? castValue('string', 'guid', v) : v;
    if (like !== null) keys.add(keyFor(t, like, fold));
  }
  return keys;
}

function member(inside: boolean, fold: boolean): Overload {
  const overload = preparedTotal(['any', '...any'], 'bool', (context) => {
    const type = context.types[0] as Ty;
    const constants = context.constants.slice(1);
    const fixed = constants.includes(undefined) ? undefined : setOf(context, constants as Value[], fold);
    return (v, ...list) => {
      if (v === null) return !inside;
      const keys = fixed ?? setOf(context, list as Value[], fold);
      const value = type === 'dynamic' ? plainOf(v as Dynamic) : (v as Value);
      return (value !== null && hasKey(keys, type, value, fold)) === inside;
    };
  });
  return { ...overload, reads: 1, kernel: numbersIn(inside, fold) };
}

/** A column of numbers, whatever they stand for, and a list of constants. */
function numbersIn(inside: boolean, fold: boolean): Kernel {
  return (context, [column]) => {
    const list = context.constants.slice(1);
    if (column?.kind !== 'number' || list.includes(undefined)) return undefined;
    const numbers = new NumberIndex();
    for (const key of setOf(context, list as Value[], fold)) if (typeof key === 'number') numbers.idOf(key);
    const { values, nulls } = column;
    const out = new Uint8Array(values.length);
    for (let i = 0; i < out.length; i++) out[i] = (nulls?.[i] !== 1 && numbers.find(values[i] as number) >= 0) === inside ? 1 : 0;
    return new BoolColumn(out);
  };
}

function hasKey(keys: ReadonlySet<Key>, type: Ty, v: Value, fold: boolean): boolean {
  if (keys.has(keyFor(type, v, fold))) return true;
  // A dynamic number or truth value beside texts is compared as its text.
  return type === 'dynamic' && (typeof v === 'number' || typeof v === 'boolean') && keys.has(String(v));
}

export const LIST_OPS: readonly Op[] = [
  scalar('list.in', 'Equal to one of the elements; false for null.', infix('in'), raise('rewritten'), [member(true, false)],
    [[[2, 1, 2], true], [['A', 'a'], false], [[null, 1], false], [[2, [1, 2]], true], [[1.5, 1, 1.5], true]]),
  scalar('list.notIn', 'Equal to none of the elements; true for null.', infix('!in'), raise('rewritten'), [member(false, false)],
    [[[2, 1, 2], false], [[null, 1], true], [['A', ['a']], true]]),
  scalar('list.inIgnoringCase', 'Equal to one of the texts when case is ignored.', infix('in~'), raise('rewritten'), [member(true, true)],
    [[['MÜLLER', 'müller'], true], [['a', 'b'], false]]),
  scalar('list.notInIgnoringCase', 'Equal to none of the texts even when case is ignored.', infix('!in~'), raise('rewritten'), [member(false, true)],
    [[['A', 'a'], false], [['a', 'b'], true]]),
];
