import { fail } from '../base/diagnostics.js';
import { NO_SPAN } from '../base/source.js';
import type { DialectId } from '../catalogue/index.js';
import { columnOf } from '../data/column.js';
import { cellOfJson, dynamicOfPlain } from '../data/decode.js';
import { jsonOfDynamic } from '../data/encode.js';
import type { Field, Table } from '../data/table.js';
import type { Value } from '../data/types.js';
import { typeOfName } from './type-names.js';

/** A table as data: types in either dialect's names, values as `src/data/encode.ts` writes them. */
export interface InlineTable {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly unknown[])[];
}

/** Whether a JSON value (of `parseJson` or `JSON.parse`) has the shape of a typed table. */
export function inlineTableOf(value: unknown): InlineTable | undefined {
  const columns = member(value, 'columns');
  const rows = member(value, 'rows');
  if (!Array.isArray(columns) || !Array.isArray(rows)) return undefined;
  const named = columns.map((c) => ({ name: member(c, 'name'), type: member(c, 'type') }));
  if (!named.every((c) => typeof c.name === 'string' && typeof c.type === 'string')) return undefined;
  return { columns: named as { name: string; type: string }[], rows: rows as unknown[][] };
}

function member(v: unknown, key: string): unknown {
  if (v instanceof Map) return v.get(key);
  return typeof v === 'object' && v !== null && Object.hasOwn(v, key) ? (v as Record<string, unknown>)[key] : undefined;
}

/** Reads a typed table; `label` names it in errors. Throws a `Failure` that names the row and column of a value that does not fit. */
export function readInlineTable(label: string, input: InlineTable, lang?: DialectId): Table {
  const fields = input.columns.map((c): Field => ({ name: c.name, type: typeOfName(c.type, lang) ?? unknownType(label, c) }));
  input.rows.forEach((row, i) => requireCells(label, row, i, fields.length));
  const columns = fields.map((f, c) => columnOf(f.type, input.rows.map((row, i) => cellOf(label, f, row[c], i))));
  return { fields, columns, length: input.rows.length };
}

function unknownType(label: string, c: InlineTable['columns'][number]): never {
  return fail('unknown-type', { name: `${c.type} (column ${c.name} of ${label})` }, NO_SPAN);
}

function requireCells(path: string, row: unknown, index: number, want: number): void {
  const got = Array.isArray(row) ? row.length : 0;
  if (!Array.isArray(row) || got !== want) fail('input-cell-count', { path, row: index + 1, got, want }, NO_SPAN);
}

function cellOf(path: string, field: Field, v: unknown, index: number): Value {
  const given = dynamicOfPlain(v);
  const cell = cellOfJson(field.type, given);
  if (cell !== undefined) return cell;
  return fail('input-cell-type', { path, row: index + 1, column: field.name, type: field.type, value: jsonOfDynamic(given).slice(0, 80) }, NO_SPAN);
}
