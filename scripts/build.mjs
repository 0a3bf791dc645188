// Bundles the command line and the library into dist/, compiles the command line for the Node that builds, and writes the type declarations.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { deferredModules, otherFile } from './later.mjs';
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
const node = { ...common, platform: 'node', target: 'node20' };
/** Compiled code is kept for CommonJS alone. */
const commonJs = {
  ...node,
  format: 'cjs',
  outExtension: { '.js': '.cjs' },
  define: { ...common.define, 'import.meta.url': 'moduleUrl' },
  banner: { js: "const moduleUrl = require('node:url').pathToFileURL(__filename).href;" },
};
// The library is built for browsers: a node-only import anywhere in it fails the build.
await build({ ...common, entryPoints: { index: 'src/index.ts' }, platform: 'browser', target: 'es2022' });
await build({ ...node, entryPoints: { cli: 'src/cli/main.ts' } });
const commands = otherFile(root, './commands.cjs');
const program = await build({ ...commonJs, entryPoints: { program: 'src/cli/program.ts' }, plugins: [noPrograms, commands.plugin] });
const rest = await build({
  ...commonJs,
  stdin: { contents: commands.contents(), resolveDir: root, sourcefile: 'commands.js' },
  entryNames: 'commands',
  plugins: [...common.plugins, besideIt, deferredModules(root, DEFERRED)],
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
await compile();
if (process.argv.includes('--sizes')) [program, rest].forEach(showSizes);
if (!process.argv.includes('--no-types')) {
  const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc');
  execFileSync(process.execPath, [existsSync(tsc) ? tsc : tsc + '.js', '-p', 'tsconfig.types.json'], { cwd: root, stdio: 'inherit' });
}

/** Keeps what V8 makes of the command line's files (`src/cli/load.ts`, which reads them as Latin-1: esbuild escapes all but regular expressions). */
async function compile() {
  const wide = readdirSync(out).filter((f) => f.endsWith('.cjs') && /[^\0-\x7f]/.test(readFileSync(join(out, f), 'utf8')));
  if (wide.length > 0) throw new Error(`characters beyond ASCII in ${wide.join()}: write them as escapes`);
  await build({ ...node, entryPoints: { compiled: 'scripts/compiled.ts' } });
  execFileSync(process.execPath, ['dist/compiled.js'], { cwd: root, stdio: 'pipe' });
  rmSync(join(out, 'compiled.js'));
}

/** What each large file of the command line is made of, for whoever looks for the bytes of a cold start. */
function showSizes({ metafile: { outputs } }) {
  for (const [file, { bytes, inputs }] of Object.entries(outputs).filter(([, o]) => o.bytes > 20_000)) {
    console.log(`${file} ${bytes}`);
    const rows = Object.entries(inputs).sort(([, a], [, b]) => b.bytesInOutput - a.bytesInOutput).slice(0, 25);
    for (const [input, { bytesInOutput }] of rows) console.log(`  ${String(bytesInOutput).padStart(7)} ${input}`);
  }
}
