import { existsSync, readFileSync } from 'node:fs';

/** Lines of a JSON-lines file beside the project, or null where it is absent: its tests are skipped then, by name. */
export function sharedLines<T>(path: string): readonly T[] | null {
  const file = new URL(`../../../shared/${path}`, import.meta.url);
  if (!existsSync(file)) return null;
  return readFileSync(file, 'utf8').split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as T);
}
