import type { Field } from '../data/table.js';

/** What is known of a stage's columns. `open`: there may be others, of unknown names and types. */
export interface Schema {
  readonly fields: readonly Field[];
  readonly open: boolean;
}

/** Columns that are known without a schema: those of published tables and fields. Asked only for tables that no schema names. */
export interface KnownColumns {
  /** The columns of a Kusto table and their types, by its exact name. */
  readonly table: (name: string) => Readonly<Record<string, string>> | undefined;
  /** The type of a field of that name in any index. */
  readonly field: (name: string) => string | undefined;
}

export const closed = (fields: readonly Field[]): Schema => ({ fields, open: false });
export const OPEN: Schema = { fields: [], open: true };

/** A column by its name; the first one of several. */
export function fieldOf({ fields }: Schema, name: string): Field | undefined {
  return fields.length <= FEW ? fields.find((f) => f.name === name) : indexOf(fields).get(name);
}

/** Up to so many columns are looked through; more are indexed once, because tables of logs have hundreds. */
const FEW = 8;
const indexes = new WeakMap<readonly Field[], ReadonlyMap<string, Field>>();

function indexOf(fields: readonly Field[]): ReadonlyMap<string, Field> {
  let found = indexes.get(fields);
  if (!found) {
    found = new Map([...fields].reverse().map((f) => [f.name, f]));
    indexes.set(fields, found);
  }
  return found;
}
