import type { Let, Pipeline } from '../../../ast/pipeline.js';

/** The lets that a pipeline reads, also through each other, in order of definition. */
export function usedLets(body: Pipeline, lets: ReadonlyMap<string, Let>): readonly Let[] {
  if (lets.size === 0) return [];
  const used = new Set<string>();
  const seen = new Set<object>();
  const pending: unknown[] = [body];
  while (pending.length > 0) {
    const node = pending.pop();
    if (typeof node !== 'object' || node === null || seen.has(node)) continue;
    seen.add(node);
    const { kind, name } = node as { kind?: string; name?: string };
    if (kind === 'ref' && name !== undefined && !used.has(name)) {
      used.add(name);
      pending.push(lets.get(name)?.pipeline);
    }
    for (const [key, child] of Object.entries(node)) if (key !== 'span' && typeof child === 'object') pending.push(child);
  }
  return [...lets.values()].filter((l) => used.has(l.name));
}
