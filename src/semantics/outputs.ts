import type { Pipeline, Stage, StageKind } from '../ast/pipeline.js';
import type { Ty } from '../data/types.js';
import type { OutputEnv, OutputRule, OutputRules } from './outputs-rule.js';
import { ROW_OUTPUTS } from './outputs-rows.js';
import { SOURCE_OUTPUTS } from './outputs-sources.js';
import { SPECIAL_OUTPUTS } from './outputs-special.js';
import { fieldOf, OPEN, type Schema } from './schema.js';

export type { OutputEnv } from './outputs-rule.js';

const RULES: OutputRules<StageKind> = { ...SOURCE_OUTPUTS, ...ROW_OUTPUTS, ...SPECIAL_OUTPUTS };

/** The names and types after a stage; agrees with what the engine gives (tested). Sources ignore `input`. */
export function outputSchema(stage: Stage, input: Schema, env: OutputEnv): Schema {
  const rule = RULES[stage.kind] as OutputRule<StageKind>;
  return rule(stage as never, input, env, (pipeline, inner) => pipelineSchema(pipeline, env, inner));
}

/** The schema after the last stage. `input` is what an `input` stage stands for. */
export function pipelineSchema(pipeline: Pipeline, env: OutputEnv, input: Schema | undefined = env.input): Schema {
  const inner: OutputEnv = { ...env, input };
  return pipeline.stages.reduce<Schema>((schema, stage) => outputSchema(stage, schema, inner), OPEN);
}

/** The type a column of a schema has: 'unknown' when the schema is open and does not name it, undefined when it is not there. */
export function columnType(schema: Schema, name: string): Ty | undefined {
  return fieldOf(schema, name)?.type ?? (schema.open ? 'unknown' : undefined);
}
