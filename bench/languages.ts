import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { translate } from '../src/index.js';
import { DIALECTS } from '../src/dialects/registry.js';
import type { DialectId } from '../src/catalogue/index.js';
import { officialError } from '../test/support/kusto.js';

/**
 * Parsing, printing and translating the corpora of real queries beside the project, with Microsoft's own parser over the same KQL in the
 * same run, and how long a cold process takes. Processor time of this process, so that a busy machine matters less; prints a table, gates nothing.
 */
const corpora: Readonly<Record<DialectId, readonly string[]>> = { kql: read('kql'), esql: read('esql') };

function read(lang: DialectId): readonly string[] {
  const file = `../shared/corpora/${lang}-queries.jsonl`;
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8').split('\n').filter(Boolean).map((line) => (JSON.parse(line) as { query: string }).query);
}

const clock = (): number => process.cpuUsage().user / 1000;

/** The best of some passes over all queries, in milliseconds of processor time. */
function best(passes: number, pass: () => void): number {
  let fastest = Infinity;
  for (let i = 0; i < passes; i++) {
    const from = clock();
    pass();
    fastest = Math.min(fastest, clock() - from);
  }
  return fastest;
}

/** The time of each query on its own, at its best of five: the process is warm. */
function each(queries: readonly string[], work: (q: string) => unknown): number[] {
  const times = queries.map(() => Infinity);
  for (let pass = 0; pass < 5; pass++) {
    queries.forEach((q, i) => {
      const from = performance.now();
      work(q);
      times[i] = Math.min(times[i] as number, performance.now() - from);
    });
  }
  return times.sort((a, b) => a - b);
}

const row = (...cells: string[]): void => console.log(`| ${cells.map((c) => c.replaceAll('|', '\\|')).join(' | ')} |`);
const ms = (n: number): string => (n < 10 ? n.toFixed(3) : n.toFixed(0));

function parsing(lang: DialectId): void {
  const queries = corpora[lang];
  if (queries.length === 0) return row(`${lang} corpus`, 'absent: no ../shared beside the project', '', '');
  const bytes = queries.reduce((n, q) => n + Buffer.byteLength(q), 0);
  const dialect = DIALECTS[lang];
  const line = (title: string, time: number): void => row(title, `${ms(time / queries.length)} ms`, `${(bytes / 1000 / time).toFixed(1)} MB/s`, `${queries.length} queries`);
  const ours = best(5, () => queries.forEach((q) => dialect.parse(q)));
  line(`parse, ${dialect.title}`, ours);
  if (lang === 'kql') {
    const official = best(2, () => queries.forEach((q) => officialError(q)));
    line('parse, KQL, the official parser', official);
    row('how many times faster', `${(official / ours).toFixed(1)}`, '', '');
  }
  const trees = queries.map((q) => dialect.parse(q).tree);
  line(`print, ${dialect.title}`, best(3, () => trees.forEach((t) => dialect.print(t))));
}

function translating(from: DialectId, to: DialectId): void {
  const queries = corpora[from];
  if (queries.length === 0) return;
  const times = each(queries, (q) => translate(q, { from, to }));
  const at = (share: number): string => `${ms(times[Math.floor(share * (times.length - 1))] as number)} ms`;
  row(`translate, ${DIALECTS[from].title} to ${DIALECTS[to].title}, warm`, `median ${at(0.5)}`, `p90 ${at(0.9)}, p99 ${at(0.99)}`, `slowest ${at(1)}`);
}

const RULE = {
  kql: 'SecurityEvent | where EventID == 4625 and Account has "admin" and TimeGenerated > ago(1h) | summarize n = count() by bin(TimeGenerated, 5m), Account | where n > 5',
  esql: 'FROM logs-* | WHERE event.code == "4625" AND user.name LIKE "*admin*" AND @timestamp > NOW() - 1 hour | STATS n = COUNT(*) BY b = BUCKET(@timestamp, 5 minutes), user.name | WHERE n > 5',
};
const COLD: readonly (readonly [title: string, args: readonly string[], input: string])[] = [
  ['node -e 0', ['-e', '0'], ''],
  ['eskql --help', ['dist/cli.js', '--help'], ''],
  ['eskql translate -, KQL to ES|QL', ['dist/cli.js', 'translate', '-', '--from', 'kql'], RULE.kql],
  ['eskql translate -, ES|QL to KQL', ['dist/cli.js', 'translate', '-', '--from', 'esql'], RULE.esql],
];
const PROCESSES = 11;

/** Cold processes, wall-clock, in turns, so that a busy machine is busy for all of them alike. Node may keep what it compiles from run to run: not here. */
function cold(): void {
  if (!existsSync('dist/cli.js')) return row('cold start', 'absent: npm run build', '', '');
  const times = COLD.map((): number[] => []);
  for (let i = 0; i < PROCESSES; i++) {
    COLD.forEach(([, args, input], k) => {
      const from = performance.now();
      spawnSync(process.execPath, args, { input, env: { ...process.env, NODE_DISABLE_COMPILE_CACHE: '1' } });
      times[k]?.push(performance.now() - from);
    });
  }
  const sorted = times.map((t) => t.sort((a, b) => a - b));
  const median = (k: number): number => sorted[k]?.[PROCESSES >> 1] as number;
  COLD.forEach(([title], k) => row(`cold start, ${title}`, `median ${median(k).toFixed(0)} ms`, `${(median(k) / median(0)).toFixed(2)} times bare node`, `best ${(sorted[k]?.[0] as number).toFixed(0)} ms of ${PROCESSES} processes`));
}

function firstParse(): void {
  const from = clock();
  DIALECTS.kql.parse('T | where x == 1 | summarize count() by y');
  row('first KQL parse in a process', `${ms(clock() - from)} ms`, 'parser construction included', '');
}

console.log('| what | time | rate | of |\n|---|---:|---:|---|');
firstParse();
parsing('kql');
parsing('esql');
translating('kql', 'esql');
translating('esql', 'kql');
cold();
