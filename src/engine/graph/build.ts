import type { Expr, Graph } from '../../ast/pipeline.js';
import { DEGREE_IN, DEGREE_OUT, NODE_ID } from '../../ast/graph-names.js';
import { fail } from '../../base/diagnostics.js';
import { castColumn } from '../../data/cast.js';
import { type Column, columnOf, concat, NumberColumn, take } from '../../data/column.js';
import { firstRows, groupBy } from '../../data/group.js';
import { commonType } from '../../semantics/unite.js';
import { evaluate } from '../eval.js';
import { columnNamed, type Frame, indexRange, selectRows, withColumns } from '../frame.js';
import type { Scope } from '../scope.js';
import type { Session } from '../session.js';
import { stack } from '../stack.js';
import { componentsOf } from './components.js';

/** A graph whose nodes and edges are rows; edges are pairs of row numbers of nodes. */
export interface BuiltGraph {
  readonly nodes: Frame;
  readonly edges: Frame;
  /** The id of each node, and as a text. */
  readonly ids: Column;
  readonly idTexts: () => Column;
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly outgoing: Adjacency;
  readonly incoming: Adjacency;
}

/** The edges at node n: `edges[starts[n]]` up to `edges[starts[n + 1]]`, in their order. */
export interface Adjacency {
  readonly starts: Int32Array;
  readonly edges: Int32Array;
}

/** Nodes first as their tables list them, then those that only edges name. */
export function buildGraph(g: Graph, edges: Frame, tables: readonly Frame[], session: Session): BuiltGraph {
  const ends = [idColumn(edges, g.source, g), idColumn(edges, g.target, g)] as const;
  const keys = g.nodes.map((n, i) => idColumn(tables[i] as Frame, n.key, g));
  const type = [...keys, ...ends].map((c) => c.type).reduce(commonType);
  if (type === 'unknown') return fail('type-mismatch', { what: 'a node id', got: 'of different types', want: 'of one type' }, g.span);
  const all = concat(type, [...keys, ...ends].map((c) => castColumn(c, type)));
  const rowsOfTables = keys.reduce((n, k) => n + k.length, 0);
  const groups = groupBy([all], all.length);
  const heads = firstRows(groups);
  if (heads.subarray(0, rowsOfTables).some((row, i) => row !== i)) fail('not-yet', { what: 'make-graph with several rows for one node', reason: 'which of them the node has is not documented' }, g.span);
  const from = groups.ids.slice(rowsOfTables, rowsOfTables + edges.length);
  const to = groups.ids.slice(rowsOfTables + edges.length);
  const ids = take(all, heads);
  const plain = properties(g, tables, ids, rowsOfTables, session);
  const nodes = withColumns(plain, g.components.map((c): [string, Column] => [c.column, columnOf('long', [...componentsOf(ids.length, from, to, c.strong)])]));
  return { nodes, edges, ids, idTexts: () => called('convert.toString', ids, g, session), from, to, outgoing: adjacency(ids.length, from), incoming: adjacency(ids.length, to) };
}

const idColumn = (f: Frame, name: string, g: Graph): Column => columnNamed(f, name) ?? fail('unknown-column', { name }, g.span);

/** A node that no table lists has its id in the key column and nothing else. */
function properties(g: Graph, tables: readonly Frame[], ids: Column, listed: number, session: Session): Frame {
  if (g.nodeId !== undefined) return withColumns({ fields: [], cells: [], length: ids.length }, [[g.nodeId, ids]]);
  const [first, second] = g.nodes;
  if (!first) return { fields: [], cells: [], length: ids.length };
  if (second && second.key !== first.key && listed < ids.length) fail('not-yet', { what: 'a node that is in neither of two tables with different keys' }, g.span);
  const all = stack(tables, { columns: 'outer', rule: 'suffix', inputNames: [], span: g.span }, session);
  const rows = indexRange(0, ids.length);
  rows.fill(-1, listed);
  const out = selectRows(all, rows, session.fillStrings);
  if (listed === ids.length) return out;
  const key = columnNamed(out, first.key) as Column;
  return withColumns(out, [[first.key, concat(key.type, [take(key, indexRange(0, listed)), castColumn(take(ids, indexRange(listed, ids.length)), key.type)])]]);
}

function adjacency(nodes: number, ends: Int32Array): Adjacency {
  const starts = new Int32Array(nodes + 1);
  for (const n of ends) (starts[n + 1] as number)++;
  for (let n = 0; n < nodes; n++) (starts[n + 1] as number) += starts[n] as number;
  const next = starts.slice();
  const edges = new Int32Array(ends.length);
  for (let e = 0; e < ends.length; e++) edges[(next[ends[e] as number] as number)++] = e;
  return { starts, edges };
}

/** A property of all nodes, also those that every node has. */
export function nodeColumn(graph: BuiltGraph, name: string): Column | undefined {
  switch (name) {
    case NODE_ID: return graph.idTexts();
    case DEGREE_IN: return degrees(graph.incoming);
    case DEGREE_OUT: return degrees(graph.outgoing);
    default: return columnNamed(graph.nodes, name);
  }
}

const degrees = ({ starts }: Adjacency): Column => new NumberColumn('long', Float64Array.from({ length: starts.length - 1 }, (_, n) => (starts[n + 1] as number) - (starts[n] as number)));

/** What `graph-to-table` gives as the id of a node: the same as `hash()` of it. */
export function hashedIds(graph: BuiltGraph, nodes: Int32Array | undefined, g: Graph, session: Session): Column {
  return called('hash.xxhash64', nodes ? take(graph.ids, nodes) : graph.ids, g, session);
}

/** An operation of one argument over a column. */
function called(op: string, column: Column, g: Graph, session: Session): Column {
  const call: Expr = { kind: 'call', op, args: [{ kind: 'col', name: NODE_ID, type: column.type, span: g.span }], type: 'unknown', span: g.span };
  const scope: Scope = { length: column.length, column: () => column, select: (rows) => ({ ...scope, length: rows.length, column: () => take(column, rows) }) };
  return evaluate(call, scope, session);
}
