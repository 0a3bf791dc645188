import type { Expression } from '../../../../grammars/kql/syntax.js';
import type { Expr } from '../../../ast/pipeline.js';
import { parameter } from '../../../ast/parameters.js';
import { Failure } from '../../../base/diagnostics.js';
import { NO_SPAN } from '../../../base/source.js';
import type { Environment } from '../../../semantics/environment.js';
import type { Schema } from '../../../semantics/schema.js';
import { lowerExpr, Scope } from './context.js';
import { newState } from './state.js';

/** One expression over the columns of a schema; `undefined` when it has an error. Emission reads its own text back with it. */
export function lowerExpression(tree: Expression, schema: Schema, env: Environment): Expr | undefined {
  const state = newState(env);
  try {
    const e = lowerExpr(tree, { state, scope: scopeOf(env), row: { schema, serialized: true, aggregates: false } });
    return state.diagnostics.length > 0 ? undefined : e;
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}

function scopeOf({ declared }: Environment): Scope {
  const scope = new Scope();
  for (const [name, type] of declared ?? []) scope.define(name, { kind: 'scalar', expr: parameter(name, type, NO_SPAN) });
  return scope;
}
