import type { Expression } from '../../../../grammars/esql/syntax.js';
import { eachInside } from '../../../ast/walk.js';
import { LONGEST_CHAIN } from '../print/expressions.js';
/* How deep Elasticsearch reads an expression: its parser counts levels, and stops. */

export const isKind = <T extends { kind: string }>(node: object, kind: T['kind']): node is T => 'kind' in node && node.kind === kind;

export const visitLevels = (node: object, seen: Level['seen']): void => descend(node, { depth: 0, seen });

/** `depth`: of the expressions around. */
interface Level {
  readonly depth: number;
  readonly seen: (node: object, depth: number) => void;
}

function descend(node: object, at: Level): void {
  const { depth, seen } = at;
  const below = depth + levelsOf(node);
  seen(node, below);
  if (isKind<Logical>(node, 'logical')) return node.operands.forEach((o, i) => descend(o, { depth: depth + placeInChain(i, node.operands.length), seen }));
  const inner = isKind(node, 'query') ? 0 : below;
  eachInside(node, descend, inner === depth ? at : { depth: inner, seen });
}

/** The depth of the deepest expression. */
export function levelsInside(node: object): number {
  let most = 0;
  visitLevels(node, (_, depth) => void (most = Math.max(most, depth)));
  return most;
}

type Logical = Extract<Expression, { kind: 'logical' }>;

/** How deep an operand is read: a chain is, from its end, one pair inside another. */
function placeInChain(i: number, count: number): number {
  const size = count <= LONGEST_CHAIN ? count : Math.ceil(Math.sqrt(count));
  return (count <= LONGEST_CHAIN ? 0 : size) + size - (i % size);
}

const NESTS: ReadonlyMap<unknown, number> = new Map([['call', 2], ['not', 1], ['unary', 1], ['arithmetic', 1], ['comparison', 1]]);
/** The levels that a node is by itself. */
export const levelsOf = (node: object): number => NESTS.get((node as { readonly kind?: unknown }).kind) ?? 0;
