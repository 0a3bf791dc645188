import { type Arc, crossing, nearPairs, pole } from './geo-arcs.js';
import { Nodes } from './geo-network.js';
import { edgesOf, type Vector } from './geo-sphere.js';

type Ring = readonly Vector[];

/** Whether the vertices of each ring are different, and rings neither cross nor have an edge in common; they may touch at points. */
export function isSimple(rings: readonly Ring[]): boolean {
  const nodes = new Nodes();
  const ids = rings.map((r) => r.map((p) => nodes.idOf(p)));
  if (ids.some((r) => new Set(r).size < r.length)) return false;
  const edges = new Set<string>();
  const twice = ids.some((r) => r.some((from, i) => {
    const to = r[(i + 1) % r.length] as number;
    const key = from < to ? `${from},${to}` : `${to},${from}`;
    return edges.has(key) || !edges.add(key);
  }));
  return !twice && !anyCross(rings.flatMap(edgesOf));
}

/** Whether the insides of any two arcs cross. */
export function anyCross(arcs: readonly Arc[]): boolean {
  const normals = arcs.map(pole);
  let found = false;
  nearPairs(arcs, arcs, (i, j) => {
    found ||= i < j && crossing(arcs[i] as Arc, arcs[j] as Arc, normals[i] as Vector, normals[j] as Vector) !== undefined;
  });
  return found;
}
