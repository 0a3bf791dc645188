/**
 * The ES|QL syntax tree: what a query says, without what it means. Closed unions, readonly, a span on each node.
 *
 * What the tree does not keep, because it never changes the meaning: redundant parentheses, quoting style of names, strings and
 * index patterns, letter case of keywords, function names, types and units, `b = a` against `a AS b` in RENAME.
 * The text of an unnamed field is kept (`implicitName`), because it names the column.
 */
import type {
  Constant,
  FieldName,
  Identifier,
  IntegerLiteral,
  MapLiteral,
  Missing,
  NamePattern,
  Node,
  Parameter,
  Span,
  StringLiteral,
} from './leaves.js';

export type * from './leaves.js';

// ---- expressions ----

export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%';
export type ComparisonOperator = '==' | '!=' | '<' | '<=' | '>' | '>=';

/**
 * Spans of expressions leave the parentheses around the whole expression out, as the server does when it names a column; those
 * around an operand lie within the span of the operation.
 */
export type Expression =
  | Constant
  | FieldName
  | Unary
  | Arithmetic
  | Comparison
  | Logical
  | Not
  | Cast
  | In
  | InSubquery
  | Like
  | LikeList
  | IsNull
  | Match
  | Call
  | Missing;

export interface Unary extends Node {
  readonly kind: 'unary';
  readonly operator: '-' | '+';
  readonly operand: Expression;
}

export interface Arithmetic extends Node {
  readonly kind: 'arithmetic';
  readonly operator: ArithmeticOperator;
  readonly left: Expression;
  readonly right: Expression;
}

/** Does not associate: `a == b == c` is no query. */
export interface Comparison extends Node {
  readonly kind: 'comparison';
  readonly operator: ComparisonOperator;
  readonly left: Expression;
  readonly right: Expression;
}

/** Two operands or more; an operand is never a `Logical` of the same operator (use `logical` to build one). */
export interface Logical extends Node {
  readonly kind: 'logical';
  readonly operator: 'and' | 'or';
  readonly operands: readonly Expression[];
}

export interface Not extends Node {
  readonly kind: 'not';
  readonly operand: Expression;
}

/** `value::type`, the type in lower case and not checked. */
export interface Cast extends Node {
  readonly kind: 'cast';
  readonly value: Expression;
  readonly type: Identifier;
}

export interface In extends Node {
  readonly kind: 'in';
  readonly value: Expression;
  readonly negated: boolean;
  readonly list: readonly Expression[];
}

/** `a IN (FROM …)`, `(a, b) IN (FROM …)`: one value or more. */
export interface InSubquery extends Node {
  readonly kind: 'in-subquery';
  readonly values: readonly Expression[];
  readonly negated: boolean;
  readonly query: Query;
}

/** `value LIKE pattern`; `operator` tells wildcards (`like`) from a regular expression (`rlike`). */
export interface Like extends Node {
  readonly kind: 'like';
  readonly operator: 'like' | 'rlike';
  readonly value: Expression;
  readonly negated: boolean;
  readonly pattern: Expression;
}

/** `value LIKE ("a", "b")`: two patterns or more (with one in the list it is a `Like`). */
export interface LikeList extends Node {
  readonly kind: 'like-list';
  readonly operator: 'like' | 'rlike';
  readonly value: Expression;
  readonly negated: boolean;
  readonly patterns: readonly (StringLiteral | Parameter)[];
}

export interface IsNull extends Node {
  readonly kind: 'is-null';
  readonly value: Expression;
  readonly negated: boolean;
}

/** `field : "query"`. */
export interface Match extends Node {
  readonly kind: 'match';
  readonly field: Expression;
  readonly query: Constant | Missing;
}

/** `NAME(arguments, {options})`. An identifier's name is in upper case (ASCII letters), because names of functions ignore case. */
export interface Call extends Node {
  readonly kind: 'call';
  readonly name: Identifier | Parameter;
  readonly arguments: readonly Argument[];
  readonly options?: MapLiteral;
}

export type Argument = Expression | Star | Lambda;

/** The only argument of `COUNT(*)`. */
export interface Star extends Node {
  readonly kind: 'star';
}

/** `x -> x + 1`, `(a, b) -> a`, `() -> 1`. */
export interface Lambda extends Node {
  readonly kind: 'lambda';
  readonly parameters: readonly Identifier[];
  readonly body: Expression;
}

/** Builds an AND or OR; operands that are of the same operator are taken in flat. One operand alone is returned as it is. */
export function logical(operator: 'and' | 'or', operands: readonly Expression[], span: Span): Expression {
  const flat = operands.flatMap((o) => (o.kind === 'logical' && o.operator === operator ? o.operands : [o]));
  const [first] = flat;
  return first !== undefined && flat.length === 1 ? first : { kind: 'logical', operator, operands: flat, span };
}

/** Any node of the tree that can stand on its own. */
export type SyntaxNode = Query | Command | Expression;

// ---- queries ----

/** A whole query, a subquery (no settings), or the argument of EXPLAIN: `SET …; source | command | …`. */
export interface Query extends Node {
  readonly kind: 'query';
  readonly settings: readonly Setting[];
  readonly source: SourceCommand;
  readonly commands: readonly ProcessingCommand[];
}

/** `SET name = value;` */
export interface Setting extends Node {
  readonly kind: 'setting';
  readonly name: Identifier;
  readonly value: Constant | MapLiteral | Missing;
}

export type Command = SourceCommand | ProcessingCommand;
export type SourceCommand = From | TimeSeries | Row | Show | Explain | Promql | External | InvalidCommand;

export type ProcessingCommand =
  | Where
  | Eval
  | Stats
  | InlineStats
  | Keep
  | Drop
  | Rename
  | Sort
  | Limit
  | Dissect
  | Grok
  | MvExpand
  | Enrich
  | Join
  | Lookup
  | Fork
  | Fuse
  | Sample
  | ChangePoint
  | Completion
  | Rerank
  | Mmr
  | Highlight
  | Insist
  | Extraction
  | BareCommand
  | InvalidCommand;

// ---- source commands ----

/**
 * One index pattern. `text` is the whole of it: `logs-*`, `cluster:logs`, `logs::failures`, `-excluded`, `<logs-{now/d}>`; the content
 * of a quoted one, which may hold several patterns parted by commas.
 */
export interface IndexPattern extends Node {
  readonly kind: 'index-pattern';
  readonly text: string;
}

export interface From extends Node {
  readonly kind: 'from';
  readonly sources: readonly (IndexPattern | Query)[];
  readonly metadata: readonly Identifier[];
}

/** `TS metrics`, same shape as FROM. */
export interface TimeSeries extends Node {
  readonly kind: 'ts';
  readonly sources: readonly (IndexPattern | Query)[];
  readonly metadata: readonly Identifier[];
}

export interface Row extends Node {
  readonly kind: 'row';
  readonly fields: readonly Field[];
}

/** `SHOW INFO` */
export interface Show extends Node {
  readonly kind: 'show';
}

/** `EXPLAIN (query)` */
export interface Explain extends Node {
  readonly kind: 'explain';
  readonly query: Query;
}

/** `PROMQL step=1m name=(raw PromQL)`. `query` is the source text, trimmed, without the parentheses around the whole. */
export interface Promql extends Node {
  readonly kind: 'promql';
  readonly parameters: readonly PromqlParameter[];
  readonly valueName?: Identifier;
  readonly parenthesized: boolean;
  readonly query: string;
}

/** `name=value`, both as source text. */
export interface PromqlParameter extends Node {
  readonly kind: 'promql-parameter';
  readonly name: string;
  readonly value: string;
}

/** `EXTERNAL "location" WITH {…}` (in development). */
export interface External extends Node {
  readonly kind: 'external';
  readonly location: StringLiteral | Parameter | Missing;
  readonly options?: MapLiteral;
}

// ---- fields ----

/**
 * `name = value`, or `value` alone. Without a name the column is called like the field if the value is one (`Name`), else
 * `implicitName`: the source text of the value exactly as written, without parentheses around the whole. Absent in trees that were
 * not parsed, where the printed text of the value is the name.
 */
export interface Field extends Node {
  readonly kind: 'field';
  readonly name?: FieldName;
  readonly value: Expression;
  readonly implicitName?: string;
}

/** A field of STATS with `WHERE filter`. `implicitName` is the text of the value, without the filter. */
export interface Aggregate extends Node {
  readonly kind: 'aggregate';
  readonly name?: FieldName;
  readonly value: Expression;
  readonly filter?: Expression;
  readonly implicitName?: string;
}

// ---- processing commands ----

export interface Where extends Node {
  readonly kind: 'where';
  readonly condition: Expression;
}

export interface Eval extends Node {
  readonly kind: 'eval';
  readonly fields: readonly Field[];
}

/** One of the two lists is not empty, or both are (which the server refuses later). */
export interface Stats extends Node {
  readonly kind: 'stats';
  readonly aggregates: readonly Aggregate[];
  readonly groups: readonly Field[];
}

/** `INLINE STATS`, also spelled `INLINESTATS`. */
export interface InlineStats extends Node {
  readonly kind: 'inline-stats';
  readonly aggregates: readonly Aggregate[];
  readonly groups: readonly Field[];
}

export interface Keep extends Node {
  readonly kind: 'keep';
  readonly patterns: readonly NamePattern[];
}

export interface Drop extends Node {
  readonly kind: 'drop';
  readonly patterns: readonly NamePattern[];
}

export interface Rename extends Node {
  readonly kind: 'rename';
  readonly renamings: readonly Renaming[];
}

/** `from AS to`, or `to = from`. */
export interface Renaming extends Node {
  readonly kind: 'renaming';
  readonly from: NamePattern;
  readonly to: NamePattern;
}

export interface Sort extends Node {
  readonly kind: 'sort';
  readonly keys: readonly SortKey[];
}

export interface SortKey extends Node {
  readonly kind: 'sort-key';
  readonly value: Expression;
  readonly direction?: 'asc' | 'desc';
  readonly nulls?: 'first' | 'last';
}

/** `LIMIT count BY by, …`; `by` is empty without BY. */
export interface Limit extends Node {
  readonly kind: 'limit';
  readonly count: Constant | Missing;
  readonly by: readonly Expression[];
}

export interface Dissect extends Node {
  readonly kind: 'dissect';
  readonly input: Expression;
  readonly pattern: StringLiteral | Missing;
  readonly options: readonly CommandOption[];
}

/** `append_separator = ","` */
export interface CommandOption extends Node {
  readonly kind: 'option';
  readonly name: Identifier;
  readonly value: Constant | Missing;
}

/** One pattern or more. */
export interface Grok extends Node {
  readonly kind: 'grok';
  readonly input: Expression;
  readonly patterns: readonly (StringLiteral | Missing)[];
}

export interface MvExpand extends Node {
  readonly kind: 'mv-expand';
  readonly field: FieldName;
}

/** `ENRICH _mode:policy ON on WITH name = field, …`; `mode` has its underscore and is not checked. */
export interface Enrich extends Node {
  readonly kind: 'enrich';
  readonly mode?: string;
  readonly policy: string;
  readonly policySpan: Span;
  readonly on?: NamePattern;
  readonly with: readonly EnrichField[];
}

export interface EnrichField extends Node {
  readonly kind: 'enrich-field';
  readonly name?: NamePattern;
  readonly field: NamePattern;
}

/** `LOOKUP JOIN target AS alias ON …`; LEFT and RIGHT are in development. A field in `on` is a shared key, anything else a condition. */
export interface Join extends Node {
  readonly kind: 'join';
  readonly type: 'lookup' | 'left' | 'right';
  readonly target: IndexPattern;
  readonly alias?: Identifier;
  readonly on: readonly Expression[];
}

/** `LOOKUP_🐔 table ON fields` (in development). */
export interface Lookup extends Node {
  readonly kind: 'lookup';
  readonly table: IndexPattern;
  readonly on: readonly NamePattern[];
}

export interface Fork extends Node {
  readonly kind: 'fork';
  readonly branches: readonly Branch[];
}

/** `(command | command …)`, without a source; the span has the parentheses. */
export interface Branch extends Node {
  readonly kind: 'branch';
  readonly commands: readonly ProcessingCommand[];
}

/** `FUSE method SCORE BY … KEY BY … GROUP BY … WITH {…}`, the clauses in the order written. The method is in lower case. */
export interface Fuse extends Node {
  readonly kind: 'fuse';
  readonly method?: Identifier;
  readonly clauses: readonly FuseClause[];
}

export type FuseClause = FuseFields | FuseOptions;

/** `SCORE BY` and `GROUP BY` have one field, `KEY BY` one or more. */
export interface FuseFields extends Node {
  readonly kind: 'fuse-score' | 'fuse-key' | 'fuse-group';
  readonly fields: readonly FieldName[];
}

export interface FuseOptions extends Node {
  readonly kind: 'fuse-options';
  readonly options: MapLiteral;
}

export interface Sample extends Node {
  readonly kind: 'sample';
  readonly probability: Constant | Missing;
}

/** `CHANGE_POINT value ON key AS type, pvalue BY …`; `targets` is `[type, pvalue]`. */
export interface ChangePoint extends Node {
  readonly kind: 'change-point';
  readonly value: FieldName;
  readonly key?: FieldName;
  readonly targets?: readonly [FieldName, FieldName];
  readonly by: readonly Expression[];
}

export interface Completion extends Node {
  readonly kind: 'completion';
  readonly target?: FieldName;
  readonly prompt: Expression;
  readonly options?: MapLiteral;
}

export interface Rerank extends Node {
  readonly kind: 'rerank';
  readonly target?: FieldName;
  readonly query: Constant | Missing;
  readonly on: readonly Field[];
  readonly options?: MapLiteral;
}

/** `MMR vector ON field LIMIT count WITH {…}` */
export interface Mmr extends Node {
  readonly kind: 'mmr';
  readonly vector?: Expression;
  readonly field: FieldName;
  readonly count: IntegerLiteral | Missing;
  readonly options?: MapLiteral;
}

/** `HIGHLIGHT keyword = "prefix" query ON fields WITH {…}` (in development). */
export interface Highlight extends Node {
  readonly kind: 'highlight';
  readonly prefix?: CommandOption;
  readonly query: Expression;
  readonly on: readonly FieldName[];
  readonly options?: MapLiteral;
}

/** `INSIST_🐔 patterns` (in development). */
export interface Insist extends Node {
  readonly kind: 'insist';
  readonly patterns: readonly NamePattern[];
}

/** Commands of the form `COMMAND target = value WITH {…}`; only USER_AGENT and IP_LOCATION take options. */
export interface Extraction extends Node {
  readonly kind: 'uri-parts' | 'registered-domain' | 'user-agent' | 'ip-location';
  readonly target: FieldName;
  readonly value: Expression;
  readonly options?: MapLiteral;
}

/** Commands without arguments. */
export interface BareCommand extends Node {
  readonly kind: 'dedup' | 'metrics-info' | 'ts-info' | 'ts-collapse' | 'rrf';
}

/** A command that could not be parsed, or none where one must stand. Only in trees that come with diagnostics. */
export interface InvalidCommand extends Node {
  readonly kind: 'invalid';
  /** The first word as written, empty if there is none; in an emitted tree comments, each with its `//`, on lines of their own. */
  readonly name: string;
}
