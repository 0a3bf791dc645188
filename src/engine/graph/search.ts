import type { GraphMatches, GraphPatternEdge } from '../../ast/pipeline.js';
import { fail } from '../../base/diagnostics.js';
import type { Span } from '../../base/source.js';
import type { Session } from '../session.js';
import type { Adjacency, BuiltGraph } from './build.js';
import type { Candidates } from './candidates.js';
import { MatchBuilder, type Matches, type Walk } from './matches.js';

/** How many edges one search may follow. */
export const MAX_STEPS = 20_000_000;

/** An edge of the pattern from a node that is found already. */
interface Link {
  readonly edge: GraphPatternEdge;
  readonly from: string;
  readonly to: string;
  /** Followed from its right end to its left one. */
  readonly backwards: boolean;
}

/** Every match of the patterns, found by following edges from the variable with the fewest candidates. */
export function search(m: GraphMatches, graph: BuiltGraph, candidates: Candidates, session: Session, span: Span): Matches {
  return new Search(m, graph, candidates, session, span).run();
}

class Search {
  private readonly links: readonly Link[];
  private readonly start: string;
  private readonly bound = new Map<string, number>();
  private readonly walks = new Map<string, Walk>();
  private readonly usedNodes: Uint8Array;
  private readonly usedEdges: Uint8Array;
  private readonly found: MatchBuilder;
  private steps = 0;

  constructor(private readonly m: GraphMatches, private readonly graph: BuiltGraph, private readonly candidates: Candidates, private readonly session: Session, private readonly span: Span) {
    this.start = fewest(m, candidates);
    this.links = linksFrom(m, this.start);
    this.usedNodes = new Uint8Array(graph.ids.length);
    this.usedEdges = new Uint8Array(graph.from.length);
    this.found = new MatchBuilder(m);
  }

  run(): Matches {
    for (let node = 0; node < this.graph.ids.length; node++) if (this.canBe(this.start, node)) this.bind(this.start, node, 0);
    return this.found.done();
  }

  private canBe(variable: string, node: number): boolean {
    return this.candidates.nodes.get(variable)?.[node] !== 0;
  }

  private bind(variable: string, node: number, next: number): void {
    if (this.m.repeats === 'none' && this.usedNodes[node]) return;
    this.bound.set(variable, node);
    this.usedNodes[node] = 1;
    this.follow(next);
    this.usedNodes[node] = 0;
    this.bound.delete(variable);
  }

  private follow(next: number): void {
    const link = this.links[next];
    if (!link) return this.emit();
    const walk: Walk = { edges: [], inner: [], backwards: link.backwards };
    const outer = this.walks.get(link.edge.variable);
    this.walks.set(link.edge.variable, walk);
    this.extend(link, walk, this.bound.get(link.from) as number, next);
    if (outer) this.walks.set(link.edge.variable, outer);
    else this.walks.delete(link.edge.variable);
  }

  /** The walk so far ends at `node`: it may be long enough, and it may go on. */
  private extend(link: Link, walk: Walk, node: number, next: number): void {
    const length = walk.edges.length;
    if (length >= link.edge.min) this.arrive(link, length, node, next);
    if (length >= link.edge.max) return;
    if (length > 0 && !this.passes(link, node)) return;
    if (length > 0) {
      walk.inner.push(node);
      this.usedNodes[node] = (this.usedNodes[node] as number) + 1;
    }
    this.leave(link, walk, node, next);
    if (length > 0) {
      walk.inner.pop();
      this.usedNodes[node] = (this.usedNodes[node] as number) - 1;
    }
  }

  /** Whether a walk may go through a node. */
  private passes(link: Link, node: number): boolean {
    if (this.m.repeats === 'none' && this.usedNodes[node]) return false;
    return this.candidates.inner.get(link.edge.variable)?.[node] !== 0;
  }

  private arrive(link: Link, length: number, node: number, next: number): void {
    const known = this.bound.get(link.to);
    if (known !== undefined) {
      if (known === node && (this.m.repeats !== 'none' || length === 0)) this.follow(next + 1);
    } else if (this.canBe(link.to, node)) {
      if (length === 0) this.same(link.to, node, next + 1);
      else this.bind(link.to, node, next + 1);
    }
  }

  /** A walk of no edges ends where it began, which is no cycle. */
  private same(variable: string, node: number, next: number): void {
    this.bound.set(variable, node);
    this.follow(next);
    this.bound.delete(variable);
  }

  private leave(link: Link, walk: Walk, node: number, next: number): void {
    const { direction } = link.edge;
    const { outgoing, incoming, from, to } = this.graph;
    const forward = direction === 'any' || (direction === 'right') !== link.backwards;
    if (forward) this.along(outgoing, to, link, walk, node, next, false);
    if (direction === 'any' || !forward) this.along(incoming, from, link, walk, node, next, direction === 'any');
  }

  /** `oncePerLoop`: an edge from a node to itself has been followed in the other direction already. */
  private along(adjacent: Adjacency, ends: Int32Array, link: Link, walk: Walk, node: number, next: number, oncePerLoop: boolean): void {
    const allowed = this.candidates.edges.get(link.edge.variable);
    for (let i = adjacent.starts[node] as number; i < (adjacent.starts[node + 1] as number); i++) {
      const edge = adjacent.edges[i] as number;
      const end = ends[edge] as number;
      if (allowed?.[edge] === 0 || (this.m.repeats !== 'all' && this.usedEdges[edge]) || (oncePerLoop && end === node)) continue;
      if (++this.steps > MAX_STEPS) fail('too-many-paths', { limit: MAX_STEPS }, this.span);
      const before = this.usedEdges[edge] as number;
      this.usedEdges[edge] = 1;
      walk.edges.push(edge);
      this.extend(link, walk, end, next);
      walk.edges.pop();
      this.usedEdges[edge] = before;
    }
  }

  private emit(): void {
    this.found.push((v) => this.bound.get(v) as number, (v) => this.walks.get(v) as Walk);
    if ((this.found.length & 1023) === 0) this.session.checkSize(this.found.size(), 1, this.span);
  }
}

/** The node variable that the fewest nodes can stand for. */
function fewest(m: GraphMatches, candidates: Candidates): string {
  let best = (m.patterns[0] as GraphMatches['patterns'][number]).nodes[0] as string;
  let least = Number.POSITIVE_INFINITY;
  for (const variable of m.patterns.flatMap((p) => p.nodes)) {
    const flags = candidates.nodes.get(variable);
    const count = flags ? flags.reduce((n, f) => n + f, 0) : Number.POSITIVE_INFINITY;
    if (count < least) [best, least] = [variable, count];
  }
  return best;
}

/** The edges of the patterns in an order in which each begins at a node that is found by then. */
function linksFrom(m: GraphMatches, start: string): Link[] {
  const left = m.patterns.flatMap((p) => p.edges.map((edge, i) => ({ edge, a: p.nodes[i] as string, b: p.nodes[i + 1] as string })));
  const known = new Set([start]);
  const links: Link[] = [];
  while (left.length > 0) {
    const at = Math.max(0, left.findIndex((l) => known.has(l.a) || known.has(l.b)));
    const [{ edge, a, b }] = left.splice(at, 1) as [(typeof left)[number]];
    const backwards = !known.has(a);
    links.push(backwards ? { edge, from: b, to: a, backwards } : { edge, from: a, to: b, backwards });
    known.add(a).add(b);
  }
  return links;
}
