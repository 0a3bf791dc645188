// Bundles the command line and the library into dist/, split so that `eskql --help` loads only what it prints,
// and writes the type declarations.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { ohmRecipes } from './ohm-recipes.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const out = join(root, 'dist');
const { version, dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** Large packages that src/text/packages.ts loads by `require`, at the first query that needs one. */
const APART = ['h3-js', 's2js'];
/** The command line has them as files beside it. */
const besideIt = {
  name: 'packages-apart',
  setup: (b) => b.onResolve({ filter: /^[\w-]+$/ }, ({ path, kind }) => (kind === 'require-call' && APART.includes(path) ? { path: `./${path}.cjs`, external: true } : undefined)),
};

rmSync(out, { recursive: true, force: true });
const common = {
  absWorkingDir: root,
  outdir: 'dist',
  bundle: true,
  format: 'esm',
  minifySyntax: true,
  minifyWhitespace: true,
  plugins: [ohmRecipes],
  external: Object.keys(dependencies).filter((d) => process.env.ESKQL_EXTERNAL === '1' && d),
  define: { 'process.env.ESKQL_VERSION': JSON.stringify(version), 'process.env.NODE_ENV': '"production"' },
  logLevel: 'warning',
};
// The library is built for browsers: a node-only import anywhere in it fails the build.
await build({ ...common, entryPoints: { index: 'src/index.ts' }, platform: 'browser', target: 'es2022' });
await build({
  ...common,
  entryPoints: { cli: 'src/cli/main.ts' },
  plugins: [...common.plugins, besideIt],
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
if (!process.argv.includes('--no-types')) {
  const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc');
  execFileSync(process.execPath, [existsSync(tsc) ? tsc : tsc + '.js', '-p', 'tsconfig.types.json'], { cwd: root, stdio: 'inherit' });
}
