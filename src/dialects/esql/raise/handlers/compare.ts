import type { ComparisonOperator, Expression } from '../../../../../grammars/esql/syntax.js';
import type { Call, Expr } from '../../../../ast/pipeline.js';
import { call, compare, text } from '../build.js';
import type { Handler, Handlers, Spell } from './handler.js';

const comparison = (operator: ComparisonOperator): Handler => (e, s) => compare(operator, s.value(e.args[0] as Expr), s.value(e.args[1] as Expr));

/** Both sides in lower case; a constant is lowered here. */
const ignoringCase = (operator: ComparisonOperator): Handler => (e, s) => compare(operator, lowered(e.args[0] as Expr, s), lowered(e.args[1] as Expr, s));

export function lowered(e: Expr, s: Spell): Expression {
  if (e.kind === 'lit' && typeof e.value === 'string') return text(e.value.toLowerCase());
  return isLower(e) ? s.value(e) : call('TO_LOWER', s.value(e));
}

const isLower = (e: Expr): boolean => e.kind === 'call' && (e as Call).op === 'string.lower';

export const COMPARE_HANDLERS: Handlers = {
  'compare.equal': comparison('=='),
  'compare.notEqual': comparison('!='),
  'compare.less': comparison('<'),
  'compare.lessOrEqual': comparison('<='),
  'compare.greater': comparison('>'),
  'compare.greaterOrEqual': comparison('>='),
  'compare.equalIgnoringCase': ignoringCase('=='),
  'compare.notEqualIgnoringCase': ignoringCase('!='),
};
