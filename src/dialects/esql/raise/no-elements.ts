import type { Call, Expr, Stage } from '../../../ast/pipeline.js';
import { columnsIn } from '../../../ast/walk.js';
import type { Arrays } from './arrays-behind.js';
import { makesArray, mayBeEmpty, OF_ARRAYS } from './made-arrays.js';
import { lastMade } from './origin.js';

/**
 * An array without elements is a value in Kusto, and one that is missing is none. In ES|QL both are null: which of the two it is can be
 * told by what the array was computed from.
 */

/** Whether Kusto has no array there: a condition, or the same for all rows; `undefined`: that cannot be told. `before`: the stages that the rows have come through. */
export function missingArray(e: Expr, arrays: Arrays, before: readonly Stage[]): Expr | boolean | undefined {
  if (makesArray(e, arrays.made)) return false;
  const made = e.kind === 'col' ? computed(e.name, before) : e;
  return made?.kind === 'call' ? missingResult(made, arrays) : undefined;
}

/** Whether an expression may be an array without elements. */
export const mayHaveNone = (e: Expr, arrays: Arrays): boolean => mayBeEmpty(e, arrays.empty, false);

/** `array_concat` passes missing arrays by; other functions give none. */
function missingResult(e: Call, arrays: Arrays): Expr | undefined {
  if (!OF_ARRAYS.test(e.op)) return undefined;
  const open = e.args.filter((a) => a.type === 'dynamic' && !makesArray(a, arrays.made));
  const tests = open.map((a) => missingArgument(a, arrays));
  const joined = e.op === 'array.concat' ? 'logic.and' : 'logic.or';
  if (tests.length === 0 || (e.op === 'array.concat' && open.length < e.args.length) || !tests.every((t) => t !== undefined)) return undefined;
  return tests.reduce((a, b): Expr => ({ kind: 'call', op: joined, args: [a, b], type: 'bool', span: e.span }));
}

function missingArgument(a: Expr, arrays: Arrays): Expr | undefined {
  if (a.kind === 'call') return missingResult(a, arrays);
  return a.kind === 'col' && !arrays.empty.has(a.name) ? { kind: 'call', op: 'condition.isNull', args: [a], type: 'bool', span: a.span } : undefined;
}

/** What a column was computed from, where the columns of that are still there as they were. */
function computed(column: string, before: readonly Stage[]): Expr | undefined {
  const last = lastMade(column, before);
  if (!last || columnsIn(last.expr).has(column)) return undefined;
  const { at, expr: made } = last;
  const kept = before.slice(at + 1).every((stage) => leaves(stage, column)) && [...columnsIn(made)].every((c) => before.slice(at).every((stage) => leaves(stage, c)));
  return kept ? made : undefined;
}

const ROW_WISE: ReadonlySet<Stage['kind']> = new Set(['filter', 'sort', 'limit', 'extend', 'reorder']);

/** Whether a stage leaves a column what it is. */
function leaves(stage: Stage, column: string): boolean {
  const copies = stage.kind === 'extend' || stage.kind === 'project' ? stage.columns.filter((c) => c.name === column) : [];
  const same = copies.every((c) => c.expr.kind === 'col' && c.expr.name === column);
  return same && (ROW_WISE.has(stage.kind) || (stage.kind === 'project' && copies.length > 0));
}
