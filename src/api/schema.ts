import { fail } from '../base/diagnostics.js';
import { NO_SPAN } from '../base/source.js';
import { typeOfName } from '../dialects/type-names.js';
import type { Field } from '../data/table.js';
import { closed, type Schema } from '../semantics/schema.js';

/** Tables with their columns and types, in either dialect's type names: `{ T: { x: 'long', "host.name": 'keyword' } }`. `keyword[]`: some rows have several values. */
export type SchemaInput = Readonly<Record<string, Readonly<Record<string, string>>>>;

export function readSchemas(input: SchemaInput): ReadonlyMap<string, Schema> {
  return new Map(Object.entries(input).map(([table, columns]) => [table, closed(fieldsOf(table, columns))]));
}

export function fieldsOf(table: string, columns: Readonly<Record<string, string>>): Field[] {
  return Object.entries(columns).map(([name, typeName]) => {
    const given = String(typeName);
    const several = given.endsWith('[]');
    const type = typeOfName(several ? given.slice(0, -2) : given);
    if (type === undefined) fail('unknown-type', { name: `${String(typeName)} (column ${name} of ${table})` }, NO_SPAN);
    return { name, type, ...(several && { several }) };
  });
}
