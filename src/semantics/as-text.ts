import type { Expr, Stage } from '../ast/pipeline.js';
import { children } from '../ast/walk.js';
import { neededBy } from './needed.js';

/**
 * Whether all that later stages make of a column is its text, so that it does not matter what else it was. A copy may be anything, and so
 * may what is in the result.
 */
export function onlyReadAsText(column: string, rest: readonly Stage[]): boolean {
  return neededBy(rest) !== undefined && rest.every((stage) => asText(stage, column, false));
}

function asText(node: unknown, column: string, inText: boolean): boolean {
  if (typeof node !== 'object' || node === null) return true;
  if (Array.isArray(node)) return node.every((n) => asText(n, column, inText));
  if (isExpression(node)) {
    if (node.kind === 'col') return inText || node.name !== column;
    const text = node.kind === 'call' && (node.op === 'convert.toString' || (inText && CHOICES.has(node.op)));
    return children(node).every((c) => asText(c, column, text)) && (node.kind !== 'subquery' || asText(node.pipeline, column, false));
  }
  return Object.values(node).every((n) => asText(n, column, false));
}

const EXPRESSIONS: ReadonlySet<string> = new Set<Expr['kind']>(['lit', 'col', 'call', 'agg', 'subquery', 'lambda']);
const isExpression = (node: object): node is Expr => 'kind' in node && 'type' in node && EXPRESSIONS.has(String(node.kind));

/** Operations that answer one of their arguments. A condition among these is no text, but it is not the column itself either. */
const CHOICES: ReadonlySet<string> = new Set(['condition.coalesce', 'condition.iff', 'condition.case']);
