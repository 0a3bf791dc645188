// Two ways in which the command line loads what it needs when it needs it. The sources import as usual.
import { dirname, join, relative, resolve } from 'node:path';
import { build } from 'esbuild';

/** The names that a module exports at run time. */
async function exportsOf(path) {
  const { metafile } = await build({ entryPoints: [path], write: false, metafile: true, format: 'esm', logLevel: 'silent' });
  return Object.values(metafile.outputs)[0].exports;
}

/** After the first call the importer sees the function itself; one that was handed on before asks for it each time. */
const stub = (path, names) => names.map((n) => `export let ${n} = (...args) => (${n} = load().${n})(...args);`).join('\n') + `\nlet loaded;\nconst load = () => (loaded ??= require(${JSON.stringify(path)}));`;

/**
 * A module of the list runs when one of its functions is first called, not when something imports it: a translation from KQL builds no
 * parser of ES|QL. Its exports are functions, therefore, or nobody imports them.
 */
export function deferredModules(root, paths) {
  const deferred = new Set(paths.map((p) => join(root, p)));
  return {
    name: 'deferred-modules',
    setup(b) {
      b.onResolve({ filter: /^\.\.?\// }, ({ path, kind, resolveDir, importer }) => {
        const source = resolve(resolveDir, path.replace(/\.js$/, '.ts'));
        return kind === 'import-statement' && deferred.has(source) && source !== importer ? { path: source, namespace: 'deferred' } : undefined;
      });
      b.onLoad({ filter: /.*/, namespace: 'deferred' }, async ({ path }) => ({ contents: stub(path, await exportsOf(path)), loader: 'js', resolveDir: dirname(path) }));
    },
  };
}

/** What the sources import dynamically is in a file of its own, all in one: so that `--help` loads none of it. */
export function otherFile(root, file) {
  const found = new Set();
  const plugin = {
    name: 'other-file',
    setup(b) {
      b.onResolve({ filter: /^\.\.?\// }, ({ path, kind, resolveDir }) => {
        if (kind !== 'dynamic-import') return undefined;
        const source = relative(root, resolve(resolveDir, path.replace(/\.js$/, '.ts')));
        found.add(source);
        return { path: source, namespace: 'other-file' };
      });
      b.onLoad({ filter: /.*/, namespace: 'other-file' }, ({ path }) => ({ contents: `module.exports = require(${JSON.stringify(file)})[${JSON.stringify(path)}]();`, loader: 'js' }));
      b.onResolve({ filter: /./, namespace: 'other-file' }, ({ path }) => ({ path, external: true }));
    },
  };
  /** After the build that has the plugin: what that other file is made of. */
  const contents = () => [...found].map((path) => `exports[${JSON.stringify(path)}] = () => require(${JSON.stringify(`./${path}`)});`).join('\n');
  return { plugin, contents };
}
