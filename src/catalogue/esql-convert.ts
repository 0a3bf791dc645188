import { type Int64, inLong, MAX_LONG, MAX_ULONG, MIN_LONG, norm, parseInt64 } from '../data/int64.js';
import { ipOfText, textOfIp } from '../data/ip.js';
import { realOfText } from '../data/decode.js';
import { ticksFromUnixMs, type Ticks, unixTicks } from '../data/time.js';
import type { Ty, Value } from '../data/types.js';
import { call, type CallContext, type Op, type Overload, prepared, type Returns, type ScalarOp, type Spelling, template, type TypeSpec } from './entry.js';
import { datetimeOfText, nanosOfText, textOfDatetime, textOfNanos, ticksOfMs } from './esql-moment.js';
import { datetimeOfNanos, eachValue, javaDouble, javaRound, msOf, nanosOf, nullFor } from './esql-support.js';

/**
 * Conversions of ES|QL (`TO_X(v)` and `v::x`): value by value over a multi-value, leaving out what cannot be converted, each with a
 * warning. Doubles round half up to integers; dates are milliseconds since 1970.
 */
type Convert = (v: never, c: CallContext) => Value;
type Conversions = Partial<Record<TypeSpec, Convert>>;

/** One overload for each source type; the evaluator sees single values. */
export function conversions(to: Returns, from: Conversions): Overload[] {
  return Object.entries(from).map(([type, convert]) =>
    prepared([type as Ty], to, (c) => eachValue((v) => (convert as (v: Value, c: CallContext) => Value)(v, c)) as never));
}

const numberFormat = (text: string): string => `java.lang.NumberFormatException: For input string: "${text}"`;
const outOf = (type: string, v: string): string => `org.elasticsearch.xpack.esql.core.InvalidArgumentException: [${v}] out of [${type}] range`;

const same = (v: never): Value => v;
const truth = (v: boolean): Value => (v ? 1 : 0);

function intOf(v: Int64, c: CallContext): Value {
  if (v > MAX_LONG) return nullFor(c, outOf('long', String(v)));
  return v >= -2147483648 && v <= 2147483647 ? v : nullFor(c, outOf('integer', String(v)));
}

function longOfReal(r: number, c: CallContext): Int64 | null {
  if (!Number.isFinite(r)) return nullFor(c, outOf('long', javaDouble(r)));
  const v = norm(javaRound(r));
  return inLong(v) ? v : nullFor(c, outOf('long', javaDouble(r)));
}

function intOfReal(r: number, c: CallContext): Value {
  const v = longOfReal(r, c);
  return v === null || (v >= -2147483648 && v <= 2147483647) ? v : nullFor(c, outOf('integer', javaDouble(r)));
}

const INTEGER = /^[+-]?\d+$/;

function longOfText(t: string, c: CallContext): Value {
  const v = INTEGER.test(t) ? parseInt64(t) : undefined;
  if (v !== undefined && inLong(v)) return v;
  const r = javaParseDouble(t);
  return r === undefined ? nullFor(c, numberFormat(t)) : longOfReal(r, c);
}

function intOfText(t: string, c: CallContext): Value {
  const v = INTEGER.test(t) ? parseInt64(t) : undefined;
  if (v !== undefined && v >= -2147483648 && v <= 2147483647) return v;
  const r = javaParseDouble(t);
  return r === undefined ? nullFor(c, numberFormat(t)) : intOfReal(r, c);
}

/** `Double.parseDouble`: blanks around and a `d` or `f` behind are allowed. */
function javaParseDouble(t: string): number | undefined {
  const m = /^[\0- ]*(.*?)[dDfF]?[\0- ]*$/s.exec(t.length < 400 ? t : '');
  return m?.[1] ? realOfText(m[1]) : undefined;
}

const realOf = (t: string, c: CallContext): Value => javaParseDouble(t) ?? nullFor(c, numberFormat(t));

/** The integer part; negative and too great values do not fit. */
function ulongOfReal(r: number, c: CallContext): Value {
  return r >= 0 && r < 2 ** 64 ? norm(BigInt(Math.trunc(r))) : nullFor(c, outOf('unsigned_long', javaDouble(r)));
}
const ulongOf = (v: Int64, c: CallContext): Value => (v >= 0 ? v : nullFor(c, outOf('unsigned_long', String(v))));

function ulongOfText(t: string, c: CallContext): Value {
  const m = /^([+-]?\d+)(?:\.\d*)?$/.exec(t);
  const v = m ? parseInt64(m[1] as string) : undefined;
  if (v !== undefined) return v >= 0 && v <= MAX_ULONG ? v : nullFor(c, outOf('unsigned_long', t));
  const r = javaParseDouble(t);
  if (r !== undefined) return ulongOfReal(r, c);
  const bad = /[^0-9.eE+-]/.exec(t)?.[0];
  if (bad === undefined) return nullFor(c, numberFormat(t));
  return nullFor(c, `java.lang.NumberFormatException: Character ${bad} is neither a decimal digit number, decimal point, nor "e" notation exponential mark.`);
}

const DATE_FORMAT = "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'";
const badDate = (t: string): string => `java.lang.IllegalArgumentException: failed to parse date field [${t}] with format [${DATE_FORMAT}]`;
const dateOf = (t: string, c: CallContext): Value => datetimeOfText(t) ?? nullFor(c, badDate(t));
const dateOfUlong = (v: Int64, c: CallContext): Value => (v > MAX_LONG ? nullFor(c, outOf('long', String(v))) : ticksOfMs(v));
function dateOfReal(r: number, c: CallContext): Value {
  const ms = longOfReal(r, c);
  return ms === null ? null : ticksOfMs(ms);
}

const NANOS_RANGE = 'java.lang.IllegalArgumentException: milliSeconds [%] are before the epoch in 1970 and cannot be converted to nanoseconds';
function nanosOfCount(n: bigint, c: CallContext): Value {
  return n >= 0n && n <= MAX_LONG ? n : nullFor(c, NANOS_RANGE.replace('%', String(n)));
}
function nanosOf2(t: Ticks, c: CallContext): Value {
  return nanosOfCount(nanosOf(t), c);
}
function nanosParsed(t: string, c: CallContext): Value {
  const n = nanosOfText(t);
  return n === undefined ? nullFor(c, badDate(t)) : nanosOfCount(n, c);
}

/** Leading zeros are refused, or read as decimal or octal numbers, by the option. */
function withoutLeadingZeros(t: string, mode: Value): string {
  if (mode !== 'octal' && mode !== 'decimal') return t;
  return t.replace(/(?<![0-9a-fA-F:])0+(\d+)(?![0-9a-fA-F:])/g, (_z, digits: string) => String(Number.parseInt(digits, mode === 'octal' ? 8 : 10)));
}
const ipOf = (t: string, c: CallContext): Value => ipOfText(withoutLeadingZeros(t, c.options['leading_zeros'] ?? null)) ?? nullFor(c, `java.lang.IllegalArgumentException: '${t}' is not an IP string literal.`);

/** Milliseconds since 1970, exact for far dates. */
const longMs = (t: Ticks): Int64 => (typeof t === 'number' ? msOf(t) : norm(BigInt(unixTicks(t)) / 10_000n));

/** Digits of a base from 2 to 36, with `0x` in front allowed for 16. */
function inBase(low: bigint, high: bigint): (c: CallContext) => (text: Value, base: Value) => Value {
  return (c) => (cell, base) =>
    eachValue((text) => {
      const radix = Number(base);
      const v = digitsInBase(text as string, radix);
      return v !== undefined && v >= low && v <= high ? norm(v) : nullFor(c, `java.lang.IllegalArgumentException: Unable to convert [${String(text)}] to number of base [${radix}]`);
    })(cell);
}

function digitsInBase(text: string, radix: number): bigint | undefined {
  const m = (radix === 16 ? /^([+-]?)(?:0[xX])?([0-9a-z]+)$/i : /^([+-]?)([0-9a-z]+)$/i).exec(text);
  if (!m || radix < 2 || radix > 36 || text.length > 80) return undefined;
  let v = 0n;
  for (const digit of (m[2] as string).toLowerCase()) {
    const d = Number.parseInt(digit, 36);
    if (d >= radix) return undefined;
    v = v * BigInt(radix) + BigInt(d);
  }
  return m[1] === '-' ? -v : v;
}
const based = (type: 'int' | 'long', low: bigint, high: bigint): Overload => prepared(['string', 'long'], type, inBase(low, high) as never);

const convert = (id: string, names: readonly string[], doc: string, to: Ty, kql: Spelling, from: Conversions, examples: ScalarOp['examples'], since?: string, more: readonly Overload[] = []): ScalarOp => ({
  id, kind: 'scalar', multi: 'aware', doc, kql, examples, sigs: [...conversions(to, from), ...more],
  esql: call(names[0] as string, { aliases: names.slice(1), ...(since && { since }) }),
});

const FAILURE = 'rounding differs: KQL cuts a real toward zero';

export const ESQL_CONVERT_OPS: readonly Op[] = [
  convert('esql.toString', ['TO_STRING', 'TO_STR'], 'The text of a value.', 'string', template('tostring($0)', 'exact', 'doubles and dates are spelled differently'), {
    string: same, bool: (v: boolean) => String(v), int: (v: number) => String(v), long: (v: Int64) => String(v), ulong: (v: Int64) => String(v), real: (v: number) => javaDouble(v),
    datetime: textOfDatetime, nanos: textOfNanos, ip: textOfIp, version: same, geo: same,
  }, [[[true], 'true'], [[10], '10'], [[1e7], '1.0E7', ['real']], [[null], null]]),
  convert('esql.toInteger', ['TO_INTEGER', 'TO_INT'], 'A 32-bit integer.', 'int', template('toint($0)', 'different', FAILURE), {
    int: same, long: intOf, ulong: intOf, real: intOfReal, bool: truth, string: intOfText, datetime: (t: Ticks, c) => intOf(longMs(t), c),
  }, [[[1.5], 2], [['12'], 12], [['x'], null], [['0x32', 16], 50], [['31', 13], 40]], undefined, [based('int', -(2n ** 31n), 2n ** 31n - 1n)]),
  convert('esql.toLong', ['TO_LONG'], 'A 64-bit integer; of a date its milliseconds since 1970.', 'long', template('tolong($0)', 'different', FAILURE), {
    long: same, int: same, ulong: (v: Int64, c) => (v > MAX_LONG ? nullFor(c, outOf('long', String(v))) : v), real: longOfReal, bool: truth, string: longOfText,
    datetime: longMs, nanos: (n: bigint) => norm(n),
  }, [[[1.5], 2], [['12.6'], 13], [[true], 1], [['ff', 16], 255]], undefined, [based('long', MIN_LONG, MAX_LONG)]),
  convert('esql.toUnsignedLong', ['TO_UNSIGNED_LONG', 'TO_ULONG', 'TO_UL'], 'A 64-bit integer without a sign.', 'ulong', template('tolong($0)', 'different', 'values beyond 2^63-1 do not fit a KQL long'), {
    ulong: same, int: ulongOf, long: ulongOf, real: ulongOfReal, bool: truth, string: ulongOfText, datetime: (t: Ticks, c) => ulongOf(longMs(t), c),
  }, [[[12], 12], [[-1], null], [['2147483648.2'], 2147483648]]),
  convert('esql.toDouble', ['TO_DOUBLE', 'TO_DBL'], 'A double; of a date its milliseconds since 1970.', 'real', template('todouble($0)', 'exact'), {
    real: same, int: same, long: (v: Int64) => Number(v), ulong: (v: Int64) => Number(v), bool: truth, string: realOf, datetime: (t: Ticks) => Number(longMs(t)), nanos: (n: bigint) => Number(n),
  }, [[['5.20'], 5.2], [['foo'], null], [[3], 3]]),
  convert('esql.toBoolean', ['TO_BOOLEAN', 'TO_BOOL'], 'Whether the text is "true" in any case, or the number is not 0.', 'bool', template('tobool($0)', 'different', 'KQL gives null for a text that is neither "true" nor "false"'), {
    bool: same, int: (v: number) => v !== 0, long: (v: Int64) => v !== 0, ulong: (v: Int64) => v !== 0, real: (v: number) => v !== 0, string: (v: string) => v.toLowerCase() === 'true',
  }, [[['TRUE'], true], [['x'], false], [[0], false]]),
  convert('esql.toDatetime', ['TO_DATETIME', 'TO_DT'], 'A date, of a text in ISO 8601 or of milliseconds since 1970.', 'datetime', template('todatetime($0)', 'exact'), {
    datetime: same, nanos: (n: bigint) => datetimeOfNanos(n), string: dateOf, long: ticksOfMs, int: ticksOfMs, ulong: dateOfUlong, real: dateOfReal,
  }, [[['1970-01-01T00:00:00Z'], ticksFromUnixMs(0)], [['x'], null], [[1000], ticksFromUnixMs(1000)]]),
  convert('esql.toDateNanos', ['TO_DATE_NANOS', 'TO_DATENANOS'], 'A date with nanoseconds, of a text in ISO 8601 or of nanoseconds since 1970.', 'nanos', template('todatetime($0)', 'different', 'KQL keeps 100 ns'), {
    nanos: same, datetime: nanosOf2, string: nanosParsed, long: (v: Int64, c) => nanosOfCount(BigInt(v), c), int: (v: number, c) => nanosOfCount(BigInt(v), c), ulong: (v: Int64, c) => nanosOfCount(BigInt(v), c),
    real: (v: number, c) => nanosOfCount(javaRound(v), c),
  }, [[['1970-01-01T00:00:00.000000001Z'], 1n]], '8.17'),
  convert('esql.toIp', ['TO_IP'], 'An address, of its text.', 'ip', template('$0', 'different', 'KQL has no type for addresses: the text stays as written'), { ip: same, string: ipOf },
    [[['1.2.3.4'], ipOfText('1.2.3.4') as string], [['x'], null]]),
  convert('esql.toVersion', ['TO_VERSION', 'TO_VER'], 'A version, of its text.', 'version', template('$0', 'different', 'KQL has no type for versions: the text stays, and orders as text'), { version: same, string: same }, [[['1.2'], '1.2']]),
  convert('esql.toText', ['TO_TEXT'], 'A text to be searched by words.', 'text', template('$0', 'exact'), { string: same }, [[['a'], 'a']], '9.3'),
];
