import { type Int64, inLong, MAX_LONG, MAX_ULONG, MIN_LONG, norm, parseInt64 } from '../data/int64.js';
import { ipOfText, textOfIp } from '../data/ip.js';
import { realOfText } from '../data/decode.js';
import { ticksFromUnixMs, type Ticks, unixTicks } from '../data/time.js';
import type { Ty, Value } from '../data/types.js';
import { call, type CallContext, type Op, type Overload, prepared, raise, refuse, type Returns, type ScalarOp, type Spelling, template, type TypeSpec } from './entry.js';
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

const convert = (id: string, names: readonly string[], doc: string, to: Ty, kql: Spelling, from: Conversions, examples: ScalarOp['examples'], since?: string): ScalarOp => ({
  id, kind: 'scalar', multi: 'aware', doc, kql, examples, sigs: conversions(to, from),
  esql: call(names[0] as string, { aliases: names.slice(1), ...(since && { since }) }),
});

/* Several entries share a name where KQL says the same for each type of argument in its own way. */

const FRACTION = 'a text with a fraction is rounded by ES|QL, and null in KQL';
const ISO = 'strcat(format_datetime($0, "yyyy-MM-dd"), "T", format_datetime($0, "HH:mm:ss.fff"), "Z")';
const MS = "datetime_diff('millisecond', $0, datetime(1970-01-01))";

const TO_STRING = ['TO_STRING', 'TO_STR'];
const TEXTS: readonly Op[] = [
  convert('esql.toString', TO_STRING, 'The text of an integer.', 'string', template('tostring($0)', 'exact'), { long: (v: Int64) => String(v), int: (v: number) => String(v), ulong: (v: Int64) => String(v) }, [[[10], '10'], [[null], null]]),
  convert('esql.textToString', TO_STRING, 'The text itself; of an address its shortest spelling.', 'string', template('$0', 'exact'), { string: same, ip: textOfIp, version: same, geo: same }, [[['a'], 'a']]),
  convert('esql.boolToString', TO_STRING, '"true" or "false".', 'string', raise('rewritten'), { bool: (v: boolean) => String(v) }, [[[true], 'true']]),
  convert('esql.doubleToString', TO_STRING, 'The text of a double as Java prints it.', 'string', template('tostring($0)', 'different', 'a double is spelled differently beyond ten million and below a thousandth'), { real: javaDouble }, [[[1e7], '1.0E7', ['real']], [[1.5], '1.5']]),
  convert('esql.dateToString', TO_STRING, 'A date in ISO 8601 with milliseconds.', 'string', template(ISO), { datetime: textOfDatetime }, [[[ticksFromUnixMs(0)], '1970-01-01T00:00:00.000Z', ['datetime']]]),
  convert('esql.nanosToString', TO_STRING, 'A date in ISO 8601 with up to nine digits.', 'string', template(ISO, 'different', 'milliseconds'), { nanos: textOfNanos }, [[[1n], '1970-01-01T00:00:00.000000001Z']]),
];

const TO_INTEGER = ['TO_INTEGER', 'TO_INT'];
const INTEGERS: readonly Op[] = [
  convert('esql.toInteger', TO_INTEGER, 'A 32-bit integer.', 'int', raise('exact'), { int: same, long: intOf, ulong: intOf, bool: truth }, [[[true], 1], [[2147483648], null, ['long']]]),
  convert('esql.textToInteger', TO_INTEGER, 'A 32-bit integer, of its text, rounded.', 'int', template('toint($0)', 'different', FRACTION), { string: intOfText }, [[['12'], 12], [['1.5'], 2], [['x'], null]]),
  convert('esql.doubleToInteger', TO_INTEGER, 'The nearest 32-bit integer, the greater of two.', 'int', raise('rewritten'), { real: intOfReal }, [[[1.5], 2], [[-1.5], -1]]),
  convert('esql.dateToInteger', TO_INTEGER, 'The milliseconds since 1970, where 32 bits hold them.', 'int', template(`toint(${MS})`), { datetime: (t: Ticks, c) => intOf(longMs(t), c) }, [[[ticksFromUnixMs(5)], 5, ['datetime']]]),
  {
    id: 'esql.digitsToInteger', kind: 'scalar', multi: 'aware', doc: 'A 32-bit integer, of its digits in some base.', esql: call('TO_INTEGER', { aliases: ['TO_INT'], since: '9.4' }), kql: refuse('KQL reads numbers in base 10'),
    sigs: [based('int', -(2n ** 31n), 2n ** 31n - 1n)], examples: [[['0x32', 16], 50], [['31', 13], 40], [['x', 16], null]],
  },
];
const LONGS: readonly Op[] = [
  convert('esql.toLong', ['TO_LONG'], 'A 64-bit integer.', 'long', template('tolong($0)', 'exact'), { long: same, int: same, ulong: (v: Int64, c) => (v > MAX_LONG ? nullFor(c, outOf('long', String(v))) : v), bool: truth }, [[[true], 1], [[5], 5]]),
  convert('esql.textToLong', ['TO_LONG'], 'A 64-bit integer, of its text, rounded.', 'long', template('tolong($0)', 'different', FRACTION), { string: longOfText }, [[['12.6'], 13], [['9223372036854775807'], MAX_LONG], [['x'], null]]),
  convert('esql.doubleToLong', ['TO_LONG'], 'The nearest 64-bit integer, the greater of two.', 'long', raise('rewritten'), { real: longOfReal }, [[[1.5], 2], [[1e19], null, ['real']]]),
  convert('esql.dateToLong', ['TO_LONG'], 'The milliseconds since 1970.', 'long', template(MS), { datetime: longMs }, [[[ticksFromUnixMs(5)], 5, ['datetime']]]),
  convert('esql.nanosToLong', ['TO_LONG'], 'The nanoseconds since 1970.', 'long', template(MS.replace('millisecond', 'nanosecond'), 'different', 'KQL keeps 100 ns'), { nanos: (n: bigint) => norm(n) }, [[[5n], 5]]),
  {
    id: 'esql.digitsToLong', kind: 'scalar', multi: 'aware', doc: 'A 64-bit integer, of its digits in some base.', esql: call('TO_LONG', { since: '9.4' }), kql: refuse('KQL reads numbers in base 10'),
    sigs: [based('long', MIN_LONG, MAX_LONG)], examples: [[['ff', 16], 255], [['zz', 36], 1295]],
  },
];

const TO_DATETIME = ['TO_DATETIME', 'TO_DT'];
const DATES: readonly Op[] = [
  convert('esql.toDatetime', TO_DATETIME, 'A date.', 'datetime', template('todatetime($0)', 'exact'), { datetime: same, nanos: (n: bigint) => datetimeOfNanos(n) }, [[[ticksFromUnixMs(0)], ticksFromUnixMs(0), ['datetime']]]),
  convert('esql.textToDatetime', TO_DATETIME, 'A date, of a text in ISO 8601.', 'datetime', raise('exact'), { string: dateOf },
    [[['1970-01-01T00:00:00Z'], ticksFromUnixMs(0)], [['x'], null]]),
  convert('esql.numberToDatetime', TO_DATETIME, 'A date, of milliseconds since 1970.', 'datetime', raise('exact'),
    { long: ticksOfMs, int: ticksOfMs, ulong: dateOfUlong, real: dateOfReal }, [[[1000], ticksFromUnixMs(1000)]]),
  convert('esql.toDateNanos', ['TO_DATE_NANOS', 'TO_DATENANOS'], 'A date with nanoseconds, of a text in ISO 8601.', 'nanos', template('todatetime($0)', 'different', 'KQL keeps 100 ns'),
    { string: nanosParsed, nanos: same, datetime: nanosOf2 }, [[['1970-01-01T00:00:00.000000001Z'], 1n]], '8.17'),
  convert('esql.numberToDateNanos', ['TO_DATE_NANOS', 'TO_DATENANOS'], 'A date with nanoseconds, of nanoseconds since 1970.', 'nanos', raise('different', 'KQL keeps 100 ns'), {
    long: (v: Int64, c) => nanosOfCount(BigInt(v), c), int: (v: number, c) => nanosOfCount(BigInt(v), c), ulong: (v: Int64, c) => nanosOfCount(BigInt(v), c), real: (v: number, c) => nanosOfCount(javaRound(v), c),
  }, [[[5], 5n]], '8.17'),
];

const TO_BOOLEAN = ['TO_BOOLEAN', 'TO_BOOL'];
const BOOLEANS: readonly Op[] = [
  convert('esql.toBoolean', TO_BOOLEAN, 'Whether the text is "true", in any case.', 'bool', template('$0 =~ "true"'), { string: (v: string) => v.toLowerCase() === 'true' }, [[['TRUE'], true], [['x'], false]]),
  convert('esql.numberToBoolean', TO_BOOLEAN, 'Whether the number is not 0.', 'bool', template('$0 != 0'), { int: (v: number) => v !== 0, long: (v: Int64) => v !== 0, ulong: (v: Int64) => v !== 0, real: (v: number) => v !== 0 }, [[[0], false], [[2], true]]),
  convert('esql.boolToBoolean', TO_BOOLEAN, 'The truth value itself.', 'bool', template('$0', 'exact'), { bool: same }, [[[true], true]]),
];

const TO_DOUBLE = ['TO_DOUBLE', 'TO_DBL'];
export const ESQL_CONVERT_OPS: readonly Op[] = [
  ...TEXTS, ...INTEGERS, ...LONGS, ...DATES, ...BOOLEANS,
  convert('esql.toUnsignedLong', ['TO_UNSIGNED_LONG', 'TO_ULONG', 'TO_UL'], 'A 64-bit integer without a sign.', 'ulong', template('tolong($0)', 'different', 'values beyond 2^63-1 do not fit a KQL long'), {
    ulong: same, int: ulongOf, long: ulongOf, real: ulongOfReal, bool: truth, string: ulongOfText, datetime: (t: Ticks, c) => ulongOf(longMs(t), c),
  }, [[[12], 12], [[-1], null], [['2147483648.2'], 2147483648]]),
  convert('esql.toDouble', TO_DOUBLE, 'A double.', 'real', template('todouble($0)', 'exact'), { real: same, int: same, long: (v: Int64) => Number(v), ulong: (v: Int64) => Number(v), bool: truth, string: realOf }, [[['5.20'], 5.2], [['foo'], null], [[3], 3]]),
  convert('esql.dateToDouble', TO_DOUBLE, 'The milliseconds (of date_nanos the nanoseconds) since 1970 as a double.', 'real', template(`todouble(${MS})`), { datetime: (t: Ticks) => Number(longMs(t)), nanos: (n: bigint) => Number(n) }, [[[ticksFromUnixMs(5)], 5, ['datetime']]]),
  convert('esql.toIp', ['TO_IP'], 'An address, of its text.', 'ip', template('$0', 'different', 'KQL has no type for addresses: the text stays as written'), { ip: same, string: ipOf },
    [[['1.2.3.4'], ipOfText('1.2.3.4') as string], [['x'], null]]),
  convert('esql.toVersion', ['TO_VERSION', 'TO_VER'], 'A version, of its text.', 'version', template('$0', 'different', 'KQL has no type for versions: the text stays, and orders as text'), { version: same, string: same }, [[['1.2'], '1.2']]),
  convert('esql.toText', ['TO_TEXT'], 'A text to be searched by words.', 'text', template('$0', 'exact'), { string: same }, [[['a'], 'a']], '9.5'),
];
