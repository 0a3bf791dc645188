import { CsvError, parse } from 'csv-parse/sync';
import { fail } from '../base/diagnostics.js';
import { NO_SPAN } from '../base/source.js';
import type { ColumnBuilder } from './builders.js';
import { HASH_SEED, hashStep } from './dictionary.js';
import { readBytes, requireUtf8 } from './files.js';
import { withoutMark } from './read-json.js';
import type { Records } from './records.js';

const QUOTE = 34;
const NEWLINE = 10;
const RETURN = 13;

/** Separated values with a header line. An empty cell is null, a quoted empty one is ""; types are told from the cells. */
export function readCsv(path: string, records: Records): void {
  const bytes = withoutMark(readBytes(path));
  requireUtf8(path, bytes);
  new CsvReader(path, bytes, records).read();
}

const DELIMITERS = [',', ';', '\t', '|'];

/** The separator that the header line has most of. */
function delimiterOf(path: string, bytes: Buffer): string {
  if (/\.tsv(\.gz)?$/i.test(path)) return '\t';
  const header = bytes.toString('latin1', 0, lineEnd(bytes, 0)).replace(/"[^"]*"/g, '');
  const count = (d: string): number => header.split(d).length;
  return DELIMITERS.reduce((best, d) => (count(d) > count(best) ? d : best));
}

function lineEnd(bytes: Buffer, from: number): number {
  const at = bytes.indexOf(NEWLINE, from);
  return at < 0 ? bytes.length : at;
}

/**
 * Cells are cut out of the bytes, without a string a cell. A record with quotes inside of quotes, line breaks or stray quotes is left to
 * csv-parse, which knows what they mean.
 */
class CsvReader {
  private readonly delimiter: string;
  private readonly separator: number;
  private columns: readonly ColumnBuilder[] = [];
  private at = 0;
  private line = 1;

  constructor(private readonly path: string, private readonly bytes: Buffer, private readonly records: Records) {
    this.delimiter = delimiterOf(path, bytes);
    this.separator = this.delimiter.charCodeAt(0);
  }

  read(): void {
    this.skipBlankLines();
    if (this.at >= this.bytes.length) fail('input-empty', { path: this.path }, NO_SPAN);
    this.columns = this.header((this.hardRecord() ?? []).map((name) => name ?? ''));
    for (this.skipBlankLines(); this.at < this.bytes.length; this.skipBlankLines()) {
      const start = this.at;
      if (!this.plainRecord()) {
        this.at = start;
        for (const column of this.columns) column.forget(this.records.rows);
        this.addRecord(this.hardRecord());
      }
    }
  }

  private skipBlankLines(): void {
    for (;;) {
      const c = this.bytes[this.at];
      if (c === NEWLINE) this.line++;
      else if (c !== RETURN || this.bytes[this.at + 1] !== NEWLINE) return;
      this.at++;
    }
  }

  private header(names: readonly string[]): ColumnBuilder[] {
    const seen = new Set<string>();
    return names.map((raw, i) => {
      const name = raw.trim() || `column${i + 1}`;
      if (seen.has(name)) fail('input-malformed', { path: this.path, line: 1, detail: `two columns are called ${name}` }, NO_SPAN);
      seen.add(name);
      return this.records.column(this.records.field(this.records.root, name, ''));
    });
  }

  /** Reads one line; false, with nothing counted, when it is not for this reader. */
  private plainRecord(): boolean {
    const { bytes, columns } = this;
    const row = this.records.rows;
    let cell = 0;
    for (let ended = false; !ended; cell++) {
      const start = this.at;
      const end = bytes[start] === QUOTE ? this.quotedCell(cell, row) : this.plainCell(cell, row);
      if (end < 0) return false;
      ended = bytes[end] !== this.separator;
      this.at = ended ? this.afterLine(end) : end + 1;
    }
    if (cell !== columns.length) this.wrongCount(cell);
    this.line++;
    this.records.rows = row + 1;
    return true;
  }

  private afterLine(end: number): number {
    return this.bytes[end] === RETURN ? end + 2 : end + 1;
  }

  /** Where the cell at `at` ends; -1 for a quote in the middle of it. */
  private plainCell(cell: number, row: number): number {
    const { bytes, separator } = this;
    const start = this.at;
    let hash = HASH_SEED;
    let high = 0;
    let i = start;
    for (; i < bytes.length; i++) {
      const c = bytes[i] as number;
      if (c === separator || c === NEWLINE) break;
      if (c === QUOTE) return -1;
      if (c === RETURN && (i + 1 === bytes.length || bytes[i + 1] === NEWLINE)) break;
      high |= c;
      hash = hashStep(hash, c);
    }
    if (i > start) this.addCell(cell, row, start, i, high > 127 ? undefined : hash, false);
    return i;
  }

  private quotedCell(cell: number, row: number): number {
    const { bytes } = this;
    const start = this.at + 1;
    let hash = HASH_SEED;
    let high = 0;
    let i = start;
    for (; i < bytes.length; i++) {
      const c = bytes[i] as number;
      if (c === QUOTE) break;
      if (c === NEWLINE) return -1;
      high |= c;
      hash = hashStep(hash, c);
    }
    const after = bytes[i + 1];
    const isEnd = after === this.separator || after === NEWLINE || after === undefined || (after === RETURN && bytes[i + 2] === NEWLINE);
    if (i >= bytes.length || !isEnd) return -1;
    this.addCell(cell, row, start, i, high > 127 ? undefined : hash, true);
    return i + 1;
  }

  private addCell(cell: number, row: number, start: number, end: number, hash: number | undefined, isQuoted: boolean): void {
    const column = this.columns[cell];
    if (!column || column.unread) return;
    if (hash === undefined || (isQuoted && start === end)) column.addText(row, this.bytes.toString('utf8', start, end));
    else column.addCell(row, this.bytes, start, end, hash);
  }

  /** The cells of the record at `at` by csv-parse; it ends at the first line end with an even number of quotes before it. */
  private hardRecord(): (string | null)[] | undefined {
    const { bytes } = this;
    const start = this.at;
    let quotes = 0;
    let end = start;
    for (; end < bytes.length; end++) {
      if (bytes[end] === QUOTE) quotes++;
      else if (bytes[end] === NEWLINE && quotes % 2 === 0) break;
    }
    if (quotes % 2 === 1) fail('input-unterminated', { path: this.path, line: this.line, what: 'quoted cell' }, NO_SPAN);
    const text = bytes.subarray(start, end);
    const cells = this.parsed(text)[0];
    for (const c of text) if (c === NEWLINE) this.line++;
    this.line++;
    this.at = end + 1;
    return cells;
  }

  private parsed(record: Buffer): (string | null)[][] {
    try {
      return parse(record, { delimiter: this.delimiter, cast: (value, context) => (value === '' && !context.quoting ? null : value) });
    } catch (e) {
      if (e instanceof CsvError) return fail('input-malformed', { path: this.path, line: this.line, detail: e.message }, NO_SPAN);
      throw e;
    }
  }

  private addRecord(cells: readonly (string | null)[] | undefined): void {
    if (!cells) return;
    if (cells.length !== this.columns.length) this.wrongCount(cells.length);
    const row = this.records.rows++;
    cells.forEach((cell, i) => {
      const column = this.columns[i] as ColumnBuilder;
      if (cell !== null && !column.unread) column.addText(row, cell);
    });
  }

  private wrongCount(got: number): never {
    return fail('input-cell-count', { path: this.path, row: this.line, got, want: this.columns.length }, NO_SPAN);
  }
}
