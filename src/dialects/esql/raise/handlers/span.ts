import type { Expression } from '../../../../../grammars/esql/syntax.js';
import type { Expr } from '../../../../ast/pipeline.js';
import { arithmetic, call, compare, integer, text } from '../build.js';
import { milliseconds } from '../literals.js';
import type { Spell } from './handler.js';

/** A timespan as a value: a number of milliseconds. */
export const millis = (e: Expr, s: Spell): Expression => (e.kind === 'lit' && e.value !== null ? milliseconds(e.value as number | bigint, e) : s.value(e));

const DAY = 86_400_000;

/** How Kusto writes a timespan (`-1.02:03:04.5670000`), of a whole number of milliseconds. */
export function spanText(ms: Expression): Expression {
  const size = call('ABS', ms);
  const at = call('TO_DATETIME', arithmetic('%', size, integer(DAY)));
  const days = call('CASE', compare('>=', size, integer(DAY)), call('CONCAT', call('TO_STRING', arithmetic('/', size, integer(DAY))), text('.')), text(''));
  const fraction = call('CASE', compare('==', arithmetic('%', size, integer(1000)), integer(0)), text(''), call('DATE_FORMAT', text(".SSS'0000'"), at));
  return call('CONCAT', call('CASE', compare('<', ms, integer(0)), text('-'), text('')), days, call('DATE_FORMAT', text('HH:mm:ss'), at), fraction);
}
