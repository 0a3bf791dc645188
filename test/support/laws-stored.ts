import { runTables } from '../../src/api/run.js';
import { planOf } from '../../src/api/plan.js';
import { environmentOf, tableSource } from '../../src/api/tables.js';
import { translate } from '../../src/api/translate.js';
import { Failure } from '../../src/base/diagnostics.js';
import type { DialectId } from '../../src/catalogue/index.js';
import { ticksOfIso } from '../../src/data/iso.js';
import type { Table } from '../../src/data/table.js';
import type { Plan } from '../../src/ast/pipeline.js';
import { run } from '../../src/engine/run.js';
import { emptyIsNull } from '../proof/empty.js';
import { ANY_TAKEN, difference } from '../proof/same.js';
import { inElasticsearch, inKusto } from '../proof/views.js';
import { NOW_TEXT } from './laws.js';
import { type Rows, schemaOf, type TableName, tablesOf } from './laws-data.js';

/** What a translation of a random query over stored tables came to. */
export interface Judged {
  readonly verdict: 'same' | 'noted' | 'refused' | 'not-run' | 'wrong';
  readonly detail: string;
  readonly rows: number;
}

const NOW = ticksOfIso(NOW_TEXT) as number;
const other = (lang: DialectId): DialectId => (lang === 'kql' ? 'esql' : 'kql');
const SCHEMAS = { kql: schemaOf('kql'), esql: schemaOf('esql') };
/** The schema of the translation: objects are fields in both. */
const BETWEEN = { kql: SCHEMAS.esql, esql: schemaOf('kql', 'esql') };
type Tables = ReadonlyMap<string, Table>;

/** Both texts over the same rows, each as its system holds them, and back again where no object is read. */
export function judged(query: string, from: DialectId, rows: Rows, empty: '' | null): Judged {
  const there = translate(query, { from, to: other(from), schema: SCHEMAS[from] });
  if (!there.ok) return { verdict: there.errors[0]?.code.includes('refused') ? 'refused' : 'not-run', detail: there.errors[0]?.message ?? '', rows: 0 };
  if (there.notes.some((n) => n.grade !== 'rewritten')) return { verdict: 'noted', detail: there.notes.find((n) => n.grade !== 'rewritten')?.message ?? '', rows: 0 };
  const stored = tablesOf(rows, from, empty);
  const here = sourceRows(query, from, stored);
  if ('reason' in here) return { verdict: 'not-run', detail: here.reason, rows: 0 };
  const wrong = (text: string, lang: DialectId, tables: Tables): string | undefined => differs(here, text, lang, tables);
  const first = wrong(there.query, other(from), viewed(stored, from, there.query));
  if (first !== undefined) return { verdict: 'wrong', detail: `${there.query}\n${first}`, rows: here.table.length };
  const again = roundTrip(there.query, from, here, stored, empty);
  if (again === undefined) return { verdict: 'same', detail: '', rows: here.table.length };
  const second = wrong(again, from, stored);
  return { verdict: second === undefined ? 'same' : 'wrong', detail: second === undefined ? '' : `${there.query}\nand back\n${again}\n${second}`, rows: here.table.length };
}

/**
 * The text back in the source's language, where it is to give the rows again: objects are fields now, addresses texts, and a text that was "" is missing from
 * where ES|QL is the source (docs/semantics.md, S37).
 */
function roundTrip(text: string, from: DialectId, here: Here, stored: Tables, empty: '' | null): string | undefined {
  if (/\b[ji]\b|_source|_id\b/.test(text) || (from === 'kql' && (empty === '' || apart(text, here, stored)))) return undefined;
  const again = translate(text, { from: other(from), to: from, schema: BETWEEN[from] });
  // A stored array of numbers is one of unknown elements in KQL, which a packed join gives back as texts.
  if (again.ok && again.query.includes('_left') && /\bq\b/.test(again.query)) return undefined;
  return again.ok && again.notes.every((n) => n.grade === 'rewritten') && !/\bj\b/.test(again.query.replaceAll("['j.", '')) ? again.query : undefined;
}

/** Whether the ES|QL text tells "" from null. */
function apart(text: string, here: Here, stored: Tables): boolean {
  const middle = sourceRows(text, 'esql', viewed(stored, 'kql', text));
  return 'reason' in middle || difference(here.table, middle.table, here.plan) !== undefined;
}

interface Here {
  readonly table: Table;
  readonly plan: Plan;
}

function sourceRows(query: string, from: DialectId, tables: Tables): Here | { readonly reason: string } {
  const source = tableSource(tables);
  try {
    const { plan } = planOf(query, from, environmentOf(source, { now: NOW, implicitLimit: false }));
    const { table } = run(from === 'esql' ? emptyIsNull(plan) : plan, { table: source.load, tableNames: source.names, now: NOW });
    return { table, plan };
  } catch (e) {
    if (!(e instanceof Failure)) throw e;
    return { reason: e.message };
  }
}

function differs(here: Here, text: string, lang: DialectId, tables: Tables): string | undefined {
  try {
    const { table } = runTables(text, tableSource(tables), { lang, now: NOW_TEXT, noImplicitLimit: true });
    const found = difference(here.table, table, here.plan);
    return found?.endsWith(ANY_TAKEN) ? undefined : found;
  } catch (e) {
    if (!(e instanceof Failure)) throw e;
    return `does not run: ${e.message}`;
  }
}

const viewed = (tables: Tables, from: DialectId, text: string): Tables => new Map([...tables].map(([n, t]) => [n, from === 'kql' ? inElasticsearch(t, text) : inKusto(t, (c) => SCHEMAS.esql[n as TableName][c]?.endsWith('[]') ?? false)]));
