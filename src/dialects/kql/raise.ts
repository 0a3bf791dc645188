import type { Expression, Script, Statement } from '../../../grammars/kql/syntax.js';
import type { Plan } from '../../ast/pipeline.js';
import { NO_SPAN } from '../../base/source.js';
import { pipelineSchema } from '../../semantics/outputs.js';
import { orOfConstants } from '../constant-columns.js';
import type { Raised, RaiseOptions } from '../dialect.js';
import { withAggregatesApart } from './raise/apart.js';
import { name } from './raise/build.js';
import { lacksOf } from './products.js';
import { Raising, refuse } from './raise/context.js';
import { noteSeveral } from './raise/expected-several.js';
import { constant } from './raise/literals.js';
import { declared } from './raise/parameters.js';
import { raisePipeline, raiseWhole } from './raise/pipelines.js';
import { withTypedNulls } from './raise/typed-nulls.js';

const span = NO_SPAN;

/**
 * Pipeline AST to KQL. Notes say what is not exact; where one is a refusal there is no tree. Guards are written only where a missing
 * value would make the two differ (docs/semantics.md).
 */
export const raise = (given: Plan, options: RaiseOptions): Raised<Script> => orOfConstants(withAggregatesApart(withTypedNulls(given)), constant, (plan) => raiseOnce(plan, options));

function raiseOnce(given: Plan, asked: RaiseOptions): Raised<Script> {
  const { plan, options, statements: declarations, note } = declared(given, asked);
  const raising = new Raising(options, plan, given);
  note(raising);
  const statements: Statement[] = [...declarations];
  const flush = (): void => {
    for (const l of raising.lets.splice(0)) statements.push(letStatement(l.name, l.value));
  };
  for (const l of plan.lets) {
    const value = raisePipeline(l.pipeline, raising);
    raising.refs.set(l.name, pipelineSchema(l.pipeline, { ...options.env, refs: raising.refs }));
    flush();
    statements.push(letStatement(l.name, value));
  }
  noteSeveral(plan, raising);
  const body = raiseWhole(plan.body, raising);
  flush();
  const notes = raising.notes;
  const tree: Script = { kind: 'script', directives: [], statements: [...statements, { kind: 'query', value: body, span }], span };
  for (const lack of lacksOf(tree, options.target)) raising.attempt(() => refuse(lack.what, lack.reason, lack.span));
  return raising.refused ? { notes } : { tree, notes };
}

const letStatement = (as: string, value: Expression): Statement => ({ kind: 'let', name: name(as), value, span });
