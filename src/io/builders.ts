import { BoolColumn, type Column, ConstColumn, NumberColumn } from '../data/column.js';
import { jsonOfCell } from '../data/encode.js';
import { dynamicOfJson } from '../data/json.js';
import { type Dynamic, DynamicReal, DynamicScalar } from '../data/types.js';
import { dynamicBoxes, flatBoxes, SEEN } from './boxes.js';
import { Dictionary } from './dictionary.js';
import { type Hints, typedColumn } from './infer.js';
import { fractionDigits, momentForm, momentOfBytes, numberOfBytes, textOfMoment, textOfNumber } from './parse-bytes.js';

/**
 * How the values so far are held. 'number', 'bool', 'string' are what they say. 'cells' are numbers and 'moments' are times that were
 * written as texts: they turn back into their texts when a later one is something else. 'box' is a value a cell.
 */
type Mode = 'none' | 'number' | 'bool' | 'string' | 'cells' | 'moments' | 'box';

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
  /** Of 'cells': digits behind the point, row by row. */
  private digits = new Uint8Array(0);
  /** Of 'moments': how all of them were written. */
  private form = 0;
  private codes = new Int32Array(0);
  private bools = new Uint8Array(0);
  private boxes: Dynamic[] = [];
  private readonly dictionary = new Dictionary();
  private readonly nested = new Map<string, Dynamic>();

  /** `unread`: the column exists and nobody asks for its cells. */
  constructor(readonly name: string, private readonly flat: boolean, readonly unread = false) {}

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
    this.toTexts();
    if (!this.open(row, 'string')) return this.box(row, text);
    this.codes[row] = this.dictionary.codeOf(text);
    this.length = row + 1;
  }

  /** `hash` is that of the bytes, all of them ASCII. */
  addAscii(row: number, bytes: Buffer, start: number, end: number, hash: number): void {
    this.seen |= SEEN.string;
    if ((this.mode === 'none' || this.mode === 'moments') && this.addMoment(row, bytes, start, end)) return;
    this.toTexts();
    if (!this.open(row, 'string')) return this.box(row, bytes.toString('latin1', start, end));
    this.codes[row] = this.dictionary.codeOfAscii(bytes, start, end, hash);
    this.length = row + 1;
  }

  /** A cell of a csv file, which may be a number. */
  addCell(row: number, bytes: Buffer, start: number, end: number, hash: number): void {
    if (this.mode === 'none' || this.mode === 'cells') {
      const v = numberOfBytes(bytes, start, end);
      if (!Number.isNaN(v) && this.open(row, 'cells')) {
        this.seen |= SEEN.string;
        if (row >= this.digits.length) this.digits = copied(this.digits, new Uint8Array(this.numbers.length));
        this.digits[row] = fractionDigits;
        this.numbers[row] = v;
        this.length = row + 1;
        return;
      }
    }
    this.addAscii(row, bytes, start, end, hash);
  }

  private addMoment(row: number, bytes: Buffer, start: number, end: number): boolean {
    const ticks = momentOfBytes(bytes, start, end);
    if (Number.isNaN(ticks) || (this.mode === 'moments' && momentForm !== this.form) || !this.open(row, 'moments')) return false;
    this.form = momentForm;
    this.numbers[row] = ticks;
    this.length = row + 1;
    return true;
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

  /** Any JSON-like value; null adds nothing. */
  addDynamic(row: number, v: Dynamic): void {
    if (typeof v === 'string') this.addText(row, v);
    else if (typeof v === 'boolean') this.addBool(row, v);
    else if (typeof v === 'number') this.addNumber(row, v, !Number.isInteger(v));
    else if (typeof v === 'bigint') this.addBig(row, v);
    else if (v instanceof DynamicReal) this.addNumber(row, v.value, true);
    else if (v instanceof DynamicScalar) this.addText(row, String(JSON.parse(jsonOfCell(v.type, v.value))));
    else if (v !== null) {
      this.seen |= SEEN.nested;
      this.box(row, v);
    }
  }

  /** Takes back what was added for a row. */
  forget(row: number): void {
    if (this.length <= row) return;
    this.length = row;
    if (this.boxes.length > row) this.boxes.length = row;
    if (row < this.digits.length) this.digits[row] = 0;
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
    if (this.mode === 'number' || this.mode === 'cells' || this.mode === 'moments') {
      if (row >= this.numbers.length) this.growNumbers(row + 1);
      if (row > this.length) (this.nulls ??= new Uint8Array(this.numbers.length)).fill(1, this.length, row);
    } else if (this.mode === 'string') {
      if (row >= this.codes.length) this.codes = copied(this.codes, new Int32Array(roomFor(row + 1)));
      if (row > this.length) this.codes.fill(-1, this.length, row);
    } else if (this.mode === 'bool') {
      if (row >= this.bools.length) this.bools = copied(this.bools, new Uint8Array(roomFor(row + 1)));
      if (row > this.length) this.bools.fill(2, this.length, row);
    } else if (this.mode === 'box') while (this.boxes.length < row) this.boxes.push(null);
    if (row > this.length && this.mode !== 'none') this.length = row;
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

  /** Numbers and moments that were written as texts become these texts again. */
  private toTexts(): void {
    if (this.mode !== 'cells' && this.mode !== 'moments') return;
    const codes = new Int32Array(roomFor(this.length));
    for (let row = 0; row < this.length; row++) {
      const text = this.at(row) as string | null;
      codes[row] = text === null ? -1 : this.dictionary.codeOf(text);
    }
    this.codes = codes;
    this.mode = 'string';
  }

  private toBoxes(): void {
    if (this.mode === 'box') return;
    const out: Dynamic[] = [];
    for (let row = 0; row < this.length; row++) out.push(this.at(row));
    this.boxes = out;
    this.mode = 'box';
  }

  private at(row: number): Dynamic {
    if (this.mode === 'bool') return this.bools[row] === 2 ? null : this.bools[row] === 1;
    if (this.mode === 'string') {
      const code = this.codes[row] as number;
      return code < 0 ? null : (this.dictionary.values[code] as string);
    }
    if (this.mode === 'none' || this.nulls?.[row] === 1) return null;
    const v = this.numbers[row] as number;
    return this.mode === 'cells' ? textOfNumber(v, this.digits[row] as number) : this.mode === 'moments' ? textOfMoment(v, this.form) : v;
  }

  /** The column of `rows` cells, under the type that its values call for. */
  finish(rows: number, hints: Omit<Hints, 'name'>): Column {
    if (this.mode === 'cells' && !hints.numbers) this.toTexts();
    this.pad(rows);
    const all = { ...hints, name: this.name };
    switch (this.mode) {
      case 'none':
        return new ConstColumn(this.flat ? 'string' : 'dynamic', null, rows);
      case 'number':
        return this.numeric(this.seen & SEEN.real ? 'real' : 'long', rows);
      case 'cells':
        return this.numeric(this.digits.some((d) => d > 0) ? 'real' : 'long', rows);
      case 'moments':
        return this.numeric('datetime', rows);
      case 'bool':
        return new BoolColumn(this.bools.slice(0, rows));
      case 'string':
        return typedColumn(this.codes.slice(0, rows), this.dictionary.values, all);
      case 'box':
        return this.flat ? flatBoxes(this.boxes, this.seen, all) : dynamicBoxes(this.boxes, this.seen);
    }
  }

  private numeric(type: 'long' | 'real' | 'datetime', rows: number): Column {
    return new NumberColumn(type, this.numbers.slice(0, rows), this.nulls?.slice(0, rows));
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
