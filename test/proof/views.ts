import { shaped } from '../../src/api/tables.js';
import { columnOf, valuesOf } from '../../src/data/column.js';
import { castCell } from '../../src/data/cast.js';
import { dynamicOfPlain } from '../../src/data/decode.js';
import { plainOfCell } from '../../src/data/encode.js';
import { textOfIp } from '../../src/data/ip.js';
import { type Field, type Table, table as tableOf } from '../../src/data/table.js';
import { TICKS_PER_MS } from '../../src/data/time.js';
import { type Dynamic, MultiValue, type Ty, type Value } from '../../src/data/types.js';

/** The same data as the other system holds it. */

/** A KQL table in Elasticsearch, as an ES|QL query sees it: what is in a dynamic column is fields of dotted names (src/data/flatten.ts). */
export function inElasticsearch(t: Table, query: string, name?: string): Table {
  const fields = t.fields.map((f): Field => ({ name: f.name, type: plainType(f.type) }));
  const columns = t.columns.map((c, i) => columnOf((fields[i] as Field).type, valuesOf(c).map((v) => elasticCell((t.fields[i] as Field).type, v))));
  return shaped(tableOf(fields, columns, t.length), 'esql', query, name);
}

const plainType = (t: Ty): Ty => (t === 'decimal' ? 'real' : t === 'guid' ? 'string' : t === 'timespan' ? 'long' : t);
const elasticCell = (t: Ty, v: Value): Value => (v === null ? null : t === 'timespan' ? Math.trunc(Number(v) / TICKS_PER_MS) : t === 'decimal' ? (plainOfCell(t, v) as Value) : v);

/** Leaves by dotted name; each row's leaves of a name in the order of the document. */
export function flattened(column: string, values: readonly Value[]): Map<string, Value[][]> {
  const out = new Map<string, Value[][]>();
  values.forEach((v, row) => {
    const put = (name: string, leaf: Value): void => {
      let cells = out.get(name);
      if (!cells) out.set(name, (cells = values.map(() => [])));
      (cells[row] as Value[]).push(leaf);
    };
    leaves(column, v as Dynamic, put);
  });
  if (out.size === 0) out.set(column, values.map(() => []));
  return out;
}

function leaves(name: string, v: Dynamic, put: (name: string, leaf: Value) => void): void {
  if (v === null) return;
  if (Array.isArray(v)) for (const x of v) leaves(name, x as Dynamic, put);
  else if (v instanceof Map) for (const [k, x] of v) leaves(`${name}.${k}`, x, put);
  else put(name, v as Value);
}

/** An ES|QL table in Kusto: a field of several values is an array, what Kusto has no type for is its text. `several`: fields that a schema says to have them. */
export function inKusto(t: Table, several: (field: string) => boolean = () => false): Table {
  const fields = t.fields.map((f, i): Field => ({ name: f.name, type: several(f.name) || hasMulti(t, i) ? 'dynamic' : f.type === 'ulong' && beyondLong(t, i) ? 'decimal' : kustoType(f.type) }));
  const columns = t.fields.map((f, i) => {
    const to = (fields[i] as Field).type;
    return columnOf(to, valuesOf(t.columns[i] as Table['columns'][number]).map((v) => kustoCell(f.type, to, v)));
  });
  return tableOf(fields, columns, t.length);
}

/** Kusto has no unsigned numbers. */
const beyondLong = (t: Table, i: number): boolean => valuesOf(t.columns[i] as Table['columns'][number]).some((v) => typeof v === 'bigint' && v >= 2n ** 63n);
const hasMulti = (t: Table, i: number): boolean => valuesOf(t.columns[i] as Table['columns'][number]).some((v) => v instanceof MultiValue);
const kustoType = (t: Ty): Ty => (t === 'ip' || t === 'version' || t === 'text' || t === 'geo' || t === 'null' ? 'string' : t === 'ulong' ? 'long' : t === 'nanos' ? 'datetime' : t);

function kustoCell(from: Ty, to: Ty, v: Value): Value {
  if (v === null) return null;
  if (to === 'decimal') return castCell('string', 'decimal', String(v));
  if (to === 'dynamic') return dynamicOfPlain(plainOfCell(from, v));
  return from === 'ip' ? textOfIp(v as string) : v;
}
