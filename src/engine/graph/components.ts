/** The number of the connected component of each node, counted from zero in the order of first nodes. `strong`: reached in both directions. */
export function componentsOf(nodes: number, from: Int32Array, to: Int32Array, strong: boolean): Int32Array {
  return renumbered(strong ? strongRoots(nodes, from, to) : weakRoots(nodes, from, to));
}

function renumbered(roots: Int32Array): Int32Array {
  const numbers = new Map<number, number>();
  return roots.map((root) => {
    let n = numbers.get(root);
    if (n === undefined) numbers.set(root, (n = numbers.size));
    return n;
  });
}

/** Union-find with halved paths. */
function weakRoots(nodes: number, from: Int32Array, to: Int32Array): Int32Array {
  const parent = Int32Array.from({ length: nodes }, (_, n) => n);
  const rootOf = (n: number): number => {
    let at = n;
    while (parent[at] !== at) at = parent[at] = parent[parent[at] as number] as number;
    return at;
  };
  for (let e = 0; e < from.length; e++) parent[rootOf(from[e] as number)] = rootOf(to[e] as number);
  return parent.map((_, n) => rootOf(n));
}

/** Kosaraju's two passes, each with a stack of its own: graphs may be deep. */
function strongRoots(nodes: number, from: Int32Array, to: Int32Array): Int32Array {
  const order = finishOrder(nodes, neighbours(nodes, from, to));
  const back = neighbours(nodes, to, from);
  const root = new Int32Array(nodes).fill(-1);
  for (let i = order.length - 1; i >= 0; i--) {
    const start = order[i] as number;
    if (root[start] !== -1) continue;
    const stack = [start];
    root[start] = start;
    for (let n = stack.pop(); n !== undefined; n = stack.pop()) {
      for (const next of back[n] as number[]) {
        if (root[next] !== -1) continue;
        root[next] = start;
        stack.push(next);
      }
    }
  }
  return root;
}

function neighbours(nodes: number, from: Int32Array, to: Int32Array): number[][] {
  const out = Array.from({ length: nodes }, (): number[] => []);
  for (let e = 0; e < from.length; e++) (out[from[e] as number] as number[]).push(to[e] as number);
  return out;
}

function finishOrder(nodes: number, next: readonly (readonly number[])[]): number[] {
  const order: number[] = [];
  const seen = new Uint8Array(nodes);
  for (let start = 0; start < nodes; start++) {
    if (seen[start]) continue;
    seen[start] = 1;
    const stack: { readonly node: number; at: number }[] = [{ node: start, at: 0 }];
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const follow = (next[top.node] as readonly number[])[top.at++];
      if (follow === undefined) {
        order.push(top.node);
        stack.pop();
      } else if (!seen[follow]) {
        seen[follow] = 1;
        stack.push({ node: follow, at: 0 });
      }
    }
  }
  return order;
}
