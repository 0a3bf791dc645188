import { Interner } from './interner.js';
import { NUMBER_BACKED, type Ty, type Value } from './types.js';

/**
 * One column of a table. `get` answers any form; a kernel that cares for speed switches on the class:
 * `NumberColumn` (typed array), `DictColumn` (dictionary codes), `BoxColumn` (anything), `ConstColumn`.
 * Columns never change once they are built.
 */
export type Column = NumberColumn | BoolColumn | DictColumn | BoxColumn | ConstColumn;

interface ColumnBase {
  readonly type: Ty;
  readonly length: number;
  /** The cell's value, `null` for null. */
  get(row: number): Value;
  /** The same values under another type of the same representation (`string` and `text`). */
  as(type: Ty): Column;
}

/** Numbers without bigints: int, real, and long, datetime, timespan, ulong whose every cell is a safe integer. */
export class NumberColumn implements ColumnBase {
  readonly kind = 'number';
  constructor(readonly type: Ty, readonly values: Float64Array, readonly nulls?: Uint8Array) {}
  get length(): number {
    return this.values.length;
  }
  get(row: number): Value {
    return this.nulls !== undefined && this.nulls[row] === 1 ? null : (this.values[row] as number);
  }
  as(type: Ty): Column {
    return new NumberColumn(type, this.values, this.nulls);
  }
}

/** 0 false, 1 true, 2 null. */
export class BoolColumn implements ColumnBase {
  readonly kind = 'bool';
  readonly type = 'bool';
  constructor(readonly values: Uint8Array) {}
  get length(): number {
    return this.values.length;
  }
  get(row: number): Value {
    const v = this.values[row] as number;
    return v === 2 ? null : v === 1;
  }
  as(): Column {
    return this;
  }
}

/** Dictionary-encoded cells: `dict[codes[row]]`, null where the code is -1. The dictionary may hold unused or equal values. */
export class DictColumn implements ColumnBase {
  readonly kind = 'dict';
  constructor(readonly type: Ty, readonly codes: Int32Array, readonly dict: readonly Value[]) {}
  get length(): number {
    return this.codes.length;
  }
  get(row: number): Value {
    const code = this.codes[row] as number;
    return code < 0 ? null : (this.dict[code] as Value);
  }
  as(type: Ty): Column {
    return new DictColumn(type, this.codes, this.dict);
  }
}

/** One JavaScript value a cell: dynamic values, multi-values, 64-bit integers beyond 2^53-1, everything rare. */
export class BoxColumn implements ColumnBase {
  readonly kind = 'box';
  constructor(readonly type: Ty, readonly values: readonly Value[]) {}
  get length(): number {
    return this.values.length;
  }
  get(row: number): Value {
    return this.values[row] as Value;
  }
  as(type: Ty): Column {
    return new BoxColumn(type, this.values);
  }
}

export class ConstColumn implements ColumnBase {
  readonly kind = 'const';
  constructor(readonly type: Ty, readonly value: Value, readonly length: number) {}
  get(): Value {
    return this.value;
  }
  as(type: Ty): Column {
    return new ConstColumn(type, this.value, this.length);
  }
}

/** Builds the best form for the values it is given; types are not checked. */
export function columnOf(type: Ty, values: readonly Value[]): Column {
  if (NUMBER_BACKED.has(type)) return numberColumn(type, values) ?? new BoxColumn(type, values);
  if (type === 'bool') return boolColumn(values) ?? new BoxColumn(type, values);
  if (type === 'string' || type === 'text' || type === 'guid' || type === 'ip' || type === 'version') {
    return dictColumn(type, values) ?? new BoxColumn(type, values);
  }
  return new BoxColumn(type, values);
}

function numberColumn(type: Ty, values: readonly Value[]): Column | undefined {
  const out = new Float64Array(values.length);
  let nulls: Uint8Array | undefined;
  for (let i = 0; i < values.length; i++) {
    const v = values[i];
    if (typeof v === 'number') out[i] = v;
    else if (v === null) (nulls ??= new Uint8Array(values.length))[i] = 1;
    else return undefined;
  }
  return new NumberColumn(type, out, nulls);
}

function boolColumn(values: readonly Value[]): Column | undefined {
  const out = new Uint8Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const v = values[i];
    if (typeof v === 'boolean') out[i] = v ? 1 : 0;
    else if (v === null) out[i] = 2;
    else return undefined;
  }
  return new BoolColumn(out);
}

function dictColumn(type: Ty, values: readonly Value[]): Column | undefined {
  const codes = new Int32Array(values.length);
  const interner = new Interner();
  for (let i = 0; i < values.length; i++) {
    const v = values[i];
    if (v === null) codes[i] = -1;
    else if (typeof v === 'string') codes[i] = interner.codeOf(v);
    else return undefined;
  }
  return new DictColumn(type, codes, interner.dict);
}

/** The rows `rows[0], rows[1], …` of a column; an index of -1 gives null. */
export function take(column: Column, rows: Int32Array): Column {
  switch (column.kind) {
    case 'const':
      return takeConst(column, rows);
    case 'number':
      return takeNumber(column, rows);
    case 'bool': {
      const out = new Uint8Array(rows.length);
      for (let i = 0; i < rows.length; i++) out[i] = (rows[i] as number) < 0 ? 2 : (column.values[rows[i] as number] as number);
      return new BoolColumn(out);
    }
    case 'dict': {
      const out = new Int32Array(rows.length);
      for (let i = 0; i < rows.length; i++) out[i] = (rows[i] as number) < 0 ? -1 : (column.codes[rows[i] as number] as number);
      return new DictColumn(column.type, out, column.dict);
    }
    case 'box': {
      const out: Value[] = new Array(rows.length);
      for (let i = 0; i < rows.length; i++) out[i] = (rows[i] as number) < 0 ? null : (column.values[rows[i] as number] as Value);
      return new BoxColumn(column.type, out);
    }
  }
}

function takeConst(column: ConstColumn, rows: Int32Array): Column {
  if (!rows.includes(-1)) return new ConstColumn(column.type, column.value, rows.length);
  return columnOf(column.type, Array.from(rows, (r) => (r < 0 ? null : column.value)));
}

function takeNumber(column: NumberColumn, rows: Int32Array): Column {
  const out = new Float64Array(rows.length);
  let nulls: Uint8Array | undefined;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as number;
    if (row < 0 || (column.nulls !== undefined && column.nulls[row] === 1)) (nulls ??= new Uint8Array(rows.length))[i] = 1;
    else out[i] = column.values[row] as number;
  }
  return new NumberColumn(column.type, out, nulls);
}

/** All cells as an array; shared when the column has one, so it must not be written to. */
export function valuesOf(column: Column): readonly Value[] {
  if (column.kind === 'box') return column.values;
  const out: Value[] = new Array(column.length);
  for (let i = 0; i < out.length; i++) out[i] = column.get(i);
  return out;
}

/** Several columns of one type, one under the other. */
export function concat(type: Ty, parts: readonly Column[]): Column {
  const filled = parts.filter((p) => p.length > 0);
  if (filled.length === 1) return (filled[0] as Column).as(type);
  const length = filled.reduce((n, p) => n + p.length, 0);
  const packed = filled.map((p) => (p.kind === 'const' && filled.length > 0 ? columnOfConst(p) : p));
  if (length > 0 && packed.every((p) => p.kind === 'number')) return concatNumbers(type, packed as NumberColumn[], length);
  if (length > 0 && packed.every((p) => p.kind === 'dict')) return concatDicts(type, packed as DictColumn[], length);
  const all: Value[] = [];
  for (const p of packed) for (let i = 0; i < p.length; i++) all.push(p.get(i));
  return columnOf(type, all);
}

/** A constant in the form that its type's columns have. */
function columnOfConst(c: ConstColumn): Column {
  const one = columnOf(c.type, [c.value]);
  return take(one, new Int32Array(c.length));
}

function concatNumbers(type: Ty, parts: readonly NumberColumn[], length: number): Column {
  const values = new Float64Array(length);
  const nulls = parts.some((p) => p.nulls) ? new Uint8Array(length) : undefined;
  let at = 0;
  for (const p of parts) {
    values.set(p.values, at);
    if (nulls && p.nulls) nulls.set(p.nulls, at);
    at += p.length;
  }
  return new NumberColumn(type, values, nulls);
}

function concatDicts(type: Ty, parts: readonly DictColumn[], length: number): Column {
  const codes = new Int32Array(length);
  const dict: Value[] = [];
  const index = new Map<Value, number>();
  let at = 0;
  for (const p of parts) {
    const recode = p.dict.map((v) => {
      let code = index.get(v);
      if (code === undefined) index.set(v, (code = dict.push(v) - 1));
      return code;
    });
    for (let i = 0; i < p.length; i++) {
      const code = p.codes[i] as number;
      codes[at++] = code < 0 ? -1 : (recode[code] as number);
    }
  }
  return new DictColumn(type, codes, dict);
}
