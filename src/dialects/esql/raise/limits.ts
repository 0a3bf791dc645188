import type { Expression, From, Query } from '../../../../grammars/esql/syntax.js';
import { NO_SPAN } from '../../../base/source.js';
import { LONGEST_CHAIN } from '../print/expressions.js';
import type { Raising } from './context.js';
import { refuse } from './context.js';

/**
 * What Elasticsearch reads at most, from its sources: `MAX_EXPRESSION_DEPTH` and `MAX_QUERY_DEPTH` of the parser, `MAX_BRANCHES` of FORK,
 * which the subqueries of FROM share.
 */
const MOST = { branches: 8, branchesFromNested: 20, commands: 500, depth: 400 };

/** From this version on the number of branches is a setting of the cluster, `esql.query.max_branch_count`. */
const BRANCHES_SET = '9.6';

/** Refuses texts that Elasticsearch would not read, and notes those that depend on a setting. */
export function checkLimits(tree: Query, raising: Raising): void {
  visit(tree, 0, raising);
}

/** `depth`: of the expressions around. */
function visit(node: unknown, depth: number, raising: Raising): void {
  if (Array.isArray(node)) return node.forEach((n) => visit(n, depth, raising));
  if (typeof node !== 'object' || node === null) return;
  const below = depth + levelsOf(node);
  if (below > MOST.depth) return stop(raising, 'an expression', `Elasticsearch reads expressions ${MOST.depth} levels deep`);
  if (isKind<Query>(node, 'query') && node.commands.length >= MOST.commands) stop(raising, 'a pipeline', `Elasticsearch reads ${MOST.commands} commands`);
  if (isKind<From>(node, 'from')) branches(node, raising);
  if (isKind<Logical>(node, 'logical')) return node.operands.forEach((o, i) => visit(o, depth + placeInChain(i, node.operands.length), raising));
  const inner = isKind<Query>(node, 'query') ? 0 : below;
  for (const child of Object.values(node)) visit(child, inner, raising);
}

const isKind = <T extends { kind: string }>(node: object, kind: T['kind']): node is T => 'kind' in node && node.kind === kind;

type Logical = Extract<Expression, { kind: 'logical' }>;

/** How deep an operand is read: a chain is, from its end, one pair inside another. */
function placeInChain(i: number, count: number): number {
  const size = count <= LONGEST_CHAIN ? count : Math.ceil(Math.sqrt(count));
  return (count <= LONGEST_CHAIN ? 0 : size) + size - (i % size);
}

const NESTS: Readonly<Record<string, number>> = { call: 2, not: 1, unary: 1, arithmetic: 1, comparison: 1 };
const levelsOf = (node: object): number => ('kind' in node && typeof node.kind === 'string' && Object.hasOwn(NESTS, node.kind) ? (NESTS[node.kind] as number) : 0);

/** Plain indices of a FROM are one branch together. */
function branches({ sources }: From, raising: Raising): void {
  const queries = sources.filter((x) => x.kind === 'query').length;
  const count = queries === 0 ? 0 : queries + (queries < sources.length ? 1 : 0);
  if (count <= MOST.branches) return;
  if (!raising.has(BRANCHES_SET)) return stop(raising, 'a union', `FROM takes ${MOST.branches} subqueries in Elasticsearch, and these are ${count}`);
  raising.stageNote('rewritten', 'union', `FROM takes ${MOST.branches} subqueries before Elasticsearch ${BRANCHES_SET} and ${MOST.branchesFromNested} by its settings from then on; these are ${count}`, NO_SPAN);
}

const stop = (raising: Raising, what: string, reason: string): void => raising.attempt(() => refuse(what, reason, NO_SPAN));
