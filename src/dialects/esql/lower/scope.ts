import type { Query } from '../../../../grammars/esql/syntax.js';
import type { Pipeline } from '../../../ast/pipeline.js';
import type { Schema } from '../../../semantics/schema.js';
import type { Lowering } from './context.js';

/** What an expression sees: columns, lambda parameters, and how a subquery is lowered (handed in, because queries contain expressions). */
export interface Scope {
  readonly lowering: Lowering;
  readonly schema: Schema;
  readonly query: (q: Query) => Pipeline;
  /** Columns of a join's right side; names found only there carry `side: 'right'`. */
  readonly right?: Schema;
  readonly lambda?: ReadonlySet<string>;
  /** Set while aggregates are allowed: turns a call's arguments and decides about names inside them. */
  readonly aggregates?: boolean;
}
