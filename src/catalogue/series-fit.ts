import { dynamicNumber, dynamicReal, isArray } from '../data/dynamic.js';
import type { Dynamic } from '../data/types.js';
import { noCounterpart, scalar } from './define.js';
import { call, type CallContext, type Op, preparedTotal, sig } from './entry.js';
import { fitPolynomial, fitTwoLines, type TwoLines } from './regression.js';
import type { Line } from './series-math.js';
import { beta } from './special.js';

/** Regression over numeric arrays, and a test of means. */

const NO_SERIES = noCounterpart('arrays of numbers as values');

/** `undefined` where an element is no number. */
function realsOf(d: Dynamic): number[] | undefined {
  const list = isArray(d) ? d.map(dynamicNumber) : [undefined];
  return list.includes(undefined) ? undefined : (list as number[]);
}

const bag = (entries: readonly (readonly [string, Dynamic])[]): Dynamic => new Map<string, Dynamic>(entries);

const partOf = (line: Line | null): Dynamic =>
  line && bag((['rsquare', 'slope', 'interception', 'variance', 'rvariance'] as const).map((name) => [name, dynamicReal(line[name])]));

function twoLinesBag(d: Dynamic, context: CallContext): Dynamic {
  const y = realsOf(d);
  const fit: TwoLines | undefined = y && fitTwoLines(y);
  if (!fit) return null;
  if (fit.split === null) context.warn('several splits fit equally well; the split and its parts are null');
  return bag([
    ['rsquare', dynamicReal(fit.rsquare)], ['split_idx', fit.split], ['variance', dynamicReal(fit.variance)], ['rvariance', dynamicReal(fit.rvariance)],
    ['line_fit', fit.line.map(dynamicReal)], ['right', partOf(fit.right)], ['left', partOf(fit.left)],
  ]);
}

function polynomialBag(d: Dynamic, places: Dynamic, degree: number): Dynamic {
  const y = realsOf(d);
  const x = places === null ? y?.map((_, i) => i + 1) : realsOf(places);
  const fit = y && x && Number.isInteger(degree) ? fitPolynomial(x, y, degree) : undefined;
  return fit ? bag([
    ['rsquare', dynamicReal(fit.rsquare)], ['coefficients', fit.coefficients.map(dynamicReal)], ['variance', dynamicReal(fit.variance)],
    ['rvariance', dynamicReal(fit.rvariance)], ['poly_fit', fit.fit.map(dynamicReal)],
  ]) : null;
}

/** Two-sided, with the degrees of freedom of Welch and Satterthwaite. */
function welch(mean1: number, variance1: number, count1: number, mean2: number, variance2: number, count2: number): number {
  const [a, b] = [variance1 / count1, variance2 / count2];
  const t = (mean1 - mean2) / Math.sqrt(a + b);
  const freedom = (a + b) ** 2 / (a ** 2 / (count1 - 1) + b ** 2 / (count2 - 1));
  return beta(freedom / (freedom + t * t), freedom / 2, 0.5);
}

export const SERIES_FIT_OPS: readonly Op[] = [
  scalar('series.fit2LinesDynamic', 'The two straight lines, one behind the other, that fit best, as a property bag.', call('series_fit_2lines_dynamic', { aliases: ['series_fit_2lines'] }), NO_SERIES,
    [preparedTotal(['dynamic'], 'dynamic', (context) => (d) => twoLinesBag(d, context))], [[[[1, 2]], null], [[['x', 1, 2, 3]], null]]),
  scalar('series.fitPoly', 'The polynomial that fits best, as a property bag.', call('series_fit_poly'), NO_SERIES,
    [preparedTotal(['dynamic', 'dynamic?', 'long?'], 'dynamic', () => (d, x, degree) => polynomialBag(d, x ?? null, Number(degree ?? 1)))],
    [[[[1, 1, 1], [1, 2, 3], 3], null], [[['x']], null]]),
  scalar('statistics.welch', "The probability of Welch's test that two samples have one mean.", call('welch_test'), noCounterpart('tests of means'),
    [sig(['real', 'real', 'real', 'real', 'real', 'real'], 'real', welch)], [[[5, 1, 10, 5, 2, 10], 1, ['real', 'real', 'real', 'real', 'real', 'real']]]),
];
