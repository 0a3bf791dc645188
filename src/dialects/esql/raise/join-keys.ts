import type { Expression } from '../../../../grammars/esql/syntax.js';
import type { Expr } from '../../../ast/pipeline.js';
import { isText } from '../../../data/types.js';
import { call, text } from './build.js';
import { value } from './expressions.js';
import type { Scope } from './scope.js';

/** Between the cells of a packed row or key: a symbol that logs do not hold. */
export const CELL = '␟';

/** A key as it is compared: a text that may be missing is "". */
export function filled(key: Expr, scope: Scope): Expression {
  const tree = value(key, scope);
  return isText(key.type) && !(key.kind === 'col' && scope.facts.has(key.name)) ? call('COALESCE', tree, text('')) : tree;
}
