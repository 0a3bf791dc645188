import type * as Syntax from '../../../../../grammars/kql/syntax.js';
import type { MvExpand, Named } from '../../../../ast/pipeline.js';
import type { Ty } from '../../../../data/types.js';
import { addTo } from '../../../../semantics/outputs-rows.js';
import { kqlTypeName } from '../../types.js';
import { append } from '../append.js';
import { namedColumns } from '../columns.js';
import { type Context, lowerTable, report, type Tabular, withRow } from '../context.js';
import { declaredType } from '../declared.js';
import { wordOption } from '../special-calls.js';
import { pipelineOf } from '../subqueries.js';
import { rowCount } from './rows.js';

/** `mv-expand` and `mv-apply`. */
export const expandStages = {
  'mv-expand': (s: Syntax.MvExpandStage, input: Tabular, cx: Context): Tabular =>
    append(input, { kind: 'mvExpand', ...expansion(s, input, cx), values: 'dynamic', span: s.span }, cx),
  'mv-apply': mvApply,
};

type Expansion = Pick<MvExpand, 'columns' | 'bags' | 'indexColumn' | 'limit'>;

function expansion(s: Syntax.MvExpandStage | Syntax.MvApplyStage, input: Tabular, cx: Context): Expansion {
  const named = namedColumns(s.columns.map((c) => c.column), withRow(cx, input), 'other');
  const columns = named.map((c, i) => expanded(c, s.columns[i] as Syntax.ExpandColumn, cx));
  const bags = wordOption(s.params, 'bagexpansion', cx) ?? wordOption(s.params, 'kind', cx) ?? 'bag';
  const indexColumn = wordOption(s.params, 'with_itemindex', cx);
  return { columns, bags: bags === 'array' ? 'array' : 'bag', ...(indexColumn !== undefined && { indexColumn }), ...(s.limit && { limit: rowCount(s.limit, cx) }) };
}

function expanded(c: Named, item: Syntax.ExpandColumn, cx: Context): Named & { readonly to?: Ty } {
  if (c.expr.type !== 'dynamic' && c.expr.type !== 'unknown') {
    const hint = c.expr.type === 'string' ? 'parse_json() or split() make a dynamic array of a string' : undefined;
    report(cx, 'type-mismatch', { what: `what is expanded (${c.name})`, got: kqlTypeName(c.expr.type), want: 'dynamic' }, c.span, hint);
  }
  const type = item.to?.type;
  return type?.kind === 'type' ? { ...c, to: declaredType(type, cx) } : c;
}

/** The body reads the elements of one row at a time, beside that row's other columns. */
function mvApply(s: Syntax.MvApplyStage, input: Tabular, cx: Context): Tabular {
  const how = expansion(s, input, cx);
  const elements = how.columns.map((c) => ({ name: c.name, type: c.to ?? ('dynamic' as Ty) }));
  const index = how.indexColumn === undefined ? [] : [{ name: how.indexColumn, type: 'long' as Ty }];
  const inner: Tabular = { stages: [{ kind: 'input', span: s.span }], schema: addTo(input.schema, [...elements, ...index]), serialized: input.serialized, span: s.span };
  const body = lowerTable(s.body, { ...cx, row: undefined, input: inner });
  return append(input, { kind: 'mvApply', ...how, body: pipelineOf(body), span: s.span }, cx);
}
