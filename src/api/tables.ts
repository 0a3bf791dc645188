import type { DialectId } from '../catalogue/index.js';
import type { Table } from '../data/table.js';
import { documentsOf } from '../data/document.js';
import { flattened } from '../data/flatten.js';
import { DIALECTS } from '../dialects/registry.js';
import type { Environment } from '../semantics/environment.js';
import { closed, type Schema } from '../semantics/schema.js';

/** Where a run gets its tables from. `load` may be called for a table more than once and gives the same rows each time. */
export interface TableSource {
  readonly names: readonly string[];
  readonly schema: (name: string) => Schema | undefined;
  readonly load: (name: string) => Table | undefined;
}

/**
 * A table as the query of a dialect sees it: ES|QL has no objects, only the fields in them, and the documents where it asks for those.
 * `name`: of the table; of what subqueries name that read others alone, only columns that these make are taken for fields of it.
 */
export const shaped = (table: Table, lang: DialectId, query: string, name?: string): Table =>
  lang === 'esql' ? { ...flattened(table, namedFields(query, name)), documents: () => documentsOf(table) } : table;

/** How files are best read for a query. Positions in arrays, and documents, are told only where the objects are kept. */
export function fileShape(lang: DialectId, query: string): 'dynamic' | 'flat' {
  if (lang === 'kql' || /METADATA\b.*\b_source\b/is.test(query)) return 'dynamic';
  return /\.`?\d/.test(query) && [...namedFields(query)].some((n) => /\.\d+(?:\.|$)/.test(n)) ? 'dynamic' : 'flat';
}

/** Every name in an ES|QL query, dotted ones too, and whatever else in it looks like one. */
function namedFields(query: string, table?: string): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (node: unknown, elsewhere: boolean): void => {
    if (typeof node !== 'object' || node === null) return;
    if (!elsewhere && 'text' in node && typeof node.text === 'string') names.add(node.text);
    if (elsewhere && 'kind' in node && node.kind === 'field' && 'name' in node) visit(node.name, false);
    const others = elsewhere || (table !== undefined && 'kind' in node && node.kind === 'query' && !mayRead(node, table));
    for (const child of Object.values(node)) visit(child, others);
  };
  visit(DIALECTS.esql.parse(query).tree, false);
  return names;
}

/** Whether a subquery reads a table of that name, or indices by a pattern. */
const mayRead = (node: object, table: string): boolean =>
  ('text' in node && typeof node.text === 'string' && (node.text.toLowerCase() === table.toLowerCase() || ('kind' in node && node.kind === 'index-pattern' && /[^\w.-]/.test(node.text)))) ||
  Object.values(node).some((x: unknown) => typeof x === 'object' && x !== null && mayRead(x, table));

/** Tables that are in memory, or made when they are first asked for. */
export function tableSource(tables: ReadonlyMap<string, Table | (() => Table)>): TableSource {
  const loaded = new Map<string, Table>();
  const load = (name: string): Table | undefined => {
    const known = loaded.get(name);
    if (known) return known;
    const entry = tables.get(name);
    if (entry === undefined) return undefined;
    const table = typeof entry === 'function' ? entry() : entry;
    loaded.set(name, table);
    return table;
  };
  return { names: [...tables.keys()], load, schema: (name) => mapped(load(name), (t) => closed(t.fields)) };
}

const mapped = <T, R>(x: T | undefined, f: (x: T) => R): R | undefined => (x === undefined ? undefined : f(x));

/** Everything that lowering may know when a query is to run over these tables. */
export const environmentOf = (source: TableSource, more: Partial<Environment> = {}): Environment => ({
  table: source.schema, tables: source.names, openWorld: false, ...more,
});
