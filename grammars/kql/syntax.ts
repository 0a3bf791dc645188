/**
 * The KQL syntax tree: what a query says, before any name is resolved. Closed unions, readonly, each node with its span.
 *
 * Three shapes recur:
 * - `Expression` is anything that may stand where a value or a table is expected; a `pipeline` is one of them.
 * - `Column` is an item of a list such as that of `extend`: an expression with an optional name (or tuple of names) before `=`.
 * - `Parameter` is a `name=value` option of a stage (`kind=inner`, `hint.strategy=shuffle`).
 *
 * Synonyms that mean the same are one thing here (`<>` is `!=`, `notcontains` is `!contains`, `mvexpand` is `mv-expand`).
 * Parentheses are not nodes: grouping is the shape of the tree. Comments are not in the tree: the parser returns them beside it.
 */

import type {
  ColumnDeclaration, DynamicLiteral, Located, Missing, Name, RowSchema, Star, StringLiteral, TextLiteral, TypeName, TypeofLiteral, Wildcard,
  BinaryOperator, ListOperator,
} from './leaves.js';

export type * from './leaves.js';

// ---------------------------------------------------------------- expressions

export type Expression =
  | Name | Wildcard | Star | TextLiteral | StringLiteral | DynamicLiteral | TypeofLiteral
  | Path | Element | Call | Unary | Binary | Logical | InList | Between
  | Pipeline | Subquery | DataTable | ExternalData | ContextualDataTable | MaterializedViewCombine | EntityGroup | DataScoped
  | Lambda | Missing;

/** `target.member`: a column path, or `cluster("c").database("d").Table`, `workspace("w").T*`. */
export interface Path extends Located<'path'> {
  readonly target: Expression;
  readonly member: Name | Call | Wildcard;
}

/** `target[index]`; `target.[index]` is the same. An index that is a string literal after `target` is an index, not a name. */
export interface Element extends Located<'element'> {
  readonly target: Expression;
  readonly index: Expression;
}

/** `name(arguments)`. `not(x)` and `count()` are calls as well: the parser knows no function names. */
export interface Call extends Located<'call'> {
  readonly name: Name;
  readonly args: readonly Column[];
}

export interface Unary extends Located<'unary'> {
  readonly op: '-' | '+';
  readonly operand: Expression;
}

export interface Binary extends Located<'binary'> {
  readonly op: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
}

/** `a and b and c`: two operands or more, one node, so that thousand-fold conditions stay shallow. */
export interface Logical extends Located<'logical'> {
  readonly op: 'and' | 'or';
  readonly operands: readonly Expression[];
}

/** `x in (a, b)`, `x !in~ (T | project y)`. A tabular or dynamic right side is a single item. */
export interface InList extends Located<'in'> {
  readonly op: ListOperator;
  readonly left: Expression;
  readonly items: readonly Expression[];
}

/** `x between (low .. high)`, both ends included. */
export interface Between extends Located<'between'> {
  readonly negated: boolean;
  readonly value: Expression;
  readonly low: Expression;
  readonly high: Expression;
}

/** `toscalar(…)`, `totable(…)`, `materialize(…)`: keywords whose argument is a whole query. */
export interface Subquery extends Located<'subquery'> {
  readonly keyword: 'toscalar' | 'totable' | 'materialize';
  readonly params: readonly Parameter[];
  readonly body: Expression;
}

/** `datatable (a:long, b:string) [1, "x", …]`: values row by row, as many as there are rows times columns. */
export interface DataTable extends Located<'datatable'> {
  readonly params: readonly Parameter[];
  readonly schema: RowSchema;
  readonly values: readonly Expression[];
}

export interface ExternalData extends Located<'externaldata'> {
  readonly params: readonly Parameter[];
  readonly schema: RowSchema;
  readonly uris: readonly Expression[];
  readonly options: readonly Parameter[];
}

export interface ContextualDataTable extends Located<'contextualDatatable'> {
  readonly id: Expression;
  readonly schema: RowSchema;
}

export interface MaterializedViewCombine extends Located<'materializedViewCombine'> {
  readonly name: Expression;
  readonly base: Expression;
  readonly delta: Expression;
  readonly aggregations: Expression;
}

export interface EntityGroup extends Located<'entityGroup'> {
  readonly entities: readonly Expression[];
}

/** `T datascope=hotcache`. */
export interface DataScoped extends Located<'dataScoped'> {
  readonly table: Expression;
  readonly scope: string;
}

/** `(x:int, T:(*)) { body }`, `view () { body }`; the right side of a `let`. */
export interface Lambda extends Located<'lambda'> {
  readonly view: boolean;
  readonly params: readonly FunctionParameter[];
  readonly body: FunctionBody;
}

export interface FunctionParameter extends Located<'parameterDeclaration'> {
  readonly name: Name;
  readonly type: TypeName | RowSchema;
  readonly default: Expression | null;
}

export interface FunctionBody extends Located<'body'> {
  readonly statements: readonly Statement[];
  readonly value: Expression | null;
}

/** An item of an expression list: `x`, `y = x`, `(a, b) = f(x)`. `names` is empty for the first, `tuple` is true for the last. */
export interface Column extends Located<'column'> {
  readonly names: readonly Name[];
  readonly tuple: boolean;
  readonly value: Expression;
}

/** A column to sort by. What is null here was left out: KQL then sorts descending, nulls last (first when ascending). */
export interface SortKey extends Located<'sortKey'> {
  readonly column: Column;
  readonly order: SortOrder | null;
  readonly nulls: 'first' | 'last' | null;
}

export type SortOrder = 'asc' | 'desc' | 'granny-asc' | 'granny-desc';

/** An option `name=value`. A word (`inner`, `shuffle`) is a `Name`; several values only where a list of columns is taken (`series=a, b`). */
export interface Parameter extends Located<'parameter'> {
  readonly name: string;
  readonly values: readonly Expression[];
}

// ---------------------------------------------------------------- pipelines and stages

/**
 * `source | stage | stage`. `source` is null where the query begins with a stage (`print 1`, `range …`, `union …`), and in the
 * sub-pipelines of `mv-apply`, `partition (…)`, `fork` and `facet`, which read what the outer stage hands them.
 * There is at least one stage; an expression without one is just that expression.
 */
export interface Pipeline extends Located<'pipeline'> {
  readonly source: Expression | null;
  readonly stages: readonly Stage[];
}

export type Stage =
  | AsStage | AssertSchemaStage | ConsumeStage | CountStage | DistinctStage | EvaluateStage | ExecuteAndCacheStage | ExtendStage
  | FacetStage | FindStage | ForkStage | GetSchemaStage | GraphMarkComponentsStage | GraphMatchStage | GraphToTableStage | InvokeStage | JoinStage | LookupStage | MakeGraphStage | MakeSeriesStage
  | MvApplyStage | MvExpandStage | ParseKvStage | ParseStage | PartitionByStage | PartitionStage | PrintStage | ProjectStage
  | ColumnPatternStage | ProjectByNamesStage | ProjectReorderStage | RangeStage | RawStage | ReduceStage | RenderStage
  | SampleDistinctStage | ScanStage | SearchStage | SerializeStage | SortStage | SummarizeStage | TakeStage | TopHittersStage
  | TopNestedStage | TopStage | UnionStage | WhereStage | MissingStage;

export interface AsStage extends Located<'as'> {
  readonly params: readonly Parameter[];
  readonly name: Name;
}

export interface AssertSchemaStage extends Located<'assert-schema'> {
  readonly schema: RowSchema;
}

export interface ConsumeStage extends Located<'consume'> {
  readonly params: readonly Parameter[];
}

/** `count`, `count as Name`. */
export interface CountStage extends Located<'count'> {
  readonly name: Name | null;
}

/** `distinct a, b` or `distinct *` (a column whose value is a `Star`). */
export interface DistinctStage extends Located<'distinct'> {
  readonly params: readonly Parameter[];
  readonly columns: readonly Column[];
}

export interface EvaluateStage extends Located<'evaluate'> {
  readonly params: readonly Parameter[];
  readonly call: Call;
  readonly schema: RowSchema | null;
}

export interface ExecuteAndCacheStage extends Located<'execute-and-cache'> {}

export interface ExtendStage extends Located<'extend'> {
  readonly columns: readonly Column[];
}

/** `facet by a, b with (pipeline)`; the older `with stage` is a pipeline of one stage. */
export interface FacetStage extends Located<'facet'> {
  readonly columns: readonly Expression[];
  readonly with: Expression | null;
}

/** `find in (T, U*) where condition project a, b:long, pack(*)`; may begin a query. */
export interface FindStage extends Located<'find'> {
  readonly scope: string | null;
  readonly params: readonly Parameter[];
  readonly sources: readonly Expression[];
  readonly condition: Expression;
  /** null: no clause. */
  readonly project: readonly FindColumn[] | null;
  readonly projectSmart: boolean;
  readonly projectAway: readonly FindColumn[] | null;
}

export type FindColumn = ColumnDeclaration | Name | Star | PackAll;

/** `pack(*)` in `find … project`. */
export interface PackAll extends Located<'packAll'> {}

export interface ForkStage extends Located<'fork'> {
  readonly branches: readonly { readonly name: Name | null; readonly body: Expression }[];
}

export interface GetSchemaStage extends Located<'getschema'> {
  readonly params: readonly Parameter[];
}

export interface GraphMarkComponentsStage extends Located<'graph-mark-components'> {
  readonly params: readonly Parameter[];
}

/** `graph-match (a)-[e]->(b), (b)--(c) where … project …`, `graph-shortest-paths …`. */
export interface GraphMatchStage extends Located<'graph-match' | 'graph-shortest-paths'> {
  readonly params: readonly Parameter[];
  readonly patterns: readonly GraphPattern[];
  readonly where: Expression | null;
  readonly project: readonly Column[] | null;
}

/** Nodes and edges in turn, a node first and last. */
export interface GraphPattern extends Located<'graphPattern'> {
  readonly elements: readonly (GraphNode | GraphEdge)[];
}

export interface GraphNode extends Located<'graphNode'> {
  readonly name: Name | null;
}

/** `range`: a path of so many edges. */
export interface GraphEdge extends Located<'graphEdge'> {
  readonly name: Name | null;
  readonly range: { readonly from: Expression; readonly to: Expression } | null;
  readonly direction: 'right' | 'left' | 'any';
}

/** `graph-to-table nodes as N with_node_id=i, edges as E`. */
export interface GraphToTableStage extends Located<'graph-to-table'> {
  readonly outputs: readonly GraphOutput[];
}

export interface GraphOutput extends Located<'graphOutput'> {
  readonly of: 'nodes' | 'edges';
  readonly as: Name | null;
  readonly params: readonly Parameter[];
}

/** `invoke f(x)`; a `Path` when the call is qualified. */
export interface InvokeStage extends Located<'invoke'> {
  readonly call: Expression;
}

/** `join kind=inner (T) on a, $left.x == $right.y`. At most one of `on` and `where` is there. */
export interface JoinStage extends Located<'join'> {
  readonly params: readonly Parameter[];
  readonly table: Expression;
  readonly on: readonly Expression[] | null;
  readonly where: Expression | null;
}

export interface LookupStage extends Located<'lookup'> {
  readonly params: readonly Parameter[];
  readonly table: Expression;
  readonly on: readonly Expression[];
}

/** `make-graph a --> b with N on id`, `… with_node_id=id` (in `params`), `… partitioned-by c (pipeline)`. */
export interface MakeGraphStage extends Located<'make-graph'> {
  readonly hints: readonly Parameter[];
  readonly params: readonly Parameter[];
  readonly source: Name;
  readonly directed: boolean;
  readonly target: Name;
  readonly nodes: readonly { readonly table: Expression; readonly key: Name }[];
  readonly partitionedBy: { readonly column: Expression; readonly body: Expression } | null;
}

/** `make-series n = count() default=0 on t from a to b step s by k`; the older `in range(a, b, s)` fills the same fields. */
export interface MakeSeriesStage extends Located<'make-series'> {
  readonly params: readonly Parameter[];
  readonly aggregates: readonly { readonly column: Column; readonly default: Column | null }[];
  readonly on: Column;
  readonly from: Expression | null;
  readonly to: Expression | null;
  readonly step: Expression;
  /** True for `in range(from, to, step)`, whose last bin is included. */
  readonly inRange: boolean;
  readonly by: readonly Column[];
}

/** A column to expand: `x`, `y = x`, `x to typeof(long)`. */
export interface ExpandColumn extends Located<'expandColumn'> {
  readonly column: Column;
  readonly to: TypeofLiteral | null;
}

/** `mv-apply columns [limit n] [id guid] on (pipeline)`. */
export interface MvApplyStage extends Located<'mv-apply'> {
  readonly params: readonly Parameter[];
  readonly columns: readonly ExpandColumn[];
  readonly limit: Expression | null;
  readonly id: Expression | null;
  readonly body: Expression;
}

export interface MvExpandStage extends Located<'mv-expand'> {
  readonly params: readonly Parameter[];
  readonly columns: readonly ExpandColumn[];
  readonly limit: Expression | null;
}

/** A piece of the pattern of `parse`: text to find, a column to fill, or `*` to skip. */
export type ParsePiece = StringLiteral | Star | ColumnDeclaration | Name;

/** `parse kind=regex x with "a" b:long *`; `parse-where` (only rows that match) has the same fields. */
export interface ParseStage extends Located<'parse' | 'parse-where'> {
  readonly params: readonly Parameter[];
  readonly value: Expression;
  readonly pattern: readonly ParsePiece[];
}

export interface ParseKvStage extends Located<'parse-kv'> {
  readonly value: Expression;
  readonly schema: RowSchema;
  readonly options: readonly Parameter[];
}

/** The internal `__partitionby`. */
export interface PartitionByStage extends Located<'partition-by'> {
  readonly params: readonly Parameter[];
  readonly column: Expression;
  readonly id: Expression | null;
  readonly body: Expression;
}

/** `partition by k (pipeline)`; `braces` for the older `{ query }` form, whose body is a whole query with its own source. */
export interface PartitionStage extends Located<'partition'> {
  readonly params: readonly Parameter[];
  readonly by: Expression;
  readonly scope: Expression | null;
  readonly body: Expression;
  readonly braces: boolean;
}

export interface PrintStage extends Located<'print'> {
  readonly columns: readonly Column[];
}

/** `project`: the columns may be none; `project-rename`: each column is `new = old`. */
export interface ProjectStage extends Located<'project' | 'project-rename'> {
  readonly columns: readonly Column[];
}

export interface ColumnPatternStage extends Located<'project-away' | 'project-keep'> {
  readonly columns: readonly (Name | Wildcard)[];
}

export interface ProjectByNamesStage extends Located<'project-by-names'> {
  readonly names: readonly Expression[];
}

export interface ProjectReorderStage extends Located<'project-reorder'> {
  readonly columns: readonly { readonly column: Name | Wildcard; readonly order: SortOrder | null }[];
}

/** `range x from a to b step s`; begins a query. */
export interface RangeStage extends Located<'range'> {
  readonly name: Name;
  readonly from: Expression;
  readonly to: Expression;
  readonly step: Expression;
}

/** A stage that is recognised and kept as written, but has no tree yet: `graph-where-nodes`, `macro-expand`, inline external tables. */
export interface RawStage extends Located<'raw'> {
  readonly keyword: string;
  /** The whole stage with its keyword. */
  readonly text: string;
}

export interface ReduceStage extends Located<'reduce'> {
  readonly params: readonly Parameter[];
  readonly by: Column;
  readonly with: readonly Parameter[];
}

/** `render timechart with (title="x")`; the older options without `with` are in `params`. */
export interface RenderStage extends Located<'render'> {
  readonly chart: string;
  readonly params: readonly Parameter[];
  readonly properties: readonly Parameter[];
}

/** `sample-distinct n of column`. */
export interface SampleDistinctStage extends Located<'sample-distinct'> {
  readonly params: readonly Parameter[];
  readonly count: Column;
  readonly of: Column;
}

export interface ScanStage extends Located<'scan'> {
  readonly params: readonly Parameter[];
  readonly orderBy: readonly SortKey[];
  readonly partitionBy: readonly Expression[];
  readonly declare: readonly FunctionParameter[];
  readonly steps: readonly ScanStep[];
}

/** `step s1 output=all: condition => x = 1, y = 2;` */
export interface ScanStep extends Located<'scanStep'> {
  readonly name: Name;
  readonly optional: boolean;
  readonly output: string | null;
  readonly condition: Expression;
  readonly assignments: readonly { readonly name: Name; readonly value: Expression }[];
}

/** `search [kind=…] [in (T, U)] condition`; may begin a query. `search "x"` has a string as its condition. */
export interface SearchStage extends Located<'search'> {
  readonly params: readonly Parameter[];
  readonly scope: string | null;
  readonly sources: readonly Expression[];
  readonly condition: Expression;
}

export interface SerializeStage extends Located<'serialize'> {
  readonly params: readonly Parameter[];
  readonly columns: readonly Column[];
}

/** `sort by` and `order by`. */
export interface SortStage extends Located<'sort'> {
  readonly params: readonly Parameter[];
  readonly keys: readonly SortKey[];
  readonly spelled?: 'order';
}

export interface SummarizeStage extends Located<'summarize'> {
  readonly params: readonly Parameter[];
  readonly aggregates: readonly Column[];
  /** null: no `by` at all, which gives one row even for an empty table. */
  readonly by: readonly Column[] | null;
  /** The value of the older `bin=` after the `by` list. */
  readonly bin: Expression | null;
}

/** `take n`, `limit n`, and `sample n`. */
export interface TakeStage extends Located<'take' | 'sample'> {
  readonly params: readonly Parameter[];
  readonly count: Column;
  readonly spelled?: 'limit';
}

export interface TopHittersStage extends Located<'top-hitters'> {
  readonly count: Column;
  readonly of: Column;
  readonly by: Column | null;
}

export interface TopNestedStage extends Located<'top-nested'> {
  readonly levels: readonly TopNestedLevel[];
}

/** `top-nested [n] of x [with others = "rest"] by y desc`. */
export interface TopNestedLevel extends Located<'topNestedLevel'> {
  readonly count: Column | null;
  readonly of: Column;
  readonly others: Expression | null;
  readonly by: SortKey;
}

export interface TopStage extends Located<'top'> {
  readonly params: readonly Parameter[];
  readonly count: Column;
  readonly by: SortKey;
}

/** `union kind=outer withsource=S T, U*, (V | where …)`; may begin a query. */
export interface UnionStage extends Located<'union'> {
  readonly params: readonly Parameter[];
  readonly tables: readonly Expression[];
}

export interface WhereStage extends Located<'where'> {
  readonly params: readonly Parameter[];
  readonly condition: Column;
  readonly spelled?: 'filter';
}

/** Stands after a `|` that no stage follows, beside a diagnostic; in an emitted tree where a stage was left out. */
export interface MissingStage extends Located<'missing'> {
  /** What stands there instead: comments, each with its `//`, on lines of their own. */
  readonly comment?: string;
}

// ---------------------------------------------------------------- statements

export type Statement =
  | LetStatement | SetStatement | DeclareParametersStatement | DeclarePatternStatement | AliasStatement | RestrictStatement | QueryStatement;

export interface LetStatement extends Located<'let'> {
  readonly name: Name;
  readonly value: Expression;
}

/** `set option`, `set option = value`. */
export interface SetStatement extends Located<'set'> {
  readonly name: Name;
  readonly value: Expression | null;
}

export interface DeclareParametersStatement extends Located<'declareParameters'> {
  readonly params: readonly FunctionParameter[];
}

export interface DeclarePatternStatement extends Located<'declarePattern'> {
  readonly name: Name;
  readonly definition: PatternDefinition | null;
}

export interface PatternDefinition extends Located<'pattern'> {
  readonly params: readonly ColumnDeclaration[];
  readonly path: ColumnDeclaration | null;
  readonly matches: readonly { readonly args: readonly Expression[]; readonly path: Expression | null; readonly body: FunctionBody }[];
}

/** `alias database name = cluster("c").database("d")`. */
export interface AliasStatement extends Located<'alias'> {
  readonly name: Name;
  readonly value: Expression;
}

export interface RestrictStatement extends Located<'restrict'> {
  readonly entities: readonly Expression[];
  readonly options: readonly Parameter[];
}

/** A statement that is a query (or, in a script of one value, just an expression). */
export interface QueryStatement extends Located<'query'> {
  readonly value: Expression;
}

/** The whole text: statements separated by `;`. `directives` are the `#…` lines before them. */
export interface Script extends Located<'script'> {
  readonly directives: readonly string[];
  readonly statements: readonly Statement[];
}

/** A `// …` comment with its slashes and without the line break. */
export interface Comment extends Located<'comment'> {
  readonly text: string;
}
