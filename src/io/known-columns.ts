import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { KnownColumns } from '../semantics/schema.js';

/**
 * The columns of published tables and fields (`schemas/` of the package), read when one is first asked for. Types are the dialects' names.
 * A table is taken apart once; nothing is known when the files are not there.
 */
export const KNOWN_COLUMNS: KnownColumns = {
  table: (name) => {
    const known = taken.get(name);
    if (known) return known;
    const listed = tables().get(name);
    if (listed === undefined) return undefined;
    const columns = Object.fromEntries(listed.split(' ').map((c) => c.split(':')).map(([column, type]) => [column as string, type ?? 'string']));
    taken.set(name, columns);
    return columns;
  },
  field: (name) => fields().get(name),
};

const taken = new Map<string, Readonly<Record<string, string>>>();
const tables = once('kusto-tables.txt');
const fields = once('ecs-fields.txt');

/** What follows the first word of each line, by that word. */
function once(file: string): () => ReadonlyMap<string, string> {
  let lines: ReadonlyMap<string, string> | undefined;
  return () => (lines ??= new Map(read(file).split('\n').filter(Boolean).map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)])));
}

/** Beside `dist/` in the package, or above `src/io/` where the sources run. */
function read(file: string): string {
  const here = dirname(fileURLToPath(import.meta.url));
  const found = [join(here, '..'), join(here, '..', '..')].map((root) => join(root, 'schemas', file)).find((path) => existsSync(path));
  return found === undefined ? '' : readFileSync(found, 'utf8');
}
