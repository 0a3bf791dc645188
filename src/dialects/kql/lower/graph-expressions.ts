import type * as Syntax from '../../../../grammars/kql/syntax.js';
import { DEGREE_IN, DEGREE_OUT, gatheredColumn, NODE_ID, propertyColumn } from '../../../ast/graph-names.js';
import type { Expr, GraphGather } from '../../../ast/pipeline.js';
import type { Span } from '../../../base/source.js';
import type { Ty } from '../../../data/types.js';
import { fieldOf, type Schema } from '../../../semantics/schema.js';
import { lowerCondition } from './conditions.js';
import { type Context, type GraphScope, type GraphVariable, lowerExpr, report, type Row } from './context.js';
import { nearestHint } from './hints.js';
import { LOGIC_AND } from './op-ids.js';
import { broken, column, literal, namedCall } from './operations.js';

/** Expressions about the variables of a graph pattern. */

type InGraph = Row & { readonly graph: GraphScope };

const graphOf = (cx: Context): InGraph | undefined => (cx.row?.graph ? (cx.row as InGraph) : undefined);

/** `n.x`: a property of the variable n. */
export function propertyExpression(e: Syntax.Path, cx: Context): Expr | undefined {
  const row = graphOf(cx);
  if (!row || e.target.kind !== 'name' || e.member.kind !== 'name' || fieldOf(row.schema, e.target.text)) return undefined;
  const variable = row.graph.variables.get(e.target.text);
  if (!variable) return undefined;
  const found = property(variable.schema, e.member, cx);
  if (found.kind !== 'col') return found;
  if (variable.kind !== 'path') return { ...found, name: propertyColumn(e.target.text, found.name), span: e.span };
  return row.graph.element?.path === e.target.text ? { ...found, span: e.span } : wrongPlace(e.target.text, e.span, cx);
}

function property(schema: Schema, name: Syntax.Name, cx: Context): Expr {
  const field = fieldOf(schema, name.text);
  if (field || schema.open) return column(name.text, field?.type ?? 'unknown', name.span);
  report(cx, 'unknown-column', { name: name.text }, name.span, nearestHint(name.text, schema.fields.map((f) => f.name)));
  return broken(name.span);
}

/** A variable without a property has no value that is documented. */
export function variableExpression(e: Syntax.Name, cx: Context): Expr | undefined {
  return graphOf(cx)?.graph.variables.has(e.text) ? wrongPlace(e.text, e.span, cx) : undefined;
}

function wrongPlace(name: string, span: Span, cx: Context): Expr {
  report(cx, 'not-yet', { what: `the variable ${name} as a value`, reason: 'name a property of it, or gather values along a path with map()' }, span);
  return broken(span);
}

/* ---------------------------------------------------------------- functions */

type GraphFunction = (e: Syntax.Call, row: InGraph, cx: Context) => Expr | undefined;

const nodeProperty = (name: string, type: Ty): GraphFunction => (e, row, cx) => ofNode(e, row, cx, name, type);

const FUNCTIONS: ReadonlyMap<string, GraphFunction> = new Map<string, GraphFunction>([
  ['all', gather('all')],
  ['any', gather('any')],
  ['map', gather('list')],
  ['inner_nodes', (e, _row, cx) => misplaced(e, cx, 'it stands as the first argument of all(), any() and map()')],
  ['node_degree_in', nodeProperty(DEGREE_IN, 'long')],
  ['node_degree_out', nodeProperty(DEGREE_OUT, 'long')],
  ['node_id', nodeProperty(NODE_ID, 'string')],
  ['labels', labels],
  ['array_length', pathLength],
]);

/** Calls that have a meaning of their own among the variables of a graph; `undefined` for others. */
export function graphCall(e: Syntax.Call, cx: Context): Expr | undefined {
  const row = graphOf(cx);
  return row && FUNCTIONS.get(e.name.text)?.(e, row, cx);
}

/** Functions that stand only among the variables of a graph. */
export const GRAPH_ONLY: ReadonlySet<string> = new Set(['all', 'map', 'inner_nodes', 'node_degree_in', 'node_degree_out', 'node_id', 'labels']);

export function misplaced(e: Syntax.Call, cx: Context, hint?: string): Expr {
  report(cx, 'graph-function-misplaced', { name: e.name.text }, e.span, hint);
  return broken(e.span);
}

function gather(how: GraphGather['gather']): GraphFunction {
  return (e, row, cx) => {
    const [first, second] = e.args;
    const over = first && pathArgument(first.value, row, cx);
    if (!over || !second || e.args.length > 2) {
      report(cx, 'argument-count', { name: e.name.text, got: e.args.length, want: 'a path of variable length and an expression' }, e.span);
      return broken(e.span);
    }
    return gathered(over, how, second.value, row, cx, e.span);
  };
}

interface PathArgument {
  readonly variable: string;
  readonly over: GraphGather['over'];
}

function pathArgument(e: Syntax.Expression, row: InGraph, cx: Context): PathArgument | undefined {
  const inner = e.kind === 'call' && e.name.text === 'inner_nodes' ? e.args[0]?.value : undefined;
  const named = inner ?? e;
  if (named.kind !== 'name') return undefined;
  const variable = row.graph.variables.get(named.text);
  if (variable?.kind === 'path') return { variable: named.text, over: inner ? 'innerNodes' : 'edges' };
  if (variable) report(cx, 'type-mismatch', { what: named.text, got: `a single ${variable.kind}`, want: 'a path of variable length' }, named.span);
  return undefined;
}

/** The expression over the elements of a path, as the column that it will be. */
function gathered(at: PathArgument, how: GraphGather['gather'], body: Syntax.Expression, row: InGraph, cx: Context, span: Span, itself = false): Expr {
  const { graph } = row;
  const schema = at.over === 'edges' ? (graph.variables.get(at.variable) as GraphVariable).schema : innerSchema(graph);
  const element = { kind: at.over === 'edges' ? 'edge' : 'node', ...(itself && { path: at.variable }) } as const;
  const inner: Context = { ...cx, row: { schema: itself ? row.schema : schema, serialized: false, aggregates: false, graph: { ...graph, element } } };
  const expr = how === 'list' ? lowerExpr(body, inner) : lowerCondition(body, inner);
  return gatheredAs(graph, { variable: at.variable, over: at.over, gather: how, body: expr }, span);
}

function gatheredAs(graph: GraphScope, gathering: Omit<GraphGather, 'name'>, span: Span): Expr {
  const name = gatheredColumn(graph.gathered.length);
  graph.gathered.push({ name, ...gathering });
  return column(name, gathering.gather === 'list' ? 'dynamic' : 'bool', span);
}

/** All nodes have the same properties. */
const innerSchema = (graph: GraphScope): Schema => [...graph.variables.values()].find((v) => v.kind === 'node')?.schema ?? { fields: [], open: false };

function ofNode(e: Syntax.Call, row: InGraph, cx: Context, name: string, type: Ty): Expr {
  const only = e.args[0]?.value;
  if (!only && row.graph.element?.kind === 'node') return column(name, type, e.span);
  if (only?.kind === 'name' && row.graph.variables.get(only.text)?.kind === 'node') return column(propertyColumn(only.text, name), type, e.span);
  return misplaced(e, cx, 'its argument is a node of the pattern, or none inside inner_nodes()');
}

/** Only graphs that a cluster keeps have labels. */
function labels(e: Syntax.Call, row: InGraph, cx: Context): Expr {
  const only = e.args[0]?.value;
  const kind = only?.kind === 'name' ? row.graph.variables.get(only.text)?.kind : undefined;
  if (only ? kind === undefined || kind === 'path' : !row.graph.element) return misplaced(e, cx, 'its argument is a node or an edge of the pattern, or none inside all(), any() and map()');
  return literal('dynamic', [], e.span);
}

/** `array_length(e)`: how many edges a path has. */
function pathLength(e: Syntax.Call, row: InGraph, cx: Context): Expr | undefined {
  const only = e.args[0]?.value;
  if (only?.kind !== 'name' || row.graph.variables.get(only.text)?.kind !== 'path') return undefined;
  const ones = gatheredAs(row.graph, { variable: only.text, over: 'edges', gather: 'list', body: literal('long', 1, e.span) }, e.span);
  return namedCall('array_length', [ones], e.span, cx);
}

/* ---------------------------------------------------------------- properties of paths */

/** A condition whose conjuncts about a property of a path hold for each of its edges. */
export function patternCondition(e: Syntax.Expression, cx: Context): Expr {
  const parts = conjunctsOf(e).map((c) => alongPath(c, 'all', cx) ?? lowerCondition(c, cx));
  return parts.reduce((left, right) => ({ kind: 'call', op: LOGIC_AND, args: [left, right], type: 'bool', span: { start: left.span.start, end: right.span.end } }));
}

const conjunctsOf = (e: Syntax.Expression): readonly Syntax.Expression[] => (e.kind === 'logical' && e.op === 'and' ? e.operands.flatMap(conjunctsOf) : [e]);

/** A value; one about a property of a path is an array with one for each of its edges. */
export const patternValue = (e: Syntax.Expression, cx: Context): Expr => alongPath(e, 'list', cx) ?? lowerExpr(e, cx);

function alongPath(e: Syntax.Expression, how: 'all' | 'list', cx: Context): Expr | undefined {
  const row = graphOf(cx);
  if (!row) return undefined;
  const paths = new Set<string>();
  findPaths(e, row.graph, paths);
  const [variable, second] = paths;
  if (variable === undefined) return undefined;
  return second === undefined ? gathered({ variable, over: 'edges' }, how, e, row, cx, e.span, true) : wrongPlace(second, e.span, cx);
}

/** The paths whose properties an expression names, outside of the functions over paths. */
function findPaths(node: unknown, graph: GraphScope, into: Set<string>): void {
  if (typeof node !== 'object' || node === null) return;
  const e = node as Syntax.Expression;
  if (e.kind === 'call' && ['all', 'any', 'map'].includes(e.name.text)) return;
  if (e.kind === 'path' && e.target.kind === 'name' && graph.variables.get(e.target.text)?.kind === 'path') into.add(e.target.text);
  for (const child of Object.values(node)) findPaths(child, graph, into);
}
