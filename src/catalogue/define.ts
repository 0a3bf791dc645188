import type { AggregateOp, AggregateOverload, Example, Grade, KernelOverload, Overload, ScalarOp, Spelling, WindowOp } from './entry.js';
import { refuse, template } from './entry.js';

/* Short forms in which entries are written, one operation a row or two. */

type More = Pick<ScalarOp, 'multi' | 'volatile' | 'clock' | 'rules'>;

export function scalar(
  id: string, doc: string, kql: Spelling, esql: Spelling, sigs: readonly Overload[], examples?: readonly Example[], more?: More,
): ScalarOp {
  return { kind: 'scalar', id, doc, kql, esql, sigs, examples, ...more };
}

export function aggregate(
  id: string, doc: string, kql: Spelling, esql: Spelling, sigs: readonly AggregateOverload[], examples?: readonly Example[],
): AggregateOp {
  return { kind: 'aggregate', id, doc, kql, esql, sigs, examples };
}

export function windowed(id: string, doc: string, kql: Spelling, sigs: readonly KernelOverload[]): WindowOp {
  return { kind: 'window', id, doc, kql, esql: refuse('ES|QL has no functions that see neighbouring rows'), sigs };
}

/** The same rows for any data, in another shape. */
export const rewritten = (text: string, since?: string): Spelling => ({ kind: 'template', text, grade: 'rewritten', since });
/** Another meaning in cases that `note` says. */
export const differs = (text: string, note: string, grade: Grade = 'different'): Spelling => template(text, grade, note);
/** Says the same although the target spells it with an operator that has further meanings of its own. */
export const exactly = (text: string): Spelling => template(text, 'exact');

export const noCounterpart = (what: string): Spelling => refuse(`ES|QL has no ${what}`);
