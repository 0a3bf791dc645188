/** Statistics of number lists. */

export interface Stats {
  readonly min: number | null;
  readonly min_idx: number | null;
  readonly max: number | null;
  readonly max_idx: number | null;
  readonly avg: number | null;
  readonly stdev: number | null;
  readonly variance: number | null;
  readonly sum: number | null;
  readonly len: number;
}

/** Of a sample. One element that is no finite number makes all null, unless such are left out. */
export function statsOf(list: readonly (number | null)[], ignoreOthers: boolean): Stats {
  const finite = list.flatMap((v, i) => (v !== null && Number.isFinite(v) ? [{ v, i }] : []));
  const none = { min: null, min_idx: null, max: null, max_idx: null, avg: null, stdev: null, variance: null, sum: null, len: list.length };
  if (finite.length === 0 || (finite.length < list.length && !ignoreOthers)) return none;
  const first = finite[0] as { v: number; i: number };
  const least = finite.reduce((m, x) => (x.v < m.v ? x : m), first);
  const greatest = finite.reduce((m, x) => (x.v > m.v ? x : m), first);
  const values = finite.map((x) => x.v);
  const variance = sampleVariance(values);
  return {
    min: least.v, min_idx: least.i, max: greatest.v, max_idx: greatest.i, avg: mean(values), stdev: Math.sqrt(variance), variance,
    sum: values.reduce((a, b) => a + b, 0), len: list.length,
  };
}

const mean = (l: readonly number[]): number => l.reduce((a, b) => a + b, 0) / l.length;

export function sampleVariance(l: readonly number[]): number {
  const m = mean(l);
  return l.length < 2 ? 0 : l.reduce((s, v) => s + (v - m) ** 2, 0) / (l.length - 1);
}

export function pearson(x: readonly number[], y: readonly number[]): number {
  const [a, b] = [mean(x), mean(y)];
  const both = x.reduce((s, v, i) => s + (v - a) * ((y[i] as number) - b), 0);
  const square = (l: readonly number[], m: number): number => l.reduce((s, v) => s + (v - m) ** 2, 0);
  return both / Math.sqrt(square(x, a) * square(y, b));
}

export function median(l: readonly number[]): number {
  const sorted = [...l].sort((a, b) => a - b);
  const mid = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? (sorted[mid] as number) : ((sorted[mid - 1] ?? 0) + (sorted[mid] ?? 0)) / 2;
}

export interface Line {
  readonly rsquare: number;
  readonly slope: number;
  readonly variance: number;
  readonly rvariance: number;
  readonly interception: number;
  readonly line: readonly number[];
}

/** Least squares over the places 1, 2, 3, …. */
export function fitLine(y: readonly number[]): Line | undefined {
  if (y.length < 2) return undefined;
  const middle = (y.length - 1) / 2;
  const average = mean(y);
  const spread = y.reduce((s, _, i) => s + (i - middle) ** 2, 0);
  const slope = y.reduce((s, v, i) => s + (i - middle) * (v - average), 0) / spread;
  const interception = average - slope * (middle + 1);
  const line = y.map((_, i) => interception + slope * (i + 1));
  const variance = sampleVariance(y);
  const rvariance = y.reduce((s, v, i) => s + (v - (line[i] as number)) ** 2, 0) / (y.length - 1);
  return { rsquare: variance === 0 ? 0 : 1 - rvariance / variance, slope, variance, rvariance, interception, line };
}
