import type { Plan, Stage } from '../ast/pipeline.js';

/** Every column name that a plan or some stages mention, wherever they do: in expressions, lists of names, keys. */
export function columnsReadBy(plan: Plan | { readonly stages: readonly Stage[] }): Set<string> {
  const out = new Set<string>();
  visit(plan, out);
  return out;
}

/** Columns are `col` expressions, name patterns and renamings; all are found by their shape. */
function visit(node: unknown, out: Set<string>): void {
  if (typeof node !== 'object' || node === null) return;
  if (Array.isArray(node)) {
    for (const n of node) visit(n, out);
    return;
  }
  if ('kind' in node && node.kind === 'col' && 'name' in node) out.add(String(node.name));
  if ('wildcard' in node && 'name' in node) out.add(String(node.name));
  if ('from' in node && 'to' in node && typeof node.from === 'string') out.add(node.from);
  for (const n of Object.values(node)) visit(n, out);
}
