import type * as Syntax from '../../../../grammars/kql/syntax.js';
import type { Expr } from '../../../ast/pipeline.js';
import type { Field } from '../../../data/table.js';
import type { Value } from '../../../data/types.js';
import { constantOf } from '../../../catalogue/constant.js';
import { fieldOf } from '../../../semantics/schema.js';
import { type Context, lowerExpr, lowerTable, report, withoutRow } from './context.js';
import { convertTo } from './conversions.js';
import { declaredType } from './declared.js';
import { broken, column, infixCall, literal, namedCall } from './operations.js';

/** Calls whose meaning depends on the columns that there are, not on values. */
export const SPECIAL_CALLS: ReadonlyMap<string, (e: Syntax.Call, cx: Context) => Expr> = new Map([
  ['column_ifexists', columnIfExists],
  ['columnifexists', columnIfExists],
  ['iscolumnexists', isColumnExists],
  ['pack_all', packAll],
  ['pack_array', packArray],
  ['estimate_data_size', dataSize],
  ['bag_pack_columns', packColumns],
  ['column_names_of', columnNamesOf],
  ['bin_auto', binAuto],
  ['extract', typedExtract],
  ['extract_json', typedExtract],
  ['extractjson', typedExtract],
  ['percentile_tdigest', typedExtract],
]);

/** The constant text of an argument; anything else is reported. */
export function constantText(e: Syntax.Expression | undefined, what: string, cx: Context): string | undefined {
  const value = e && constantOf(lowerExpr(e, withoutRow(cx)), cx.state.env.now);
  if (typeof value === 'string') return value;
  if (e) report(cx, 'not-constant', { what }, e.span);
  return undefined;
}

/** With an open schema the run decides; a translation takes the column to exist. */
function columnIfExists(e: Syntax.Call, cx: Context): Expr {
  const [first, second] = e.args;
  if (!first || !second) return wrongCount(e, '2 arguments', cx);
  const name = first.value.kind === 'name' && !cx.scope.find(first.value.text) ? first.value.text : constantText(first.value, 'a column name', cx);
  if (name === undefined) return broken(e.span);
  const field = cx.row && fieldOf(cx.row.schema, name);
  if (field) return column(name, field.type, first.span);
  const fallback = lowerExpr(second.value, cx);
  return cx.row?.schema.open ? { kind: 'col', name, type: 'unknown', orElse: fallback, span: first.span } : fallback;
}

function isColumnExists(e: Syntax.Call, cx: Context): Expr {
  const name = constantText(e.args[0]?.value, 'a column name', cx);
  if (name === undefined) return e.args[0] ? broken(e.span) : wrongCount(e, '1 argument', cx);
  return literal('bool', cx.row !== undefined && (fieldOf(cx.row.schema, name) !== undefined || cx.row.schema.open), e.span);
}

function wrongCount(e: Syntax.Call, want: string, cx: Context): Expr {
  report(cx, 'argument-count', { name: e.name.text, got: e.args.length, want }, e.span);
  return broken(e.span);
}

function bagOf(fields: readonly Field[], e: Syntax.Call, cx: Context): Expr {
  const args = fields.flatMap((f) => [literal('string', f.name, e.span), column(f.name, f.type, e.span)]);
  return namedCall('bag_pack', args, e.span, cx);
}

/** `pack_all()`; `pack_all(true)` leaves out empty values. */
function packAll(e: Syntax.Call, cx: Context): Expr {
  if (!cx.row || cx.row.schema.open) {
    report(cx, 'not-yet', { what: e.name.text, reason: 'the columns of the table are not known' }, e.span);
    return broken(e.span);
  }
  const ignoreEmpty = e.args[0] && constantOf(lowerExpr(e.args[0].value, cx), cx.state.env.now);
  return ignoreEmpty === true ? bagOfFilled(cx.row.schema.fields, e, cx) : bagOf(cx.row.schema.fields, e, cx);
}

/** Arguments in which `*` stands for every column. `undefined` where those are not known. */
function argumentsOf(e: Syntax.Call, cx: Context): readonly Expr[] | undefined {
  if (!e.args.some((a) => a.value.kind === 'star')) return e.args.map((a) => lowerExpr(a.value, cx));
  if (!cx.row || cx.row.schema.open) {
    report(cx, 'not-yet', { what: `${e.name.text}(*)`, reason: 'the columns of the table are not known' }, e.span);
    return undefined;
  }
  const { fields } = cx.row.schema;
  return e.args.flatMap((a) => (a.value.kind === 'star' ? fields.map((f) => column(f.name, f.type, a.span)) : [lowerExpr(a.value, cx)]));
}

function packArray(e: Syntax.Call, cx: Context): Expr {
  const args = argumentsOf(e, cx);
  return args ? namedCall('pack_array', args, e.span, cx) : broken(e.span);
}

/** The sizes of the cells of a row. */
function dataSize(e: Syntax.Call, cx: Context): Expr {
  const args = argumentsOf(e, cx);
  const sizes = args?.map((a) => namedCall('estimate_data_size', [a], e.span, cx));
  return sizes?.reduce((sum, size) => infixCall('+', [sum, size], e.span, cx)) ?? broken(e.span);
}

/** A bag for each column that has something in it, merged. */
function bagOfFilled(fields: readonly Field[], e: Syntax.Call, cx: Context): Expr {
  const parts = fields.map((f) => {
    const cell = column(f.name, f.type, e.span);
    const filled = namedCall('isnotempty', [namedCall('tostring', [cell], e.span, cx)], e.span, cx);
    return namedCall('iff', [filled, bagOf([f], e, cx), literal('dynamic', new Map(), e.span)], e.span, cx);
  });
  return namedCall('bag_merge', [literal('dynamic', new Map(), e.span), ...parts], e.span, cx);
}

function packColumns(e: Syntax.Call, cx: Context): Expr {
  const columns = e.args.map((a) => lowerExpr(a.value, cx));
  return bagOf(columns.flatMap((c) => (c.kind === 'col' ? [{ name: c.name, type: c.type }] : [])), e, cx);
}

/** `set query_bin_auto_size=1h; … bin_auto(t)`: bins of that size, counted from `query_bin_auto_at`. */
function binAuto(e: Syntax.Call, cx: Context): Expr {
  const { options } = cx.state;
  const size = options.get('query_bin_auto_size');
  const at = options.get('query_bin_auto_at');
  if (!e.args[0] || e.args.length > 1) return wrongCount(e, '1 argument', cx);
  if (!size) {
    report(cx, 'not-yet', { what: 'bin_auto', reason: 'the query does not set query_bin_auto_size' }, e.span);
    return broken(e.span);
  }
  const value = lowerExpr(e.args[0].value, cx);
  return at ? namedCall('bin_at', [value, size, at], e.span, cx) : namedCall('bin', [value, size], e.span, cx);
}

/** The type that may stand last converts the answer; without one it is a text. */
function typedExtract(e: Syntax.Call, cx: Context): Expr {
  const last = e.args[e.args.length - 1]?.value;
  const typed = last?.kind === 'typeof' && last.type.kind === 'type' ? last.type : undefined;
  const args = (typed ? e.args.slice(0, -1) : e.args).map((a) => lowerExpr(a.value, cx));
  const found = namedCall(e.name.text, args, e.span, cx);
  return convertTo(typed ? declaredType(typed, cx) : 'string', found, cx);
}

function columnNamesOf(e: Syntax.Call, cx: Context): Expr {
  const table = e.args[0] && lowerTable(e.args[0].value, withoutRow(cx));
  if (!table) return wrongCount(e, '1 argument', cx);
  return literal('dynamic', table.schema.fields.map((f) => f.name), e.span);
}

/** The value of an option `name=value`: a constant, or a word that stands for itself. */
export function optionValue(p: Syntax.Parameter, cx: Context): Value | undefined {
  const value = p.values[0];
  if (!value) return true;
  if (value.kind === 'name' && cx.scope.find(value.text)?.kind !== 'scalar') return value.text;
  const constant = constantOf(lowerExpr(value, withoutRow(cx)), cx.state.env.now);
  if (constant === undefined) report(cx, 'not-constant', { what: `the option ${p.name}` }, value.span);
  return constant;
}

export function constantOptions(params: readonly Syntax.Parameter[], cx: Context): Readonly<Record<string, Value>> {
  return Object.fromEntries(params.flatMap((p) => {
    const value = optionValue(p, cx);
    return value === undefined ? [] : [[p.name, value]];
  }));
}

/** An option as text; `undefined` when it is not given. */
export function textOption(params: readonly Syntax.Parameter[], name: string, cx: Context): string | undefined {
  const found = params.find((p) => p.name.toLowerCase() === name);
  const value = found && optionValue(found, cx);
  return value === undefined || value === null ? undefined : String(value);
}

/** An option that is a word of the language or a new name, whatever else the query calls so. */
export function wordOption(params: readonly Syntax.Parameter[], name: string, cx: Context): string | undefined {
  const value = params.find((p) => p.name.toLowerCase() === name)?.values[0];
  return value?.kind === 'name' ? value.text : textOption(params, name, cx);
}
