import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

interface Script {
  readonly url: string;
  readonly functions: readonly { readonly functionName: string; readonly ranges: readonly { readonly startOffset: number; readonly endOffset: number; readonly count: number }[] }[];
}

interface Loaded {
  /** Files of dist/. */
  readonly files: readonly string[];
  /** Sources of the commands that ran: the bundle has a function for each, named like it. */
  readonly sources: readonly string[];
  /** How long the code is that ran: what a cold start is made of, whatever else the machine does. */
  readonly bytes: number;
}

function loadedBy(...args: readonly string[]): Loaded {
  const folder = mkdtempSync(join(tmpdir(), 'eskql-cold-'));
  try {
    spawnSync(process.execPath, ['dist/cli.js', ...args], { env: { ...process.env, NODE_V8_COVERAGE: folder } });
    const all = readdirSync(folder).flatMap((f) => (JSON.parse(readFileSync(join(folder, f), 'utf8')) as { result: Script[] }).result);
    const scripts = all.filter(({ url }) => url.includes('/dist/'));
    return {
      files: scripts.map(({ url }) => basename(fileURLToPath(url))),
      sources: scripts.flatMap((s) => s.functions.filter((f) => (f.ranges[0]?.count ?? 0) > 0).map((f) => f.functionName).filter((name) => name.endsWith('.ts'))),
      bytes: scripts.reduce((sum, s) => sum + bytesRun(s), 0),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Ranges lie in each other, and each comes after those around it. */
function bytesRun({ url, functions }: Script): number {
  const ran = new Uint8Array(statSync(fileURLToPath(url)).size);
  for (const { startOffset, endOffset, count } of functions.flatMap((f) => f.ranges)) ran.fill(count > 0 ? 1 : 0, startOffset, endOffset);
  return ran.reduce((sum, n) => sum + n, 0);
}

const KQL = 'SecurityEvent | where EventID == 4625 and Account has "admin" and TimeGenerated > ago(1h) | summarize n = count(), dcount(Computer) by bin(TimeGenerated, 5m) | where n > 5';
const ESQL = 'FROM logs-* | WHERE event.code == "4625" AND user.name LIKE "*admin*" AND @timestamp > NOW() - 1 hour | STATS n = COUNT(*), d = COUNT_DISTINCT(host.name) BY b = BUCKET(@timestamp, 5 minutes) | WHERE n > 5';
const packages = ['h3-js.cjs', 'pako.cjs', 're2js.cjs', 'yaml.cjs', 'smol-toml.cjs'];
const dialect = (id: string, ...parts: readonly string[]): string[] => parts.map((p) => `src/dialects/${id}/${p}.ts`);

describe('a cold start', () => {
  it('loads for --help nothing but the command line', () => {
    const { files, bytes } = loadedBy('--help');
    expect(files).toEqual(['cli.js', 'program.cjs']);
    expect(bytes).toBeLessThan(45_000);
  });

  it.each([
    ['kql', KQL, ['ohm-js.cjs'], [...dialect('esql', 'parse'), ...dialect('kql', 'writing')]],
    ['esql', ESQL, [], [...dialect('kql', 'parse'), ...dialect('esql', 'writing')]],
  ])('loads for a translation from %s no package of few queries, no parser of the target, no engine', (from, query, noFiles, noSources) => {
    const { files, sources, bytes } = loadedBy('translate', '--from', from, '-q', query);
    expect(sources).toContain(`src/dialects/${from}/parse.ts`);
    expect(files.filter((f) => [...packages, ...noFiles].includes(f))).toEqual([]);
    expect(sources.filter((s) => noSources.includes(s) || s === 'src/cli/data.ts' || s.startsWith('src/engine/'))).toEqual([]);
    expect(bytes).toBeLessThan(850_000);
  });

  it.each([
    ['pipeline_change_then_release.yaml', 'yaml.cjs'],
    ['ci_jobs_without_artifacts.toml', 'smol-toml.cjs'],
  ])('loads for the rule file %s the package of its format alone', (rule, expected) => {
    const { files } = loadedBy('translate', join('corpus/rules', rule));
    expect(files.filter((f) => packages.includes(f) && f !== 're2js.cjs')).toEqual([expected]);
  });

  /** Says of each script whether V8 took what was kept of it. */
  const WATCH = "const vm = require('node:vm'); vm.Script = class extends vm.Script { constructor(...a) { super(...a); process.stderr.write('rejected ' + this.cachedDataRejected + '\\n'); } };";

  it.each([
    ['takes the compiled code that the build kept', [], 'rejected false\nrejected false\n'],
    ['compiles where V8 does not take what was kept', ['--no-flush-bytecode'], 'rejected true\n'],
  ])('%s', (_, flags, expected) => {
    const folder = mkdtempSync(join(tmpdir(), 'eskql-cold-'));
    writeFileSync(join(folder, 'watch.cjs'), WATCH);
    const { stdout, stderr } = spawnSync(process.execPath, [...flags, '-r', join(folder, 'watch.cjs'), 'dist/cli.js', 'translate', '--from', 'kql', '-q', 'T | take 1'], { encoding: 'utf8' });
    rmSync(folder, { recursive: true });
    expect([stdout, stderr]).toEqual(['FROM T\n| LIMIT 1\n', expected]);
  });
});
