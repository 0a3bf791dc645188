import type { Expression } from '../../../../grammars/kql/syntax.js';
import type { Expr } from '../../../ast/pipeline.js';
import { lowerExpression } from '../lower/expression-only.js';
import type { Scope } from './scope.js';

/**
 * What the emitted expression means, read back by the dialect's own lowering, so that guards can compare both sides. `undefined` when
 * it reads other columns than the scope's (renamed ones, join sides).
 */
export function reLower(tree: Expression, scope: Scope): Expr | undefined {
  if (scope.names && scope.names.size > 0) return undefined;
  return lowerExpression(tree, scope.schema, scope.raising.options.env);
}
