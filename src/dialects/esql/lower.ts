import type { Query } from '../../../grammars/esql/syntax.js';
import type { Pipeline, Plan } from '../../ast/pipeline.js';
import type { Diagnostic } from '../../base/diagnostics.js';
import type { Environment } from '../../semantics/environment.js';
import { Building, Lowering } from './lower/context.js';
import type { Scope } from './lower/scope.js';
import { source } from './lower/sources.js';
import { commands, implicitLimit } from './lower/stages.js';
import { nullified, nullifies } from './lower/unmapped.js';

/**
 * ES|QL syntax tree to pipeline AST. All errors of a query are reported together, each at its place; a plan with errors must not run.
 * `env.implicitLimit` adds the row limits of a cluster.
 */
export function lower(tree: Query, env: Environment): { plan: Plan; diagnostics: readonly Diagnostic[] } {
  const lowering = new Lowering(env, nullifies(tree), tree);
  const body = pipeline(tree, lowering, true);
  return { plan: { lets: [], body, nullStrings: 'keep' }, diagnostics: lowering.diagnostics };
}

function pipeline(tree: Query, lowering: Lowering, top: boolean): Pipeline {
  const b = new Building(lowering);
  const scope: Scope = { lowering, schema: b.schema, query: (q) => pipeline(q, lowering, false) };
  source(tree.source, b, scope);
  if (lowering.nullify) nullified(tree.commands, b, tree.span);
  commands(tree.commands, b, scope);
  if (top) implicitLimit(b, tree.span);
  return b.pipeline(tree.span);
}
