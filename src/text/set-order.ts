/**
 * The order in which Kusto lists the cells around a cell: it keeps them in a hash set of texts. Seen in its documentation, where the
 * neighbours of S2 and geohash cells and the H3 cells of a polygon all come in the order that this gives: eight buckets by the FNV-1a
 * hash, in the order in which they were first used; within a bucket the last one first. More than eight texts would be spread again.
 */
export function inSetOrder(texts: readonly string[]): readonly string[] {
  const buckets = new Map<number, string[]>();
  for (const text of texts) {
    const bucket = bucketOf(text);
    const found = buckets.get(bucket);
    if (found) found.unshift(text);
    else buckets.set(bucket, [text]);
  }
  return [...buckets.values()].flat();
}

/** FNV-1a's, cut to three bits. */
const START = 5;
const FACTOR = 3;

/** The lowest three bits of the hash, which depend on the lowest three of its start, its factor and each byte alone. */
function bucketOf(text: string): number {
  let hash = START;
  for (let i = 0; i < text.length; i++) hash = ((hash ^ text.charCodeAt(i)) * FACTOR) & 7;
  return hash;
}
