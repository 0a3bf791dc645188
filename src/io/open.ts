import { fail } from '../base/diagnostics.js';
import { NO_SPAN } from '../base/source.js';
import { parseJson } from '../data/json.js';
import type { Table } from '../data/table.js';
import { inlineTableOf, readInlineTable } from '../dialects/typed-table.js';
import { readText } from './files.js';

export interface ReadOptions {
  /** What nested objects become: 'dynamic' columns (KQL), or 'flat' dotted columns with arrays as multi-values (ES|QL). */
  readonly shape: 'dynamic' | 'flat';
}

/** Reads a file of rows. Throws a `Failure` with a coded error that names the file and the line. */
export function readTable(path: string, _options: ReadOptions): Table {
  const result = parseJson(readText(path));
  if (!result.ok) return fail('input-not-json', { path, detail: result.detail }, NO_SPAN);
  const typed = inlineTableOf(result.value);
  return typed ? readInlineTable(path, typed) : fail('not-yet', { what: 'this file format' }, NO_SPAN);
}
