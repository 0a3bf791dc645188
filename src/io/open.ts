import type { Table } from '../data/table.js';
import { peek } from './files.js';
import { type Format, formatOfName } from './formats.js';
import { readCsv } from './read-csv.js';
import { readJson, readNdjson } from './read-json.js';
import { Records } from './records.js';

export interface ReadOptions {
  /**
   * What nested objects become: 'dynamic' columns (KQL), or 'flat' dotted columns with arrays as multi-values (ES|QL). A file that says
   * its columns' types keeps them.
   */
  readonly shape: 'dynamic' | 'flat';
  /** The columns whose cells are asked for; the others are there, and null. */
  readonly needed?: ReadonlySet<string>;
}

/** Told from the name; else from the first characters. */
function formatOf(path: string): Format {
  if (path === '-') return 'ndjson';
  const known = formatOfName(path);
  if (known) return known;
  const head = peek(path).toString('latin1').replace(/^\xef\xbb\xbf/, '').trimStart();
  return head.startsWith('{') ? 'ndjson' : head.startsWith('[') ? 'json' : 'csv';
}

/** Reads a file of rows. Throws a `Failure` with a coded error that names the file and the line. */
export function readTable(path: string, options: ReadOptions): Table {
  return readTables([path], options);
}

/** Several files of the same kind of rows as one table: columns united by name, null where a file lacks one. */
export function readTables(paths: readonly string[], options: ReadOptions): Table {
  const records = new Records(options.shape === 'flat', options.needed);
  let numbers = true;
  for (const path of paths) {
    const format = formatOf(path);
    numbers &&= format === 'csv';
    const typed = readInto(path, format, records);
    if (typed && paths.length === 1) return typed;
  }
  return records.finish(numbers);
}

function readInto(path: string, format: Format, records: Records): Table | undefined {
  if (format === 'csv') return void readCsv(path, records);
  return format === 'json' ? readJson(path, records) : void readNdjson(path, records);
}
