// Bundles the command line and the library into dist/, split so that `eskql --help` loads only what it prints,
// and writes the type declarations.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const out = join(root, 'dist');
const { version, dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

rmSync(out, { recursive: true, force: true });
const entryPoints = { index: 'src/index.ts', cli: 'src/cli/main.ts' };
for (const [name, file] of Object.entries(entryPoints)) if (!existsSync(join(root, file))) delete entryPoints[name];
await build({
  absWorkingDir: root,
  entryPoints,
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  keepNames: true,
  loader: { '.ohm': 'text' },
  external: Object.keys(dependencies).filter((d) => process.env.ESKQL_EXTERNAL === '1' && d),
  define: { 'process.env.ESKQL_VERSION': JSON.stringify(version) },
  logLevel: 'warning',
});
if (!process.argv.includes('--no-types')) {
  const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc');
  execFileSync(process.execPath, [existsSync(tsc) ? tsc : tsc + '.js', '-p', 'tsconfig.types.json'], { cwd: root, stdio: 'inherit' });
}
