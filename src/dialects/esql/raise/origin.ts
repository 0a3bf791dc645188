import type { Named, Stage } from '../../../ast/pipeline.js';

/** Steps back from a column to what it was made of. */

/** What a column was called before a stage. */
export const nameBefore = (stage: Stage, name: string): string => (stage.kind === 'rename' ? (stage.columns.find((c) => c.to === name)?.from ?? name) : name);

/** The columns that a stage computes, and the keys that it groups by. */
export function computedBy(stage: Stage): readonly Named[] {
  if (stage.kind === 'extend' || stage.kind === 'project') return stage.columns;
  return stage.kind === 'aggregate' ? [...stage.keys, ...stage.aggregates] : [];
}
