import type { Span } from '../base/source.js';
import type { Field } from '../data/table.js';
import type { Ty, Value } from '../data/types.js';

/**
 * THE pipeline AST: what a query means, in neither dialect. `lower` makes it, the engine runs it, `raise` spells it.
 * Closed unions, readonly, each node with the span of the source text that it came from.
 * Operations are named by the catalogue's ids (`string.has`), never by a dialect's names.
 */
export interface Plan {
  /** Tabular `let`s in order of definition; each may refer to earlier ones through a `ref` stage. Run once, shared. */
  readonly lets: readonly Let[];
  readonly body: Pipeline;
  /** 'empty': strings have no null, as in Kusto: wherever a string cell would be null it is "". 'keep': as in Elasticsearch. */
  readonly nullStrings: 'keep' | 'empty';
  /** The query parameters that the plan is about with the defaults that they declare, which stand in their places. */
  readonly defaults?: readonly ParameterDefault[];
  /** Texts of the query that are nothing but a parameter of a workbook, which may put others in their places. */
  readonly placeholders?: readonly Placeholder[];
}

export interface Placeholder {
  readonly name: string;
  readonly span: Span;
}

export interface ParameterDefault {
  readonly name: string;
  readonly span: Span;
}

export interface Let {
  readonly name: string;
  readonly pipeline: Pipeline;
  readonly span: Span;
}

/** A source stage followed by transforms. A body of `mvApply`, `partition` and `fork` has no source: it starts with `input`. */
export interface Pipeline {
  readonly stages: readonly Stage[];
  readonly span: Span;
}

/* ---------------------------------------------------------------- expressions */

export type Expr = Lit | Col | Call | Agg | Subquery | Lambda;

/** `type` is the static type, 'unknown' where an open schema leaves it so. */
interface ExprBase {
  readonly type: Ty;
  readonly span: Span;
}

export interface Lit extends ExprBase {
  readonly kind: 'lit';
  readonly value: Value;
}

/**
 * A column of the stage's input, or a parameter of the enclosing lambda. `side` only inside a join condition. `orElse`: what stands in its
 * place when the run finds no such column, which only a plugin's answer can be without.
 */
export interface Col extends ExprBase {
  readonly kind: 'col';
  readonly name: string;
  readonly side?: 'left' | 'right';
  readonly orElse?: Expr;
  /** A member of a dynamic value: null where it is missing, also where a text is asked for. */
  readonly member?: true;
}

/** `options`: named arguments that are constants (`MATCH(f, q, {"operator": "AND"})`). */
export interface Call extends ExprBase {
  readonly kind: 'call';
  readonly op: string;
  readonly args: readonly Expr[];
  readonly options?: Readonly<Record<string, Value>>;
}

/** An aggregate; only inside `aggregate`, `makeSeries` and `topNested`, possibly within a scalar expression. */
export interface Agg extends ExprBase {
  readonly kind: 'agg';
  readonly op: string;
  readonly args: readonly Expr[];
  /** Rows for which it is not true are left out (`COUNT(*) WHERE x > 1`, `countif(x > 1)`). */
  readonly filter?: Expr;
}

/**
 * `scalar`: the first cell of the only row, null when there is none (`toscalar`). `in`: whether the tuple `args` is among the rows;
 * `nulls` says what a null operand or a null row gives: 'logic' three-valued as ES|QL, 'value' null equals null as Kusto.
 * `table`: the rows themselves, as an argument of a tabular function.
 */
export interface Subquery extends ExprBase {
  readonly kind: 'subquery';
  readonly mode: 'scalar' | 'in' | 'table';
  readonly args: readonly Expr[];
  readonly pipeline: Pipeline;
  readonly ignoreCase?: boolean;
  readonly nulls: 'logic' | 'value';
}

export interface Lambda extends ExprBase {
  readonly kind: 'lambda';
  readonly params: readonly string[];
  readonly body: Expr;
}

/* ---------------------------------------------------------------- stages */

export interface Named {
  readonly name: string;
  readonly expr: Expr;
  readonly span: Span;
}

/** A column name, or with `wildcard` a pattern in which `*` stands for any text. */
export interface NamePattern {
  readonly name: string;
  readonly wildcard: boolean;
  readonly span: Span;
}

export interface SortKey {
  readonly expr: Expr;
  readonly desc: boolean;
  readonly nullsFirst: boolean;
  readonly span: Span;
}

interface StageBase<K extends string> {
  readonly kind: K;
  readonly span: Span;
}

/* sources */

export interface TableRef {
  readonly name: string;
  /** `*` stands for any text. */
  readonly wildcard: boolean;
  /** An ES|QL exclusion: `-logs-old*`. */
  readonly exclude?: boolean;
  readonly span: Span;
}

/** Tables by name, one under the other (columns united by name). `metadata`: `_index`, `_id`, `_version`, … added as columns. */
export interface Scan extends StageBase<'scan'> {
  readonly tables: readonly TableRef[];
  readonly metadata: readonly string[];
  /** A column that holds the table's name (`union withsource=`, `search`, `find`). */
  readonly sourceColumn?: string;
  /** 'name': columns sorted by name, as an Elasticsearch mapping answers them. Left out: the table's own order. */
  readonly columnOrder?: 'name';
  /** A table that does not exist gives no rows instead of an error (`isfuzzy=true`). */
  readonly fuzzy?: boolean;
  /**
   * Where tables disagree on a column's type: 'suffix' makes `x_long` and `x_string` (Kusto), 'widen' (the default) one column of
   * the common type, or of type 'unknown', of which only a conversion can make something (Elasticsearch).
   */
  readonly clash?: 'suffix' | 'widen';
}
/** Constant rows: `datatable`. `print` and `ROW` are one row of no columns followed by `extend`. */
export interface Values extends StageBase<'values'> {
  readonly fields: readonly Field[];
  readonly rows: readonly (readonly Expr[])[];
}
export interface Range extends StageBase<'range'> {
  readonly name: string;
  readonly from: Expr;
  readonly to: Expr;
  readonly step: Expr;
}
/** A tabular `let`, or a name given by `as`. */
export interface Ref extends StageBase<'ref'> {
  readonly name: string;
}
/** The rows that the enclosing `mvApply`, `partition`, `fork` hands in. */
export interface Input extends StageBase<'input'> {}
/**
 * Rows of several pipelines, one under the other, columns united by name. `outer`: all columns, null where an input lacks one;
 * `inner`: the common ones. Where the types of a name differ, `clash` decides: 'suffix' makes `x_long` and `x_string` (Kusto),
 * 'error' refuses (Elasticsearch).
 */
export interface Union extends StageBase<'union'> {
  readonly inputs: readonly Pipeline[];
  readonly columns: 'outer' | 'inner';
  readonly sourceColumn?: string;
  readonly clash: 'suffix' | 'error';
  /** The name of each input, for `sourceColumn`. */
  readonly inputNames?: readonly string[];
}
/** `externaldata`: a local file that the caller offers; a URL is refused at run. */
export interface External extends StageBase<'external'> {
  readonly fields: readonly Field[];
  readonly uris: readonly string[];
  readonly options: Readonly<Record<string, Value>>;
}

/* rows in, rows out */

export interface Filter extends StageBase<'filter'> {
  /** Rows where it is true stay: null and false drop the row. */
  readonly cond: Expr;
}
/**
 * Adds or replaces columns; every expression sees the input, not its neighbours. `place`: where a replaced column goes:
 * 'keep' its position, 'end' moves it last (ES|QL). `serialize`: only marks the row order as meaningful (Kusto `serialize`).
 */
export interface Extend extends StageBase<'extend'> {
  readonly columns: readonly Named[];
  readonly place: 'keep' | 'end';
  readonly serialize?: boolean;
}
export interface Project extends StageBase<'project'> {
  readonly columns: readonly Named[];
}
export interface Keep extends StageBase<'keep'> {
  readonly columns: readonly NamePattern[];
  /** 'input': in the order of the input (`project-keep`); 'list': as listed, most specific pattern wins (`KEEP`). */
  readonly order: 'input' | 'list';
}
export interface Drop extends StageBase<'drop'> {
  readonly columns: readonly NamePattern[];
  /** A name that is not there is an error (ES|QL) or ignored (Kusto checks it too, except for patterns). */
  readonly strict: boolean;
}
/** Position kept; a target name that exists already is replaced (ES|QL) or an error (Kusto). */
export interface Rename extends StageBase<'rename'> {
  readonly columns: readonly { readonly from: string; readonly to: string; readonly span: Span }[];
  readonly clash: 'replace' | 'error';
}
export interface Reorder extends StageBase<'reorder'> {
  readonly columns: readonly (NamePattern & { readonly order?: 'asc' | 'desc' | 'granny-asc' | 'granny-desc' })[];
}
/** One row per group. No keys: exactly one row. `inline`: every input row stays and gets the aggregates of its group. */
export interface Aggregate extends StageBase<'aggregate'> {
  readonly aggregates: readonly Named[];
  readonly keys: readonly Named[];
  readonly layout: 'keysFirst' | 'keysLast';
  readonly inline?: boolean;
  /**
   * The aggregates are all cells of one row of each group: of any row (`take_any(*)`), or of one in which `by` is greatest or least
   * (`arg_max(x, *)`), nulls behind everything. Keys are columns of the row or new ones.
   */
  readonly wholeRow?: { readonly by?: Pick<SortKey, 'expr' | 'desc'> };
}
/** Rows with equal keys stay in their order; 'reversed' (Kusto's `top-hitters`): later ones come first. No dialect promises either. */
export interface Sort extends StageBase<'sort'> {
  readonly keys: readonly SortKey[];
  readonly ties?: 'reversed';
}
export interface Limit extends StageBase<'limit'> {
  readonly count: Expr;
  readonly by?: readonly Expr[];
  /** Added by the dialect, not written: ES|QL's 1,000 (or the hard 10,000). The engine warns when it cuts. */
  readonly implicit?: boolean;
}
export interface Distinct extends StageBase<'distinct'> {
  readonly columns: readonly Named[];
  /** All columns of the input. */
  readonly all?: boolean;
}
/** `count` rows at random, or each with a probability. `distinctOf`: `sample-distinct`. */
export interface Sample extends StageBase<'sample'> {
  readonly count?: Expr;
  readonly probability?: Expr;
  readonly distinctOf?: Named;
}
export type JoinKind =
  | 'inner' | 'innerunique' | 'leftouter' | 'rightouter' | 'fullouter' | 'leftsemi' | 'rightsemi' | 'leftanti' | 'rightanti' | 'cross';
/**
 * `on`: equalities of an expression over the left input and one over the right, all to hold; null equals null only if `nullsMatch`.
 * `condition`: any other predicate over both sides (columns carry `side`). `clash`: what becomes of a right column whose name the left
 * has: 'suffix' `x1` (Kusto join), 'right' replaces the left one (LOOKUP JOIN), 'dropKeys' right keys vanish and the rest is suffixed (Kusto lookup).
 */
export interface Join extends StageBase<'join'> {
  readonly join: JoinKind;
  readonly right: Pipeline;
  readonly on: readonly { readonly left: Expr; readonly right: Expr; readonly span: Span }[];
  readonly condition?: Expr;
  readonly nullsMatch: boolean;
  readonly clash: 'suffix' | 'right' | 'dropKeys';
}
/**
 * One row per element. `values`: 'dynamic' arrays and bags (Kusto: null gives one row of null, an empty array none, several columns run in
 * parallel) or 'multi' (ES|QL multi-values). `bags`: a bag gives bags of one pair, or `[key, value]` arrays.
 */
export interface MvExpand extends StageBase<'mvExpand'> {
  readonly columns: readonly (Named & { readonly to?: Ty })[];
  readonly values: 'dynamic' | 'multi';
  readonly bags: 'bag' | 'array';
  readonly indexColumn?: string;
  readonly limit?: Expr;
}
/** Each row's elements as a small table through `body` (which starts with `input`); the results one under the other. */
export interface MvApply extends StageBase<'mvApply'> {
  readonly columns: readonly (Named & { readonly to?: Ty })[];
  readonly bags: 'bag' | 'array';
  readonly indexColumn?: string;
  readonly limit?: Expr;
  readonly body: Pipeline;
}
/** Kusto `parse` and `parse-where` (`drop`: rows that do not match go). */
export interface Parse extends StageBase<'parse'> {
  readonly input: Expr;
  readonly mode: 'simple' | 'relaxed' | 'regex';
  readonly flags: string;
  readonly pieces: readonly ParsePiece[];
  readonly drop: boolean;
}
export type ParsePiece = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'star' } | { readonly kind: 'column'; readonly name: string; readonly type: Ty };
export interface ParseKv extends StageBase<'parseKv'> {
  readonly input: Expr;
  readonly fields: readonly Field[];
  readonly pairDelimiter: string;
  readonly kvDelimiter: string;
  readonly quotes: readonly string[];
  readonly escape?: string;
  readonly greedy: boolean;
  readonly regex?: string;
}
export interface Dissect extends StageBase<'dissect'> {
  readonly input: Expr;
  readonly pattern: string;
  readonly appendSeparator: string;
}
export interface Grok extends StageBase<'grok'> {
  readonly input: Expr;
  readonly patterns: readonly string[];
}
/** ES|QL stages that cut one string into fixed columns `prefix.part`: URI_PARTS, USER_AGENT, REGISTERED_DOMAIN. */
export interface Parts extends StageBase<'parts'> {
  readonly what: 'uri' | 'userAgent' | 'registeredDomain' | 'ipLocation';
  readonly input: Expr;
  readonly prefix: string;
}
export interface MakeSeries extends StageBase<'makeSeries'> {
  readonly aggregates: readonly (Named & { readonly fallback?: Expr })[];
  readonly axis: Named;
  readonly from?: Expr;
  readonly to?: Expr;
  readonly step: Expr;
  readonly keys: readonly Named[];
  /** `kind=nonempty`: an input without rows gives one series of fallback values. */
  readonly nonEmpty?: boolean;
  /** `in range(from, to, step)`: the bins are those of `bin()`, and the one that holds `to` is the last. */
  readonly inRange?: boolean;
}
export interface TopNested extends StageBase<'topNested'> {
  readonly levels: readonly TopNestedLevel[];
}
export interface TopNestedLevel {
  readonly count?: Expr;
  readonly of: Named;
  readonly others?: Expr;
  readonly by: Named;
  readonly desc: boolean;
  readonly span: Span;
}
/** `keyColumn`: the body has a source of its own, and wherever it names this column stands the key's value (`partition by x { T | … }`). */
export interface Partition extends StageBase<'partition'> {
  readonly by: Named;
  readonly keyColumn?: string;
  readonly body: Pipeline;
}
/**
 * A graph and what is asked of it (KQL `make-graph` with the stage behind it). The input's rows are the edges; `source` and `target` are
 * their columns of node ids. Rows of `nodes` are nodes with properties, by the id in their `key` column; `nodeId` is the only property of
 * nodes that have no rows. `components` adds the number of its connected component to each node. `partitionBy`: a graph for each value of
 * this column of edges and nodes, the results one under the other.
 */
export interface Graph extends StageBase<'graph'> {
  readonly source: string;
  readonly target: string;
  readonly nodes: readonly { readonly pipeline: Pipeline; readonly key: string }[];
  readonly nodeId?: string;
  readonly components: readonly { readonly column: string; readonly strong: boolean }[];
  readonly partitionBy?: string;
  readonly result: GraphResult;
}
/** `id`, `sourceId`, `targetId`: columns for the hashes of node ids. */
export type GraphResult =
  | { readonly of: 'nodes'; readonly id?: string }
  | { readonly of: 'edges'; readonly sourceId?: string; readonly targetId?: string }
  | GraphMatches;
/**
 * A row for each match of the patterns. In `where`, `columns` and `body` a property of a variable is the column `#variable.property`, and
 * what `paths` gathers the column of its name; in `body` a property of the edge or inner node at hand is a plain column. Variables without a
 * name are called `#1`, `#2`, …. `shortest`: only the shortest matches of each pair of ends, one of them or all.
 */
export interface GraphMatches {
  readonly of: 'matches';
  readonly patterns: readonly GraphPattern[];
  /** What may come twice in a match: anything (Kusto `cycles=all`), nodes but no edge, nothing. */
  readonly repeats: 'all' | 'nodes' | 'none';
  readonly shortest?: 'one' | 'all';
  readonly paths: readonly GraphGather[];
  readonly where?: Expr;
  readonly columns: readonly Named[];
}
export interface GraphPattern {
  /** Variables, one more than `edges`. */
  readonly nodes: readonly string[];
  readonly edges: readonly GraphPatternEdge[];
}
/** `path`: any number of edges from `min` to `max`; else one edge. */
export interface GraphPatternEdge {
  readonly variable: string;
  readonly direction: 'right' | 'left' | 'any';
  readonly path: boolean;
  readonly min: number;
  readonly max: number;
}
/** `body` over the edges or the inner nodes of a path: all its values as an array, or whether it is true of all or of any. */
export interface GraphGather {
  readonly name: string;
  readonly variable: string;
  readonly over: 'edges' | 'innerNodes';
  readonly gather: 'list' | 'all' | 'any';
  readonly body: Expr;
}
/** ES|QL FORK: the branches one under the other, with `_fork`. Kusto `fork`/`facet`: several results, of which the first is answered. */
export interface Fork extends StageBase<'fork'> {
  readonly branches: readonly { readonly name: string; readonly pipeline: Pipeline }[];
  readonly labelColumn?: string;
}
export interface Fuse extends StageBase<'fuse'> {
  readonly method: 'rrf' | 'linear';
  readonly score: string;
  readonly group: string;
  readonly keys: readonly string[];
  readonly options: Readonly<Record<string, Value>>;
}
/** Kusto `scan`: a state machine over ordered rows. */
export interface ScanSteps extends StageBase<'scanSteps'> {
  readonly declare: readonly { readonly name: string; readonly type: Ty; readonly fallback?: Expr }[];
  readonly steps: readonly ScanStep[];
  readonly matchId?: string;
}
/** In `cond` and `assign` a state column of step `s` is a column named `s.name`. */
export interface ScanStep {
  readonly name: string;
  readonly optional: boolean;
  readonly output: 'all' | 'last' | 'none';
  readonly cond: Expr;
  readonly assign: readonly Named[];
  readonly span: Span;
}
/** `evaluate plugin(args)`; tabular arguments are `subquery` expressions of mode 'table'. */
export interface Evaluate extends StageBase<'evaluate'> {
  readonly plugin: string;
  readonly args: readonly Expr[];
  /** The name of each argument that is written with one (`ignoredProperties=…`), lower case. */
  readonly argNames?: readonly (string | undefined)[];
  /** The columns that the query declares (`: (a:long)`); `open`: behind those of the input (`: (*, a:long)`). */
  readonly fields?: readonly Field[];
  readonly open?: boolean;
}
/**
 * ES|QL ENRICH: columns of the policy's table, matched by its key, the first column. An enrichment function of KQL names the `key` of its
 * table and the types of its columns; what the table lacks is null then, and one match counts.
 */
export interface Enrich extends StageBase<'enrich'> {
  readonly policy: string;
  readonly on: Expr;
  readonly key?: string;
  readonly columns?: readonly { readonly name: string; readonly from: string; readonly type?: Ty }[];
}
export interface ChangePoint extends StageBase<'changePoint'> {
  readonly value: string;
  readonly key: string;
  readonly typeColumn: string;
  readonly pvalueColumn: string;
}
/** A model call: never run here. `without` a stage of this name, it is skipped; `fields` are what it would add. */
export interface Model extends StageBase<'model'> {
  readonly name: string;
  readonly fields: readonly Field[];
}
export interface GetSchema extends StageBase<'getschema'> {}
/** No effect on the rows; a hint on the result. */
export interface Render extends StageBase<'render'> {
  readonly chart: string;
  readonly properties: Readonly<Record<string, string>>;
}
/** Names the rows so far; a later `ref` in the same plan reads them. */
export interface As extends StageBase<'as'> {
  readonly name: string;
}
/** `source`: the rows stay and get the columns of their group (`kind=source`). */
export interface Reduce extends StageBase<'reduce'> {
  readonly by: Expr;
  readonly source?: boolean;
  readonly options: Readonly<Record<string, Value>>;
}
export interface Consume extends StageBase<'consume'> {}
/** Understood by the parser, with no meaning here yet: run and translate refuse it by name. */
export interface NotYet extends StageBase<'notYet'> {
  readonly name: string;
  readonly reason?: string;
}

export type Source = Scan | Values | Range | Ref | Input | Union | External;
export type Transform =
  | Filter | Extend | Project | Keep | Drop | Rename | Reorder | Aggregate | Sort | Limit | Distinct | Sample | Join | MvExpand | MvApply
  | Parse | ParseKv | Dissect | Grok | Parts | MakeSeries | TopNested | Partition | Graph | Fork | Fuse | ScanSteps | Evaluate | Enrich | ChangePoint
  | Model | GetSchema | Render | As | Reduce | Consume | NotYet;
/** A `union` may also stand mid-pipeline in text (`T | union U`); it is lowered to a source with the pipeline so far as first input. */
export type Stage = Source | Transform;
export type StageKind = Stage['kind'];
export type StageOf<K extends StageKind> = Extract<Stage, { readonly kind: K }>;
