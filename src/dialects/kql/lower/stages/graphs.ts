import type * as Syntax from '../../../../../grammars/kql/syntax.js';
import type { Graph, GraphMatches, GraphPattern, GraphPatternEdge, GraphResult, Named } from '../../../../ast/pipeline.js';
import { constantOf } from '../../../../catalogue/constant.js';
import { nodeFields } from '../../../../semantics/graph-columns.js';
import { fieldOf, type Schema } from '../../../../semantics/schema.js';
import { append, brokenTable } from '../append.js';
import { givenName, Names } from '../columns.js';
import {
  type Context, type GraphScope, type GraphSoFar, type GraphVariable, lowerExpr, lowerTable, report, rowsOf, type Tabular, withoutRow,
} from '../context.js';
import { patternCondition, patternValue } from '../graph-expressions.js';
import { columnHint } from '../hints.js';
import { resultName } from '../result-names.js';
import { share } from '../sharing.js';
import { wordOption } from '../special-calls.js';
import { pipelineOf } from '../subqueries.js';

/** Graphs: `make-graph` remembers what the graph is made of, the stage behind it becomes one stage of the plan with it. */
export const graphStages = {
  'make-graph': makeGraph,
  'graph-match': graphMatch,
  'graph-shortest-paths': graphMatch,
  'graph-to-table': graphToTable,
  'graph-mark-components': markComponents,
};

type WithGraph = Tabular & { readonly graph: GraphSoFar };

function makeGraph(s: Syntax.MakeGraphStage, input: Tabular, cx: Context): Tabular {
  const tables = s.nodes.map((n) => lowerTable(n.table, withoutRow(cx)));
  const nodes = s.nodes.map((n, i) => ({ pipeline: pipelineOf(tables[i] as Tabular), key: columnName(n.key, (tables[i] as Tabular).schema, cx) }));
  const nodeId = wordOption(s.params, 'with_node_id', cx);
  const parts = { source: columnName(s.source, input.schema, cx), target: columnName(s.target, input.schema, cx), nodes, components: [], ...(nodeId !== undefined && { nodeId }) };
  const idType = fieldOf(input.schema, parts.source)?.type ?? 'unknown';
  const schema: Schema = { fields: nodeFields(parts, tables.map((t) => t.schema.fields), idType), open: tables.some((t) => t.schema.open) };
  const graph: GraphSoFar = { ...parts, schema };
  const edges = s.directed ? input : append(input, { kind: 'notYet', name: 'make-graph with undirected edges', reason: 'what they match is not documented', span: s.span }, cx);
  return s.partitionedBy ? partitioned(s.partitionedBy, { ...edges, graph, span: s.span }, cx) : { ...edges, graph, span: { start: input.span.start, end: s.span.end } };
}

function columnName(n: Syntax.Name, schema: Schema, cx: Context): string {
  if (!fieldOf(schema, n.text) && !schema.open) report(cx, 'unknown-column', { name: n.text }, n.span, columnHint(n.text, schema, undefined));
  return n.text;
}

/** One stage for each part of the graph; a second one would see the parts together. */
function partitioned(by: { readonly column: Syntax.Expression; readonly body: Syntax.Expression }, input: WithGraph, cx: Context): Tabular {
  const { column, body } = by;
  const stages = body.kind === 'pipeline' ? body.stages : [];
  const graphsOnly = stages.slice(0, -1).every((s) => s.kind === 'graph-mark-components');
  if (column.kind !== 'name' || !graphsOnly || (body.kind === 'pipeline' && body.source)) {
    return append(rows(input), { kind: 'notYet', name: 'partitioned-by with more than one graph stage', span: body.span }, cx);
  }
  const name = columnName(column, input.schema, cx);
  columnName(column, input.graph.schema, cx);
  return lowerTable(body, { ...cx, row: undefined, input: { ...input, graph: { ...input.graph, partitionBy: name } } });
}

const rows = ({ graph: _, ...table }: WithGraph): Tabular => table;

function withGraph(input: Tabular, span: Syntax.Span, cx: Context): WithGraph | undefined {
  if (input.graph) return input as WithGraph;
  report(cx, 'type-mismatch', { what: 'the input', got: 'rows', want: 'a graph' }, span, 'make-graph makes a graph of rows');
  return undefined;
}

/** The stage with its graph behind the rows that are its edges. */
function finish(input: WithGraph, result: GraphResult, span: Syntax.Span, cx: Context): Tabular {
  const { schema: _, ...parts } = input.graph;
  const stage: Graph = { kind: 'graph', ...parts, result, span: { start: input.graph.partitionBy === undefined ? input.span.end : span.start, end: span.end } };
  return append(rows(input), stage, cx, false);
}

function markComponents(s: Syntax.GraphMarkComponentsStage, input: Tabular, cx: Context): Tabular {
  const given = withGraph(input, s.span, cx);
  if (!given) return brokenTable(s.span);
  const kind = wordOption(s.params, 'kind', cx) ?? 'weak';
  if (kind !== 'weak' && kind !== 'strong') report(cx, 'option-unknown', { name: 'kind', value: kind, want: 'weak and strong' }, s.span);
  const column = wordOption(s.params, 'with_component_id', cx) ?? 'ComponentId';
  const schema: Schema = { ...given.graph.schema, fields: [...given.graph.schema.fields.filter((f) => f.name !== column), { name: column, type: 'long' }] };
  return { ...given, graph: { ...given.graph, components: [...given.graph.components, { column, strong: kind === 'strong' }], schema } };
}

/** Of two tables the nodes are the answer; both have the names that `as` gives. */
function graphToTable(s: Syntax.GraphToTableStage, input: Tabular, cx: Context): Tabular {
  const given = withGraph(input, s.span, cx);
  if (!given) return brokenTable(s.span);
  const tables = s.outputs.map((o) => {
    const option = (name: string): string | undefined => wordOption(o.params, name, cx);
    const table = finish(given, o.of === 'nodes' ? { of: 'nodes', id: option('with_node_id') } : { of: 'edges', sourceId: option('with_source_id'), targetId: option('with_target_id') }, s.span, cx);
    if (!o.as) return table;
    const shared = share(o.as.text, table, cx);
    cx.state.named.set(o.as.text, shared);
    return shared;
  });
  return tables[0] as Tabular;
}

/* ---------------------------------------------------------------- patterns */

function graphMatch(s: Syntax.GraphMatchStage, input: Tabular, cx: Context): Tabular {
  const given = withGraph(input, s.span, cx);
  if (!given) return brokenTable(s.span);
  if (!s.project) return append(rowsOf(rows(given), s.span, cx), { kind: 'notYet', name: `${s.kind} without project`, span: s.span }, cx);
  const patterns = new Patterns(given, cx);
  const lowered = s.patterns.map((p) => patterns.pattern(p));
  patterns.checkConnected(s, lowered);
  const graph: GraphScope = { variables: patterns.variables, gathered: [] };
  const inner: Context = { ...cx, row: { schema: { fields: [], open: false }, serialized: false, aggregates: false, graph } };
  const where = s.where ? patternCondition(s.where, inner) : undefined;
  const columns = projected(s.project, inner);
  const match: GraphMatches = { of: 'matches', patterns: lowered, ...options(s, cx), paths: graph.gathered, ...(where && { where }), columns };
  return finish(given, match, s.span, cx);
}

const CYCLES: Readonly<Record<string, GraphMatches['repeats']>> = { all: 'all', unique_edges: 'nodes', none: 'none' };

function options(s: Syntax.GraphMatchStage, cx: Context): Pick<GraphMatches, 'repeats' | 'shortest'> {
  const cycles = wordOption(s.params, 'cycles', cx) ?? 'unique_edges';
  const repeats = CYCLES[cycles];
  if (!repeats) report(cx, 'option-unknown', { name: 'cycles', value: cycles, want: 'all, none and unique_edges' }, s.span);
  if (s.kind === 'graph-match') return { repeats: repeats ?? 'nodes' };
  const output = wordOption(s.params, 'output', cx) ?? 'any';
  if (output !== 'any' && output !== 'all') report(cx, 'option-unknown', { name: 'output', value: output, want: 'any and all' }, s.span);
  return { repeats: 'nodes', shortest: output === 'all' ? 'all' : 'one' };
}

function projected(columns: readonly Syntax.Column[], cx: Context): Named[] {
  const names = new Names(cx);
  return columns.map((c) => {
    const expr = patternValue(c.value, cx);
    const given = givenName(c);
    return { name: given !== undefined ? names.given(given, c.span) : names.automatic(resultName(c.value)), expr, span: c.span };
  });
}

const LONGEST_PATH = 1000;

/** The patterns of one stage with their variables. */
class Patterns {
  readonly variables = new Map<string, GraphVariable>();
  private unnamed = 0;

  constructor(private readonly input: WithGraph, private readonly cx: Context) {}

  pattern(p: Syntax.GraphPattern): GraphPattern {
    const nodes: string[] = [];
    const edges: GraphPatternEdge[] = [];
    for (const e of p.elements) {
      if (e.kind === 'graphNode') nodes.push(this.node(e));
      else edges.push(this.edge(e));
    }
    return { nodes, edges };
  }

  private node({ name, span }: Syntax.GraphNode): string {
    const variable = name?.text ?? this.fresh();
    const known = this.variables.get(variable);
    if (known && known.kind !== 'node') report(this.cx, 'duplicate-name', { name: variable }, span);
    this.variables.set(variable, { kind: 'node', schema: this.input.graph.schema });
    return variable;
  }

  private edge(e: Syntax.GraphEdge): GraphPatternEdge {
    const variable = e.name?.text ?? this.fresh();
    if (this.variables.has(variable)) report(this.cx, 'duplicate-name', { name: variable }, e.span);
    this.variables.set(variable, { kind: e.range ? 'path' : 'edge', schema: this.input.schema });
    const [min, max] = e.range ? [this.bound(e.range.from), this.bound(e.range.to)] : [1, 1];
    if (max > LONGEST_PATH) report(this.cx, 'not-yet', { what: `a path of more than ${LONGEST_PATH} edges` }, e.span);
    return { variable, direction: e.direction, path: e.range !== null, min, max };
  }

  private bound(e: Syntax.Expression): number {
    const value = constantOf(lowerExpr(e, withoutRow(this.cx)), this.cx.state.env.now);
    if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value;
    report(this.cx, 'not-constant', { what: 'the length of a path' }, e.span);
    return 0;
  }

  private fresh(): string {
    return `#${++this.unnamed}`;
  }

  /** Patterns that share no node would match each with each. */
  checkConnected(s: Syntax.GraphMatchStage, patterns: readonly GraphPattern[]): void {
    const reached = new Set(patterns[0]?.nodes ?? []);
    for (let grew = true; grew; ) {
      const next = patterns.filter((p) => p.nodes.some((n) => reached.has(n))).flatMap((p) => p.nodes);
      grew = next.some((n) => !reached.has(n));
      for (const n of next) reached.add(n);
    }
    if (patterns.some((p) => !reached.has(p.nodes[0] as string))) report(this.cx, 'graph-pattern', { what: 'its patterns share no node' }, s.span);
    const [only, second] = patterns;
    if (s.kind === 'graph-shortest-paths' && (second || !only?.edges.some((e) => e.path))) report(this.cx, 'graph-pattern', { what: 'a shortest path is one pattern with a path of variable length' }, s.span);
  }
}
