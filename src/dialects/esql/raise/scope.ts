import type { Expression, Query } from '../../../../grammars/esql/syntax.js';
import type { Expr, Pipeline, Stage } from '../../../ast/pipeline.js';
import type { Facts } from '../../../semantics/nullability.js';
import type { Signs } from '../../../semantics/signs.js';
import type { Schema } from '../../../semantics/schema.js';
import type { Raising, Spelling } from './context.js';

/** What an expression sees while it is spelled. */
export interface Scope {
  readonly raising: Raising;
  readonly schema: Schema;
  readonly facts: Facts;
  /** Calls are spelled without guards around them. */
  readonly bare?: boolean;
  readonly signs: Signs;
  /** Spells a nested query (handed in, because stages contain expressions). */
  readonly query: (p: Pipeline) => Query;
  /** The same with what is known of its rows. `behind`: the stages to which they go, where those are known. */
  readonly spelling: (p: Pipeline, behind?: readonly Stage[]) => Spelling;
  /** Spells further stages onto a query, behind a stage of which they are the body. */
  readonly spellInto: (s: Spelling, after: Stage, stages: readonly Stage[]) => void;
  /** The stages that the rows have come through. */
  readonly before: readonly Stage[];
  /** What follows in the pipeline, for stages that must know which columns are needed. */
  readonly rest: readonly Stage[];
  /** Columns that stand for an expression rather than for themselves. */
  readonly names?: ReadonlyMap<string, Expression>;
  /** Texts that are "" where they would be null. */
  readonly filled?: ReadonlySet<Expr> | undefined;
  /** Of these the aggregates that they stand for. */
  readonly aggregates?: ReadonlyMap<string, Expr>;
}
