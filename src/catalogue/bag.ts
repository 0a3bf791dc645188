import { dynamicOf, isArray, isBag } from '../data/dynamic.js';
import { keyOf } from '../data/order.js';
import type { Dynamic, Ty, Value } from '../data/types.js';
import { NO_DYNAMIC } from './dynamic.js';
import { noCounterpart, scalar } from './define.js';
import { call, type Op, type Overload, preparedTotal, raise, sig, total } from './entry.js';

/** Property bags, and arrays as sets. Order is that of first appearance. */

type Bag = ReadonlyMap<string, Dynamic>;

/** Of equal keys the first bag's value stays; what is no bag is left out. */
function merge(...args: (Dynamic | null)[]): Dynamic {
  const bags = args.filter((d): d is Bag => isBag(d));
  if (bags.length === 0) return null;
  const out = new Map<string, Dynamic>();
  for (const bag of bags) for (const [k, v] of bag) if (!out.has(k)) out.set(k, v);
  return out;
}

/** Keys may be paths: `$.a.b`. */
function without(bag: Bag, keys: readonly Dynamic[]): Dynamic {
  let out: Bag = bag;
  for (const key of keys) if (typeof key === 'string') out = withoutPath(out, key.startsWith('$.') ? key.slice(2).split('.') : [key]);
  return out;
}

function withoutPath(bag: Bag, [head = '', ...rest]: readonly string[]): Bag {
  if (!bag.has(head)) return bag;
  const out = new Map(bag);
  const inner = bag.get(head) ?? null;
  if (rest.length === 0) out.delete(head);
  else if (isBag(inner)) out.set(head, withoutPath(inner, rest));
  return out;
}

function hasKey(bag: Bag, key: string): boolean {
  if (!key.startsWith('$.')) return bag.has(key);
  let at: Dynamic = bag;
  for (const step of key.slice(2).split('.')) {
    if (!isBag(at) || !at.has(step)) return false;
    at = at.get(step) ?? null;
  }
  return true;
}

const setKey: Overload = preparedTotal(['dynamic', 'string', 'any'], 'dynamic', (context) => (bag, key, v) => {
  if (!isBag(bag) || key === null) return null;
  const path = key.startsWith('$.') ? key.slice(2).split('.') : [key];
  return setPath(bag, path, dynamicOf(context.types[2] as Ty, v as Value));
});

function setPath(bag: Bag, [head = '', ...rest]: readonly string[], v: Dynamic): Dynamic {
  const inner = bag.get(head) ?? null;
  return new Map(bag).set(head, rest.length === 0 ? v : setPath(isBag(inner) ? inner : new Map(), rest, v));
}

/** The second array gives the values; where it is shorter, or is none, they are null. */
function bagZip(keys: Dynamic, values: Dynamic): Dynamic {
  if (!isArray(keys)) return null;
  const list = isArray(values) ? values : [];
  const out = new Map<string, Dynamic>();
  keys.forEach((k, i) => {
    if (typeof k === 'string') out.set(k, list[i] ?? null);
  });
  return out;
}

/* ---------------------------------------------------------------- sets */

function distinct(items: readonly Dynamic[]): Dynamic[] {
  return [...new Map(items.map((v) => [keyOf('dynamic', v), v])).values()];
}

const keysOf = (items: readonly Dynamic[]): Set<ReturnType<typeof keyOf>> => new Set(items.map((v) => keyOf('dynamic', v)));

/** Null as soon as one argument is no array. */
const ofArrays = (f: (arrays: readonly (readonly Dynamic[])[]) => Dynamic) => (...args: (Dynamic | null)[]): Dynamic => (args.every((a) => isArray(a)) ? f(args) : null);

const intersect = ofArrays(([first = [], ...rest]) => {
  const others = rest.map(keysOf);
  return distinct(first).filter((v) => others.every((o) => o.has(keyOf('dynamic', v))));
});

const difference = ofArrays(([first = [], ...rest]) => {
  const others = keysOf(rest.flat());
  return distinct(first).filter((v) => !others.has(keyOf('dynamic', v)));
});

function jaccard(a: Dynamic, b: Dynamic): Value {
  if (!isArray(a) || !isArray(b)) return null;
  const [x, y] = [keysOf(a), keysOf(b)];
  const common = [...x].filter((k) => y.has(k)).length;
  return common / (x.size + y.size - common);
}

const hasElement: Overload = preparedTotal(['dynamic', 'any'], 'bool', (context) => (d, v) => {
  if (!isArray(d)) return null;
  const key = keyOf('dynamic', dynamicOf(context.types[1] as Ty, v as Value));
  return d.some((x) => keyOf('dynamic', x) === key);
});

function equalSets(...args: (Dynamic | null)[]): Value {
  if (!args.every((a) => isArray(a))) return null;
  const sets = args.map((a) => keysOf(a as readonly Dynamic[]));
  const first = sets[0] as Set<unknown>;
  return sets.every((s) => s.size === first.size && [...s].every((k) => first.has(k)));
}

const SETS = noCounterpart('operations on sets in this form');

export const BAG_OPS: readonly Op[] = [
  scalar('bag.keys', 'The keys of a property bag.', call('bag_keys'), NO_DYNAMIC, [sig(['dynamic'], 'dynamic', (d) => (isBag(d) ? [...d.keys()] : null))],
    [[[new Map([['b', 1], ['a', 2]])], ['b', 'a']], [[[1]], null]]),
  scalar('bag.merge', 'One bag of all; of equal keys the first value stays.', call('bag_merge'), NO_DYNAMIC, [total(['dynamic', '...dynamic'], 'dynamic', merge)],
    [[[new Map([['a', 1]]), null, new Map([['a', 2], ['b', 3]])], new Map([['a', 1], ['b', 3]])]]),
  scalar('bag.removeKeys', 'The bag without some keys or paths.', call('bag_remove_keys'), NO_DYNAMIC,
    [sig(['dynamic', 'dynamic'], 'dynamic', (bag, keys) => (isBag(bag) && isArray(keys) ? without(bag, keys) : null))], [[[new Map([['a', 1], ['b', 2]]), ['a', 'x']], new Map([['b', 2]])]]),
  scalar('bag.hasKey', 'Whether the bag has a key, or a path.', call('bag_has_key'), NO_DYNAMIC, [sig(['dynamic', 'string'], 'bool', (bag, key) => (isBag(bag) ? hasKey(bag, key) : null))],
    [[[new Map<string, Dynamic>([['a', new Map([['b', null]])]]), '$.a.b'], true], [[new Map(), 'a'], false]]),
  scalar('bag.setKey', 'The bag with a key, or path, set to a value.', call('bag_set_key'), NO_DYNAMIC, [setKey], [[[new Map([['a', 1]]), 'b', 2], new Map([['a', 1], ['b', 2]])]]),
  scalar('bag.zip', 'A bag of an array of keys and one of values.', call('bag_zip'), NO_DYNAMIC, [sig(['dynamic', 'dynamic'], 'dynamic', bagZip)],
    [[[['a', 'b'], [1]], new Map([['a', 1], ['b', null]])]]),
  scalar('set.union', 'The distinct elements of all arrays.', call('set_union'), raise('rewritten'), [total(['dynamic', '...dynamic'], 'dynamic', ofArrays((a) => distinct(a.flat())))],
    [[[[1, 2, 2], [3, 1]], [1, 2, 3]], [[[1], null], null]]),
  scalar('set.intersect', 'The distinct elements that all arrays have.', call('set_intersect'), raise('rewritten'), [total(['dynamic', '...dynamic'], 'dynamic', intersect)],
    [[[[1, 2, 3], [3, 4]], [3]]]),
  scalar('set.difference', 'The distinct elements of the first array that no other has.', call('set_difference'), raise('rewritten'), [total(['dynamic', '...dynamic'], 'dynamic', difference)],
    [[[[1, 1, 2], [2]], [1]]]),
  scalar('set.hasElement', 'Whether an array has an element.', call('set_has_element'), raise('rewritten'), [hasElement], [[[[1, 'a'], 'a'], true], [[[1], 'a'], false]]),
  scalar('set.equals', 'Whether all arrays have the same elements.', call('set_equals'), SETS, [total(['dynamic', '...dynamic'], 'bool', equalSets)], [[[[1, 2], [2, 1, 1]], true]]),
  scalar('set.jaccardIndex', 'The share of common elements among all elements of two arrays.', call('jaccard_index'), SETS, [sig(['dynamic', 'dynamic'], 'real', jaccard)],
    [[[[1, 2, 3, 4], [3, 4, 5, 6]], 1 / 3]]),
];
