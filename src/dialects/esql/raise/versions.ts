import { opsByName } from '../../../catalogue/index.js';
import { NO_SPAN } from '../../../base/source.js';
import type { Raising } from './context.js';
import { refuse } from './context.js';

/** Refuses functions that the target version of Elasticsearch does not have yet, however they came into the tree. */
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

/** Every function of the tree that came after the first version. */
function newest(tree: unknown): Map<string, string> {
  const found = new Map<string, string>();
  const walk = (node: unknown): void => {
    if (Array.isArray(node)) node.forEach(walk);
    else if (typeof node === 'object' && node !== null) {
      const name = calledName(node);
      const since = name === undefined ? undefined : sinceOf(name);
      if (name !== undefined && since !== undefined) found.set(name, since);
      Object.values(node).forEach(walk);
    }
  };
  walk(tree);
  return found;
}

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
