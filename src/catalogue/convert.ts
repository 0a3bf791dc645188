import { differs, noCounterpart, scalar } from './define.js';
import { call, type Op, type Overload, raise, sig, total } from './entry.js';
import { castOf, textOfDynamic } from './cast.js';
import type { Dynamic, Ty, Value } from '../data/types.js';
import { isArray, isBag } from '../data/dynamic.js';
import { dynamicOfJson } from '../data/json.js';
import { DynamicReal, DynamicScalar } from '../data/types.js';

/** Conversions between types. What cannot be converted is null, for texts "". */

function casts(to: Ty, from: readonly Ty[]): Overload[] {
  return from.map((t) => sig([t], to, castOf(t, to) as (v: Value) => Value));
}

const NUMBERS: readonly Ty[] = ['int', 'long', 'real', 'decimal', 'ulong'];
const SCALARS: readonly Ty[] = ['string', 'bool', ...NUMBERS, 'dynamic'];

const toText: readonly Overload[] = [
  total(['string'], 'string', (v) => v ?? ''),
  ...(['bool', ...NUMBERS, 'datetime', 'timespan', 'guid', 'ip', 'version'] as const).map((t) => {
    const cast = castOf(t, 'string') as (v: Value) => Value;
    return total([t], 'string', (v: Value | undefined) => (v === null || v === undefined ? '' : cast(v)));
  }),
  total(['dynamic'], 'string', (v) => textOfDynamic(v) ?? ''),
];

/** Text that is not JSON is a dynamic text. */
export const parseJsonText = (text: string): Dynamic => {
  if (text === '') return null;
  const v = dynamicOfJson(text);
  return v === undefined ? text : v;
};

const toDynamic: readonly Overload[] = [
  sig(['string'], 'dynamic', parseJsonText),
  sig(['dynamic'], 'dynamic', (v) => (typeof v === 'string' ? parseJsonText(v) : v)),
  ...(['bool', ...NUMBERS, 'datetime', 'timespan', 'guid'] as const).map((t) => sig([t], 'dynamic', castOf(t, 'dynamic') as (v: Value) => Value)),
];

const TYPE_NAMES: Partial<Record<Ty, string>> = { text: 'string', ulong: 'long', ip: 'string', version: 'string' };

function dynamicTypeName(d: Dynamic): string {
  if (d === null) return 'null';
  if (typeof d === 'boolean') return 'bool';
  if (typeof d === 'string') return 'string';
  if (isArray(d)) return 'array';
  if (isBag(d)) return 'dictionary';
  if (d instanceof DynamicScalar) return d.type;
  return d instanceof DynamicReal || (typeof d === 'number' && !Number.isInteger(d)) ? 'double' : 'long';
}

const typeNames: readonly Overload[] = [
  total(['dynamic'], 'string', dynamicTypeName),
  ...(['string', 'bool', ...NUMBERS, 'datetime', 'timespan', 'guid', 'ip', 'version', 'text'] as const).map((t) => total([t], 'string', () => TYPE_NAMES[t] ?? t)),
];

const hex = (v: number | bigint, bits: number): string => BigInt.asUintN(bits, BigInt(v)).toString(16);
const padded = (digits: string, length: number | bigint): string => digits.padStart(Math.min(Number(length), 64), '0');

export const CONVERT_OPS: readonly Op[] = [
  scalar('convert.toString', 'The value as text; null gives "". Truth values are True and False.', call('tostring'), raise('rewritten'), toText,
    [[[1.5], '1.5'], [[true], 'True'], [[null], '', ['long']], [[864000000000], '1.00:00:00', ['timespan']], [[new Map([['a', 1]])], '{"a":1}']]),
  scalar('convert.toLong', 'A 64-bit whole number; null for a text with a fraction.', call('tolong'), raise('rewritten'), casts('long', [...SCALARS, 'datetime', 'timespan']),
    [[['0x1F'], 31], [['1.0'], null], [[2.9], 2], [[1e30], 9223372036854775807n, ['real']], [[' 42 '], 42]]),
  scalar('convert.toInt', 'A 32-bit whole number; longs wrap around, reals stay within the range.', call('toint'), raise('rewritten'), casts('int', [...SCALARS, 'datetime', 'timespan']),
    [[[2147483648], -2147483648], [['2147483648'], null], [[-2.9], -2], [[true], 1], [['3.14'], null]]),
  scalar('convert.toReal', 'A real number.', call('todouble', { aliases: ['toreal'] }), raise('rewritten'), casts('real', [...SCALARS, 'datetime', 'timespan']),
    [[['  3.14 '], 3.14], [['INF'], null], [['inf'], Infinity], [['1,5'], null], [[true], 1]]),
  scalar('convert.toDecimal', 'A decimal number.', call('todecimal'), differs('TO_DOUBLE($0)', 'a double has 15 digits, a decimal 34'), casts('decimal', ['string', 'bool', 'int', 'long', 'real', 'decimal', 'dynamic', 'timespan']),
    [[['abc'], null]]),
  scalar('convert.toBool', 'A truth value: true, false, or whether a number is not zero.', call('tobool', { aliases: ['toboolean'] }), raise('rewritten'), casts('bool', SCALARS),
    [[['TRUE'], true], [[' true'], null], [[-5], true], [['1.0'], null]]),
  scalar('convert.toDatetime', 'A moment; whole numbers count ticks since year 1.', call('todatetime'), raise('rewritten'), casts('datetime', ['string', 'datetime', 'dynamic', 'int', 'long', 'real']),
    [[['not a date'], null], [['2010-01-01'], 0]]),
  scalar('convert.toTimespan', 'A timespan; whole numbers are ticks.', call('totimespan', { aliases: ['totime'] }), raise('rewritten'), casts('timespan', ['string', 'timespan', 'dynamic', 'int', 'long', 'real']),
    [[['1d'], 864000000000], [['1.5'], null], [['00:00:01'], 10000000]]),
  scalar('convert.toGuid', 'A guid of 32 hexadecimal digits.', call('toguid'), differs('TO_LOWER($0)', 'a text that is no guid gives null in KQL'), casts('guid', ['string', 'guid', 'dynamic']),
    [[['A0000000-0000-0000-0000-00000000000F'], 'a0000000-0000-0000-0000-00000000000f'], [['x'], null]]),
  scalar('convert.toHex', 'A whole number in hexadecimal digits, padded to a least length; negative ones as the bits of their type.', call('tohex'), noCounterpart('hexadecimal numbers'),
    [
      sig(['int'], 'string', (v) => hex(v, 32)), sig(['long'], 'string', (v) => hex(v, 64)),
      sig(['int', 'long'], 'string', (v, n) => padded(hex(v, 32), n)), sig(['long', 'long'], 'string', (v, n) => padded(hex(v, 64), n)),
    ],
    [[[256], '100'], [[-1], 'ffffffffffffffff'], [[256, 8], '00000100']]),
  scalar('dynamic.parseJson', 'The value that a JSON text says; a text that is no JSON is a dynamic text.', call('parse_json', { aliases: ['todynamic', 'parsejson', 'toobject'] }),
    raise('rewritten', 'in ES|QL a JSON text is not taken apart; its fields are columns of their own'), toDynamic,
    [[['[1,2]'], [1, 2]], [['not json'], 'not json'], [[''], null]]),
  scalar('dynamic.toJson', 'A dynamic value as JSON text, keys in order.', call('dynamic_to_json'), raise('different', 'an array stays several values, an object the text that its field holds'),
    [sig(['dynamic'], 'string', (v) => textOfSorted(v)), sig(['string'], 'string', (v) => JSON.stringify(v))], [[[new Map([['b', 2], ['a', 1]])], '{"a":1,"b":2}']]),
  scalar('convert.typeName', 'The name of the type; of a dynamic value what is inside.', call('gettype'), raise('rewritten', 'the name of a type that is known before the run'), typeNames,
    [[[1], 'long'], [[new Map()], 'dictionary'], [[null], 'null', ['dynamic']], [[1.5], 'real']]),
];

/** JSON with the keys of every bag in order. */
function textOfSorted(v: Dynamic): string {
  if (isArray(v)) return `[${v.map(textOfSorted).join(',')}]`;
  if (isBag(v)) return `{${[...v].sort(([a], [b]) => (a < b ? -1 : 1)).map(([k, x]) => `${JSON.stringify(k)}:${textOfSorted(x)}`).join(',')}}`;
  return v === null ? 'null' : typeof v === 'string' ? JSON.stringify(v) : (textOfDynamic(v) ?? 'null');
}
