import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { KnownColumns } from '../semantics/schema.js';

/**
 * The columns of published tables and fields (`schemas/` of the package), read when one is first asked for. Types are the dialects' names.
 * Nothing is known when the files are not there.
 */
export const KNOWN_COLUMNS: KnownColumns = {
  table: (name) => {
    const listed = lineOf(name, tables());
    return listed === undefined ? undefined : Object.fromEntries(listed.split(' ').map((c) => c.split(':')).map(([column, type]) => [column as string, type ?? 'string']));
  },
  field: (name) => lineOf(name, fields()),
};

const tables = once('kusto-tables.txt');
const fields = once('ecs-fields.txt');

/** What follows a name on its line. Looked for as text: a megabyte is searched in less time than it is taken apart. */
function lineOf(name: string, lines: string): string | undefined {
  if (!/^[\w.@]+$/.test(name)) return undefined;
  const key = `\n${name} `;
  const at = lines.indexOf(key);
  return at < 0 ? undefined : lines.slice(at + key.length, lines.indexOf('\n', at + key.length));
}

function once(file: string): () => string {
  let text: string | undefined;
  return () => (text ??= `\n${read(file)}`);
}

/** Beside `dist/` in the package, or above `src/io/` where the sources run. */
function read(file: string): string {
  const here = dirname(fileURLToPath(import.meta.url));
  const found = [join(here, '..'), join(here, '..', '..')].map((root) => join(root, 'schemas', file)).find((path) => existsSync(path));
  return found === undefined ? '' : readFileSync(found, 'utf8');
}
