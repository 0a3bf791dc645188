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

/** What is NaN of NaN, whatever the other numbers are. */
const KEEPS_NAN = /^(math\.(add|subtract|multiply|divide|negate|plus|abs|round|ceiling|sqrt|exp)|convert\.toReal)$/;

function meanOf(e: Expr, before: readonly Stage[]): { readonly made: Agg; readonly before: readonly Stage[] } | undefined {
  if (e.kind === 'agg') return MEANS.has(e.op) ? { made: e, before } : undefined;
  if (e.kind === 'call') {
    const [changing, ...others] = KEEPS_NAN.test(e.op) ? e.args.filter((a) => a.kind !== 'lit' || a.value === null) : [];
    return changing && others.length === 0 ? meanOf(changing, before) : undefined;
  }
  const last = e.kind === 'col' ? lastMade(e.name, before) : undefined;
  return last && meanOf(last.expr, before.slice(0, last.at));
}
