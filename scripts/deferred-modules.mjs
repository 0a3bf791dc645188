// Splits the command line so that a module is read when one of its functions is first called, not when something imports it: `translate`
// from KQL reads no parser of ES|QL. The sources import as usual; where they import a module of the list, the bundler puts functions of
// the same names that load it with `require`, which gives the result at once. Its exports are functions, therefore, or nobody imports them.
import { dirname, join, resolve } from 'node:path';
import { build } from 'esbuild';

const NAMESPACE = 'deferred';
const nameOf = (path) => path.replace(/^src\//, '').replace(/\.ts$/, '').replace(/\//g, '-');

/** The names that a module exports at run time. */
async function exportsOf(path) {
  const { metafile } = await build({ entryPoints: [path], write: false, metafile: true, format: 'esm', logLevel: 'silent' });
  return Object.values(metafile.outputs)[0].exports;
}

/** After the first call the importer sees the function itself; one that was handed on before asks for it each time. */
const stub = (file, names) => names.map((n) => `export let ${n} = (...args) => (${n} = load().${n})(...args);`).join('\n') + `\nlet loaded;\nconst load = () => (loaded ??= require(${JSON.stringify(file)}));`;

/** What `src/cli/deferred.ts` becomes. */
const preload = (files) => `export const preload = () => Promise.all([${files.map((f) => `import(${JSON.stringify(f)})`).join(', ')}]);`;

/** `paths` are sources below `root`; `entryPoints` belong to the build that has the plugin. */
export function deferredModules(root, paths) {
  const files = new Map(paths.map((p) => [join(root, p), `./${nameOf(p)}.js`]));
  const preloader = join(root, 'src/cli/deferred.ts');
  const setup = (b) => {
    b.onResolve({ filter: /^\.\.?\// }, ({ path, kind, resolveDir, namespace, importer }) => {
      if (namespace === NAMESPACE || importer === preloader) return { path, external: true };
      const source = resolve(resolveDir, path.replace(/\.js$/, '.ts'));
      return kind === 'import-statement' && files.has(source) && source !== importer ? { path: source, namespace: NAMESPACE } : undefined;
    });
    b.onLoad({ filter: /.*/, namespace: NAMESPACE }, async ({ path }) => ({ contents: stub(files.get(path), await exportsOf(path)), loader: 'js', resolveDir: dirname(path) }));
    b.onLoad({ filter: /deferred\.ts$/ }, ({ path }) => (path === preloader ? { contents: preload([...files.values()]), loader: 'js', resolveDir: dirname(path) } : undefined));
  };
  return { plugin: { name: 'deferred-modules', setup }, entryPoints: Object.fromEntries(paths.map((p) => [nameOf(p), p])) };
}
