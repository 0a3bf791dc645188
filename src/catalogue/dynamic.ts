import { dynamicOf, isArray, isBag, plainOf } from '../data/dynamic.js';
import type { Int64 } from '../data/int64.js';
import type { Dynamic, Ty, Value } from '../data/types.js';
import { noCounterpart, scalar } from './define.js';
import { call, type CallContext, type Op, type Overload, preparedTotal, raise, refuse, sig, total } from './entry.js';
import { parseJsonText } from './convert.js';

/** Access to dynamic values, and values made of others. What is not there is null. */

function member(bag: Dynamic, key: string): Dynamic {
  return isBag(bag) ? (bag.get(key) ?? null) : null;
}

/** Negative indexes count from the end. */
function element(array: Dynamic, index: Int64): Dynamic {
  return isArray(array) ? (array.at(Number(index)) ?? null) : null;
}

/** A dynamic index is a key or a place, as it turns out. */
function at(d: Dynamic, index: Dynamic): Dynamic {
  const i = plainOf(index);
  if (typeof i === 'string') return member(d, i);
  return typeof i === 'number' || typeof i === 'bigint' ? element(d, i) : null;
}

const wrapArgs = (context: CallContext): ((v: Value, i: number) => Dynamic) => (v, i) => dynamicOf(context.types[i] as Ty, v);

/** Keys and values by turns; a later value of the same key wins. */
const pack: Overload = preparedTotal(['...any'], 'dynamic', (context) => {
  const wrap = wrapArgs(context);
  return (...args) => {
    const bag = new Map<string, Dynamic>();
    for (let i = 0; i + 1 < args.length; i += 2) {
      const key = wrap(args[i] as Value, i);
      if (typeof key === 'string') bag.set(key, wrap(args[i + 1] as Value, i + 1));
    }
    return bag;
  };
});

const packArray: Overload = preparedTotal(['...any'], 'dynamic', (context) => {
  const wrap = wrapArgs(context);
  return (...args) => args.map((v, i) => wrap(v as Value, i));
});

/** `$.a.b[0]['c']`; null for a path that cannot be read. */
export function jsonPath(path: string): readonly (string | number)[] | null {
  const steps: (string | number)[] = [];
  const part = /\.([A-Za-z_][\w-]*)|\[(-?\d+)\]|\[(?:'([^']*)'|"([^"]*)")\]/y;
  let from = path.startsWith('$') ? 1 : 0;
  const text = from === 0 && path !== '' && !/^[.[]/.test(path) ? `.${path}` : path;
  while (from < text.length) {
    part.lastIndex = from;
    const m = part.exec(text);
    if (!m) return null;
    steps.push(m[2] !== undefined ? Number(m[2]) : (m[1] ?? m[3] ?? m[4] ?? ''));
    from = part.lastIndex;
  }
  return steps;
}

function follow(d: Dynamic, steps: readonly (string | number)[]): Dynamic {
  return steps.reduce<Dynamic>((v, s) => (typeof s === 'string' ? member(v, s) : element(v, s)), d);
}

/** The value at a path inside a JSON text, as text. The type argument is the lowering's business. */
function extractJson(path: string, json: string): Dynamic {
  const steps = jsonPath(path);
  const value = parseJsonText(json);
  return steps === null || typeof value === 'string' ? null : follow(value, steps);
}

function paths(d: Dynamic, prefix: string, out: string[]): string[] {
  if (isBag(d)) for (const [k, v] of d) {
    const path = `${prefix}['${k}']`;
    out.push(path);
    paths(v, path, out);
  }
  else if (isArray(d) && d.length > 0) {
    const path = `${prefix}[0]`;
    out.push(path);
    paths(d[0] as Dynamic, path, out);
  }
  return out;
}

export const NO_DYNAMIC = refuse('ES|QL has no dynamic values; a field of an object is a column of its own');


export const DYNAMIC_OPS: readonly Op[] = [
  scalar('dynamic.member', 'The value of a key of a property bag; null when it is no bag or has no such key.', { kind: 'refuse', reason: 'written as a path' },
    raise('rewritten', 'a path becomes the field of that dotted name'), [sig(['dynamic', 'string'], 'dynamic', member)],
    [[[new Map([['a', 1]]), 'a'], 1], [[[1], 'a'], null]]),
  scalar('dynamic.index', 'An element of an array, negative indexes from its end, or the value of a key.', { kind: 'refuse', reason: 'written in brackets' },
    raise('rewritten'), [
      sig(['dynamic', 'long'], 'dynamic', element), sig(['dynamic', 'string'], 'dynamic', member), sig(['dynamic', 'dynamic'], 'dynamic', at),
    ], [[[[10, 20], -1], 20], [[[10], 5], null], [[new Map([['k', 7]]), 'k'], 7]]),
  scalar('dynamic.pack', 'A property bag of keys and values by turns.', call('bag_pack', { aliases: ['pack', 'pack_dictionary', 'make_dictionary'] }), raise('rewritten', 'a property bag is a text of JSON'), [pack],
    [[['a', 1, 'b', null], new Map<string, Dynamic>([['a', 1], ['b', null]])]]),
  scalar('dynamic.packArray', 'An array of the arguments.', call('pack_array'), raise('rewritten', 'nulls cannot stand in a multi-value'), [packArray],
    [[[1, 'a', null], [1, 'a', null]]]),
  scalar('dynamic.extractJson', 'The value at a JSON path inside a JSON text.', call('extract_json', { aliases: ['extractjson'] }), raise('rewritten'), [
    sig(['string', 'string'], 'dynamic', extractJson), sig(['string', 'dynamic'], 'dynamic', (path, d) => follow(d, jsonPath(path) ?? [])),
  ], [[['$.a[0]', '{"a":[5]}'], 5], [['$.b', '{"a":1}'], null]]),
  scalar('dynamic.treePath', 'The paths of all values inside a dynamic value.', call('treepath'), NO_DYNAMIC, [total(['dynamic'], 'dynamic', (d) => (d === null ? null : paths(d, '', [])))],
    [[[new Map<string, Dynamic>([['a', [1]]])], ["['a']", "['a'][0]"]]]),
  scalar('dynamic.estimateSize', 'An estimate of the bytes of all values.', call('estimate_data_size'), noCounterpart('size estimates'), [
    preparedTotal(['...any'], 'long', (context) => (...args) => args.reduce<number>((n, v, i) => n + sizeOf(context.types[i] as Ty, v as Value), 0)),
  ], [[['abc', 1], 11]]),
];

const SIZES: Partial<Record<Ty, number>> = { bool: 1, int: 4, guid: 16, decimal: 16 };

function sizeOf(type: Ty, v: Value): number {
  if (typeof v === 'string' && type !== 'guid') return v.length;
  return SIZES[type] ?? 8;
}
