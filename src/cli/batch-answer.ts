import { fail, Failure } from '../base/diagnostics.js';
import { NO_SPAN } from '../base/source.js';
import { type Answer, answer, type Refusal, refusal } from '../api/answer.js';
import { problemOf } from '../api/diagnose.js';
import { columnsOf, runTables } from '../api/run.js';
import { format, parse } from '../api/syntax.js';
import { fileShape, shaped, tableSource } from '../api/tables.js';
import { translate, type TranslateOptions } from '../api/translate.js';
import type { DialectId } from '../catalogue/index.js';
import { cellWriter } from '../data/encode.js';
import { parseJson } from '../data/json.js';
import { type Dynamic, DynamicReal } from '../data/types.js';
import type { Table } from '../data/table.js';
import { isDialectId } from '../dialects/registry.js';
import { inlineTableOf, readInlineTable } from '../dialects/typed-table.js';
import type { ParameterValue, ParameterValues } from '../semantics/environment.js';
import { type TableCache, tableCache } from '../io/cache.js';
import { jsonFile } from './options.js';
import { KNOWN_COLUMNS } from '../io/known-columns.js';
import { readExternal } from '../io/read-external.js';

/** The requests and answers of `eskql batch`, without the streams. */
export interface Batch {
  readonly files: TableCache;
}

export const newBatch = (): Batch => ({ files: tableCache() });

type Request = Readonly<Record<string, unknown>>;

/** The answer to one line, as one line. Never throws: what is malformed is answered as such, a defect of ours as `internal`. */
export function answerLine(line: string, batch: Batch): string {
  let request: Request = {};
  try {
    request = requestOf(line);
    return withId(request, answerOf(request, line, batch));
  } catch (e) {
    if (e instanceof Failure) return withId(request, JSON.stringify(refusal(String(request['query'] ?? ''), e.diagnostics)));
    const error = { code: 'internal', message: e instanceof Error ? e.message : String(e), span: [0, 0], line: 1, column: 1 };
    return withId(request, JSON.stringify({ ok: false, errors: [error] }));
  }
}

const withId = (request: Request, answer: string): string => (request['id'] === undefined ? answer : `{"id":${JSON.stringify(request['id'])},${answer.slice(1)}`);

const malformed = (detail: string): never => fail('request-malformed', { detail }, NO_SPAN);

function requestOf(line: string): Request {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (e) {
    return malformed(`not JSON: ${(e as Error).message}`);
  }
  return isObject(value) ? value : malformed('not an object');
}

const isObject = (v: unknown): v is Request => typeof v === 'object' && v !== null && !Array.isArray(v);

const OPS: Readonly<Record<string, (r: Request, line: string, batch: Batch) => string>> = {
  parse: (r) => JSON.stringify(withoutTree(parse(textIn(r, 'query'), { lang: langIn(r, 'lang') }))),
  format: (r) => JSON.stringify(format(textIn(r, 'query'), { lang: langIn(r, 'lang') })),
  translate: (r, line) => JSON.stringify(translate(textIn(r, 'query'), { ...translateOptions(r, line), from: langIn(r, 'from'), to: langIn(r, 'to') })),
  run: answerRun,
};

function answerOf(request: Request, line: string, batch: Batch): string {
  const op = request['op'];
  const handler = typeof op === 'string' && Object.hasOwn(OPS, op) ? OPS[op] : undefined;
  return handler ? handler(request, line, batch) : malformed(`op must be one of ${Object.keys(OPS).join(', ')}`);
}

const withoutTree = (a: Answer<unknown>): object => (a.ok ? { ok: true } : a);

function textIn(r: Request, key: string): string {
  const v = r[key];
  return typeof v === 'string' ? v : malformed(`${key} must be a string`);
}

function langIn(r: Request, key: string): DialectId {
  const v = r[key];
  return isDialectId(v) ? v : malformed(`${key} must be "kql" or "esql"`);
}

/** Options are those of the API by the same names; unknown ones are refused, so that a misspelt one is not silently without effect. */
const OPTIONS: Readonly<Record<string, (v: unknown) => boolean>> = {
  target: (v) => typeof v === 'string',
  map: (v) => typeof v === 'string' || isObject(v),
  schema: isObject,
  knownColumns: (v) => typeof v === 'boolean',
  strict: (v) => typeof v === 'boolean',
  partial: (v) => typeof v === 'boolean',
  assume: (v) => isObject(v) && Object.entries(v).every(([k, names]) => k === 'textFields' && Array.isArray(names) && names.every((n) => typeof n === 'string')),
  noImplicitLimit: (v) => typeof v === 'boolean',
  without: (v) => Array.isArray(v) && v.every((x) => typeof x === 'string'),
  parameters: isObject,
  functions: isObject,
};

function translateOptions(r: Request, line: string): Partial<TranslateOptions> {
  const options = r['options'] ?? {};
  if (!isObject(options)) return malformed('options must be an object');
  for (const [key, v] of Object.entries(options)) {
    const check = Object.hasOwn(OPTIONS, key) ? OPTIONS[key] : undefined;
    if (!check?.(v)) return malformed(check ? `options.${key} has the wrong type` : `unknown option ${key}`);
  }
  const known = options['knownColumns'] === false ? undefined : KNOWN_COLUMNS;
  const map = typeof options['map'] === 'string' ? jsonFile(options['map']) : options['map'];
  return { ...options, known, ...(map !== undefined && { map }), parameters: options['parameters'] === undefined ? undefined : exactParameters(line), functions: asMap(options['functions']) } as Partial<TranslateOptions>;
}

/** Read again from the line, as tables are: a parameter of 1.0 is a real, and whole numbers keep all digits. */
function exactParameters(line: string): ParameterValues {
  const exact = parseJson(line);
  const options = exact.ok && exact.value instanceof Map ? exact.value.get('options') : undefined;
  const given = options instanceof Map ? options.get('parameters') : undefined;
  return new Map(given instanceof Map ? [...given].map(([name, v]): [string, ParameterValue] => [name, givenValue(v)]) : []);
}

function givenValue(v: Dynamic): ParameterValue {
  if (v instanceof DynamicReal) return { type: 'double', value: String(v.value) };
  if (v instanceof Map) return Object.fromEntries(v) as ParameterValue;
  return (Array.isArray(v) ? v.map((x: Dynamic) => (x instanceof DynamicReal ? x.value : x)) : v) as ParameterValue;
}

const asMap = (v: unknown): ReadonlyMap<string, never> | undefined => (isObject(v) ? new Map(Object.entries(v) as [string, never][]) : undefined);

/* ---------------------------------------------------------------- run */

function answerRun(r: Request, line: string, batch: Batch): string {
  const query = textIn(r, 'query');
  const lang = langIn(r, 'lang');
  const { parameters, functions, without, noImplicitLimit } = translateOptions(r, line);
  const now = r['now'] === undefined ? new Date().toISOString() : textIn(r, 'now');
  const result = answer(query, () => {
    const source = tableSource(new Map(tablesOf(r, query, lang, line, batch)));
    return { ok: true, ...runTables(query, source, { lang, now, parameters, functions, without, noImplicitLimit, external: readExternal }) };
  });
  if (!result.ok) return JSON.stringify(result satisfies Refusal);
  const warnings = result.warnings.map((w) => problemOf(query, w));
  return `{"ok":true,"columns":${JSON.stringify(columnsOf(result.table, lang))},"rows":${rowsText(result.table)},"warnings":${JSON.stringify(warnings)}}`;
}

function rowsText(table: Table): string {
  const writers = table.columns.map((c) => cellWriter(c));
  const rows: string[] = new Array(table.length);
  for (let row = 0; row < table.length; row++) rows[row] = `[${writers.map((w) => w(row)).join(',')}]`;
  return `[${rows.join(',')}]`;
}

function tablesOf(r: Request, query: string, lang: DialectId, line: string, batch: Batch): [string, () => Table][] {
  const tables = r['tables'] ?? {};
  if (!isObject(tables)) return malformed('tables must be an object');
  return Object.entries(tables).map(([name, t]) => [name, tableOf(name, t, query, lang, line, batch)]);
}

function tableOf(name: string, t: unknown, query: string, lang: DialectId, line: string, batch: Batch): () => Table {
  if (isObject(t) && typeof t['file'] === 'string') {
    const path = t['file'];
    return () => shaped(batch.files.read(path, { shape: fileShape(lang, query) }), lang, query, name);
  }
  if (!inlineTableOf(t)) return malformed(`tables.${name} must be {"file": …} or {"columns": […], "rows": […]}`);
  return () => shaped(readInlineTable(name, exactTable(line, name) ?? malformed(`tables.${name}`), lang), lang, query, name);
}

/** Read again from the line, because `JSON.parse` rounds integers beyond 2^53 and forgets that 1.0 is a real. */
function exactTable(line: string, name: string): ReturnType<typeof inlineTableOf> {
  const exact = parseJson(line);
  const tables = exact.ok && exact.value instanceof Map ? exact.value.get('tables') : undefined;
  return tables instanceof Map ? inlineTableOf(tables.get(name)) : undefined;
}
