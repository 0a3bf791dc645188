import { fail, type Diagnostic } from '../base/diagnostics.js';
import { NO_SPAN } from '../base/source.js';
import type { Places } from '../catalogue/entry.js';
import type { DialectId } from '../catalogue/index.js';
import { type Json, plainOfCell } from '../data/encode.js';
import { ticksOfIso } from '../data/iso.js';
import type { Table } from '../data/table.js';
import { type ExternalReader, run as execute } from '../engine/run.js';
import { DIALECTS } from '../dialects/registry.js';
import { type InlineTable, readInlineTable } from '../dialects/typed-table.js';
import type { Environment } from '../semantics/environment.js';
import { type Answer, answer } from './answer.js';
import { type Problem, problemOf } from './diagnose.js';
import { externalOf } from './external.js';
import { withDottedNames } from './paths.js';
import { planOf } from './plan.js';
import { environmentOf, shaped, type TableSource, tableSource } from './tables.js';

export interface RunOptions {
  readonly lang: DialectId;
  readonly tables?: Readonly<Record<string, InlineTable>>;
  /** What `now()` is: ISO 8601. Nothing here reads a clock. */
  readonly now: string;
  readonly parameters?: Environment['parameters'];
  readonly functions?: Environment['functions'];
  /** Stages to leave out, by name (`completion`). */
  readonly without?: readonly string[];
  /** Do not cut the result of an ES|QL query without LIMIT at 1000 rows. */
  readonly noImplicitLimit?: boolean;
  /** Reads the files of `externaldata`. */
  readonly external?: ExternalReader;
  /** Where addresses are, for `geo_info_from_ip_address` and IP_LOCATION; without it that is not known, as a warning says. */
  readonly places?: Places;
}

export interface Rows {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly Json[])[];
  readonly warnings: readonly Problem[];
}

/** The rows of a query over tables in memory. Types are named as the query's dialect names them, values as `eskql batch` writes them. */
export function run(query: string, options: RunOptions): Answer<Rows> {
  return answer(query, () => {
    const tables = Object.entries(options.tables ?? {}).map(([name, t]) => [name, () => shaped(readInlineTable(name, t, options.lang), options.lang, query, name)] as const);
    const { table, warnings } = runTables(query, tableSource(new Map(tables)), options);
    return { ok: true, columns: columnsOf(table, options.lang), rows: rowsOf(table), warnings: warnings.map((w) => problemOf(query, w)) };
  });
}

export interface TableRun {
  readonly table: Table;
  readonly warnings: readonly (Pick<Diagnostic, 'message' | 'span' | 'hint'> & { readonly code: string })[];
}

/** The same with columnar tables in and out; throws a `Failure`. */
export function runTables(query: string, given: TableSource, options: Omit<RunOptions, 'tables'>): TableRun {
  const now = ticksOfIso(options.now) ?? fail('request-malformed', { detail: `now is not an ISO 8601 time: ${options.now}` }, NO_SPAN);
  const source = options.lang === 'kql' ? withDottedNames(query, given) : given;
  const env = environmentOf(source, { now, parameters: options.parameters, functions: options.functions, implicitLimit: !options.noImplicitLimit });
  const { plan, warnings: early } = planOf(query, options.lang, env);
  const result = execute(plan, { table: source.load, tableNames: source.names, now, without: options.without, external: externalOf(source, options.external), ...(options.places && { places: options.places }) });
  const warnings = [...early, ...result.warnings.map((w) => ({ code: 'run-warning', ...w }))];
  return { table: result.table, warnings };
}

export const columnsOf = (table: Table, lang: DialectId): { name: string; type: string }[] =>
  table.fields.map((f) => ({ name: f.name, type: DIALECTS[lang].typeName(f.type) }));

function rowsOf(table: Table): Json[][] {
  return Array.from({ length: table.length }, (_, row) => table.columns.map((c) => plainOfCell(c.type, c.get(row))));
}
