import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { DialectId } from '../../src/catalogue/index.js';
import { DIALECTS } from '../../src/dialects/registry.js';
import { kqlTypeName } from '../../src/dialects/kql/types.js';
import { typeOfName } from '../../src/dialects/type-names.js';
import { officialErrors } from './official.js';
import { type Proof, prove, type Schema, targetSchema } from './prove.js';
import { casesOf, proveCase, SUITES } from './suites.js';
import { shared } from './world.js';

/**
 * Translates every query of the corpora, runs both texts over tables made for the query, and prints what came of it.
 * Options: `kql` or `esql` (one direction), `suites` or the name of one (the conformance suites in place
 * of the corpora; `--inline` leaves constant rows in the text), `--show VERDICT [N]` (also `diagnostics`, and `empty`: equal over no rows), `--id ID,ID`, `--limit N`, `--no-official`, `--seeds N` (over N tables each, not one), `--open` (translate without a schema), `--write`.
 * With one direction, `--file FILE`: other queries than the corpus, a JSON object a line with `id` and `query`; no baseline holds for them.
 */
interface Entry {
  readonly id: string;
  readonly query: string;
}
interface Found extends Entry {
  readonly proof: Proof;
  readonly diagnostics: readonly string[];
}

const args = process.argv.slice(2);
const option = (name: string): string | undefined => (args.includes(name) ? args[args.indexOf(name) + 1] : undefined);
const NAMES = ['kql', 'esql', 'suites', ...Object.keys(SUITES)];
const BASELINE = 'corpus/BASELINE.json';

function main(): void {
  const baseline = existsSync(BASELINE) ? (JSON.parse(readFileSync(BASELINE, 'utf8')) as Record<string, Record<string, number>>) : {};
  let worse = false;
  const take = (from: DialectId, key: string, found: readonly Found[] | undefined): void => {
    if (!found) return console.log(`absent: ${key}`);
    const counts = report(from, found, key);
    const way = args.includes('--open') ? '-open' : args.includes('--inline') ? '-inline' : '';
    worse = compare(counts, baseline[`translate-${key}${way}`], key) || worse;
    if (args.includes('--write') && !args.includes('--file')) baseline[`translate-${key}${way}`] = counts;
  };
  const named = NAMES.some((n) => args.includes(n));
  for (const from of ['esql', 'kql'] as const) if (!named || args.includes(from)) take(from, from, everyProof(from));
  for (const [name, { from }] of Object.entries(SUITES)) if (args.includes('suites') || args.includes(name)) take(from, name, everyCase(name, from));
  if (args.includes('--write')) writeFileSync(BASELINE, `${JSON.stringify(baseline, null, 2)}\n`);
  process.exitCode = worse ? 1 : 0;
}

function everyProof(from: DialectId): Found[] | undefined {
  const file = option('--file') ?? shared(`corpora/${from}-queries.jsonl`);
  if (!existsSync(file)) return undefined;
  const all = readFileSync(file, 'utf8').split('\n').filter(Boolean).map((l) => JSON.parse(l) as Entry);
  return chosen(all).map((e) => ({ ...e, ...judged(from, () => overSeeds((seed) => prove(e.query, from, args.includes('--open'), seed))) }));
}

/** `--seeds N`: over N tables; the first that tells them apart is told of. `--seed N`: that one alone. */
function overSeeds(proved: (seed: number) => Proof): Proof {
  const from = Number(option('--seed') ?? 0);
  let kept = proved(from);
  for (let seed = from + 1; seed < from + Number(option('--seeds') ?? 1) && kept.verdict !== 'unexplained' && kept.text !== undefined; seed++) {
    const next = proved(seed);
    if (next.verdict === 'unexplained') return { ...next, reason: `seed ${seed}: ${next.reason}` };
    if (RANK.indexOf(next.verdict) > RANK.indexOf(kept.verdict) || (next.verdict === kept.verdict && next.rows > kept.rows)) kept = next;
  }
  return kept;
}

const RANK: readonly Proof['verdict'][] = ['refused', 'not-run', 'equal', 'open', 'graded', 'unexplained'];

function everyCase(suite: string, from: DialectId): Found[] | undefined {
  const cases = casesOf(suite, args.includes('--inline'));
  return cases && chosen(cases).map((c) => ({ ...c, ...judged(from, () => proveCase(c, from, args.includes('--open'))) }));
}

function chosen<T extends Entry>(all: readonly T[]): readonly T[] {
  const id = option('--id');
  return all.filter((e) => id === undefined || id.split(',').includes(e.id)).slice(0, Number(option('--limit') ?? all.length));
}

function judged(from: DialectId, proved: () => Proof): { proof: Proof; diagnostics: readonly string[] } {
  const proof = attempt(proved);
  if (proof.text === undefined) return { proof, diagnostics: [] };
  if (from === 'kql') return { proof, diagnostics: DIALECTS.esql.parse(proof.text).diagnostics.map((d) => d.message) };
  return { proof, diagnostics: args.includes('--no-official') ? [] : officialErrors(proof.text, kustoSchema(targetSchema(proof.schema, proof.patterns ?? new Map()))) };
}

const kustoSchema = (schema: Schema): Schema =>
  Object.fromEntries(Object.entries(schema).map(([t, c]) => [t, Object.fromEntries(Object.entries(c).map(([n, type]) => [n, kqlTypeName(typeOfName(type, 'esql') ?? 'dynamic')]))]));

function attempt(proved: () => Proof): Proof {
  try {
    return proved();
  } catch (error) {
    const reason = error instanceof Error ? `${error.message} ${error.stack?.split('\n')[1]?.trim() ?? ''}` : String(error);
    return { verdict: 'unexplained', reason: `CRASH ${reason}`, notes: [], rows: 0, schema: {} };
  }
}

function report(from: DialectId, found: readonly Found[], source: string): Record<string, number> {
  const of = (v: Proof['verdict']): Found[] => found.filter((f) => f.proof.verdict === v);
  const texts = found.filter((f) => f.proof.text !== undefined);
  const clean = texts.filter((f) => f.proof.notes.every((n) => n.grade === 'rewritten'));
  const counts = {
    all: found.length, text: texts.length, kept: clean.length, equal: of('equal').length + of('open').length, graded: of('graded').length, unexplained: of('unexplained').length,
    notRun: of('not-run').length, withRows: of('equal').filter((f) => f.proof.rows > 0).length, diagnostics: found.filter((f) => f.diagnostics.length > 0).length,
  };
  console.log(`\n${source === from ? '' : `${source}, `}${from} to ${from === 'kql' ? 'esql' : 'kql'}: ${counts.all} queries`);
  const share = (n: number, of_: number): string => `${String(n).padStart(5)}  ${((100 * n) / Math.max(1, of_)).toFixed(1)} %`;
  console.log(`  text produced               ${share(counts.text, counts.all)}`);
  console.log(`  every note exact/rewritten  ${share(counts.kept, counts.all)}`);
  console.log(`  equal rows                  ${share(counts.equal, counts.text)} (${counts.withRows} with rows${of('open').length > 0 ? `, ${of('open').length} but for what the source leaves open` : ''})`);
  console.log(`  graded otherwise            ${share(counts.graded, counts.text)}`);
  console.log(`  UNEXPLAINED                 ${share(counts.unexplained, counts.text)}`);
  console.log(`  could not be run            ${share(counts.notRun, counts.text)}`);
  console.log(`  target parser's diagnostics ${share(counts.diagnostics, counts.text)}`);
  top('refusals', of('refused').map((f) => f.proof.reason), 12);
  top('could not be run', of('not-run').map((f) => f.proof.reason), 5);
  top('diagnostics', found.flatMap((f) => f.diagnostics.slice(0, 1)), 10);
  top('losses', texts.flatMap((f) => [...new Set(f.proof.notes.filter((n) => n.grade !== 'rewritten').map((n) => `${n.grade}: ${n.message}`))]), Number(option('--losses') ?? 0));
  show(found);
  return counts;
}

function top(title: string, reasons: readonly string[], n: number): void {
  const counts = new Map<string, number>();
  for (const r of reasons) counts.set(r.slice(0, 150), (counts.get(r.slice(0, 150)) ?? 0) + 1);
  if (counts.size === 0 || n === 0) return;
  console.log(`  top ${title}:`);
  for (const [r, c] of [...counts].sort((a, b) => b[1] - a[1]).slice(0, n)) console.log(`    ${String(c).padStart(4)}  ${r}`);
}

function show(found: readonly Found[]): void {
  const what = option('--show');
  if (what === undefined && option('--id') === undefined) return;
  const n = Number(args[args.indexOf('--show') + 2]);
  const wanted = found.filter((f) => what === undefined || (what === 'diagnostics' ? f.diagnostics.length > 0 : what === 'empty' ? f.proof.verdict === 'equal' && f.proof.rows === 0 : f.proof.verdict === what));
  for (const f of wanted.slice(0, n || 1000)) {
    const brief = args.includes('--brief');
    console.log(`\n=== ${f.id} ${f.proof.verdict}: ${f.proof.reason}${f.diagnostics.length > 0 ? `\n    diagnostics: ${f.diagnostics.join(' / ')}` : ''}`);
    if (brief) continue;
    console.log(`${f.query.trim()}\n--- ${f.proof.text ?? ''}`);
    for (const note of f.proof.notes) console.log(`  ${note.grade} ${note.line}: ${note.message}`);
  }
}

function compare(counts: Record<string, number>, before: Record<string, number> | undefined, from: string): boolean {
  if (!before || args.includes('--id') || args.includes('--limit') || args.includes('--file')) return false;
  const fell = ['text', 'kept', 'equal'].filter((k) => (counts[k] ?? 0) < (before[k] ?? 0));
  const rose = ['unexplained', 'diagnostics'].filter((k) => (counts[k] ?? 0) > (before[k] ?? 0));
  for (const k of fell) console.log(`  ${from} ${k}: BELOW the baseline of ${before[k]}`);
  for (const k of rose) console.log(`  ${from} ${k}: ABOVE the baseline of ${before[k]}`);
  return fell.length + rose.length > 0;
}

main();
