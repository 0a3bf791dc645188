/** How deep the nodes of a tree nest. Without recursion, so that any tree can be measured. */
export function heightOf(root: object): number {
  const pending: [object, number][] = [[root, 1]];
  let height = 0;
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [node, depth] = next;
    height = Math.max(height, depth);
    const below = Array.isArray(node) ? depth : depth + 1;
    for (const child of Object.values(node) as unknown[]) {
      if (typeof child === 'object' && child !== null) pending.push([child, below]);
    }
  }
  return height;
}
