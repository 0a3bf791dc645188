import type { Plan } from '../ast/pipeline.js';
import type { Diagnostic } from '../base/diagnostics.js';
import type { Span } from '../base/source.js';
import type { Need } from '../catalogue/esql-forms.js';
import type { DialectId } from '../catalogue/index.js';
import type { Ty } from '../data/types.js';
import type { Environment } from '../semantics/environment.js';
import type { Words } from './words.js';
import type { Note } from '../semantics/notes.js';

export type { Note } from '../semantics/notes.js';

/**
 * What each dialect folder offers. `Tree` is the dialect's own syntax tree (`grammars/<d>/syntax.ts`); nobody outside looks into it.
 * None of the functions throws for bad text: parse and lower answer diagnostics, raise answers refusals.
 */
export interface Dialect<Tree = unknown> {
  readonly id: DialectId;
  /** For people: `KQL`, `ES|QL`. */
  readonly title: string;
  readonly parse: (text: string) => Parsed<Tree>;
  readonly print: (tree: Tree, options?: PrintOptions) => string;
  readonly lower: (tree: Tree, env: Environment) => Lowered;
  readonly raise: (plan: Plan, options: RaiseOptions) => Raised<Tree>;
  /** What a query uses that a target lacks, each once, in the order of the text. A target of another language lacks nothing. */
  readonly lacks: (tree: Tree, target: string) => readonly Lack[];
  readonly typeName: (type: Ty) => string;
  readonly typeOf: (name: string) => Ty | undefined;
  readonly words: Words;
}

/** `tree` has `Missing` nodes where the text is broken: then there are diagnostics. */
export interface Parsed<Tree> {
  readonly tree: Tree;
  readonly diagnostics: readonly Diagnostic[];
  readonly comments: readonly Comment[];
}

/** A function or form that a target does not have. */
export interface Lack {
  readonly what: string;
  readonly reason: string;
  readonly span: Span;
}

/** With its delimiters, as written. */
export interface Comment {
  readonly kind: string;
  readonly text: string;
  readonly span: Span;
}

export interface PrintOptions {
  /** Put back where they stood; needs the spans of a parsed tree. */
  readonly comments?: readonly Comment[];
  /** The source of the tree, to tell a comment on a line of its own from one behind code. */
  readonly source?: string;
  /** Columns after which lines break; 100 by default. */
  readonly width?: number;
}

/** `plan` is absent when a diagnostic is so bad that nothing can be run. */
export interface Lowered {
  readonly plan?: Plan;
  readonly diagnostics: readonly Diagnostic[];
  /** What runs but deserves a word. */
  readonly warnings?: readonly Diagnostic[];
}

export interface RaiseOptions {
  /** What must understand the text: `es:8.19`, `9.2`, `serverless`; `kusto`, `sentinel`, `defender`. The newest of everything when absent. */
  readonly target?: string;
  /** Refuse what is not exact or rewritten. */
  readonly strict?: boolean;
  /** Leave out stages that cannot be said, each with its text as a comment in its place and a note, instead of refusing the whole. */
  readonly partial?: boolean;
  /** The text that the plan is from, for such comments. */
  readonly source?: string;
  /** Do not write ES|QL's implicit `LIMIT 1000` where KQL has none, or the other way round. */
  readonly noImplicitLimit?: boolean;
  /** What the author knows of the target. `textFields`: names (with `*`) of fields that Elasticsearch analyses into words, for `MATCH`. */
  readonly assume?: { readonly textFields?: readonly string[] };
  /** Stages to leave out, by name (`completion`). */
  readonly without?: readonly string[];
  /** The schema the plan was lowered with, for types of columns that the plan does not tell. */
  readonly env: Environment;
}

/** `tree` is absent when something was refused. */
export interface Raised<Tree> {
  readonly tree?: Tree;
  readonly notes: readonly Note[];
  /** What of the tree came after the first version of the product that reads it. */
  readonly needs?: readonly Need[];
}
