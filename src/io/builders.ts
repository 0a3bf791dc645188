import { BoolColumn, BoxColumn, type Column, columnOf, ConstColumn, DictColumn, NumberColumn } from '../data/column.js';
import { jsonOfDynamic } from '../data/encode.js';
import { dynamicOfJson } from '../data/json.js';
import { type Dynamic, DynamicReal, MultiValue, type Ty, type Value } from '../data/types.js';
import { Dictionary } from './dictionary.js';
import { guessesOf, type Hints, typedColumn } from './infer.js';

/** What was seen in a column, as a set of bits. */
const SEEN = { long: 1, real: 2, bool: 4, string: 8, nested: 16 } as const;

type Mode = 'none' | 'number' | 'bool' | 'string' | 'box';

/**
 * Gathers one column, row by row, in the best form for what comes: numbers into a Float64Array, texts into a dictionary. Rows that are
 * skipped are null. When kinds mix, the column falls back to a value a cell. `flat`: further values of the same row make a multi-value;
 * otherwise the last one wins.
 */
export class ColumnBuilder {
  length = 0;
  private mode: Mode = 'none';
  private seen = 0;
  private numbers = new Float64Array(0);
  private nulls: Uint8Array | undefined;
  private codes = new Int32Array(0);
  private bools = new Uint8Array(0);
  private boxes: Dynamic[] = [];
  private readonly dictionary = new Dictionary();
  private readonly nested = new Map<string, Dynamic>();

  constructor(readonly name: string, private readonly flat: boolean) {}

  addNumber(row: number, v: number, isReal: boolean): void {
    this.seen |= isReal ? SEEN.real : SEEN.long;
    if (!this.open(row, 'number')) return this.box(row, isReal && Number.isInteger(v) ? new DynamicReal(v) : v);
    this.numbers[row] = v;
    this.length = row + 1;
  }

  addBool(row: number, v: boolean): void {
    this.seen |= SEEN.bool;
    if (!this.open(row, 'bool')) return this.box(row, v);
    this.bools[row] = v ? 1 : 0;
    this.length = row + 1;
  }

  addText(row: number, text: string): void {
    this.seen |= SEEN.string;
    if (!this.open(row, 'string')) return this.box(row, text);
    this.codes[row] = this.dictionary.codeOf(text);
    this.length = row + 1;
  }

  /** `hash` is that of the bytes, all of them ASCII. */
  addAscii(row: number, bytes: Buffer, start: number, end: number, hash: number): void {
    this.seen |= SEEN.string;
    if (!this.open(row, 'string')) return this.box(row, bytes.toString('latin1', start, end));
    this.codes[row] = this.dictionary.codeOfAscii(bytes, start, end, hash);
    this.length = row + 1;
  }

  /** An integer beyond 2^53. */
  addBig(row: number, v: Dynamic): void {
    this.seen |= typeof v === 'bigint' ? SEEN.long : SEEN.real;
    this.box(row, v);
  }

  /** An object or array as JSON text; answers false when it is no JSON. Equal texts share one value. */
  addNested(row: number, json: string): boolean {
    const v = this.nested.get(json) ?? dynamicOfJson(json);
    if (v === undefined) return false;
    if (this.nested.size < MAX_SHARED) this.nested.set(json, v);
    this.seen |= SEEN.nested;
    this.box(row, v);
    return true;
  }

  private open(row: number, mode: Mode): boolean {
    if (row < this.length) {
      if (this.flat) return false;
      this.length = row;
    }
    if (this.mode !== mode) {
      if (this.mode !== 'none') return false;
      this.mode = mode;
    }
    this.pad(row);
    return true;
  }

  /** Makes room for `row` and nulls the rows that were skipped. */
  private pad(row: number): void {
    if (this.mode === 'number') {
      if (row >= this.numbers.length) this.growNumbers(row + 1);
      if (row > this.length) (this.nulls ??= new Uint8Array(this.numbers.length)).fill(1, this.length, row);
    } else if (this.mode === 'string') {
      if (row >= this.codes.length) this.codes = copied(this.codes, new Int32Array(roomFor(row + 1)));
      if (row > this.length) this.codes.fill(-1, this.length, row);
    } else if (this.mode === 'bool') {
      if (row >= this.bools.length) this.bools = copied(this.bools, new Uint8Array(roomFor(row + 1)));
      if (row > this.length) this.bools.fill(2, this.length, row);
    } else while (this.boxes.length < row) this.boxes.push(null);
    if (row > this.length) this.length = row;
  }

  private growNumbers(rows: number): void {
    this.numbers = copied(this.numbers, new Float64Array(roomFor(rows)));
    if (this.nulls) this.nulls = copied(this.nulls, new Uint8Array(this.numbers.length));
  }

  private box(row: number, v: Dynamic): void {
    this.toBoxes();
    this.pad(row);
    if (row < this.boxes.length) this.boxes[row] = this.flat ? both(this.boxes[row] as Dynamic, v) : v;
    else this.boxes.push(v);
    this.length = row + 1;
  }

  private toBoxes(): void {
    if (this.mode === 'box') return;
    const out: Dynamic[] = [];
    for (let row = 0; row < this.length; row++) out.push(this.at(row));
    this.boxes = out;
    this.mode = 'box';
  }

  private at(row: number): Dynamic {
    if (this.mode === 'number') return this.nulls?.[row] === 1 ? null : (this.numbers[row] as number);
    if (this.mode === 'bool') return this.bools[row] === 2 ? null : this.bools[row] === 1;
    const code = this.mode === 'string' ? (this.codes[row] as number) : -1;
    return code < 0 ? null : (this.dictionary.values[code] as string);
  }

  /** The column of `rows` cells, under the type that its values call for. */
  finish(rows: number, hints: Omit<Hints, 'name'>): Column {
    this.pad(rows);
    const all = { ...hints, name: this.name };
    switch (this.mode) {
      case 'none':
        return new ConstColumn(this.flat ? 'string' : 'dynamic', null, rows);
      case 'number':
        return new NumberColumn(this.seen & SEEN.real ? 'real' : 'long', this.numbers.slice(0, rows), this.nulls?.slice(0, rows));
      case 'bool':
        return new BoolColumn(this.bools.slice(0, rows));
      case 'string':
        return typedColumn(this.codes.slice(0, rows), this.dictionary.values, all);
      case 'box':
        return this.flat ? flatBoxes(this.boxes, this.seen, all) : dynamicBoxes(this.boxes, this.seen);
    }
  }
}

const MAX_SHARED = 65_536;

const roomFor = (rows: number): number => Math.max(1024, Math.ceil(rows * 1.6));

function copied<A extends Float64Array | Int32Array | Uint8Array>(old: A, to: A): A {
  to.set(old as never);
  return to;
}

function both(old: Dynamic, v: Dynamic): Dynamic {
  if (old === null) return v;
  return Array.isArray(old) ? [...(old as Dynamic[]), v] : [old, v];
}

/** The one type of scalars of these kinds; `undefined` when there is none. */
function scalarType(seen: number): Ty | undefined {
  if (seen === SEEN.long) return 'long';
  if ((seen & ~(SEEN.long | SEEN.real)) === 0) return 'real';
  return seen === SEEN.bool ? 'bool' : seen === SEEN.string ? 'string' : undefined;
}

const realOf = (v: Dynamic): Dynamic => (v instanceof DynamicReal ? v.value : typeof v === 'bigint' ? Number(v) : v);

/** Kinds that mix are a dynamic column; equal cells share a dictionary entry. */
function dynamicBoxes(values: readonly Dynamic[], seen: number): Column {
  const type = scalarType(seen) ?? 'dynamic';
  if (type === 'real') return columnOf('real', values.map(realOf));
  if (type !== 'dynamic') return columnOf(type, values);
  const index = new Map<Dynamic, number>();
  const codes = new Int32Array(values.length);
  for (let row = 0; row < values.length; row++) {
    const v = values[row] as Dynamic;
    if (v === null) codes[row] = -1;
    else {
      const code = index.get(v) ?? index.size;
      index.set(v, code);
      codes[row] = code;
    }
  }
  return index.size * 2 > values.length ? new BoxColumn('dynamic', values) : new DictColumn('dynamic', codes, [...index.keys()]);
}

/** Multi-values of one kind; values of mixed kinds become their texts, as a keyword field would index them. */
function flatBoxes(values: readonly Dynamic[], seen: number, hints: Hints): Column {
  const type = scalarType(seen) ?? 'string';
  const read: (v: Dynamic) => Value = type === 'real' ? realOf : scalarType(seen) ? (v) => v : textOfScalar;
  const cells = values.map((v) => (Array.isArray(v) ? new MultiValue((v as Dynamic[]).map(read)) : v === null ? null : read(v)));
  return type === 'string' ? guessed(cells, hints) : columnOf(type, cells);
}

const textOfScalar = (v: Dynamic): string => (typeof v === 'string' ? v : jsonOfDynamic(v));

function guessed(cells: readonly Value[], hints: Hints): Column {
  for (const guess of guessesOf(hints)) {
    const read = (v: Value): Value | undefined => (v === null ? null : v instanceof MultiValue ? multi(v.values.map(read)) : guess.read(v as string));
    const values = cells.map(read);
    if (!values.includes(undefined)) return columnOf(guess.type, values as Value[]);
  }
  return columnOf('string', cells);
}

const multi = (values: readonly (Value | undefined)[]): MultiValue | undefined => (values.includes(undefined) ? undefined : new MultiValue(values as Value[]));
