import { s2Token } from '../text/s2.js';
import type { Nodes, Piece } from './geo-network.js';
import type { Line, Polygon } from './geo-shapes.js';
import { addVectors, cross, degreesOf, dot, isInside, signedArea, unit, type Vector } from './geo-sphere.js';

/** Directed pieces joined to rings and paths, in the order in which the S2 library, which Kusto uses, gives them. */

type Chain = readonly Piece[];

function bySource(a: Chain, b: Chain): number {
  return (a[0] as Piece).source - (b[0] as Piece).source;
}

function outgoing(pieces: readonly Piece[]): Map<number, Piece[]> {
  const out = new Map<number, Piece[]>();
  for (const p of pieces) {
    const list = out.get(p.from);
    if (list) list.push(p);
    else out.set(p.from, [p]);
  }
  return out;
}

/** Rings without repeated points: the sharpest left turn is taken everywhere, and a ring is taken off where a point comes again. */
function ringsOf(pieces: readonly Piece[], nodes: Nodes): Chain[] {
  const out = outgoing(pieces);
  const rings: Chain[] = [];
  for (const start of pieces) {
    let next = take(out, start);
    const path: Piece[] = [];
    const places = new Map<number, number>();
    while (next) {
      places.set(next.from, path.length);
      path.push(next);
      const again = places.get(next.to);
      const arrived = next;
      if (again !== undefined) {
        const ring = path.splice(again);
        for (const p of ring) places.delete(p.from);
        rings.push(rotated(ring, nodes));
      }
      next = path.length === 0 && again !== undefined ? undefined : take(out, leftmost(arrived, out.get(arrived.to) ?? [], nodes));
    }
  }
  return rings.sort(bySource);
}

function take(out: Map<number, Piece[]>, p: Piece | undefined): Piece | undefined {
  const list = p && out.get(p.from);
  const at = list ? list.indexOf(p) : -1;
  if (!list || at < 0) return undefined;
  list.splice(at, 1);
  return p;
}

function leftmost(arrived: Piece, choices: readonly Piece[], nodes: Nodes): Piece | undefined {
  if (choices.length < 2) return choices[0];
  const at = nodes.at(arrived.to);
  const clockwise = (p: Piece): number => turnBetween(at, nodes.at(arrived.from), nodes.at(p.to));
  return choices.reduce((best, p) => (clockwise(p) < clockwise(best) ? p : best));
}

/** Clockwise as seen from outside, from the direction of one point to that of another, in (0, 2π]. */
function turnBetween(at: Vector, from: Vector, to: Vector): number {
  const [u, v] = [cross(at, from), cross(at, to)];
  const turn = Math.atan2(-dot(cross(u, v), at), dot(u, v));
  return turn > 0 ? turn : turn + 2 * Math.PI;
}

/** The piece of the last input edge comes last; of several pieces of it the one that ends the first run of them. */
function rotated(ring: readonly Piece[], nodes: Nodes): Chain {
  const last = ring.reduce((most, p) => Math.max(most, p.source), -1);
  const ends = ring.flatMap((p, i) => (p.source === last && ring[(i + 1) % ring.length]?.source !== last ? [i] : []));
  const first = ends.length > 1 ? firstInGrid(ring, nodes) : 0;
  const end = ends.find((i) => i >= first) ?? ends[0] ?? ring.length - 1;
  return [...ring.slice(end + 1), ...ring.slice(0, end + 1)];
}

const gridKey = (v: Vector): string => s2Token(...degreesOf(v), 30);

/** The place of the piece that starts at the point whose S2 cell is first. */
function firstInGrid(ring: readonly Piece[], nodes: Nodes): number {
  const keys = ring.map((p) => gridKey(nodes.at(p.from)));
  return keys.reduce((best, k, i) => (k < (keys[best] as string) ? i : best), 0);
}

export const sortedByGrid = (ids: readonly number[], nodes: Nodes): number[] => {
  const keys = new Map(ids.map((id) => [id, gridKey(nodes.at(id))]));
  return [...ids].sort((a, b) => ((keys.get(a) as string) < (keys.get(b) as string) ? -1 : 1));
};

/** Paths that break wherever anything but one piece arrives and one leaves. */
export function pathsOf(pieces: readonly Piece[], nodes: Nodes): Chain[] {
  const out = outgoing(pieces);
  const arriving = new Map<number, number>();
  for (const p of pieces) arriving.set(p.to, (arriving.get(p.to) ?? 0) + 1);
  const inside = new Set([...out].flatMap(([id, list]) => (list.length === 1 && arriving.get(id) === 1 ? [id] : [])));
  const used = new Set<Piece>();
  const walk = (start: Piece): Piece[] => {
    const path: Piece[] = [];
    for (let p: Piece | undefined = start; p && !used.has(p); p = inside.has(p.to) ? out.get(p.to)?.[0] : undefined) {
      path.push(p);
      used.add(p);
    }
    return path;
  };
  const open = pieces.flatMap((p) => (inside.has(p.from) ? [] : [walk(p)]));
  const closed = pieces.flatMap((p) => (used.has(p) ? [] : [rotated(walk(p), nodes)]));
  return [...open, ...closed].sort(bySource);
}

export const pointsOf = (chain: Chain, nodes: Nodes): Line => chain.map((p) => nodes.at(p.from));

/** Rings that turn left are shells, others holes of the smallest shell around them. */
export function polygonsOfRings(pieces: readonly Piece[], nodes: Nodes): Polygon[] {
  const rings = ringsOf(pieces, nodes).filter((r) => r.length > 2).map((r) => pointsOf(r, nodes));
  const shells = rings.filter((r) => signedArea(r) > 0).map((r): Line[] => [r]);
  const bySize = [...shells].sort((a, b) => signedArea(a[0] as Line) - signedArea(b[0] as Line));
  for (const hole of rings.filter((r) => signedArea(r) <= 0)) bySize.find(([shell]) => isAround(shell as Line, hole))?.push(hole);
  return shells;
}

/** A ring that touches another at points only is inside when the middle of an edge is. */
const isAround = (shell: Line, ring: Line): boolean => isInside(unit(addVectors(ring[0] as Vector, ring[1] as Vector)), shell);
