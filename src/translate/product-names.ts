import { NO_SPAN } from '../base/source.js';
import { isProduct, KQL_PRODUCTS, type Product } from '../catalogue/kql-products.js';
import type { Plan } from '../ast/pipeline.js';
import { type Note, note } from '../semantics/notes.js';
import { listed, type MappedPlan, mapNames, type NameMap } from './map-names.js';
import { NamesUsed } from './names-used.js';

type NamedPlan = Pick<MappedPlan, 'plan' | 'env' | 'notes'>;

/** The column of Elasticsearch's documents that says when. */
const TIME = '@timestamp';

/**
 * A plan in the names of a map, if there is one, and in those that a product demands. Its time column is known: `@timestamp` becomes
 * `TimeGenerated` or `Timestamp` unless the map has another name for it or the query has a column of that name. Other names that it cannot
 * have are said in one note.
 */
export function withNames(unnamed: Omit<NamedPlan, 'notes'>, map: NameMap | undefined, target: string | undefined): NamedPlan {
  const { plan, env } = unnamed;
  const mapped: NamedPlan = map === undefined ? { plan, env, notes: [] } : mapNames(plan, env, map);
  if (target === undefined || !isProduct(target)) return mapped;
  const timed = withTime(unnamed, map, target) ?? mapped;
  return { ...timed, notes: [...timed.notes, ...foreign(timed.plan, target)] };
}

function withTime({ plan, env }: Omit<NamedPlan, 'notes'>, map: NameMap | undefined, target: Product): NamedPlan | undefined {
  const { time, title } = KQL_PRODUCTS[target];
  const at = new NamesUsed(plan).read.get(TIME);
  if (time === undefined || at === undefined || map?.columns.has(TIME)) return undefined;
  const mapped = mapNames(plan, env, { columns: new Map([...(map?.columns ?? []), [TIME, time]]), tables: map?.tables ?? new Map() });
  if (mapped.notes.some((n) => n.grade === 'refused')) return undefined;
  return { ...mapped, notes: [...(map === undefined ? [] : mapped.notes), note('product-time', { from: TIME, to: time, product: title }, at)] };
}

/** A product's tables have no column `host.name`: whoever runs the text has to give it a name there. */
function foreign(plan: Plan, target: Product): readonly Note[] {
  const { name, title } = KQL_PRODUCTS[target];
  const used = new NamesUsed(plan);
  const columns = [...new Set([...used.read.keys(), ...used.paths.map((p) => p.root.name)])].filter((n) => !name.test(n));
  const tables = [...used.tables.keys()].filter((n) => !name.test(n));
  if (columns.length + tables.length === 0) return [];
  const at = used.read.get(columns[0] ?? '') ?? used.tables.get(tables[0] ?? '') ?? NO_SPAN;
  return [note('product-names', { product: title, columns: listed(columns), tables: listed(tables) }, at, '--map gives names there: a file, or NAME=NAME and table:NAME=NAME')];
}
