import { fail } from '../base/diagnostics.js';
import { NO_SPAN } from '../base/source.js';
import { parseJson } from '../data/json.js';
import type { Table } from '../data/table.js';
import { inlineTableOf, readInlineTable } from '../dialects/typed-table.js';
import { readBytes, requireUtf8 } from './files.js';
import { JsonScanner } from './json-scan.js';
import { pieces } from './pieces.js';
import type { Records } from './records.js';

const OPEN = 123;
const OPEN_ARRAY = 91;

/** One object a line. Objects that span lines are read as well when the file is small enough to be held at once. */
export function readNdjson(path: string, records: Records): void {
  const before = records.rows;
  for (const piece of pieces(path)) {
    requireUtf8(path, piece.bytes, piece.firstLine);
    const scanner = new JsonScanner(path, piece.bytes, records, piece.firstLine);
    while (scanner.peek() >= 0) scanner.record();
  }
  if (records.rows === before) fail('input-empty', { path }, NO_SPAN);
}

/** A typed table, an array of objects, an object that wraps such an array (`{"Records": […]}`), or objects one after the other. */
export function readJson(path: string, records: Records): Table | undefined {
  const bytes = withoutMark(readBytes(path));
  requireUtf8(path, bytes);
  const scanner = new JsonScanner(path, bytes, records);
  const first = scanner.peek();
  if (first < 0) return fail('input-empty', { path }, NO_SPAN);
  if (first === OPEN_ARRAY) {
    arrayOfRecords(scanner);
  } else if (first === OPEN) {
    const wrapped = wrapper(bytes, scanner);
    if (wrapped === 'typed') return typedTable(path, bytes);
    if (wrapped === undefined) while (scanner.peek() >= 0) scanner.record();
    else {
      scanner.at = wrapped;
      arrayOfRecords(scanner, true);
    }
  } else scanner.record();
  return undefined;
}

export const withoutMark = (bytes: Buffer): Buffer => (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes);

function arrayOfRecords(scanner: JsonScanner, wrapped = false): void {
  scanner.at++;
  if (scanner.peek() === 93) scanner.at++;
  else
    for (;;) {
      scanner.record();
      const c = scanner.peek();
      if (c !== 44 && c !== 93) scanner.stop('not JSON: expected "," or "]"');
      scanner.at++;
      if (c === 93) break;
    }
  if (!wrapped && scanner.peek() >= 0) scanner.stop('not JSON: text after the array');
}

/** Names under which exports put their rows when they wrap them. */
const WRAPPER = /^\s*\{\s*"(Records|records|value|rows|results|events|Events|data|logs)"\s*:\s*\[\s*(\{|\])/;
const TYPED = /^\s*\{\s*"(?:columns|rows)"\s*:\s*\[/;

/** Where the wrapped array starts, told from the first key; 'typed' for a typed table. */
function wrapper(bytes: Buffer, scanner: JsonScanner): number | 'typed' | undefined {
  const head = bytes.toString('latin1', scanner.at, scanner.at + 4096);
  const m = WRAPPER.exec(head);
  if (m && !isLastKey(bytes)) return undefined;
  if (m) return scanner.at + m[0].lastIndexOf('[');
  return TYPED.test(head) ? 'typed' : undefined;
}

/** A wrapped array ends the file, up to closing brackets: otherwise the objects are rows themselves. */
const isLastKey = (bytes: Buffer): boolean => /\]\s*\}\s*$/.test(bytes.toString('latin1', Math.max(0, bytes.length - 64)));

function typedTable(path: string, bytes: Buffer): Table {
  const result = parseJson(bytes.toString('utf8'));
  if (!result.ok) return fail('input-not-json', { path, detail: result.detail }, NO_SPAN);
  const input = inlineTableOf(result.value);
  return input ? readInlineTable(path, input) : fail('input-not-records', { path, found: 'columns or rows without their counterpart' }, NO_SPAN);
}
