import { fail } from '../base/diagnostics.js';
import { NO_SPAN } from '../base/source.js';
import { numberOfText } from '../data/json.js';
import { DynamicReal } from '../data/types.js';
import type { ColumnBuilder } from './builders.js';
import { HASH_SEED, hashStep } from './dictionary.js';
import { fractionDigits, numberOfBytes } from './parse-bytes.js';
import { type FieldNode, ObjectNode, type Records } from './records.js';

const QUOTE = 34;
const COMMA = 44;
const MINUS = 45;
const DOT = 46;
const COLON = 58;
const OPEN_ARRAY = 91;
const BACKSLASH = 92;
const CLOSE_ARRAY = 93;
const OPEN = 123;
const CLOSE = 125;
const MAX_DEPTH = 500;

/** Reads JSON objects from bytes straight into column builders: no object a row, no string for a text that was seen before. */
export class JsonScanner {
  at = 0;
  private depth = 0;
  constructor(
    private readonly path: string,
    private readonly bytes: Buffer,
    private readonly records: Records,
    /** The line on which `bytes` begins. */
    private readonly firstLine = 1,
  ) {}

  stop(detail: string): never {
    let line = this.firstLine;
    for (let i = this.bytes.indexOf(10); i >= 0 && i < this.at; i = this.bytes.indexOf(10, i + 1)) line++;
    return fail('input-malformed', { path: this.path, line, detail }, NO_SPAN);
  }

  private unexpected(wanted: string): never {
    if (this.at >= this.bytes.length) return this.stop(`the JSON ends where ${wanted} was expected`);
    const found = this.bytes.toString('utf8', this.at, this.at + 12).split('\n')[0];
    return this.stop(`not JSON: expected ${wanted}, found ${JSON.stringify(found)}`);
  }

  /** The next byte that is no white space, -1 at the end. */
  peek(): number {
    const { bytes } = this;
    while (this.at < bytes.length) {
      const c = bytes[this.at] as number;
      if (c !== 32 && c !== 10 && c !== 13 && c !== 9) return c;
      this.at++;
    }
    return -1;
  }

  private expect(byte: number): void {
    if (this.peek() !== byte) this.unexpected(`"${String.fromCharCode(byte)}"`);
    this.at++;
  }

  /** One object as the next row. */
  record(): void {
    if (this.peek() !== OPEN) this.unexpected('an object');
    this.object(this.records.root, '', this.records.rows);
    this.records.rows++;
  }

  private object(node: ObjectNode, prefix: string, row: number): void {
    if (++this.depth > MAX_DEPTH) this.stop(`objects nested more than ${MAX_DEPTH} levels deep`);
    this.at++;
    node.expect = 0;
    if (this.peek() === CLOSE) this.at++;
    else
      for (;;) {
        const field = this.key(node, prefix);
        this.expect(COLON);
        this.value(field, row);
        const c = this.peek();
        if (c !== COMMA && c !== CLOSE) this.unexpected('"," or "}"');
        this.at++;
        if (c === CLOSE) break;
      }
    this.depth--;
  }

  private key(node: ObjectNode, prefix: string): FieldNode {
    if (this.peek() !== QUOTE) this.unexpected('a key in quotes');
    const next = node.fields[node.expect];
    if (next !== undefined && this.follows(next.bytes)) {
      node.expect++;
      this.at += next.bytes.length + 1;
      return next;
    }
    return this.records.field(node, this.text(), prefix);
  }

  private follows(key: Buffer): boolean {
    const start = this.at + 1;
    for (let i = 0; i < key.length; i++) if (this.bytes[start + i] !== key[i]) return false;
    return true;
  }

  /** A string, decoded. */
  private text(): string {
    const start = this.at;
    this.skipString();
    const raw = this.bytes.toString('utf8', start, this.at);
    try {
      return JSON.parse(raw) as string;
    } catch {
      return this.stop('a bad escape or control character in a string');
    }
  }

  private skipString(): void {
    const { bytes } = this;
    for (let i = this.at + 1; i < bytes.length; i++) {
      const c = bytes[i];
      if (c === QUOTE) {
        this.at = i + 1;
        return;
      }
      if (c === BACKSLASH) i++;
    }
    this.stop('unterminated string');
  }

  private value(field: FieldNode, row: number): void {
    const c = this.peek();
    if (field.column?.unread && c !== OPEN && c !== OPEN_ARRAY) return this.skipScalar(c);
    if (c === QUOTE) this.string(this.records.column(field), row);
    else if (c === MINUS || (c >= 48 && c <= 57)) this.number(this.records.column(field), row);
    else if (c === OPEN || c === OPEN_ARRAY) this.nested(field, row, c);
    else this.word(field, row);
  }

  private skipScalar(c: number): void {
    if (c === QUOTE) return this.skipString();
    const { bytes } = this;
    const start = this.at;
    while (this.at < bytes.length && isWordByte(bytes[this.at] as number)) this.at++;
    if (this.at === start) this.unexpected('a value');
  }

  private nested(field: FieldNode, row: number, c: number): void {
    if (!this.records.flat) {
      const start = this.at;
      this.skipNested();
      if (field.column?.unread) return;
      if (!this.records.column(field).addNested(row, this.bytes.toString('utf8', start, this.at))) {
        this.at = start;
        this.stop('not JSON: a malformed object or array');
      }
    } else if (c === OPEN) this.object((field.object ??= new ObjectNode()), field.path, row);
    else this.array(field, row);
  }

  /** The elements of an array of flat form are values of the field itself. */
  private array(field: FieldNode, row: number): void {
    if (++this.depth > MAX_DEPTH) this.stop(`arrays nested more than ${MAX_DEPTH} levels deep`);
    this.at++;
    if (this.peek() === CLOSE_ARRAY) this.at++;
    else
      for (;;) {
        this.value(field, row);
        const c = this.peek();
        if (c !== COMMA && c !== CLOSE_ARRAY) this.unexpected('"," or "]"');
        this.at++;
        if (c === CLOSE_ARRAY) break;
      }
    this.depth--;
  }

  /** Past an object or array; its grammar is checked by whoever reads the text. */
  private skipNested(): void {
    const { bytes } = this;
    let depth = 0;
    while (this.at < bytes.length) {
      const c = bytes[this.at] as number;
      if (c === QUOTE) {
        this.skipString();
        continue;
      }
      this.at++;
      if (c === OPEN || c === OPEN_ARRAY) depth++;
      else if ((c === CLOSE || c === CLOSE_ARRAY) && --depth === 0) return;
    }
    this.unexpected('"}" or "]"');
  }

  private string(column: ColumnBuilder, row: number): void {
    const { bytes } = this;
    const start = this.at + 1;
    let hash = HASH_SEED;
    let i = start;
    for (; i < bytes.length; i++) {
      const c = bytes[i] as number;
      if (c === QUOTE) {
        column.addAscii(row, bytes, start, i, hash);
        this.at = i + 1;
        return;
      }
      if (c === BACKSLASH || c < 32 || c > 127) break;
      hash = hashStep(hash, c);
    }
    column.addText(row, this.text());
  }

  private number(column: ColumnBuilder, row: number): void {
    const { bytes } = this;
    let end = this.at;
    while (end < bytes.length && isNumberByte(bytes[end] as number)) end++;
    const v = numberOfBytes(bytes, this.at, end);
    if (Number.isNaN(v)) return this.slowNumber(column, row, end);
    this.at = end;
    column.addNumber(row, v, fractionDigits > 0);
  }

  private slowNumber(column: ColumnBuilder, row: number, end: number): void {
    const text = this.bytes.toString('latin1', this.at, end);
    const m = NUMBER.exec(text);
    if (!m) this.stop(`not JSON: ${text} is not a number`);
    this.at = end;
    const v = numberOfText(text, m[1] !== undefined || m[2] !== undefined);
    if (v instanceof DynamicReal) column.addNumber(row, v.value, true);
    else if (typeof v === 'number') column.addNumber(row, v, m[1] !== undefined || m[2] !== undefined);
    else column.addBig(row, v);
  }

  private word(field: FieldNode, row: number): void {
    const word = this.bytes.toString('latin1', this.at, this.at + 5);
    if (word.startsWith('null')) {
      this.records.column(field);
      this.at += 4;
    } else if (word.startsWith('true')) {
      this.records.column(field).addBool(row, true);
      this.at += 4;
    } else if (word === 'false') {
      this.records.column(field).addBool(row, false);
      this.at += 5;
    } else this.unexpected('a value');
  }
}

const NUMBER = /^-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;
const isWordByte = (c: number): boolean => isNumberByte(c) || (c >= 97 && c <= 122);
const isNumberByte = (c: number): boolean => (c >= 48 && c <= 57) || c === MINUS || c === DOT || c === 43 || c === 101 || c === 69;
