import type * as Syntax from '../../../../grammars/kql/syntax.js';
import type { Expr } from '../../../ast/pipeline.js';
import type { Ty, Value } from '../../../data/types.js';
import { kqlTypeName, kqlTypeOf } from '../types.js';
import { type Context, lowerExpr, lowerGraph, report, withoutRow } from './context.js';
import { convertTo } from './conversions.js';
import { broken, literal } from './operations.js';
import { share } from './sharing.js';
import { measure } from './sizes.js';
import { isTabular } from './tabular.js';

/** Statements that define names, in order. Queries among them are the caller's. */
export function defineStatements(statements: readonly Syntax.Statement[], cx: Context): void {
  for (const s of statements) {
    switch (s.kind) {
      case 'let': defineLet(s, cx); break;
      case 'declareParameters': defineParameters(s, cx); break;
      case 'declarePattern': cx.scope.define(s.name.text, { kind: 'pattern', definition: s.definition }); break;
      case 'alias': cx.scope.define(s.name.text, { kind: 'database' }); break;
      case 'set': if (s.value && s.name.text.startsWith('query_bin_auto')) cx.state.options.set(s.name.text, lowerExpr(s.value, withoutRow(cx))); break;
      case 'restrict': case 'query': break;
    }
  }
}

function defineLet(s: Syntax.LetStatement, cx: Context): void {
  const name = s.name.text;
  if (cx.scope.owns(name)) report(cx, 'duplicate-name', { name }, s.name.span);
  const { value } = s;
  if (value.kind === 'lambda') return cx.scope.define(name, { kind: 'function', name, lambda: value, scope: cx.scope });
  if (value.kind === 'entityGroup') return cx.scope.define(name, { kind: 'pattern', definition: null });
  const outer = value.kind === 'name' ? cx.scope.find(value.text) : undefined;
  if (outer?.kind === 'function' && outer.lambda.params.length > 0) return cx.scope.define(name, outer);
  const inner = withoutRow(cx);
  if (isTabular(value, inner)) return cx.scope.define(name, { kind: 'table', table: share(name, lowerGraph(value, inner), cx) });
  const expr = lowerExpr(value, inner);
  measure(expr, cx, s.span);
  cx.scope.define(name, { kind: 'scalar', expr });
}

/* ---------------------------------------------------------------- declare query_parameters */

function defineParameters(s: Syntax.DeclareParametersStatement, cx: Context): void {
  for (const p of s.params) cx.scope.define(p.name.text, { kind: 'scalar', expr: parameter(p, cx) });
}

function parameter(p: Syntax.FunctionParameter, cx: Context): Expr {
  const type: Ty = (p.type.kind === 'type' && kqlTypeOf(p.type.text)) || 'string';
  const given = cx.state.env.parameters?.get(p.name.text);
  if (given !== undefined) return convertTo(type, literal(typeOfGiven(given), given, p.span), cx);
  if (p.default) return convertTo(type, lowerExpr(p.default, withoutRow(cx)), cx);
  if (!cx.state.env.openWorld) {
    report(cx, 'unknown-parameter', { name: p.name.text }, p.span, `its type is ${kqlTypeName(type)}`);
    return broken(p.span);
  }
  return { kind: 'col', name: p.name.text, type, span: p.span };
}

function typeOfGiven(v: Value): Ty {
  if (typeof v === 'string') return 'string';
  if (typeof v === 'boolean') return 'bool';
  return Number.isInteger(v) ? 'long' : 'real';
}
