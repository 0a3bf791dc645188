import type { Expression } from '../../../../../grammars/kql/syntax.js';
import { PARAMETER, parameterName } from '../../../../ast/parameters.js';
import type { Call, Expr } from '../../../../ast/pipeline.js';
import { evaluateExpr, type Typed } from '../../../../catalogue/constant.js';
import { opsByInfix } from '../../../../catalogue/index.js';
import { resolveAmong } from '../../../../catalogue/resolve.js';
import { TICKS_PER_DAY } from '../../../../data/time.js';
import { isInteger, isText, type Period, type Ty } from '../../../../data/types.js';
import { branchFacts } from '../../../../semantics/branches.js';
import type { Facts } from '../../../../semantics/nullability.js';
import { isNonzero } from '../../../../semantics/nonzero.js';
import { hasEmpty, mayBeEmpty, misses, nullTest } from '../absence.js';
import { arrayOf, binary, call, inList, literal, logical, long, name, signed, text } from '../build.js';
import { refuse } from '../context.js';
import { constant, nullOf, timespan } from '../literals.js';
import { isArray } from '../arrays.js';
import type { Handlers, Spell } from './handler.js';
import { single } from './text.js';
import { isResult, resultsOf } from '../../../../ast/choices.js';

/** Comparison, arithmetic, choice. */
export const VALUE_HANDLERS: Handlers = {
  [PARAMETER]: (e) => name(parameterName(e) ?? ''),
  'esql.notEqual': (e, s) => binary('!=', s.value(e.args[0] as Expr), s.value(e.args[1] as Expr)),
  'esql.in': (e, s) => {
    const [x, ...list] = e.args.map(s.value) as [Expression, ...Expression[]];
    return evaluateExpr(e.args[0] as Expr, () => undefined)?.value === null ? nullOf('bool') : inList('in', x, list);
  },
  'esql.boolToString': (e, s) => {
    const [x] = e.args as [Expr];
    const truth = s.value(x);
    return misses(x) ? call('case', truth, text('true'), call('not', truth), text('false'), text('')) : call('iff', truth, text('true'), text('false'));
  },
  'esql.greatest': (e, s) => extreme('max_of', e, s),
  'esql.least': (e, s) => extreme('min_of', e, s),
  'esql.divide': (e, s) => quotient(e, s),
  'esql.addPeriod': (e, s) => moved(e, s, 1),
  'esql.subtractPeriod': (e, s) => moved(e, s, -1),
  'esql.case': (e, s) => choice(e, s),
  'esql.coalesce': (e, s) => coalesced(e, s),
  'esql.isNull': (e, s) => emptiness(e, s, false),
  'esql.isNullText': (e, s) => emptiness(e, s, false),
  'esql.isNotNull': (e, s) => emptiness(e, s, true),
  'esql.isNotNullText': (e, s) => emptiness(e, s, true),
  'esql.round': (e, s) => rounded(e, s),
  'esql.cidrMatch': (e, s) => inNetworks(e, s),
  'esql.mvInRange': (e, s) => inRange(e, s),
};

const extreme = (f: 'max_of' | 'min_of', e: Call, s: Spell): Expression => (e.args.length === 1 ? s.value(e.args[0] as Expr) : call(f, ...e.args.map(s.value)));

/** A real divided by zero is null in ES|QL, and Infinity or NaN in KQL; a whole number by zero is null in both. */
function quotient(e: Call, s: Spell): Expression {
  const [a, b] = e.args as [Expr, Expr];
  const [dividend, divisor] = [s.value(a), s.value(b)];
  const plain = binary('/', dividend, divisor);
  return e.type !== 'real' || isNonzero(b, s.scope.signs.nonzero) ? plain : call('iff', binary('!=', divisor, long(0)), plain, nullOf('real'));
}

/**
 * Networks in one list; IPv6 ones in another, because the functions differ. An address is a text in KQL. Of an IPv6 address the functions
 * for IPv4 say null, which NOT keeps: it is in none of their networks. A network that is data may be of either, which those for IPv6 read
 * both, and of no network both languages answer null.
 */
function inNetworks(e: Call, s: Spell): Expression {
  const [x, ...networks] = e.args as [Expr, ...Expr[]];
  const address = s.value(x.kind === 'call' && x.op === 'esql.toIp' ? (x.args[0] as Expr) : x);
  const isV6 = (n: Expr): boolean => n.kind === 'lit' && String(n.value).includes(':');
  const v4 = networks.filter((n) => n.kind === 'lit' && !isV6(n)).map(s.value);
  const others = networks.filter((n) => n.kind !== 'lit').map(s.value);
  const v6 = networks.filter(isV6).map(s.value);
  const other = isText(x.kind === 'call' && x.op === 'esql.toIp' ? (x.args[0] as Expr).type : x.type) ? noAddress(address) : literal('bool', 'false');
  return logical('or', [...range('ipv4', address, v4).map((r) => call('coalesce', r, other)), ...range('ipv6', address, v6), ...others.map((n) => call('ipv6_is_in_range', address, n))]);
}

/** A text that is no address at all is none of TO_IP either, so that the answer is null. */
const noAddress = (text: Expression): Expression => call('iff', call('isempty', call('parse_ipv6', text)), nullOf('bool'), literal('bool', 'false'));

function range(family: string, address: Expression, networks: readonly Expression[]): Expression[] {
  if (networks.length === 0) return [];
  return [call(networks.length === 1 ? `${family}_is_in_range` : `${family}_is_in_any_range`, address, ...networks)];
}

/** Strings have no null, nor have addresses and versions, which are strings here; lists that an aggregate makes are empty instead. */
function emptiness(e: Call, s: Spell, present: boolean): Expression {
  const [x] = e.args as [Expr];
  const test = isArray(x, s.scope.arrays) ? undefined : nullTest(x, !present, s.scope.arrays);
  if (test) return s.condition(test);
  const tree = s.value(x);
  if (isArray(x, s.scope.arrays)) return binary(present ? '>' : '==', present ? call('array_length', tree) : call('coalesce', call('array_length', tree), long(0)), long(0));
  return call(`is${present ? 'not' : ''}${hasEmpty(x.type) ? 'empty' : 'null'}`, tree);
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

/** An integer without decimals to round stays as it is; Kusto would make a real of it, which has 53 bits. */
function rounded(e: Call, s: Spell): Expression {
  const [x, digits] = e.args as [Expr, Expr?];
  const given = digits === undefined ? 0 : constantOf(digits)?.value;
  if (given === undefined || given === null) return refuse('ROUND to a number of decimals that is not constant', 'KQL needs it written out', e.span);
  const decimals = Number(given);
  if (isInteger(x.type) && decimals >= 0) return s.value(x);
  const tree = call('round', s.value(x), ...(digits ? [signed(decimals)] : []));
  return x.type === 'int' || x.type === 'long' ? call(`to${x.type}`, tree) : tree;
}

/** Never null; the options say whether the bounds count. */
function inRange(e: Call, s: Spell): Expression {
  const x = single(e, s);
  const bound = (order: string, option: string, at: number): Expression => {
    const args = [x, e.args[at] as Expr];
    const op = resolveAmong(opsByInfix('esql', e.options?.[option] === false ? order : `${order}=`), args.map((a) => a.type))?.op;
    return op ? s.condition({ kind: 'call', op: op.id, args, type: 'bool', span: e.span }) : refuse('MV_IN_RANGE', 'the bounds are of another type', e.span);
  };
  const present = call(`isnot${hasEmpty(x.type) ? 'empty' : 'null'}`, s.value(x));
  return logical('and', [present, bound('>', 'include_lower', 1), bound('<', 'include_upper', 2)]);
}

/** A null constant is never chosen, and has no type that goes with the others. */
function coalesced(e: Call, s: Spell): Expression {
  const several = e.args.some((a) => isArray(a, s.scope.arrays));
  if (!several && e.args.slice(0, -1).some(mayBeEmpty)) return firstThere(e, s);
  const [first, ...more] = e.args.filter((a) => a.kind !== 'lit' || a.value !== null).map((a) => (several ? inArray(a, s) : s.value(a)));
  if (!first) return nullOf(e.type);
  return more.length === 0 ? first : call('coalesce', first, ...more);
}

/** KQL's function goes on behind an empty text, which COALESCE takes. */
function firstThere(e: Call, s: Spell): Expression {
  const span = e.span;
  const tests = e.args.slice(0, -1).flatMap((a): Expr[] => [nullTest(a, false, s.scope.arrays) ?? { kind: 'call', op: 'esql.isNotNullText', args: [a], type: 'bool', span }, a]);
  return choice({ ...e, op: 'esql.case', args: [...tests, e.args[e.args.length - 1] as Expr] }, s);
}

/** Two branches are `iff`; without a last value it is null. */
function choice(e: Call, s: Spell): Expression {
  const known = branchFacts(e.args, s.scope.facts, s.scope.raising.nullStrings);
  const several = resultsOf(e.args).some((a) => isArray(a, s.scope.arrays));
  const args = e.args.map((a, i) => {
    const within = s.knowing(known[i] as Facts);
    return !isResult(e.args.length, i) ? within.condition(a) : several ? inArray(a, within) : chosen(a, e.type, within);
  });
  if (args.length % 2 === 0) args.push(nullOf(several ? 'dynamic' : e.type));
  return call(args.length === 3 ? 'iff' : 'case', ...args);
}

/** Beside an array every value is one. */
function inArray(value: Expr, s: Spell): Expression {
  if (isArray(value, s.scope.arrays)) return s.value(value);
  if (value.kind === 'lit') return value.value === null ? nullOf('dynamic') : call('pack_array', s.value(value));
  const tree = s.value(value);
  if (value.type === 'unknown' || value.type === 'dynamic') return arrayOf(tree);
  return call('iff', call(hasEmpty(value.type) ? 'isempty' : 'isnull', tree), nullOf('dynamic'), call('pack_array', tree));
}

/** KQL wants the values of a choice to be of one type. */
function chosen(value: Expr, type: Ty, s: Spell): Expression {
  if (value.kind === 'lit' && value.value === null) return nullOf(type);
  if (type === 'real' && isInteger(value.type)) return value.kind === 'lit' ? constant({ ...value, type, value: Number(value.value) }) : call('todouble', s.value(value));
  return type === 'long' && value.type === 'int' && value.kind !== 'lit' ? call('tolong', s.value(value)) : s.value(value);
}
