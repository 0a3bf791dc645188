import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { Expr, Named, Plan } from '../../src/ast/pipeline.js';
import { scannedTables } from '../../src/ast/scans.js';
import { Failure } from '../../src/base/diagnostics.js';
import type { Span } from '../../src/base/source.js';
import { runTables } from '../../src/api/run.js';
import { tableSource } from '../../src/api/tables.js';
import { translate } from '../../src/api/translate.js';
import type { DialectId } from '../../src/catalogue/index.js';
import { columnOf, valuesOf } from '../../src/data/column.js';
import type { Table } from '../../src/data/table.js';
import { MultiValue } from '../../src/data/types.js';
import { DIALECTS } from '../../src/dialects/registry.js';
import { type InlineTable, readInlineTable } from '../../src/dialects/typed-table.js';
import { closed } from '../../src/semantics/schema.js';
import { difference, strictDifference } from './same.js';
import { type Compared, comparedOver, ofAnswer, other, type Proof, type Schema, type View } from './prove.js';
import { representable } from './representable.js';
import { inElasticsearch, inKusto } from './views.js';
import { NOW, NOW_TEXT, shared } from './world.js';

/**
 * The conformance suites as a proof of translation: queries with rows, whose answers by the real engines the sources are known to give.
 * The constant rows of a KQL case become a table, so that its columns are fields and not constants.
 */
export interface SuiteCase {
  readonly id: string;
  readonly query: string;
  readonly tables: ReadonlyMap<string, Table>;
}

export const SUITES: Readonly<Record<string, { readonly from: DialectId; readonly file: string }>> = {
  'kusto-engine': { from: 'kql', file: 'conformance/kusto/engine.jsonl' },
  'kusto-docs': { from: 'kql', file: 'conformance/kusto/docs.jsonl' },
  'esql-csv': { from: 'esql', file: 'conformance/esql/cases.jsonl' },
};

interface Raw {
  readonly id: string;
  readonly kql?: string;
  readonly query: string;
  readonly error?: boolean;
  readonly nondeterministic?: boolean;
}

/** The cases of a suite that the engine answers; `inline` leaves constant rows where they stand. `undefined`: the suite is absent. */
export function casesOf(suite: string, inline: boolean): SuiteCase[] | undefined {
  const { from, file } = SUITES[suite] as (typeof SUITES)[string];
  if (!existsSync(shared(file))) return undefined;
  const raw = readFileSync(shared(file), 'utf8').split('\n').filter(Boolean).map((l) => JSON.parse(l) as Raw).filter((c) => !c.error && !c.nondeterministic);
  if (from === 'esql') return raw.map(({ id, query }) => ({ id, query, tables: storedTables() }));
  return raw.map(({ id, kql }) => ({ id, ...(inline ? { query: kql as string, tables: new Map() } : withTables(kql as string)) }));
}

let stored: ReadonlyMap<string, Table> | undefined;

function storedTables(): ReadonlyMap<string, Table> {
  const folder = shared('conformance/esql/tables');
  const read = (f: string): Table => readInlineTable(f, JSON.parse(readFileSync(`${folder}/${f}`, 'utf8')) as InlineTable, 'esql');
  return (stored ??= new Map(readdirSync(folder).filter((f) => f.endsWith('.json')).map((f) => [f.slice(0, -'.json'.length), read(f)])));
}

/** A query with its `datatable`s taken out. One that cannot stand alone stays. */
function withTables(query: string): Pick<SuiteCase, 'query' | 'tables'> {
  const tables = new Map<string, Table>();
  let text = '';
  let at = 0;
  for (const { start, end } of dataTables(DIALECTS.kql.parse(query).tree)) {
    const rows = start < at ? undefined : rowsOf(query.slice(start, end));
    if (!rows) continue;
    const name = `Rows${tables.size + 1}`;
    tables.set(name, rows);
    text += query.slice(at, start) + name;
    at = end;
  }
  return { query: text + query.slice(at), tables };
}

function dataTables(node: unknown): Span[] {
  if (typeof node !== 'object' || node === null) return [];
  const n = node as { kind?: string; span?: Span };
  return [...(n.kind === 'datatable' && n.span ? [n.span] : []), ...Object.values(node).flatMap(dataTables)].sort((a, b) => a.start - b.start);
}

function rowsOf(datatable: string): Table | undefined {
  try {
    return runTables(datatable, tableSource(new Map()), { lang: 'kql', now: NOW_TEXT }).table;
  } catch (e) {
    if (e instanceof Failure) return undefined;
    throw e;
  }
}

/* ---------------------------------------------------------------- the proof */

/** Translates a case and runs both texts over its rows. `open`: the translation knows nothing of its tables. */
export function proveCase(c: SuiteCase, from: DialectId, open: boolean): Proof {
  const plan = planOf(c, from);
  const used = new Map([...c.tables].filter(([n]) => from === 'kql' || plan === undefined || isScanned(n, plan)));
  const schema: Schema = Object.fromEntries([...used].map(([t, { fields, columns }]) => [t, typesOf(fields, columns, from)]));
  const answer = translate(c.query, { from, to: other(from), ...(!open && { schema }) });
  if (!answer.ok || !plan) return ofAnswer(answer, { verdict: answer.ok ? 'not-run' : 'refused', reason: 'source: no plan', rows: 0, schema });
  const read = { plan, patterns: new Map<string, string>(), files: new Map<string, string>(), substituted: false };
  const found = missingTexts(from, from === 'kql' ? new Map([...c.tables].map(([n, t]) => [n, representable(t, elementsOf(plan))])) : c.tables).map((here): Compared => {
    const view: View = (t, text) => (from === 'kql' ? new Map([...t].map(([n, x]) => [n, inElasticsearch(x, text, n)])) : inKustoByPattern(t, plan));
    const strict = comparedOver(c.query, from, answer, read, here, view, strictDifference);
    if (strict.verdict === 'equal' || strict.verdict === 'not-run') return strict;
    return opened(strict, comparedOver(c.query, from, answer, read, here, view, difference));
  });
  return ofAnswer(answer, { ...worst(found), schema });
}

/** A field that has several values in some row is said to. */
const typesOf = (fields: Table['fields'], columns: Table['columns'], from: DialectId): Schema[string] =>
  Object.fromEntries(fields.map((f, i) => [f.name, `${DIALECTS[from].typeName(f.type)}${from === 'esql' && valuesOf(columns[i] as Table['columns'][number]).some((v) => v instanceof MultiValue) ? '[]' : ''}`]));

/** Two right answers may differ in what the source leaves open. */
const opened = (strict: Compared, loose: Compared): Compared => (loose.verdict === 'equal' ? { ...loose, verdict: 'open', reason: strict.reason } : strict);

const ORDER: readonly Compared['verdict'][] = ['unexplained', 'graded', 'not-run', 'open', 'equal'];
const worst = (all: readonly Compared[]): Compared => [...all].sort((a, b) => ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict))[0] as Compared;

function planOf(c: SuiteCase, from: DialectId): Plan | undefined {
  const table = (n: string): ReturnType<typeof closed> | undefined => (c.tables.has(n) ? closed((c.tables.get(n) as Table).fields) : undefined);
  return DIALECTS[from].lower(DIALECTS[from].parse(c.query).tree, { table, tables: [...c.tables.keys()], openWorld: false, now: NOW }).plan;
}

/** Columns that are expanded, or of which an element is taken. */
function elementsOf(plan: Plan): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null || node instanceof Map) return;
    const { kind, op, args, columns } = node as { kind?: string; op?: string; args?: readonly Expr[]; columns?: readonly Named[] };
    const taken = kind === 'mvExpand' || kind === 'mvApply' ? (columns ?? []).map((c) => c.expr) : op === 'dynamic.index' ? (args ?? []).slice(0, 1) : [];
    for (const e of taken) if (e.kind === 'col') found.add(e.name);
    Object.values(node).forEach(visit);
  };
  visit(plan);
  return found;
}

const matcher = (pattern: string): RegExp => new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*')}$`);
const isScanned = (name: string, plan: Plan): boolean => JSON.stringify(plan, withoutBigints).includes(`"${name}"`) || scannedTables(plan).some((t) => matcher(t.name).test(name));
const withoutBigints = (_: string, v: unknown): unknown => (typeof v === 'bigint' ? String(v) : v);

/** A missing text of KQL is "" or null in an index, the same in all rows (docs/semantics.md S37). */
function missingTexts(from: DialectId, tables: ReadonlyMap<string, Table>): ReadonlyMap<string, Table>[] {
  if (from === 'esql' || ![...tables.values()].some((t) => t.fields.some((f, i) => f.type === 'string' && valuesOf(t.columns[i] as Table['columns'][number]).includes('')))) return [tables];
  const withNulls = (t: Table): Table => ({ ...t, columns: t.columns.map((c) => (c.type === 'string' ? columnOf('string', valuesOf(c).map((v) => (v === '' ? null : v))) : c)) });
  return [tables, new Map([...tables].map(([n, t]) => [n, withNulls(t)]))];
}

/** What a name with wildcards stands for is one table of that name. */
function inKustoByPattern(tables: ReadonlyMap<string, Table>, plan: Plan): Map<string, Table> {
  const rows = (pattern: string): Table => runTables(`FROM ${pattern}`, tableSource(tables), { lang: 'esql', now: NOW_TEXT, noImplicitLimit: true }).table;
  const scanned = scannedTables(plan).filter((t) => !t.exclude && t.name.includes('*')).map((t) => [t.name, inKusto(rows(t.name))] as const);
  return new Map([...[...tables].map(([n, t]) => [n, inKusto(t)] as const), ...scanned]);
}
