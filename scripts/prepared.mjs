// Computes while bundling what would take most of a cold start: the trees of the catalogue's templates, so that a translation needs no
// parser of its target, and the decisions of both grammars.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { ohmRecipes } from './ohm-recipes.mjs';

async function computed(root) {
  const folder = mkdtempSync(join(tmpdir(), 'eskql-prepared-'));
  const outfile = join(folder, 'prepared.mjs');
  await build({
    absWorkingDir: root, entryPoints: ['scripts/prepared.ts'], outfile, bundle: true, format: 'esm', platform: 'node', plugins: [ohmRecipes], logLevel: 'warning',
    banner: { js: `import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(${JSON.stringify(join(root, 'package.json'))});` },
  });
  const result = await import(pathToFileURL(outfile).href);
  rmSync(folder, { recursive: true });
  return result;
}

/** Text of JSON is read several times sooner than the same written as code. */
const constant = (name, value) => `export const ${name} = JSON.parse(${JSON.stringify(JSON.stringify(value))});`;

/** Fills `src/dialects/<d>/raise/template-trees.ts` and `grammars/<d>/decisions.ts`. */
export async function prepared(root) {
  const { templateTrees, decisions } = await computed(root);
  const fill = (b, filter, name, values) => b.onLoad({ filter }, ({ path }) => ({ contents: constant(name, values[filter.exec(path)[1]]), loader: 'js' }));
  return {
    name: 'prepared',
    setup(b) {
      fill(b, /[\\/](kql|esql)[\\/]raise[\\/]template-trees\.ts$/, 'TEMPLATE_TREES', templateTrees);
      fill(b, /grammars[\\/](kql|esql)[\\/]decisions\.ts$/, 'DECISIONS', decisions);
    },
  };
}
