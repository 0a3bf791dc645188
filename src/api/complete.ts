import { Failure } from '../base/diagnostics.js';
import { type DialectId, functionNames, opsByName } from '../catalogue/index.js';
import { stagesByWord } from '../catalogue/stages.js';
import type { Field } from '../data/table.js';
import { DIALECTS } from '../dialects/registry.js';
import type { Words } from '../dialects/words.js';
import type { Environment } from '../semantics/environment.js';
import { stageSchemas } from './explain.js';
import { planOf } from './plan.js';
import { readSchemas, type SchemaInput } from './schema.js';
import { scanTo } from './scan-text.js';

export interface Suggestion {
  readonly text: string;
  readonly kind: 'stage' | 'function' | 'table' | 'column' | 'keyword';
  /** A column's type, the purpose of a function or stage. */
  readonly detail?: string;
}

export interface Completion {
  /** The suggestions replace the text from here to the cursor. */
  readonly from: number;
  readonly items: readonly Suggestion[];
}

export interface CompleteOptions {
  readonly lang: DialectId;
  readonly schema?: SchemaInput;
}

/** What may stand at a cursor: stages after a `|`, tables where one is read, else columns of the schema there, functions and words. */
export function complete(query: string, offset: number, options: CompleteOptions): Completion {
  const schemas = readSchemas(options.schema ?? {});
  return completeIn(query, offset, options.lang, { table: (name) => schemas.get(name), tables: [...schemas.keys()], openWorld: true });
}

export function completeIn(query: string, offset: number, lang: DialectId, env: Environment): Completion {
  const text = query.slice(0, offset);
  const word = /[\p{L}\p{N}_@.$-]*$/u.exec(text)?.[0] ?? '';
  const from = text.length - word.length;
  const place = scanTo(text.slice(0, from));
  if (place.inText) return { from, items: [] };
  const fits = (s: Suggestion): boolean => s.text.toLowerCase().startsWith(word.toLowerCase()) || s.text.toLowerCase().startsWith(`['${word.toLowerCase()}`);
  return { from, items: candidates(text.slice(0, from), place, lang, env).filter(fits) };
}

const stage = (text: string, lang: DialectId): Suggestion => ({ text, kind: 'stage', detail: stagesByWord(lang, text)[0]?.doc });

type Place = ReturnType<typeof scanTo>;

function candidates(before: string, place: Place, lang: DialectId, env: Environment): Suggestion[] {
  const { words } = DIALECTS[lang];
  const segment = before.slice(place.stageStart);
  if (place.afterPipe && segment.trim() === '') return words.stages.map((text) => stage(text, lang));
  if (!place.afterPipe && segment.trim() === '') return [...tables(env, words), ...words.sources.map((text) => stage(text, lang))];
  if (words.beforeTables.test(before.slice(place.stageStart))) return tables(env, words);
  const columns = schemaBefore(before, place, lang, env).map((f): Suggestion => ({ text: words.quote(f.name), kind: 'column', detail: DIALECTS[lang].typeName(f.type) }));
  return [...columns, ...functions(lang), ...words.keywords.map((text): Suggestion => ({ text, kind: 'keyword' }))];
}

const tables = (env: Environment, words: Words): Suggestion[] => env.tables.map((name) => ({ text: words.quote(name), kind: 'table' }));

function functions(lang: DialectId): Suggestion[] {
  const names = [...new Set(functionNames(lang))].sort();
  return names.map((name) => ({ text: lang === 'esql' ? name.toUpperCase() : name, kind: 'function', detail: opsByName(lang, name)[0]?.doc }));
}

/** How many stages are given up, from the last one on, until the text before the cursor has a meaning. */
const PATIENCE = 6;

/** The columns that the stage at the cursor sees; those of all tables when the text before it makes no sense. */
function schemaBefore(before: string, place: Place, lang: DialectId, env: Environment): readonly Field[] {
  const ends = [...place.pipes].reverse().slice(0, PATIENCE);
  for (const end of ends) {
    const fields = schemaOf(`${before.slice(0, place.statementStart)}${before.slice(place.pipelineStart, end)}`, lang, env);
    if (fields) return fields;
  }
  const all = new Map<string, Field>();
  for (const name of env.tables) for (const f of env.table(name)?.fields ?? []) all.set(f.name, f);
  return [...all.values()];
}

function schemaOf(query: string, lang: DialectId, env: Environment): readonly Field[] | undefined {
  try {
    const { plan } = planOf(query, lang, env);
    const last = plan.body.stages.at(-1);
    return last && stageSchemas(plan, env).get(last)?.fields;
  } catch (e) {
    if (e instanceof Failure) return undefined;
    throw e;
  }
}
