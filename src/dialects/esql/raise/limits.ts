import type { Call, From, Query } from '../../../../grammars/esql/syntax.js';
import { mapInside } from '../../../ast/walk.js';
import { NO_SPAN } from '../../../base/source.js';
import type { Raising } from './context.js';
import { refuse } from './context.js';
import { isKind, levelsInside, visitLevels } from './levels.js';
import { inSteps } from './steps.js';

/**
 * What Elasticsearch reads at most, from its sources: `MAX_EXPRESSION_DEPTH` and `MAX_QUERY_DEPTH` of the parser, `MAX_BRANCHES` of FORK,
 * which the subqueries of FROM share.
 */
const MOST = { branches: 8, branchesFromNested: 20, commands: 500, depth: 400 };

/** From this version on the number of branches is a setting of the cluster, `esql.query.max_branch_count`. */
const BRANCHES_SET = '9.6';

/**
 * The tree as Elasticsearch can read it: where it is too deep, calls of CONCAT and CASE inside their like are one call, and other expressions
 * go in steps. Refuses what it would not read all the same, and notes what depends on a setting.
 */
export function withinLimits(tree: Query, raising: Raising): Query {
  if (checked(tree, raising) <= MOST.depth) return tree;
  const flat = flattened(tree);
  const within = levelsInside(flat) <= MOST.depth ? flat : inSteps(flat, MOST.depth, (stem) => raising.fresh(stem));
  if (checked(within, raising) > MOST.depth) stop(raising, 'an expression', `Elasticsearch reads expressions ${MOST.depth} levels deep`);
  return within;
}

/** Looks at the number of commands and branches, and gives the depth of the deepest expression. */
function checked(tree: Query, raising: Raising): number {
  let deepest = 0;
  visitLevels(tree, (node, depth) => {
    deepest = Math.max(deepest, depth);
    if (isKind<Query>(node, 'query') && node.commands.length >= MOST.commands) stop(raising, 'a pipeline', `Elasticsearch reads ${MOST.commands} commands`);
    if (isKind<From>(node, 'from')) branches(node, raising);
  });
  return deepest;
}

function flattened<T extends object>(node: T): T {
  const inner = mapInside(node, flattened);
  return isKind<Call>(inner, 'call') ? (spliced(inner) as unknown as T) : inner;
}

/** What CASE gives otherwise may be a CASE; its conditions come next. */
function spliced(call: Call): Call {
  const last = call.arguments.length - 1;
  const may = (i: number): boolean => isCallOf(call, 'CONCAT') || (isCallOf(call, 'CASE') && i === last && i % 2 === 0);
  return { ...call, arguments: call.arguments.flatMap((a, i) => (may(i) && a.kind === 'call' && isCallOf(a, nameOf(call)) ? a.arguments : [a])) };
}

const nameOf = (c: Call): string => (c.name.kind === 'identifier' ? c.name.name.toUpperCase() : '');
const isCallOf = (c: Call, name: string): boolean => nameOf(c) === name;


/** Plain indices of a FROM are one branch together. */
function branches({ sources }: From, raising: Raising): void {
  const queries = sources.filter((x) => x.kind === 'query').length;
  const count = queries === 0 ? 0 : queries + (queries < sources.length ? 1 : 0);
  if (count <= MOST.branches) return;
  if (!raising.has(BRANCHES_SET)) return stop(raising, 'a union', `FROM takes ${MOST.branches} subqueries in Elasticsearch, and these are ${count}`);
  raising.stageNote('rewritten', 'union', `FROM takes ${MOST.branches} subqueries before Elasticsearch ${BRANCHES_SET} and ${MOST.branchesFromNested} by its settings from then on; these are ${count}`, NO_SPAN);
}

const stop = (raising: Raising, what: string, reason: string): void => raising.attempt(() => refuse(what, reason, NO_SPAN));
