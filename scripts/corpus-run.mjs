// Bundles test/runs and runs it: every query of both corpora beside the project (../shared), over tables made from the published schemas.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { ohmRecipes } from './ohm-recipes.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const outfile = join(root, 'dist', 'corpus-run.mjs');
await build({
  absWorkingDir: root, entryPoints: ['test/runs/main.ts'], outfile, bundle: true, platform: 'node', format: 'esm', target: 'node20', plugins: [ohmRecipes],
  logLevel: 'warning', banner: { js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);" },
});
process.exitCode = spawnSync(process.execPath, [outfile, ...process.argv.slice(2)], { cwd: root, stdio: 'inherit' }).status ?? 1;
