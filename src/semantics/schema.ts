import type { Field } from '../data/table.js';

/** What is known of a stage's columns. `open`: there may be others, of unknown names and types. */
export interface Schema {
  readonly fields: readonly Field[];
  readonly open: boolean;
}

export const closed = (fields: readonly Field[]): Schema => ({ fields, open: false });
export const OPEN: Schema = { fields: [], open: true };

export const fieldOf = (s: Schema, name: string): Field | undefined => s.fields.find((f) => f.name === name);
