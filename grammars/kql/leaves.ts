/** The leaves of the KQL syntax tree: names, types, literals, operators. `syntax.ts` has the rest and exports these as well. */

/** Half-open range of UTF-16 code units, structurally the `Span` of `src/base`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface Located<K extends string> {
  readonly kind: K;
  readonly span: Span;
}

// ---------------------------------------------------------------- names

/** A name: `abc`, `['a b']`, `["a b"]`. `text` is the name itself, unescaped; `bracketed` says how it was written. */
export interface Name extends Located<'name'> {
  readonly text: string;
  readonly bracketed: boolean;
}

/** A name with `*` in it (`Security*`, `*`), where a list of columns or tables takes patterns. `*` alone in an argument is a `Star`. */
export interface Wildcard extends Located<'wildcard'> {
  readonly pattern: string;
}

/** A type name as written and lower case: `long`, `string`, `int64`, ... */
export interface TypeName extends Located<'type'> {
  readonly text: string;
}

/** `name:type`, in `datatable (…)`, `evaluate … : (…)`, `parse-kv … as (…)`, tabular parameters. */
export interface ColumnDeclaration extends Located<'columnDeclaration'> {
  readonly name: Name;
  readonly type: TypeName;
}

/** A column list in parentheses. `open`: it has a `*`, so that more columns are allowed. */
export interface RowSchema extends Located<'rowSchema'> {
  readonly columns: readonly ColumnDeclaration[];
  readonly open: boolean;
}

// ---------------------------------------------------------------- literals

/**
 * Types of a literal whose value is its text. The text is what stands in the parentheses (trimmed) or the bare form:
 * `5`, `0x1F`, `long(5)`, `int(null)`, `1.5e3`, `real(nan)`, `decimal(1.5)`, `true`, `bool(1)`, `datetime(2020-01-01)`,
 * `1.5h`, `time(1.02:03:04)`, `guid(…)`. `null` (any case) is the null of that type. Bare booleans are lower-cased.
 */
export type TextLiteralType = 'bool' | 'int' | 'long' | 'real' | 'decimal' | 'datetime' | 'timespan' | 'guid';

export interface TextLiteral extends Located<'literal'> {
  readonly type: TextLiteralType;
  readonly text: string;
}

/**
 * A string. `value` is decoded, adjacent literals (`"a" 'b'`) are joined. `hidden` for `h"…"`. `raw` is how the author wrote it,
 * which the printer keeps; a tree that was built rather than parsed leaves it out and gets the plainest spelling.
 */
export interface StringLiteral extends Located<'string'> {
  readonly value: string;
  readonly hidden?: boolean;
  readonly raw?: string;
}

/** `dynamic(…)`. */
export interface DynamicLiteral extends Located<'dynamic'> {
  readonly value: DynamicValue;
}

/** What may stand inside `dynamic(…)`: JSON plus typed literals. A negative number is a literal whose text begins with `-`. */
export type DynamicValue = TextLiteral | StringLiteral | DynamicNull | DynamicArray | DynamicObject | DynamicLiteral | Missing;

export interface DynamicNull extends Located<'dynamicNull'> {}

export interface DynamicArray extends Located<'dynamicArray'> {
  readonly items: readonly DynamicValue[];
}

export interface DynamicObject extends Located<'dynamicObject'> {
  readonly entries: readonly { readonly name: StringLiteral; readonly value: DynamicValue }[];
}

/** `typeof(long)` or `typeof(a:long, *)`; in `mv-expand … to`, as a plugin argument. */
export interface TypeofLiteral extends Located<'typeof'> {
  readonly type: TypeName | RowSchema;
}

// ---------------------------------------------------------------- marks and operators

/** `*` as an argument (`count(*)`), in `distinct *`, and as the left operand of `* has "x"`. */
export interface Star extends Located<'star'> {}

/** Stands where something is absent after a syntax error. Never in a tree that parsed without diagnostics. */
export interface Missing extends Located<'missing'> {}

/** Operators with two operands, each in its canonical spelling. `:` is the term search of `search` and `find`. */
export type BinaryOperator =
  | '+' | '-' | '*' | '/' | '%'
  | '==' | '!=' | '<' | '<=' | '>' | '>=' | '=~' | '!~' | ':'
  | 'has' | '!has' | 'has_cs' | '!has_cs'
  | 'hasprefix' | '!hasprefix' | 'hasprefix_cs' | '!hasprefix_cs'
  | 'hassuffix' | '!hassuffix' | 'hassuffix_cs' | '!hassuffix_cs'
  | 'contains' | '!contains' | 'contains_cs' | '!contains_cs'
  | 'startswith' | '!startswith' | 'startswith_cs' | '!startswith_cs'
  | 'endswith' | '!endswith' | 'endswith_cs' | '!endswith_cs'
  | 'like' | 'notlike' | 'likecs' | 'notlikecs'
  | 'matches regex';

export type ListOperator = 'in' | '!in' | 'in~' | '!in~' | 'has_any' | 'has_all';
