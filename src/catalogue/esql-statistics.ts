/** Sums and quantiles of doubles as Elasticsearch computes them. */

/** Compensated (Kahan) summation; infinities and NaN pass through. */
export class KahanSum {
  value = 0;
  private delta = 0;

  add(v: number): void {
    if (!Number.isFinite(v)) this.value += v;
    if (!Number.isFinite(this.value)) return;
    const corrected = v + this.delta;
    const next = this.value + corrected;
    this.delta = corrected - (next - this.value);
    this.value = next;
  }

  static of(values: readonly number[]): number {
    const sum = new KahanSum();
    for (const v of values) sum.add(v);
    return sum.value;
  }
}

/**
 * The quantile of sorted values, `q` from 0 to 1: what Elasticsearch's t-digest gives while it still holds every value (some thousand),
 * which is linear interpolation between neighbours.
 */
export function quantile(sorted: ArrayLike<number>, q: number): number {
  const at = q * (sorted.length - 1);
  const below = Math.floor(at);
  const low = sorted[below] as number;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] as number;
  return low + (at - below) * (high - low);
}

export const sortedReals = (values: readonly number[]): Float64Array => Float64Array.from(values).sort();

/** The median of the distances from the median. */
export function medianAbsoluteDeviation(values: readonly number[]): number {
  const median = quantile(sortedReals(values), 0.5);
  return quantile(sortedReals(values.map((v) => Math.abs(v - median))), 0.5);
}

/** Welford's running mean and sum of squared distances. */
export class Spread {
  count = 0;
  private mean = 0;
  private squares = 0;

  add(v: number): void {
    const d = v - this.mean;
    this.count++;
    this.mean += d / this.count;
    this.squares += d * (v - this.mean);
  }

  /** Of the whole population. */
  get variance(): number {
    return this.squares / this.count;
  }
}
