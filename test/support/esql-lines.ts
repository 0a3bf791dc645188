import { readFileSync } from 'node:fs';

/** The queries of a list in `test/esql`, without its comment lines. */
export function esqlLines(name: 'accepted' | 'refused'): readonly string[] {
  const lines = readFileSync(new URL(`../esql/${name}.txt`, import.meta.url), 'utf8').split('\n');
  return lines.filter((line) => line !== '' && !line.startsWith('#'));
}
