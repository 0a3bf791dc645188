import type { GraphMatches } from '../../ast/pipeline.js';

/** Row numbers that grow one by one. */
export class Numbers {
  private values = new Int32Array(64);
  length = 0;

  push(value: number): void {
    if (this.length === this.values.length) {
      const wider = new Int32Array(this.length * 2);
      wider.set(this.values);
      this.values = wider;
    }
    this.values[this.length++] = value;
  }

  done(): Int32Array {
    return this.values.subarray(0, this.length);
  }
}

/** Paths of all matches one behind the other: those of match m are `ends[m - 1]` up to `ends[m]`. */
export interface PathRows {
  readonly rows: Int32Array;
  readonly ends: Int32Array;
}

/** What the variables of a pattern stand for in each match. */
export interface Matches {
  readonly length: number;
  readonly nodes: ReadonlyMap<string, Int32Array>;
  readonly edges: ReadonlyMap<string, Int32Array>;
  /** The edges of each path, and the nodes between them. */
  readonly paths: ReadonlyMap<string, { readonly edges: PathRows; readonly innerNodes: PathRows }>;
}

/** One path of a match on its way. `backwards`: from its last edge to its first. */
export interface Walk {
  readonly edges: number[];
  readonly inner: number[];
  readonly backwards: boolean;
}

export class MatchBuilder {
  length = 0;
  private readonly nodes: ReadonlyMap<string, Numbers>;
  private readonly edges = new Map<string, Numbers>();
  private readonly paths = new Map<string, { readonly edges: PathBuilder; readonly innerNodes: PathBuilder }>();

  constructor(m: GraphMatches) {
    this.nodes = new Map(m.patterns.flatMap((p) => p.nodes).map((n) => [n, new Numbers()]));
    for (const e of m.patterns.flatMap((p) => p.edges)) {
      if (e.path) this.paths.set(e.variable, { edges: new PathBuilder(), innerNodes: new PathBuilder() });
      else this.edges.set(e.variable, new Numbers());
    }
  }

  /** `node`: the row of a variable; `walk`: the edges of a link. */
  push(node: (variable: string) => number, walk: (variable: string) => Walk): void {
    for (const [variable, rows] of this.nodes) rows.push(node(variable));
    for (const [variable, rows] of this.edges) rows.push(walk(variable).edges[0] as number);
    for (const [variable, path] of this.paths) {
      const { edges, inner, backwards } = walk(variable);
      path.edges.push(edges, backwards);
      path.innerNodes.push(inner, backwards);
    }
    this.length++;
  }

  /** How many numbers there are, to bound them. */
  size(): number {
    let cells = this.length * (this.nodes.size + this.edges.size);
    for (const p of this.paths.values()) cells += p.edges.size() + p.innerNodes.size();
    return cells;
  }

  done(): Matches {
    return {
      length: this.length,
      nodes: new Map([...this.nodes].map(([k, v]) => [k, v.done()])),
      edges: new Map([...this.edges].map(([k, v]) => [k, v.done()])),
      paths: new Map([...this.paths].map(([k, v]) => [k, { edges: v.edges.done(), innerNodes: v.innerNodes.done() }])),
    };
  }
}

class PathBuilder {
  private readonly rows = new Numbers();
  private readonly ends = new Numbers();

  push(rows: readonly number[], backwards: boolean): void {
    if (backwards) for (let i = rows.length - 1; i >= 0; i--) this.rows.push(rows[i] as number);
    else for (const row of rows) this.rows.push(row);
    this.ends.push(this.rows.length);
  }

  size(): number {
    return this.rows.length + this.ends.length;
  }

  done(): PathRows {
    return { rows: this.rows.done(), ends: this.ends.done() };
  }
}

/** Some of the matches. */
export function selectMatches(m: Matches, kept: Int32Array): Matches {
  const pick = (rows: Int32Array): Int32Array => kept.map((i) => rows[i] as number);
  return {
    length: kept.length,
    nodes: new Map([...m.nodes].map(([k, v]) => [k, pick(v)])),
    edges: new Map([...m.edges].map(([k, v]) => [k, pick(v)])),
    paths: new Map([...m.paths].map(([k, v]) => [k, { edges: selectPaths(v.edges, kept), innerNodes: selectPaths(v.innerNodes, kept) }])),
  };
}

function selectPaths({ rows, ends }: PathRows, kept: Int32Array): PathRows {
  const out = new Numbers();
  const last = new Numbers();
  for (const m of kept) {
    for (let i = m === 0 ? 0 : (ends[m - 1] as number); i < (ends[m] as number); i++) out.push(rows[i] as number);
    last.push(out.length);
  }
  return { rows: out.done(), ends: last.done() };
}
