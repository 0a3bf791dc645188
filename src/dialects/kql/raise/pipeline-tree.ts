import type { Expression, Stage } from '../../../../grammars/kql/syntax.js';
import { NO_SPAN } from '../../../base/source.js';

/** A source and stages as one expression; without stages the source alone. */
export function pipelineOf(source: Expression | null, stages: readonly Stage[]): Expression {
  if (source && stages.length === 0) return source;
  if (source?.kind === 'pipeline') return { ...source, stages: [...source.stages, ...stages] };
  return { kind: 'pipeline', source, stages, span: NO_SPAN };
}
