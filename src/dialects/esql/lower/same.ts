import type { Expr } from '../../../ast/pipeline.js';

/** A key that is equal for expressions that say the same, wherever they stand in the text. */
export function shapeOf(e: Expr): string {
  return JSON.stringify(e, (key, value: unknown) => (key === 'span' ? undefined : typeof value === 'bigint' ? `${value}n` : value));
}
