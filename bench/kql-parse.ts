/**
 * Parse and print speed on the corpus of real queries, against the official parser on the same queries.
 * Run: npx esbuild bench/kql-parse.ts --bundle --platform=node --format=esm --external:@kusto/* --outfile=node_modules/.cache/kql-parse.mjs && node node_modules/.cache/kql-parse.mjs ../shared/corpora/kql-queries.jsonl
 */
import { readFileSync } from 'node:fs';
import { parse } from '../src/dialects/kql/parse.js';
import { print } from '../src/dialects/kql/print.js';
import { officialError } from '../test/support/kusto.js';

const started = process.cpuUsage().user;
parse('T | where x == 1 | summarize count() by y');
const cold = (process.cpuUsage().user - started) / 1000;

const file = process.argv[2] ?? '../shared/corpora/kql-queries.jsonl';
const queries = readFileSync(file, 'utf8').split('\n').filter(Boolean).map((line) => (JSON.parse(line) as { query: string }).query);
const trees = queries.map((q) => parse(q).tree);

/** Best of five passes, in microseconds of processor time a query. */
function time(pass: () => void): number {
  let best = Infinity;
  for (let i = 0; i < 5; i++) {
    const from = process.cpuUsage().user;
    pass();
    best = Math.min(best, process.cpuUsage().user - from);
  }
  return best / queries.length;
}

const rows = {
  'first parse in the process, parser construction included': { milliseconds: cold },
  'parse, warm, a query': { milliseconds: time(() => queries.forEach((q) => parse(q))) / 1000 },
  'print, warm, a query': { milliseconds: time(() => trees.forEach((t) => print(t))) / 1000 },
  'official parser, warm, a query': { milliseconds: time(() => queries.forEach((q) => officialError(q))) / 1000 },
};
console.table(rows);
