import type { Expression } from '../../../../grammars/esql/syntax.js';
import type { Expr, Pipeline } from '../../../ast/pipeline.js';
import { NO_SPAN } from '../../../base/source.js';
import type { Environment } from '../../../semantics/environment.js';
import type { Schema } from '../../../semantics/schema.js';
import { Lowering } from './context.js';
import { expression } from './expressions.js';

/** One expression over the columns of a schema; `undefined` when it has an error. Emission reads its own text back with it. */
export function lowerExpression(tree: Expression, schema: Schema, env: Environment): Expr | undefined {
  const lowering = new Lowering(env);
  const query = (): Pipeline => ({ stages: [], span: NO_SPAN });
  const e = expression(tree, { lowering, schema, query, aggregates: true });
  return lowering.diagnostics.length > 0 ? undefined : e;
}
