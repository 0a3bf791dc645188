import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Script } from 'node:vm';
import { compiledPath, loader, scriptOf } from '../src/cli/load.js';

/**
 * Translates rules with the files of `dist/` and keeps what V8 compiled for that, for the Node that builds. Bundled into `dist/`, run and
 * removed by `build.mjs`.
 */
const scripts = new Map<string, Script>();
const load = loader((file) => {
  const script = scriptOf(file);
  scripts.set(file, script);
  return script;
});
const { main } = load('./program.cjs') as typeof import('../src/cli/program.js');
await main(['translate', 'corpus/rules']);
for (const [file, script] of scripts) {
  const path = compiledPath(file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, script.createCachedData());
}
