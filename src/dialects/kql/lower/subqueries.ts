import type * as Syntax from '../../../../grammars/kql/syntax.js';
import type { Expr, Pipeline, Subquery } from '../../../ast/pipeline.js';
import type { Ty } from '../../../data/types.js';
import { type Context, lowerExpr, lowerTable, type Tabular, withoutRow } from './context.js';
import { column, infixCall, isBroken, namedCall } from './operations.js';
import { isTabular } from './tabular.js';

/** Tables inside expressions. */

export const pipelineOf = (t: Tabular): Pipeline => ({ stages: t.stages, span: t.span });

/** `toscalar(…)`: the first cell; a plain value stays what it is. */
export function scalarSubquery(e: Syntax.Subquery, cx: Context): Expr {
  if (!isTabular(e.body, withoutRow(cx))) return lowerExpr(e.body, withoutRow(cx));
  const table = lowerTable(e.body, withoutRow(cx));
  const type: Ty = table.schema.fields[0]?.type ?? 'unknown';
  return { kind: 'subquery', mode: 'scalar', args: [], pipeline: pipelineOf(table), nulls: 'value', type, span: e.span };
}

/** `x in (T)`: only the first column of the table counts. */
export function membership(e: Syntax.InList, left: Expr, table: Syntax.Expression, cx: Context): Expr {
  const right = lowerTable(table, withoutRow(cx));
  if (isBroken(left)) return left;
  if (e.op === 'has_any' || e.op === 'has_all') return infixCall(e.op, [left, columnAsArray(right, cx)], e.span, cx);
  const inside: Subquery = {
    kind: 'subquery', mode: 'in', args: [left], pipeline: elementsOf(firstColumn(right), right), nulls: 'value', type: 'bool', span: e.span, ...(e.op.endsWith('~') && { ignoreCase: true }),
  };
  return e.op.startsWith('!') ? { kind: 'call', op: 'logic.not', args: [inside], type: 'bool', span: e.span } : inside;
}

/** The first column of a table as one array. */
function columnAsArray(t: Tabular, cx: Context): Expr {
  const { name, type } = t.schema.fields[0] ?? { name: FIRST_COLUMN, type: 'unknown' as Ty };
  const list = namedCall('make_set', [column(name, type, t.span)], t.span, cx);
  const stage = { kind: 'aggregate', keys: [], aggregates: [{ name, expr: list, span: t.span }], layout: 'keysFirst', span: t.span } as const;
  return { kind: 'subquery', mode: 'scalar', args: [], pipeline: { stages: [...t.stages, stage], span: t.span }, nulls: 'value', type: 'dynamic', span: t.span };
}

/** Stands for the first column of a table of which nothing is known. */
const FIRST_COLUMN = '*';

function firstColumn(t: Tabular): Pipeline {
  const [first, second] = t.schema.fields;
  if (!first || (!second && !t.schema.open)) return pipelineOf(t);
  if (t.schema.open) return pipelineOf(t);
  const col: Expr = { kind: 'col', name: first.name, type: first.type, span: t.span };
  return { stages: [...t.stages, { kind: 'project', columns: [{ name: first.name, expr: col, span: t.span }], span: t.span }], span: t.span };
}

/** A list in the table is looked through for its elements, as a list between the parentheses is. */
function elementsOf(p: Pipeline, t: Tabular): Pipeline {
  const [first] = t.schema.fields;
  if (first?.type !== 'dynamic' || t.schema.open) return p;
  const expr: Expr = { kind: 'col', name: first.name, type: 'dynamic', span: t.span };
  return { ...p, stages: [...p.stages, { kind: 'mvExpand', columns: [{ name: first.name, expr, span: t.span }], values: 'dynamic', bags: 'bag', span: t.span }] };
}

/** A table as an argument of a plugin. */
export function tableArgument(e: Syntax.Expression, cx: Context): Subquery {
  const table = lowerTable(e, withoutRow(cx));
  return { kind: 'subquery', mode: 'table', args: [], pipeline: pipelineOf(table), nulls: 'value', type: 'unknown', span: e.span };
}
