import type { Call, Expr } from '../../../../ast/pipeline.js';
import { isInteger } from '../../../../data/types.js';
import { isNonzero } from '../../../../semantics/nonzero.js';
import type { Spell } from './handler.js';

/** Whole numbers give null on both sides. */
export function zeroNote(what: string, e: Call, s: Spell): void {
  const [a, b] = e.args as [Expr, Expr];
  if ((isInteger(a.type) && isInteger(b.type)) || isNonzero(b, s.scope.signs.nonzero)) return;
  s.scope.raising.opNote('different', what, 'a real divided by zero is Infinity or NaN in KQL and null in ES|QL', e.span);
}
