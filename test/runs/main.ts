import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { type Attempt, attempt } from './attempt.js';
import { SHARED } from './published.js';

/**
 * Runs every query of the corpora over tables made from the published schemas and prints what is left by cause.
 * Options: `kql` or `esql` (one of them), `--show VERDICT`, `--reason TEXT`, `--id ID`, `--added`, `--write`.
 */
interface Found extends Attempt {
  readonly id: string;
  readonly query: string;
}

const args = process.argv.slice(2);
const option = (name: string): string | undefined => (args.includes(name) ? args[args.indexOf(name) + 1] : undefined);
const BASELINE = 'corpus/BASELINE.json';

function main(): void {
  const baseline = JSON.parse(readFileSync(BASELINE, 'utf8')) as Record<string, { pass?: number; all?: number }>;
  let worse = false;
  for (const lang of ['kql', 'esql'] as const) {
    if ((args.includes('kql') || args.includes('esql')) && !args.includes(lang)) continue;
    const file = `${SHARED}/corpora/${lang}-queries.jsonl`;
    if (!existsSync(file)) {
      console.log(`absent: ${lang}-queries (no ../shared beside the project)`);
      continue;
    }
    const found = readFileSync(file, 'utf8').split('\n').filter(Boolean).map((l) => JSON.parse(l) as { id: string; query: string })
      .filter((e) => option('--id') === undefined || e.id === option('--id')).map((e): Found => ({ ...e, ...attempt(e.query, lang) }));
    const pass = report(lang, found);
    const suite = `run-${lang}`;
    if (option('--id') === undefined && pass < (baseline[suite]?.pass ?? 0)) {
      worse = true;
      console.log(`  BELOW the baseline of ${baseline[suite]?.pass}`);
    }
    if (args.includes('--write') && pass > (baseline[suite]?.pass ?? 0)) baseline[suite] = { pass, all: found.length };
  }
  if (args.includes('--write')) writeFileSync(BASELINE, `${JSON.stringify(baseline, null, 2)}\n`);
  process.exitCode = worse ? 1 : 0;
}

function report(lang: string, found: readonly Found[]): number {
  const of = (v: Attempt['verdict']): Found[] => found.filter((f) => f.verdict === v);
  const line = (title: string, n: number): void => console.log(`  ${title.padEnd(40)} ${String(n).padStart(5)}  ${((100 * n) / found.length).toFixed(1)} %`);
  const ran = of('ran');
  console.log(`\n${lang}: ${found.length} queries`);
  line('ran to a result', ran.length);
  line('  with rows', ran.filter((f) => f.rows > 0).length);
  line('  over published columns alone', ran.filter((f) => f.addedTables.length + f.addedColumns.length + f.addedFunctions.length === 0).length);
  line('not yet', of('not-yet').length);
  line('other errors', of('failed').length);
  line('crashed', of('crashed').length);
  const slowest = [...found].sort((a, b) => b.milliseconds - a.milliseconds)[0];
  if (slowest) console.log(`  slowest: ${slowest.id} ${slowest.milliseconds.toFixed(0)} ms`);
  top('left, by cause', found.filter((f) => f.verdict !== 'ran').map((f) => f.reason), 60);
  if (args.includes('--added')) {
    top('tables added', found.flatMap((f) => f.addedTables), 60);
    top('functions supplied', found.flatMap((f) => f.addedFunctions), 60);
    top('columns added', found.flatMap((f) => f.addedColumns), 60);
  }
  for (const f of found) if (option('--id') !== undefined || f.verdict === option('--show') || (option('--reason') !== undefined && f.reason.includes(option('--reason') as string))) console.log(`\n=== ${f.id} ${f.verdict} ${f.reason}\n${f.query.trim()}`);
  return ran.length;
}

function top(title: string, reasons: readonly string[], n: number): void {
  const counts = new Map<string, number>();
  for (const r of reasons) counts.set(r.slice(0, 150), (counts.get(r.slice(0, 150)) ?? 0) + 1);
  if (counts.size === 0) return;
  console.log(`  ${title}:`);
  for (const [r, c] of [...counts].sort((a, b) => b[1] - a[1]).slice(0, n)) console.log(`    ${String(c).padStart(4)}  ${r}`);
}

main();
