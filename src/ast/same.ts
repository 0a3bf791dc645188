/**
 * A key that is equal for trees that say the same, wherever they stand in the text: expressions, stages and lists of them, of the pipeline
 * AST or of a dialect's syntax. `leaving`: properties that are left out besides the spans.
 */
export const shapeOf = (node: unknown, ...leaving: readonly string[]): string =>
  JSON.stringify(node, (key, value: unknown) => (key === 'span' || leaving.includes(key) ? undefined : written(value)));

/** JSON has neither 64-bit numbers nor infinities. */
function written(value: unknown): unknown {
  if (typeof value === 'bigint') return { bigint: String(value) };
  return typeof value === 'number' && !Number.isFinite(value) ? { real: String(value) } : value;
}
