import { type Arc, crossing, isOnArc, nearPairs, pole, squaredDistance, TOLERANCE } from './geo-arcs.js';
import type { Vector } from './geo-sphere.js';

/** The edges of two shapes, cut where they meet, so that edges have points in common at their ends only or are the same. */

/** Points by number; those nearer than the tolerance are one. */
export class Nodes {
  readonly points: Vector[] = [];
  private readonly cells = new Map<string, number[]>();

  idOf(p: Vector): number {
    const key = keyOf(p);
    const known = this.find(key, p) ?? (isNearEdge(p) ? keysAround(p).map((k) => this.find(k, p)).find((id) => id !== undefined) : undefined);
    if (known !== undefined) return known;
    const id = this.points.push(p) - 1;
    const ids = this.cells.get(key);
    if (ids) ids.push(id);
    else this.cells.set(key, [id]);
    return id;
  }

  private find(key: string, p: Vector): number | undefined {
    return this.cells.get(key)?.find((id) => squaredDistance(this.points[id] as Vector, p) <= TOLERANCE ** 2);
  }

  at(id: number): Vector {
    return this.points[id] as Vector;
  }
}

const CELLS = 1e12;
const cell = (x: number): number => Math.floor(x * CELLS);

const keyOf = ([x, y, z]: Vector): string => `${cell(x)},${cell(y)},${cell(z)}`;

/** Whether a point within the tolerance can be in another cell. */
const isNearEdge = ([x, y, z]: Vector): boolean => cell(x - TOLERANCE) !== cell(x + TOLERANCE) || cell(y - TOLERANCE) !== cell(y + TOLERANCE) || cell(z - TOLERANCE) !== cell(z + TOLERANCE);

const SIGNS = [-TOLERANCE, TOLERANCE];
const keysAround = ([x, y, z]: Vector): string[] => SIGNS.flatMap((a) => SIGNS.flatMap((b) => SIGNS.map((c) => keyOf([x + a, y + b, z + c]))));

/** Part of an input edge. `source` numbers the input edges of both shapes in their order. */
export interface Piece {
  readonly from: number;
  readonly to: number;
  readonly source: number;
}

export interface Network {
  readonly nodes: Nodes;
  /** The pieces of each chain of each shape, in order; chains of rings are closed. */
  readonly chains: readonly [readonly (readonly Piece[])[], readonly (readonly Piece[])[]];
}

/** A chain of points and whether its end is joined to its start. */
export interface Chain {
  readonly points: readonly Vector[];
  readonly closed: boolean;
}

interface Edge {
  readonly arc: Arc;
  readonly normal: Vector;
  readonly from: number;
  readonly to: number;
  readonly cuts: number[];
}

const MAX_CROSSINGS = 1_000_000;

/** All edges are cut by each other; `undefined` when there are more crossings than memory is kept for. */
export function crossedNetwork(chains: readonly Chain[]): { readonly nodes: Nodes; readonly chains: readonly (readonly Piece[])[] } | undefined {
  const nodes = new Nodes();
  const edges = chains.map((c) => edgesOfChain(c, nodes));
  const all = edges.flat();
  const arcs = all.map((e) => e.arc);
  const limit = nodes.points.length + MAX_CROSSINGS;
  nearPairs(arcs, arcs, (x, y) => {
    if (x < y && nodes.points.length < limit) cut(all[x] as Edge, all[y] as Edge, nodes);
  });
  if (nodes.points.length >= limit) return undefined;
  let source = 0;
  return { nodes, chains: edges.map((chain) => chain.flatMap((e) => piecesOf(e, source++, nodes))) };
}

/** Only edges of different shapes are cut by each other. */
export function networkOf(a: readonly Chain[], b: readonly Chain[]): Network {
  const nodes = new Nodes();
  const [left, right] = [a.map((c) => edgesOfChain(c, nodes)), b.map((c) => edgesOfChain(c, nodes))];
  const [xs, ys] = [left.flat(), right.flat()];
  nearPairs(xs.map((e) => e.arc), ys.map((e) => e.arc), (x, y) => cut(xs[x] as Edge, ys[y] as Edge, nodes));
  let source = 0;
  const pieces = (edges: readonly Edge[]): Piece[] => edges.flatMap((e) => piecesOf(e, source++, nodes));
  return { nodes, chains: [left.map(pieces), right.map(pieces)] };
}

function edgesOfChain({ points, closed }: Chain, nodes: Nodes): Edge[] {
  const ids = points.map((p) => nodes.idOf(p));
  const ends = closed ? [...ids.slice(1), ids[0] as number] : ids.slice(1);
  return ends.flatMap((to, i) => {
    const from = ids[i] as number;
    if (from === to) return [];
    const arc: Arc = [nodes.at(from), nodes.at(to)];
    return [{ arc, normal: pole(arc), from, to, cuts: [] }];
  });
}

function cut(e: Edge, f: Edge, nodes: Nodes): void {
  const touches = [cutAt(e, f.from, nodes), cutAt(e, f.to, nodes), cutAt(f, e.from, nodes), cutAt(f, e.to, nodes)];
  if (touches.includes(true)) return;
  const p = crossing(e.arc, f.arc, e.normal, f.normal);
  if (!p) return;
  const id = nodes.idOf(p);
  e.cuts.push(id);
  f.cuts.push(id);
}

/** Cuts an edge at a node that lies on it; says whether the node is on the edge or at its end. */
function cutAt(e: Edge, id: number, nodes: Nodes): boolean {
  if (id === e.from || id === e.to) return true;
  const on = isOnArc(nodes.at(id), e.arc, e.normal);
  if (on) e.cuts.push(id);
  return on;
}

function piecesOf(e: Edge, source: number, nodes: Nodes): Piece[] {
  const far = new Map(e.cuts.map((id) => [id, squaredDistance(nodes.at(id), e.arc[0])]));
  const along = [e.from, ...[...far].sort((a, b) => a[1] - b[1]).map(([id]) => id), e.to];
  return along.slice(1).flatMap((to, i) => (along[i] === to ? [] : [{ from: along[i] as number, to, source }]));
}
