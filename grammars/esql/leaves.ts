/** The leaves of the ES|QL syntax tree: spans, comments, names, literals. */

/** A half-open range of UTF-16 code units in the query text. A node that was not parsed may carry `{ start: 0, end: 0 }`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** What all nodes have. */
export interface Node {
  readonly span: Span;
}

/** A comment with its delimiters: from two slashes to the end of the line (the line break is left out), or a block (blocks nest). */
export interface Comment extends Node {
  readonly kind: 'line-comment' | 'block-comment';
  readonly text: string;
}

// ---- names ----

/** One plain identifier, without back quotes. */
export interface Identifier extends Node {
  readonly kind: 'identifier';
  readonly name: string;
}

/** A field, `host.name`: the parts joined by dots, without back quotes. `qualifier` is the `q` of `[q].[name]` (empty in `[].[name]`). */
export interface Name extends Node {
  readonly kind: 'name';
  readonly text: string;
  readonly qualifier?: string;
}

/** `?`, `?name`, `?1`; doubled: `??`, `??name`, `??1`, which stands for an identifier instead of a value. `name` is empty for the anonymous ones. */
export interface Parameter extends Node {
  readonly kind: 'parameter';
  readonly name: string;
  readonly doubled: boolean;
}

/** A field name with parameters in it: `?a.b`, `host.??n`. A part that is an `Identifier` has no dot that was unquoted. */
export interface ParameterizedName extends Node {
  readonly kind: 'parameterized-name';
  readonly parts: readonly (Identifier | Parameter)[];
}

export type FieldName = Name | ParameterizedName;

/** Literal text of a name pattern, dots included, without back quotes. */
export interface PatternText extends Node {
  readonly kind: 'text';
  readonly text: string;
}

/** An unquoted `*`. */
export interface Wildcard extends Node {
  readonly kind: 'wildcard';
}

/**
 * A name or wildcard of KEEP, DROP, RENAME, ENRICH: the pieces in order, joined without separator. Text pieces are maximal: two of
 * them never follow each other. A plain name has exactly one piece, a text.
 */
export interface NamePattern extends Node {
  readonly kind: 'name-pattern';
  readonly pieces: readonly (PatternText | Wildcard | Parameter)[];
  readonly qualifier?: string;
}

// ---- literals ----

export interface NullLiteral extends Node {
  readonly kind: 'null';
}

export interface BooleanLiteral extends Node {
  readonly kind: 'boolean';
  readonly value: boolean;
}

/** Decimal digits, with `-` in front for a negative one. Any number of digits: `-5` is one literal, `-(5)` a negation. */
export interface IntegerLiteral extends Node {
  readonly kind: 'integer';
  readonly text: string;
}

/** As written, a leading `+` left out: `1.5`, `.5`, `1e10`, `-1.5E-3`. */
export interface DecimalLiteral extends Node {
  readonly kind: 'decimal';
  readonly text: string;
}

/** The decoded value. */
export interface StringLiteral extends Node {
  readonly kind: 'string';
  readonly value: string;
}

/** `1 day`, `-3 months`: digits as in `IntegerLiteral`, the unit in lower case and not checked. */
export interface QuantityLiteral extends Node {
  readonly kind: 'quantity';
  readonly amount: string;
  readonly unit: string;
}

/** `[1, 2.5]`, `[true]`, `["a"]`: at least one element, all numbers, all booleans or all strings. */
export interface ArrayLiteral extends Node {
  readonly kind: 'array';
  readonly elements: readonly (IntegerLiteral | DecimalLiteral | BooleanLiteral | StringLiteral)[];
}

/** What the official grammar calls a constant. */
export type Constant =
  | NullLiteral
  | BooleanLiteral
  | IntegerLiteral
  | DecimalLiteral
  | StringLiteral
  | QuantityLiteral
  | ArrayLiteral
  | Parameter;

/** `{"key": constant, "nested": {…}}`: options of functions, commands and settings. Not an expression of its own. */
export interface MapLiteral extends Node {
  readonly kind: 'map';
  readonly entries: readonly MapEntry[];
}

export interface MapEntry extends Node {
  readonly kind: 'entry';
  readonly key: StringLiteral;
  readonly value: Constant | MapLiteral | Missing;
}

/** Stands where error recovery found no expression. Only in trees that come with diagnostics. */
export interface Missing extends Node {
  readonly kind: 'missing';
}
