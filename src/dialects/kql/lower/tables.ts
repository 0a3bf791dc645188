import type * as Syntax from '../../../../grammars/kql/syntax.js';
import type { Expr } from '../../../ast/pipeline.js';
import { diagnostic } from '../../../base/diagnostics.js';
import type { Span } from '../../../base/source.js';
import { functionNames, opsByName } from '../../../catalogue/index.js';
import type { Field } from '../../../data/table.js';
import { brokenTable, source } from './append.js';
import { type Context, lowerExpr, lowerGraph, lowerTable, report, type Tabular, withoutRow } from './context.js';
import { convertTo } from './conversions.js';
import { fieldsOf } from './declared.js';
import { nearestHint } from './hints.js';
import { callTableFunction } from './functions.js';
import { callPattern } from './patterns.js';
import { lowerPipeline } from './pipelines.js';
import { constantOptions, constantText } from './special-calls.js';
import { suppliedFunction } from './supplied.js';
import { isPatternCall, isPlace, PLACES, TABLE_FUNCTIONS } from './tabular.js';

/** Rows of an expression; reached through `lowerTable`. */
export function tableExpression(e: Syntax.Expression, cx: Context): Tabular {
  switch (e.kind) {
    case 'pipeline': return lowerPipeline(e, cx);
    case 'name': return tableByName(e.text, e.span, cx);
    case 'wildcard': return source({ kind: 'scan', tables: [{ name: e.pattern, wildcard: true, span: e.span }], metadata: [], clash: 'suffix', span: e.span }, cx);
    case 'call': return tableCall(e, cx);
    case 'path': return placedTable(e, cx);
    case 'element': return elementTable(e, cx);
    case 'datatable': return dataTable(e, cx);
    case 'externaldata': return externalData(e, cx);
    case 'subquery': return e.keyword === 'toscalar' ? notATable(e.span, cx) : lowerGraph(e.body, cx);
    case 'dataScoped': return lowerTable(e.table, cx);
    case 'missing': return brokenTable(e.span);
    default: return notATable(e.span, cx, dashedName(e));
  }
}

/** `a-b` is a difference of two names; as the name of a table it is put in brackets. */
function dashedName(e: Syntax.Expression): string | undefined {
  const name = (x: Syntax.Expression): string | undefined => {
    if (x.kind === 'name') return x.text;
    const [left, right] = x.kind === 'binary' && x.op === '-' ? [name(x.left), name(x.right)] : [];
    return left === undefined || right === undefined ? undefined : `${left}-${right}`;
  };
  const dashed = e.kind === 'binary' ? name(e) : undefined;
  return dashed === undefined ? undefined : `a table of this name is written ['${dashed}']`;
}

function notATable(span: Span, cx: Context, hint?: string): Tabular {
  report(cx, 'type-mismatch', { what: 'the expression', got: 'a value', want: 'a table' }, span, hint);
  return brokenTable(span);
}

/* ---------------------------------------------------------------- names */

function tableByName(name: string, span: Span, cx: Context): Tabular {
  const binding = cx.scope.find(name);
  if (binding?.kind === 'table') return binding.table;
  if (binding?.kind === 'function') return callTableFunction(binding, [], span, cx) ?? brokenTable(span);
  if (binding?.kind === 'scalar') return notATable(span, cx);
  const named = cx.state.named.get(name);
  if (named) return named;
  const supplied = cx.state.env.table(name) ? undefined : suppliedFunction(name, span, cx);
  return supplied ? (callTableFunction(supplied, [], span, cx) ?? brokenTable(span)) : storedTable(name, span, cx);
}

/** A table of the world outside. */
function storedTable(name: string, span: Span, cx: Context): Tabular {
  const { env } = cx.state;
  if (env.table(name) === undefined && !env.openWorld) {
    report(cx, 'unknown-table', { name }, span, nearestHint(name, env.tables));
    return brokenTable(span);
  }
  return source({ kind: 'scan', tables: [{ name, wildcard: false, span }], metadata: [], clash: 'suffix', span }, cx);
}

/* ---------------------------------------------------------------- calls */

function tableCall(e: Syntax.Call, cx: Context): Tabular {
  const name = e.name.text;
  const binding = cx.scope.find(name);
  if (binding?.kind === 'function') return callTableFunction(binding, e.args, e.span, cx) ?? brokenTable(e.span);
  if (binding?.kind === 'pattern') return patternCall(e, undefined, cx);
  if (TABLE_FUNCTIONS.has(name)) return namedTable(e, cx);
  if (PLACES.has(name)) return notATable(e.span, cx);
  const supplied = suppliedFunction(name, e.name.span, cx);
  if (supplied) return callTableFunction(supplied, e.args, e.span, cx) ?? brokenTable(e.span);
  const { env } = cx.state;
  if (env.table(name) || (env.openWorld && opsByName('kql', name).length === 0)) return functionAsTable(e, cx);
  return unknownTableFunction(name, e.name.span, cx);
}

const pathText = (e: Syntax.Path): string | undefined => (e.member.kind === 'name' ? e.member.text : undefined);

function patternCall(e: Syntax.Call, path: string | undefined, cx: Context): Tabular {
  const binding = cx.scope.find(e.name.text);
  return binding?.kind === 'pattern' ? callPattern(e, path, binding, cx) : brokenTable(e.span);
}

/** A function of which only the rows are known (`_Im_Dns()`). Rows that were supplied are taken as its answer, whatever the arguments. */
function functionAsTable(e: Syntax.Call, cx: Context): Tabular {
  const supplied = cx.state.env.table(e.name.text) !== undefined;
  if (e.args.length > 0 && supplied) cx.state.warnings.push(diagnostic('arguments-ignored', { name: e.name.text }, e.span));
  else if (e.args.length > 0) report(cx, 'not-yet', { what: `${e.name.text} with arguments`, reason: 'its definition is not known; it can be supplied (--function-dir)' }, e.span);
  return storedTable(e.name.text, e.span, cx);
}

function unknownTableFunction(name: string, span: Span, cx: Context): Tabular {
  if (opsByName('kql', name).length > 0) return notATable(span, cx);
  const how = 'a table or a function of this name can be supplied (--table, --function-dir)';
  report(cx, 'unknown-function', { name }, span, nearestHint(name, [...functionNames('kql'), ...cx.state.env.tables]) ?? how);
  return brokenTable(span);
}

/** `table("T")` and the like, whose argument is the name. */
function namedTable(e: Syntax.Call, cx: Context): Tabular {
  const name = constantText(e.args[0]?.value, 'a table name', cx);
  if (name === undefined) return brokenTable(e.span);
  return e.name.text === '_GetWatchlist' ? watchlist(name, e.span, cx) : tableByName(name, e.span, cx);
}

/** A watchlist is a table under its own name, or under `_GetWatchlist_` and its name. */
function watchlist(name: string, span: Span, cx: Context): Tabular {
  const { env } = cx.state;
  const found = [`_GetWatchlist_${name}`, name].find((n) => env.table(n) !== undefined);
  if (found !== undefined) return storedTable(found, span, cx);
  if (env.openWorld) return storedTable(`_GetWatchlist_${name}`, span, cx);
  report(cx, 'unknown-table', { name: `_GetWatchlist('${name}')` }, span, `a table named ${name} can be supplied (--table)`);
  return brokenTable(span);
}

/** `database("d").T`: the place is not looked at, because all tables are at hand under their names. */
function placedTable(e: Syntax.Path, cx: Context): Tabular {
  if (isPatternCall(e.target, cx)) return patternCall(e.target, pathText(e), cx);
  if (!isPlace(e.target, cx)) return notATable(e.span, cx);
  if (e.member.kind === 'name') return storedTable(e.member.text, e.member.span, cx);
  return lowerTable(e.member, withoutRow(cx));
}

/** `Pattern("a").["b"]`. */
function elementTable(e: Syntax.Element, cx: Context): Tabular {
  if (!isPatternCall(e.target, cx) || e.index.kind !== 'string') return notATable(e.span, cx);
  return patternCall(e.target, e.index.value, cx);
}

/* ---------------------------------------------------------------- rows in the query */

function dataTable(e: Syntax.DataTable, cx: Context): Tabular {
  const fields = fieldsOf(e.schema, cx);
  const width = fields.length;
  if (width === 0 || e.values.length % width !== 0) {
    report(cx, 'row-incomplete', { values: e.values.length, columns: width }, e.span);
    return brokenTable(e.span);
  }
  const cells = e.values.map((v, i): Expr => cell(v, fields[i % width] as Field, cx));
  const rows = Array.from({ length: cells.length / width }, (_, r) => cells.slice(r * width, (r + 1) * width));
  return source({ kind: 'values', fields, rows, span: e.span }, cx);
}

function cell(v: Syntax.Expression, field: Field, cx: Context): Expr {
  const value = lowerExpr(signed(v), withoutRow(cx));
  return field.type === 'unknown' ? value : convertTo(field.type, value, cx);
}

/** Here the sign belongs to the literal, so that the smallest long can be written. */
function signed(v: Syntax.Expression): Syntax.Expression {
  return v.kind === 'unary' && v.op === '-' && v.operand.kind === 'literal' ? { ...v.operand, text: `-${v.operand.text}`, span: v.span } : v;
}

function externalData(e: Syntax.ExternalData, cx: Context): Tabular {
  const uris = e.uris.flatMap((u) => constantText(u, 'the address of external data', cx) ?? []);
  return source({ kind: 'external', fields: fieldsOf(e.schema, cx), uris, options: constantOptions(e.options, cx), span: e.span }, cx);
}

