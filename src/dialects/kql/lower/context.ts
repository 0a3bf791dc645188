import type * as Syntax from '../../../../grammars/kql/syntax.js';
import type { Expr, Graph, GraphGather, Let, ParameterDefault, Placeholder, Stage } from '../../../ast/pipeline.js';
import type { Params } from '../../../base/codes.js';
import { type Code, type Diagnostic, diagnostic, fail } from '../../../base/diagnostics.js';
import type { Span } from '../../../base/source.js';
import type { Environment } from '../../../semantics/environment.js';
import type { OutputEnv } from '../../../semantics/outputs.js';
import type { Schema } from '../../../semantics/schema.js';

/** Bounds on what inlining may produce, so that a short query cannot grow without end. */
const MAX_NODES = 100_000;
const MAX_DEPTH = 1_500;
const MAX_DIAGNOSTICS = 50;

/** Rows on their way: the stages so far, what is known of their columns, and whether their order means something. */
export interface Tabular {
  readonly stages: readonly Stage[];
  readonly schema: Schema;
  readonly serialized: boolean;
  readonly span: Span;
  /** The name that `as`, the last stage, gave. */
  readonly as?: string;
  /** The rows are the edges of this graph, of which a stage is yet to make rows. */
  readonly graph?: GraphSoFar;
}

export interface GraphSoFar extends Omit<Graph, 'kind' | 'span' | 'result'> {
  /** The properties of nodes. */
  readonly schema: Schema;
}

/** The variables of a pattern, as an expression sees them. */
export interface GraphScope {
  readonly variables: ReadonlyMap<string, GraphVariable>;
  /** What the expressions so far gather along paths. */
  readonly gathered: GraphGather[];
  /** Inside a function over a path: whether plain names are properties of an edge or of a node, and the path if its own name means its edge at hand. */
  readonly element?: { readonly kind: 'edge' | 'node'; readonly path?: string };
}

export interface GraphVariable {
  readonly kind: 'node' | 'edge' | 'path';
  readonly schema: Schema;
}

/** What a name stands for that a statement or a function parameter defined. */
export type Binding =
  | { readonly kind: 'scalar'; readonly expr: Expr; readonly default?: ParameterDefault }
  | { readonly kind: 'table'; readonly table: Tabular; readonly view?: boolean }
  | { readonly kind: 'function'; readonly name: string; readonly lambda: Syntax.Lambda; readonly scope: Scope }
  | { readonly kind: 'database' }
  | { readonly kind: 'pattern'; readonly definition: Syntax.PatternDefinition | null };

/** Names of one body, inside those of the bodies around it. */
export class Scope {
  private readonly own = new Map<string, Binding>();
  constructor(private readonly parent?: Scope) {}

  find(name: string): Binding | undefined {
    return this.own.get(name) ?? this.parent?.find(name);
  }

  define(name: string, binding: Binding): void {
    this.own.set(name, binding);
  }

  owns(name: string): boolean {
    return this.own.has(name);
  }

  /** All names with their meanings, inner ones hiding outer ones. */
  all(): Map<string, Binding> {
    return new Map([...(this.parent?.all() ?? []), ...this.own]);
  }
}

/** What one lowering gathers. */
export interface State {
  readonly env: Environment;
  readonly outputs: OutputEnv;
  readonly diagnostics: Diagnostic[];
  /** What runs but deserves a word. */
  readonly warnings: Diagnostic[];
  readonly lets: Map<string, Let>;
  /** Query parameters of which the default was read. */
  readonly defaults: Set<ParameterDefault>;
  /** Texts that are nothing but a parameter of a workbook. */
  readonly placeholders: Placeholder[];
  /** Names that `as` has given so far. */
  readonly named: Map<string, Tabular>;
  /** Bodies of parameterless functions that are lets already. */
  readonly shared: Map<Syntax.Lambda, Tabular>;
  /** What `set` statements say, by option name. */
  readonly options: Map<string, Expr>;
  /** Functions that the caller supplies, as far as they have been read. */
  readonly read: Map<string, Syntax.Lambda>;
  /** How many nodes there are in parts of the plan that may be written out several times. */
  readonly sizes: WeakMap<object, number>;
  /** Expressions and tables contain each other; the two ways in are handed around instead of imported in a circle. */
  readonly lowerings: Lowerings;
  nodes: number;
  depth: number;
}

export interface Lowerings {
  readonly expr: (e: Syntax.Expression, cx: Context) => Expr;
  readonly table: (e: Syntax.Expression, cx: Context) => Tabular;
  readonly supplied: (name: string, at: Span, cx: Context) => Extract<Binding, { kind: 'function' }> | undefined;
}

/** The row that an expression is about. */
export interface Row {
  readonly schema: Schema;
  /** The other input, in the condition of a join. */
  readonly right?: Schema;
  readonly serialized: boolean;
  /** Whether aggregate functions may stand here. */
  readonly aggregates: boolean;
  /** Names that the same list of columns defines, which its expressions do not see. */
  readonly siblings?: ReadonlySet<string>;
  /** Columns of earlier states that `scan` lets a step see as `step.column`. */
  readonly steps?: ReadonlySet<string>;
  /** The variables of a graph pattern. */
  readonly graph?: GraphScope;
}

export interface Context {
  readonly state: State;
  readonly scope: Scope;
  readonly row?: Row;
  /** What a pipeline without a source of its own reads. */
  readonly input?: Tabular;
}

export const withRow = (cx: Context, input: Tabular, aggregates = false): Context => ({
  ...cx, row: { schema: input.schema, serialized: input.serialized, aggregates },
});

/** A context for a table inside an expression: no row, no input. */
export const withoutRow = (cx: Context): Context => ({ state: cx.state, scope: cx.scope });

export function report<C extends Code>(cx: Context, code: C, params: Params<C>, span: Span, hint?: string): void {
  const { diagnostics } = cx.state;
  if (diagnostics.some((d) => d.code === code && d.span.start === span.start && d.span.end === span.end)) return;
  if (diagnostics.length < MAX_DIAGNOSTICS) diagnostics.push(diagnostic(code, params, span, hint));
}

/** Counts one node and guards the depth of the recursion. */
export function nested<N extends { readonly span: Span }, T>(node: N, cx: Context, lower: (node: N, cx: Context) => T): T {
  const { state } = cx;
  if (++state.nodes > MAX_NODES) fail('too-large', { limit: MAX_NODES }, node.span);
  if (++state.depth > MAX_DEPTH) fail('too-deep', { limit: MAX_DEPTH }, node.span);
  try {
    return lower(node, cx);
  } finally {
    state.depth--;
  }
}

/** One value per row. Errors are reported, and an expression that fits everywhere stands in. */
export const lowerExpr = (e: Syntax.Expression, cx: Context): Expr => nested(e, cx, cx.state.lowerings.expr);

/** Rows, or a graph. */
export const lowerGraph = (e: Syntax.Expression, cx: Context): Tabular => nested(e, cx, cx.state.lowerings.table);

/** Rows. */
export const lowerTable = (e: Syntax.Expression, cx: Context): Tabular => rowsOf(lowerGraph(e, cx), e.span, cx);

/** A graph is reported where rows are wanted. */
export function rowsOf(table: Tabular, at: Span, cx: Context): Tabular {
  if (!table.graph) return table;
  report(cx, 'type-mismatch', { what: 'the pipeline', got: 'a graph', want: 'rows' }, at, 'graph-match, graph-shortest-paths and graph-to-table make rows of a graph');
  const { graph: _, ...rows } = table;
  return rows;
}
