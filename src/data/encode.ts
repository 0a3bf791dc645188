import type { Decimal } from 'decimal.js';
import type { Column } from './column.js';
import { isoOfNanos } from './iso.js';
import { textOfIp } from './ip.js';
import { isoOfTicks, textOfTimespan, type Ticks } from './time.js';
import { type Dynamic, DynamicReal, DynamicScalar, MultiValue, type Period, type Ty, type Value } from './types.js';

/**
 * Cells as JSON text, by type: the values of `eskql batch`, of the typed .json tables and of the json writers.
 * Integers beyond 2^53-1 are decimal strings, except inside arrays and bags, which are their JSON with exact digits; NaN and infinities
 * are the strings `"NaN" "Infinity" "-Infinity"`; a decimal is a number while a double says it exactly, else a string; moments are
 * ISO 8601 ending in Z; an address is its text; a multi-value is an array.
 */
export function jsonOfCell(type: Ty, v: Value): string {
  if (v === null) return 'null';
  if (v instanceof MultiValue) return `[${v.values.map((x) => jsonOfCell(type, x)).join(',')}]`;
  return (BY_TYPE[type] ?? jsonOfDynamic)(v as never);
}

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** The same as a JavaScript value. */
export function plainOfCell(type: Ty, v: Value): Json {
  if (v === null || typeof v === 'boolean') return v;
  return JSON.parse(jsonOfCell(type, v)) as Json;
}

const quoted = (text: string): string => `"${text}"`;
const string = (v: string): string => JSON.stringify(v);

const BY_TYPE: Partial<Record<Ty, (v: never) => string>> = {
  bool: (v: boolean) => String(v),
  int: String,
  long: integer,
  ulong: integer,
  real,
  decimal: (v: Decimal) => (String(v.toNumber()) === v.toString() ? v.toString() : quoted(v.toString())),
  string,
  text: string,
  guid: string,
  version: string,
  geo: string,
  datetime: (v: Ticks) => quoted(isoOfTicks(v)),
  nanos: (v: bigint) => quoted(isoOfNanos(v)),
  timespan: (v: Ticks) => quoted(textOfTimespan(v)),
  period: (v: Period) => quoted(textOfPeriod(v)),
  ip: (v: string) => string(textOfIp(v)),
  dynamic: (v: Dynamic) => (typeof v === 'bigint' ? quoted(String(v)) : jsonOfDynamic(v)),
};

function integer(v: number | bigint): string {
  return typeof v === 'bigint' ? quoted(String(v)) : String(v);
}

function real(v: number): string {
  return Number.isFinite(v) ? (Object.is(v, -0) ? '-0.0' : String(v)) : quoted(String(v));
}

/** ISO 8601: `P1Y2M3D`, `P0D`. */
function textOfPeriod(p: Period): string {
  const years = Math.trunc(p.months / 12);
  const months = p.months - years * 12;
  return `P${years ? `${years}Y` : ''}${months ? `${months}M` : ''}${p.days || !p.months ? `${p.days}D` : ''}`;
}

/** A dynamic value's JSON text, exact: `1.0` stays a real, 64-bit integers keep their digits. */
export function jsonOfDynamic(v: Dynamic): string {
  if (v === null || typeof v === 'boolean' || typeof v === 'bigint') return String(v);
  if (typeof v === 'string') return JSON.stringify(v);
  if (typeof v === 'number') return real(v);
  if (v instanceof DynamicReal) return Number.isInteger(v.value) && Math.abs(v.value) < 1e21 ? `${real(v.value).replace(/\.0$/, '')}.0` : real(v.value);
  if (v instanceof DynamicScalar) return jsonOfCell(v.type, v.value);
  if (Array.isArray(v)) return `[${v.map((x) => jsonOfDynamic(x as Dynamic)).join(',')}]`;
  return `{${Array.from(v as ReadonlyMap<string, Dynamic>, ([k, x]) => `${JSON.stringify(k)}:${jsonOfDynamic(x)}`).join(',')}}`;
}

/** How each row of a column is written; a dictionary's values are written once. */
export function cellWriter(column: Column, write: (type: Ty, v: Value) => string = jsonOfCell): (row: number) => string {
  const { type } = column;
  if (column.kind === 'const') {
    const text = write(type, column.value);
    return () => text;
  }
  if (column.kind !== 'dict') return (row) => write(type, column.get(row));
  const none = write(type, null);
  const texts: (string | undefined)[] = [];
  return (row) => {
    const code = column.codes[row] as number;
    return code < 0 ? none : (texts[code] ??= write(type, column.dict[code] as Value));
  };
}
