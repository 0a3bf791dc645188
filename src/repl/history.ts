import { appendFileSync, mkdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

const KEPT = 1_000;

/** Where inputs are remembered from run to run: `ESKQL_HISTORY`, else the state folder of the user. */
export function historyFile(): string {
  const own = process.env['ESKQL_HISTORY'];
  return own ?? join(process.env['XDG_STATE_HOME'] ?? join(homedir(), '.local', 'state'), 'eskql', 'history');
}

/** The newest first, as readline wants them. A history that cannot be read is an empty one. */
export function readHistory(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').split('\n').filter((l) => l !== '').slice(-KEPT).reverse();
  } catch {
    return [];
  }
}

/** A history that cannot be written is no reason to stop. */
export function remember(path: string, input: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    appendFileSync(path, `${oneLine(input)}\n`, { mode: 0o600 });
  } catch {
    return;
  }
}

/** Line comments would swallow what follows them on a single line. */
export const oneLine = (input: string): string => input.split('\n').map((l) => l.replace(/(^|\s)\/\/.*$/, '').trim()).filter((l) => l !== '').join(' ');
