import { compareDynamic, keyOf } from '../data/order.js';
import { dynamicNumber, dynamicOf, isArray } from '../data/dynamic.js';
import { add, compareInt, type Int64 } from '../data/int64.js';
import type { Dynamic, Ty, Value } from '../data/types.js';
import { NO_DYNAMIC } from './dynamic.js';
import { rewritten, scalar } from './define.js';
import { call, type Op, type Overload, preparedTotal, raise, sig, total } from './entry.js';

/** Functions of dynamic arrays. Anything but an array gives null. */

type Items = readonly Dynamic[];

/** A function of one array. */
const ofArray = (f: (a: Items) => Value): ((d: Dynamic) => Value) => (d) => (isArray(d) ? f(d) : null);

const numbers = (a: Items): number[] => a.map(dynamicNumber).filter((n): n is number => n !== undefined);

/** The sum of the numbers and truth values; null when there is none. */
function sum(a: Items): number | null {
  const list = numbers(a.map((v) => (typeof v === 'boolean' ? Number(v) : v)));
  return list.length ? list.reduce((x, y) => x + y, 0) : null;
}

/** Nulls stay last in both directions. */
function sortItems(a: Items, sign: 1 | -1): Dynamic[] {
  const values = a.filter((v) => v !== null);
  const nulls = a.filter((v) => v === null);
  return [...values.sort((x, y) => sign * compareDynamic(x, y)), ...nulls];
}

/** With further arrays, which follow the order of the first, the answer is an array of all of them. */
const sorted = (sign: 1 | -1): readonly Overload[] => [
  sig(['dynamic'], 'dynamic', ofArray((a) => sortItems(a, sign))),
  sig(['dynamic', 'bool'], 'dynamic', (d, nullsLast) => (isArray(d) ? sortNulls(d, sign, nullsLast) : null)),
  sig(['dynamic', 'dynamic', '...dynamic'], 'dynamic', (first, ...rest) => sortTogether(first, rest, sign)),
];

/** An array of another length is null. */
function sortTogether(first: Dynamic, rest: readonly Dynamic[], sign: 1 | -1): Dynamic {
  if (!isArray(first)) return null;
  const rank = (v: Dynamic): number => (v === null ? 1 : 0);
  const order = first.map((_, i) => i).sort((i, j) => {
    const [a, b] = [first[i] as Dynamic, first[j] as Dynamic];
    return rank(a) - rank(b) || sign * compareDynamic(a, b);
  });
  return [first, ...rest].map((a) => (isArray(a) && a.length === first.length ? order.map((i) => a[i] as Dynamic) : null));
}

function sortNulls(a: Items, sign: 1 | -1, last: boolean): Dynamic[] {
  const all = sortItems(a, sign);
  const count = all.filter((v) => v === null).length;
  return last ? all : [...all.slice(all.length - count), ...all.slice(0, all.length - count)];
}

/** Both ends included; negative ones count from the end. */
function slice(a: Items, start: Int64, end: Int64): Dynamic {
  const place = (i: Int64): number => (Number(i) < 0 ? a.length + Number(i) : Number(i));
  const from = Math.max(0, place(start));
  return from > place(end) ? [] : a.slice(from, place(end) + 1);
}

/** Positive numbers turn to the left. */
function rotate(a: Items, by: number): Dynamic {
  if (a.length === 0) return a;
  const n = ((by % a.length) + a.length) % a.length;
  return [...a.slice(n), ...a.slice(0, n)];
}

function shift(a: Items, by: number, fill: Dynamic): Dynamic {
  return a.map((_, i) => (i + by >= 0 && i + by < a.length ? (a[i + by] as Dynamic) : fill));
}

/** At each index, or at several of them, the array is cut. */
function splitAt(a: Items, indexes: readonly number[]): Dynamic {
  const places = [...new Set(indexes.map((i) => Math.min(a.length, Math.max(0, i < 0 ? a.length + i : i))))].sort((x, y) => x - y);
  const bounds = [0, ...places, a.length];
  return bounds.slice(1).map((end, i) => a.slice(bounds[i] as number, end));
}

const sameItem = (key: ReturnType<typeof keyOf>) => (v: Dynamic): boolean => keyOf('dynamic', v) === key;

function indexOf(a: Items, wanted: Dynamic, start = 0, count = -1, occurrence = 1): number {
  const from = start < 0 ? Math.max(0, a.length + start) : start;
  const end = count < 0 ? a.length : Math.min(a.length, from + count);
  const is = sameItem(keyOf('dynamic', wanted));
  let left = occurrence;
  for (let i = from; i < end; i++) if (is(a[i] as Dynamic) && --left === 0) return i;
  return -1;
}

const indexes: Overload = preparedTotal(['dynamic', 'any', 'long?', 'long?', 'long?'], 'long', (context) => (d, v, start, count, nth) =>
  isArray(d) ? indexOf(d, dynamicOf(context.types[1] as Ty, v as Value), Number(start ?? 0), Number(count ?? -1), Number(nth ?? 1)) : null);

/** Arrays that are null add nothing; null when none is an array. */
const concat = (...args: (Dynamic | null)[]): Dynamic => {
  const arrays = args.filter(isArray);
  return arrays.length ? arrays.flat() : null;
};

/** Element by element; a choice that is no array stands for all elements. */
const choose: Overload = preparedTotal(['dynamic', 'any', 'any'], 'dynamic', (context) => (conds, yes, no) => {
  if (!isArray(conds)) return null;
  const [a, b] = [dynamicOf(context.types[1] as Ty, yes as Value), dynamicOf(context.types[2] as Ty, no as Value)];
  return conds.map((c, i) => {
    const chosen = truth(c) ? a : b;
    return truth(c) === null ? null : isArray(chosen) ? (chosen[i] ?? null) : chosen;
  });
});

const truth = (c: Dynamic): boolean | null => (typeof c === 'boolean' ? c : dynamicNumber(c) === undefined ? null : dynamicNumber(c) !== 0);

const MAX_ITEMS = 1_048_576;

/** Numbers, moments or timespans from a start to an end, both included. */
function range(type: Ty, from: number, to: number, step: number): Dynamic {
  if (step === 0 || (to - from) / step < 0) return [];
  const count = Math.min(MAX_ITEMS, Math.floor((to - from) / step) + 1);
  return Array.from({ length: count }, (_, i) => dynamicOf(type, from + i * step));
}

function rangeInt(type: Ty, from: Int64, to: Int64, step: Int64): Dynamic {
  const out: Dynamic[] = [];
  const up = step > 0;
  if (step === 0) return out;
  for (let v = from; out.length < MAX_ITEMS && (up ? compareInt(v, to) <= 0 : compareInt(v, to) >= 0); v = add(v, step)) out.push(dynamicOf(type, v));
  return out;
}

const ranges: readonly Overload[] = [
  sig(['long', 'long'], 'dynamic', (a, b) => rangeInt('long', a, b, 1)),
  sig(['long', 'long', 'long'], 'dynamic', (a, b, s) => rangeInt('long', a, b, s)),
  sig(['real', 'real'], 'dynamic', (a, b) => range('real', a, b, 1)),
  sig(['real', 'real', 'real'], 'dynamic', (a, b, s) => range('real', a, b, s)),
  sig(['datetime', 'datetime'], 'dynamic', (a, b) => rangeInt('datetime', a, b, 36_000_000_000)),
  sig(['datetime', 'datetime', 'timespan'], 'dynamic', (a, b, s) => rangeInt('datetime', a, b, s)),
  sig(['timespan', 'timespan'], 'dynamic', (a, b) => rangeInt('timespan', a, b, 36_000_000_000)),
  sig(['timespan', 'timespan', 'timespan'], 'dynamic', (a, b, s) => rangeInt('timespan', a, b, s)),
];

/** Scalars only, as in the engine. */
const repeats: readonly Overload[] = (['bool', 'long', 'real', 'datetime', 'timespan', 'string', 'decimal', 'guid'] as const).map((t) =>
  total([t, 'long'], 'dynamic', (v: Value | undefined, n) => repeat(dynamicOf(t, v ?? null), n)));

function repeat(item: Dynamic, n: Int64 | null): Dynamic {
  return n === null || n < 0 || n > MAX_ITEMS ? null : Array.from({ length: Number(n) }, () => item);
}

/** The arrays side by side; short ones are filled with nulls, anything but an array is an array of itself. */
function zip(...args: (Dynamic | null)[]): Dynamic {
  const lists = args.map((d) => (isArray(d) ? d : [d]));
  const size = Math.max(0, ...lists.map((l) => l.length));
  return Array.from({ length: size }, (_, i) => lists.map((l) => l[i] ?? null));
}

export const ARRAY_OPS: readonly Op[] = [
  scalar('array.length', 'The number of elements.', call('array_length', { aliases: ['arraylength'] }), raise('rewritten'), [sig(['dynamic'], 'long', ofArray((a) => a.length))],
    [[[[1, null]], 2], [[new Map()], null]]),
  scalar('array.sum', 'The sum of the numbers, as a real; null when there is none.', call('array_sum'), rewritten('MV_SUM($0)'), [sig(['dynamic'], 'real', ofArray(sum))],
    [[[[1, null, 3]], 4], [[[]], null]]),
  scalar('array.concat', 'The arrays one after the other; nulls add nothing.', call('array_concat'), raise('rewritten'), [total(['...dynamic'], 'dynamic', concat)],
    [[[[1], null, [2]], [1, 2]]]),
  scalar('array.slice', 'The elements from one place to another, both included.', call('array_slice'), raise('rewritten'),
    [sig(['dynamic', 'long', 'long'], 'dynamic', (d, a, b) => (isArray(d) ? slice(d, a, b) : null))], [[[[1, 2, 3, 4, 5, 6], 2, -2], [3, 4, 5]], [[[1, 2], 0, 100], [1, 2]]]),
  scalar('array.sortAscending', 'The elements from the least to the greatest, nulls last.', call('array_sort_asc'), raise('rewritten'), sorted(1),
    [[[[3, null, 1]], [1, 3, null]], [[[3, null, 1], false], [null, 1, 3]]]),
  scalar('array.sortDescending', 'The elements from the greatest to the least, nulls last.', call('array_sort_desc'), raise('rewritten'), sorted(-1),
    [[[[3, null, 5]], [5, 3, null]]]),
  scalar('array.indexOf', 'The place of an element, from 0; -1 when it is not there.', call('array_index_of'), raise('rewritten'), [indexes],
    [[[[1, 2], 2], 1], [[['a'], 'b'], -1], [[[5, 15], 15], 1, ['dynamic', 'real']]]),
  scalar('array.reverse', 'The elements from last to first.', call('array_reverse'), NO_DYNAMIC, [sig(['dynamic'], 'dynamic', ofArray((a) => [...a].reverse()))], [[[[1, 2]], [2, 1]]]),
  scalar('array.rotateLeft', 'The elements turned to the left.', call('array_rotate_left'), NO_DYNAMIC, [sig(['dynamic', 'long'], 'dynamic', (d, n) => (isArray(d) ? rotate(d, Number(n)) : null))],
    [[[[1, 2, 3], 1], [2, 3, 1]], [[[1, 2, 3], -1], [3, 1, 2]]]),
  scalar('array.rotateRight', 'The elements turned to the right.', call('array_rotate_right'), NO_DYNAMIC, [sig(['dynamic', 'long'], 'dynamic', (d, n) => (isArray(d) ? rotate(d, -Number(n)) : null))],
    [[[[1, 2, 3], 1], [3, 1, 2]]]),
  scalar('array.shiftLeft', 'The elements moved to the left; nulls or a value fill up.', call('array_shift_left'), NO_DYNAMIC, shifts(1), [[[[1, 2, 3], 1], [2, 3, null]], [[[1, 2], 1, 9], [2, 9]]]),
  scalar('array.shiftRight', 'The elements moved to the right; nulls or a value fill up.', call('array_shift_right'), NO_DYNAMIC, shifts(-1), [[[[1, 2, 3], 1], [null, 1, 2]]]),
  scalar('array.split', 'The array cut at one place or several.', call('array_split'), NO_DYNAMIC, [
    sig(['dynamic', 'long'], 'dynamic', (d, i) => (isArray(d) ? splitAt(d, [Number(i)]) : null)),
    sig(['dynamic', 'dynamic'], 'dynamic', (d, places) => (isArray(d) && isArray(places) ? splitAt(d, numbers(places)) : null)),
  ], [[[[1, 2, 3], 1], [[1], [2, 3]]], [[[1, 2, 3, 4], [1, -1]], [[1], [2, 3], [4]]]]),
  scalar('array.iff', 'Element by element one of two choices.', call('array_iff', { aliases: ['array_iif'] }), NO_DYNAMIC, [choose],
    [[[[true, false, 1], [1, 2, 3], 0], [1, 0, 3]]]),
  scalar('array.range', 'An array of equally spaced values.', call('range'), raise('rewritten', 'the values are written out'), ranges, [[[1, 7, 3], [1, 4, 7]], [[3, 1], []]]),
  scalar('array.repeat', 'An array of one value several times.', call('repeat'), NO_DYNAMIC, repeats, [[['a', 2], ['a', 'a']], [[1, -1], null]]),
  scalar('array.zip', 'Arrays side by side as an array of arrays.', call('zip'), NO_DYNAMIC, [total(['dynamic', 'dynamic', '...dynamic'], 'dynamic', zip)],
    [[[[1, 3], [2]], [[1, 2], [3, null]]]]),
];

function shifts(sign: 1 | -1): readonly Overload[] {
  return [
    sig(['dynamic', 'long'], 'dynamic', (d, n) => (isArray(d) ? shift(d, sign * Number(n), null) : null)),
    preparedTotal(['dynamic', 'long', 'any'], 'dynamic', (context) => (d, n, fill) =>
      isArray(d) && n !== null ? shift(d, sign * Number(n), dynamicOf(context.types[2] as Ty, fill as Value)) : null),
  ];
}
