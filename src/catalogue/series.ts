import { dynamicNumber, dynamicReal, isArray, plainOf } from '../data/dynamic.js';
import { isInteger } from '../text/number.js';
import type { Dynamic, Value } from '../data/types.js';
import { noCounterpart, scalar } from './define.js';
import { call, type Op, type Overload, preparedTotal, sig, total } from './entry.js';
import { fitLine, median, pearson, statsOf } from './series-math.js';

/** Functions of numeric arrays (time series). An element that is no number is null in the result. */

type Items = readonly Dynamic[];

const NO_SERIES = noCounterpart('arrays of numbers as values');

/** The numbers, null where an element is none. */
const numbersOf = (a: Items): (number | null)[] => a.map((v) => dynamicNumber(v) ?? null);
const allInts = (a: Items): boolean => a.every((v) => v === null || isInteger(v));

/** A scalar stands for an array of it. */
const expand = (d: Dynamic, size: number): Items => (isArray(d) ? d : Array.from({ length: size }, () => d));
const sizeOf = (a: Dynamic, b: Dynamic): number => Math.max(isArray(a) ? a.length : 0, isArray(b) ? b.length : 0);

/** Element by element, up to the longer array; whole results of whole numbers stay whole. */
function pairwise(f: (x: number, y: number) => number | boolean, keepsInts: boolean): (a: Dynamic, b: Dynamic) => Dynamic {
  return (a, b) => {
    if (!isArray(a) && !isArray(b)) return null;
    const size = sizeOf(a, b);
    const [x, y] = [expand(a, size), expand(b, size)];
    const whole = keepsInts && allInts(x) && allInts(y);
    return Array.from({ length: size }, (_, i) => cellOf(x[i] ?? null, y[i] ?? null, f, whole));
  };
}

function cellOf(x: Dynamic, y: Dynamic, f: (x: number, y: number) => number | boolean, whole: boolean): Dynamic {
  const [a, b] = [dynamicNumber(x), dynamicNumber(y)];
  if (a === undefined || b === undefined) return null;
  const r = f(a, b);
  return typeof r === 'boolean' ? r : whole && Number.isSafeInteger(r) ? r : dynamicReal(r);
}

function pairOp(name: string, doc: string, f: (x: number, y: number) => number | boolean, keepsInts: boolean, result: Dynamic): Op {
  const of = pairwise(f, keepsInts);
  return scalar(`series.${camel(name)}`, doc, call(`series_${name}`), NO_SERIES, [
    total(['dynamic', 'dynamic'], 'dynamic', of),
    total(['dynamic', 'real'], 'dynamic', (a, b) => of(a, b === null ? null : scalarItem(b))),
    total(['real', 'dynamic'], 'dynamic', (a, b) => of(a === null ? null : scalarItem(a), b)),
  ], [[[[1, 2, 4], [4, 2, 1]], result]]);
}

/** A number argument: whether it was whole is not known any more, so a whole one counts as whole. */
const scalarItem = (v: number): Dynamic => v;
const camel = (name: string): string => name.replace(/_(\w)/g, (_, c: string) => c.toUpperCase());

function unaryOp(name: string, doc: string, f: (x: number) => number, arg: readonly number[], result: Dynamic, keepsInts = false): Op {
  const of = (d: Dynamic): Dynamic => {
    if (!isArray(d)) return null;
    const whole = keepsInts && allInts(d);
    return numbersOf(d).map((v) => (v === null ? null : whole ? f(v) : dynamicReal(f(v))));
  };
  return scalar(`series.${camel(name)}`, doc, call(`series_${name}`), NO_SERIES, [sig(['dynamic'], 'dynamic', of)], [[[arg], result]]);
}

/* ---------------------------------------------------------------- gaps */

const isGap = (v: Dynamic, placeholder: Value): boolean => (placeholder === null ? v === null : plainOf(v) === placeholder);

function forward(a: Items, placeholder: Value): Dynamic[] {
  let last: Dynamic | undefined;
  return a.map((v) => {
    if (!isGap(v, placeholder)) last = v;
    return isGap(v, placeholder) ? (last ?? v) : v;
  });
}

const backward = (a: Items, placeholder: Value): Dynamic[] => forward([...a].reverse(), placeholder).reverse();

/** Straight lines over the gaps; at the ends the nearest value, if wanted. */
function linear(a: Items, placeholder: Value, edges: boolean, constant: Dynamic): Dynamic[] {
  if (a.every((v) => isGap(v, placeholder))) return a.map(() => constant);
  const known = a.flatMap((v, i) => (isGap(v, placeholder) ? [] : [i]));
  const whole = known.every((i) => isInteger(a[i] as Dynamic));
  return a.map((v, i) => {
    if (!isGap(v, placeholder)) return v;
    const before = known.findLast((k) => k < i);
    const after = known.find((k) => k > i);
    if (before === undefined || after === undefined) return edges ? (a[(before ?? after) as number] as Dynamic) : v;
    const [x, y] = [dynamicNumber(a[before] as Dynamic) ?? 0, dynamicNumber(a[after] as Dynamic) ?? 0];
    const r = x + ((y - x) * (i - before)) / (after - before);
    return whole ? Math.trunc(r) : dynamicReal(r);
  });
}

const fillOp = (name: string, doc: string, f: (a: Items, placeholder: Value) => Dynamic, arg: Dynamic, result: Dynamic): Op =>
  scalar(`series.${camel(name)}`, doc, call(`series_${name}`), NO_SERIES, [
    preparedTotal(['dynamic', 'any?'], 'dynamic', () => (d, placeholder) => (isArray(d) ? f(d, (placeholder ?? null) as Value) : null)),
  ], [[[arg], result]]);

const fillConst: Overload = preparedTotal(['dynamic', 'any?', 'any?'], 'dynamic', (context) => (d, constant, placeholder) => {
  if (!isArray(d)) return null;
  const value = constant === undefined || constant === null ? 0 : context.types[1] === 'real' ? dynamicReal(constant as number) : (constant as Dynamic);
  return d.map((v) => (isGap(v, (placeholder ?? null) as Value) ? value : v));
});

const fillLinear: Overload = preparedTotal(['dynamic', 'any?', 'bool?', 'any?'], 'dynamic', (context) => (d, placeholder, edges, constant) => {
  if (!isArray(d)) return null;
  const value = constant === undefined ? dynamicReal(0) : constant === null ? null : context.types[3] === 'real' ? dynamicReal(constant as number) : (constant as Dynamic);
  return linear(d, (placeholder ?? null) as Value, edges ?? true, value);
});

/* ---------------------------------------------------------------- filters */

/** Finite impulse response: a weighted sum over the current and earlier elements, or around the current one. */
function fir(d: Dynamic, filter: Dynamic, normalize: boolean, center: boolean): Dynamic {
  if (!isArray(d) || !isArray(filter)) return null;
  const weights = numbersOf(filter).map((v) => v ?? 0);
  const sum = weights.reduce((a, b) => a + b, 0);
  if (normalize && weights.some((w) => w < 0)) return null;
  const scale = normalize && sum !== 0 ? sum : 1;
  const shift = center ? Math.floor((weights.length - 1) / 2) : 0;
  const values = numbersOf(d).map((v) => v ?? 0);
  const whole = !normalize && allInts(d) && allInts(filter);
  return values.map((_, i) => {
    const r = weights.reduce((total, w, k) => total + w * (values[i + shift - k] ?? 0), 0) / scale;
    return whole ? r : dynamicReal(r);
  });
}

/** Infinite impulse response: earlier results weigh in as well. */
function iir(d: Dynamic, numerators: Dynamic, denominators: Dynamic): Dynamic {
  if (!isArray(d) || !isArray(numerators) || !isArray(denominators)) return null;
  const [x, b, a] = [d, numerators, denominators].map((l) => numbersOf(l as Items).map((v) => v ?? 0)) as [number[], number[], number[]];
  if ((a[0] ?? 0) === 0) return null;
  const y: number[] = [];
  for (let i = 0; i < x.length; i++) {
    const input = b.reduce((s, w, k) => s + w * (x[i - k] ?? 0), 0);
    const output = a.slice(1).reduce((s, w, k) => s + w * (y[i - k - 1] ?? 0), 0);
    y.push((input - output) / (a[0] as number));
  }
  return y.map(dynamicReal);
}

const fold = (f: (numbers: readonly number[]) => number) => (d: Dynamic): Value => {
  if (!isArray(d)) return null;
  const list = numbersOf(d);
  return list.includes(null) || list.length === 0 ? null : f(list as number[]);
};

function stats(d: Dynamic, ignoreOthers: boolean): Dynamic {
  if (!isArray(d)) return null;
  const list = numbersOf(d);
  const result = statsOf(list, ignoreOthers);
  return new Map<string, Dynamic>(Object.entries(result).map(([k, v]) => [k, v === null || k.endsWith('_idx') || k === 'len' ? v : dynamicReal(v)]));
}

const dot: readonly Overload[] = [
  sig(['dynamic', 'dynamic'], 'real', (a, b) => dotProduct(a, b)), sig(['dynamic', 'real'], 'real', (a, b) => dotProduct(a, b)), sig(['real', 'dynamic'], 'real', (a, b) => dotProduct(a, b)),
];

function dotProduct(a: Dynamic, b: Dynamic): Value {
  const size = sizeOf(a, b);
  const [x, y] = [numbersOf(expand(a, size)), numbersOf(expand(b, size))];
  return x.length === y.length && !x.includes(null) && !y.includes(null) ? x.reduce<number>((s, v, i) => s + (v as number) * (y[i] as number), 0) : null;
}

function cosine(a: Dynamic, b: Dynamic, lengthA?: number, lengthB?: number): Value {
  const product = dotProduct(a, b);
  const [x, y] = [lengthA ?? magnitude(a), lengthB ?? magnitude(b)];
  return product === null || x === null || y === null ? null : (product as number) / ((x as number) * (y as number));
}

const magnitude = fold((l) => Math.sqrt(l.reduce((s, v) => s + v * v, 0)));

function correlation(a: Dynamic, b: Dynamic): Value {
  if (!isArray(a) || !isArray(b) || a.length !== b.length) return null;
  const [x, y] = [numbersOf(a), numbersOf(b)];
  return x.includes(null) || y.includes(null) ? null : pearson(x as number[], y as number[]);
}

/** The median of all elements at the same place of the period. */
function seasonal(d: Dynamic, period: number): Dynamic {
  if (!isArray(d) || !(period >= 1)) return null;
  const list = numbersOf(d);
  const medians = Array.from({ length: Math.min(period, list.length) }, (_, p) => median(list.filter((v, i): v is number => i % period === p && v !== null)));
  return list.map((_, i) => dynamicReal(medians[i % period] ?? 0));
}

function lineBag(d: Dynamic): Dynamic {
  const fit = isArray(d) ? fitLine(numbersOf(d).map((v) => v ?? 0)) : undefined;
  if (!fit) return null;
  const { line, ...rest } = fit;
  return new Map<string, Dynamic>([...Object.entries(rest).map(([k, v]) => [k, dynamicReal(v)] as const), ['line_fit', line.map(dynamicReal)]]);
}

const half = [0.5];

export const SERIES_OPS: readonly Op[] = [
  pairOp('add', 'Sums, element by element.', (x, y) => x + y, true, [5, 4, 5]),
  pairOp('subtract', 'Differences, element by element.', (x, y) => x - y, true, [-3, 0, 3]),
  pairOp('multiply', 'Products, element by element.', (x, y) => x * y, true, [4, 4, 4]),
  pairOp('divide', 'Quotients, element by element.', (x, y) => x / y, false, [0.25, 1, 4]),
  pairOp('pow', 'Powers, element by element.', (x, y) => x ** y, false, [1, 4, 4]),
  pairOp('equals', 'Whether they are equal, element by element.', (x, y) => x === y, false, [false, true, false]),
  pairOp('not_equals', 'Whether they differ, element by element.', (x, y) => x !== y, false, [true, false, true]),
  pairOp('less', 'Whether the first is less, element by element.', (x, y) => x < y, false, [true, false, false]),
  pairOp('less_equals', 'Whether the first is less or equal, element by element.', (x, y) => x <= y, false, [true, true, false]),
  pairOp('greater', 'Whether the first is greater, element by element.', (x, y) => x > y, false, [false, false, true]),
  pairOp('greater_equals', 'Whether the first is greater or equal, element by element.', (x, y) => x >= y, false, [false, true, true]),
  unaryOp('abs', 'Each element without its sign.', Math.abs, [-1, 2], [1, 2], true),
  unaryOp('sign', 'The sign of each element.', Math.sign, [-6, 0, 8], [-1, 0, 1], true),
  unaryOp('floor', 'Each element rounded down.', Math.floor, [-1.5, 1], [-2, 1]),
  unaryOp('ceiling', 'Each element rounded up.', Math.ceil, [-1.5, 2.5], [-1, 3]),
  unaryOp('exp', 'e to the power of each element.', Math.exp, [0], [1]),
  unaryOp('log', 'Natural logarithm of each element.', Math.log, [1], [0]),
  unaryOp('sin', 'Sine of each element.', Math.sin, half, [Math.sin(0.5)]),
  unaryOp('cos', 'Cosine of each element.', Math.cos, half, [Math.cos(0.5)]),
  unaryOp('tan', 'Tangent of each element.', Math.tan, half, [Math.tan(0.5)]),
  unaryOp('asin', 'Arc sine of each element.', Math.asin, half, [Math.asin(0.5)]),
  unaryOp('acos', 'Arc cosine of each element.', Math.acos, half, [Math.acos(0.5)]),
  unaryOp('atan', 'Arc tangent of each element.', Math.atan, half, [Math.atan(0.5)]),
  fillOp('fill_forward', 'Gaps filled with the value before them.', forward, [null, 36, null], [null, 36, 36]),
  fillOp('fill_backward', 'Gaps filled with the value behind them.', backward, [null, 36, null], [36, 36, null]),
  scalar('series.fillConst', 'Gaps filled with a value, 0 by default.', call('series_fill_const'), NO_SERIES, [fillConst], [[[[1, null], -1], [1, -1]], [[[null]], [0]]]),
  scalar('series.fillLinear', 'Gaps filled along straight lines.', call('series_fill_linear'), NO_SERIES, [fillLinear], [
    [[[null, 111, null, 36, 41, null, null, 16, null]], [111, 111, 73, 36, 41, 32, 24, 16, 16]], [[[null, null]], [0, 0]], [[[null, 1.5, null, 2.5], null, false], [null, 1.5, 2, 2.5]],
  ]),
  scalar('series.fir', 'A finite impulse response filter: a weighted sum over each element and those before it.', call('series_fir'), NO_SERIES,
    [sig(['dynamic', 'dynamic', 'bool?', 'bool?'], 'dynamic', (d, f, normalize, center) => fir(d, f, normalize ?? true, center ?? false))],
    [[[[5, 15, 10, 20], [1, -1], false, false], [5, 10, -5, 10]], [[[2, 4, 6], [1, 1]], [1, 3, 5]]]),
  scalar('series.iir', 'An infinite impulse response filter, for example running sums.', call('series_iir'), NO_SERIES, [sig(['dynamic', 'dynamic', 'dynamic'], 'dynamic', iir)], [[[[1, 2, 3], [1], [1, -1]], [1, 3, 6]]]),
  scalar('series.sum', 'The sum of the elements; null when one is no number.', call('series_sum'), NO_SERIES, [sig(['dynamic'], 'real', fold((l) => l.reduce((a, b) => a + b, 0)))], [[[[1, 2.5]], 3.5]]),
  scalar('series.product', 'The product of the elements; null when one is no number.', call('series_product'), NO_SERIES, [sig(['dynamic'], 'real', fold((l) => l.reduce((a, b) => a * b, 1)))], [[[[2, 3]], 6]]),
  scalar('series.magnitude', 'The square root of the sum of squares.', call('series_magnitude'), NO_SERIES, [sig(['dynamic'], 'real', magnitude)], [[[[3, 4]], 5]]),
  scalar('series.dotProduct', 'The sum of the products, element by element.', call('series_dot_product'), NO_SERIES, dot, [[[[1, 2, 4], [4, 2, 1]], 12], [[[1, 2], 3], 9]]),
  scalar('series.cosineSimilarity', 'The cosine of the angle between two arrays as vectors.', call('series_cosine_similarity'), NO_SERIES,
    [sig(['dynamic', 'dynamic', 'real?', 'real?'], 'real', cosine)], [[[[1, 0], [0, 1]], 0]]),
  scalar('series.pearsonCorrelation', "Pearson's correlation of two arrays.", call('series_pearson_correlation'), NO_SERIES, [sig(['dynamic', 'dynamic'], 'real', correlation)], [[[[1, 2, 3], [2, 4, 6]], 1]]),
  scalar('series.statsDynamic', 'Extremes, mean and spread as a property bag.', call('series_stats_dynamic', { aliases: ['series_stats'] }), NO_SERIES,
    [sig(['dynamic', 'bool?'], 'dynamic', (d, ignore) => stats(d, ignore ?? false))],
    [[[[10, 20]], new Map<string, Dynamic>([['min', 10], ['min_idx', 0], ['max', 20], ['max_idx', 1], ['avg', 15], ['stdev', Math.sqrt(50)], ['variance', 50], ['sum', 30], ['len', 2]])]]),
  scalar('series.seasonal', 'The median of each place of a period, repeated.', call('series_seasonal'), NO_SERIES, [sig(['dynamic', 'long'], 'dynamic', (d, p) => seasonal(d, Number(p)))],
    [[[[1, 3, 5, 2, 4, 6, 1, 3, 5, 2, 4, 6], 3], [1.5, 3.5, 5.5, 1.5, 3.5, 5.5, 1.5, 3.5, 5.5, 1.5, 3.5, 5.5]]]),
  scalar('series.fitLineDynamic', 'The straight line that fits best, as a property bag.', call('series_fit_line_dynamic', { aliases: ['series_fit_line'] }), NO_SERIES, [sig(['dynamic'], 'dynamic', lineBag)],
    [[[[1, 2, 3]], new Map<string, Dynamic>([['rsquare', 1], ['slope', 1], ['variance', 1], ['rvariance', 0], ['interception', 0], ['line_fit', [1, 2, 3]]])]]),
];
