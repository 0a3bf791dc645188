import type { Subquery } from '../ast/pipeline.js';
import { fail } from '../base/diagnostics.js';
import type { CallContext, Overload } from '../catalogue/entry.js';
import { castColumn } from '../data/cast.js';
import { type Column, columnOf, ConstColumn, valuesOf } from '../data/column.js';
import { keyOf } from '../data/order.js';
import type { Value } from '../data/types.js';
import { commonType } from '../semantics/unite.js';
import { foldCase } from '../text/fold.js';
import type { Frame } from './frame.js';
import { lift } from './lift.js';
import type { Session } from './session.js';

/** `toscalar` and `in (subquery)`. The rows of a subquery depend on nothing outside it, so each runs once. */
export function evaluateSubquery(e: Subquery, args: readonly Column[], length: number, session: Session): Column {
  const rows = subqueryRows(e, session);
  if (e.mode === 'scalar') return scalar(rows, length);
  if (e.mode === 'in') return membership(e, args, rows, length, session);
  return fail('run-failed', { detail: 'a table stands where a value is needed' }, e.span);
}

export function subqueryRows(e: Subquery, session: Session): Frame {
  const known = session.subqueries.get(e);
  if (known) return known;
  const rows = session.pipeline(e.pipeline);
  session.subqueries.set(e, rows);
  return rows;
}

function scalar(rows: Frame, length: number): Column {
  const column = rows.cells[0]?.get();
  return column ? new ConstColumn(column.type, rows.length > 0 ? column.get(0) : null, length) : new ConstColumn('null', null, length);
}

function membership(e: Subquery, args: readonly Column[], rows: Frame, length: number, session: Session): Column {
  const columns = rows.cells.map((c) => c.get());
  if (columns.length < args.length) return fail('run-failed', { detail: `the subquery has ${columns.length} columns, ${args.length} are compared` }, e.span);
  const values = e.nulls === 'value' && args.length === 1 ? [flattened(columns[0] as Column)] : columns;
  const sides = args.map((a, i) => common(a, values[i] as Column));
  const test = tester(e, sides.map((s) => s.right), values[0]?.length ?? 0);
  const overload: Overload = { params: ['...any'], returns: 'bool', nulls: 'total', prepare: () => (...cells) => test(cells) };
  const left = sides.map((s) => s.left);
  return lift({ overload, context: memberContext(length, session), args: left, multiAware: true, volatile: false, fill: false });
}

/** KQL tests against the elements of arrays, as in `in (dynamic([…]))`. */
function flattened(column: Column): Column {
  if (column.type !== 'dynamic') return column;
  return columnOf('dynamic', valuesOf(column).flatMap(leaves));
}

const leaves = (v: Value): Value[] => (Array.isArray(v) ? v.flatMap(leaves) : [v]);

function common(left: Column, right: Column): { left: Column; right: Column } {
  const type = commonType(left.type, right.type);
  return type === 'unknown' ? { left, right } : { left: castColumn(left, type), right: castColumn(right, type) };
}

function memberContext(length: number, session: Session): CallContext {
  return { now: session.input.now, types: [], returns: 'bool', constants: [], options: {}, length, warn: () => undefined, random: session.random };
}

/** Whether a tuple is among the rows: true, false, or null by `nulls`. */
function tester(e: Subquery, columns: readonly Column[], length: number): (cells: readonly Value[]) => boolean | null {
  const keys = new Set<unknown>();
  const partial: Value[][] = [];
  const key = (cells: readonly Value[]): unknown => (cells.length === 1 ? cellKey(e, columns[0] as Column, cells[0] as Value) : JSON.stringify(cells.map((c, i) => `${typeof c}${String(cellKey(e, columns[i] as Column, c))}`)));
  for (let row = 0; row < length; row++) {
    const cells = columns.map((c) => c.get(row));
    if (e.nulls === 'logic' && cells.includes(null)) partial.push(cells);
    else keys.add(key(cells));
  }
  return (cells) => {
    if (e.nulls === 'value' || !cells.includes(null)) {
      if (keys.has(key(cells))) return true;
      return partial.some((p) => couldBe(e, columns, cells, p)) ? null : false;
    }
    return length === 0 ? false : null;
  };
}

/** Equal wherever both are known. */
const couldBe = (e: Subquery, columns: readonly Column[], a: readonly Value[], b: readonly Value[]): boolean =>
  a.every((v, i) => v === null || b[i] === null || cellKey(e, columns[i] as Column, v) === cellKey(e, columns[i] as Column, b[i] as Value));

function cellKey(e: Subquery, column: Column, v: Value): unknown {
  return e.ignoreCase && typeof v === 'string' ? foldCase(v) : keyOf(column.type, v);
}
