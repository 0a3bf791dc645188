import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fail } from '../base/diagnostics.js';
import { NO_SPAN } from '../base/source.js';
import type { DialectId } from '../catalogue/index.js';
import type { FieldMap } from '../api/field-map.js';
import type { SchemaInput } from '../api/schema.js';
import { DIALECTS } from '../dialects/registry.js';
import { languageOfTarget, TARGETS_HELP } from '../dialects/targets.js';
import type { ParameterValue, ParameterValues } from '../semantics/environment.js';
import { ticksOfIso } from '../data/iso.js';
import { isoOfTicks } from '../data/time.js';
import { readText, unreadable } from '../io/files.js';
import { expand, schemaOfFiles } from './data.js';
import { isFolder } from './queries.js';
import { readQueries } from '../rules/read.js';
import { UsageError } from './usage.js';

/** `--now`: an ISO 8601 time; the clock when it is absent. */
export function nowOption(value: string | undefined): string {
  if (value === undefined) return new Date().toISOString();
  const ticks = ticksOfIso(value);
  if (ticks === undefined) throw new UsageError(`--now is an ISO 8601 time such as 2026-01-31T12:00:00Z, not ${value}`);
  return isoOfTicks(ticks);
}

/** `--schema PATH`: `{"Table": {"column": "type"}}`, or data whose columns are taken as the query's dialect sees them. */
export function schemaOption(path: string | undefined): (lang: DialectId) => SchemaInput | undefined {
  if (path === undefined) return () => undefined;
  const written = !isFolder(path) && /\.json$/i.test(path) ? writtenSchema(jsonFile(path)) : undefined;
  if (written) return () => written;
  const read = new Map<DialectId, SchemaInput>();
  return (lang) => {
    const schema = read.get(lang) ?? schemaOfFiles(expand(path), lang);
    read.set(lang, schema);
    return schema;
  };
}

function writtenSchema(value: unknown): SchemaInput | undefined {
  const isTables = isObject(value) && Object.values(value).every((t) => isObject(t) && Object.values(t).every((x) => typeof x === 'string'));
  return isTables ? (value as SchemaInput) : undefined;
}

export function jsonFile(path: string): unknown {
  const text = readText(path);
  try {
    return JSON.parse(text) as unknown;
  } catch (e) {
    return fail('input-not-json', { path, detail: (e as Error).message }, NO_SPAN);
  }
}

const isObject = (v: unknown): v is Readonly<Record<string, unknown>> => typeof v === 'object' && v !== null && !Array.isArray(v);

/** `--target`: a product or version, of the language that is written or checked. */
export function targetOption(value: string | undefined, lang: DialectId | undefined): string | undefined {
  const target = value?.toLowerCase();
  const language = target === undefined ? undefined : languageOfTarget(target);
  if (target !== undefined && language === undefined) throw new UsageError(`--target is one of ${TARGETS_HELP}, not ${target}`);
  if (lang !== undefined && language !== undefined && language !== lang) throw new UsageError(`--target ${target} does not speak ${DIALECTS[lang].title}`);
  return target;
}

/** A folder may hold queries of both languages; a target is for those of its own. */
export const targetFor = (lang: DialectId, target: string | undefined): string | undefined => (target !== undefined && languageOfTarget(target) === lang ? target : undefined);

/** `--map`: `NAME=NAME` for a column, `table:NAME=NAME` for a table, or a JSON file of such pairs. */
export function namesOption(value: string): FieldMap {
  if (!value.includes('=') || /\.json$/i.test(value)) return jsonFile(value) as FieldMap;
  const [name, other] = pair(value.replace(/^table:/, ''), '--map NAME=NAME');
  if (other === '') throw new UsageError(`${value} is not NAME=NAME`);
  return value.startsWith('table:') ? { tables: { [name]: other } } : { fields: { [name]: other } };
}

/** `--function-dir DIR`: every query file of a folder is a function by the file's name. */
export function functionsOption(folder: string | undefined): ReadonlyMap<string, string> | undefined {
  if (folder === undefined) return undefined;
  const files = namesIn(folder).filter((n) => /\.(kql|csl|kusto|esql|ya?ml)$/i.test(n));
  return new Map(files.map((n) => [basename(n).replace(/\.[a-z]+$/i, ''), readQueries(n, readText(join(folder, n)))[0]?.text ?? '']));
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch (e) {
    return unreadable(folder, e as NodeJS.ErrnoException);
  }
}

/**
 * `-p NAME=VALUE` and `-p NAME:TYPE=VALUE`, as often as needed. KQL declares the types and reads the texts itself. Of ES|QL's, numbers,
 * booleans and null are read as such where no type is given.
 */
export function parametersOption(given: readonly string[] | undefined): (lang: DialectId) => ParameterValues | undefined {
  const pairs = given?.map((text) => pair(text, '-p NAME=VALUE')).map(([name, value]) => [...typedName(name), value] as const);
  return (lang) => pairs && new Map(pairs.map(([name, type, value]): [string, ParameterValue] => [name, lang === 'kql' ? value : type === '' ? scalar(value) : { type, value }]));
}

/** A name with its type, empty where none is given. Positions are names too. */
function typedName(text: string): [string, string] {
  const at = text.lastIndexOf(':');
  return at <= 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

function scalar(text: string): ParameterValue {
  if (/^-?(?:0|[1-9]\d*)$/.test(text)) return BigInt(text);
  if (/^-?(?:0|[1-9]\d*)\.\d+$/.test(text)) return { type: 'double', value: text };
  return text === 'true' ? true : text === 'false' ? false : text === 'null' ? null : text;
}

export function pair(text: string, usage: string): [string, string] {
  const at = text.indexOf('=');
  if (at <= 0) throw new UsageError(`${text} is not ${usage.replace(/^-\S+ /, '')}`);
  return [text.slice(0, at), text.slice(at + 1)];
}
