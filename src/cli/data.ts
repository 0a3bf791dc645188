import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fail } from '../base/diagnostics.js';
import { NO_SPAN } from '../base/source.js';
import type { TableRef } from '../ast/pipeline.js';
import type { DialectId } from '../catalogue/index.js';
import type { Table } from '../data/table.js';
import type { SchemaInput } from '../api/schema.js';
import { fileShape, shaped, type TableSource, tableSource } from '../api/tables.js';
import { stamp } from '../io/files.js';
import { DIALECTS } from '../dialects/registry.js';
import { readTables } from '../io/open.js';
import { isDataFile } from '../io/formats.js';
import { nameMatches } from '../semantics/names.js';
import { isFolder, type LoadedQuery } from './queries.js';
import { say } from './streams.js';

/** The files that hold data, and the tables that they are given as. */
export interface DataFiles {
  /** By `--table NAME=FILES`. */
  readonly named: ReadonlyMap<string, readonly string[]>;
  /** Given without a name: each is a table by its file's name, and all together any table that the query reads and nobody names. */
  readonly loose: readonly string[];
}

/** Files, folders and patterns (`*` in the file's name) as files; throws a `Failure` for what is not there. */
export function expand(path: string): string[] {
  if (path === '-') return [path];
  if (isFolder(path)) return readdirSync(path).filter(isDataFile).sort().map((n) => join(path, n));
  if (!basename(path).includes('*')) {
    stamp(path);
    return [path];
  }
  const found = globs(path);
  return found.length > 0 ? found : fail('input-not-found', { path }, NO_SPAN);
}

function globs(pattern: string): string[] {
  const name = basename(pattern);
  const folder = pattern.slice(0, pattern.length - name.length) || '.';
  return (isFolder(folder) ? readdirSync(folder) : []).filter((n) => nameMatches(name, n)).sort().map((n) => join(folder, n));
}

export const stem = (path: string): string => (path === '-' ? 'stdin' : basename(path).replace(/(\.[a-z0-9]{1,8}){1,2}$/i, (x) => (/\.gz$/i.test(x) ? '' : x.slice(0, x.lastIndexOf('.')))));

/** The columns of each file, in the dialect's own type names. */
export function schemaOfFiles(paths: readonly string[], lang: DialectId): SchemaInput {
  const shape = lang === 'kql' ? 'dynamic' : 'flat';
  const tables = paths.map((path): [string, Record<string, string>] => {
    const { fields } = readTables([path], { shape });
    return [stem(path), Object.fromEntries(fields.map((f) => [f.name, DIALECTS[lang].typeName(f.type)]))];
  });
  return Object.fromEntries(tables);
}

/** The tables of a run: named ones, one for each loose file, and what `refs` name beyond these, read from all loose files. */
export function sourceOf(data: DataFiles, { lang, text }: Pick<LoadedQuery, 'lang' | 'text'>, refs: readonly TableRef[], needed?: ReadonlySet<string>): TableSource {
  const shape = fileShape(lang, text);
  const tables = new Map<string, () => Table>();
  const add = (name: string, paths: readonly string[]): void => void tables.set(name, () => shaped(readTables(paths, { shape, ...(shape === 'dynamic' && lang === 'esql' ? {} : { needed }) }), lang, text, name));
  for (const path of data.loose) add(stem(path), [path]);
  for (const [name, paths] of data.named) add(name, paths);
  for (const ref of refs) {
    if (ref.exclude || data.loose.length === 0 || [...tables.keys()].some((name) => fits(ref, name))) continue;
    const matching = data.loose.filter((path) => nameMatches(ref.name, stem(path)));
    const paths = matching.length > 0 ? matching : data.loose;
    say(`${ref.name}: read from ${paths.length === 1 ? paths[0] : `${paths.length} files`}`);
    add(ref.wildcard ? ref.name.replaceAll('*', '') || 'data' : ref.name, paths);
  }
  return tableSource(tables);
}

const fits = (ref: TableRef, name: string): boolean => (ref.wildcard ? nameMatches(ref.name, name) : ref.name === name);
