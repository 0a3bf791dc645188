import type { Decimal } from 'decimal.js';
import type { Int64 } from './int64.js';

/**
 * The types of the pipeline AST and the interpreter. Each dialect names them its own way (`src/dialects/<d>/types.ts`).
 *
 * | type | a cell's JavaScript value |
 * |---|---|
 * | bool | boolean |
 * | int | number, 32-bit integer |
 * | long, ulong | Int64 (number while safe, else bigint) |
 * | real | number, with NaN and infinities |
 * | decimal | Decimal |
 * | string, text | string (`text`: an Elasticsearch field analysed as text; otherwise the same) |
 * | datetime | Int64, ticks of 100 ns (time.ts) |
 * | nanos | bigint, nanoseconds since 1970 (Elasticsearch `date_nanos`) |
 * | timespan | Int64, ticks |
 * | period | { months, days } (Elasticsearch `date_period`) |
 * | guid | string, lower case with dashes |
 * | ip | string of 16 chars, one a byte (IPv4 is IPv4-mapped), so that `<` orders addresses |
 * | version | string as written |
 * | dynamic | Dynamic |
 * | null | always null: a column that has no type of its own (ES|QL `null`) |
 * | unknown | a column of an open schema; in a running table Typed: a column whose tables disagree on its type |
 *
 * Null is `null` in every type. A multi-value (Elasticsearch) is a `MultiValue` in a cell of any type.
 */
export type Ty =
  | 'bool' | 'int' | 'long' | 'ulong' | 'real' | 'decimal' | 'string' | 'text' | 'datetime' | 'nanos' | 'timespan' | 'period'
  | 'guid' | 'ip' | 'version' | 'dynamic' | 'geo' | 'null' | 'unknown';

/** Two or more values of one Elasticsearch field; never empty, never of length one, never holding null. */
export class MultiValue {
  constructor(readonly values: readonly Value[]) {}
}

/** A cell of a column whose tables disagree on its type (Elasticsearch union types): only a conversion can make something of it. */
export class Typed {
  constructor(readonly type: Ty, readonly value: Value) {}
}

export interface Period {
  readonly months: number;
  readonly days: number;
}

/** A real inside a dynamic value that would else read as an integer: `1.0` and `1` differ in `gettype` and `tostring`. */
export class DynamicReal {
  constructor(readonly value: number) {}
}

/** A datetime, timespan, guid, decimal or the like inside a dynamic value: `pack('t', now())`. */
export class DynamicScalar {
  constructor(readonly type: 'datetime' | 'timespan' | 'guid' | 'decimal', readonly value: Value) {}
}

/**
 * A JSON-like value. Integers are Int64; reals are plain numbers when they have a fraction, are NaN or infinite, and
 * `DynamicReal` otherwise. Property bags are Maps, because their order and keys such as "1" must be kept.
 */
export type Dynamic = null | boolean | number | bigint | string | DynamicReal | DynamicScalar | readonly Dynamic[] | ReadonlyMap<string, Dynamic>;

export type Value = null | boolean | number | bigint | string | Decimal | Period | Dynamic | MultiValue | Typed;

/** Types whose cells a Float64Array can hold while they are safe. */
export const NUMBER_BACKED: ReadonlySet<Ty> = new Set<Ty>(['int', 'long', 'ulong', 'real', 'datetime', 'timespan']);

export const isNumeric = (t: Ty): boolean => t === 'int' || t === 'long' || t === 'ulong' || t === 'real' || t === 'decimal';
export const isInteger = (t: Ty): boolean => t === 'int' || t === 'long' || t === 'ulong';
export const isText = (t: Ty): boolean => t === 'string' || t === 'text';

/** True for the Int64 kinds: cells are safe numbers or bigints. */
export const isInt64 = (v: Value): v is Int64 => typeof v === 'number' || typeof v === 'bigint';
