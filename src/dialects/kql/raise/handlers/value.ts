import type { Expression } from '../../../../../grammars/kql/syntax.js';
import type { Call, Expr } from '../../../../ast/pipeline.js';
import { evaluateExpr, type Typed } from '../../../../catalogue/constant.js';
import { TICKS_PER_DAY } from '../../../../data/time.js';
import { isInteger, isText, type Period, type Ty } from '../../../../data/types.js';
import { binary, call, inList, literal, logical, long } from '../build.js';
import { refuse } from '../context.js';
import { constant, nullOf, timespan } from '../literals.js';
import { isArray } from '../arrays.js';
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
  'esql.toInteger': (e, s) => toInteger(e, s),
  'esql.isNull': (e, s) => emptiness(e, s, false),
  'esql.isNullText': (e, s) => emptiness(e, s, false),
  'esql.isNotNull': (e, s) => emptiness(e, s, true),
  'esql.isNotNullText': (e, s) => emptiness(e, s, true),
  'esql.round': (e, s) => {
    const [x, digits] = e.args.map(s.value) as [Expression, Expression?];
    return call('round', x, ...(digits ? [digits] : []));
  },
  'esql.cidrMatch': (e, s) => inNetworks(e, s),
};

/**
 * Networks in one list; IPv6 ones in another, because the functions differ. An address is a text in KQL. Of an IPv6 address the functions
 * for IPv4 say null, which NOT keeps: it is in none of their networks.
 */
function inNetworks(e: Call, s: Spell): Expression {
  const [x, ...networks] = e.args as [Expr, ...Expr[]];
  const address = s.value(x.kind === 'call' && x.op === 'esql.toIp' ? (x.args[0] as Expr) : x);
  const isV6 = (n: Expr): boolean => n.kind === 'lit' && String(n.value).includes(':');
  const v4 = networks.filter((n) => !isV6(n)).map(s.value);
  const v6 = networks.filter(isV6).map(s.value);
  return logical('or', [...range('ipv4', address, v4).map((r) => call('coalesce', r, literal('bool', 'false'))), ...range('ipv6', address, v6)]);
}

function range(family: string, address: Expression, networks: readonly Expression[]): Expression[] {
  if (networks.length === 0) return [];
  return [call(networks.length === 1 ? `${family}_is_in_range` : `${family}_is_in_any_range`, address, ...networks)];
}

/** Beyond 32 bits TO_INTEGER gives null, and `toint` wraps around. */
function toInteger(e: Call, s: Spell): Expression {
  const [x] = e.args as [Expr];
  const tree = s.value(x);
  if (x.type !== 'long' && x.type !== 'ulong') return call('toint', tree);
  const fits = logical('and', [binary('>=', tree, signed(-2_147_483_648)), binary('<=', tree, long(2_147_483_647))]);
  return call('iff', fits, call('toint', tree), nullOf('int'));
}

/** Strings have no null, nor have addresses and versions, which are strings here; lists that an aggregate makes are empty instead. */
function emptiness(e: Call, s: Spell, present: boolean): Expression {
  const [x] = e.args as [Expr];
  const tree = s.value(x);
  if (isArray(x, s.scope.arrays)) return binary(present ? '>' : '==', present ? call('array_length', tree) : call('coalesce', call('array_length', tree), long(0)), long(0));
  // `isempty` serves every type, so it is taken where the type is not known.
  const text = isText(x.type) || x.type === 'ip' || x.type === 'version' || x.type === 'unknown';
  return call(`is${present ? 'not' : ''}${text ? 'empty' : 'null'}`, tree);
}

/** Months have no fixed length, so a date moves by them through `datetime_add`. */
function moved(e: Call, s: Spell, sign: 1 | -1): Expression {
  const [a, b] = e.args as [Expr, Expr];
  const at = [a, b].findIndex((x) => x.type === 'period');
  const period = constantOf(at === 1 ? b : a)?.value as Period | null | undefined;
  const date = at === 1 ? a : b;
  if (!period || date.type === 'period') return refuse('a period that is not constant, or stands alone', 'KQL moves dates by constant periods only', e.span);
  const { months, days } = period;
  if (months === 0) return binary(sign > 0 ? '+' : '-', s.value(date), timespan(days * TICKS_PER_DAY));
  const shifted = call('datetime_add', { kind: 'string', value: 'month', span: e.span }, signed(months * sign), s.value(date));
  return days === 0 ? shifted : binary(sign > 0 ? '+' : '-', shifted, literal('timespan', `${(days * TICKS_PER_DAY) / TICKS_PER_DAY}d`));
}

const constantOf = (e: Expr): Typed | undefined => evaluateExpr(e, () => undefined);

const signed = (n: number): Expression => (n < 0 ? { kind: 'unary', op: '-', operand: long(-n), span: { start: 0, end: 0 } } : long(n));

/** Two branches are `iff`; without a last value it is null. */
function choice(e: Call, s: Spell): Expression {
  const odd = e.args.length % 2 === 1;
  const args = e.args.map((a, i) => (i % 2 === 0 && !(odd && i === e.args.length - 1) ? s.condition(a) : chosen(a, e.type, s)));
  if (!odd) args.push(nullOf(e.type));
  return call(args.length === 3 ? 'iff' : 'case', ...args);
}

/** KQL wants the values of a choice to be of one type. */
function chosen(value: Expr, type: Ty, s: Spell): Expression {
  if (value.kind === 'lit' && value.value === null) return nullOf(type);
  if (type === 'real' && isInteger(value.type)) return value.kind === 'lit' ? constant({ ...value, type, value: Number(value.value) }) : call('todouble', s.value(value));
  return type === 'long' && value.type === 'int' && value.kind !== 'lit' ? call('tolong', s.value(value)) : s.value(value);
}
