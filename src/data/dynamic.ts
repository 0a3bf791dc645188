import { Decimal } from 'decimal.js';
import type { Int64 } from './int64.js';
import { isoOfTicks, textOfTimespan } from './time.js';
import { DynamicReal, DynamicScalar, MultiValue, type Dynamic, type Ty, type Value } from './types.js';

/* ---------------------------------------------------------------- between dynamic and typed values */

/** A real as a dynamic value keeps being a real. */
export const dynamicReal = (r: number): Dynamic => (Number.isInteger(r) ? new DynamicReal(r) : r);

/** A typed cell as a dynamic value. Multi-values become arrays. */
export function dynamicOf(type: Ty, v: Value): Dynamic {
  if (v === null) return null;
  if (v instanceof MultiValue) return v.values.map((x) => dynamicOf(type, x));
  switch (type) {
    case 'real':
      return dynamicReal(v as number);
    case 'datetime':
    case 'timespan':
    case 'guid':
    case 'decimal':
      return new DynamicScalar(type, v);
    default:
      return v as Dynamic;
  }
}

/** The scalar inside a dynamic value without its wrapper; arrays and bags as they are. */
export const plainOf = (d: Dynamic): Value => (d instanceof DynamicReal || d instanceof DynamicScalar ? d.value : d);

export const isArray = (d: Value): d is readonly Dynamic[] => Array.isArray(d);
export const isBag = (d: Value): d is ReadonlyMap<string, Dynamic> => d instanceof Map;

/** A dynamic number as a JavaScript number, `undefined` for anything else. */
export function dynamicNumber(d: Dynamic): number | undefined {
  if (typeof d === 'number') return d;
  if (typeof d === 'bigint') return Number(d);
  if (d instanceof DynamicReal) return d.value;
  return d instanceof DynamicScalar && d.value instanceof Decimal ? d.value.toNumber() : undefined;
}

/* ---------------------------------------------------------------- text */

/** A real as Kusto prints it: the shortest digits that read back as the same number, with `.0` when it is whole. */
export function textOfReal(r: number): string {
  if (Object.is(r, -0)) return '-0.0';
  const text = String(r);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}

/** A dynamic value as compact JSON, as `tostring` gives it for arrays and bags. NaN and infinities are strings. */
export function printDynamic(d: Dynamic): string {
  if (d === null) return 'null';
  if (typeof d === 'string') return JSON.stringify(d);
  if (typeof d === 'boolean' || typeof d === 'bigint') return String(d);
  if (typeof d === 'number') return Number.isInteger(d) ? String(d) : printReal(d);
  if (d instanceof DynamicReal) return printReal(d.value);
  if (d instanceof DynamicScalar) return printScalar(d);
  if (isArray(d)) return `[${d.map(printDynamic).join(',')}]`;
  return `{${[...(d as ReadonlyMap<string, Dynamic>)].map(([k, v]) => `${JSON.stringify(k)}:${printDynamic(v)}`).join(',')}}`;
}

const printReal = (r: number): string => (Number.isFinite(r) ? textOfReal(r) : `"${r}"`);

function printScalar(d: DynamicScalar): string {
  return d.type === 'decimal' ? `"${textOfScalar(d)}"` : JSON.stringify(textOfScalar(d));
}

/** A datetime, timespan, guid or decimal as text. */
export function textOfScalar(d: DynamicScalar): string {
  if (d.type === 'datetime') return isoOfTicks(d.value as Int64, 7);
  if (d.type === 'timespan') return textOfTimespan(d.value as Int64);
  return d.value instanceof Decimal ? d.value.toString() : String(d.value);
}
