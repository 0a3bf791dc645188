import type { Named, Stage } from '../../../ast/pipeline.js';
import type { Ty } from '../../../data/types.js';
import { columnsReadBy } from '../../../semantics/columns-read.js';
import { fieldOf } from '../../../semantics/schema.js';
import type { Spelling } from './context.js';
import { SOURCE } from './documents.js';

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

const LISTING: ReadonlySet<Stage['kind']> = new Set(['project', 'keep', 'aggregate', 'distinct', 'makeSeries', 'join']);

/** Whether a column of the rows at hand is the JSON of an object, beside whose members' fields it stands: they come of `_source`. */
export function standsBesideFields(column: string, { stages }: Spelling): boolean {
  return isOfDocument(column, stages) && !stages.some((s) => LISTING.has(s.kind));
}

const isOfDocument = (column: string, stages: readonly Stage[]): boolean =>
  stages.some((s) => (s.kind === 'union' ? s.inputs.some((p) => isOfDocument(column, p.stages)) : s.kind === 'extend' && s.columns.some((c) => c.name === column && readsDocument(c))));

const readsDocument = ({ expr }: Named): boolean => expr.kind === 'call' && expr.op === 'dynamic.extractJson' && expr.args[1]?.kind === 'col' && expr.args[1].name === SOURCE;

/** Whether stages read members of a column. */
export const readsMembersOf = (column: string, stages: readonly Stage[]): boolean => [...columnsReadBy({ stages })].some((c) => c.startsWith(`${column}.`));
