import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { run, translate } from '../../src/index.js';
import type { DialectId } from '../../src/index.js';
import type { ParameterValue, ParameterValues } from '../../src/semantics/environment.js';
import { type InlineTable, readInlineTable } from '../../src/dialects/typed-table.js';
import { planOf } from '../../src/api/plan.js';
import { environmentOf, tableSource } from '../../src/api/tables.js';
import { difference } from '../proof/same.js';

/**
 * A case file says everything once: a title, `from:` the dialect that it was written in, `rules:` of docs/semantics.md, the query, its
 * translation, the rows of both, and the notes. `params:` are values for a run of both, `there:` those that the translation takes in another form. `vitest run test/cases.test.ts -u` rewrites all but the first query.
 */
export interface CaseFile {
  readonly file: string;
  readonly title: string;
  readonly headers: string;
  readonly from: DialectId;
  readonly query: string;
}

export const CASE_TABLES = JSON.parse(readFileSync('corpus/cases/tables.json', 'utf8')) as Record<string, InlineTable>;
export const CASE_NOW = '2026-01-20T12:00:00Z';
const SCHEMA = Object.fromEntries(Object.entries(CASE_TABLES).map(([n, t]) => [n, Object.fromEntries(t.columns.map((c) => [c.name, c.type]))]));

export function readCase(file: string): CaseFile {
  const [head = '', ...sections] = readFileSync(file, 'utf8').split(/^-- /m);
  const [title = '', ...headers] = head.trimEnd().split('\n');
  const from: DialectId = /from: esql/.test(head) ? 'esql' : 'kql';
  const query = sections.find((s) => s.startsWith(`${from}\n`))?.slice(from.length + 1).trimEnd();
  if (query === undefined) throw new Error(`${basename(file)} has no query in ${from}`);
  return { file, title, headers: headers.join('\n'), from, query };
}

/** The values that the query runs with, and those for its translation. */
function parametersOf({ headers }: CaseFile, translated = false): ParameterValues | undefined {
  const read = (header: string): Record<string, ParameterValue> => JSON.parse(new RegExp(`^${header}: (.*)$`, 'm').exec(headers)?.[1] ?? '{}') as Record<string, ParameterValue>;
  const values = { ...read('params'), ...(translated && read('there')) };
  return new Map(Object.entries(values));
}

const other = (lang: DialectId): DialectId => (lang === 'kql' ? 'esql' : 'kql');

/** The case as it is: what the file has to hold. */
export function renderCase(c: CaseFile): string {
  const schema = known(c) ? SCHEMA : undefined;
  const there = translate(c.query, { from: c.from, to: other(c.from), ...(schema && { schema }) });
  const text = there.ok ? there.query.trimEnd() : `(refused)`;
  const says = (there.ok ? there.notes : there.errors).map((n) => `${'grade' in n ? n.grade : 'refused'} ${n.code} ${n.line}:${n.column} ${n.message}`);
  const rows = known(c) ? `-- rows\n${rowsOf(c).join('\n')}\n` : '';
  return `${c.title}\n${c.headers}\n-- ${c.from}\n${c.query}\n-- ${other(c.from)}\n${text}\n${rows}${says.length > 0 ? `-- says\n${says.join('\n')}\n` : ''}`;
}

/** Whether the case reads only the tables of the cases; others are about the text alone. */
const known = (c: CaseFile): boolean => Object.keys(CASE_TABLES).some((t) => new RegExp(`^(from )?${t}(?![\\w-])|^let [\\s\\S]*\\n${t}(?![\\w-])`, 'i').test(c.query.trim().replace(/^declare query_parameters[^;]*;\s*/, '')));

function rowsOf(c: CaseFile): string[] {
  const r = run(c.query, { lang: c.from, tables: CASE_TABLES, now: CASE_NOW, parameters: parametersOf(c) });
  if (!r.ok) return [`error ${r.errors[0]?.message ?? ''}`];
  return [r.columns.map((x) => `${x.name}:${x.type}`).join(', '), ...r.rows.map((row) => row.map((v) => (v === null ? '' : typeof v === 'string' ? v : JSON.stringify(v))).join(' | '))];
}

/** What differs between the rows of the two queries; undefined when nothing does, or a note says that something may. */
export function rowsApart(c: CaseFile): string | undefined {
  if (!known(c)) return undefined;
  const there = translate(c.query, { from: c.from, to: other(c.from), schema: SCHEMA });
  if (!there.ok || there.notes.some((n) => n.grade !== 'rewritten')) return undefined;
  const source = tableSource(new Map(Object.entries(CASE_TABLES).map(([n, t]) => [n, readInlineTable(n, t, 'kql')])));
  const { plan } = planOf(c.query, c.from, environmentOf(source, { parameters: parametersOf(c) }));
  const [a, b] = [c.query, there.query].map((q, i) => {
    const lang = i === 0 ? c.from : other(c.from);
    const r = run(q, { lang, tables: CASE_TABLES, now: CASE_NOW, parameters: parametersOf(c, i === 1) });
    if (!r.ok) throw new Error(`${q}: ${r.errors[0]?.message}`);
    return readInlineTable('rows', { columns: r.columns, rows: r.rows }, lang);
  }) as [ReturnType<typeof readInlineTable>, ReturnType<typeof readInlineTable>];
  return difference(a, b, plan);
}
