import type { Call, Expr } from '../ast/pipeline.js';

/** Comparisons and their complements, by operation, both ways. */
export type Opposites = ReadonlyMap<string, string>;

export const opposites = (pairs: readonly (readonly [string, string])[]): Opposites => new Map(pairs.flatMap(([a, b]) => [[a, b], [b, a]] as const));

/** The opposite of a condition with `not` pushed to its atoms. `undefined`: the atom has no opposite. */
export function oppositeOf(e: Expr, known: Opposites): Expr | undefined {
  if (e.kind !== 'call') return undefined;
  if (e.op === 'logic.not') return e.args[0];
  if (e.op === 'logic.and' || e.op === 'logic.or') return { ...e, op: e.op === 'logic.and' ? 'logic.or' : 'logic.and', args: e.args.map((a) => oppositeOf(a, known) ?? negated(a)) };
  const other = known.get(e.op);
  return other === undefined ? undefined : { ...e, op: other };
}

export const negated = (e: Expr): Call => ({ kind: 'call', op: 'logic.not', args: [e], type: 'bool', span: e.span });
