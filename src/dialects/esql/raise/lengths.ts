import type { Call, Expr, Lit, Plan } from '../../../ast/pipeline.js';
import { mapInside } from '../../../ast/walk.js';
import type { Raising } from './context.js';

/**
 * Elasticsearch has no empty arrays: an array of none is a field that is missing. So `array_length(x)` is written as 0 for a missing field,
 * which is what a query that asks for empty arrays is after, and the note says so. A comparison that the length 0 does not pass needs neither.
 */
export function lengthsOfNone(plan: Plan, raising: Raising): Plan {
  return mapNode(plan, raising) as Plan;
}

function mapNode(node: unknown, raising: Raising): unknown {
  if (typeof node !== 'object' || node === null) return node;
  if (isCall(node) && failsForNone(node)) return node;
  const out = mapInside(node, (child) => mapNode(child, raising));
  return isCall(node) && node.op === 'array.length' ? orZero(out as unknown as Call, raising) : out;
}

const isCall = (node: object): node is Call => 'kind' in node && node.kind === 'call' && 'op' in node;

function orZero(length: Call, raising: Raising): Call {
  raising.opNote('wider', 'array_length', 'Elasticsearch cannot tell an empty array from a missing one: the length of both is 0 here', length.span);
  const zero: Lit = { kind: 'lit', type: 'long', value: 0, span: length.span };
  return { kind: 'call', op: 'condition.coalesce', args: [length, zero], type: 'long', span: length.span };
}

const PASSES: Readonly<Record<string, (bound: number) => boolean>> = {
  'compare.equal': (b) => b === 0,
  'compare.greater': (b) => b < 0,
  'compare.greaterOrEqual': (b) => b <= 0,
};

function failsForNone(e: Call): boolean {
  const [left, right] = e.args as readonly (Expr | undefined)[];
  const passes = Object.hasOwn(PASSES, e.op) ? PASSES[e.op] : undefined;
  const bound = right?.kind === 'lit' && typeof right.value === 'number' ? right.value : undefined;
  return passes !== undefined && bound !== undefined && left?.kind === 'call' && left.op === 'array.length' && !passes(bound);
}
