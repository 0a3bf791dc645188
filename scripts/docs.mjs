// Writes the generated pages of docs/. Run by `npm run docs`; test/docs.test.ts fails where they are out of date.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { ohmRecipes } from './ohm-recipes.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const folder = mkdtempSync(join(tmpdir(), 'eskql-docs-'));
const outfile = join(folder, 'pages.mjs');
await build({
  absWorkingDir: root, entryPoints: ['scripts/docs-pages.ts'], outfile, bundle: true, format: 'esm', platform: 'node', plugins: [ohmRecipes], logLevel: 'warning',
  banner: { js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);" },
});
const { pages } = await import(pathToFileURL(outfile).href);
for (const [name, text] of pages()) writeFileSync(join(root, 'docs', name), text);
rmSync(folder, { recursive: true });
