import { squaredDistance } from './geo-arcs.js';
import { pathsOf, pointsOf, polygonsOfRings } from './geo-assemble.js';
import { Directions } from './geo-directions.js';
import { Nodes, type Piece } from './geo-network.js';
import type { Line, Polygon } from './geo-shapes.js';
import { chord, CLEARANCE, type InputEdge, longestEdge, snap, type Snapped } from './geo-snap.js';
import { angle, dot, poleOf, type Vector } from './geo-sphere.js';

/**
 * Chains of edges replaced by single ones that stay within a radius of the vertices and keep clear of others, as the S2 library, which
 * Kusto uses, simplifies shapes while it snaps them.
 */

/** Radians. `undefined` when an edge is so long that its middle could move too far. */
export function simplifiedPolygons(rings: readonly Line[], radius: number): Polygon[] | undefined {
  const edges = rings.flatMap((r) => r.map((from, i): InputEdge => ({ from, to: r[(i + 1) % r.length] as Vector })));
  const found = simplified(edges, radius);
  return found && polygonsOfRings(withoutPairs(found.pieces), found.nodes);
}

export function simplifiedLines(lines: readonly Line[], radius: number): Line[] | undefined {
  const edges = lines.flatMap((l) => l.slice(1).map((to, i): InputEdge => ({ from: l[i] as Vector, to })));
  const found = simplified(edges, radius);
  return found && pathsOf(found.pieces, found.nodes).map((path) => [...pointsOf(path, found.nodes), found.nodes.at((path[path.length - 1] as Piece).to)]);
}

function simplified(edges: readonly InputEdge[], radius: number): { nodes: Nodes; pieces: Piece[] } | undefined {
  const limit = longestEdge(radius);
  if (edges.some((e) => angle(e.from, e.to) >= limit)) return undefined;
  const snapped = snap(edges, radius);
  const nodes = new Nodes();
  nodes.points.push(...snapped.sites);
  const pieces = new Chains(edges, snapped, radius).run();
  return { nodes, pieces: pieces.sort((a, b) => a.source - b.source) };
}

/** Edges there and back take each other away. */
function withoutPairs(pieces: readonly Piece[]): Piece[] {
  const key = (from: number, to: number): string => `${from},${to}`;
  const back = new Map<string, number>();
  for (const p of pieces) back.set(key(p.to, p.from), (back.get(key(p.to, p.from)) ?? 0) + 1);
  return pieces.filter((p) => {
    const left = back.get(key(p.from, p.to)) ?? 0;
    if (left > 0) back.set(key(p.from, p.to), left - 1);
    return left === 0;
  });
}

class Chains {
  /** By start and by end, in the order of start, end and input edge. */
  private readonly out = new Map<number, Piece[]>();
  private readonly arriving = new Map<number, number>();
  private readonly all: Piece[];
  private readonly used = new Set<Piece>();
  /** By site: the input vertices that were moved to it. */
  private readonly moved = new Map<number, Vector[]>();
  private readonly results: Piece[] = [];

  constructor(edges: readonly InputEdge[], private readonly snapped: Snapped, private readonly radius: number) {
    this.all = snapped.chains.flatMap((chain, source) => {
      const edge = edges[source] as InputEdge;
      this.note(chain[0], edge.from);
      if (chain.length > 1) this.note(chain[chain.length - 1], edge.to);
      return chain.slice(1).map((to, i): Piece => ({ from: chain[i] as number, to, source }));
    }).sort((a, b) => a.from - b.from || a.to - b.to || a.source - b.source);
    for (const p of this.all) {
      this.out.set(p.from, [...(this.out.get(p.from) ?? []), p]);
      this.arriving.set(p.to, (this.arriving.get(p.to) ?? 0) + 1);
    }
  }

  private note(site: number | undefined, vertex: Vector): void {
    if (site === undefined) return;
    const known = this.moved.get(site);
    if (known) known.push(vertex);
    else this.moved.set(site, [vertex]);
  }

  run(): Piece[] {
    const between = this.insides();
    for (const p of this.all) {
      if (this.used.has(p) || between.has(p.from)) continue;
      if (between.has(p.to)) this.follow(p.from, p.to, between);
      else this.keep(p);
    }
    for (const p of this.all) if (!this.used.has(p)) this.follow(p.from, p.to, between);
    return this.results;
  }

  private edgesBetween(from: number, to: number): Piece[] {
    return (this.out.get(from) ?? []).filter((p) => p.to === to);
  }

  private keep(p: Piece): void {
    this.used.add(p);
    this.results.push(p);
  }

  /** Sites with just two neighbours and as many edges to the one as to the other, and as many that arrive as leave. */
  private insides(): Set<number> {
    const neighbours = new Map<number, Map<number, number>>();
    const count = (a: number, b: number): void => {
      const at = neighbours.get(a) ?? new Map<number, number>();
      at.set(b, (at.get(b) ?? 0) + 1);
      neighbours.set(a, at);
    };
    for (const p of this.all) {
      count(p.from, p.to);
      count(p.to, p.from);
    }
    return new Set([...neighbours].flatMap(([site, at]) => {
      const [a, b] = [...at.values()];
      return at.size === 2 && a === b && (this.out.get(site)?.length ?? 0) === (this.arriving.get(site) ?? 0) ? [site] : [];
    }));
  }

  /** Goes along sites that are inside a chain, and makes one edge of as many as possible again and again. */
  private follow(from: number, to: number, between: ReadonlySet<number>): void {
    const start = from;
    let [a, b] = [from, to];
    let done = false;
    while (!done) {
      const chain = [a];
      const seen = new Set(chain);
      const directions = new Directions(this.site(a));
      const ahead = this.clear(a, a, b, seen, directions);
      for (;;) {
        chain.push(b);
        seen.add(b);
        done = !between.has(b) || b === start;
        if (done) break;
        const before = a;
        a = b;
        b = (this.out.get(a) ?? []).find((p) => p.to !== before)?.to ?? before;
        if (!ahead || !this.meets(a, directions) || !this.clear(chain[0] as number, a, b, seen, directions) || !directions.allows(this.site(b))) break;
      }
      this.merge(chain);
    }
  }

  private site(id: number): Vector {
    return this.snapped.sites[id] as Vector;
  }

  private meets(site: number, directions: Directions): boolean {
    return (this.moved.get(site) ?? []).every((v) => directions.meet(v, chord(this.radius)));
  }

  /** Keeps an edge from the start of a chain past its last edge clear of the sites near that one, each on its side. */
  private clear(start: number, from: number, to: number, seen: Set<number>, directions: Directions): boolean {
    const [p0, p1, p2] = [this.site(start), this.site(from), this.site(to)];
    const far = squaredDistance(p0, p2);
    if (far < squaredDistance(p0, p1) || far >= chord(longestEdge(this.radius) + 2 * this.radius)) return false;
    for (const id of this.fewestNearby(from, to)) {
      const p = this.site(id);
      if (squaredDistance(p0, p) >= far || seen.has(id)) continue;
      seen.add(id);
      const onLeft = start === from ? turn(p1, p2, p) > 0 : inOrder(p0, p2, p, p1);
      if (!directions.avoid(p, chord(CLEARANCE * this.radius), onLeft)) return false;
    }
    return true;
  }

  private fewestNearby(from: number, to: number): readonly number[] {
    const lists = [...this.edgesBetween(from, to), ...this.edgesBetween(to, from)].map((p) => this.snapped.nearby[p.source] as readonly number[]);
    return lists.reduce((best, list) => (list.length < best.length ? list : best), lists[0] ?? []);
  }

  /** One edge for a chain, or as many as go along it side by side, in either direction. */
  private merge(chain: readonly number[]): void {
    const [first, last] = [chain[0] as number, chain[chain.length - 1] as number];
    const merged: Piece[] = [];
    for (let i = 1; i < chain.length; i++) {
      const [a, b] = [chain[i - 1] as number, chain[i] as number];
      const lanes = [...this.edgesBetween(a, b), ...this.edgesBetween(b, a)];
      lanes.forEach((p, lane) => {
        this.used.add(p);
        const known = merged[lane];
        const [from, to] = known ? [known.from, known.to] : p.from === a ? [first, last] : [last, first];
        merged[lane] = { from, to, source: Math.min(p.source, known?.source ?? p.source) };
      });
    }
    this.results.push(...merged.filter((p) => p.from !== p.to));
  }
}

/** The sign of the turn at `b` on the way from `a` to `c`: positive to the left. */
const turn = (a: Vector, b: Vector, c: Vector): number => dot(poleOf(a, b), c);

/** Whether the directions to three points from a fourth come in this order counter-clockwise. */
const inOrder = (a: Vector, b: Vector, c: Vector, at: Vector): boolean => Number(turn(b, at, a) >= 0) + Number(turn(c, at, b) >= 0) + Number(turn(a, at, c) > 0) >= 2;
