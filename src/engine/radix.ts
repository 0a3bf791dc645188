import type { RankedKey } from './rank.js';

/**
 * Stable sorting of many rows by ranked keys without comparing: the keys from the last to the first, each by its digits from the lowest
 * to the highest (LSD radix). Digits that all rows share cost nothing, so ranks and times near each other take two or three passes.
 */
export function radixOrder(keys: readonly RankedKey[], length: number): Int32Array {
  let rows = new Int32Array(length);
  for (let i = 0; i < length; i++) rows[i] = i;
  let spare = new Int32Array(length);
  for (let k = keys.length - 1; k >= 0; k--) {
    const { values, place } = keys[k] as RankedKey;
    const digits = [...floatDigits(values), ...(place ? [place] : [])];
    for (const digit of digits) {
      if (!scatter(rows, spare, digit)) continue;
      [rows, spare] = [spare, rows];
    }
  }
  return rows;
}

/** The four 16-bit digits of each number, lowest first, such that their order is that of the numbers. */
function floatDigits(values: Float64Array): Uint16Array[] {
  const length = values.length;
  const digits = [0, 1, 2, 3].map(() => new Uint16Array(length));
  const [d0, d1, d2, d3] = digits as [Uint16Array, Uint16Array, Uint16Array, Uint16Array];
  const plain = new Float64Array(length);
  for (let i = 0; i < length; i++) plain[i] = (values[i] as number) + 0;
  const words = new Uint32Array(plain.buffer);
  for (let i = 0; i < length; i++) {
    let low = words[2 * i] as number;
    let high = words[2 * i + 1] as number;
    if (high >>> 31 === 1) {
      low = ~low;
      high = ~high;
    } else high |= 0x80000000;
    d0[i] = low;
    d1[i] = low >>> 16;
    d2[i] = high;
    d3[i] = high >>> 16;
  }
  return digits;
}

/** One pass; false when all rows have the same digit, so that nothing moved. */
function scatter(from: Int32Array, to: Int32Array, digit: Uint16Array | Uint8Array): boolean {
  const counts = new Int32Array(digit instanceof Uint8Array ? 257 : 65_537);
  for (let i = 0; i < digit.length; i++) (counts[(digit[i] as number) + 1] as number)++;
  if (counts[(digit[0] as number) + 1] === digit.length) return false;
  for (let d = 1; d < counts.length; d++) counts[d] = (counts[d] as number) + (counts[d - 1] as number);
  for (let i = 0; i < from.length; i++) {
    const row = from[i] as number;
    const d = digit[row] as number;
    to[counts[d] as number] = row;
    counts[d] = (counts[d] as number) + 1;
  }
  return true;
}
