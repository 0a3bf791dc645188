import { polygonsOfRings } from './geo-assemble.js';
import { squaredDistance } from './geo-arcs.js';
import { crossedNetwork, type Nodes, type Piece } from './geo-network.js';
import type { Polygon } from './geo-shapes.js';
import { addVectors, cross, dot, someDirection, unit, type Vector } from './geo-sphere.js';

/**
 * The area that closed paths wind around, counted from the left, at least once in all. The paths must lie within half of the sphere.
 * `undefined` when they cross too often.
 */
export function woundArea(paths: readonly (readonly Vector[])[]): Polygon[] | undefined {
  const network = crossedNetwork(paths.map((points) => ({ points, closed: true })));
  if (!network) return undefined;
  const strands = strandsOf(network.chains.flat());
  windings(strands, network.nodes);
  return polygonsOfRings(strands.flatMap(borderOf).sort((a, b) => a.source - b.source), network.nodes);
}

/** All pieces between two nodes. */
interface Strand {
  readonly low: number;
  readonly high: number;
  /** The first piece from the lower number to the higher, and the first one back. */
  up: Piece | undefined;
  down: Piece | undefined;
  /** How much oftener the paths go up than down. */
  net: number;
  /** The winding to the left of the way up, once known. */
  left: number | undefined;
}

function strandsOf(pieces: readonly Piece[]): Strand[] {
  const out = new Map<string, Strand>();
  for (const p of pieces) {
    const [low, high] = p.from < p.to ? [p.from, p.to] : [p.to, p.from];
    const key = `${low},${high}`;
    let strand = out.get(key);
    if (!strand) out.set(key, (strand = { low, high, up: undefined, down: undefined, net: 0, left: undefined }));
    strand.net += p.from === low ? 1 : -1;
    if (p.from === low) strand.up ??= p;
    else strand.down ??= p;
  }
  return [...out.values()];
}

/** The side of a strand, in its direction, that has the area on the left and none on the right. */
function borderOf({ left = 0, net, up, down }: Strand): readonly Piece[] {
  const right = left - net;
  const piece = left > 0 && right <= 0 ? up : right > 0 && left <= 0 ? down : undefined;
  return piece ? [piece] : [];
}

/** Found by the turns around one strand of those that hang together, the longest, and from there around the nodes. */
function windings(strands: readonly Strand[], nodes: Nodes): void {
  const around = new Map<number, Strand[]>();
  for (const s of strands) for (const id of [s.low, s.high]) around.set(id, [...(around.get(id) ?? []), s]);
  const size = (s: Strand): number => squaredDistance(nodes.at(s.low), nodes.at(s.high));
  for (const seed of [...strands].sort((a, b) => size(b) - size(a))) {
    if (seed.left !== undefined) continue;
    seed.left = Math.round((turnsAround(seed, strands, nodes) / Math.PI + seed.net) / 2);
    const waiting = [seed.low, seed.high];
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) waiting.push(...spread(id, around.get(id) ?? [], nodes));
  }
}

/** Passes the winding on from strand to strand counter-clockwise around a node; gives the far ends of those that were not known. */
function spread(id: number, strands: readonly Strand[], nodes: Nodes): number[] {
  const at = nodes.at(id);
  const east = someDirection(at);
  const north = cross(at, east);
  const direction = (s: Strand): number => {
    const to = nodes.at(s.low === id ? s.high : s.low);
    return Math.atan2(dot(to, north), dot(to, east));
  };
  const sorted = strands.map((s) => [direction(s), s] as const).sort((a, b) => a[0] - b[0]).map(([, s]) => s);
  const start = sorted.findIndex((s) => s.left !== undefined);
  const found: number[] = [];
  let winding = 0;
  for (let i = 0; i < sorted.length; i++) {
    const s = sorted[(start + i) % sorted.length] as Strand;
    const leaves = s.low === id;
    winding += leaves ? s.net : -s.net;
    if (i === 0) winding = leaves ? (s.left as number) : (s.left as number) - s.net;
    if (s.left !== undefined) continue;
    s.left = leaves ? winding : winding + s.net;
    found.push(leaves ? s.high : s.low);
  }
  return found;
}

/** The angle that all other strands turn around the middle of one. */
function turnsAround(own: Strand, strands: readonly Strand[], nodes: Nodes): number {
  const p = unit(addVectors(nodes.at(own.low), nodes.at(own.high)));
  let sum = 0;
  for (const s of strands) {
    if (s === own || s.net === 0) continue;
    const [u, v] = [cross(p, nodes.at(s.low)), cross(p, nodes.at(s.high))];
    sum += s.net * Math.atan2(dot(cross(u, v), p), dot(u, v));
  }
  return sum;
}
