import type { Expr, Named, Pipeline, Stage } from '../../../ast/pipeline.js';
import { pipelineSchema } from '../../../semantics/outputs.js';
import { fieldOf } from '../../../semantics/schema.js';
import type { Raising } from './context.js';

/** Steps back from a column to what it was made of. */

/** What a column was called before a stage. */
export const nameBefore = (stage: Stage, name: string): string => (stage.kind === 'rename' ? (stage.columns.find((c) => c.to === name)?.from ?? name) : name);

/** The columns that a stage computes, and the keys that it groups by. */
export function computedBy(stage: Stage): readonly Named[] {
  if (stage.kind === 'extend' || stage.kind === 'project') return stage.columns;
  return stage.kind === 'aggregate' ? [...stage.keys, ...stage.aggregates] : [];
}

/** Whether the rows of a pipeline have no such column, nor an object of which it may be a member; rows of a union that come from there have nothing in it. */
export function lacks(p: Pipeline, column: string, { tables }: Pick<Raising, 'tables'>): boolean {
  const schema = pipelineSchema(p, tables);
  return !schema.open && !fieldOf(schema, column) && !fieldOf(schema, column.split('.')[0] as string);
}

/** The stage that gave a column its value last, and what it computed it from. */
export function lastMade(column: string, stages: readonly Stage[]): { readonly at: number; readonly expr: Expr } | undefined {
  for (let at = stages.length - 1; at >= 0; at--) {
    const made = computedBy(stages[at] as Stage).find((c) => c.name === column);
    if (made) return { at, expr: made.expr };
  }
  return undefined;
}
