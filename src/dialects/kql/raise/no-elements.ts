import type { Expression } from '../../../../grammars/kql/syntax.js';
import { resultsOf } from '../../../ast/choices.js';
import type { Expr } from '../../../ast/pipeline.js';
import { sliceOfOne } from './arrays.js';
import { binary, call, long } from './build.js';
import { nullOf } from './literals.js';

/** Arrays of which nothing is left: no elements in KQL, and null in ES|QL. */
export const ids = (...names: readonly string[]): ReadonlySet<string> => new Set(names.map((n) => `esql.${n}`));

/** Functions of arrays that may leave no element, and those that have one for each of their argument. */
const LEAVES_NONE = ids('mvSlice', 'mvIntersection', 'mvDifference', 'mvUnion');
const HANDS_ON = ids('mvSort', 'mvDedupe', 'mvAppend');
const CHOICES: Readonly<Record<string, (args: readonly Expr[]) => readonly Expr[]>> = { 'esql.case': resultsOf, 'esql.coalesce': (args) => args };

export function mayLeaveNone(e: Expr): boolean {
  if (e.kind !== 'call') return false;
  const [x, from, to] = e.args;
  if (HANDS_ON.has(e.op)) return e.args.some(mayLeaveNone);
  const chosen = CHOICES[e.op]?.(e.args);
  if (chosen) return chosen.some(mayLeaveNone);
  if (!LEAVES_NONE.has(e.op) || sliceOfOne(e) !== undefined) return false;
  if (e.op === 'esql.mvUnion' && e.args.some((a) => a.kind === 'lit' && a.value !== null)) return false;
  const hasFirst = e.op === 'esql.mvSlice' && from?.kind === 'lit' && Number(from.value) === 0 && to?.kind === 'lit' && Number(to.value) >= 0;
  return !hasFirst || mayLeaveNone(x as Expr);
}

/** The array, or null where it has no element. */
export const someOrNull = (array: Expression): Expression => call('iff', hasSome(array), array, nullOf('dynamic'));
export const hasSome = (array: Expression): Expression => binary('>', call('array_length', array), long(0));
