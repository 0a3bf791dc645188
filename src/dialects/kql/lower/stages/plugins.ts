import type * as Syntax from '../../../../../grammars/kql/syntax.js';
import type { Evaluate, Expr } from '../../../../ast/pipeline.js';
import { addTo } from '../../../../semantics/outputs-rows.js';
import { fieldOf, type Schema } from '../../../../semantics/schema.js';
import { append, withStage } from '../append.js';
import { type Context, lowerExpr, lowerTable, type Tabular, withoutRow, withRow } from '../context.js';
import { fieldsOf } from '../declared.js';
import { column, literal } from '../operations.js';
import { constantOptions, wordOption } from '../special-calls.js';
import { pipelineOf } from '../subqueries.js';
import { isTabular } from '../tabular.js';

/** Plugins, hints on the result, and stages that are only recognised. */
export const pluginStages = {
  evaluate,
  reduce,
  render: (s: Syntax.RenderStage, input: Tabular, cx: Context): Tabular =>
    append(input, { kind: 'render', chart: s.chart, properties: properties([...s.params, ...s.properties], cx), span: s.span }, cx),
  getschema: (s: Syntax.GetSchemaStage, input: Tabular, cx: Context): Tabular => append(input, { kind: 'getschema', span: s.span }, cx, true),
  raw: (s: Syntax.RawStage, input: Tabular, cx: Context): Tabular => append(input, { kind: 'notYet', name: s.keyword, span: s.span }, cx),
};

function reduce(s: Syntax.ReduceStage, input: Tabular, cx: Context): Tabular {
  const source = wordOption(s.params, 'kind', cx) === 'source';
  return append(input, { kind: 'reduce', by: lowerExpr(s.by.value, withRow(cx, input)), options: constantOptions(s.with, cx), span: s.span, ...(source && { source }) }, cx, false);
}

/** Names in a list stand for themselves: nothing runs by them. */
function properties(params: readonly Syntax.Parameter[], cx: Context): Record<string, string> {
  return Object.fromEntries(params.map((p) => [p.name, p.values.length > 1 ? p.values.map((v) => (v.kind === 'name' ? v.text : '')).join(', ') : (wordOption([p], p.name.toLowerCase(), cx) ?? '')]));
}

/* ---------------------------------------------------------------- evaluate */

function evaluate(s: Syntax.EvaluateStage, input: Tabular, cx: Context): Tabular {
  const plugin = s.call.name.text;
  const tables = s.call.args.map((a) => (isTabular(a.value, withRow(cx, input)) ? lowerTable(a.value, withoutRow(cx)) : undefined));
  const other = tables.find((t) => t !== undefined);
  const args = s.call.args.map((a, i): Expr => tables[i] ? tableArgument(tables[i], a.span) : pluginArgument(a, input, other, cx));
  const declared = s.schema && fieldsOf(s.schema, cx);
  const stage: Evaluate = { kind: 'evaluate', plugin, args, argNames: s.call.args.map((a) => a.names[0]?.text.toLowerCase()), span: s.span, ...(declared && { fields: declared, open: s.schema?.open ?? false }) };
  const known = declared ? undefined : pluginSchema(stage, input.schema, other?.schema);
  return known ? withStage(input, stage, known, false) : append(input, stage, cx, false);
}

const tableArgument = (t: Tabular, span: Syntax.Span): Expr => ({ kind: 'subquery', mode: 'table', args: [], pipeline: pipelineOf(t), nulls: 'value', type: 'unknown', span });

/** A plain name is a column of the rows, else of the table that the plugin looks into; aggregates may stand in `pivot`. */
function pluginArgument(a: Syntax.Column, input: Tabular, other: Tabular | undefined, cx: Context): Expr {
  const { value } = a;
  if (value.kind === 'name' && other && !fieldOf(input.schema, value.text)) {
    const field = fieldOf(other.schema, value.text);
    if (field || other.schema.open) return { kind: 'col', name: value.text, type: field?.type ?? 'unknown', side: 'right', span: value.span };
  }
  if (value.kind === 'star') return column('*', 'unknown', value.span);
  if (value.kind === 'typeof') return literal('string', value.type.kind === 'type' ? value.type.text : 'dynamic', value.span);
  return lowerExpr(value, withRow(cx, input, true));
}

/** The columns that a plugin gives as far as they do not depend on the data. */
function pluginSchema(s: Evaluate, input: Schema, other: Schema | undefined): Schema | undefined {
  const { args } = s;
  const first = args[0];
  const without = (...names: (string | undefined)[]): Schema => ({ fields: input.fields.filter((f) => !names.includes(f.name)), open: true });
  const nameOf = (e: Expr | undefined): string | undefined => (e?.kind === 'col' ? e.name : undefined);
  switch (s.plugin) {
    case 'bag_unpack': return without(nameOf(first));
    case 'pivot': {
      const used = args[1]?.kind === 'agg' ? args[1].args.map(nameOf) : [];
      const kept = args.slice(2).map(nameOf);
      return kept.length > 0 ? { fields: input.fields.filter((f) => kept.includes(f.name)), open: true } : without(nameOf(first), ...used);
    }
    case 'ipv4_lookup': case 'ipv6_lookup': return other && { ...addTo(input, other.fields), open: input.open || other.open };
    case 'geo_line_lookup': case 'geo_polygon_lookup': {
      const key = keepsLookupKey(s) ? undefined : nameOf(args[1]);
      return other && { ...addTo(input, other.fields.filter((f) => f.name !== key)), open: input.open || other.open };
    }
    default: return undefined;
  }
}

/** The last parameter of the lookups of shapes. */
function keepsLookupKey(s: Evaluate): boolean {
  const named = s.argNames?.indexOf('return_lookup_key') ?? -1;
  const flag = s.args[named >= 0 ? named : 7];
  return flag?.kind === 'lit' && flag.value === true;
}
