import type * as Syntax from '../../../../grammars/kql/syntax.js';
import type { Expr } from '../../../ast/pipeline.js';
import type { Span } from '../../../base/source.js';
import { fieldOf } from '../../../semantics/schema.js';
import { kqlTypeOf } from '../types.js';
import { type Binding, type Context, lowerExpr, lowerGraph, lowerTable, report, Scope, type Tabular, withoutRow } from './context.js';
import { convertTo } from './conversions.js';
import { broken } from './operations.js';
import { share } from './sharing.js';
import { measure } from './sizes.js';
import { defineStatements } from './statements.js';

/** Calls of functions that the query (or the caller of eskql) defines: the body is written out in place, with names of its own. */
export type FunctionBinding = Extract<Binding, { kind: 'function' }>;

export function callScalarFunction(e: Syntax.Call, f: FunctionBinding, cx: Context): Expr {
  const inner = enter(f, e.args, e.span, cx);
  const value = f.lambda.body.value;
  if (!inner || !value) return broken(e.span);
  const result = lowerExpr(value, inner);
  measure(result, cx, e.span);
  return result;
}

/** `piped`: what `invoke` hands in as the first argument. */
export function callTableFunction(f: FunctionBinding, args: readonly Syntax.Column[], span: Span, cx: Context, piped?: Tabular): Tabular | undefined {
  const plain = f.lambda.params.length === 0 && !piped;
  const known = plain && cx.state.shared.get(f.lambda);
  if (known) return known;
  const inner = enter(f, args, span, cx, piped);
  const value = f.lambda.body.value;
  if (!inner || !value) return undefined;
  const table = lowerGraph(value, inner);
  if (!plain) return table;
  const shared = share(f.name, table, cx);
  cx.state.shared.set(f.lambda, shared);
  return shared;
}

function enter(f: FunctionBinding, args: readonly Syntax.Column[], span: Span, cx: Context, piped?: Tabular): Context | undefined {
  const scope = new Scope(f.scope);
  const inner: Context = { state: cx.state, scope };
  const given = assign(f, args, span, cx, piped !== undefined);
  if (!given) return undefined;
  f.lambda.params.forEach((p, i) => {
    const binding = i === 0 && piped ? ({ kind: 'table', table: share(p.name.text, piped, cx) } as const) : bind(p, given[i], span, cx, inner);
    scope.define(p.name.text, binding);
  });
  defineStatements(f.lambda.body.statements, inner);
  return inner;
}

/** Which argument each parameter gets: by position, or by name. Behind a name that stands in its own place positions go on. */
function assign(f: FunctionBinding, args: readonly Syntax.Column[], span: Span, cx: Context, piped: boolean): (Syntax.Expression | undefined)[] | undefined {
  const { params } = f.lambda;
  const out: (Syntax.Expression | undefined)[] = params.map(() => undefined);
  let next = piped ? 1 : 0;
  let inOrder = true;
  for (const a of args) {
    const name = a.names[0]?.text;
    const at = name === undefined ? next : params.findIndex((p) => p.name.text === name);
    inOrder &&= at === next;
    if (at < 0 || at >= params.length || (name === undefined && !inOrder)) return wrongCount(f, args.length, span, cx, name === undefined ? 'behind a named argument that is not in its place all are to be named' : undefined);
    out[at] = a.value;
    if (at === next) next++;
  }
  const missing = params.some((p, i) => out[i] === undefined && !p.default && !(piped && i === 0));
  return missing ? wrongCount(f, args.length, span, cx) : out;
}

function wrongCount(f: FunctionBinding, got: number, span: Span, cx: Context, hint?: string): undefined {
  const max = f.lambda.params.length;
  const min = f.lambda.params.filter((p) => !p.default).length;
  const want = min === max ? `${max}` : `${min} to ${max}`;
  report(cx, 'argument-count', { name: f.name, got, want: `${want} argument${max === 1 ? '' : 's'}` }, span, hint);
  return undefined;
}

function bind(p: Syntax.FunctionParameter, given: Syntax.Expression | undefined, span: Span, cx: Context, inner: Context): Binding {
  if (p.type.kind === 'rowSchema') return tableBinding(p, p.type, given, span, cx);
  const value = given ? lowerExpr(given, cx) : p.default ? lowerExpr(p.default, withoutRow(inner)) : broken(span);
  return { kind: 'scalar', expr: convertTo(kqlTypeOf(p.type.text), value, cx) };
}

function tableBinding(p: Syntax.FunctionParameter, schema: Syntax.RowSchema, given: Syntax.Expression | undefined, span: Span, cx: Context): Binding {
  const table = given ? lowerTable(given, withoutRow(cx)) : undefined;
  if (!table) return { kind: 'scalar', expr: broken(span) };
  for (const c of schema.columns) {
    if (!table.schema.open && !fieldOf(table.schema, c.name.text)) report(cx, 'unknown-column', { name: c.name.text }, given?.span ?? span, `parameter ${p.name.text} needs it`);
  }
  return { kind: 'table', table: share(p.name.text, table, cx) };
}
