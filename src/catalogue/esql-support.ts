import { MAX_LONG, MIN_LONG } from '../data/int64.js';
import { ticksFromUnixMs, type Ticks, unixMsOfTicks, unixTicks } from '../data/time.js';
import { MultiValue, type Ty, type Value } from '../data/types.js';
import type { CallContext, TypeSpec } from './entry.js';

/** What Elasticsearch's arithmetic says when it answers null. */
export const INT_OVERFLOW = 'java.lang.ArithmeticException: integer overflow';
export const LONG_OVERFLOW = 'java.lang.ArithmeticException: long overflow';
export const ULONG_OVERFLOW = 'java.lang.ArithmeticException: unsigned_long overflow';
export const BY_ZERO = 'java.lang.ArithmeticException: / by zero';
export const MULTI_IN_SINGLE = 'java.lang.IllegalArgumentException: single-value function encountered multi-value';

/** Null, with a warning about the row. */
export function nullFor(context: CallContext, warning: string): null {
  context.warn(warning);
  return null;
}

/** Null with a warning where a double is not finite: ES|QL has neither NaN nor infinities. */
export function finite(context: CallContext, r: number): number | null {
  return Number.isFinite(r) ? r : nullFor(context, `java.lang.ArithmeticException: not a finite double number: ${r}`);
}

/** The values of a cell: none, one or several. */
export function valuesIn(cell: Value): readonly Value[] {
  return cell === null ? [] : cell instanceof MultiValue ? cell.values : [cell];
}

/** A cell of these values, which are not null. */
export function cellOf(values: readonly Value[]): Value {
  return values.length === 0 ? null : values.length === 1 ? (values[0] as Value) : new MultiValue(values);
}

/** Lifts a function over the values of a multi-value; values that become null are left out, as conversions do. */
export function eachValue(f: (v: Value) => Value): (cell: Value) => Value {
  return (cell) => (cell instanceof MultiValue ? cellOf(cell.values.map(f).filter((v) => v !== null)) : f(cell));
}

/** The type of the first argument that has one; `text` is answered as `string` (keyword). */
export function sameType(types: readonly Ty[]): Ty {
  const type = types.find((t) => t !== 'null') ?? 'null';
  return type === 'text' ? 'string' : type;
}

const FAMILIES: Partial<Record<Ty, string>> = { int: 'number', long: 'number', ulong: 'number', real: 'number', text: 'string', nanos: 'datetime', period: 'timespan' };
const isOpen = (t: Ty): boolean => t === 'null' || t === 'unknown' || t === 'dynamic';

/** The one type of all arguments; an integer and a long are two. */
export function equalType(types: readonly Ty[]): Ty | undefined {
  const distinct = new Set(types.filter((t) => !isOpen(t)).map((t) => (t === 'text' ? 'string' : t)));
  return distinct.size > 1 ? undefined : sameType(types);
}

/** `widestType` of arguments that go together, as Elasticsearch asks of choices: an address and a text do not. */
export function oneType(types: readonly Ty[]): Ty | undefined {
  const families = new Set(types.filter((t) => !isOpen(t)).map((t) => FAMILIES[t] ?? t));
  return families.size > 1 ? undefined : widestType(types);
}

/** The type of all arguments, the widest number where they are numbers. */
export function widestType(types: readonly Ty[]): Ty {
  for (const wide of ['real', 'ulong', 'long'] as const) if (types.includes(wide)) return wide;
  return sameType(types);
}

/** Every ES|QL type that orders: the groups that comparisons, MIN, MAX, TOP, MV_SORT distinguish. */
export const ORDERED: readonly TypeSpec[] = ['int', 'long', 'ulong', 'real', 'string', 'datetime', 'nanos', 'ip', 'version', 'bool'];

/** Nanoseconds since 1970 of a datetime. */
export const nanosOf = (t: Ticks): bigint => BigInt(unixTicks(t)) * 100n;
/** The datetime (whole milliseconds, rounded down) of nanoseconds since 1970. */
export const datetimeOfNanos = (n: bigint): Ticks => ticksFromUnixMs(Number(n >= 0n || n % 1_000_000n === 0n ? n / 1_000_000n : n / 1_000_000n - 1n));
/** Whole milliseconds since 1970. */
export const msOf = (t: Ticks): number => unixMsOfTicks(t).ms;

/** Milliseconds that a JavaScript Date can hold; Elasticsearch goes further. */
export const MAX_DATE_MS = 8_640_000_000_000_000;

/** A double as Java prints it: `1.0`, `1.0E7`, `1.0E-4`. */
export function javaDouble(r: number): string {
  if (!Number.isFinite(r)) return Number.isNaN(r) ? 'NaN' : r > 0 ? 'Infinity' : '-Infinity';
  const abs = Math.abs(r);
  if (abs === 0) return Object.is(r, -0) ? '-0.0' : '0.0';
  if (abs >= 1e-3 && abs < 1e7) return Number.isInteger(r) ? `${r}.0` : String(r);
  const [digits, exponent] = r.toExponential().split('e') as [string, string];
  return `${digits.includes('.') ? digits : `${digits}.0`}E${Number(exponent)}`;
}

/** The code points of a text as strings; an array only when there is a surrogate pair. */
export const hasPairs = (text: string): boolean => /[\ud800-\udbff]/.test(text);
export const codePointCount = (text: string): number => (hasPairs(text) ? [...text].length : text.length);

/** Rounds half up, as Java's `Math.round`; exact beyond 2^53. NaN gives 0, an infinity the end of the 64-bit range. */
export function javaRound(r: number): bigint {
  if (!Number.isFinite(r)) return Number.isNaN(r) ? 0n : r > 0 ? MAX_LONG : MIN_LONG;
  return BigInt(Math.abs(r) >= 2 ** 52 ? r : Math.floor(r + 0.5));
}
