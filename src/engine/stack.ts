import { fail } from '../base/diagnostics.js';
import type { Span } from '../base/source.js';
import { castColumn } from '../data/cast.js';
import { BoxColumn, type Column, columnOf, concat, ConstColumn, DictColumn } from '../data/column.js';
import { Typed, type Value } from '../data/types.js';
import { withoutNullStrings } from '../data/null-strings.js';
import { unite, type United, type UniteRule } from '../semantics/unite.js';
import { type Frame, LazyColumn } from './frame.js';
import type { Session } from './session.js';

export interface StackOptions {
  readonly columns: 'outer' | 'inner';
  readonly rule: UniteRule;
  readonly sourceColumn?: string;
  readonly inputNames: readonly string[];
  readonly span: Span;
  /** Types that have no common one are an error instead of a column of nulls. */
  readonly strict?: boolean;
}

/** Frames one under the other; see `unite` for the columns. Each is put together when it is read: `union *` has thousands. */
export function stack(inputs: readonly Frame[], o: StackOptions, session: Session): Frame {
  const layout = unite(inputs.map((f) => f.fields), o.columns, o.rule);
  const length = inputs.reduce((n, f) => n + f.length, 0);
  if (inputs.length > 1) session.checkSize(length, 1, o.span);
  if (o.strict) checkTypes(layout, o.span);
  const kept = layout.filter((u) => u.field.name !== o.sourceColumn).map((u) => ({
    field: u.field,
    cell: new LazyColumn(() => {
      session.countCells(length, o.span);
      return stackColumn(u, inputs, session);
    }),
  }));
  if (o.sourceColumn !== undefined) kept.unshift({ field: { name: o.sourceColumn, type: 'string' }, cell: new LazyColumn(sourceColumn(inputs, o.inputNames)) });
  return { fields: kept.map((c) => c.field), cells: kept.map((c) => c.cell), length };
}

function checkTypes(layout: readonly United[], span: Span): void {
  const clash = layout.find((u) => u.field.type === 'unknown');
  if (clash) fail('type-mismatch', { what: `the column ${clash.field.name}`, got: 'of different types in the inputs', want: 'one type' }, span);
}

function stackColumn(u: United, inputs: readonly Frame[], session: Session): Column {
  const { type } = u.field;
  if (type === 'unknown') return mixedColumn(u, inputs);
  const parts = inputs.map((f, i) => {
    const at = u.from.get(i);
    const part = at === undefined ? new ConstColumn(type, null, f.length) : castColumn((f.cells[at] as LazyColumn).get(), type);
    return session.fillStrings ? withoutNullStrings(part) : part;
  });
  return parts.length === 1 ? (parts[0] as Column) : concat(type, parts);
}

/** Every cell with the type that its table gives it. */
function mixedColumn(u: United, inputs: readonly Frame[]): Column {
  const cells = inputs.flatMap((f, i) => {
    const column = f.cells[u.from.get(i) ?? -1]?.get();
    return Array.from({ length: f.length }, (_, row): Value => {
      const v = column?.get(row) ?? null;
      return v === null || v instanceof Typed || !column ? v : new Typed(column.type, v);
    });
  });
  return new BoxColumn('unknown', cells);
}

function sourceColumn(inputs: readonly Frame[], names: readonly string[]): Column {
  const codes = new Int32Array(inputs.reduce((n, f) => n + f.length, 0));
  let at = 0;
  inputs.forEach((f, i) => {
    codes.fill(i, at, at + f.length);
    at += f.length;
  });
  return inputs.length === 0 ? columnOf('string', []) : new DictColumn('string', codes, inputs.map((_, i) => names[i] ?? ''));
}
