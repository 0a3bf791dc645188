import type { Call, Expr, Plan } from './pipeline.js';
import type { Span } from '../base/source.js';
import type { Ty } from '../data/types.js';
import { isCall, mapInside, visitExpressions } from './walk.js';

/**
 * A query parameter whose value is not known when the query is translated: the same for all rows, one value, never null. A query that
 * runs has none: its parameters have become literals.
 */
export const PARAMETER = 'query.parameter';

export const parameter = (name: string, type: Ty, span: Span): Call => ({ kind: 'call', op: PARAMETER, args: [{ kind: 'lit', type: 'string', value: name, span }], type, span });

export const isParameter = (e: object): e is Call => isCall(e) && e.op === PARAMETER;

/** The parameter's name; `undefined` of any other expression. Positions are names of digits. */
export function parameterName(e: Expr): string | undefined {
  const [name] = isParameter(e) ? e.args : [];
  return name?.kind === 'lit' ? String(name.value) : undefined;
}

/** Every place of every parameter, in the order of the plan. */
export function parametersIn(plan: Plan): readonly Call[] {
  const found: Call[] = [];
  visitExpressions(plan, (e) => {
    if (isParameter(e)) found.push(e);
    return isParameter(e);
  });
  return found;
}

/** The plan with each parameter as `f` has it. */
export function withParameters(plan: Plan, f: (p: Call) => Expr): Plan {
  const visit = (node: object): object => (isParameter(node) ? f(node) : mapInside(node, visit));
  return visit(plan) as Plan;
}

/** The parameters that are read within a part of the query's text. */
export function parametersWithin(plan: Plan, { start, end }: Span): readonly string[] {
  const inside = parametersIn(plan).filter((p) => p.span.start >= start && p.span.end <= end && end > start);
  return [...new Set(inside.map((p) => parameterName(p) ?? ''))];
}
