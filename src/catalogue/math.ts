import { Decimal } from 'decimal.js';
import { Dec } from '../data/decimal.js';
import { add, type Int64, neg, wrap64 } from '../data/int64.js';
import type { Ty, Value } from '../data/types.js';
import { exactly, noCounterpart, rewritten, scalar } from './define.js';
import { call, type Op, type Overload, raise, sig, type Spelling } from './entry.js';
import { pairKernel } from './kernels.js';
import { beta, betaDensity, betaInverse, erf, gamma, logGamma } from './special.js';
import { binLong, binTime } from './time-steps.js';

/** Functions of numbers. Reals give NaN and infinities where a result is not defined, as in the engine. */

const real = (f: (x: number) => number): readonly Overload[] => [sig(['real'], 'real', f)];

function realOp(name: string, doc: string, f: (x: number) => number, x: number, esql: Spelling): Op {
  return scalar(`math.${name}`, doc, call(name), esql, real(f), [[[x], f(x), ['real']]]);
}

const NOT_FINITE = 'ES|QL gives null where KQL gives NaN or infinity';
const partial = (text: string): Spelling => ({ kind: 'template', text, grade: 'different', note: NOT_FINITE });

/** Whole numbers are rounded down to a multiple; a step that is not positive gives null. */
const BINS: readonly Overload[] = [
  sig(['long', 'long'], 'long', (v, step) => binLong(v, step, 0), pairKernel((v, step) => (step > 0 ? Math.floor(v / step) * step : Number.NaN))),
  sig(['real', 'real'], 'real', (v, step) => (step > 0 ? Math.floor(v / step) * step : null)),
  sig(['decimal', 'decimal'], 'decimal', (v, step) => (step.isPositive() && !step.isZero() ? Dec.floor(Dec.div(v, step)).mul(step) : null)),
  sig(['datetime', 'timespan'], 'datetime', binTime),
  sig(['timespan', 'timespan'], 'timespan', (v, step) => binLong(v, step, 0)),
];

/** Half away from zero, on the shortest decimal digits of the number. */
function roundHalfAway(x: number, digits: number): number {
  if (!Number.isFinite(x) || digits > 20 || digits < -308) return x;
  const rounded = Math.abs(x) >= 1e21 ? new Decimal(x) : new Decimal(x).toDecimalPlaces(Math.max(0, digits), Decimal.ROUND_HALF_UP);
  if (digits >= 0) return rounded.toNumber();
  const unit = new Decimal(10).pow(-digits);
  return new Decimal(x).div(unit).toDecimalPlaces(0, Decimal.ROUND_HALF_UP).mul(unit).toNumber();
}

const absInt = (v: Int64): Value => (v < 0 ? wrap64(BigInt(neg(v))) : v);
const same = (types: readonly Ty[]): Ty => types[0] as Ty;

/** Negative numbers have no logarithm: null, while 0 gives minus infinity. */
const logarithm = (f: (x: number) => number): readonly Overload[] => [sig(['real'], 'real', (x) => (x < 0 ? null : f(x)))];

const shift = (v: Int64, by: Int64, left: boolean): Int64 => {
  const n = BigInt(by) & 63n;
  return wrap64(left ? BigInt(v) << n : BigInt(v) >> n);
};

function bitOp(name: string, aliases: readonly string[], doc: string, esql: Spelling, f: (a: bigint, b: bigint) => bigint, result: number): Op {
  return scalar(`math.${name.replace(/_(\w)/g, (_, c: string) => c.toUpperCase())}`, doc, call(name, { aliases }), esql,
    [sig(['long', 'long'], 'long', (a, b) => wrap64(f(BigInt(a), BigInt(b))))], [[[6, 3], result]]);
}

function onesIn(v: Int64): number {
  let rest = BigInt.asUintN(64, BigInt(v));
  let n = 0;
  for (; rest > 0n; rest &= rest - 1n) n++;
  return n;
}

const BITS = noCounterpart('operations on bits');

export const MATH_OPS: readonly Op[] = [
  scalar('math.bin', 'The value rounded down to a multiple of a step; moments count from year 1.', call('bin', { named: 'argument', aliases: ['floor'] }), raise('rewritten'), BINS,
    [[[-5, 2], -6], [[5.5, 2], 4, ['real', 'long']], [[5, 0], null], [[-1, 10], -10, ['datetime', 'timespan']]]),
  scalar('math.ceiling', 'The value rounded up to a whole number.', call('ceiling', { aliases: ['ceil'] }), exactly('CEIL($0)'), [sig(['long'], 'long', (v) => v), sig(['real'], 'real', Math.ceil)],
    [[[-0.5], -0], [[2.1], 3]]),
  scalar('math.round', 'The value rounded half away from zero, to a number of digits.', call('round'), exactly('ROUND($*)'), [
    sig(['real'], 'real', (x) => roundHalfAway(x, 0)), sig(['real', 'long'], 'real', (x, n) => roundHalfAway(x, Number(n))),
    sig(['decimal'], 'decimal', (x) => x.toDecimalPlaces(0, Decimal.ROUND_HALF_UP)), sig(['decimal', 'long'], 'decimal', (x, n) => x.toDecimalPlaces(Math.min(40, Math.max(0, Number(n))), Decimal.ROUND_HALF_UP)),
  ], [[[2.5], 3], [[-2.5], -3], [[2.675, 2], 2.68], [[1234, -2], 1200, ['real', 'long']]]),
  scalar('math.abs', 'The value without its sign.', call('abs'), exactly('ABS($0)'), [
    sig(['int'], same, absInt), sig(['long'], same, absInt), sig(['real'], 'real', Math.abs), sig(['decimal'], 'decimal', (v) => v.abs()), sig(['timespan'], 'timespan', absInt),
  ], [[[-5], 5], [[-1.5], 1.5], [[-9223372036854775808n], -9223372036854775808n]]),
  scalar('math.sign', 'Minus one, zero or one; zero of NaN.', call('sign'), exactly('SIGNUM($0)'), real((x) => (x > 0 ? 1 : x < 0 ? -1 : 0)),
    [[[-2.5], -1], [[Number.NaN], 0]]),
  scalar('math.sqrt', 'Square root; NaN of a negative number.', call('sqrt'), partial('SQRT($0)'), real(Math.sqrt), [[[4], 2, ['real']], [[-1], Number.NaN, ['real']]]),
  scalar('math.pow', 'The first number to the power of the second.', call('pow'), partial('POW($0, $1)'), [sig(['real', 'real'], 'real', (a, b) => a ** b)],
    [[[2, -1], 0.5, ['real', 'real']]]),
  scalar('math.exp', 'e to the power of the number.', call('exp'), partial('EXP($0)'), real(Math.exp), [[[0], 1, ['real']]]),
  realOp('exp2', '2 to the power of the number.', (x) => 2 ** x, 3, partial('POW(2, $0)')),
  realOp('exp10', '10 to the power of the number.', (x) => 10 ** x, 2, partial('POW(10, $0)')),
  scalar('math.log', 'Natural logarithm; null of a negative number.', call('log'), partial('LOG($0)'), logarithm(Math.log), [[[-1], null, ['real']], [[1], 0, ['real']]]),
  scalar('math.log10', 'Logarithm to base 10; null of a negative number.', call('log10'), partial('LOG10($0)'), logarithm(Math.log10), [[[1000], 3, ['real']]]),
  scalar('math.log2', 'Logarithm to base 2; null of a negative number.', call('log2'), partial('LOG(2, $0)'), logarithm(Math.log2), [[[8], 3, ['real']]]),
  realOp('sin', 'Sine of an angle in radians.', Math.sin, 1, partial('SIN($0)')),
  realOp('cos', 'Cosine of an angle in radians.', Math.cos, 1, partial('COS($0)')),
  realOp('tan', 'Tangent of an angle in radians.', Math.tan, 1, partial('TAN($0)')),
  realOp('asin', 'Angle whose sine it is; NaN outside -1 to 1.', Math.asin, 0.5, partial('ASIN($0)')),
  realOp('acos', 'Angle whose cosine it is; NaN outside -1 to 1.', Math.acos, 0.5, partial('ACOS($0)')),
  realOp('atan', 'Angle whose tangent it is.', Math.atan, 1, exactly('ATAN($0)')),
  scalar('math.atan2', 'Angle between the x axis and the point (x, y), given as y and x.', call('atan2'), exactly('ATAN2($0, $1)'), [sig(['real', 'real'], 'real', Math.atan2)], [[[1, -1], Math.atan2(1, -1), ['real', 'real']]]),
  realOp('cot', 'Cotangent of an angle in radians.', (x) => 1 / Math.tan(x), 1, partial('1 / TAN($0)')),
  realOp('degrees', 'Radians as degrees.', (x) => (180 / Math.PI) * x, 1, exactly('TO_DEGREES($0)')),
  realOp('radians', 'Degrees as radians.', (x) => (Math.PI / 180) * x, 90, exactly('TO_RADIANS($0)')),
  scalar('math.pi', 'The number pi.', call('pi'), exactly('PI()'), [sig([], 'real', () => Math.PI)], [[[], Math.PI]]),
  realOp('gamma', 'The gamma function.', gamma, 5, noCounterpart('gamma function')),
  realOp('loggamma', 'Logarithm of the gamma function.', logGamma, 5, noCounterpart('gamma function')),
  realOp('erf', 'The error function.', erf, 0.5, noCounterpart('error function')),
  realOp('erfc', 'One minus the error function.', (x) => 1 - erf(x), 0.5, noCounterpart('error function')),
  scalar('math.betaCdf', 'Cumulative beta distribution.', call('beta_cdf'), noCounterpart('beta distribution'), [sig(['real', 'real', 'real'], 'real', beta)], [[[1, 1, 1], 1, ['real', 'real', 'real']]]),
  scalar('math.betaPdf', 'Density of the beta distribution.', call('beta_pdf'), noCounterpart('beta distribution'), [sig(['real', 'real', 'real'], 'real', betaDensity)], [[[2, 1, 1], Number.NaN, ['real', 'real', 'real']]]),
  scalar('math.betaInv', 'Inverse of the cumulative beta distribution.', call('beta_inv'), noCounterpart('beta distribution'), [sig(['real', 'real', 'real'], 'real', betaInverse)], [[[0, 2, 3], 0, ['real', 'real', 'real']]]),
  bitOp('binary_and', [], 'Bits that both have.', BITS, (a, b) => a & b, 2),
  bitOp('binary_or', [], 'Bits that one has.', BITS, (a, b) => a | b, 7),
  bitOp('binary_xor', [], 'Bits that exactly one has.', BITS, (a, b) => a ^ b, 5),
  scalar('math.binaryNot', 'All bits turned over.', call('binary_not'), rewritten('-1 - $0'), [sig(['long'], 'long', (v) => add(neg(v), -1))], [[[6], -7]]),
  scalar('math.binaryShiftLeft', 'Bits moved to the left, by the remainder of 64.', call('binary_shift_left'), BITS, [sig(['long', 'long'], 'long', (a, n) => shift(a, n, true))], [[[1, 3], 8], [[1, 65], 2]]),
  scalar('math.binaryShiftRight', 'Bits moved to the right, by the remainder of 64; the sign stays.', call('binary_shift_right'), BITS, [sig(['long', 'long'], 'long', (a, n) => shift(a, n, false))], [[[-8, 1], -4]]),
  scalar('math.bitsetCountOnes', 'How many bits are set.', call('bitset_count_ones'), BITS, [sig(['long'], 'long', onesIn)], [[[42], 3], [[-1], 64]]),
  scalar('math.rand', 'A random real from 0 to 1, or a whole number below a bound.', call('rand'), noCounterpart('random numbers'), [
    { params: [], returns: 'real', nulls: 'total', prepare: (context) => () => context.random() },
    { params: ['long'], returns: 'real', nulls: 'total', prepare: (context) => (n) => (n === null || Number(n) < 1 ? context.random() : Math.floor(context.random() * Number(n))) },
  ], undefined, { volatile: true }),
];
