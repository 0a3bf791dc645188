import { Decimal } from 'decimal.js';
import { DynamicReal, DynamicScalar, MultiValue, Typed, type Dynamic, type Ty, type Value } from './types.js';
import { compareVersions } from './version.js';

/**
 * THE equality, ordering and grouping key of cells. Every operator that compares, sorts, groups, joins or makes sets uses these.
 * Nulls are the caller's business: both functions take non-null values of one type.
 */
export function compareValues(type: Ty, a: Value, b: Value): number {
  if (type === 'version') return compareVersions(a as string, b as string);
  if (type === 'dynamic') return compareDynamic(a as Dynamic, b as Dynamic);
  if (a instanceof Decimal) return a.cmp(b as Decimal);
  if (type === 'real') return compareReal(a as number, b as number);
  return compareNative(a, b);
}

function compareNative(a: Value, b: Value): number {
  const x = a as number | string | bigint;
  const y = b as number | string | bigint;
  return x < y ? -1 : x > y ? 1 : 0;
}

/** NaN is equal to itself and greater than everything, so that sorting is total. */
function compareReal(a: number, b: number): number {
  if (a < b) return -1;
  if (a > b) return 1;
  if (a === b) return 0;
  return Number.isNaN(a) ? (Number.isNaN(b) ? 0 : 1) : -1;
}

const RANK = { bool: 1, number: 2, datetime: 3, timespan: 4, string: 5, array: 6, bag: 7, null: 8 } as const;

function rank(v: Dynamic): number {
  if (v === null) return RANK.null;
  if (typeof v === 'boolean') return RANK.bool;
  if (typeof v === 'number' || typeof v === 'bigint' || v instanceof DynamicReal) return RANK.number;
  if (typeof v === 'string') return RANK.string;
  if (v instanceof DynamicScalar) return v.type === 'datetime' ? RANK.datetime : v.type === 'timespan' ? RANK.timespan : RANK.string;
  return Array.isArray(v) ? RANK.array : RANK.bag;
}

const plain = (v: Dynamic): Value => (v instanceof DynamicReal || v instanceof DynamicScalar ? v.value : v);

/** A total order over dynamic values: by kind, then by value; arrays and bags by their JSON text. */
export function compareDynamic(a: Dynamic, b: Dynamic): number {
  const byKind = rank(a) - rank(b);
  if (byKind !== 0) return byKind;
  if (a === null) return 0;
  if (typeof a === 'object' && !(a instanceof DynamicReal) && !(a instanceof DynamicScalar)) return compareNative(keyOf('dynamic', a), keyOf('dynamic', b));
  return compareNative(plain(a), plain(b));
}

/**
 * A Map key that is equal exactly for equal cells. Numbers, strings, bigints and booleans are their own keys (Int64 is normalised;
 * -0 and 0 are one Map key, so is NaN).
 */
export function keyOf(type: Ty, v: Value): string | number | bigint | boolean | null {
  if (v === null || typeof v !== 'object') return v;
  if (v instanceof Decimal) return `d${v.toString()}`;
  if (v instanceof MultiValue) return `m[${v.values.map((x) => keyText(keyOf(type, x))).join(',')}]`;
  if (v instanceof Typed) return `t${v.type}:${String(keyOf(v.type, v.value))}`;
  if (v instanceof DynamicReal) return v.value;
  if (v instanceof DynamicScalar) return `${v.type}:${String(keyOf(v.type, v.value))}`;
  if (Array.isArray(v)) return `[${v.map((x) => keyText(keyOf('dynamic', x as Dynamic))).join(',')}]`;
  if (v instanceof Map) return `{${[...v].sort(([a], [b]) => (a < b ? -1 : 1)).map(([k, x]) => `${JSON.stringify(k)}:${keyText(keyOf('dynamic', x as Dynamic))}`).join(',')}}`;
  return JSON.stringify(v);
}

const keyText = (k: string | number | bigint | boolean | null): string => (typeof k === 'string' ? JSON.stringify(k) : typeof k === 'bigint' ? `${k}n` : String(k));
