import { translate } from '../src/index.js';
import type { DialectId } from '../src/catalogue/index.js';

/**
 * Translating queries of sizes that nobody writes by hand but programs do. Processor time of this process, the best of three, the first of
 * which is cold; prints a table. Every one is to take less than two seconds: what takes longer fails the run.
 */
const LIMIT = 2000;

const times = (n: number, f: (i: number) => string, between: string): string => Array.from({ length: n }, (_, i) => f(i)).join(between);
const nested = (n: number, f: string, inner: string): string => `${f}(`.repeat(n) + inner + ')'.repeat(n);

const QUERIES: readonly (readonly [title: string, from: DialectId, query: string])[] = [
  ['`in` of 5,000 texts', 'kql', `T | where x in (${times(5000, (i) => `"v${i}"`, ', ')})`],
  ['`has_any` of 5,000 terms', 'kql', `T | where x has_any (${times(5000, (i) => `"v${i}"`, ', ')})`],
  ['`IN` of 5,000 texts', 'esql', `FROM t | WHERE x IN (${times(5000, (i) => `"v${i}"`, ', ')})`],
  ['300 nested functions', 'kql', `T | extend y = ${nested(300, 'tolower', 'x')}`],
  ['300 nested functions', 'esql', `FROM t | EVAL y = ${nested(300, 'TO_LOWER', 'x')}`],
  ['290 nested `iff`', 'kql', `T | extend y = ${times(290, (i) => `iff(x == ${i}, "v${i}"`, ', ')}, "z"${')'.repeat(290)}`],
  ['200 `let` of values', 'kql', `${times(200, (i) => `let v${i} = ${i === 0 ? '1' : `v${i - 1} + 1`};`, '\n')}\nT | where x == v199`],
  ['200 `let` of tables', 'kql', `${times(200, (i) => `let t${i} = ${i === 0 ? 'T' : `t${i - 1} | where a${i} == ${i}`};`, '\n')}\nt199 | where b == 1`],
  ['200 stages', 'kql', `T\n${times(200, (i) => (i % 2 === 0 ? `| where a${i} == ${i}` : `| extend b${i} = a${i} + d.x${i}`), '\n')}`],
  ['200 stages', 'esql', `FROM t\n${times(200, (i) => (i % 2 === 0 ? `| WHERE a${i} == ${i}` : `| EVAL b${i} = a${i} + c${i}`), '\n')}`],
  ['100 branches of a union', 'kql', `union ${times(100, (i) => `(T${i} | where a == ${i} | project a, b, c)`, ', ')}`],
  ['30 joins', 'kql', `T\n${times(30, (i) => `| join kind=inner (U${i} | project k, v${i}) on k`, '\n')}`],
  ['1,000 conditions', 'kql', `T | where ${times(1000, (i) => `a${i} == ${i}`, ' and ')}`],
  ['1,000 conditions', 'esql', `FROM t | WHERE ${times(1000, (i) => `a${i} == ${i}`, ' AND ')}`],
  ['1,000 columns', 'kql', `T | extend ${times(1000, (i) => `a${i} = b${i} + ${i}`, ', ')}`],
  ['300 aggregates', 'esql', `FROM t | STATS ${times(300, (i) => `c${i} = COUNT(*) WHERE a == ${i}`, ', ')} BY k`],
];

console.log(`| query | from | bytes | ms |\n|---|---|---:|---:|`);
for (const [title, from, query] of QUERIES) {
  let best = Infinity;
  for (let i = 0; i < 3; i++) {
    const start = process.cpuUsage().user;
    const answer = translate(query, { from, to: from === 'kql' ? 'esql' : 'kql' });
    best = Math.min(best, (process.cpuUsage().user - start) / 1000);
    if (!answer.ok) throw new Error(`${title}: ${answer.errors[0]?.message}`);
  }
  console.log(`| ${title} | ${from} | ${query.length} | ${best.toFixed(0)} |`);
  if (best > LIMIT) process.exitCode = 1;
}
