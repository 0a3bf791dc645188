import { expect, it } from 'vitest';
import { type DialectId, translate } from '../src/index.js';

/** What people generate with a script. Two seconds are asked of it; the bound is of the processor's time on a busy machine. */
const SECONDS = 4;

const list = (n: number, f: (i: number) => string, separator = ', '): string => Array.from({ length: n }, (_, i) => f(i)).join(separator);

const QUERIES: readonly (readonly [string, DialectId, string])[] = [
  ['a list of 5,000 texts', 'kql', `T | where x in~ (${list(5000, (i) => `"v${i}"`)})`],
  ['has_any of 5,000 phrases', 'kql', `T | where x has_any (${list(5000, (i) => `"v${i} b"`)})`],
  ['6,000 conditions', 'kql', `T | where ${list(6000, (i) => `x != "a${i}"`, ' and ')}`],
  ['6,000 choices over as many columns', 'kql', `T | where ${list(3000, (i) => `isempty(c${i}) or c${i} != "a"`, ' or ')}`],
  ['300 nested calls', 'kql', `T | extend y = ${'tolower('.repeat(300)}s${')'.repeat(300)}`],
  ['200 lets', 'kql', `${list(200, (i) => `let t${i} = ${i ? `t${i - 1} | where x != ${i}` : 'T'};`, '\n')} t199`],
  ['100 branches of a union', 'kql', `union ${list(100, (i) => `(T${i} | where x == ${i} | project x, y)`)} | where y has "a"`],
  ['a list of 5,000 texts', 'esql', `FROM T | WHERE x IN (${list(5000, (i) => `"v${i}"`)})`],
  ['6,000 conditions', 'esql', `FROM T | WHERE ${list(6000, (i) => `x != "a${i}"`, ' AND ')}`],
  ['6,000 choices over as many columns', 'esql', `FROM T | WHERE ${list(3000, (i) => `c${i} IS NULL OR c${i} != "a"`, ' OR ')}`],
  ['300 nested calls', 'esql', `FROM T | EVAL y = ${'TO_LOWER('.repeat(300)}s${')'.repeat(300)}`],
  ['100 branches of a union', 'esql', `FROM ${list(100, (i) => `(FROM T${i} | WHERE x == ${i} | KEEP x, y)`)} | WHERE y LIKE "*a*"`],
];

it.each(QUERIES)('%s from %s is translated in time', (_, from, query) => {
  const start = process.cpuUsage().user;
  const answer = translate(query, { from, to: from === 'kql' ? 'esql' : 'kql' });
  expect(answer.ok ? [] : answer.errors).toEqual([]);
  expect((process.cpuUsage().user - start) / 1e6).toBeLessThan(SECONDS);
});
