// Bundles and runs the benchmarks in bench/, one after the other: `npm run bench`, or `npm run bench -- engine` for those whose name holds a word.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const [word = '', ...rest] = process.argv.slice(2);
// Inside the project, so that packages that are not bundled are found.
const out = mkdtempSync(join(root, '.bench-'));
let failed = false;
try {
  for (const file of readdirSync(join(root, 'bench')).filter((f) => f.endsWith('.ts') && f.includes(word)).sort()) {
    const outfile = join(out, file.replace(/\.ts$/, '.mjs'));
    await build({
      absWorkingDir: root, entryPoints: [join('bench', file)], outfile, bundle: true, platform: 'node', format: 'esm', target: 'node20', logLevel: 'warning',
      loader: { '.ohm': 'text' }, external: ['@duckdb/*', '@kusto/*'],
      banner: { js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);" },
    });
    console.log(`\n## ${file.replace(/\.ts$/, '')}\n`);
    failed = spawnSync(process.execPath, [outfile, ...rest], { cwd: root, stdio: 'inherit' }).status !== 0 || failed;
  }
} finally {
  rmSync(out, { recursive: true, force: true });
}
process.exitCode = failed ? 1 : 0;
