import { fitLine, type Line, sampleVariance } from './series-math.js';

/** Least squares beyond one straight line. */

export interface TwoLines {
  readonly rsquare: number;
  /** How many elements are left of the split; null where several splits fit equally well, and so are the parts then. */
  readonly split: number | null;
  readonly variance: number;
  readonly rvariance: number;
  readonly line: readonly number[];
  readonly right: Line | null;
  readonly left: Line | null;
}

/** Sums of squared distances from the line through the first 1, 2, 3, … values, updated value by value. */
function errorsOfHeads(y: readonly number[]): number[] {
  let [meanX, meanY, xx, xy, yy] = [0, 0, 0, 0, 0];
  return y.map((v, i) => {
    const dx = i - meanX;
    const dy = v - meanY;
    meanX += dx / (i + 1);
    meanY += dy / (i + 1);
    xx += dx * (i - meanX);
    xy += dx * (v - meanY);
    yy += dy * (v - meanY);
    return i < 2 ? 0 : Math.max(0, yy - (xy * xy) / xx);
  });
}

const SAME = 1e-9;

/**
 * The split of a series into two parts of two elements or more that two lines fit best. Parts of one element need no trial: two elements
 * lie on a line as well, which leaves fewer for the other line.
 */
export function fitTwoLines(y: readonly number[]): TwoLines | undefined {
  if (y.length < 4) return undefined;
  const heads = errorsOfHeads(y);
  const tails = errorsOfHeads([...y].reverse());
  const errorAt = (split: number): number => (heads[split - 1] as number) + (tails[y.length - split - 1] as number);
  const splits = Array.from({ length: y.length - 3 }, (_, i) => i + 2);
  const best = splits.reduce((b, s) => (errorAt(s) < errorAt(b) ? s : b));
  const variance = sampleVariance(y);
  const [left, right] = [fitLine(y.slice(0, best)) as Line, fitLine(y.slice(best)) as Line];
  const line = [...left.line, ...right.line];
  const rvariance = y.reduce((s, v, i) => s + (v - (line[i] as number)) ** 2, 0) / (y.length - 1);
  const close = splits.filter((s) => errorAt(s) <= errorAt(best) + SAME * variance * y.length).length > 1;
  return { rsquare: variance === 0 ? 0 : 1 - rvariance / variance, split: close ? null : best, variance, rvariance, line, right: close ? null : right, left: close ? null : left };
}

export interface Polynomial {
  readonly rsquare: number;
  /** From the highest power to the lowest. */
  readonly coefficients: readonly number[];
  readonly variance: number;
  readonly rvariance: number;
  readonly fit: readonly number[];
}

/** The polynomial of a degree that fits best; `undefined` where the places do not determine one. */
export function fitPolynomial(x: readonly number[], y: readonly number[], degree: number): Polynomial | undefined {
  if (x.length !== y.length || degree < 0 || degree > MAX_DEGREE || new Set(x).size <= degree) return undefined;
  const [low, high] = [x.reduce((a, b) => Math.min(a, b)), x.reduce((a, b) => Math.max(a, b))];
  const [center, scale] = [(low + high) / 2, (high - low) / 2 || 1];
  const unit = x.map((v) => (v - center) / scale);
  const scaled = leastSquares(unit.map((u) => Array.from({ length: degree + 1 }, (_, p) => u ** p)), y);
  const fit = unit.map((u) => scaled.reduceRight((sum, c) => sum * u + c, 0));
  const variance = sampleVariance(y);
  const rvariance = y.reduce((s, v, i) => s + (v - (fit[i] as number)) ** 2, 0) / Math.max(1, y.length - 1);
  return { rsquare: variance === 0 ? 0 : 1 - rvariance / variance, coefficients: inPlainPowers(scaled, center, scale).reverse(), variance, rvariance, fit };
}

const MAX_DEGREE = 50;

/** Householder's reflections, column by column, then substitution from the last. */
function leastSquares(rows: readonly (readonly number[])[], values: readonly number[]): number[] {
  const a = rows.map((r) => [...r]);
  const b = [...values];
  const width = a[0]?.length ?? 0;
  for (let k = 0; k < width; k++) reflect(a, b, k, width);
  const out = new Array<number>(width).fill(0);
  for (let k = width - 1; k >= 0; k--) {
    const row = a[k] as number[];
    let sum = b[k] as number;
    for (let j = k + 1; j < width; j++) sum -= (row[j] as number) * (out[j] as number);
    out[k] = sum / (row[k] as number);
  }
  return out;
}

function reflect(a: number[][], b: number[], k: number, width: number): void {
  const norm = Math.sqrt(a.slice(k).reduce((s, r) => s + (r[k] as number) ** 2, 0));
  const head = (a[k] as number[])[k] as number;
  const alpha = head > 0 ? -norm : norm;
  const v = a.slice(k).map((r, i) => (r[k] as number) - (i === 0 ? alpha : 0));
  const square = v.reduce((s, c) => s + c * c, 0);
  if (square === 0) return;
  const apply = (get: (i: number) => number, set: (i: number, c: number) => void): void => {
    const share = (2 * v.reduce((s, c, i) => s + c * get(i + k), 0)) / square;
    v.forEach((c, i) => set(i + k, get(i + k) - share * c));
  };
  for (let j = k; j < width; j++) apply((i) => (a[i] as number[])[j] as number, (i, c) => { (a[i] as number[])[j] = c; });
  apply((i) => b[i] as number, (i, c) => { b[i] = c; });
}

/** Coefficients of powers of `(x - center) / scale` as those of powers of x, from the lowest. */
function inPlainPowers(scaled: readonly number[], center: number, scale: number): number[] {
  return scaled.reduceRight<number[]>((sum, c) => {
    const out = [c, ...sum.map((s) => s / scale)];
    sum.forEach((s, i) => { out[i] = (out[i] as number) - (s * center) / scale; });
    return out;
  }, []).slice(0, scaled.length);
}
