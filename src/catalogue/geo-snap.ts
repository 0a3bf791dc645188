import { s2Token } from '../text/s2.js';
import { type Arc, nearPairs, offset, pole, squaredDistance } from './geo-arcs.js';
import { addVectors, cross, degreesOf, dot, nearestOnArc, poleOf, unit, type Vector } from './geo-sphere.js';

/**
 * Edges moved to sites: vertices of the input that are chosen so that no two are nearer than the radius. An edge becomes the chain of the
 * sites whose Voronoi regions it passes through, as in the S2 library, whose snapping Kusto uses. Distances are compared as squared chords.
 */

export interface InputEdge {
  readonly from: Vector;
  readonly to: Vector;
}

export interface Snapped {
  readonly sites: readonly Vector[];
  /** By input edge: the sites of its chain, one or more. */
  readonly chains: readonly (readonly number[])[];
  /** By input edge: the sites that it must stay clear of, nearest to its start first. */
  readonly nearby: readonly (readonly number[])[];
}

export const chord = (radians: number): number => (2 * Math.sin(Math.min(radians, Math.PI) / 2)) ** 2;

/** How far the middle of an edge may move, and how near it may come to other sites, in radii. */
const DEVIATION = 1.1;
export const CLEARANCE = 0.5;

/** The greatest length in radians of edges whose middle cannot move too far. */
export const longestEdge = (radius: number): number => 2 * Math.acos(Math.sin(radius) / Math.sin(DEVIATION * radius)) - 2 * radius;

interface Edge extends InputEdge {
  readonly arc: Arc;
  readonly normal: Vector;
}

/** A radius above zero; edges shorter than `longestEdge`, none of them a point. */
export function snap(input: readonly InputEdge[], radius: number): Snapped {
  const edges = input.map(({ from, to }): Edge => ({ from, to, arc: [from, to], normal: pole([from, to]) }));
  return new Snapping(edges, radius).run();
}

class Snapping {
  private readonly sites: Vector[];
  private readonly nearby: number[][];
  private readonly sine: number;
  private readonly reach: number;
  private readonly query: number;
  private readonly adjacent: number;
  private readonly clearance: number;

  constructor(private readonly edges: readonly Edge[], private readonly radius: number) {
    this.sine = Math.sin(radius);
    this.reach = chord(radius) * (1 + 1e-15);
    this.query = chord((DEVIATION + CLEARANCE) * radius);
    this.adjacent = chord(2 * radius) * (1 + 1e-15);
    this.clearance = chord(CLEARANCE * radius);
    this.sites = chooseSites(edges.flatMap((e) => [e.from, e.to]), radius);
    this.nearby = this.sitesNear((DEVIATION + CLEARANCE) * radius);
  }

  run(): Snapped {
    let waiting = this.edges.map((_, i) => i);
    while (waiting.length > 0) {
      const again = new Set<number>();
      for (const e of waiting) {
        again.delete(e);
        for (const other of this.separate(e)) again.add(other);
      }
      waiting = [...again].sort((a, b) => a - b);
    }
    return { sites: this.sites, nearby: this.nearby, chains: this.edges.map((_, i) => this.chain(i)) };
  }

  private site(id: number): Vector {
    return this.sites[id] as Vector;
  }

  private sitesNear(margin: number): number[][] {
    const out = this.edges.map((): number[] => []);
    nearPairs(this.edges.map((e) => e.arc), this.sites.map((s): Arc => [s, s]), (e, s) => {
      if (chordToEdge(this.site(s), this.edges[e] as Edge) <= this.query) (out[e] as number[]).push(s);
    }, margin);
    out.forEach((list, e) => list.sort(this.byDistance((this.edges[e] as Edge).from)));
    return out;
  }

  private byDistance(from: Vector): (a: number, b: number) => number {
    return (a, b) => squaredDistance(from, this.site(a)) - squaredDistance(from, this.site(b)) || a - b;
  }

  /** The sites whose regions an edge passes through, in order. */
  private chain(index: number): number[] {
    const edge = this.edges[index] as Edge;
    const out: number[] = [];
    for (const id of this.nearby[index] as number[]) {
      if (chordToEdge(this.site(id), edge) <= this.reach && this.makesRoom(out, this.site(id), edge)) out.push(id);
    }
    return out;
  }

  /** Takes off the end of a chain what a further site excludes; false when the chain excludes the site. */
  private makesRoom(chain: number[], c: Vector, edge: Edge): boolean {
    for (; chain.length > 0; chain.pop()) {
      const b = this.site(chain[chain.length - 1] as number);
      if (squaredDistance(b, c) >= this.adjacent) return true;
      const excluded = this.excluded(b, c, edge);
      if (excluded === 'second') return false;
      if (excluded === 'first') continue;
      if (chain.length < 2 || !this.clips(this.site(chain[chain.length - 2] as number), b, c, edge)) return true;
    }
    return true;
  }

  /** Which of two sites, the first nearer to the start, is not nearest to any point of an edge. */
  private excluded(a: Vector, b: Vector, edge: Edge): 'first' | 'second' | undefined {
    if (squaredDistance(edge.to, a) < squaredDistance(edge.to, b)) return 'second';
    const apart = Math.atan2(dot(poleOf(a, b), edge.normal) / 2, dot(cross(a, edge.normal), cross(b, edge.normal)));
    if (apart < 0) {
      const [nearA, nearB] = [dot(a, edge.from) > 0, dot(b, edge.to) > 0];
      return nearA && nearB ? undefined : nearA ? 'second' : 'first';
    }
    if (apart > Math.PI / 2) return undefined;
    const difference = this.halfCovered(b, edge) - this.halfCovered(a, edge);
    if (Math.abs(difference) <= apart) return undefined;
    return difference > 0 ? 'first' : 'second';
  }

  /** Half the length of an edge's great circle that is within the radius of a site. */
  private halfCovered(p: Vector, edge: Edge): number {
    return Math.atan2(Math.sqrt(Math.max(0, this.sine ** 2 - offset(p, edge.arc, edge.normal) ** 2)), Math.cos(this.radius));
  }

  /** Whether the regions of `a` and `c` leave nothing of the region of `b` between them on an edge. */
  private clips(a: Vector, b: Vector, c: Vector, edge: Edge): boolean {
    if (squaredDistance(a, c) >= this.adjacent) return false;
    const side = Math.sign(offset(b, edge.arc, edge.normal));
    const turn = cross(addVectors(b, scaled(a, -1)), addVectors(c, scaled(b, -1)));
    const sign = Math.sign(dot(turn, b));
    return sign !== side && sign * Math.sign(dot(edge.normal, turn)) === side;
  }

  /** Adds sites where the chain of an edge comes too near to others; gives the edges that are to be moved again. */
  private separate(index: number): number[] {
    const edge = this.edges[index] as Edge;
    const chain = this.chain(index);
    const nearby = [...(this.nearby[index] as number[])];
    const again: number[] = [];
    let i = 0;
    for (let j = 0; j < nearby.length && i < chain.length; j++) {
      if (nearby[j] === chain[i]) {
        i++;
        continue;
      }
      if (i === 0) continue;
      const avoid = this.site(nearby[j] as number);
      const [v0, v1] = [this.site(chain[i - 1] as number), this.site(chain[i] as number)];
      if (chordToEdge(avoid, { from: v0, to: v1 }) >= this.clearance) continue;
      again.push(...this.addSite(this.separation(avoid, v0, v1, edge)));
      while (nearby[j + 1] !== chain[i]) j++;
    }
    return again;
  }

  private addSite(p: Vector): number[] {
    const id = this.sites.push(p) - 1;
    return this.edges.flatMap((e, i) => {
      if (chordToEdge(p, e) > this.query) return [];
      (this.nearby[i] as number[]).push(id);
      (this.nearby[i] as number[]).sort(this.byDistance(e.from));
      return [i];
    });
  }

  /** The point of an edge that is nearest to a site within what the sites around it leave uncovered. */
  private separation(avoid: Vector, v0: Vector, v1: Vector, edge: Edge): Vector {
    const ahead = addVectors(edge.to, scaled(edge.from, -1));
    const best = nearestOnArc(avoid, edge.from, edge.to);
    const [low, high] = [this.coveredEnd(v0, edge.normal), this.coveredEnd(v1, scaled(edge.normal, -1))];
    if (dot(addVectors(best, scaled(low, -1)), ahead) < 0) return low;
    return dot(addVectors(high, scaled(best, -1)), ahead) < 0 ? high : best;
  }

  /** The farther of the points of a great circle at the radius from a site. */
  private coveredEnd(p: Vector, n: Vector): Vector {
    const across = cross(n, p);
    const along = addVectors(p, scaled(n, -dot(n, p)));
    return unit(addVectors(scaled(along, Math.cos(this.radius)), scaled(across, Math.sqrt(Math.max(0, this.sine ** 2 - dot(n, p) ** 2)))));
  }
}

const scaled = (v: Vector, by: number): Vector => [v[0] * by, v[1] * by, v[2] * by];

/** The squared chord from a point to the nearest point of an edge. */
const chordToEdge = (p: Vector, e: InputEdge): number => squaredDistance(p, nearestOnArc(p, e.from, e.to));

/** Vertices in the order of their S2 cells, without those that are no farther than the radius from an earlier one. */
function chooseSites(vertices: readonly Vector[], radius: number): Vector[] {
  const least = chord(radius);
  const grid = new Map<string, Vector[]>();
  const size = Math.sqrt(least);
  const out: Vector[] = [];
  const keyed = vertices.map((v) => [s2Token(...degreesOf(v), 30), v] as const).sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0));
  for (const [, v] of keyed) {
    const cell = v.map((x) => Math.floor(x / size)) as [number, number, number];
    if (around(cell, grid).some((s) => squaredDistance(s, v) <= least)) continue;
    out.push(v);
    grid.set(cell.join(), [...(grid.get(cell.join()) ?? []), v]);
  }
  return out;
}

const STEPS = [-1, 0, 1];

function around([x, y, z]: readonly [number, number, number], grid: ReadonlyMap<string, Vector[]>): Vector[] {
  return STEPS.flatMap((i) => STEPS.flatMap((j) => STEPS.flatMap((k) => grid.get(`${x + i},${y + j},${z + k}`) ?? [])));
}
