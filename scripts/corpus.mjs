// Bundles test/proof and runs it: translates both corpora beside the project (../shared) and compares the rows on both sides.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { ohmRecipes } from './ohm-recipes.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const outfile = join(root, 'dist', 'corpus.mjs');
await build({
  absWorkingDir: root, entryPoints: ['test/proof/main.ts'], outfile, bundle: true, platform: 'node', format: 'esm', target: 'node20', plugins: [ohmRecipes],
  external: ['@kusto/*'], logLevel: 'warning', banner: { js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);" },
});
const { status } = spawnSync(process.execPath, ['--stack-size=4000', outfile, ...process.argv.slice(2)], { cwd: root, stdio: 'inherit' });
process.exitCode = status ?? 1;
