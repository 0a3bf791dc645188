import type { Call, Expr, Plan } from '../../../ast/pipeline.js';
import { visitExpressions } from '../../../ast/walk.js';
import type { Raising } from './context.js';

const FOUND = new WeakMap<Plan, ReadonlySet<string>>();

/**
 * Whether this picks an element of a record, as the fields of a line are: an array whose elements are picked by several numbers, one of
 * them for something else than a moment. Values of several kinds are texts in a field, which no mapping takes for moments.
 */
export function isOfRecord(e: Expr, { plan }: Raising): boolean {
  const column = e.kind === 'call' ? recordOf(e) : undefined;
  if (column === undefined) return false;
  const known = FOUND.get(plan) ?? recordsIn(plan);
  FOUND.set(plan, known);
  return known.has(column);
}

function recordsIn(plan: Plan): ReadonlySet<string> {
  const places = new Map<string, Set<unknown>>();
  const others = new Set<string>();
  const moments = new Set<Expr>();
  visitExpressions(plan, (e) => {
    if (e.kind !== 'call') return false;
    if (e.op === 'convert.toDatetime') moments.add(e.args[0] as Expr);
    const column = recordOf(e);
    if (column === undefined) return false;
    places.set(column, (places.get(column) ?? new Set()).add((e.args[1] as { value?: unknown }).value));
    if (!moments.has(e)) others.add(column);
    return false;
  });
  return new Set([...others].filter((c) => (places.get(c)?.size ?? 0) > 1));
}

/** The column of `x[2]`. */
function recordOf(e: Call): string | undefined {
  const [array, at] = e.op === 'dynamic.index' ? e.args : [];
  return array?.kind === 'col' && at?.kind === 'lit' && typeof at.value !== 'string' ? array.name : undefined;
}
