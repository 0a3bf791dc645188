import type * as Syntax from '../../../../../grammars/kql/syntax.js';
import type { Expr } from '../../../../ast/pipeline.js';
import type { Field } from '../../../../data/table.js';
import { append, brokenTable } from '../append.js';
import { type Context, report, type Tabular, withRow } from '../context.js';
import { wordOption } from '../special-calls.js';
import { findRows } from './find.js';
import { searchCondition } from './search-terms.js';
import { nameOf, uniteInputs, unionInputs } from './union.js';

/** `search` and `find`: conditions over all columns of one or many tables. */
export const findAndSearch = {
  search: (s: Syntax.SearchStage, input: Tabular, cx: Context): Tabular => searchRows(s, input, cx),
  find: (s: Syntax.FindStage, input: Tabular, cx: Context): Tabular => {
    report(cx, 'stage-misplaced', { name: 'find' }, s.span, 'it begins a query');
    return input;
  },
};

export const beginSearch = (s: Syntax.SearchStage, cx: Context): Tabular => searchRows(s, undefined, cx);
export const beginFind = (s: Syntax.FindStage, cx: Context): Tabular => findRows(s, cx);

/** All tables that there are, where the query names none. */
const everyTable = (span: Syntax.Span): Syntax.Wildcard => ({ kind: 'wildcard', pattern: '*', span });

const SEARCH_KINDS: readonly string[] = ['default', 'case_insensitive', 'case_sensitive'];

function searchRows(s: Syntax.SearchStage, piped: Tabular | undefined, cx: Context): Tabular {
  const named = s.sources.length > 0 ? s.sources : [everyTable(s.span)];
  const inputs = piped ? [{ name: '', table: piped }] : unionInputs(named, false, cx);
  if (inputs.length === 0) return brokenTable(s.span);
  const rows = uniteInputs(inputs.map((i, at) => ({ ...i, name: i.name || searchName(i.table, at) })), { columns: 'outer', sourceColumn: '$table', span: s.span }, cx);
  const kind = wordOption(s.params, 'kind', cx) ?? 'default';
  if (!SEARCH_KINDS.includes(kind)) report(cx, 'option-unknown', { name: 'kind', value: kind, want: SEARCH_KINDS.join(', ') }, s.span);
  const caseSensitive = kind === 'case_sensitive';
  const columns = rows.schema.fields.filter((f) => f.name !== '$table');
  if (rows.schema.open && needsAllColumns(s.condition)) {
    return append(rows, { kind: 'notYet', name: 'search', reason: 'the columns of the table are not known', span: s.span }, cx);
  }
  const cond: Expr = searchCondition(s.condition, { columns: columns as Field[], caseSensitive }, withRow(cx, rows));
  return append(rows, { kind: 'filter', cond, span: s.span }, cx, piped?.serialized ?? false);
}

function searchName(t: Tabular, at: number): string {
  const name = nameOf(t, at);
  return name.startsWith('union_arg') ? `search_arg${at}` : name;
}

/** Whether the condition asks about columns that it does not name. */
function needsAllColumns(e: Syntax.Expression): boolean {
  switch (e.kind) {
    case 'string': return true;
    case 'logical': return e.operands.some(needsAllColumns);
    case 'binary': return e.left.kind === 'star';
    case 'call': return e.name.text === 'not' && e.args.some((a) => needsAllColumns(a.value));
    default: return false;
  }
}
