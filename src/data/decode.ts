import { Decimal } from 'decimal.js';
import { type Int64, MAX_LONG, MAX_ULONG, MIN_LONG, norm, parseInt64 } from './int64.js';
import { ipOfText } from './ip.js';
import { nanosOfIso, ticksOfIso, ticksOfTimespan } from './iso.js';
import { type Dynamic, DynamicReal, DynamicScalar, MultiValue, type Ty, type Value } from './types.js';

/**
 * The inverse of `encode.ts`: a JSON value as a cell of a type. `undefined`: the value does not fit the type.
 * An array in a column that is not dynamic is a multi-value; an empty one is null.
 */
export function cellOfJson(type: Ty, v: Dynamic): Value | undefined {
  if (v === null) return null;
  if (type === 'dynamic') return v;
  if (Array.isArray(v)) return multiValue(type, v as readonly Dynamic[]);
  return READ[type]?.(v);
}

function multiValue(type: Ty, values: readonly Dynamic[]): Value | undefined {
  const cells: Value[] = [];
  for (const x of values) {
    const cell = Array.isArray(x) ? undefined : cellOfJson(type, x);
    if (cell === undefined) return undefined;
    if (cell !== null) cells.push(cell);
  }
  return cells.length === 0 ? null : cells.length === 1 ? (cells[0] as Value) : new MultiValue(cells);
}

type Reader = (v: Dynamic) => Value | undefined;

const text: Reader = (v) => (typeof v === 'string' ? v : undefined);
const ofText = (read: (t: string) => Value | undefined): Reader => (v) => (typeof v === 'string' ? read(v.trim()) : undefined);

const READ: Partial<Record<Ty, Reader>> = {
  bool: (v) => (typeof v === 'boolean' ? v : typeof v === 'string' ? boolOfText(v) : undefined),
  int: (v) => integer(v, -(2n ** 31n), 2n ** 31n - 1n),
  long: (v) => integer(v, MIN_LONG, MAX_LONG),
  ulong: (v) => integer(v, 0n, MAX_ULONG),
  real,
  decimal,
  string: text,
  text,
  version: text,
  geo: text,
  guid: ofText((t) => (GUID.test(t) ? t.toLowerCase() : undefined)),
  ip: ofText(ipOfText),
  datetime: ofText(ticksOfIso),
  nanos: ofText(nanosOfIso),
  timespan: ofText(ticksOfTimespan),
  period: ofText(periodOfText),
};

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function boolOfText(t: string): boolean | undefined {
  const lower = t.toLowerCase();
  return lower === 'true' ? true : lower === 'false' ? false : undefined;
}

function integer(v: Dynamic, min: bigint, max: bigint): Int64 | undefined {
  const n = integerOf(v);
  return n !== undefined && n >= min && n <= max ? n : undefined;
}

function integerOf(v: Dynamic): Int64 | undefined {
  if (typeof v === 'string') return parseInt64(v.trim());
  if (typeof v === 'bigint') return norm(v);
  const n = v instanceof DynamicReal ? v.value : v;
  return typeof n === 'number' && Number.isSafeInteger(n) ? n + 0 : undefined;
}

const REAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

export function realOfText(t: string): number | undefined {
  if (t === 'NaN') return Number.NaN;
  if (t === 'Infinity') return Number.POSITIVE_INFINITY;
  if (t === '-Infinity') return Number.NEGATIVE_INFINITY;
  return REAL.test(t) ? Number(t) : undefined;
}

function real(v: Dynamic): number | undefined {
  if (typeof v === 'number') return v;
  if (typeof v === 'bigint') return Number(v);
  if (v instanceof DynamicReal) return v.value;
  return typeof v === 'string' ? realOfText(v.trim()) : undefined;
}

function decimal(v: Dynamic): Decimal | undefined {
  if (typeof v === 'number' || typeof v === 'bigint') return new Decimal(String(v));
  if (v instanceof DynamicReal) return new Decimal(v.value);
  if (v instanceof DynamicScalar && v.type === 'decimal') return v.value as Decimal;
  return typeof v === 'string' && REAL.test(v.trim()) ? new Decimal(v.trim()) : undefined;
}

const PERIOD = /^P(?:(-?\d{1,9})Y)?(?:(-?\d{1,9})M)?(?:(-?\d{1,9})D)?$/;

function periodOfText(t: string): Value | undefined {
  const m = t.length > 2 ? PERIOD.exec(t) : null;
  return m ? { months: Number(m[1] ?? 0) * 12 + Number(m[2] ?? 0), days: Number(m[3] ?? 0) } : undefined;
}

/** A JSON-like JavaScript value (objects, arrays, numbers) as a dynamic value. What is one already stays as it is. */
export function dynamicOfPlain(v: unknown): Dynamic {
  if (v === null || v === undefined) return null;
  if (typeof v === 'number') return Number.isInteger(v) && !Number.isSafeInteger(v) ? new DynamicReal(v) : v;
  if (typeof v === 'bigint') return norm(v);
  if (typeof v === 'string' || typeof v === 'boolean' || v instanceof DynamicReal || v instanceof DynamicScalar) return v;
  if (Array.isArray(v)) return v.map(dynamicOfPlain);
  if (v instanceof Map) return new Map(Array.from(v, ([k, x]) => [String(k), dynamicOfPlain(x)]));
  return typeof v === 'object' ? new Map(Object.entries(v).map(([k, x]) => [k, dynamicOfPlain(x)])) : String(v);
}
