import { type Int64, inLong, MAX_ULONG, neg, norm } from '../data/int64.js';
import { MultiValue, type Ty, type Value } from '../data/types.js';
import { compareValues } from '../data/order.js';
import { call, type CallContext, type Op, type Overload, prepared, raise, type ScalarOp, sig, type Spelling, template } from './entry.js';
import { eachValue, finite, INT_OVERFLOW, LONG_OVERFLOW, MULTI_IN_SINGLE, nullFor, ULONG_OVERFLOW } from './esql-support.js';

/** Mathematics of ES|QL. Functions of reals take any number and give a double; out of their domain they give null with a warning. */

const arithmetic = (text: string): string => `java.lang.ArithmeticException: ${text}`;

const fromReal = (id: string, name: string, doc: string, kql: Spelling, f: (x: number) => number, example: readonly [number, number], more: { outside?: (x: number) => boolean; warning?: string; since?: string } = {}): ScalarOp => ({
  id, kind: 'scalar', doc, kql, esql: call(name, more.since ? { since: more.since } : {}), examples: [[[example[0]], example[1]]],
  sigs: [prepared(['real'], 'real', (c) => (x) => (more.outside?.(x) ? nullFor(c, arithmetic(more.warning ?? '')) : finite(c, f(x))))],
});

const beyondOne = (x: number): boolean => x < -1 || x > 1;

const TRIGONOMETRY: readonly Op[] = [
  fromReal('esql.sin', 'SIN', 'The sine of an angle in radians.', template('sin($0)', 'exact'), Math.sin, [0, 0]),
  fromReal('esql.cos', 'COS', 'The cosine of an angle in radians.', template('cos($0)', 'exact'), Math.cos, [0, 1]),
  fromReal('esql.tan', 'TAN', 'The tangent of an angle in radians.', template('tan($0)', 'exact'), Math.tan, [0, 0]),
  fromReal('esql.asin', 'ASIN', 'The angle with this sine.', template('iff(abs($0) <= 1, asin($0), real(null))'), Math.asin, [0, 0], { outside: beyondOne, warning: 'Asin input out of range' }),
  fromReal('esql.acos', 'ACOS', 'The angle with this cosine.', template('iff(abs($0) <= 1, acos($0), real(null))'), Math.acos, [1, 0], { outside: beyondOne, warning: 'Acos input out of range' }),
  fromReal('esql.atan', 'ATAN', 'The angle with this tangent.', template('atan($0)', 'exact'), Math.atan, [0, 0]),
  fromReal('esql.sinh', 'SINH', 'The hyperbolic sine.', template('(exp($0) - exp(-($0))) / 2'), Math.sinh, [0, 0], { outside: (x) => !Number.isFinite(Math.sinh(x)), warning: 'sinh overflow' }),
  fromReal('esql.cosh', 'COSH', 'The hyperbolic cosine.', template('(exp($0) + exp(-($0))) / 2'), Math.cosh, [0, 1], { outside: (x) => !Number.isFinite(Math.cosh(x)), warning: 'cosh overflow' }),
  fromReal('esql.tanh', 'TANH', 'The hyperbolic tangent.', template('1 - 2 / (exp(2.0 * $0) + 1)'), Math.tanh, [0, 0]),
  fromReal('esql.asinh', 'ASINH', 'The inverse of the hyperbolic sine.', template('log($0 + sqrt(pow($0, 2) + 1))'), Math.asinh, [0, 0], { since: '9.4' }),
  fromReal('esql.acosh', 'ACOSH', 'The inverse of the hyperbolic cosine.', template('iff($0 >= 1, log($0 + sqrt(pow($0, 2) - 1)), real(null))'), Math.acosh, [1, 0], { outside: (x) => x < 1, warning: 'Acosh input out of range', since: '9.4' }),
  fromReal('esql.atanh', 'ATANH', 'The inverse of the hyperbolic tangent.', template('iff(abs($0) < 1, log((1 + $0) / (1 - $0)) / 2, real(null))'), Math.atanh, [0, 0], { outside: (x) => x <= -1 || x >= 1, warning: 'Atanh input out of range', since: '9.4' }),
];

const POWERS: readonly Op[] = [
  fromReal('esql.sqrt', 'SQRT', 'The square root.', template('iff($0 >= 0, sqrt($0), real(null))'), Math.sqrt, [9, 3], { outside: (x) => x < 0, warning: 'Square root of negative' }),
  fromReal('esql.cbrt', 'CBRT', 'The cube root.', template('sign($0) * pow(abs($0), 1.0 / 3)'), Math.cbrt, [27, 3], { since: '8.14' }),
  fromReal('esql.exp', 'EXP', 'e to this power.', template('exp($0)', 'exact'), Math.exp, [0, 1], { since: '8.15' }),
  fromReal('esql.log10', 'LOG10', 'The logarithm to base 10.', template('iff($0 > 0, log10($0), real(null))'), Math.log10, [1000, 3], { outside: (x) => !(x > 0), warning: 'Log of non-positive number' }),
  fromReal('esql.signum', 'SIGNUM', 'The sign: -1.0, 0.0 or 1.0.', template('sign($0)', 'exact'), Math.sign, [-3, -1], { since: '8.14' }),
  fromReal('esql.log', 'LOG', 'The natural logarithm.', template('iff($0 > 0, log($0), real(null))'), Math.log, [1, 0], { outside: (x) => !(x > 0), warning: 'Log of non-positive number', since: '8.13' }),
  {
    id: 'esql.logBase', kind: 'scalar', doc: 'The logarithm to the base that comes first.', esql: call('LOG', { since: '8.13' }), kql: template('iff($0 > 0 and $0 != 1 and $1 > 0, log($1) / log($0), real(null))'),
    sigs: [prepared(['real', 'real'], 'real', (c) => (base, x) => logOf(c, base, x))], examples: [[[2, 8], 3], [[1, 2], null], [[2, -1], null]],
  },
  {
    id: 'esql.pow', kind: 'scalar', doc: 'A number to a power, as a double.', esql: call('POW'), kql: template('pow($0, $1)', 'exact'),
    sigs: [prepared(['real', 'real'], 'real', (c) => (x, y) => finite(c, x ** y))], examples: [[[2, 3], 8], [[10, 400], null]],
  },
  {
    id: 'esql.hypot', kind: 'scalar', doc: 'The length of the hypotenuse over two sides.', esql: call('HYPOT', { since: '8.17' }), kql: template('sqrt(pow($0, 2) + pow($1, 2))'),
    sigs: [prepared(['real', 'real'], 'real', (c) => (x, y) => finite(c, Math.hypot(x, y)))], examples: [[[3, 4], 5]],
  },
  {
    id: 'esql.atan2', kind: 'scalar', doc: 'The angle of the point (x, y); y comes first.', esql: call('ATAN2'), kql: template('atan2($0, $1)', 'exact'),
    sigs: [sig(['real', 'real'], 'real', Math.atan2)], examples: [[[0, 1], 0]],
  },
  {
    id: 'esql.scalb', kind: 'scalar', doc: 'A number times 2 to a power.', esql: call('SCALB', { since: '8.19' }), kql: template('$0 * pow(2, $1)'),
    sigs: [prepared(['real', 'long'], 'real', (c) => (x, n) => finite(c, scalb(x, Number(n))))], examples: [[[3, 2], 12]],
  },
];

function logOf(c: CallContext, base: number, x: number): Value {
  if (!(base > 0) || !(x > 0)) return nullFor(c, arithmetic('Log of non-positive number'));
  return base === 1 ? nullFor(c, arithmetic('Log of base 1')) : Math.log10(x) / Math.log10(base);
}

/** In steps, because 2 to a great power alone would overflow. */
function scalb(x: number, n: number): number {
  const half = Math.trunc(Math.max(-4400, Math.min(4400, n)) / 4);
  const rest = Math.max(-4400, Math.min(4400, n)) - 3 * half;
  return x * 2 ** half * 2 ** half * 2 ** half * 2 ** rest;
}

/* ---------------------------------------------------------------- rounding */

/** Half away from zero, at a decimal place. */
function roundReal(x: number, decimals: number): number {
  const scale = 10 ** decimals;
  if (x === 0 || scale === 0) return 0;
  const scaled = x * scale;
  if (!Number.isFinite(scale) || Math.abs(scaled) >= 2 ** 52) return x;
  return (Math.floor(Math.abs(scaled) + 0.5) / scale) * Math.sign(scaled);
}

/** Half away from zero at a place before the point. */
function roundInteger(x: Int64, decimals: Int64): Int64 {
  if (decimals >= 0) return x;
  if (decimals < -20) return 0;
  const scale = 10n ** BigInt(-decimals);
  const value = BigInt(x);
  const rest = value % scale;
  const whole = value - rest;
  const away = (rest < 0n ? -rest : rest) * 2n >= scale ? (value < 0n ? -scale : scale) : 0n;
  return norm(whole + away);
}

const roundOf = (type: 'int' | 'long' | 'ulong', fits: (v: Int64) => boolean, warning: string): Overload =>
  prepared([type, 'long?'], type, (c) => (x: Int64, decimals?: Int64) => {
    const r = roundInteger(x, decimals ?? 0);
    return fits(r) ? r : nullFor(c, warning);
  });

/** What is a whole number already stays as it is, also several of them. */
const unchanged = (type: Ty): Overload => ({ params: [type], returns: type, nulls: 'propagate', prepare: () => (x) => x as Value });
/** For entries that see multi-values because of `unchanged`: these overloads take single values. */
const single = <T>(type: Ty, f: (c: CallContext, x: T) => Value): Overload => ({
  params: [type], returns: type, nulls: 'propagate', prepare: (c) => (x) => (x instanceof MultiValue ? nullFor(c, MULTI_IN_SINGLE) : f(c, x as T)),
});

const whole = (id: string, name: string, doc: string, kql: Spelling, f: (x: number) => number, example: readonly [number, number]): ScalarOp => ({
  id, kind: 'scalar', multi: 'aware', doc, kql, esql: call(name), examples: [[[example[0]], example[1]], [[7], 7], [[null], null]],
  sigs: [unchanged('int'), unchanged('long'), unchanged('ulong'), single<number>('real', (_c, x) => f(x))],
});

const points = (types: readonly Ty[]): Ty => (types.includes('real') ? 'real' : types.includes('long') ? 'long' : (types[0] as Ty));
/** The greatest point that is not above the value, the least point below all. */
function roundTo(c: CallContext): (v: Value, ...points: Value[]) => Value {
  const type = c.types[0] as Ty;
  return (v, ...at) => {
    const sorted = at.filter((p) => p !== null).sort((a, b) => compareValues(type, a, b));
    let best = sorted[0] as Value;
    for (const p of sorted) if (compareValues(type, p, v) <= 0) best = p;
    return best;
  };
}

const ROUNDING: readonly Op[] = [
  {
    id: 'esql.round', kind: 'scalar', doc: 'Rounds half away from zero, to a number of decimals (negative: before the point).', esql: call('ROUND'), kql: raise('exact'),
    sigs: [
      roundOf('int', (v) => v === Number(v) && v === (Number(v) | 0), INT_OVERFLOW), roundOf('long', inLong, LONG_OVERFLOW), roundOf('ulong', (v) => v <= MAX_ULONG, ULONG_OVERFLOW),
      sig(['real', 'long?'], 'real', (x, decimals) => roundReal(x, Number(decimals ?? 0))),
    ],
    examples: [[[-123.5], -124], [[1.25, 1], 1.3], [[125, -1], 130], [[7], 7]],
  },
  whole('esql.ceil', 'CEIL', 'The nearest integer that is not less.', template('ceiling($0)', 'exact'), Math.ceil, [1.2, 2]),
  whole('esql.floor', 'FLOOR', 'The nearest integer that is not greater.', template('bin($0, 1)', 'exact'), Math.floor, [1.8, 1]),
  {
    id: 'esql.abs', kind: 'scalar', multi: 'aware', doc: 'The magnitude.', esql: call('ABS'), kql: template('abs($0)', 'exact'),
    sigs: [
      single<number>('int', (c, x) => (x === -2147483648 ? nullFor(c, INT_OVERFLOW) : Math.abs(x))),
      single<Int64>('long', (c, x) => (x >= 0 ? x : inLong(neg(x)) ? neg(x) : nullFor(c, LONG_OVERFLOW))),
      unchanged('ulong'), single<number>('real', (_c, x) => Math.abs(x)),
    ],
    examples: [[[-3], 3], [[-2147483648], null], [[-1.5], 1.5]],
  },
  {
    id: 'esql.roundTo', kind: 'scalar', doc: 'The greatest of some points that is not above the value; below all of them the least.', esql: call('ROUND_TO', { since: '8.19', ga: 'never' }), kql: raise('rewritten'),
    sigs: (['int', 'long', 'real', 'datetime', 'nanos'] as const).map((t) => prepared([t, t, `...${t}`], t === 'int' ? points : t, roundTo as never)),
    examples: [[[7, 0, 5, 10], 5], [[-1, 0, 5], 0]],
  },
  {
    id: 'esql.copySign', kind: 'scalar', doc: 'The magnitude of the first with the sign of the second.', esql: call('COPY_SIGN', { since: '9.1' }), kql: template('abs($0) * iff($1 < 0, -1, 1)'),
    sigs: (['int', 'long', 'real'] as const).map((t) => prepared([t, 'real'], t, () => (x: Int64, s: number) => {
      const negative = s < 0 || Object.is(s, -0);
      return x < 0 === negative ? x : typeof x === 'number' && t === 'real' ? -x : neg(x);
    })),
    examples: [[[3, -1], -3], [[-3, -1], -3], [[-3, 2], 3]],
  },
];

/** Conversions between degrees and radians go value by value over a multi-value. */
const perValue = (id: string, name: string, doc: string, kql: Spelling, f: (x: number) => number): ScalarOp => ({
  id, kind: 'scalar', multi: 'aware', doc, kql, esql: call(name), examples: [[[0], 0]],
  sigs: [prepared(['real'], 'real', (c) => eachValue((x) => finite(c, f(x as number))) as never)],
});
const constant = (id: string, name: string, doc: string, kql: Spelling, value: number): ScalarOp => ({
  id, kind: 'scalar', doc, kql, esql: call(name), examples: [[[], value]], sigs: [sig([], 'real', () => value)],
});

export const ESQL_MATH_OPS: readonly Op[] = [
  ...ROUNDING, ...POWERS, ...TRIGONOMETRY,
  perValue('esql.toDegrees', 'TO_DEGREES', 'Radians as degrees.', template('degrees($0)', 'exact'), (x) => x * 57.29577951308232),
  perValue('esql.toRadians', 'TO_RADIANS', 'Degrees as radians.', template('radians($0)', 'exact'), (x) => x * 0.017453292519943295),
  constant('esql.pi', 'PI', 'The ratio of a circle to its diameter.', template('pi()', 'exact'), Math.PI),
  constant('esql.tau', 'TAU', 'The ratio of a circle to its radius.', template('2 * pi()'), 2 * Math.PI),
  constant('esql.e', 'E', 'The base of the natural logarithm.', template('exp(1)'), Math.E),
];
