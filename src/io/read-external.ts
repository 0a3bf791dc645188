import { parse } from 'csv-parse/sync';
import { extname } from 'node:path';
import { fail } from '../base/diagnostics.js';
import { NO_SPAN } from '../base/source.js';
import { cellOfJson } from '../data/decode.js';
import { dynamicOfJson } from '../data/json.js';
import { type Field, type Table, tableOfRows } from '../data/table.js';
import type { Dynamic, Value } from '../data/types.js';
import { readText } from './files.js';

/**
 * A local file as `externaldata` reads it: separated values without a header, by position; JSON records by name; plain text a line a row.
 * The columns are those that the query declares; a cell that does not fit its type is null. `undefined` for an address that is no file.
 * Throws a `Failure` for a file that cannot be read. Source: the documentation of externaldata and of the ingestion formats.
 */
export function readExternal(uri: string, fields: readonly Field[], options: Readonly<Record<string, Value>>): Table | undefined {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(uri)) return undefined;
  const path = uri.replace(/;[^;]*$/, '');
  const format = String(option(options, 'format') ?? formatOf(path)).toLowerCase();
  const text = readText(path);
  const rows = (FORMATS[format] ?? unknownFormat(path, format))(text, fields);
  return tableOfRows(fields, isTrue(option(options, 'ignorefirstrecord')) ? rows.slice(1) : rows);
}

const option = (options: Readonly<Record<string, Value>>, name: string): Value | undefined => Object.entries(options).find(([k]) => k.toLowerCase() === name)?.[1];
const isTrue = (v: Value | undefined): boolean => v === true || (typeof v === 'string' && v.toLowerCase() === 'true');
const formatOf = (path: string): string => extname(path.replace(/\.gz$/i, '')).slice(1) || 'csv';
const unknownFormat = (path: string, format: string): never => fail('input-unreadable', { path, detail: `externaldata knows no format ${format}` }, NO_SPAN);

type Rows = Value[][];
type Reader = (text: string, fields: readonly Field[]) => Rows;

const separated = (delimiter: string): Reader => (text, fields) =>
  (parse(text, { delimiter, relax_column_count: true, relax_quotes: true, skip_empty_lines: true }) as string[][]).map((record) => fields.map((f, i) => cellOfText(f, record[i])));

const lines = (text: string): string[] => text.split(/\r?\n/).filter((l, i, all) => l !== '' || i < all.length - 1);

const json: Reader = (text, fields) => {
  const whole = dynamicOfJson(text);
  const records = whole === undefined ? lines(text).map((l) => dynamicOfJson(l) ?? null) : Array.isArray(whole) ? whole : [whole];
  return records.map((r) => fields.map((f) => (r instanceof Map ? cellOfDynamic(f, r.get(f.name) ?? null) : null)));
};

const FORMATS: Readonly<Record<string, Reader>> = {
  csv: separated(','),
  json,
  jsonl: json,
  multijson: json,
  ndjson: json,
  psv: separated('|'),
  raw: (text, fields) => [fields.map((f, i) => (i === 0 ? cellOfText(f, text) : null))],
  scsv: separated(';'),
  sohsv: separated('\u0001'),
  tsv: separated('\t'),
  txt: (text, fields) => lines(text).map((l) => fields.map((f, i) => (i === 0 ? cellOfText(f, l) : null))),
};

function cellOfText(f: Field, text: string | undefined): Value {
  if (text === undefined || (text === '' && f.type !== 'string')) return null;
  return f.type === 'dynamic' ? (dynamicOfJson(text) ?? text) : (cellOfJson(f.type, text) ?? null);
}

function cellOfDynamic(f: Field, v: Dynamic): Value {
  return cellOfJson(f.type, v) ?? (f.type === 'string' && v !== null && typeof v !== 'object' ? String(v) : null);
}
