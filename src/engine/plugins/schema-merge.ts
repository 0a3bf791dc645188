import type { Evaluate } from '../../ast/pipeline.js';
import { fail } from '../../base/diagnostics.js';
import { columnOf } from '../../data/column.js';
import type { Value } from '../../data/types.js';
import { columnNamed, type Frame, frame } from '../frame.js';
import { constantArgument, type Plugin } from './plugin.js';

/** A column of the schemas: its types, and the place it has in each that names it. */
interface Merged {
  readonly name: string;
  readonly types: readonly [dataType: Value, columnType: Value];
  readonly ordinals: number[];
}

const UNORDERED = 'ERROR(columns are out of order)';

/**
 * `schema_merge`: one schema out of several that `getschema` gave. A column keeps the place of its first mention; with `PreserveOrder`
 * (the default) another place later is an error that its row says. Columns of two types, and orders that the schemas do not settle, are
 * refused: what they answer is not documented.
 */
export const schemaMerge: Plugin = (s, input, session) => {
  const preserve = constantArgument(s, 'PreserveOrder', 0, session) !== false;
  const columns = mergedColumns(s, input);
  const placed = preserve ? columns.map((c) => ({ ...c, place: c.ordinals.every((o) => o === c.ordinals[0]) ? (c.ordinals[0] as number) : -1 })) : reordered(s, columns);
  const rows = [...placed].sort((a, b) => (a.place < 0 ? 1 : 0) - (b.place < 0 ? 1 : 0) || a.place - b.place);
  const texts = (i: 0 | 1): Value[] => rows.map((r) => (r.place >= 0 ? r.types[i] : i === 0 ? `ERROR(unknown CSL type:${UNORDERED})` : UNORDERED));
  const fields = [{ name: 'ColumnName', type: 'string' }, { name: 'ColumnOrdinal', type: 'int' }, { name: 'DataType', type: 'string' }, { name: 'ColumnType', type: 'string' }] as const;
  return frame(fields, [columnOf('string', rows.map((r) => r.name)), columnOf('int', rows.map((r) => r.place)), columnOf('string', texts(0)), columnOf('string', texts(1))], rows.length);
};

function mergedColumns(s: Evaluate, input: Frame): readonly Merged[] {
  const [names, ordinals, dataTypes, types] = ['ColumnName', 'ColumnOrdinal', 'DataType', 'ColumnType'].map((name) => columnNamed(input, name) ?? fail('unknown-column', { name }, s.span)) as [ReturnType<typeof columnOf>, ReturnType<typeof columnOf>, ReturnType<typeof columnOf>, ReturnType<typeof columnOf>];
  const found = new Map<Value, Merged>();
  for (let row = 0; row < input.length; row++) {
    const name = names.get(row);
    const place = Number(ordinals.get(row));
    const known = found.get(name);
    if (!known) found.set(name, { name: String(name), types: [dataTypes.get(row), types.get(row)], ordinals: [place] });
    else if (known.types[1] !== types.get(row)) fail('not-yet', { what: `schema_merge of columns of different types (${String(name)})` }, s.span);
    else known.ordinals.push(place);
  }
  return [...found.values()];
}

/** Places anew, where the furthest place of each column is its last one and leaves no doubt. */
function reordered(s: Evaluate, columns: readonly Merged[]): (Merged & { readonly place: number })[] {
  const placed = columns.map((c) => ({ ...c, place: Math.max(...c.ordinals) }));
  const settled = new Set(placed.map((c) => c.place)).size === placed.length && placed.every((c) => c.place < placed.length && c.ordinals.at(-1) === c.place);
  return settled ? placed : fail('not-yet', { what: 'schema_merge of schemas that do not settle one order' }, s.span);
}
