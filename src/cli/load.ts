import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Script } from 'node:vm';

/**
 * Loads the files of the command line together with what V8 made of them when they were built, so that a process compiles next to nothing.
 * Where nothing was kept for the Node that runs, or V8 does not take it, Node loads them itself.
 */
const here = dirname(fileURLToPath(import.meta.url));
const nodes = createRequire(import.meta.url);

type Body = (exports: object, require: (id: string) => unknown, module: { exports: object }, file: string, folder: string) => void;

/** A `require` for CommonJS files of this folder (`./file.cjs`) and packages. `scriptOf` gives a file's `Body`, or leaves the file to Node. */
export function loader(scriptOf: (file: string) => Script | undefined): (id: string) => unknown {
  const modules = new Map<string, { exports: object }>();
  const load = (id: string): unknown => {
    const known = modules.get(id);
    if (known) return known.exports;
    const script = id.startsWith('./') ? scriptOf(id.slice(2)) : undefined;
    if (!script) return nodes(id);
    const module = { exports: {} };
    modules.set(id, module);
    (script.runInThisContext() as Body)(module.exports, load, module, join(here, id), here);
    return module.exports;
  };
  return load;
}

/** A file as a script, compiled anew without `cachedData`. The build leaves no character in it that is not ASCII. */
export function scriptOf(file: string, cachedData?: Buffer): Script {
  const source = `(function (exports, require, module, __filename, __dirname) {${readFileSync(join(here, file), 'latin1')}\n})`;
  return new Script(source, { filename: join(here, file), cachedData });
}

/** Where a file's compiled code is kept for the Node that runs (`scripts/compiled.ts`). */
export const compiledPath = (file: string): string => join(here, 'compiled', `${process.version}-${process.platform}-${process.arch}`, file);

/** A file as a script that is compiled already. */
export function compiledScript(file: string): Script | undefined {
  const path = compiledPath(file);
  const script = existsSync(path) ? scriptOf(file, readFileSync(path)) : undefined;
  return script?.cachedDataRejected === true ? undefined : script;
}
