import type { Expression } from '../../../../../grammars/esql/syntax.js';
import { PARAMETER } from '../../../../ast/parameters.js';
import type { Call, Expr } from '../../../../ast/pipeline.js';
import { unconverted } from '../../../../semantics/filled.js';
import { isText } from '../../../../data/types.js';
import { and, arithmetic, boolean, call, compare, isNotNull, isNull, not, or, text } from '../build.js';
import { isAddress4 } from './addresses.js';
import { isEmptyArray } from '../made-arrays.js';
import { durationOf, parameterValue } from '../parameters.js';
import { columnsHold, isPartial } from '../partial.js';
import type { Handler, Handlers, Spell } from './handler.js';
import { remainder } from './multiples.js';
import { widened } from './widths.js';
import { zeroNote } from './zero.js';
import { millis } from './span.js';

/** Choice, null tests, arithmetic. */

/** `coalesce` passes empty texts by. Its arguments are of one type, and columns that nothing is known of are mostly texts. */
function coalesce(given: Call, s: Spell): Expression {
  const e = { ...given, args: given.args.filter((a) => !isEmptyArray(a)) };
  if (e.args.length === 1) return s.value(e.args[0] as Expr);
  const texts = isText(e.type) || e.args.some((a) => isText(a.type)) || e.args.every((a) => a.type === 'unknown');
  if (!texts) return call('COALESCE', ...e.args.map(s.value));
  const args = e.args.map(s.value);
  const last = args[args.length - 1] as Expression;
  return call('CASE', ...args.slice(0, -1).flatMap((a) => [compare('!=', a, text('')), a]), last);
}

const mayBeText = (e: Expr): boolean => isText(e.type) || e.type === 'unknown' || e.type === 'dynamic';

/** A member of an object may be of any type, which its text is not, and several values, which are not empty. */
const mayBeAnything = (e: Expr, tree: Expression): boolean => tree.kind === 'name' && (e.type === 'dynamic' || (e.kind === 'col' && (e.member === true || e.name.includes('.')) && e.type === 'unknown'));

function isEmpty(e: Call, s: Spell): Expression {
  const x = unconverted(e.args[0] as Expr);
  const address = isAddress4(x, s);
  if (address) return not(address);
  const tree = s.value(x);
  return mayBeText(x) ? or(isNull(tree), compare('==', mayBeAnything(x, tree) ? call('TO_STRING', tree) : tree, text(''))) : isNull(tree);
}

function isNotEmpty(e: Call, s: Spell): Expression {
  const x = unconverted(e.args[0] as Expr);
  const address = isAddress4(x, s);
  if (address) return address;
  const tree = s.value(x);
  if (!mayBeText(x)) return isNotNull(tree);
  return and(isNotNull(tree), mayBeAnything(x, tree) ? call('COALESCE', compare('!=', call('TO_STRING', tree), text('')), boolean(true)) : compare('!=', tree, text('')));
}

function isNullOf(present: boolean): Handler {
  return (e, s) => {
    const x = e.args[0] as Expr;
    if (isText(x.type)) return { kind: 'boolean', value: present, span: e.span };
    const address = isAddress4(x, s);
    if (address) return present ? address : not(address);
    return present ? isNotNull(s.value(x)) : isNull(s.value(x));
  };
}

/** Extremes pass nulls by, GREATEST and LEAST do not: another argument that is there stands for one that may not be. */
const extreme = (name: string): Handler => (given, s) => {
  const some = given.args.filter((a) => !(a.kind === 'lit' && a.value === null));
  const taken = some.length > 1 ? some : given.args;
  const args = taken.map(s.value);
  const nullable = taken.map((a) => isPartial(a, s.scope.signs.nonzero) || !columnsHold(a, s.scope));
  if (!nullable.includes(true)) return call(name, ...args);
  const there = args[nullable.indexOf(false)];
  if (there === undefined && args.length === 2) return call('COALESCE', call(name, ...args), ...args);
  return call(name, ...args.map((a, i) => (!nullable[i] ? a : call('COALESCE', a, ...(there ? [there] : args.filter((b) => b !== a))))));
};

/* ---------------------------------------------------------------- arithmetic */

function divide(e: Call, s: Spell): Expression {
  const [a, b] = e.args as [Expr, Expr];
  if (a.type === 'timespan' && b.type === 'timespan') return ratio(a, b, s);
  if (a.type === 'timespan') return arithmetic('/', millis(a, s), s.value(b));
  zeroNote('/', e, s);
  return arithmetic('/', s.value(a), s.value(b));
}

/** `(end - start) / 1h`: milliseconds, over those of the unit. */
function ratio(a: Expr, b: Expr, s: Spell): Expression {
  const side = (x: Expr): Expression => (x.kind === 'call' && x.op === 'math.subtract' && x.args[0]?.type === 'datetime' ? between(x.args[0], x.args[1] as Expr, s) : millis(x, s));
  return arithmetic('/', call('TO_DOUBLE', side(a)), side(b));
}

/** A timespan several times. */
function multiply(e: Call, s: Spell): Expression {
  const [a, b] = e.args as [Expr, Expr];
  return arithmetic('*', ...widened('*', [a, b], [a, b].map((x) => (x.type === 'timespan' ? millis(x, s) : s.value(x))) as [Expression, Expression]));
}

/** The time between two moments, or between timespans; a date moves by a constant duration, or by milliseconds. */
function subtract(e: Call, s: Spell): Expression {
  const [a, b] = e.args as [Expr, Expr];
  if (e.type !== 'timespan') return moved(a, b, '-', s);
  if (a.type === 'timespan' && b.type === 'timespan') return arithmetic('-', ...widened('-', [a, b], [millis(a, s), millis(b, s)]));
  return between(a, b, s);
}

/** DATE_DIFF would count in integers, which 25 days of milliseconds overflow. */
const between = (end: Expr, start: Expr, s: Spell): Expression => arithmetic('-', call('TO_LONG', s.value(end)), call('TO_LONG', s.value(start)));

function add(e: Call, s: Spell): Expression {
  const [a, b] = e.args as [Expr, Expr];
  if (e.type !== 'timespan') return a.type === 'timespan' ? moved(b, a, '+', s) : moved(a, b, '+', s);
  return arithmetic('+', ...widened('+', [a, b], [millis(a, s), millis(b, s)]));
}

function moved(date: Expr, by: Expr, operator: '+' | '-', s: Spell): Expression {
  const given = durationOf(by);
  if (given) return arithmetic(operator, s.value(date), given);
  if (by.type !== 'timespan' || by.kind === 'lit') return arithmetic(operator, ...widened(operator, [date, by], [s.value(date), s.value(by)]));
  return call('TO_DATETIME', arithmetic(operator, call('TO_LONG', s.value(date)), millis(by, s)));
}

export const VALUE_HANDLERS: Handlers = {
  [PARAMETER]: parameterValue,
  'condition.coalesce': coalesce,
  'condition.isEmpty': isEmpty,
  'condition.isNotEmpty': isNotEmpty,
  'condition.isNull': isNullOf(false),
  'condition.isNotNull': isNullOf(true),
  'condition.maxOf': extreme('GREATEST'),
  'condition.minOf': extreme('LEAST'),
  'math.divide': divide,
  'math.remainder': remainder,
  'math.subtract': subtract,
  'math.add': add,
  'math.multiply': multiply,
};
