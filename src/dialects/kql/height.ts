/**
 * How deep a syntax tree nests, counted in nodes (objects with a `kind`). Walks with its own stack, because it is asked of trees that
 * might be too deep to recurse into.
 */
export function heightOf(tree: object): number {
  const stack: { readonly value: object; readonly depth: number }[] = [{ value: tree, depth: 1 }];
  let highest = 0;
  for (let top = stack.pop(); top; top = stack.pop()) {
    if (top.depth > highest) highest = top.depth;
    for (const child of Object.values(top.value) as unknown[]) {
      if (typeof child === 'object' && child !== null) stack.push({ value: child, depth: top.depth + ('kind' in child ? 1 : 0) });
    }
  }
  return highest;
}
