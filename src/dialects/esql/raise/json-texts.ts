import type { Call, Expr, Named, Stage } from '../../../ast/pipeline.js';
import { isText } from '../../../data/types.js';
import type { Scope } from './scope.js';

/** Operations on arrays: of the JSON that a text holds ES|QL sees one text. */
const ON_ARRAYS = /^(array\.(?!range|repeat)|set\.|dynamic\.index$|string\.joinArray$)/;

/** Says of an operation on an array that the array is a text here, whose elements ES|QL does not tell apart. */
export function noteJsonTexts(e: Call, title: string, scope: Scope): void {
  if (!ON_ARRAYS.test(e.op) || !e.args.some((a) => isJsonText(a, scope.before, scope.before.length, scope))) return;
  scope.raising.opNote('different', title, 'the array is in a text of JSON, which counts as one value: ES|QL does not take it apart', e.span);
}

/** A column at the place where it is made. */
export const keyOf = (c: Named): string => `${c.span.start} ${c.name}`;

function isJsonText(e: Expr, stages: readonly Stage[], n: number, scope: Scope): boolean {
  if (e.kind === 'col') return madeAsJson(e.name, stages, n, scope);
  if (e.kind !== 'call') return false;
  return e.op === 'dynamic.extractJson' || (e.op === 'dynamic.parseJson' && e.args[0]?.kind !== 'lit' && isText(e.args[0]?.type ?? 'unknown'));
}

function madeAsJson(column: string, stages: readonly Stage[], n: number, scope: Scope): boolean {
  for (let i = n - 1; i >= 0; i--) {
    const stage = stages[i] as Stage;
    const made = stage.kind === 'extend' || stage.kind === 'project' ? stage.columns.find((c) => c.name === column) : undefined;
    if (made && scope.raising.jsonTexts.has(keyOf(made))) return true;
    if (made && !(made.expr.kind === 'col' && made.expr.name === column)) return isJsonText(made.expr, stages, i, scope);
    if (stage.kind === 'mvExpand' && stage.columns.some((c) => c.name === column)) return false;
  }
  return false;
}
