import type { Agg, Expr, Stage } from '../../../ast/pipeline.js';
import { factsOf } from '../../../semantics/facts-after.js';
import { alwaysHolds } from '../../../semantics/filled.js';
import type { Facts } from '../../../semantics/nullability.js';
import { lastMade } from './origin.js';

/** The mean of no values is NaN in KQL, which is a number beside others and no null; ES|QL has null. */
const MEANS: ReadonlySet<string> = new Set(['aggregate.avg', 'aggregate.avgIf']);

/** Whether a number is the mean of an earlier group, so that it is never null in KQL. */
export const isMean = (e: Expr, before: readonly Stage[]): boolean => meanOf(e, before) !== undefined;

/** Whether it is one of values that may all be missing. */
export function mayBeNoMean(e: Expr, before: readonly Stage[]): boolean {
  const found = meanOf(e, before);
  return found !== undefined && (found.made.filter !== undefined || found.made.op.endsWith('If') || !alwaysHolds(found.made.args[0] as Expr, factsOf(found.before, NO_LETS, 'empty')));
}

const NO_LETS: ReadonlyMap<string, Facts> = new Map();

function meanOf(e: Expr, before: readonly Stage[]): { readonly made: Agg; readonly before: readonly Stage[] } | undefined {
  if (e.kind !== 'col') return undefined;
  const last = lastMade(e.name, before);
  if (!last) return undefined;
  const [made, earlier] = [last.expr, before.slice(0, last.at)];
  if (made.kind === 'col') return meanOf(made, earlier);
  return made.kind === 'agg' && MEANS.has(made.op) ? { made, before: earlier } : undefined;
}
