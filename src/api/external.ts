import { ConstColumn } from '../data/column.js';
import type { Field, Table } from '../data/table.js';
import type { ExternalReader } from '../engine/run.js';
import type { TableSource } from './tables.js';

/** A file of `externaldata` is, before anything else, a supplied table of the address's name, or of its last part. */
export const externalOf = (source: TableSource, read: ExternalReader | undefined): ExternalReader => (uri, fields, options) => {
  const name = [uri, uri.replace(/[?;].*$/, '').replace(/^.*[/\\]/, '')].find((n) => source.names.includes(n));
  const supplied = name === undefined ? undefined : source.load(name);
  return supplied ? columnsBy(supplied, fields) : read?.(uri, fields, options);
};

/** The declared columns by their names; null where the table has none, or one of another type. */
function columnsBy(t: Table, fields: readonly Field[]): Table {
  const columns = fields.map((f) => t.columns[t.fields.findIndex((g) => g.name === f.name && g.type === f.type)] ?? new ConstColumn(f.type, null, t.length));
  return { fields, columns, length: t.length };
}
