import { anyMeet } from './geo-arcs.js';
import { pathsOf, pointsOf, polygonsOfRings, sortedByGrid } from './geo-assemble.js';
import { capAround } from './geo-cap.js';
import { type Chain, networkOf, type Network, type Nodes, type Piece } from './geo-network.js';
import { holds, type Line, type Polygon, ringArcs } from './geo-shapes.js';
import { addVectors, signedArea, unit, type Vector } from './geo-sphere.js';

/** Unions and intersections on the sphere. Shapes contain their borders, so that shapes that only touch have points or lines in common. */

/** What shapes have in common; parts of lower dimension that belong to a part of a higher one are left out. */
export interface Parts {
  readonly points: readonly Vector[];
  readonly lines: readonly Line[];
  readonly polygons: readonly Polygon[];
}

type Place = 'inside' | 'outside' | 'same' | 'opposite';

const turning = (ring: Line, left: boolean): Line => (signedArea(ring) > 0 === left ? ring : [...ring].reverse());
/** Rings with the region on their left: the smaller one for a shell, the greater one for a hole. */
export const bordersOf = (polygons: readonly Polygon[]): Chain[] => polygons.flatMap((rings) => rings.map((r, i): Chain => ({ points: turning(r, i === 0), closed: true })));
const chainsOf = (lines: readonly Line[]): Chain[] => lines.map((points) => ({ points, closed: false }));

/** Where the pieces of chains are with respect to the other shape; found once for a run of pieces between nodes of that shape. */
class Placing {
  private readonly directed = new Set<number>();
  private readonly touched = new Set<number>();

  constructor(private readonly nodes: Nodes, other: readonly (readonly Piece[])[], private readonly contains: (p: Vector) => boolean) {
    for (const p of other.flat()) {
      this.directed.add(this.key(p.from, p.to));
      this.touched.add(p.from).add(p.to);
    }
  }

  private key(from: number, to: number): number {
    return from * this.nodes.points.length + to;
  }

  touches(node: number): boolean {
    return this.touched.has(node);
  }

  /** Pieces that lie on the other shape's pieces. */
  shared(p: Piece): Place | undefined {
    if (this.directed.has(this.key(p.from, p.to))) return 'same';
    return this.directed.has(this.key(p.to, p.from)) ? 'opposite' : undefined;
  }

  of(chain: readonly Piece[]): (readonly [Piece, Place])[] {
    const runs: Piece[][] = [];
    for (const p of chain) {
      const run = runs[runs.length - 1];
      if (run && !this.touched.has(p.from)) run.push(p);
      else runs.push([p]);
    }
    return runs.flatMap((run) => {
      const place = this.shared(run[0] as Piece) ?? (this.contains(this.middle(run)) ? 'inside' : 'outside');
      return run.map((p) => [p, place] as const);
    });
  }

  /** Of the longest piece, which is the farthest from any doubt. */
  private middle(run: readonly Piece[]): Vector {
    const sums = run.map((p) => addVectors(this.nodes.at(p.from), this.nodes.at(p.to)));
    const least = sums.reduce((best, s) => (Math.hypot(...s) < Math.hypot(...best) ? s : best));
    return unit(least);
  }
}

const pick = (places: readonly (readonly [Piece, Place])[], ...wanted: readonly Place[]): Piece[] => places.flatMap(([p, place]) => (wanted.includes(place) ? [p] : []));

/** The places of the pieces of two areas. */
function placesOf(network: Network, a: readonly Polygon[], b: readonly Polygon[]): [(readonly [Piece, Place])[], (readonly [Piece, Place])[]] {
  const [xs, ys] = network.chains;
  const inB = new Placing(network.nodes, ys, (p) => holds(b, p));
  const inA = new Placing(network.nodes, xs, (p) => holds(a, p));
  return [xs.flatMap((c) => inB.of(c)), ys.flatMap((c) => inA.of(c))];
}

function unionOfTwo(a: readonly Polygon[], b: readonly Polygon[]): Polygon[] {
  const network = networkOf(bordersOf(a), bordersOf(b));
  const [x, y] = placesOf(network, a, b);
  return polygonsOfRings([...pick(x, 'outside', 'same'), ...pick(y, 'outside')], network.nodes);
}

/** The smallest two are united again and again, by their numbers of points, in the order of the S2 library. */
export function unionOf(shapes: readonly (readonly Polygon[])[]): Polygon[] {
  const size = (polygons: readonly Polygon[]): number => polygons.flat().reduce((s, r) => s + r.length, 0);
  const queue = shapes.map((polygons) => ({ polygons, size: size(polygons) })).sort((a, b) => a.size - b.size);
  while (queue.length > 1) {
    const [a, b] = queue.splice(0, 2) as [typeof queue[0], typeof queue[0]];
    const both = { polygons: unionOfTwo(a.polygons, b.polygons), size: a.size + b.size };
    const at = queue.findIndex((q) => q.size > both.size);
    queue.splice(at < 0 ? queue.length : at, 0, both);
  }
  return [...(queue[0]?.polygons ?? [])];
}

/** The polygons of a shape as an area: those with points in common are united. */
export const areaOfPolygons = (polygons: readonly Polygon[]): readonly Polygon[] => (polygons.length > 1 && anyOverlap(polygons) ? unionOf(polygons.map((p) => [p])) : polygons);

function anyOverlap(polygons: readonly Polygon[]): boolean {
  const arcs = polygons.map((p) => ringArcs([p]));
  const owners = arcs.flatMap((list, i) => list.map(() => i));
  if (anyMeet(arcs.flat(), arcs.flat(), (x, y) => owners[x] !== owners[y])) return true;
  const starts = polygons.map((p) => (p[0] as Line)[0] as Vector);
  return polygons.some((p, i) => {
    const near = capAround(p[0] as Line, 0);
    return starts.some((s, j) => i !== j && near(s) && holds([p], s));
  });
}

export function commonArea(a: readonly Polygon[], b: readonly Polygon[]): Parts {
  const network = networkOf(bordersOf(a), bordersOf(b));
  const [x, y] = placesOf(network, a, b);
  const edges = [...pick(x, 'inside', 'same'), ...pick(y, 'inside')];
  return partsOf(network, pick(x, 'opposite'), edges);
}

/** The parts of lines that are in polygons or on their borders. */
export function commonLine(lines: readonly Line[], polygons: readonly Polygon[]): Parts {
  const network = networkOf(chainsOf(lines), bordersOf(polygons));
  const placing = new Placing(network.nodes, network.chains[1], (p) => holds(polygons, p));
  return partsOf(network, pick(network.chains[0].flatMap((c) => placing.of(c)), 'inside', 'same', 'opposite'), []);
}

export function commonLines(a: readonly Line[], b: readonly Line[]): Parts {
  const network = networkOf(chainsOf(a), chainsOf(b));
  const placing = new Placing(network.nodes, network.chains[1], () => false);
  return partsOf(network, network.chains[0].flat().filter((p) => placing.shared(p) !== undefined), []);
}

/** Points that both shapes have, as far as nothing else covers them, with pieces of lines and borders of areas. */
function partsOf({ nodes, chains }: Network, along: readonly Piece[], around: readonly Piece[]): Parts {
  const ends = (pieces: readonly Piece[]): number[] => pieces.flatMap((p) => [p.from, p.to]);
  const covered = new Set(ends([...along, ...around]));
  const others = new Set(ends(chains[1].flat()));
  const points = [...new Set(ends(chains[0].flat()))].filter((id) => others.has(id) && !covered.has(id));
  return {
    points: sortedByGrid(points, nodes).map((id) => nodes.at(id)),
    lines: pathsOf(along, nodes).map((path) => [...pointsOf(path, nodes), nodes.at((path[path.length - 1] as Piece).to)]),
    polygons: polygonsOfRings(around, nodes),
  };
}

/** Lines without the edges that an earlier one has, in either direction, joined where exactly two meet. */
export function unionOfLines(lines: readonly Line[]): Line[] {
  const { nodes, chains: [pieces] } = networkOf(chainsOf(lines), []);
  const seen = new Set<number>();
  const count = nodes.points.length;
  const fresh = pieces.flat().filter((p) => {
    const key = Math.min(p.from, p.to) * count + Math.max(p.from, p.to);
    return !seen.has(key) && seen.add(key);
  });
  return pathsOf(fresh, nodes).map((path) => [...pointsOf(path, nodes), nodes.at((path[path.length - 1] as Piece).to)]);
}
