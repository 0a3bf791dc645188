import type { Expression } from '../../../../grammars/esql/syntax.js';
import type { Expr, Join } from '../../../ast/pipeline.js';
import { isText, type Ty } from '../../../data/types.js';
import { call, text } from './build.js';
import { value } from './expressions.js';
import { comparedType, textOfAny } from './first-column.js';
import type { Scope } from './scope.js';

/**
 * A key as it is compared: a text that may be missing is "". The two sides are of one type, so that one side tells that of the other; where
 * neither does, their texts are compared, which are right for any type.
 */
export function filled(key: Expr, scope: Scope, other: Expr): Expression {
  const tree = value(key, scope);
  const type = comparedType(key.type, other.type);
  if (type === 'unknown') return textOfAny(tree);
  return isText(type) && !(key.kind === 'col' && scope.facts.has(key.name)) ? call('COALESCE', tree, text('')) : tree;
}

/** Both sides of a key have one type in Kusto. */
export const keyType = ({ left, right }: Join['on'][number]): Ty => comparedType(left.type, right.type);
