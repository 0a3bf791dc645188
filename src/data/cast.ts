import { Decimal } from 'decimal.js';
import { builder } from './builder.js';
import { type Column, ConstColumn, NumberColumn } from './column.js';
import { jsonOfDynamic } from './encode.js';
import { fromReal, type Int64 } from './int64.js';
import { ticksOfIso, ticksOfTimespan } from './iso.js';
import { isoOfTicks, textOfTimespan } from './time.js';
import { DynamicReal, DynamicScalar, type Dynamic, isText, MultiValue, NUMBER_BACKED, type Ty, type Value } from './types.js';

/**
 * The conversions that happen by themselves: integers into wider numbers, and a dynamic value read as what is asked for (null where
 * it is something else). Explicit conversions are catalogue entries with rules of their own.
 */

/** The column under another type. Forms are kept where the representation is the same. */
export function castColumn(column: Column, to: Ty): Column {
  const from = column.type;
  if (from === to) return column;
  if (column.kind === 'const') return new ConstColumn(to, castCell(from, to, column.value), column.length);
  if (column.kind === 'number' && NUMBER_BACKED.has(to) && from !== 'real') return new NumberColumn(to, column.values, column.nulls);
  if (isText(from) && isText(to)) return column.as(to);
  const cast = caster(from, to);
  const out = builder(to, column.length);
  for (let row = 0; row < column.length; row++) out.set(row, castWith(cast, column.get(row)));
  return out.done();
}

export const castCell = (from: Ty, to: Ty, v: Value): Value => (from === to ? v : castWith(caster(from, to), v));

function castWith(cast: (v: Value) => Value, v: Value): Value {
  if (v === null) return null;
  return v instanceof MultiValue ? new MultiValue(v.values.map(cast)) : cast(v);
}

const identity = (v: Value): Value => v;

function caster(from: Ty, to: Ty): (v: Value) => Value {
  if (from === 'dynamic') return (v) => scalarOfDynamic(v as Dynamic, to);
  if (to === 'dynamic') return (v) => dynamicScalar(from, v);
  if (to === 'real') return (v) => (v instanceof Decimal ? v.toNumber() : Number(v as Int64));
  if (to === 'decimal') return (v) => new Decimal(String(v));
  return identity;
}

/** A typed cell inside a dynamic value. */
function dynamicScalar(from: Ty, v: Value): Dynamic {
  if (from === 'real' && Number.isInteger(v)) return new DynamicReal(v as number);
  if (from === 'datetime' || from === 'timespan' || from === 'guid' || from === 'decimal') return new DynamicScalar(from, v);
  return v as Dynamic;
}

/** A dynamic value as a cell of a scalar type; null when it is of another kind. */
export function scalarOfDynamic(d: Dynamic, to: Ty): Value {
  if (d === null) return null;
  const plain: Value = d instanceof DynamicReal || d instanceof DynamicScalar ? d.value : d;
  switch (to) {
    case 'string':
    case 'text':
      return textOfDynamic(d);
    case 'bool':
      return typeof plain === 'boolean' ? plain : null;
    case 'int':
    case 'long':
    case 'ulong':
      return integerOf(plain);
    case 'real':
      return typeof plain === 'number' || typeof plain === 'bigint' ? Number(plain) : null;
    case 'decimal':
      return typeof plain === 'number' || typeof plain === 'bigint' ? new Decimal(String(plain)) : plain instanceof Decimal ? plain : null;
    case 'datetime':
      return momentOf(d, 'datetime', ticksOfIso);
    case 'timespan':
      return momentOf(d, 'timespan', ticksOfTimespan);
    default:
      return d;
  }
}

function integerOf(plain: Value): Int64 | null {
  if (typeof plain === 'bigint') return plain;
  return typeof plain === 'number' ? (fromReal(plain) ?? null) : null;
}

function momentOf(d: Dynamic, type: 'datetime' | 'timespan', read: (text: string) => Int64 | undefined): Value {
  if (d instanceof DynamicScalar) return d.type === type ? d.value : null;
  return typeof d === 'string' ? (read(d) ?? null) : null;
}

/** Strings as they are, other values as compact JSON. */
export function textOfDynamic(d: Dynamic): string | null {
  if (d === null) return null;
  if (typeof d === 'string') return d;
  if (!(d instanceof DynamicScalar)) return jsonOfDynamic(d);
  if (d.type === 'datetime') return isoOfTicks(d.value as Int64, 7);
  return d.type === 'timespan' ? textOfTimespan(d.value as Int64) : String(d.value);
}
