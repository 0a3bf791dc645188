import { BoolColumn, BoxColumn, type Column, DictColumn, NumberColumn } from './column.js';
import { Interner } from './interner.js';
import { NUMBER_BACKED, type Ty, type Value } from './types.js';

/** Takes the cells of a new column row by row and chooses the best form; a row that is never set is null. */
export interface Builder {
  set(row: number, value: Value): void;
  done(): Column;
}

export function builder(type: Ty, length: number): Builder {
  if (NUMBER_BACKED.has(type)) return new NumberBuilder(type, length);
  if (type === 'bool') return new BoolBuilder(length);
  if (type === 'string' || type === 'text' || type === 'guid' || type === 'ip' || type === 'version') return new DictBuilder(type, length);
  return new BoxBuilder(type, length);
}

/** In Kusto strings have no null: a null string cell becomes "". */
export function builderWithoutNullStrings(type: Ty, length: number): Builder {
  return type === 'string' ? new EmptyStringBuilder(length) : builder(type, length);
}

class BoxBuilder implements Builder {
  private readonly values: Value[];
  constructor(private readonly type: Ty, length: number, values?: readonly Value[]) {
    this.values = values ? [...values] : new Array<Value>(length).fill(null);
  }
  set(row: number, value: Value): void {
    this.values[row] = value;
  }
  done(): Column {
    return new BoxColumn(this.type, this.values);
  }
}

/** Falls back to boxed cells at the first value that the compact form cannot hold. */
abstract class CompactBuilder implements Builder {
  private boxed: BoxBuilder | undefined;
  constructor(protected readonly type: Ty, protected readonly length: number) {}

  /** Whether the compact form could take the value. */
  protected abstract put(row: number, value: Value): boolean;
  protected abstract compact(): Column;

  set(row: number, value: Value): void {
    if (this.boxed) this.boxed.set(row, value);
    else if (!this.put(row, value)) this.spill(row, value);
  }
  private spill(row: number, value: Value): void {
    const sofar = this.compact();
    this.boxed = new BoxBuilder(this.type, this.length, Array.from({ length: this.length }, (_, i) => sofar.get(i)));
    this.boxed.set(row, value);
  }
  done(): Column {
    return this.boxed ? this.boxed.done() : this.compact();
  }
}

class NumberBuilder extends CompactBuilder {
  private readonly values: Float64Array;
  private readonly nulls: Uint8Array;
  private filled = 0;
  constructor(type: Ty, length: number) {
    super(type, length);
    this.values = new Float64Array(length);
    this.nulls = new Uint8Array(length).fill(1);
  }
  protected put(row: number, value: Value): boolean {
    if (typeof value === 'number') {
      this.values[row] = value;
      this.filled += this.nulls[row] as number;
      this.nulls[row] = 0;
      return true;
    }
    return value === null;
  }
  protected compact(): Column {
    return new NumberColumn(this.type, this.values, this.filled === this.length ? undefined : this.nulls);
  }
}

class BoolBuilder extends CompactBuilder {
  private readonly values: Uint8Array;
  constructor(length: number) {
    super('bool', length);
    this.values = new Uint8Array(length).fill(2);
  }
  protected put(row: number, value: Value): boolean {
    if (value === null) return true;
    if (typeof value !== 'boolean') return false;
    this.values[row] = value ? 1 : 0;
    return true;
  }
  protected compact(): Column {
    return new BoolColumn(this.values);
  }
}

class DictBuilder extends CompactBuilder {
  protected readonly codes: Int32Array;
  private readonly interner = new Interner();
  constructor(type: Ty, length: number) {
    super(type, length);
    this.codes = new Int32Array(length).fill(-1);
  }
  protected put(row: number, value: Value): boolean {
    if (value === null) return true;
    if (typeof value !== 'string') return false;
    this.codes[row] = this.codeOf(value);
    return true;
  }
  protected codeOf(value: string): number {
    return this.interner.codeOf(value);
  }
  protected compact(): Column {
    return new DictColumn(this.type, this.codes, this.interner.dict);
  }
}

class EmptyStringBuilder extends DictBuilder {
  constructor(length: number) {
    super('string', length);
    if (length > 0) this.codes.fill(this.codeOf(''));
  }
}
