import type { Let, Pipeline } from '../../../ast/pipeline.js';
import { eachInside } from '../../../ast/walk.js';

/** The lets that a pipeline reads, also through each other, in order of definition. */
export function usedLets(body: Pipeline, lets: ReadonlyMap<string, Let>): readonly Let[] {
  if (lets.size === 0) return [];
  const used = new Set<string>();
  const seen = new Set<object>();
  const pending: object[] = [body];
  const later = (node: object): unknown => pending.push(node);
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    const { kind, name } = node as { kind?: string; name?: string };
    const read = kind === 'ref' && name !== undefined && !used.has(name) ? lets.get(name) : undefined;
    if (read) {
      used.add(read.name);
      pending.push(read.pipeline);
    }
    eachInside(node, later);
  }
  return [...lets.values()].filter((l) => used.has(l.name));
}
