import type { Expression } from '../../../../grammars/kql/syntax.js';
import type { Pipeline } from '../../../ast/pipeline.js';
import type { Facts } from '../../../semantics/nullability.js';
import type { Schema } from '../../../semantics/schema.js';
import type { Signs } from '../../../semantics/signs.js';
import type { Raising } from './context.js';

/** A pipeline among others whose rows are united. `arrays`: its columns that hold arrays in the end. */
export interface Branch {
  readonly tree: Expression;
  readonly arrays: ReadonlySet<string>;
  readonly schema: Schema;
}

/** What an expression sees while it is spelled. */
export interface Scope {
  readonly raising: Raising;
  readonly schema: Schema;
  readonly facts: Facts;
  readonly signs: Signs;
  /** Calls are spelled without guards around them. */
  readonly bare?: boolean;
  /** Columns that hold dynamic arrays because the query made them so; others may hold single values. */
  readonly arrays: ReadonlySet<string>;
  /** Spells a nested pipeline (handed in, because stages contain expressions). */
  readonly pipeline: (p: Pipeline) => Expression;
  /** Spells a pipeline that starts with `input`, over the rows of an expression, or one with a source of its own (null). */
  readonly branch: (p: Pipeline, from: Expression | null) => Branch;
  /** Columns that stand for an expression rather than for themselves. */
  readonly names?: ReadonlyMap<string, Expression>;
  /** Aggregates are over groups, none of which is empty. */
  readonly grouped?: boolean;
  /** What the arguments of aggregates see, where it is not the same. */
  readonly inAggregates?: Scope;
}
