// Runs the three conformance suites beside the project (../shared) and compares the counts with corpus/BASELINE.json.
// Fails when a count is below its baseline. `--translate` translates each case, runs the translation over the same rows and compares
// (test/proof/suites.ts; further options as of `npm run corpus`). `--write` raises the baseline to what passes now; it never lowers it.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const tool = join(root, '..', 'shared', 'tools', 'conformance.mjs');
const baselineFile = join(root, 'corpus', 'BASELINE.json');
const SUITES = ['kusto-engine', 'kusto-docs', 'esql-csv'];

if (process.argv.includes('--translate')) {
  const { status } = spawnSync(process.execPath, [join(root, 'scripts', 'corpus.mjs'), 'suites', ...process.argv.slice(2)], { cwd: root, stdio: 'inherit' });
  process.exit(status ?? 1);
}
if (!existsSync(tool)) {
  console.log(`absent: ${SUITES.join(', ')} (no ../shared beside the project)`);
  process.exit(0);
}
const baseline = existsSync(baselineFile) ? JSON.parse(readFileSync(baselineFile, 'utf8')) : {};
const scratch = mkdtempSync(join(tmpdir(), 'eskql-conformance-'));
let worse = 0;
for (const suite of SUITES) {
  const report = join(scratch, `${suite}.json`);
  const args = [tool, suite, '--project', root, '--fails', process.argv.includes('--fails') ? '1000000' : '0', '--json', report];
  const run = spawnSync(process.execPath, args, { encoding: 'utf8', cwd: root, maxBuffer: 2 ** 28 });
  if (!existsSync(report)) {
    console.log(`${suite.padEnd(14)} did not run: ${run.stderr.trim().split('\n')[0]}`);
    worse++;
    continue;
  }
  if (process.argv.includes('--fails')) process.stdout.write(run.stdout);
  const { pass, all } = JSON.parse(readFileSync(report, 'utf8'));
  const before = baseline[suite]?.pass ?? 0;
  if (pass < before) worse++;
  const verdict = pass < before ? `BELOW the baseline of ${before}` : pass > before ? `baseline ${before}` : 'as the baseline';
  console.log(`${suite.padEnd(14)} ${String(pass).padStart(5)} of ${all} (${((100 * pass) / all).toFixed(1)} %)  ${verdict}`);
  if (process.argv.includes('--write') && pass > before) baseline[suite] = { pass, all };
}
rmSync(scratch, { recursive: true, force: true });
if (process.argv.includes('--write')) writeFileSync(baselineFile, `${JSON.stringify(baseline, null, 2)}\n`);
process.exitCode = worse > 0 ? 1 : 0;
