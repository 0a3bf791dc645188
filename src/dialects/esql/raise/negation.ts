import type { Expr } from '../../../ast/pipeline.js';
import { oppositeOf, opposites } from '../../../semantics/opposites.js';

/** Kusto's comparisons and their opposites, where the two are each other's complement for every operand, null included. */
const OPPOSITES: readonly (readonly [string, string])[] = [
  ['compare.equal', 'compare.notEqual'], ['compare.equalIgnoringCase', 'compare.notEqualIgnoringCase'], ['compare.between', 'compare.notBetween'],
  ['compare.less', 'compare.greaterOrEqual'], ['compare.greater', 'compare.lessOrEqual'],
  ...['Has', 'Hasprefix', 'Hassuffix', 'Contains', 'Startswith', 'Endswith'].flatMap((w) => ['', 'Cs'].map((cs) => [`string.${w.toLowerCase()}${cs}`, `string.not${w}${cs}`] as const)),
];
const OPPOSITE = opposites(OPPOSITES);

/** The opposite of a condition with `not` pushed to its atoms. `undefined`: the atom has no opposite. */
export const opposite = (e: Expr): Expr | undefined => oppositeOf(e, OPPOSITE);
