import type { Call, Expr } from '../../../ast/pipeline.js';

/** Kusto's comparisons and their opposites, where the two are each other's complement for every operand, null included. */
const OPPOSITES: readonly (readonly [string, string])[] = [
  ['compare.equal', 'compare.notEqual'], ['compare.equalIgnoringCase', 'compare.notEqualIgnoringCase'], ['compare.between', 'compare.notBetween'],
  ['compare.less', 'compare.greaterOrEqual'], ['compare.greater', 'compare.lessOrEqual'],
  ...['Has', 'Hasprefix', 'Hassuffix', 'Contains', 'Startswith', 'Endswith'].flatMap((w) => ['', 'Cs'].map((cs) => [`string.${w.toLowerCase()}${cs}`, `string.not${w}${cs}`] as const)),
];
const OPPOSITE: ReadonlyMap<string, string> = new Map(OPPOSITES.flatMap(([a, b]) => [[a, b], [b, a]] as const));

/** The opposite of a condition with `not` pushed to its atoms. `undefined`: the atom has no opposite. */
export function opposite(e: Expr): Expr | undefined {
  if (e.kind !== 'call') return undefined;
  if (e.op === 'logic.not') return e.args[0];
  if (e.op === 'logic.and' || e.op === 'logic.or') return { ...e, op: e.op === 'logic.and' ? 'logic.or' : 'logic.and', args: e.args.map((a) => opposite(a) ?? negated(a)) };
  const other = OPPOSITE.get(e.op);
  return other === undefined ? undefined : { ...e, op: other };
}

export const negated = (e: Expr): Call => ({ kind: 'call', op: 'logic.not', args: [e], type: 'bool', span: e.span });
