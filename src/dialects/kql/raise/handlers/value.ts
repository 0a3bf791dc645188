import type { Expression } from '../../../../../grammars/kql/syntax.js';
import type { Call, Expr } from '../../../../ast/pipeline.js';
import { TICKS_PER_DAY } from '../../../../data/time.js';
import type { Period } from '../../../../data/types.js';
import { binary, call, inList, literal, logical, long } from '../build.js';
import { nullOf } from '../literals.js';
import type { Handlers, Spell } from './handler.js';

/** Comparison, arithmetic, choice. */
export const VALUE_HANDLERS: Handlers = {
  'esql.notEqual': (e, s) => binary('!=', s.value(e.args[0] as Expr), s.value(e.args[1] as Expr)),
  'esql.in': (e, s) => {
    const [x, ...list] = e.args.map(s.value) as [Expression, ...Expression[]];
    return inList('in', x, list);
  },
  'esql.addPeriod': (e, s) => moved(e, s, 1),
  'esql.subtractPeriod': (e, s) => moved(e, s, -1),
  'esql.case': (e, s) => choice(e, s),
  'esql.round': (e, s) => {
    const [x, digits] = e.args.map(s.value) as [Expression, Expression?];
    return call('round', x, ...(digits ? [digits] : []));
  },
  'esql.log': (e, s) => {
    const [a, b] = e.args.map(s.value) as [Expression, Expression?];
    return b ? binary('/', call('log', b), call('log', a)) : call('log', a);
  },
  'esql.cidrMatch': (e, s) => {
    const [x, ...networks] = e.args.map(s.value) as [Expression, ...Expression[]];
    const v6 = e.args.slice(1).map((n) => n.kind === 'lit' && String(n.value).includes(':'));
    return logical('or', networks.map((n, i) => call(v6[i] ? 'ipv6_is_in_range' : 'ipv4_is_in_range', x, n)));
  },
};

/** Months have no fixed length, so a date moves by them through `datetime_add`. */
function moved(e: Call, s: Spell, sign: 1 | -1): Expression {
  const [a, b] = e.args as [Expr, Expr];
  const period = [a, b].find((x) => x.kind === 'lit' && x.type === 'period');
  const date = period === a ? b : a;
  if (period?.kind !== 'lit' || (period.value as Period).months === 0) return binary(sign > 0 ? '+' : '-', s.value(a), s.value(b));
  const { months, days } = period.value as Period;
  const shifted = call('datetime_add', { kind: 'string', value: 'month', span: e.span }, signed(months * sign), s.value(date));
  return days === 0 ? shifted : binary(sign > 0 ? '+' : '-', shifted, literal('timespan', `${(days * TICKS_PER_DAY) / TICKS_PER_DAY}d`));
}

const signed = (n: number): Expression => (n < 0 ? { kind: 'unary', op: '-', operand: long(-n), span: { start: 0, end: 0 } } : long(n));

/** Two branches are `iff`; without a last value it is null. */
function choice(e: Call, s: Spell): Expression {
  const odd = e.args.length % 2 === 1;
  const args = e.args.map((a, i) => (i % 2 === 0 && !(odd && i === e.args.length - 1) ? s.condition(a) : s.value(a)));
  if (!odd) args.push(nullOf(e.type));
  return call(args.length === 3 ? 'iff' : 'case', ...args);
}
