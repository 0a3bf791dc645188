import type { Expression } from '../../../../../grammars/esql/syntax.js';
import type { Call, Expr } from '../../../../ast/pipeline.js';
import { isBrief } from '../../../../ast/walk.js';
import { isInteger, isNumeric } from '../../../../data/types.js';
import { isNonnegative } from '../../../../semantics/nonnegative.js';
import { isNonzero } from '../../../../semantics/nonzero.js';
import { arithmetic, call, compare, integer, NULL } from '../build.js';
import { refuse } from '../context.js';
import type { Spell } from './handler.js';
import { reach } from './widths.js';
import { zeroNote } from './zero.js';

/** Remainders, and multiples of a step: whole numbers are computed as such, because a real has 53 bits. */

/** The remainder has the sign of the dividend in ES|QL and none in KQL. */
export function remainder(e: Call, s: Spell): Expression {
  const [a, b] = e.args as [Expr, Expr];
  if (e.type === 'timespan') return refuse('the remainder of a timespan', 'ES|QL has no timespan values', e.span);
  zeroNote('%', e, s);
  const divisor = s.value(b);
  const size = isNonnegative(b, s.scope.signs.nonnegative) ? divisor : call('ABS', divisor);
  if (e.type !== 'real') return wholeRest(s.value(a), a, b, size, s);
  const rest = arithmetic('%', s.value(a), divisor);
  // Adding and taking away again would cost a real digits.
  return isNonnegative(a, s.scope.signs.nonnegative) ? rest : call('CASE', compare('<', rest, integer(0)), arithmetic('+', rest, size), rest);
}

/** `x`: how `a` is spelled, `size`: how far `b` is from 0. */
function wholeRest(x: Expression, a: Expr, b: Expr, size: Expression, s: Spell): Expression {
  const rest = arithmetic('%', x, s.value(b));
  if (isNonnegative(a, s.scope.signs.nonnegative)) return rest;
  return arithmetic('%', arithmetic('+', isWide(b) && a.type !== 'long' ? call('TO_LONG', rest) : rest, size), size);
}

/** Twice a number of 31 bits does not fit into an integer of ES|QL. */
const isWide = (e: Expr): boolean => e.kind === 'lit' && Number(e.value) >= 2 ** 30;

/** `bin(x, step)`: a step that is not positive gives null. */
export function numberBin(e: Call, s: Spell): Expression {
  const [x, step] = e.args as [Expr, Expr];
  return overStep(step, s, e.type === 'long' && isInteger(x.type) ? wholeBin(x, step, s) : realBin(s.value(x), x, step, s));
}

/** `bin_at(x, step, origin)`. */
export function numberBinAt(e: Call, s: Spell): Expression {
  const [x, step, origin] = e.args as [Expr, Expr, Expr];
  if (![x, step, origin].every((a) => isNumeric(a.type))) return refuse('bin_at', 'its arguments must be numbers or times', e.span);
  const [tree, from] = [s.value(x), s.value(origin)];
  if (e.type !== 'long') return overStep(step, s, arithmetic('+', realBin(arithmetic('-', tree, from), e, step, s), from));
  if (!isBrief(tree)) return overStep(step, s, arithmetic('+', multiple(arithmetic('-', tree, from), x, step, s), from));
  return overStep(step, s, arithmetic('-', tree, wholeRest(arithmetic('-', tree, from), e, step, s.value(step), s)));
}

function overStep(step: Expr, s: Spell, tree: Expression): Expression {
  if (step.kind === 'lit') return step.value !== null && Number(step.value) > 0 ? tree : NULL;
  return isNonnegative(step, s.scope.signs.nonnegative) && isNonzero(step, s.scope.signs.nonzero) ? tree : call('CASE', compare('>', s.value(step), integer(0)), tree);
}

function wholeBin(x: Expr, step: Expr, s: Spell): Expression {
  const tree = s.value(x);
  if (step.kind === 'lit' && Number(step.value) === 1) return tree;
  const positive = isNonnegative(x, s.scope.signs.nonnegative);
  // Cutting the quotient off rounds it down, and writes an expression once.
  if (positive && x.kind !== 'col') return arithmetic('*', arithmetic('/', tree, s.value(step)), s.value(step));
  if (x.kind === 'col' || (reach(x) === undefined && isBrief(tree))) return arithmetic('-', tree, wholeRest(tree, x, step, s.value(step), s));
  return multiple(tree, x, step, s);
}

/** Through a real, where an expression is too long to be repeated, or its numbers are known to be small. */
function multiple(tree: Expression, x: Expr, step: Expr, s: Spell): Expression {
  if (reach(x) === undefined) s.scope.raising.opNote('different', 'bin', 'numbers beyond 2^53 are not rounded exactly', x.span);
  return arithmetic('*', call('TO_LONG', realQuotient(tree, step, s)), s.value(step));
}

/** Of a column that nothing is known of the quotient must not be cut off before it is rounded down. */
function realBin(tree: Expression, x: Expr, step: Expr, s: Spell): Expression {
  if (step.kind === 'lit' && Number(step.value) === 1) return call('FLOOR', tree);
  const quotient = x.type === 'real' || step.type === 'real' || isNonnegative(x, s.scope.signs.nonnegative) ? call('FLOOR', arithmetic('/', tree, s.value(step))) : realQuotient(tree, step, s);
  return arithmetic('*', quotient, s.value(step));
}

function realQuotient(tree: Expression, step: Expr, s: Spell): Expression {
  const size: Expression = step.kind === 'lit' ? s.value({ ...step, type: 'real', value: Number(step.value) }) : call('TO_DOUBLE', s.value(step));
  return call('FLOOR', arithmetic('/', tree, size));
}
