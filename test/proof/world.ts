import { existsSync, readFileSync } from 'node:fs';
import type { Enrich, Expr, External, Plan, StageKind, StageOf } from '../../src/ast/pipeline.js';
import { children, conjuncts, mapInside } from '../../src/ast/walk.js';
import { scannedTables } from '../../src/ast/scans.js';
import type { DialectId } from '../../src/catalogue/index.js';
import { opOf } from '../../src/catalogue/index.js';
import { paramAt } from '../../src/catalogue/resolve.js';
import { columnOf, valuesOf } from '../../src/data/column.js';
import { ticksOfIso } from '../../src/data/iso.js';
import { type Field, type Table, table as tableOf } from '../../src/data/table.js';
import type { Ticks } from '../../src/data/time.js';
import type { Ty, Value } from '../../src/data/types.js';
import { DIALECTS } from '../../src/dialects/registry.js';
import { typeOfName } from '../../src/dialects/type-names.js';
import { indexOfFile } from '../../src/dialects/esql/raise/sources.js';
import { policyOf } from '../../src/dialects/esql/raise/stages.js';
import type { Environment } from '../../src/semantics/environment.js';
import { nameMatches } from '../../src/semantics/names.js';
import { closed } from '../../src/semantics/schema.js';
import { type Asked, isSourceColumn, sourceColumn, whatIsAsked } from './origins.js';

/** The tables that a corpus query reads, with columns of known types: from the published schemas, else from how the query uses them. */
export interface World {
  readonly tables: ReadonlyMap<string, readonly Field[]>;
  readonly plan: Plan;
  readonly asked: Asked;
  readonly env: Environment;
  /** The index pattern that a table stands for, which is its name in KQL. */
  readonly patterns: ReadonlyMap<string, string>;
  /** The files of `externaldata`, by address: the table that has their rows. */
  readonly files: ReadonlyMap<string, string>;
  /** The plan reads a column in place of what the engine does not know. */
  readonly substituted: boolean;
}

export const NOW_TEXT = '2026-01-20T12:00:00Z';
export const NOW = ticksOfIso(NOW_TEXT) as Ticks;

type Published = Readonly<Record<string, Readonly<Record<string, string>>>>;
let sentinel: Published | undefined;
let ecs: Readonly<Record<string, string>> | undefined;

export const shared = (path: string): string => `../shared/${path}`;
const json = <T>(path: string): T => (existsSync(shared(path)) ? JSON.parse(readFileSync(shared(path), 'utf8')) : {}) as T;

/** A concrete table for an index pattern. */
export const concrete = (pattern: string): string => pattern.replace(/\*/g, 'x');

/** A missing column is tried in one table after the other. */
const MOST_ATTEMPTS = 16;

export class Unusable extends Error {}

export function worldOf(query: string, lang: DialectId): World {
  const dialect = DIALECTS[lang];
  const tree = dialect.parse(query).tree;
  const tables = new Map<string, Map<string, Ty>>();
  let world: World | undefined;
  let guess: Guess = () => 'string';
  let files: ReadonlySet<string> = new Set();
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const env = environment(tables, attempt === 0);
    const { plan: lowered, diagnostics } = dialect.lower(tree, env);
    const plan = lowered && withIngestion(lowered);
    if (attempt > 0 && plan && diagnostics.length === 0) {
      world = { tables: fieldsOf(tables), plan, asked: whatIsAsked(plan, (t, c, type) => tableFor(t, tables).some((x) => (type === undefined ? x.has(c) : x.get(c) === type))), env, patterns: new Map(scannedTables(plan).map((t) => [concrete(t.name), t.name])), files: filesOf(plan), substituted: plan !== lowered };
      break;
    }
    if (attempt > 0) {
      if (!learn(diagnostics, tables, guess, files)) throw new Unusable(diagnostics[0]?.message ?? 'no plan');
      continue;
    }
    if (!plan) throw new Unusable(diagnostics[0]?.message ?? 'no plan');
    guess = start(plan, query, lang, tables);
    files = new Set([...externals(plan).map(indexOf), ...enrichments(plan).map((e) => e.policy)]);
  }
  if (!world) throw new Unusable('its columns cannot be told');
  return world;
}

const tableFor = (pattern: string, tables: ReadonlyMap<string, Map<string, Ty>>): Map<string, Ty>[] =>
  [...tables].filter(([t]) => t === pattern || (pattern.includes('*') && nameMatches(pattern, t))).map(([, c]) => c);

const fieldsOf = (tables: ReadonlyMap<string, Map<string, Ty>>): ReadonlyMap<string, readonly Field[]> =>
  new Map([...tables].map(([t, c]) => [t, [...c].map(([name, type]) => ({ name, type }))]));

function environment(tables: ReadonlyMap<string, Map<string, Ty>>, openWorld: boolean): Environment {
  const fields = fieldsOf(tables);
  return { table: (n) => (fields.has(n) ? closed(fields.get(n) as readonly Field[]) : undefined), tables: [...fields.keys()], openWorld, now: NOW };
}

/** Which tables there are, from what an open world makes of the query. */
function start(plan: Plan, query: string, lang: DialectId, tables: Map<string, Map<string, Ty>>): Guess {
  const words = new Set(query.match(/[A-Za-z_]\w*/g) ?? []);
  const asked = whatIsAsked(plan, (t, c, type) => (type === undefined ? publishedTable(t)?.[c] !== undefined : publishedTable(t)?.[c] === type));
  for (const t of scannedTables(plan)) if (!t.exclude) tables.set(concrete(t.name), new Map());
  for (const [name, columns] of tables) {
    const known = lang === 'kql' ? publishedTable(name) : undefined;
    for (const [c, type] of Object.entries(known ?? {})) if ([c, `${c}_${type}`, `${c}1`].some((w) => words.has(w))) columns.set(c, typeOfName(type, 'kql') ?? 'dynamic');
    if (known?.['TimeGenerated'] !== undefined) columns.set('TimeGenerated', 'datetime');
  }
  for (const e of externals(plan)) tables.set(indexOf(e), new Map([...(tables.get(indexOf(e)) ?? []), ...e.fields.map((f) => [f.name, f.type] as const)]));
  for (const e of enrichments(plan)) tables.set(e.policy, new Map([...(tables.get(e.policy) ?? []), [e.key ?? '', 'string'], ...(e.columns ?? []).map((c) => [c.from, c.type ?? 'string'] as const)]));
  if (JSON.stringify(plan, withoutBigints).includes(`"${INGESTED}"`)) for (const columns of tables.values()) columns.set(INGESTED, 'datetime');
  const types = usedTypes(asked);
  asked.instances.forEach((instance, i) => {
    for (const t of instance.tables) {
      const columns = tables.get(concrete(t));
      if (!columns || instance.file || (lang === 'kql' && publishedTable(t))) continue;
      for (const [c, type] of instance.columns) columns.set(c, settled(c, type, types.get(`${i}|${c}`), lang));
      if (columns.size === 0) columns.set(lang === 'kql' ? 'TimeGenerated' : '@timestamp', 'datetime');
    }
  });
  return (column) => settled(column, 'unknown', [...types].find(([n]) => n.endsWith(`|${column}`))?.[1], lang);
}

/** Where Elasticsearch has what `ingestion_time()` answers; the engine knows none. */
const INGESTED = 'event.ingested';
const withoutBigints = (_: string, v: unknown): unknown => (typeof v === 'bigint' ? String(v) : v);

function withIngestion<T extends object>(node: T): T {
  if ((node as Partial<Expr>).kind === 'call' && (node as { op?: string }).op === 'time.ingestion') return { ...node, kind: 'col', name: INGESTED, type: 'datetime' };
  return mapInside(node, (child) => withIngestion(child));
}

/** The rows of all files of one `externaldata` are in one index, which the first of them has. */
const filesOf = (plan: Plan): Map<string, string> => new Map(externals(plan).flatMap((e) => e.uris.map((uri) => [uri, indexOf(e)] as const)));

const indexOf = (e: External): string => indexOfFile(e.uris[0] ?? '');

const externals = (plan: Plan): External[] => stagesOf(plan, 'external');
const enrichments = (plan: Plan): Enrich[] => stagesOf(plan, 'enrich').filter((e) => e.key !== undefined);

function stagesOf<K extends StageKind>(plan: Plan, kind: K): StageOf<K>[] {
  const found: StageOf<K>[] = [];
  const visit = (v: unknown): void => {
    if (typeof v !== 'object' || v === null || v instanceof Map) return;
    if ((v as { kind?: string }).kind === kind) found.push(v as StageOf<K>);
    Object.values(v).forEach(visit);
  };
  visit([plan.lets, plan.body]);
  return found;
}

/** The enrich policies of a translation: the table that each is made of, its key first, and a key once. */
export const policiesOf = (plan: Plan, tables: ReadonlyMap<string, Table>): [string, Table][] => enrichments(plan).flatMap((e): [string, Table][] => {
  const t = tables.get(e.policy);
  return t ? [[policyOf(e), policyTable(t, Math.max(0, t.fields.findIndex((f) => f.name === e.key)))]] : [];
});

function policyTable(t: Table, key: number): Table {
  const keys = valuesOf(t.columns[key] as Table['columns'][number]);
  const rows = keys.flatMap((v, i) => (keys.indexOf(v) === i ? [i] : []));
  const order = [key, ...t.fields.keys()].filter((c, i) => i === 0 || c !== key);
  const column = (c: number): Table['columns'][number] => { const all = valuesOf(t.columns[c] as Table['columns'][number]); return columnOf((t.fields[c] as Field).type, rows.map((r) => all[r] as Value)); };
  return tableOf(order.map((c) => t.fields[c] as Field), order.map(column), rows.length);
}

type Guess = (column: string) => Ty;

function publishedTable(name: string): Readonly<Record<string, string>> | undefined {
  sentinel ??= json<Published>('schemas/sentinel-tables.json');
  return Object.hasOwn(sentinel, name) ? sentinel[name] : undefined;
}

const TIME_NAME = /^(TimeGenerated|Timestamp|@timestamp|.*Time|.*_?time_t|TIMESTAMP)$/;

function settled(column: string, planned: Ty, used: Ty | undefined, lang: DialectId): Ty {
  ecs ??= json<Record<string, string>>('schemas/ecs-fields.json');
  const published = lang === 'esql' && Object.hasOwn(ecs, column) ? typeOfName(ecs[column] as string, 'esql') : undefined;
  if (published) return published === 'dynamic' ? 'string' : published;
  if (TIME_NAME.test(column) && (used === undefined || used === 'datetime')) return 'datetime';
  return used ?? (planned !== 'unknown' && planned !== 'null' ? planned : 'string');
}

/** Columns of unknown type by what they are compared with and handed to. */
function usedTypes(asked: Asked): Map<string, Ty> {
  const votes = new Map<string, Ty>();
  const visit = (e: Expr): void => {
    if (e.kind === 'call') e.args.forEach((a, i) => picked(a).forEach((c) => vote(votes, c, typeAt(e, i))));
    if (e.kind === 'call' || e.kind === 'agg') e.args.forEach((a, i) => (isSourceColumn(a) ? vote(votes, (a as { name: string }).name, typeAt(e, i)) : undefined));
    for (const c of children(e)) visit(c);
  };
  for (const c of asked.conditions.flatMap((x) => [...conjuncts(x)])) if (isSourceColumn(c)) votes.set((c as { name: string }).name, 'bool');
  [...asked.conditions, ...asked.touched, ...asked.equal.flat()].forEach(visit);
  for (const p of asked.parsed) if (isSourceColumn(p.input)) vote(votes, (p.input as { name: string }).name, 'string');
  return votes;
}

/** The greatest and the least of a column are of its type. */
const picked = (e: Expr): string[] => (e.kind === 'agg' && /\.(max|min|first|last)$/.test(e.op) && e.args[0] && isSourceColumn(e.args[0]) ? [(e.args[0] as { name: string }).name] : []);

function vote(votes: Map<string, Ty>, name: string, type: Ty | undefined): void {
  if (type && (votes.get(name) === undefined || type === 'dynamic')) votes.set(name, type);
}

function typeAt(e: Extract<Expr, { kind: 'call' | 'agg' }>, i: number): Ty | undefined {
  // A test for null of an unknown column is one of any type.
  if (/^esql\.is(Not)?NullText$/.test(e.op)) return undefined;
  if ((e.op === 'dynamic.member' || e.op === 'dynamic.index') && i === 0) return 'dynamic';
  if (/^(dynamic\.parseJson|string\.|regex\.|convert\.to(?!String)|esql\.(like|rlike|concat|toLower|toUpper|startsWith|endsWith|contains|grok|length|locate|substring|split|replace))/.test(e.op) && i === 0) return 'string';
  if (/^(array|set)\./.test(e.op)) return 'dynamic';
  const other = e.args.find((a, k) => k !== i && a.type !== 'unknown' && a.type !== 'null');
  if (/^(compare|list)\.|^esql\.(equal|notEqual|less|greater|lessOrEqual|greaterOrEqual|in)$/.test(e.op)) return other?.type === 'dynamic' ? 'string' : other?.type;
  if (/^(aggregate|esql)\.(sum|avg|percentile|stdev|median)/.test(e.op) && i === 0) return 'long';
  if (/^esql\.cidrMatch|^ip\./.test(e.op) && i === 0) return e.op.startsWith('ip.') ? 'string' : 'ip';
  // A difference is of two times where one has the name of one.
  if (/\.subtract$/.test(e.op) && e.args.every((a) => isSourceColumn(a) && a.type !== 'long') && e.args.some((a) => a.kind === 'col' && TIME_NAME.test(sourceColumn(a.name).column))) return 'datetime';
  if (/^math\.|^esql\.(add|subtract|multiply|divide)$/.test(e.op)) return other?.type === 'timespan' || other?.type === 'period' || other?.type === 'datetime' ? 'datetime' : 'long';
  const params = new Set(opOf(e.op).sigs.map((s) => paramAt(s.params, i)));
  const [only] = params;
  return params.size === 1 && only && !['any', 'number', 'integer', 'unknown', 'dynamic'].includes(only) ? (only as Ty) : undefined;
}

/** Adds what a closed world misses; false when nothing can be added. */
function learn(diagnostics: readonly { readonly code: string; readonly message: string }[], tables: Map<string, Map<string, Ty>>, guess: Guess, files: ReadonlySet<string>): boolean {
  let learned = false;
  const nameOf = (message: string): string | undefined => /^unknown (?:column|table) (.+)$/.exec(message)?.[1];
  const missing = new Set(diagnostics.map((d) => nameOf(d.message)));
  for (const d of diagnostics) {
    const name = nameOf(d.message);
    // A join may make `x1` once there is an `x` on both sides.
    if (name === undefined || missing.has(/^(.+?)\d$/.exec(name)?.[1])) continue;
    if (d.code === 'unknown-table') tables.set(concrete(name), new Map([['TimeGenerated', 'datetime']]));
    else if (d.code === 'unknown-column') addColumn(name, guess(name), tables, files);
    else continue;
    learned = true;
  }
  return learned;
}

/** The time of the rows is in every table but a file, whose columns the query declares. */
function addColumn(name: string, type: Ty, tables: ReadonlyMap<string, Map<string, Ty>>, files: ReadonlySet<string>): void {
  const without = [...tables].filter(([t, c]) => !c.has(name) && !files.has(t)).map(([, c]) => c);
  for (const columns of type === 'datetime' ? without : without.slice(0, 1)) columns.set(name, type);
}

export type { Asked };
export { isSourceColumn, sourceColumn };
