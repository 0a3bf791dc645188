import type { Plan, Stage } from '../ast/pipeline.js';
import { showPlan } from '../ast/show.js';
import { diagnostic, fail, Failure } from '../base/diagnostics.js';
import { NO_SPAN } from '../base/source.js';
import type { DialectId } from '../catalogue/index.js';
import { DIALECTS } from '../dialects/registry.js';
import { languageOfTarget, TARGETS_HELP } from '../dialects/targets.js';
import type { Environment } from '../semantics/environment.js';
import { outputSchema, type OutputEnv } from '../semantics/outputs.js';
import { OPEN, type Schema } from '../semantics/schema.js';
import { type Answer, answer } from './answer.js';
import { type Problem, problemOf } from './diagnose.js';
import { planOf } from './plan.js';
import { openEnvironment } from './informed.js';
import { parsed } from './syntax.js';
import type { TranslateOptions } from './translate.js';

export type ExplainOptions = { readonly lang: DialectId } & Pick<TranslateOptions, 'schema' | 'parameters' | 'functions' | 'noImplicitLimit'> & {
  /** A product or version that must understand the query: what it lacks is an error. */
  readonly target?: string;
};

export interface Explained {
  /** The pipeline AST for people, a stage a line, with the columns and types after each. */
  readonly text: string;
  readonly plan: Plan;
  readonly warnings: readonly Problem[];
}

/** What a query means: its pipeline AST, with the schema after each stage. */
export function explain(query: string, options: ExplainOptions): Answer<Explained> {
  const { lang, target } = options;
  return answer(query, () => {
    if (target !== undefined) checkFor(query, lang, target);
    return explainIn(query, lang, openEnvironment(options));
  });
}

function checkFor(query: string, lang: DialectId, target: string): void {
  if (languageOfTarget(target) !== lang) fail('target-unknown', { target, language: DIALECTS[lang].title, targets: TARGETS_HELP }, NO_SPAN);
  const lacks = DIALECTS[lang].lacks(parsed(query, lang).tree, target);
  if (lacks.length > 0) throw new Failure(lacks.map(({ span, ...lack }) => diagnostic('target-lacks', lack, span)));
}

export function explainIn(query: string, lang: DialectId, env: Environment): Answer<Explained> {
  return answer(query, () => {
    const { plan, warnings } = planOf(query, lang, env);
    const schemas = stageSchemas(plan, env);
    const types = (stage: Stage): string | undefined => {
      const schema = schemas.get(stage);
      return schema && [...schema.fields.map((f) => `${f.name}:${f.type === 'unknown' ? '?' : DIALECTS[lang].typeName(f.type)}`), ...(schema.open ? ['…'] : [])].join(', ');
    };
    return { ok: true, plan, text: showPlan(plan, types), warnings: warnings.map((w) => problemOf(query, w)) };
  });
}

/** The columns after each stage of the body and of the tabular lets. */
export function stageSchemas(plan: Plan, env: Environment): ReadonlyMap<Stage, Schema> {
  const after = new Map<Stage, Schema>();
  const refs = new Map<string, Schema>();
  const outputs: OutputEnv = { table: env.table, tables: env.tables, openWorld: env.openWorld, refs };
  const walk = (stages: readonly Stage[]): Schema => {
    let schema = OPEN;
    for (const stage of stages) {
      schema = outputSchema(stage, schema, outputs);
      after.set(stage, schema);
    }
    return schema;
  };
  for (const l of plan.lets) refs.set(l.name, walk(l.pipeline.stages));
  walk(plan.body.stages);
  return after;
}
