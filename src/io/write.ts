import { cellWriter } from '../data/encode.js';
import type { Table } from '../data/table.js';
import { isNumeric } from '../data/types.js';
import { displayWidth, fitted, printable, textOfCell } from './values.js';

export const FORMATS = ['table', 'csv', 'json', 'ndjson', 'markdown'] as const;
export type OutputFormat = (typeof FORMATS)[number];

export interface WriteOptions {
  /** The terminal's width; columns are narrowed to fit. Absent: as wide as the cells need. */
  readonly width?: number;
}

/** A table as text, in pieces of bounded size. */
export function* writeTable(table: Table, format: OutputFormat, options: WriteOptions = {}): Generator<string> {
  yield* WRITERS[format](table, options);
}

const WRITERS: Readonly<Record<OutputFormat, (t: Table, o: WriteOptions) => Generator<string>>> = { table: aligned, csv, json, ndjson, markdown };

const PIECE = 512;

/** Joins the rows of a writer, some at a time. */
function* rows(length: number, row: (i: number) => string): Generator<string> {
  for (let start = 0; start < length; start += PIECE) {
    let piece = '';
    for (let i = start; i < Math.min(length, start + PIECE); i++) piece += row(i);
    yield piece;
  }
}

function* csv(t: Table): Generator<string> {
  const cells = t.columns.map((c) => cellWriter(c, (type, v) => (v === null ? '' : v === '' ? '""' : csvCell(textOfCell(type, v)))));
  yield `${t.fields.map((f) => csvCell(f.name)).join(',')}\n`;
  yield* rows(t.length, (i) => `${cells.map((c) => c(i)).join(',')}\n`);
}

const csvCell = (text: string): string => (/[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

function objects(t: Table): (row: number) => string {
  const cells = t.columns.map((c) => cellWriter(c));
  const keys = t.fields.map((f) => JSON.stringify(f.name));
  return (row) => `{${cells.map((c, i) => `${keys[i]}:${c(row)}`).join(',')}}`;
}

function* json(t: Table): Generator<string> {
  const object = objects(t);
  yield '[';
  yield* rows(t.length, (i) => `${i ? ',' : ''}\n${object(i)}`);
  yield t.length ? '\n]\n' : ']\n';
}

function* ndjson(t: Table): Generator<string> {
  const object = objects(t);
  yield* rows(t.length, (i) => `${object(i)}\n`);
}

function* markdown(t: Table): Generator<string> {
  const cell = (text: string): string => printable(text).replace(/[\\|<]/g, '\\$&');
  const cells = t.columns.map((c) => cellWriter(c, (type, v) => cell(textOfCell(type, v))));
  yield `| ${t.fields.map((f) => cell(f.name)).join(' | ')} |\n`;
  yield `|${t.fields.map((f) => (isNumeric(f.type) ? '---:' : '---')).join('|')}|\n`;
  yield* rows(t.length, (i) => `| ${cells.map((c) => c(i)).join(' | ')} |\n`);
}

/* ---------------------------------------------------------------- table */

/** Widths are measured over the first rows; later cells are cut to them. */
const MEASURED = 2_000;
const GAP = 2;

function* aligned(t: Table, options: WriteOptions): Generator<string> {
  if (t.fields.length === 0) return;
  const cells = t.columns.map((c) => cellWriter(c, (type, v) => (v === null ? 'null' : printable(textOfCell(type, v)))));
  const names = t.fields.map((f) => printable(f.name));
  const natural = names.map((name, c) => naturalWidth(name, cells[c] as (row: number) => string, Math.min(t.length, MEASURED)));
  const widths = options.width === undefined ? natural : narrowed(natural, options.width);
  const right = t.fields.map((f) => isNumeric(f.type));
  const line = (texts: readonly string[]): string => `${texts.map((text, c) => placed(text, widths[c] as number, right[c] === true)).join(' '.repeat(GAP)).trimEnd()}\n`;
  yield line(names);
  yield line(widths.map((w) => '-'.repeat(w)));
  yield* rows(t.length, (row) => line(cells.map((c) => c(row))));
}

function naturalWidth(name: string, cell: (row: number) => string, count: number): number {
  let width = displayWidth(name);
  for (let row = 0; row < count; row++) width = Math.max(width, displayWidth(cell(row)));
  return Math.max(1, width);
}

/** Takes width from the widest columns until the line fits; no column goes below 8. */
function narrowed(natural: readonly number[], total: number): number[] {
  const widths = [...natural];
  const used = (): number => widths.reduce((a, b) => a + b, 0) + GAP * (widths.length - 1);
  for (let over = used() - total; over > 0; over = used() - total) {
    const widest = Math.max(...widths);
    if (widest <= 8) break;
    const next = Math.max(8, ...widths.filter((w) => w < widest));
    const at = widths.indexOf(widest);
    widths[at] = Math.max(next - 1, widest - over, 8);
  }
  return widths;
}

function placed(text: string, width: number, right: boolean): string {
  const cut = fitted(text, width);
  const space = ' '.repeat(Math.max(0, width - displayWidth(cut)));
  return right ? space + cut : cut + space;
}
