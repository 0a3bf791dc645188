import type { Expression } from '../../../../../grammars/kql/syntax.js';
import { resultsOf } from '../../../../ast/choices.js';
import type { Call, Expr } from '../../../../ast/pipeline.js';
import { shapeOf } from '../../../../ast/same.js';
import { isBrief } from '../../../../ast/walk.js';
import { constantOf } from '../../../../catalogue/constant.js';
import { isInteger } from '../../../../data/types.js';
import { isNonnegative } from '../../../../semantics/nonnegative.js';
import { isNonzero } from '../../../../semantics/nonzero.js';
import { binary, call, literal, logical, long } from '../build.js';
import { nullOf } from '../literals.js';
import type { Handlers, Spell } from './handler.js';

/** Remainders, and reals made whole. */

const positive = (e: Expr | undefined): number | undefined => (e?.kind === 'lit' && isInteger(e.type) && Number(e.value) > 0 ? Number(e.value) : undefined);
const isNonneg = (e: Expr, s: Spell): boolean => isNonnegative(e, s.scope.signs.nonnegative);

/** KQL's remainder is never negative, ES|QL's has the sign of the dividend. */
function modulo(e: Call, s: Spell): Expression {
  const [x, by] = e.args as [Expr, Expr];
  const own = remainderIn(e);
  if (own) return binary('%', s.value(own), s.value(by));
  const [tree, divisor] = [s.value(x), s.value(by)];
  const rest = binary('%', tree, divisor);
  if (e.type === 'real') return byNonzero(isNonneg(x, s) ? rest : withSign(tree, rest, divisor), by, divisor, s);
  if (isNonneg(x, s)) return rest;
  if (!isBrief(tree) || !isBrief(divisor)) {
    s.scope.raising.opNote('different', '%', 'the remainder of a negative number is positive in KQL', e.span);
    return rest;
  }
  return binary('-', tree, binary('*', binary('/', tree, divisor), divisor));
}

const withSign = (tree: Expression, rest: Expression, divisor: Expression): Expression =>
  call('iff', binary('<', tree, long(0)), negative(binary('%', negative(tree), divisor)), rest);
const negative = (operand: Expression): Expression => ({ kind: 'unary', op: '-', operand, span: operand.span });

/** A real divided by zero is null in ES|QL. */
const byNonzero = (tree: Expression, by: Expr, divisor: Expression, s: Spell): Expression =>
  isNonzero(by, s.scope.signs.nonzero) ? tree : call('iff', binary('!=', divisor, long(0)), tree, nullOf('real'));

/** `(x % 5 + 5) % 5` is what KQL means by `x % 5`. */
function remainderIn(e: Expr): Expr | undefined {
  if (e.kind !== 'call' || e.op !== 'esql.modulo' || !isInteger(e.type)) return undefined;
  const [sum, by] = e.args as [Expr, Expr];
  if (sum.kind !== 'call' || sum.op !== 'esql.add') return undefined;
  const [rest, more] = sum.args as [Expr, Expr];
  const size = positive(by);
  if (size === undefined || positive(more) !== size || rest.kind !== 'call' || rest.op !== 'esql.modulo' || positive(rest.args[1]) !== size) return undefined;
  return size <= (sum.type === 'int' ? 2 ** 30 : 2 ** 53) ? rest.args[0] : undefined;
}

/** `x - (x % 5 + 5) % 5`, `x - x % 5` and `x / 5 * 5` of a number that is not negative. */
export function binOf(e: Call, s: Spell): Expression | undefined {
  const [a, b] = e.args as [Expr, Expr];
  if (!isInteger(e.type) || b === undefined) return undefined;
  const step = e.op === 'esql.multiply' ? positive(b) : b.kind === 'call' ? positive(b.args[1]) : undefined;
  const x = step === undefined ? undefined : e.op === 'esql.multiply' ? cutQuotient(a, step, s) : binned(a, b as Call, s);
  return x && step !== undefined ? call('bin', s.value(x), long(step)) : undefined;
}

const cutQuotient = (e: Expr, step: number, s: Spell): Expr | undefined =>
  e.kind === 'call' && e.op === 'esql.divide' && positive(e.args[1]) === step && isNonneg(e.args[0] as Expr, s) ? e.args[0] : undefined;

function binned(x: Expr, rest: Call, s: Spell): Expr | undefined {
  const of = remainderIn(rest) ?? (rest.op === 'esql.modulo' && isNonneg(x, s) ? rest.args[0] : undefined);
  return of && shapeOf(of) === shapeOf(x) ? x : undefined;
}

/* ---------------------------------------------------------------- reals made whole */

const WHOLE = /^esql\.(floor|ceil|signum)$/;
const KEEPS_WHOLE = /^esql\.(add|subtract|multiply|modulo|negate|abs|coalesce|greatest|least|clamp|clampMin|clampMax|toDouble)$/;

/** Whether a number has no fraction, or is null. */
export function isWhole(e: Expr): boolean {
  if (isInteger(e.type) || e.type === 'null') return true;
  if (e.kind === 'lit') return Number.isInteger(e.value);
  if (e.kind !== 'call') return false;
  if (WHOLE.test(e.op)) return true;
  if (e.op === 'esql.round') return e.args[1] === undefined || Number(constantOf(e.args[1])) <= 0;
  if (e.op === 'esql.case') return resultsOf(e.args).every(isWhole);
  return KEEPS_WHOLE.test(e.op) && e.args.every(isWhole);
}

/** Rounded half up; adding a half would round a whole number beyond 2^52 anew. */
export function madeWhole(to: 'toint' | 'tolong', x: Expr, s: Spell): Expression {
  const tree = s.value(x);
  if (isWhole(x)) return call(to, tree);
  return call(to, isNonneg(x, s) ? call('round', tree) : call('bin', binary('+', tree, literal('real', '0.5')), long(1)));
}

/* ---------------------------------------------------------------- 32 bits */

/** Parts of dates, but for those that count from a beginning of time. */
const SMALL_PARTS = /_of_(week|month|year|day|hour|minute)/i;

function isSmall(e: Expr): boolean {
  if (e.type !== 'long' && e.type !== 'ulong' && e.type !== 'real') return true;
  if (e.kind === 'lit') return Math.abs(Number(e.value)) < 2 ** 31;
  if (e.kind !== 'call') return false;
  const [first, second] = e.args;
  if (e.op === 'esql.dateExtract') return first?.kind === 'lit' && SMALL_PARTS.test(String(first.value)) && !/^(micro|milli|nano)\w*_of_day$/i.test(String(first.value));
  return (e.op === 'esql.modulo' && second?.kind === 'lit' && isSmall(second)) || e.op === 'esql.signum';
}

/** Beyond 32 bits TO_INTEGER gives null, and `toint` wraps around. */
function toInteger(e: Call, s: Spell): Expression {
  const [x] = e.args as [Expr];
  const made = x.type === 'real' ? madeWhole('toint', x, s) : call('toint', s.value(x));
  if (isSmall(x)) return made;
  const tree = s.value(x);
  if (!isBrief(tree)) s.scope.raising.opNote('different', 'TO_INTEGER', 'null beyond 32 bits, where KQL gives another number', e.span);
  return isBrief(tree) ? call('iff', fits(tree, x, s), made, nullOf('int')) : made;
}

/** A real is rounded half up. */
function fits(tree: Expression, x: Expr, s: Spell): Expression {
  const whole = isWhole(x);
  const below = whole ? binary('<=', tree, long(2_147_483_647)) : binary('<', tree, literal('real', '2147483647.5'));
  return isNonneg(x, s) ? below : logical('and', [binary('>=', tree, negative(whole ? long(2_147_483_648) : literal('real', '2147483648.5'))), below]);
}

export const WHOLE_HANDLERS: Handlers = {
  'esql.modulo': modulo,
  'esql.doubleToLong': (e, s) => madeWhole('tolong', e.args[0] as Expr, s),
  'esql.doubleToInteger': toInteger,
  'esql.toInteger': toInteger,
};
