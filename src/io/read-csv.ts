import { CsvError, parse } from 'csv-parse/sync';
import { fail } from '../base/diagnostics.js';
import { NO_SPAN } from '../base/source.js';
import { ColumnBuilder } from './builders.js';
import { HASH_SEED, hashStep } from './dictionary.js';
import { readBytes, requireUtf8 } from './files.js';
import { withoutMark } from './read-json.js';
import type { Records } from './records.js';

const QUOTE = 34;
const NEWLINE = 10;
const RETURN = 13;

/** Separated values with a header line. An empty cell is null; types are told from the cells. */
export function readCsv(path: string, records: Records): void {
  const bytes = withoutMark(readBytes(path));
  requireUtf8(path, bytes);
  if (!/\S/.test(bytes.toString('latin1', 0, 65_536)) && bytes.toString('latin1').trim() === '') fail('input-empty', { path }, NO_SPAN);
  const delimiter = delimiterOf(path, bytes);
  if (bytes.includes(QUOTE)) quoted(path, bytes, delimiter, records);
  else plain(path, bytes, delimiter, records);
}

const DELIMITERS = [',', ';', '\t', '|'];

/** The separator that the header line has most of. */
function delimiterOf(path: string, bytes: Buffer): string {
  if (/\.tsv(\.gz)?$/i.test(path)) return '\t';
  const end = bytes.indexOf(NEWLINE);
  const header = bytes.toString('latin1', 0, end < 0 ? bytes.length : end).replace(/"[^"]*"/g, '');
  const count = (d: string): number => header.split(d).length;
  return DELIMITERS.reduce((best, d) => (count(d) > count(best) ? d : best));
}

function columnsOf(path: string, names: readonly string[], records: Records): ColumnBuilder[] {
  const seen = new Set<string>();
  return names.map((raw, i) => {
    const name = raw.trim() || `column${i + 1}`;
    if (seen.has(name)) fail('input-malformed', { path, line: 1, detail: `two columns are called ${name}` }, NO_SPAN);
    seen.add(name);
    return records.column(records.field(records.root, name, ''));
  });
}

/** Cells are cut at delimiters and line ends, without a string a cell. Only for text without any quotes. */
function plain(path: string, bytes: Buffer, delimiter: string, records: Records): void {
  const separator = delimiter.charCodeAt(0);
  const headerEnd = lineEnd(bytes, 0);
  const columns = columnsOf(path, bytes.toString('utf8', 0, headerEnd).replace(/\r$/, '').split(delimiter), records);
  let line = 2;
  for (let at = headerEnd + 1; at < bytes.length; line++) {
    const next = lineEnd(bytes, at) + 1;
    const end = bytes[next - 2] === RETURN ? next - 2 : next - 1;
    if (end > at) plainRow(path, bytes, at, end, separator, columns, line, records);
    at = next;
  }
}

function lineEnd(bytes: Buffer, from: number): number {
  const at = bytes.indexOf(NEWLINE, from);
  return at < 0 ? bytes.length : at;
}

function plainRow(
  path: string, bytes: Buffer, from: number, end: number, separator: number, columns: readonly ColumnBuilder[], line: number, records: Records,
): void {
  const row = records.rows++;
  let cell = 0;
  let start = from;
  let ascii = true;
  let hash = HASH_SEED;
  for (let i = from; i <= end; i++) {
    const c = i === end ? separator : (bytes[i] as number);
    if (c === separator) {
      if (i > start && cell < columns.length) addCell(columns[cell] as ColumnBuilder, row, bytes, start, i, ascii ? hash : undefined);
      cell++;
      start = i + 1;
      ascii = true;
      hash = HASH_SEED;
    } else {
      if (c > 127) ascii = false;
      hash = hashStep(hash, c);
    }
  }
  if (cell !== columns.length) fail('input-cell-count', { path, row: line, got: cell, want: columns.length }, NO_SPAN);
}

function addCell(column: ColumnBuilder, row: number, bytes: Buffer, start: number, end: number, hash: number | undefined): void {
  if (hash === undefined) column.addText(row, bytes.toString('utf8', start, end));
  else column.addAscii(row, bytes, start, end, hash);
}

function quoted(path: string, bytes: Buffer, delimiter: string, records: Records): void {
  let columns: ColumnBuilder[] | undefined;
  const take = (cells: string[]): null => {
    if (!columns) columns = columnsOf(path, cells, records);
    else {
      const row = records.rows++;
      for (let i = 0; i < cells.length; i++) if (cells[i] !== '') (columns[i] as ColumnBuilder).addText(row, cells[i] as string);
    }
    return null;
  };
  try {
    parse(bytes, { delimiter, skip_empty_lines: true, on_record: take });
  } catch (e) {
    if (e instanceof CsvError) return malformed(path, e);
    throw e;
  }
}

function malformed(path: string, e: CsvError): never {
  const line = Number((e as unknown as { lines?: number }).lines ?? 1);
  const record = (e as unknown as { record?: unknown[] }).record;
  if (e.code === 'CSV_QUOTE_NOT_CLOSED') return fail('input-unterminated', { path, line, what: 'quoted cell' }, NO_SPAN);
  if (e.code === 'CSV_RECORD_INCONSISTENT_FIELDS_LENGTH' || e.code === 'CSV_RECORD_INCONSISTENT_COLUMNS') {
    const want = Number(/expect (\d+)/.exec(e.message)?.[1] ?? 0);
    return fail('input-cell-count', { path, row: line, got: record?.length ?? 0, want }, NO_SPAN);
  }
  return fail('input-malformed', { path, line, detail: e.message }, NO_SPAN);
}
