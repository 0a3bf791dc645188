import { columnOf, valuesOf } from '../../src/data/column.js';
import { printDynamic, textOfScalar } from '../../src/data/dynamic.js';
import { TICKS_PER_MS } from '../../src/data/time.js';
import { type Table, table as tableOf } from '../../src/data/table.js';
import { type Dynamic, DynamicReal, DynamicScalar, type Ty, type Value } from '../../src/data/types.js';

/**
 * The rows of a KQL table that an index can hold as well (docs/semantics.md): it has no NaN and no infinities (S11), an empty array, an
 * empty object, a null member and a null element are no values (S13), a field has values of one kind, texts where they mix (S13), or
 * members, whichever come first, and a timespan is a whole number of milliseconds (S14).
 * `arrays`: columns of which a query takes elements, which are taken for arrays (S30).
 */
export function representable(t: Table, arrays: ReadonlySet<string>): Table {
  const columns = t.fields.map((f, i) => {
    const all = valuesOf(t.columns[i] as Table['columns'][number]);
    const values = arrays.has(f.name) ? all.map((v) => (v instanceof Map ? null : v)) : all;
    return columnOf(f.type, f.type === 'dynamic' ? dynamicCells(values as Dynamic[]) : values.map((v) => cell(f.type, v)));
  });
  return tableOf(t.fields, columns, t.length);
}

function cell(type: Ty, v: Value): Value {
  if (type === 'real' && typeof v === 'number' && !Number.isFinite(v)) return null;
  return type === 'timespan' && typeof v === 'number' ? Math.trunc(v / TICKS_PER_MS) * TICKS_PER_MS : v;
}

function dynamicCells(values: readonly Dynamic[]): Value[] {
  const kinds = new Map<string, Set<string>>();
  for (const v of values) gather(v, '', kinds);
  return values.map((v) => kept(v, '', kinds) as Value);
}

function kindOf(v: Dynamic): string {
  if (typeof v === 'number' || typeof v === 'bigint' || v instanceof DynamicReal) return 'number';
  return typeof v === 'boolean' ? 'bool' : 'text';
}

const below = (path: string, key: string): string => (path === '' ? key : `${path}.${key}`);

function gather(v: Dynamic, path: string, kinds: Map<string, Set<string>>): void {
  if (v === null) return;
  if (v instanceof Map) {
    kinds.set(path, (kinds.get(path) ?? new Set()).add('object'));
    return v.forEach((x, k) => gather(x as Dynamic, below(path, k), kinds));
  }
  if (Array.isArray(v)) return v.forEach((x) => gather(x as Dynamic, path, kinds));
  kinds.set(path, (kinds.get(path) ?? new Set()).add(kindOf(v)));
}

function kept(v: Dynamic, path: string, kinds: ReadonlyMap<string, ReadonlySet<string>>): Dynamic {
  if (v === null) return null;
  const found = [...(kinds.get(path) ?? [])];
  // The mapping of an index has an object or values under a name, and refuses the other.
  if (!Array.isArray(v) && found.includes('object') && (v instanceof Map) !== (found[0] === 'object')) return null;
  if (v instanceof Map) {
    const members = [...v].map(([k, x]): [string, Dynamic] => [k, kept(x as Dynamic, below(path, k), kinds)]).filter(([, x]) => x !== null);
    return members.length > 0 ? (new Map(members) as Dynamic) : null;
  }
  if (Array.isArray(v)) {
    const elements = (v as Dynamic[]).map((x) => kept(x, path, kinds)).filter((x) => x !== null);
    return elements.length > 0 ? (elements as Dynamic) : null;
  }
  return found.filter((k) => k !== 'object').length < 2 || typeof v === 'string' ? v : v instanceof DynamicScalar ? textOfScalar(v) : printDynamic(v);
}
