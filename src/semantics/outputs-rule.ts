import type { Pipeline, StageKind, StageOf } from '../ast/pipeline.js';
import type { Environment } from './environment.js';
import type { Schema } from './schema.js';

/** What the schema of a pipeline depends on besides its own stages. */
export interface OutputEnv extends Pick<Environment, 'table' | 'tables' | 'openWorld'> {
  /** Schemas of tabular lets and of the names that `as` gives; `outputSchema` adds to it when it meets an `as`. */
  readonly refs: Map<string, Schema>;
  /** The schema that an `input` stage stands for. */
  readonly input?: Schema;
}

/** `nested`: the schema of a pipeline inside the stage; its `input` stage stands for the second argument. */
export type OutputRule<K extends StageKind> = (stage: StageOf<K>, input: Schema, env: OutputEnv, nested: Nested) => Schema;
export type OutputRules<K extends StageKind> = { readonly [S in K]: OutputRule<S> };
export type Nested = (pipeline: Pipeline, input?: Schema) => Schema;
