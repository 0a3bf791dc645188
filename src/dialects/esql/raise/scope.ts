import type { Expression, Query } from '../../../../grammars/esql/syntax.js';
import type { Pipeline } from '../../../ast/pipeline.js';
import type { Facts } from '../../../semantics/nullability.js';
import type { Schema } from '../../../semantics/schema.js';
import type { Raising } from './context.js';

/** What an expression sees while it is spelled. */
export interface Scope {
  readonly raising: Raising;
  readonly schema: Schema;
  readonly facts: Facts;
  /** Spells a nested query (handed in, because stages contain expressions). */
  readonly query: (p: Pipeline) => Query;
  /** Columns that stand for an expression rather than for themselves. */
  readonly names?: ReadonlyMap<string, Expression>;
}
