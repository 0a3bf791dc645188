import { Decimal } from 'decimal.js';
import { parseDecimal } from '../data/decimal.js';
import { dynamicOf, isArray, isBag, plainOf, printDynamic, textOfReal, textOfScalar } from '../data/dynamic.js';
import { fromReal, inLong, type Int64, MAX_LONG, MIN_LONG, norm, parseInt64 } from '../data/int64.js';
import { textOfIp } from '../data/ip.js';
import { isoOfTicks, textOfTimespan, type Ticks } from '../data/time.js';
import { DynamicReal, DynamicScalar, type Dynamic, type Ty, type Value } from '../data/types.js';
import { parseKustoDatetime } from '../text/datetime-parse.js';
import { parseTimespan } from '../text/timespan.js';

/**
 * Kusto's conversions of single cells. What cannot be converted is null. Reals are cut toward zero and stay within the range of the
 * whole type; whole numbers wrap around; texts must be whole numbers for whole types (`toint("1.0")` is null).
 */
export type Cast = (v: Value) => Value;

/** The conversion from one type to another; nulls are the caller's business. */
export function castOf(from: Ty, to: Ty): Cast | undefined {
  if (from === to) return (v) => v;
  if (from === 'dynamic' && to !== 'string') return (v) => castDynamic(v as Dynamic, to);
  return TO[to]?.[from];
}

/** One cell converted; null when there is no conversion. */
export function castValue(from: Ty, to: Ty, v: Value): Value {
  return v === null ? null : (castOf(from, to)?.(v) ?? null);
}

type Casts = Partial<Record<Ty, Cast>>;

const MIN_INT = -(2 ** 31);
const MAX_INT = 2 ** 31 - 1;

/** Low 32 bits, as an unchecked conversion does. */
const wrap32 = (v: Int64): number => (typeof v === 'number' && v >= MIN_INT && v <= MAX_INT ? v : Number(BigInt.asIntN(32, BigInt(v))));

export function longOfReal(r: number): Value {
  if (Number.isNaN(r)) return null;
  return fromReal(r) ?? (r > 0 ? norm(MAX_LONG) : norm(MIN_LONG));
}

function intOfReal(r: number): Value {
  return Number.isNaN(r) ? null : Math.min(MAX_INT, Math.max(MIN_INT, Math.trunc(r))) + 0;
}

export function longOfText(text: string): Value {
  const t = text.trim();
  const hex = /^0[xX]([0-9a-fA-F]{1,16})$/.exec(t);
  if (hex) return norm(BigInt.asIntN(64, BigInt(`0x${hex[1]}`)));
  const v = parseInt64(t);
  return v !== undefined && inLong(v) ? v : null;
}

function intOfText(text: string): Value {
  const v = longOfText(text) as Int64 | null;
  return v !== null && v >= MIN_INT && v <= MAX_INT ? v : null;
}

const NAMED_REALS: ReadonlyMap<string, number> = new Map([
  ['nan', Number.NaN], ['NaN', Number.NaN], ['inf', Infinity], ['Inf', Infinity], ['+inf', Infinity], ['+Inf', Infinity], ['-inf', -Infinity], ['-Inf', -Infinity],
  ['Infinity', Infinity], ['+Infinity', Infinity], ['-Infinity', -Infinity],
]);

export function realOfText(text: string): Value {
  const t = text.trim();
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(t) ? Number(t) : (NAMED_REALS.get(t) ?? null);
}

/** A word, or a whole number that is the whole text: blanks around it and numbers of base 16 are read by `tolong` alone. */
function boolOfText(text: string): Value {
  const t = text.toLowerCase();
  if (t === 'true') return true;
  if (t === 'false') return false;
  const n = /^[-+]?\d+$/.test(text) ? longOfText(text) : null;
  return n === null ? null : n !== 0;
}

const longOfDecimal = (v: Value): Value => {
  const t = (v as Decimal).trunc();
  const exact = norm(BigInt(t.toFixed(0)));
  return inLong(exact) ? exact : null;
};

const GUID = /^\{?([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})\}?$/i;

function guidOfText(text: string): Value {
  const m = GUID.exec(text.trim());
  return m ? m.slice(1).join('-').toLowerCase() : null;
}

const number = (v: Value): Value => Number(v as Int64);
const same: Cast = (v) => v;

/** Ticks since year 1, which Kusto's whole numbers count moments in. */
const YEAR_ONE = 633_979_008_000_000_000n;
const longOfTicks = (v: Value): Value => norm(BigInt(v as Ticks) + YEAR_ONE);
const MAX_YEAR_ONE = 3_155_378_975_999_999_999n;

function ticksOfLong(v: Value): Value {
  const since = BigInt(v as Int64);
  return since < 0n || since > MAX_YEAR_ONE ? null : norm(since - YEAR_ONE);
}

const TO: Partial<Record<Ty, Casts>> = {
  long: {
    bool: (v) => (v === true ? 1 : 0), int: same, ulong: (v) => (inLong(v as Int64) ? v : null), real: (v) => longOfReal(v as number), decimal: longOfDecimal,
    string: (v) => longOfText(v as string), text: (v) => longOfText(v as string), datetime: longOfTicks, timespan: same,
  },
  int: {
    bool: (v) => (v === true ? 1 : 0), long: (v) => wrap32(v as Int64), ulong: (v) => wrap32(v as Int64), real: (v) => intOfReal(v as number),
    decimal: (v) => { const l = longOfDecimal(v); return l === null ? null : wrap32(l as Int64); },
    string: (v) => intOfText(v as string), text: (v) => intOfText(v as string), datetime: (v) => wrap32(longOfTicks(v) as Int64), timespan: (v) => wrap32(v as Int64),
  },
  real: {
    bool: (v) => (v === true ? 1 : 0), int: number, long: number, ulong: number, decimal: (v) => (v as Decimal).toNumber(),
    string: (v) => realOfText(v as string), text: (v) => realOfText(v as string), datetime: (v) => Number(longOfTicks(v)), timespan: number,
  },
  decimal: {
    bool: (v) => new Decimal(v === true ? 1 : 0), int: (v) => new Decimal(v as number), long: (v) => parseDecimal(String(v)) as Decimal,
    real: (v) => (Number.isFinite(v as number) ? new Decimal(v as number) : null),
    string: (v) => parseDecimal(v as string) ?? null, text: (v) => parseDecimal(v as string) ?? null, timespan: (v) => parseDecimal(String(v)) as Decimal,
  },
  bool: {
    int: (v) => v !== 0, long: (v) => v !== 0, ulong: (v) => v !== 0, real: (v) => v !== 0, decimal: (v) => !(v as Decimal).isZero(),
    string: (v) => boolOfText(v as string), text: (v) => boolOfText(v as string),
  },
  datetime: {
    int: ticksOfLong, long: ticksOfLong, real: (v) => { const l = longOfReal(v as number); return l === null ? null : ticksOfLong(l); },
    string: (v) => parseKustoDatetime(v as string) ?? null, text: (v) => parseKustoDatetime(v as string) ?? null,
  },
  timespan: {
    int: same, long: same, real: (v) => longOfReal(v as number),
    string: (v) => parseTimespan(v as string) ?? null, text: (v) => parseTimespan(v as string) ?? null,
  },
  guid: { string: (v) => guidOfText(v as string), text: (v) => guidOfText(v as string) },
  string: {
    text: same, guid: same, version: same, bool: (v) => (v === true ? 'True' : 'False'), int: String, long: String, ulong: String,
    real: (v) => textOfReal(v as number), decimal: (v) => (v as Decimal).toString(), datetime: (v) => isoOfTicks(v as Ticks, 7),
    timespan: (v) => textOfTimespan(v as Int64), ip: (v) => textOfIp(v as string), dynamic: (v) => textOfDynamic(v as Dynamic), geo: same,
  },
  text: { string: same },
  dynamic: Object.fromEntries((['bool', 'int', 'long', 'ulong', 'real', 'decimal', 'string', 'text', 'datetime', 'timespan', 'guid', 'version', 'geo'] as const)
    .map((t) => [t, (v: Value) => dynamicOf(t, v)])) as Casts,
};

/** The text of a scalar as it is; arrays and bags as JSON; `true` in lower case. The null value's text is null. */
export function textOfDynamic(d: Dynamic): string | null {
  if (d === null) return null;
  if (typeof d === 'string') return d;
  if (d instanceof DynamicScalar) return textOfScalar(d);
  if (typeof d === 'number' && !Number.isInteger(d)) return textOfReal(d);
  return d instanceof DynamicReal ? textOfReal(d.value) : printDynamic(d);
}

/** The static type that a dynamic scalar behaves like. */
export function typeOfDynamic(d: Dynamic): Ty {
  if (d === null) return 'null';
  if (typeof d === 'boolean') return 'bool';
  if (typeof d === 'string') return 'string';
  if (d instanceof DynamicReal) return 'real';
  if (d instanceof DynamicScalar) return d.type;
  if (typeof d === 'number') return Number.isInteger(d) ? 'long' : 'real';
  return typeof d === 'bigint' ? 'long' : 'dynamic';
}

/** Arrays and bags convert to nothing. */
function castDynamic(d: Dynamic, to: Ty): Value {
  return d === null || isArray(d) || isBag(d) ? null : castValue(typeOfDynamic(d), to, plainOf(d));
}
