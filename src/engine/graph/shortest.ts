import type { GraphMatches, GraphPatternEdge } from '../../ast/pipeline.js';
import { fail } from '../../base/diagnostics.js';
import type { Span } from '../../base/source.js';
import type { Session } from '../session.js';
import type { BuiltGraph } from './build.js';
import type { Candidates } from './candidates.js';
import { MatchBuilder, type Matches, type Walk } from './matches.js';
import { MAX_STEPS } from './search.js';

/** A way into a state of the search: the edge, and the state that it leaves. */
interface Entry {
  readonly edge: number;
  readonly state: number;
}

/**
 * The shortest paths between every pair of ends, breadth first from each source. A state is a node and how many edges lead there, the number
 * counted no further than the least length asked for; the shortest walk to a state of that length is the answer. Where only walks that
 * meet a node twice are shortest, or the ends are one node, the documentation does not say what is answered.
 */
export function shortest(m: GraphMatches, graph: BuiltGraph, candidates: Candidates, session: Session, span: Span): Matches {
  const [pattern] = m.patterns;
  const [edge, second] = pattern?.edges ?? [];
  if (!edge || second) return fail('not-yet', { what: 'graph-shortest-paths over several edges of a pattern' }, span);
  if (candidates.rest.some((c) => mentionsPath(c, m))) return fail('not-yet', { what: 'graph-shortest-paths with a condition on the path as a whole' }, span);
  return new Shortest(m, edge, graph, candidates, session, span).run();
}

function mentionsPath(node: unknown, m: GraphMatches): boolean {
  if (typeof node !== 'object' || node === null) return false;
  if ('kind' in node && node.kind === 'col' && 'name' in node && m.paths.some((p) => p.name === node.name)) return true;
  return Object.values(node).some((child) => mentionsPath(child, m));
}

class Shortest {
  private readonly found: MatchBuilder;
  private readonly ends: readonly [string, string];
  private readonly least: number;
  private steps = 0;

  constructor(private readonly m: GraphMatches, private readonly edge: GraphPatternEdge, private readonly graph: BuiltGraph, private readonly candidates: Candidates, private readonly session: Session, private readonly span: Span) {
    this.found = new MatchBuilder(m);
    this.ends = (m.patterns[0] as GraphMatches['patterns'][number]).nodes as unknown as [string, string];
    this.least = Math.max(1, edge.min);
    if (edge.min === 0) fail('not-yet', { what: 'graph-shortest-paths along no edge' }, span);
  }

  run(): Matches {
    const sources = this.candidates.nodes.get(this.ends[0]);
    for (let node = 0; node < this.graph.ids.length; node++) if (sources?.[node] !== 0) this.from(node);
    return this.found.done();
  }

  private from(source: number): void {
    const entries = this.explore(source);
    const targets = this.candidates.nodes.get(this.ends[1]);
    for (let node = 0; node < this.graph.ids.length; node++) {
      const state = node * (this.least + 1) + this.least;
      if (targets?.[node] !== 0 && entries.has(state)) this.answer(source, node, state, entries);
    }
  }

  /** For each state the ways into it that are shortest. */
  private explore(source: number): Map<number, Entry[]> {
    const width = this.least + 1;
    const entries = new Map<number, Entry[]>();
    let level = [source * width];
    for (let length = 1; length <= this.edge.max && level.length > 0; length++) {
      const fresh = new Map<number, Entry[]>();
      for (const state of level) {
        const node = Math.floor(state / width);
        if (length > 1 && this.candidates.inner.get(this.edge.variable)?.[node] === 0) continue;
        for (const [edge, end] of this.leaving(node)) {
          if (++this.steps > MAX_STEPS) fail('too-many-paths', { limit: MAX_STEPS }, this.span);
          const next = end * width + Math.min(length, this.least);
          if (entries.has(next)) continue;
          const into = fresh.get(next);
          if (into) into.push({ edge, state });
          else fresh.set(next, [{ edge, state }]);
        }
      }
      for (const [state, into] of fresh) entries.set(state, into);
      level = [...fresh.keys()];
    }
    return entries;
  }

  private leaving(node: number): [edge: number, end: number][] {
    const { outgoing, incoming, from, to } = this.graph;
    const allowed = this.candidates.edges.get(this.edge.variable);
    const out: [number, number][] = [];
    const take = (adjacent: typeof outgoing, ends: Int32Array, loops: boolean): void => {
      for (let i = adjacent.starts[node] as number; i < (adjacent.starts[node + 1] as number); i++) {
        const edge = adjacent.edges[i] as number;
        const end = ends[edge] as number;
        if (allowed?.[edge] !== 0 && (loops || end !== node)) out.push([edge, end]);
      }
    };
    if (this.edge.direction !== 'left') take(outgoing, to, true);
    if (this.edge.direction !== 'right') take(incoming, from, this.edge.direction === 'left');
    return out;
  }

  /** Walks back to the source; those that meet no node twice are answers. */
  private answer(source: number, target: number, state: number, entries: ReadonlyMap<number, readonly Entry[]>): void {
    const before = this.found.length;
    const walk: Walk = { edges: [], inner: [], backwards: true };
    const seen = new Set([target]);
    const back = (at: number): boolean => {
      for (const { edge, state: previous } of entries.get(at) ?? []) {
        if (++this.steps > MAX_STEPS) fail('too-many-paths', { limit: MAX_STEPS }, this.span);
        const node = Math.floor(previous / (this.least + 1));
        walk.edges.push(edge);
        const done = this.isStart(previous, source) ? this.emit(source, target, walk) : this.through(node, source, previous, walk, seen, back);
        walk.edges.pop();
        if (done) return true;
      }
      return false;
    };
    back(state);
    if (this.found.length === before) fail('not-yet', { what: 'graph-shortest-paths where the shortest path meets a node twice' }, this.span);
  }

  private through(node: number, source: number, state: number, walk: Walk, seen: Set<number>, back: (state: number) => boolean): boolean {
    if (node === source || seen.has(node)) return false;
    seen.add(node);
    walk.inner.push(node);
    const done = back(state);
    walk.inner.pop();
    seen.delete(node);
    return done;
  }

  private isStart(state: number, source: number): boolean {
    return state === source * (this.least + 1);
  }

  /** Whether one path is enough. */
  private emit(source: number, target: number, walk: Walk): boolean {
    this.found.push((v) => (v === this.ends[0] ? source : target), () => walk);
    if ((this.found.length & 1023) === 0) this.session.checkSize(this.found.size(), 1, this.span);
    return this.m.shortest === 'one';
  }
}
