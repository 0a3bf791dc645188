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
    const listed = behind(name, tables());
    if (listed === undefined) return undefined;
    const columns = Object.fromEntries(listed.split(' ').map((c) => c.split(':')).map(([column, type]) => [column as string, type ?? 'string']));
    taken.set(name, columns);
    return columns;
  },
  field: (name) => behind(name, fields()),
};

const taken = new Map<string, Readonly<Record<string, string>>>();
const tables = once('kusto-tables.txt');
const fields = once('ecs-fields.txt');

function once(file: string): () => string {
  let text: string | undefined;
  return () => (text ??= read(file));
}

/** What follows the word that a line begins with. Lines are in the order of their first words, so that nothing has to be built from them. */
function behind(word: string, lines: string): string | undefined {
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const start = lines.lastIndexOf('\n', ((low + high) >> 1) - 1) + 1;
    const space = lines.indexOf(' ', start);
    const end = lines.indexOf('\n', space);
    const found = lines.slice(start, space);
    if (found === word) return lines.slice(space + 1, end);
    if (found < word) low = end + 1;
    else high = start;
  }
  return undefined;
}

/** Beside `dist/` in the package, or above `src/io/` where the sources run. ASCII, which is read soonest as Latin-1. */
function read(file: string): string {
  const here = dirname(fileURLToPath(import.meta.url));
  const found = [join(here, '..'), join(here, '..', '..')].map((root) => join(root, 'schemas', file)).find((path) => existsSync(path));
  return found === undefined ? '' : readFileSync(found, 'latin1');
}
