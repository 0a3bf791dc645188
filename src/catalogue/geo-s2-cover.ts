import type { Dynamic } from '../data/types.js';
import { S2_FACES, s2Direction, s2Quarters, type S2Square, s2SquareToken } from '../text/s2.js';
import { linesOf, polygonsOf } from './geo-shapes.js';
import { angle, cross, dot, EARTH_RADIUS, edgesOf, isInside, nearestOnArc, unit, type Vector } from './geo-sphere.js';

/**
 * The S2 cells of one level that have a point in common with a shape, or with the points within a radius of it, in ascending order. Edges
 * are geodesics. Cells are closed: one that only touches the shape counts. From the faces of the cube down, only cells that meet the
 * shape are divided, each with the edges that are near it, so that a covering that gets too long is given up early.
 */

const MAX_LEVEL = 30;
/** Longer coverings are null (docs of both functions). */
const MAX_CELLS = 65_536;
/** From how many cells on each is followed by itself. */
const WIDE = 1000;
/** What rounding may take from a touch. */
const TOUCH = 1e-15;

type Arc = readonly [Vector, Vector];

interface Shape {
  readonly edges: readonly Arc[];
  /** Whether a point is inside; lines have no inside. */
  readonly holds?: (p: Vector) => boolean;
}

interface Node {
  readonly square: S2Square;
  /** Those in reach. */
  readonly edges: readonly Arc[];
  /** Whether the cell's reference point is inside the shape; `undefined` where nothing can be. */
  readonly inside: boolean | undefined;
  /** Whether all of the cell is covered, so that no edge matters any more. */
  readonly whole: boolean;
}

/** Somewhere in the cell, and not where shapes have corners: cell centres and corners are round numbers. */
function reference({ face, u, v }: S2Square): Vector {
  const at = ([low, high]: readonly [number, number], share: number): number => low + share * (high - low);
  return unit(s2Direction(face, at(u, 0.437_195_317), at(v, 0.561_829_413)));
}

const cornersOf = ({ face, u, v }: S2Square): readonly Vector[] =>
  [[0, 0], [1, 0], [1, 1], [0, 1]].map(([a, b]) => unit(s2Direction(face, u[a as 0 | 1], v[b as 0 | 1])));

/** The four half-spaces whose intersection is the cone over the cell: a point is inside when no product is negative. */
function sidesOf({ face, u, v }: S2Square): readonly Vector[] {
  const [origin, along, up] = [s2Direction(face, 0, 0), s2Direction(face, 1, 0), s2Direction(face, 0, 1)];
  const from = (axis: Vector, bound: number, sign: 1 | -1): Vector => origin.map((w, k) => sign * ((axis[k] as number) - w - bound * w)) as unknown as Vector;
  return [from(along, u[0], 1), from(along, u[1], -1), from(up, v[0], 1), from(up, v[1], -1)];
}

/** Whether an arc has a point in the cone: its chord, clipped at each side, has something left. */
function isIn(sides: readonly Vector[], [a, b]: Arc): boolean {
  let [low, high] = [0, 1];
  for (const side of sides) {
    const [x, y] = [dot(side, a) + TOUCH, dot(side, b) + TOUCH];
    if (x < 0 && y < 0) return false;
    if (x < 0) low = Math.max(low, x / (x - y));
    else if (y < 0) high = Math.min(high, x / (x - y));
  }
  return low <= high;
}

const distance = (p: Vector, [a, b]: Arc): number => angle(p, nearestOnArc(p, a, b));

/** Between an arc and a cell that it does not meet. */
function apart(corners: readonly Vector[], arc: Arc): number {
  const sides = edgesOf(corners);
  return Math.min(...corners.map((c) => distance(c, arc)), ...arc.flatMap((p) => sides.map((s) => distance(p, s))));
}

/** The node with what of its edges is in reach; `undefined` when the shape is out of reach. */
type Sift = (node: Node, last: boolean) => Node | undefined;

const touching: Sift = (node) => {
  const sides = sidesOf(node.square);
  const edges = node.edges.filter((e) => isIn(sides, e));
  return edges.length > 0 ? { ...node, edges } : node.inside === true ? { ...node, edges, whole: true } : undefined;
};

/** `reach` is an angle. On the way down, a circle around the cell stands for it. */
const within = (reach: number): Sift => (node, last) => {
  const corners = cornersOf(node.square);
  const centre = unit(s2Direction(node.square.face, (node.square.u[0] + node.square.u[1]) / 2, (node.square.v[0] + node.square.v[1]) / 2));
  const radius = Math.max(...corners.map((c) => angle(centre, c)));
  const far = node.edges.map((e) => distance(centre, e));
  const edges = node.edges.filter((_, i) => (far[i] as number) <= reach + radius);
  if (far.some((d) => d + radius <= reach) || (edges.length === 0 && node.inside === true)) return { ...node, edges: [], whole: true };
  if (last && node.inside !== true && !edges.some((e) => isIn(sidesOf(node.square), e) || apart(corners, e) <= reach)) return undefined;
  return edges.length > 0 ? { ...node, edges } : undefined;
};

/** Whether two arcs cross; not asked of arcs that only touch. */
function crosses(a: Vector, b: Vector, [c, d]: Arc): boolean {
  const [n, m] = [cross(a, b), cross(c, d)];
  const [nc, nd, ma, mb] = [dot(n, c) > 0, dot(n, d) > 0, dot(m, a) > 0, dot(m, b) > 0];
  return nc !== nd && ma !== mb && nc !== ma;
}

/** The way between the reference points stays inside the parent, so that only its edges can lie across. */
function quarters(node: Node): readonly Node[] {
  const squares = s2Quarters(node.square);
  if (node.whole) return squares.map((square) => ({ ...node, square }));
  const from = reference(node.square);
  return squares.map((square) => {
    const to = reference(square);
    return { ...node, square, inside: node.inside === undefined ? undefined : node.edges.reduce((inside, edge) => inside !== crosses(from, to, edge), node.inside) };
  });
}

/** The parts of a node that meet the shape, which are to be divided `left` times more. */
const partsOf = (node: Node, left: number, sift: Sift): readonly Node[] => quarters(node).flatMap((part) => (part.whole ? part : sift(part, left === 0)) ?? []);

/** Adds the cells of the last level in a node; false when there are too many. In depth, so that little is held at a time. */
function collect(node: Node, left: number, sift: Sift, out: S2Square[]): boolean {
  if (out.length + (node.whole ? 4 ** left : 1) > MAX_CELLS) return false;
  if (left > 0) return partsOf(node, left - 1, sift).every((part) => collect(part, left - 1, sift, out));
  out.push(node.square);
  return true;
}

/** `undefined` when there are too many. First in breadth, which soon tells of large shapes. */
function cover({ edges, holds }: Shape, level: number, sift: Sift): readonly S2Square[] | undefined {
  let left = level;
  let nodes = S2_FACES.flatMap((square) => sift({ square, edges, inside: holds?.(reference(square)), whole: false }, left === 0) ?? []);
  for (; left > 0 && nodes.length < WIDE; left--) nodes = nodes.flatMap((n) => partsOf(n, left - 1, sift));
  if (nodes.filter((n) => n.whole).length * 4 ** left > MAX_CELLS) return undefined;
  const out: S2Square[] = [];
  return nodes.every((n) => collect(n, left, sift, out)) ? out : undefined;
}

/** The coverings of several shapes together. `null` for shapes that are not valid, what is out of range, and too many cells. */
function coverAll(shapes: readonly Shape[] | undefined, level: number, radius: number): Dynamic {
  if (!shapes || !(level >= 0 && level <= MAX_LEVEL && radius >= 0 && radius < Math.PI * EARTH_RADIUS)) return null;
  const sift = radius > 0 ? within(radius / EARTH_RADIUS) : touching;
  const found = new Map<bigint, S2Square>();
  for (const shape of shapes) {
    const squares = cover(shape, level, sift);
    for (const s of squares ?? []) found.set(s.path, s);
    if (!squares || found.size > MAX_CELLS) return null;
  }
  const ordered = shapes.length > 1 ? [...found.values()].sort((a, b) => (a.path < b.path ? -1 : 1)) : [...found.values()];
  return ordered.map(s2SquareToken);
}

export function coverPolygon(d: Dynamic, level: number, radius: number): Dynamic {
  const shapes = polygonsOf(d)?.map((rings) => ({ edges: rings.flatMap(edgesOf), holds: (p: Vector) => rings.filter((r) => isInside(p, r)).length % 2 === 1 }));
  return coverAll(shapes, level, radius);
}

export function coverLine(d: Dynamic, level: number, radius: number): Dynamic {
  const edges = linesOf(d)?.flatMap((line) => line.slice(1).map((b, i): Arc => [line[i] as Vector, b]));
  return coverAll(edges && [{ edges }], level, radius);
}
