/**
 * Orders version texts as Elasticsearch's `version` field does: dotted parts, numbers numerically and before words, a pre-release
 * (`-beta`) before its release, build metadata (`+x`) last; texts that are no version come after all versions, by code point.
 */
export function compareVersions(a: string, b: string): number {
  if (a === b) return 0;
  const x = split(a);
  const y = split(b);
  if (!x || !y) return x ? -1 : y ? 1 : a < b ? -1 : 1;
  return compareParts(x.main, y.main) || comparePre(x.pre, y.pre) || (x.build < y.build ? -1 : x.build > y.build ? 1 : a < b ? -1 : 1);
}

interface Parts {
  readonly main: readonly string[];
  readonly pre: readonly string[] | undefined;
  readonly build: string;
}

/** Semantic version with any number of numeric parts. */
const VERSION = /^(\d+(?:\.\d+)*)(?:-([0-9A-Za-z.-]+))?(?:\+([0-9A-Za-z.-]+))?$/;

function split(text: string): Parts | undefined {
  const m = VERSION.exec(text);
  return m ? { main: (m[1] as string).split('.'), pre: m[2]?.split('.'), build: m[3] ?? '' } : undefined;
}

function comparePre(a: readonly string[] | undefined, b: readonly string[] | undefined): number {
  if (!a || !b) return a ? -1 : b ? 1 : 0;
  return compareParts(a, b);
}

function compareParts(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    if (a[i] === undefined) return -1;
    if (b[i] === undefined) return 1;
    const c = comparePart(a[i] as string, b[i] as string);
    if (c !== 0) return c;
  }
  return 0;
}

function comparePart(a: string, b: string): number {
  const x = /^\d+$/.test(a);
  const y = /^\d+$/.test(b);
  if (x && y) {
    const m = BigInt(a);
    const n = BigInt(b);
    return m < n ? -1 : m > n ? 1 : 0;
  }
  if (x !== y) return x ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}
