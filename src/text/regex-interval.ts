import { alternatives, charSet, concat, EMPTY, oneChar, type RegexNode } from './regex-ast.js';

const digit = (lo: number, hi: number): RegexNode => (lo === hi ? oneChar(48 + lo) : charSet(false, [{ lo: 48 + lo, hi: 48 + hi }]));
const repeated = (item: RegexNode, count: number): RegexNode => ({ kind: 'repeat', item, min: count, max: count, mode: 'greedy' });

/**
 * Lucene's `<n-m>`: decimal numbers between two bounds. Bounds of the same length fix the number of digits, else leading
 * zeros are allowed. Bounds the wrong way round are swapped.
 */
export function decimalInterval(first: string, second: string): RegexNode {
  const [low, high] = BigInt(first) <= BigInt(second) ? [first, second] : [second, first];
  if (low.length === high.length) return sameLength(low, high);
  const min = BigInt(low);
  const max = BigInt(high);
  const lengths: RegexNode[] = [];
  for (let length = min.toString().length; length <= max.toString().length; length++) {
    const smallest = length === 1 ? 0n : 10n ** BigInt(length - 1);
    const largest = 10n ** BigInt(length) - 1n;
    lengths.push(sameLength((min > smallest ? min : smallest).toString(), (max < largest ? max : largest).toString()));
  }
  return concat([{ kind: 'repeat', item: digit(0, 0), min: 0, max: Infinity, mode: 'greedy' }, alternatives(lengths)]);
}

/** All digit texts from `low` to `high`, which have the same length. */
function sameLength(low: string, high: string): RegexNode {
  if (low === '') return EMPTY;
  const a = Number(low[0]);
  const b = Number(high[0]);
  const [lowRest, highRest] = [low.slice(1), high.slice(1)];
  const count = lowRest.length;
  if (a === b) return concat([digit(a, a), sameLength(lowRest, highRest)]);
  const branches: RegexNode[] = [];
  const lowFull = /^0*$/.test(lowRest);
  const highFull = /^9*$/.test(highRest);
  if (!lowFull) branches.push(concat([digit(a, a), sameLength(lowRest, '9'.repeat(count))]));
  const from = lowFull ? a : a + 1;
  const to = highFull ? b : b - 1;
  if (from <= to) branches.push(concat([digit(from, to), ...(count ? [repeated(digit(0, 9), count)] : [])]));
  if (!highFull) branches.push(concat([digit(b, b), sameLength('0'.repeat(count), highRest)]));
  return alternatives(branches);
}
