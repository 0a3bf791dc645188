import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fail } from '../base/diagnostics.js';
import { NO_SPAN } from '../base/source.js';
import type { DialectId } from '../catalogue/index.js';
import { DIALECTS } from '../dialects/registry.js';
import { readText, unreadable } from '../io/files.js';
import { guessLanguage, mayHoldQueries, readQueries } from '../rules/read.js';
import type { RuleQuery } from '../rules/rule.js';
import type { Origin } from './frame.js';
import { say } from './streams.js';
import { UsageError } from './usage.js';

export interface LoadedQuery {
  /** The file it is from; absent for a text of the command line. */
  readonly path?: string;
  readonly text: string;
  readonly lang: DialectId;
  readonly name?: string;
  readonly window?: RuleQuery['window'];
  /** What else the file says; kept when a rule file is written. */
  readonly rule: Omit<RuleQuery, 'place' | 'lang'>;
  readonly origin: Origin;
}

/** The text of `-q`. */
export const queryOfText = (text: string, lang?: DialectId): LoadedQuery => loaded('query', { text, lang, place: (p) => p }, lang);

/** The queries of a file, of every file of a folder, or of stdin (`-`). */
export function queriesOf(path: string, lang?: DialectId): LoadedQuery[] {
  return filesOf(path).flatMap((file) => readQueries(file, readText(file)).map((q) => ({ ...loaded(file === '-' ? 'stdin' : file, q, lang), path: file })));
}

export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** A folder's query and rule files, at any depth, by name. */
export function filesOf(path: string): string[] {
  if (path === '-' || !isFolder(path)) return [path];
  const found = listed(path);
  return found.length > 0 ? found : fail('input-unreadable', { path, detail: 'the folder holds no query or rule file' }, NO_SPAN);
}

function listed(folder: string): string[] {
  try {
    const names = readdirSync(folder, { recursive: true, withFileTypes: true });
    return names.filter((n) => n.isFile() && mayHoldQueries(n.name)).map((n) => join(n.parentPath ?? folder, n.name)).sort();
  } catch (e) {
    return unreadable(folder, e as NodeJS.ErrnoException);
  }
}

function loaded(label: string, q: RuleQuery, given: DialectId | undefined): LoadedQuery {
  const lang = given ?? q.lang ?? guessed(label, q.text);
  return { text: q.text, lang, name: q.name, window: q.window, rule: q, origin: { label, text: q.text, place: q.place } };
}

function guessed(label: string, text: string): DialectId {
  const lang = guessLanguage(text);
  say(`${label}: read as ${DIALECTS[lang].title} (told from the text; --from or --lang says otherwise)`);
  return lang;
}

export function dialectOption(value: string | undefined, option: string): DialectId | undefined {
  if (value === undefined) return undefined;
  const id = value.toLowerCase().replace(/^es\|ql$/, 'esql').replace(/^kusto$/, 'kql');
  if (id === 'kql' || id === 'esql') return id;
  throw new UsageError(`${option} is kql or esql, not ${value}`);
}
