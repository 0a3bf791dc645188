import { propertyColumn } from '../../ast/graph-names.js';
import type { Expr, GraphGather, GraphMatches } from '../../ast/pipeline.js';
import { columnsIn, conjuncts } from '../../ast/walk.js';
import type { Column } from '../../data/column.js';
import { evaluate } from '../eval.js';
import type { Session } from '../session.js';
import type { BuiltGraph } from './build.js';
import { elementScope, variableScope } from './scope.js';

/** Which nodes and edges can stand for a variable, by the conditions about it alone; 1 for those that can. Left out: all. */
export interface Candidates {
  readonly nodes: ReadonlyMap<string, Uint8Array>;
  readonly edges: ReadonlyMap<string, Uint8Array>;
  /** Of the nodes inside a path, by the path's variable. */
  readonly inner: ReadonlyMap<string, Uint8Array>;
  /** The conditions that are not decided by these. */
  readonly rest: readonly Expr[];
}

export function candidatesOf(m: GraphMatches, graph: BuiltGraph, session: Session): Candidates {
  const sorting = new Sorting(m, graph, session);
  const rest = m.where ? conjuncts(m.where).filter((c) => !sorting.takes(c)) : [];
  return { nodes: sorting.nodes, edges: sorting.edges, inner: sorting.inner, rest };
}

class Sorting {
  readonly nodes = new Map<string, Uint8Array>();
  readonly edges = new Map<string, Uint8Array>();
  readonly inner = new Map<string, Uint8Array>();
  private readonly kinds: ReadonlyMap<string, 'node' | 'edge'>;

  constructor(private readonly m: GraphMatches, private readonly graph: BuiltGraph, private readonly session: Session) {
    this.kinds = new Map([
      ...m.patterns.flatMap((p) => p.nodes).map((n) => [n, 'node'] as const),
      ...m.patterns.flatMap((p) => p.edges.filter((e) => !e.path)).map((e) => [e.variable, 'edge'] as const),
    ]);
  }

  /** Whether the condition is about one variable, or about every element of a path; it is noted then. */
  takes(condition: Expr): boolean {
    const columns = [...columnsIn(condition)];
    const path = condition.kind === 'col' ? this.m.paths.find((p) => p.name === condition.name) : undefined;
    if (path) return this.takesPath(path);
    for (const [variable, kind] of this.kinds) {
      if (columns.length === 0 || !columns.every((c) => c.startsWith(propertyColumn(variable, '')))) continue;
      note(kind === 'node' ? this.nodes : this.edges, variable, evaluate(condition, variableScope(this.graph, variable, kind), this.session));
      return true;
    }
    return false;
  }

  private takesPath(path: GraphGather): boolean {
    const own = [...columnsIn(path.body)].every((c) => !this.isAround(c));
    if (path.gather !== 'all' || !own) return false;
    const kind = path.over === 'edges' ? 'edge' : 'node';
    note(kind === 'edge' ? this.edges : this.inner, path.variable, evaluate(path.body, elementScope(this.graph, kind), this.session));
    return true;
  }

  /** A name of the match around the path's elements. */
  private isAround(column: string): boolean {
    return this.m.paths.some((p) => p.name === column) || [...this.kinds.keys()].some((v) => column.startsWith(propertyColumn(v, '')));
  }
}

function note(into: Map<string, Uint8Array>, variable: string, truth: Column): void {
  const known = into.get(variable) ?? new Uint8Array(truth.length).fill(1);
  for (let i = 0; i < known.length; i++) if (truth.get(i) !== true) known[i] = 0;
  into.set(variable, known);
}
