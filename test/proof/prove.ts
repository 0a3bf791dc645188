import { Failure } from '../../src/base/diagnostics.js';
import { runTables } from '../../src/api/run.js';
import { tableSource } from '../../src/api/tables.js';
import { translate, type Translated } from '../../src/api/translate.js';
import type { Answer, NoteProblem } from '../../src/api/answer.js';
import type { DialectId } from '../../src/catalogue/index.js';
import { columnOf, valuesOf } from '../../src/data/column.js';
import { dynamicOfPlain } from '../../src/data/decode.js';
import type { Ty, Value } from '../../src/data/types.js';
import { type Table, table as tableOf } from '../../src/data/table.js';
import { DIALECTS } from '../../src/dialects/registry.js';
import { KNOWN_COLUMNS } from '../../src/io/known-columns.js';
import type { KnownColumns } from '../../src/semantics/schema.js';
import { placeOf } from './places.js';
import { seedOf } from './random.js';
import { ANY_TAKEN, difference } from './same.js';
import { type Effort, tablesFor } from './tables.js';
import { inElasticsearch, inKusto } from './views.js';
import { type RunInput, run } from '../../src/engine/run.js';
import { stuckAt } from './stuck.js';
import { emptyIsNull } from './empty.js';
import { NOW, NOW_TEXT, policiesOf, Unusable, type World, worldOf } from './world.js';

/** `open`: the rows differ in what the source leaves open. */
export type Verdict = 'equal' | 'open' | 'graded' | 'unexplained' | 'not-run' | 'refused';

export interface Proof {
  readonly verdict: Verdict;
  /** Why not equal, not run, refused. */
  readonly reason: string;
  readonly text?: string;
  readonly notes: readonly NoteProblem[];
  /** Rows of the source's result; a proof over none is weak. */
  readonly rows: number;
  readonly schema: Schema;
  /** The index pattern that a table was made for. */
  readonly patterns?: ReadonlyMap<string, string>;
}

export type Schema = Readonly<Record<string, Readonly<Record<string, string>>>>;

export const other = (lang: DialectId): DialectId => (lang === 'kql' ? 'esql' : 'kql');
const isLoss = (n: NoteProblem): boolean => n.grade !== 'rewritten' && n.grade !== 'refused';

/**
 * Translates a query and runs both texts over tables made for it. `open`: the translation knows of those tables only what is published, as
 * where no schema is given.
 */
export function prove(query: string, from: DialectId, open = false, seed = 0): Proof {
  let world: World;
  try {
    world = worldOf(query, from);
  } catch (e) {
    if (!(e instanceof Unusable || e instanceof Failure)) throw e;
    return ofAnswer(translate(query, { from, to: other(from) }), { verdict: 'not-run', reason: `source: ${e.message}`, rows: 0, schema: {} });
  }
  const schema = schemaOf(world, from);
  const answer = translate(query, { from, to: other(from), ...(open ? { known: publishedOf(world) } : { schema }) });
  if (!answer.ok) return ofAnswer(answer, { verdict: 'refused', reason: '', rows: 0, schema });
  const first = (seedOf(query) + seed * 1_000_003) >>> 0;
  const proofs = Array.from({ length: SEEDS }, (_, i) => () => compared(query, from, answer.query, answer.notes, world, first + i, i as Effort));
  const found = firstTelling(proofs);
  const reason = found.verdict === 'equal' && found.rows === 0 ? `no rows: ${found.reason}${stuckAt(world.plan, inputOf(tablesFor(world, first + 3, from, 3), world), query)}` : found.reason;
  return { ...ofAnswer(answer, { ...found, reason, schema }), patterns: world.patterns };
}

const inputOf = (here: ReadonlyMap<string, Table>, world: Read): RunInput => {
  const tables = withFiles(here, world);
  return { table: (n) => tables.get(n), tableNames: [...tables.keys()], now: NOW, places: placeOf };
};

/** What is published of the world's columns: its tables have only those that the query names. */
const publishedOf = (world: World): KnownColumns => ({
  table: (name) => {
    const columns = KNOWN_COLUMNS.table(name);
    const there = new Set(world.tables.get(name)?.map((f) => f.name));
    return columns && Object.fromEntries(Object.entries(columns).filter(([c]) => there.has(c)));
  },
  field: KNOWN_COLUMNS.field,
});

/** Where any of the rows may be taken, rows and none say nothing: other tables are tried. */
const SEEDS = 4;
export type Compared = Pick<Proof, 'verdict' | 'reason' | 'rows'>;

function firstTelling(proofs: readonly (() => Compared)[]): Compared {
  let last: Compared | undefined;
  for (const proof of proofs) {
    const found = proof();
    if (last && found.verdict === 'not-run') {
      last = { ...last, reason: last.reason || found.reason };
      continue;
    }
    const telling = found.verdict !== 'equal' || found.rows > 0;
    if (telling && !found.reason.endsWith(ANY_TAKEN)) return found;
    if (!last || last.verdict === 'equal') last = found;
  }
  return last as Compared;
}

export function ofAnswer(a: Answer<Translated>, rest: Pick<Proof, 'verdict' | 'reason' | 'rows' | 'schema'>): Proof {
  if (a.ok) return { ...rest, text: a.query, notes: a.notes };
  return { ...rest, verdict: 'refused', reason: a.errors.map((e) => e.message)[0] ?? '', notes: a.notes ?? [] };
}

/** For the official parser: an index pattern is the name of a table there. */
export const targetSchema = (proof: Schema, patterns: ReadonlyMap<string, string>): Schema => Object.fromEntries(Object.entries(proof).map(([t, c]) => [patterns.get(t) ?? t, c]));

const schemaOf = (world: World, lang: DialectId): Schema =>
  Object.fromEntries([...world.tables].map(([t, fields]) => [t, Object.fromEntries(fields.map((f) => [f.name, DIALECTS[lang].typeName(f.type)]))]));

const compared = (query: string, from: DialectId, text: string, notes: readonly NoteProblem[], world: World, seed: number, effort: Effort): Compared =>
  comparedOver(query, from, { query: text, notes }, world, tablesFor(world, seed, from, effort), (here, text) => new Map([...here, ...policiesOf(world.plan, here)].map(([n, t]) => (from === 'kql' ? [n, inElasticsearch(t, text, n)] : [world.patterns.get(n) ?? n, inKusto(t)]))), (a, b, plan) => difference(a, b, plan, storedSpans(world)));

/** What `comparedOver` has to know of the tables that a query reads. */
export type Read = Pick<World, 'plan' | 'patterns' | 'files' | 'substituted'>;

/** The tables as the other system holds them. */
export type View = (here: ReadonlyMap<string, Table>, text: string) => Map<string, Table>;

/** Runs both texts over the same tables, each as its system holds them. */
export function comparedOver(query: string, from: DialectId, { query: text, notes }: Translated, world: Read, here: ReadonlyMap<string, Table>, view: View, differ: typeof difference): Compared {
  let source: Ran;
  try {
    source = from === 'esql' ? run(emptyIsNull(world.plan), { table: (n) => here.get(n), tableNames: [...here.keys()], now: NOW, places: placeOf }) : runKusto(query, withFiles(here, world), world);
  } catch (e) {
    if (!(e instanceof Failure)) throw e;
    return { verdict: 'not-run', reason: `source: ${e.message}`, rows: 0 };
  }
  const outcome = runTranslated(text, other(from), view(here, text), here);
  const rows = source.table.length;
  if (typeof outcome === 'string' && NOT_RUN.test(outcome)) return { verdict: 'not-run', reason: `translation: ${outcome}`, rows };
  const absent = typeof outcome === 'string' ? /^unknown table ([^;]+)/.exec(outcome)?.[1] : undefined;
  if (absent !== undefined && !here.has(absent) && notes.some((n) => n.message.startsWith('union isfuzzy') && n.message.includes(absent))) return { verdict: 'not-run', reason: `translation: there is no table ${absent}`, rows };
  const problem = typeof outcome === 'string' ? `the translation does not run: ${outcome}` : differ(source.table, outcome.table, world.plan);
  if (problem === undefined) return { verdict: 'equal', reason: '', rows };
  if (typeof outcome === 'string') return { verdict: 'unexplained', reason: problem, rows };
  const explained = notes.some(isLoss) || overflows(from === 'esql' ? source : outcome);
  return { verdict: explained ? 'graded' : 'unexplained', reason: problem, rows };
}

interface Ran {
  readonly table: Table;
  readonly warnings: readonly { readonly message: string }[];
}
const NOT_RUN = / is not supported yet|^the result would have more than \d+ rows/;

/** A whole number that does not fit is null in ES|QL, and the run says so in a warning (docs/semantics.md S10). */
const overflows = ({ warnings }: Ran): boolean => warnings.some((w) => /ArithmeticException: \w+ overflow|out of \[\w+\] range/.test(w.message));

const storedSpans = (world: World): ReadonlySet<string> => new Set([...world.tables.values()].flat().flatMap((f) => (f.type === 'timespan' ? [f.name] : [])));

/** The plan itself where it reads a column that stands for what the engine does not know. */
function runKusto(query: string, tables: ReadonlyMap<string, Table>, world: Read): Ran {
  if (!world.substituted) return runTables(query, tableSource(tables), { lang: 'kql', now: NOW_TEXT, places: placeOf });
  return run(world.plan, { table: (n) => tables.get(n), tableNames: [...tables.keys()], now: NOW, places: placeOf });
}

/** The files that a query reads, by their addresses; the first of several has all rows. */
function withFiles(tables: ReadonlyMap<string, Table>, world: Read): Map<string, Table> {
  const out = new Map(tables);
  const given = new Set<string>();
  for (const [uri, index] of world.files) {
    const rows = tables.get(index) as Table;
    out.set(uri, given.has(index) ? tableOf(rows.fields, rows.fields.map((f) => columnOf(f.type, [])), 0) : rows);
    given.add(index);
  }
  return out;
}

/** Fields below a dynamic column that no row has are there all the same, as in a mapping; other missing columns are the translation's fault. */
function runTranslated(text: string, lang: DialectId, tables: Map<string, Table>, source: ReadonlyMap<string, Table>): Ran | string {
  for (let attempt = 0; ; attempt++) {
    try {
      return runTables(text, tableSource(tables), { lang, now: NOW_TEXT, places: placeOf, noImplicitLimit: lang === 'esql' });
    } catch (e) {
      if (!(e instanceof Failure)) throw e;
      const missing = e.diagnostics.filter((d) => d.code === 'unknown-column').map((d) => d.message.replace('unknown column ', ''));
      if (attempt > 4 || lang !== 'esql' || missing.filter((m) => addField(m, tables, source, text)).length === 0) return e.diagnostics.map((d) => d.message).join('; ');
    }
  }
}

/** Where a translation takes the JSON in a text for the object itself, and says so, the index has the object. */
function asObjects(t: Table, column: string): Table {
  const at = t.fields.findIndex((f) => f.name === column);
  const values = valuesOf(t.columns[at] as Table['columns'][number]).map((v) => parsedJson(v as string | null));
  return tableOf(t.fields.with(at, { name: column, type: 'dynamic' }), t.columns.with(at, columnOf('dynamic', values)), t.length);
}

function parsedJson(text: string | null): Value {
  try {
    return text === null || text === '' ? null : dynamicOfPlain(JSON.parse(text));
  } catch {
    return text;
  }
}

function addField(name: string, tables: Map<string, Table>, source: ReadonlyMap<string, Table>, text: string): boolean {
  const root = name.split('.')[0] as string;
  if (root === name) return false;
  const without = (type: Ty): [string, Table] | undefined =>
    [...source].find(([n, t]) => t.fields.find((f) => f.name === root)?.type === type && !(tables.get(n) as Table).fields.some((f) => f.name === name));
  // Of two tables, one of which has an object of that name and the other a text, the object is meant.
  const object = without('dynamic');
  const [n, t] = object ?? without('string') ?? [];
  if (n === undefined || !t) return false;
  const there = tables.get(n) as Table;
  const empty = columnOf('string', new Array(t.length).fill(null));
  tables.set(n, object ? tableOf([...there.fields, { name, type: 'string' }], [...there.columns, empty], t.length) : inElasticsearch(asObjects(t, root), text, n));
  return true;
}
