import type { Plan, Stage } from '../ast/pipeline.js';
import { eachInside } from '../ast/walk.js';

/**
 * Every column name that a plan or some stages mention, wherever they do: in expressions, lists of names, keys; in expressions only; or
 * of their own input only, which leaves out what subqueries read of theirs, and patterns of names.
 */
export function columnsReadBy(plan: Plan | { readonly stages: readonly Stage[] }, where: 'anywhere' | 'expressions' | 'own' = 'anywhere'): Set<string> {
  const out = new Set<string>();
  visit(plan, { out, where });
  if (where === 'expressions') readByOtherNames(plan, out);
  return out;
}

/** Adds the columns that become one of these by being renamed. */
export function readByOtherNames(plan: object, out: Set<string>): void {
  const renamings = renamingsIn(plan);
  for (let before = -1; before !== out.size; ) {
    before = out.size;
    for (const { from, to } of renamings) if (out.has(to)) out.add(from);
  }
}

interface Renaming {
  readonly from: string;
  readonly to: string;
}

function renamingsIn(node: object, found: Renaming[] = []): readonly Renaming[] {
  if ('from' in node && 'to' in node && typeof node.from === 'string' && typeof node.to === 'string') found.push({ from: node.from, to: node.to });
  else eachInside(node, renamingsIn, found);
  return found;
}

/** Columns are `col` expressions, name patterns and renamings; all are found by their shape. */
function visit(node: object, found: { readonly out: Set<string>; readonly where: 'anywhere' | 'expressions' | 'own' }): void {
  const { out, where } = found;
  const lists = where !== 'expressions';
  if ('kind' in node && node.kind === 'col' && 'name' in node) out.add(String(node.name));
  if (lists && 'wildcard' in node && 'name' in node && !(where === 'own' && node.wildcard)) out.add(String(node.name));
  if (lists && 'from' in node && 'to' in node && typeof node.from === 'string') out.add(node.from);
  if (where === 'own' && 'kind' in node && node.kind === 'subquery' && 'args' in node) return visit(node.args as object, found);
  eachInside(node, visit, found);
}
