import type * as Syntax from '../../../../../grammars/kql/syntax.js';
import type { Expr, SortKey } from '../../../../ast/pipeline.js';
import { isInteger, isText } from '../../../../data/types.js';
import { kqlTypeName } from '../../types.js';
import { append } from '../append.js';
import { lowerCondition } from '../conditions.js';
import { type Context, lowerExpr, report, type Tabular, withRow } from '../context.js';
import { namedColumns, simpleKeys } from '../columns.js';
import { literal } from '../operations.js';

/** Stages that choose or order rows. */
export const rowStages = {
  where: (s: Syntax.WhereStage, input: Tabular, cx: Context): Tabular =>
    append(input, { kind: 'filter', cond: lowerCondition(s.condition.value, withRow(cx, input)), span: s.span }, cx),
  sort: (s: Syntax.SortStage, input: Tabular, cx: Context): Tabular =>
    append(input, { kind: 'sort', keys: s.keys.map((k) => sortKey(k, withRow(cx, input))), span: s.span }, cx, true),
  top,
  take: (s: Syntax.TakeStage, input: Tabular, cx: Context): Tabular => append(input, { kind: 'limit', count: rowCount(s.count.value, cx), span: s.span }, cx),
  sample: (s: Syntax.TakeStage, input: Tabular, cx: Context): Tabular =>
    append(input, { kind: 'sample', count: rowCount(s.count.value, cx), span: s.span }, cx, false),
  'sample-distinct': sampleDistinct,
  distinct,
  serialize,
  consume: (s: Syntax.ConsumeStage, input: Tabular, cx: Context): Tabular => append(input, { kind: 'consume', span: s.span }, cx),
};

/** Without a word the order is descending; nulls are the smallest values unless the query says where they go. A text is never null, so that the empty one is the smallest whatever is said. */
export function sortKey(k: Syntax.SortKey, cx: Context): SortKey {
  const expr = lowerExpr(k.column.value, cx);
  if (expr.type === 'dynamic') report(cx, 'type-mismatch', { what: 'what rows are sorted by', got: 'dynamic', want: 'a simple type' }, k.span, 'convert it first, for example with tostring() or tolong()');
  const desc = k.order !== 'asc' && k.order !== 'granny-asc';
  return { expr, desc, nullsFirst: k.nulls === null || isText(expr.type) ? !desc : k.nulls === 'first', span: k.span };
}

/** A number of rows: known before the first row is read. */
export function rowCount(e: Syntax.Expression, cx: Context): Expr {
  const count = lowerExpr(e, { ...cx, row: undefined });
  if (isInteger(count.type) || count.type === 'unknown' || count.type === 'null') return count;
  report(cx, 'type-mismatch', { what: 'the number of rows', got: kqlTypeName(count.type), want: 'a whole number' }, e.span);
  return literal('long', 0, e.span);
}

function top(s: Syntax.TopStage, input: Tabular, cx: Context): Tabular {
  const sorted = append(input, { kind: 'sort', keys: [sortKey(s.by, withRow(cx, input))], span: s.span }, cx, true);
  return append(sorted, { kind: 'limit', count: rowCount(s.count.value, cx), span: s.span }, cx);
}

function sampleDistinct(s: Syntax.SampleDistinctStage, input: Tabular, cx: Context): Tabular {
  const [distinctOf] = namedColumns([s.of], withRow(cx, input), 'other');
  return append(input, { kind: 'sample', count: rowCount(s.count.value, cx), distinctOf, span: s.span }, cx, false);
}

function distinct(s: Syntax.DistinctStage, input: Tabular, cx: Context): Tabular {
  const all = s.columns.length === 1 && s.columns[0]?.value.kind === 'star';
  const columns = all ? [] : simpleKeys(namedColumns(s.columns, withRow(cx, input), 'other'), cx);
  return append(input, { kind: 'distinct', columns, ...(all && { all }), span: s.span }, cx, false);
}

/** Its own columns may use window functions already. */
function serialize(s: Syntax.SerializeStage, input: Tabular, cx: Context): Tabular {
  const serialized = { ...input, serialized: true };
  const columns = namedColumns(s.columns, withRow(cx, serialized), 'other', input.schema.fields.map((f) => f.name));
  return append(serialized, { kind: 'extend', columns, place: 'keep', serialize: true, span: s.span }, cx);
}
