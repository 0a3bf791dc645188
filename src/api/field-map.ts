import { fail } from '../base/diagnostics.js';
import { NO_SPAN } from '../base/source.js';
import type { DialectId } from '../catalogue/index.js';
import type { NameMap } from '../translate/map-names.js';

type Names = Readonly<Record<string, string>>;

/**
 * What columns and tables are called on the other side: `{"fields": {"DeviceName": "host.name"}, "tables": {"DeviceEvents": "logs-*"}}`,
 * or columns alone, `{"DeviceName": "host.name"}`. `from`: whose names stand on the left; when it is left out KQL's, unless the query has
 * none of those and some of the others. The map serves both directions.
 */
export type FieldMap = { readonly from?: DialectId; readonly fields?: Names; readonly tables?: Names } | Names;

/** The ways to read a map for a query of a dialect, the likelier first. Throws a `Failure` when it is no map of names. */
export function readFieldMap(input: unknown, from: DialectId): readonly NameMap[] {
  const { left, fields, tables } = partsOf(input);
  const ways = left === undefined ? [from === 'kql', from !== 'kql'] : [left === from];
  return ways.map((forwards) => ({ columns: directed(fields, forwards), tables: directed(tables, forwards) }));
}

const malformed = (detail: string): never => fail('map-malformed', { detail }, NO_SPAN);

function partsOf(input: unknown): { left: DialectId | undefined; fields: Names; tables: Names } {
  if (!isObject(input)) return malformed('not an object');
  if (!isObject(input['fields']) && !isObject(input['tables'])) return { left: undefined, fields: namesOf(input, 'the map'), tables: {} };
  const { from, fields = {}, tables = {}, ...others } = input;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) return malformed(`${unknown} is none of from, fields and tables`);
  if (from !== undefined && from !== 'kql' && from !== 'esql') return malformed('from must be "kql" or "esql"');
  return { left: from, fields: namesOf(fields, 'fields'), tables: namesOf(tables, 'tables') };
}

function namesOf(value: unknown, where: string): Names {
  if (!isObject(value)) return malformed(`${where} must be an object`);
  for (const [name, to] of Object.entries(value)) if (name === '' || typeof to !== 'string' || to === '') return malformed(`${where}: the name for ${name || 'an empty name'} must be a text`);
  return value as Names;
}

const isObject = (v: unknown): v is Readonly<Record<string, unknown>> => typeof v === 'object' && v !== null && !Array.isArray(v);

/** Backwards the first of several names that became one is taken. */
function directed(names: Names, forwards: boolean): ReadonlyMap<string, string> {
  const pairs = Object.entries(names);
  return new Map(forwards ? pairs : pairs.map(([a, b]) => [b, a] as const).reverse());
}
