import type { Stage } from '../../../ast/pipeline.js';
import type { Ty } from '../../../data/types.js';
import { columnsReadBy } from '../../../semantics/columns-read.js';
import { fieldOf } from '../../../semantics/schema.js';
import type { Spelling } from './context.js';

/** Whether a column of this type may be an object. */
export const mayBeObject = (type: Ty | undefined): boolean => type === undefined || type === 'dynamic' || type === 'unknown';

/**
 * Whether a column is an object, of which there are fields, in the rows at hand. Tables of one query may have an object and a text of one
 * name: the type tells, and where it does not, whether the stages of these rows read members of it. `rest`: the stages behind.
 */
export function isObjectHere(column: string, s: Spelling, rest: readonly Stage[]): boolean {
  const { raising, schema, stages } = s;
  if (!raising.isObject(column, stages) || !mayBeObject(fieldOf(schema, column)?.type)) return false;
  return raising.lifted.has(column) || [...columnsReadBy({ stages: [...stages, ...rest] })].some((c) => c.startsWith(`${column}.`) || (c === column && raising.wholes.has(column)));
}
