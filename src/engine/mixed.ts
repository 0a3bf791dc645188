import { fail } from '../base/diagnostics.js';
import type { Span } from '../base/source.js';
import { builder } from '../data/builder.js';
import { type Column, columnOf, ConstColumn, take } from '../data/column.js';
import { Typed, type Ty, type Value } from '../data/types.js';

/**
 * A call over columns whose cells differ in type (Elasticsearch union types): the call runs once for each combination of cell types, over
 * the rows that have it. All must give one type, which is what makes conversions fit and most other calls not.
 */
export function byCellType(args: readonly Column[], length: number, span: Span, call: (args: readonly Column[], length: number) => Column): Column {
  if (length === 0 || args.every((a) => a.type !== 'unknown')) return call(args, length);
  const parts = [...rowsByTypes(args, length).values()].map(({ rows, types }) => {
    const some = Int32Array.from(rows);
    return { rows: some, column: call(args.map((a, i) => (a.type === 'unknown' ? plain(a, some, types[i] as Ty) : take(a, some))), some.length) };
  });
  return merge(parts, length, span);
}

function rowsByTypes(args: readonly Column[], length: number): Map<string, { rows: number[]; types: readonly Ty[] }> {
  const found = new Map<string, { rows: number[]; types: readonly Ty[] }>();
  for (let row = 0; row < length; row++) {
    const types = args.map((a): Ty => (a.type === 'unknown' ? typeOf(a.get(row)) : a.type));
    const key = types.join(' ');
    const known = found.get(key);
    if (known) known.rows.push(row);
    else found.set(key, { rows: [row], types });
  }
  return found;
}

const typeOf = (v: Value): Ty => (v instanceof Typed ? v.type : 'null');

const plain = (column: Column, rows: Int32Array, type: Ty): Column => columnOf(type, Array.from(rows, (row) => unwrapped(column.get(row))));

const unwrapped = (v: Value): Value => (v instanceof Typed ? v.value : v);

function merge(parts: readonly { rows: Int32Array; column: Column }[], length: number, span: Span): Column {
  const types = new Set(parts.map((p) => p.column.type).filter((t) => t !== 'null'));
  const [type = 'null', other] = [...types];
  if (other !== undefined) return fail('type-mismatch', { what: 'a call over a column of different types in the tables', got: `${type} and ${other}`, want: 'one type' }, span);
  if (type === 'null') return new ConstColumn('null', null, length);
  const out = builder(type, length);
  for (const { rows, column } of parts) for (let i = 0; i < rows.length; i++) out.set(rows[i] as number, column.get(i));
  return out.done();
}
