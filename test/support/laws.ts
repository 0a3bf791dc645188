import type { Answer } from '../../src/api/answer.js';
import { runTables } from '../../src/api/run.js';
import { environmentOf, tableSource } from '../../src/api/tables.js';
import { translate, type Translated } from '../../src/api/translate.js';
import type { DialectId } from '../../src/catalogue/index.js';
import { ticksOfIso } from '../../src/data/iso.js';
import type { Table } from '../../src/data/table.js';
import { run } from '../../src/engine/run.js';
import { readInlineTable } from '../../src/dialects/typed-table.js';
import { emptyIsNull } from '../proof/empty.js';
import { difference } from '../proof/same.js';
import { planOf } from '../../src/api/plan.js';

export const NOW_TEXT = '2026-01-20T12:00:00Z';
const NOW = ticksOfIso(NOW_TEXT) as number;
const SCHEMA = { T: { s: 'string', t: 'string', n: 'long', r: 'real', d: 'datetime', b: 'bool' } };
const other = (lang: DialectId): DialectId => (lang === 'kql' ? 'esql' : 'kql');

export type Cells = readonly (readonly unknown[])[];

/** In a table from Kusto a missing text is "" in all of a column or null in all of it; one from Elasticsearch has no "" (docs/semantics.md). */
export function tableOf(rows: Cells, from: DialectId, empty: '' | null): Table {
  const columns = Object.entries(SCHEMA.T).map(([name, type]) => ({ name, type }));
  const cells = rows.map((r) => r.map((v, i) => (i < 2 && (v === null || v === '') ? (from === 'kql' ? empty : null) : v)));
  return readInlineTable('T', { columns, rows: cells }, 'kql');
}

const ran = (text: string, lang: DialectId, t: Table): Table => runTables(text, tableSource(new Map([['T', t]])), { lang, now: NOW_TEXT, noImplicitLimit: true }).table;

/** What is wrong with a translation of the query: nothing, or a difference that no note tells. */
export function flaw(query: string, from: DialectId, rows: Cells, empty: '' | null, roundTrip: boolean): string | undefined {
  const there = translate(query, { from, to: other(from), schema: SCHEMA });
  if (!faithful(there)) return undefined;
  const t = tableOf(rows, from, empty);
  const source = tableSource(new Map([['T', t]]));
  const { plan } = planOf(query, from, environmentOf(source));
  const here = from === 'esql' ? run(emptyIsNull(plan), { table: () => t, tableNames: ['T'], now: NOW }).table : ran(query, from, t);
  const wrong = difference(here, ran(there.query, other(from), t), plan);
  if (wrong !== undefined) return `${there.query}\n${wrong}`;
  const back = roundTrip ? translate(there.query, { from: other(from), to: from, schema: SCHEMA }) : undefined;
  if (!back || !faithful(back)) return undefined;
  const again = difference(here, ran(back.query, from, t), plan);
  return again === undefined ? undefined : `${there.query}\nand back\n${back.query}\n${again}`;
}

const faithful = (a: Answer<Translated>): a is Extract<Answer<Translated>, { ok: true }> => a.ok && a.notes.every((n) => n.grade === 'rewritten');
