import type { Plan, Stage } from '../ast/pipeline.js';

/** Every column name that a plan or some stages mention, wherever they do: in expressions, lists of names, keys; or in expressions only. */
export function columnsReadBy(plan: Plan | { readonly stages: readonly Stage[] }, where: 'anywhere' | 'expressions' = 'anywhere'): Set<string> {
  const out = new Set<string>();
  visit(plan, out, where === 'anywhere');
  return out;
}

/** Columns are `col` expressions, name patterns and renamings; all are found by their shape. */
function visit(node: unknown, out: Set<string>, lists: boolean): void {
  if (typeof node !== 'object' || node === null) return;
  if (Array.isArray(node)) {
    for (const n of node) visit(n, out, lists);
    return;
  }
  if ('kind' in node && node.kind === 'col' && 'name' in node) out.add(String(node.name));
  if (lists && 'wildcard' in node && 'name' in node) out.add(String(node.name));
  if (lists && 'from' in node && 'to' in node && typeof node.from === 'string') out.add(node.from);
  for (const n of Object.values(node)) visit(n, out, lists);
}
