import type { Stage } from '../../../ast/pipeline.js';
import { pipelineSchema } from '../../../semantics/outputs.js';
import type { Raising } from './context.js';

/** Where a stage stands: between those before it, as they are rewritten, and what is to come. */
export interface Place {
  readonly before: readonly Stage[];
  readonly rest: readonly Stage[];
  readonly raising: Raising;
}

/** Whether an object is still that of the document behind these stages, which then can be read of `_source`. */
export function isOfSource(path: string, before: readonly Stage[], raising: Raising): boolean {
  const [head] = before;
  if (!head || !isDocuments(head)) return false;
  const root = path.split('.')[0] as string;
  const isMade = before.some((s) => (s.kind === 'mvExpand' || s.kind === 'mvApply') && s.columns.some((c) => path === c.name || path.startsWith(`${c.name}.`)));
  if (isMade || !before.some((s) => s.kind === 'join')) return !isMade;
  return pipelineSchema({ stages: [head], span: head.span }, raising.tables).fields.some((f) => f.name === root);
}

/** A source whose rows are the documents of indices. */
export const isDocuments = (head: Stage): boolean =>
  (head.kind === 'scan' && head.sourceColumn === undefined) || (head.kind === 'union' && head.sourceColumn === undefined && head.inputs.every((p) => p.stages.length === 1 && isDocuments(p.stages[0] as Stage)));
