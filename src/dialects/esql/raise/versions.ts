import { opsByName } from '../../../catalogue/index.js';
import { NO_SPAN } from '../../../base/source.js';
import type { Expression, Query } from '../../../../grammars/esql/syntax.js';
import { mapInside } from '../../../ast/walk.js';
import { logical } from './build.js';
import type { Raising } from './context.js';
import { refuse } from './context.js';

/** Forms of the language that came after the first version, by the kind of their node. Those of 9.1 are in 8.19 as well, unless it says otherwise. */
const FORMS: Readonly<Record<string, readonly [name: string, since: string]>> = {
  fork: ['FORK', '9.1'], 'inline-stats': ['INLINE STATS', '9.2'], 'change-point': ['CHANGE_POINT', '9.1'], sample: ['SAMPLE', '9.1'],
};

const hasLikeLists = (raising: Raising): boolean => raising.has('9.1') || /^(?:es:)?8\.19\b/.test(raising.options.target ?? '');

/** For targets before lists of patterns: `x LIKE ("a", "b")` is `x LIKE "a" OR x LIKE "b"`. */
export const forTarget = (tree: Query, raising: Raising): Query => (hasLikeLists(raising) ? tree : (spread(tree) as Query));

function spread(node: object): unknown {
  const inner = mapInside(node, spread) as Expression;
  if (!('kind' in inner) || inner.kind !== 'like-list') return inner;
  const { operator, value, negated, span } = inner;
  return logical(negated ? 'and' : 'or', inner.patterns.map((pattern): Expression => ({ kind: 'like', operator, value, negated, pattern, span })));
}

/** Refuses functions and forms that the target version of Elasticsearch does not have yet, however they came into the tree. */
export function checkVersions(tree: unknown, raising: Raising): void {
  if (raising.options.target === undefined) return;
  if (!raising.has('9.6') && nests(tree, false)) raising.attempt(() => refuse('subqueries of FROM inside one another', 'they need Elasticsearch 9.6', NO_SPAN));
  for (const [name, since] of newest(tree)) {
    if (!raising.has(since)) raising.attempt(() => refuse(name, `it needs Elasticsearch ${since}`, NO_SPAN));
  }
}

/** Whether a subquery of FROM has subqueries of FROM. Those of IN stand for themselves. */
function nests(node: unknown, inside: boolean): boolean {
  if (typeof node !== 'object' || node === null) return false;
  if (Array.isArray(node)) return node.some((n) => nests(n, inside));
  if ('kind' in node && node.kind === 'in-subquery') return Object.values(node).some((n) => nests(n, false));
  if (!('kind' in node && node.kind === 'from' && 'sources' in node && Array.isArray(node.sources))) return Object.values(node).some((n) => nests(n, inside));
  const queries = node.sources.filter((x: { kind: string }) => x.kind === 'query');
  return queries.length > 0 && (inside || queries.some((q) => nests(q, true)));
}

/** Every function and form of the tree that came after the first version. */
function newest(tree: unknown): Map<string, string> {
  const found = new Map<string, string>();
  const walk = (node: unknown): void => {
    if (Array.isArray(node)) node.forEach(walk);
    else if (typeof node === 'object' && node !== null) {
      const form = formOf(node);
      const name = form?.[0] ?? calledName(node);
      const since = form?.[1] ?? (name === undefined ? undefined : sinceOf(name));
      if (name !== undefined && since !== undefined) found.set(name, since);
      Object.values(node).forEach(walk);
    }
  };
  walk(tree);
  return found;
}

const formOf = (node: object): (typeof FORMS)[string] | undefined => ('kind' in node && typeof node.kind === 'string' && Object.hasOwn(FORMS, node.kind) ? FORMS[node.kind] : undefined);

function calledName(node: object): string | undefined {
  if (!('kind' in node) || node.kind !== 'call' || !('name' in node)) return undefined;
  const { name } = node;
  return typeof name === 'object' && name !== null && 'name' in name && typeof name.name === 'string' ? name.name.toUpperCase() : undefined;
}

/** Undefined when one of the entries of the name is as old as the language. */
function sinceOf(name: string): string | undefined {
  const versions = opsByName('esql', name).map((op) => (op.esql.kind === 'call' ? op.esql.since : undefined));
  return versions.includes(undefined) ? undefined : versions[0];
}
