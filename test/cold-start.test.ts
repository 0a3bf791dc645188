import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/** The files of dist/ that a command loads, and how many bytes they are: what a cold start is made of, whatever else the machine does. */
function loadedBy(...args: readonly string[]): { readonly files: readonly string[]; readonly bytes: number } {
  const folder = mkdtempSync(join(tmpdir(), 'eskql-cold-'));
  try {
    spawnSync(process.execPath, ['dist/cli.js', ...args], { env: { ...process.env, NODE_V8_COVERAGE: folder } });
    const scripts = readdirSync(folder).flatMap((f) => (JSON.parse(readFileSync(join(folder, f), 'utf8')) as { result: { url: string }[] }).result);
    const paths = scripts.map(({ url }) => url).filter((url) => url.includes('/dist/')).map((url) => fileURLToPath(url));
    return { files: paths.map((p) => basename(p)), bytes: paths.reduce((sum, p) => sum + statSync(p).size, 0) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const KQL = 'SecurityEvent | where EventID == 4625 and Account has "admin" and TimeGenerated > ago(1h) | summarize n = count(), dcount(Computer) by bin(TimeGenerated, 5m) | where n > 5';
const ESQL = 'FROM logs-* | WHERE event.code == "4625" AND user.name LIKE "*admin*" AND @timestamp > NOW() - 1 hour | STATS n = COUNT(*), d = COUNT_DISTINCT(host.name) BY b = BUCKET(@timestamp, 5 minutes) | WHERE n > 5';
const packages = ['h3-js.cjs', 'pako.cjs', 're2js.cjs', 'yaml.cjs', 'smol-toml.cjs'];

describe('a cold start loads', () => {
  it('for --help nothing but the command line', () => {
    expect(loadedBy('--help').bytes).toBeLessThan(90_000);
  });

  it.each([
    ['kql', KQL, ['ohm-js.cjs', 'dialects-esql-parse.js', 'dialects-kql-writing.js']],
    ['esql', ESQL, ['dialects-kql-parse.js', 'dialects-esql-writing.js']],
  ])('for a translation from %s no package of few queries, no parser of the target, no engine', (from, query, others) => {
    const { files, bytes } = loadedBy('translate', '--from', from, '-q', query);
    expect(files).toContain(`dialects-${from}-parse.js`);
    expect(files.filter((f) => [...packages, ...others, 'cli-data.js'].includes(f))).toEqual([]);
    expect(bytes).toBeLessThan(1_500_000);
  });

  it.each([
    ['pipeline_change_then_release.yaml', 'yaml.cjs'],
    ['ci_jobs_without_artifacts.toml', 'smol-toml.cjs'],
  ])('for the rule file %s the package of its format alone', (rule, expected) => {
    const { files } = loadedBy('translate', join('corpus/rules', rule));
    expect(files.filter((f) => packages.includes(f) && f !== 're2js.cjs')).toEqual([expected]);
  });
});
