// Bundles the command line and the library into dist/, split so that `eskql --help` loads only what it prints,
// and writes the type declarations.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { deferredModules } from './deferred-modules.mjs';
import { ohmRecipes } from './ohm-recipes.mjs';
import { prepared } from './prepared.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const out = join(root, 'dist');
const { version, dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** Large packages that src/text/packages.ts loads by `require`, at the first query that needs one. */
const APART = ['h3-js', 'ohm-js', 'pako', 're2js', 'smol-toml', 'yaml'];
/** What one translation needs half of, and what computes shapes on the earth. */
const GEOMETRY = ['buffer', 'densify', 'h3-cover', 'measures', 'overlay', 's2-cover', 'simplify', 'valid'].map((name) => `src/catalogue/geo-${name}.ts`);
const DEFERRED = [...['kql', 'esql'].flatMap((d) => [`src/dialects/${d}/parse.ts`, `src/dialects/${d}/reading.ts`, `src/dialects/${d}/writing.ts`]), 'src/cli/data.ts', ...GEOMETRY];
/** The command line has them as files beside it. */
const besideIt = {
  name: 'packages-apart',
  setup: (b) => b.onResolve({ filter: /^[\w-]+$/ }, ({ path, kind }) => (kind === 'require-call' && APART.includes(path) ? { path: `./${path}.cjs`, external: true } : undefined)),
};

/** Commander loads this, and with it half of Node's network code, for commands that are programs of their own. There is none. */
const noPrograms = {
  name: 'no-programs',
  setup(b) {
    b.onResolve({ filter: /^node:child_process$/ }, ({ path, importer }) => (/[\\/]commander[\\/]/.test(importer) ? { path, namespace: 'nothing' } : undefined));
    b.onLoad({ filter: /.*/, namespace: 'nothing' }, () => ({ contents: 'module.exports = {};' }));
  },
};

/** The grammars have scanners of their own; of Chevrotain's lexer only the mark of a token without a pattern is asked for. */
const noLexer = {
  name: 'no-lexer',
  setup: (b) => b.onLoad({ filter: /chevrotain[\\/]lib[\\/]src[\\/]scan[\\/]lexer_public\.js$/ }, () => ({ contents: 'export const LexerDefinitionErrorType = {}; export class Lexer {} Lexer.NA = /NOT_APPLICABLE/; Lexer.SKIPPED = "skipped";' })),
};

/** Chevrotain asks `has` thousands of times before it parses anything, always for one key. Lodash reads the key as a path each time. */
const ownKeys = {
  name: 'own-keys',
  setup: (b) => b.onLoad({ filter: /lodash-es[\\/]has\.js$/ }, () => ({ contents: 'export default (object, key) => object != null && Object.hasOwn(object, key);' })),
};

const deferred = deferredModules(root, DEFERRED);

rmSync(out, { recursive: true, force: true });
const common = {
  metafile: true,
  absWorkingDir: root,
  outdir: 'dist',
  bundle: true,
  format: 'esm',
  minifySyntax: true,
  minifyWhitespace: true,
  plugins: [ohmRecipes, ownKeys, noLexer, await prepared(root)],
  external: Object.keys(dependencies).filter((d) => process.env.ESKQL_EXTERNAL === '1' && d),
  define: { 'process.env.ESKQL_VERSION': JSON.stringify(version), 'process.env.NODE_ENV': '"production"' },
  logLevel: 'warning',
};
// The library is built for browsers: a node-only import anywhere in it fails the build.
await build({ ...common, entryPoints: { index: 'src/index.ts' }, platform: 'browser', target: 'es2022' });
const { metafile } = await build({
  ...common,
  entryPoints: { cli: 'src/cli/main.ts', ...deferred.entryPoints },
  plugins: [...common.plugins, besideIt, noPrograms, deferred.plugin],
  splitting: true,
  platform: 'node',
  target: 'node20',
  // For dependencies in CommonJS that require node's own modules.
  banner: { js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);" },
});
await build({
  ...common,
  entryPoints: Object.fromEntries(APART.map((name) => [name, name])),
  plugins: [],
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  minify: true,
  outExtension: { '.js': '.cjs' },
});
if (process.argv.includes('--sizes')) showSizes(metafile);
if (!process.argv.includes('--no-types')) {
  const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc');
  execFileSync(process.execPath, [existsSync(tsc) ? tsc : tsc + '.js', '-p', 'tsconfig.types.json'], { cwd: root, stdio: 'inherit' });
}

/** What each large file of the command line is made of, for whoever looks for the bytes of a cold start. */
function showSizes({ outputs }) {
  for (const [file, { bytes, inputs }] of Object.entries(outputs).filter(([, o]) => o.bytes > 20_000)) {
    console.log(`${file} ${bytes}`);
    const rows = Object.entries(inputs).sort(([, a], [, b]) => b.bytesInOutput - a.bytesInOutput).slice(0, 25);
    for (const [input, { bytesInOutput }] of rows) console.log(`  ${String(bytesInOutput).padStart(7)} ${input}`);
  }
}
