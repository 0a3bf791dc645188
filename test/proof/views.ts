import { columnOf, valuesOf } from '../../src/data/column.js';
import { dynamicOfPlain } from '../../src/data/decode.js';
import { plainOfCell } from '../../src/data/encode.js';
import { textOfIp } from '../../src/data/ip.js';
import { type Field, type Table, table as tableOf } from '../../src/data/table.js';
import { type Dynamic, DynamicReal, DynamicScalar, MultiValue, type Ty, type Value } from '../../src/data/types.js';

/** The same data as the other system holds it. */

/**
 * A KQL table in Elasticsearch: the members of a dynamic column are fields of dotted names, arrays are multi-values, arrays of
 * objects are flattened. A missing string is null in one row and "" in the next, as it was.
 */
export function inElasticsearch(t: Table): Table {
  const fields: Field[] = [];
  const columns: (readonly Value[])[] = [];
  t.fields.forEach((f, i) => {
    const values = valuesOf((t.columns[i] as Table['columns'][number]));
    if (f.type !== 'dynamic') {
      fields.push({ name: f.name, type: plainType(f.type) });
      columns.push(values.map((v) => elasticCell(f.type, v)));
      return;
    }
    for (const [name, cells] of flattened(f.name, values)) {
      const type = leafType(cells.flat());
      fields.push({ name, type });
      columns.push(cells.map((c) => multi(c.map((x) => leafCell(type, x)).filter((x) => x !== null))));
    }
  });
  return tableOf(fields, fields.map((f, i) => columnOf(f.type, columns[i] as Value[])), t.length);
}

const plainType = (t: Ty): Ty => (t === 'decimal' ? 'real' : t === 'guid' ? 'string' : t === 'timespan' ? 'string' : t);
const elasticCell = (t: Ty, v: Value): Value => (v === null ? null : t === 'decimal' || t === 'timespan' ? (plainOfCell(t, v) as Value) : v);
const multi = (values: readonly Value[]): Value => (values.length === 0 ? null : values.length === 1 ? (values[0] as Value) : new MultiValue(values));

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

function leafType(values: readonly Value[]): Ty {
  const kinds = new Set(values.map((v) => (typeof v === 'boolean' ? 'bool' : typeof v === 'string' ? 'string' : v instanceof DynamicReal ? 'real' : typeof v === 'number' && !Number.isInteger(v) ? 'real' : typeof v === 'number' || typeof v === 'bigint' ? 'long' : 'string')));
  if (kinds.size === 1) return [...kinds][0] as Ty;
  return kinds.size === 2 && kinds.has('real') && kinds.has('long') ? 'real' : 'string';
}

function leafCell(type: Ty, v: Value): Value {
  const x = v instanceof DynamicReal ? v.value : v instanceof DynamicScalar ? v.value : v;
  return type === 'string' && typeof x !== 'string' ? String(x) : x;
}

/** An ES|QL table in Kusto: a field of several values is an array, what Kusto has no type for is its text. */
export function inKusto(t: Table): Table {
  const fields = t.fields.map((f, i): Field => ({ name: f.name, type: hasMulti(t, i) ? 'dynamic' : kustoType(f.type) }));
  const columns = t.fields.map((f, i) => {
    const to = (fields[i] as Field).type;
    return columnOf(to, valuesOf(t.columns[i] as Table['columns'][number]).map((v) => kustoCell(f.type, to, v)));
  });
  return tableOf(fields, columns, t.length);
}

const hasMulti = (t: Table, i: number): boolean => valuesOf(t.columns[i] as Table['columns'][number]).some((v) => v instanceof MultiValue);
const kustoType = (t: Ty): Ty => (t === 'ip' || t === 'version' || t === 'text' || t === 'null' ? 'string' : t === 'ulong' ? 'long' : t === 'nanos' ? 'datetime' : t);

function kustoCell(from: Ty, to: Ty, v: Value): Value {
  if (v === null) return null;
  if (to === 'dynamic') return dynamicOfPlain(plainOfCell(from, v));
  return from === 'ip' ? textOfIp(v as string) : v;
}
