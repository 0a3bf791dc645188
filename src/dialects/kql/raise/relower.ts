import type { Expression } from '../../../../grammars/kql/syntax.js';
import type { Expr } from '../../../ast/pipeline.js';
import type { Scope } from './scope.js';

/**
 * What the emitted expression means, read back by the dialect's own lowering, so that guards can compare both sides. `undefined` when
 * it reads other columns than the scope's (renamed ones, join sides).
 */
export function reLower(_tree: Expression, _scope: Scope): Expr | undefined {
  return undefined;
}
