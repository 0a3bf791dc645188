import type { Stage } from '../../../ast/pipeline.js';
import type { Span } from '../../../base/source.js';
import { outputSchema } from '../../../semantics/outputs.js';
import { closed, OPEN, type Schema } from '../../../semantics/schema.js';
import type { Context, Tabular } from './context.js';

/** Rows with no columns: what `print` extends. */
export const oneRow = (span: Span): Tabular => ({ stages: [{ kind: 'values', fields: [], rows: [[]], span }], schema: closed([]), serialized: true, span });

/** Rows with a further stage. Whether their order still means something is the stage's to say; by default it stays as it was. */
export function append(input: Tabular, stage: Stage, cx: Context, serialized = input.serialized): Tabular {
  const schema = outputSchema(stage, input.schema, { ...cx.state.outputs, input: cx.input?.schema });
  return withStage(input, stage, schema, serialized);
}

/** The same where the lowering knows more of the columns than the stage tells. */
export const withStage = (input: Tabular, stage: Stage, schema: Schema, serialized = input.serialized): Tabular => ({
  stages: [...input.stages, stage], schema, serialized, span: { start: input.span.start, end: stage.span.end },
});

export function source(stage: Stage, cx: Context, serialized = false): Tabular {
  const schema = outputSchema(stage, OPEN, { ...cx.state.outputs, input: cx.input?.schema });
  return { stages: [stage], schema, serialized, span: stage.span };
}

/** Stands for a table whose error has been reported. */
export const brokenTable = (span: Span): Tabular => ({ stages: [{ kind: 'values', fields: [], rows: [], span }], schema: OPEN, serialized: true, span });
