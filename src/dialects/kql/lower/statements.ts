import type * as Syntax from '../../../../grammars/kql/syntax.js';
import { type Context, lowerExpr, lowerGraph, report, withoutRow } from './context.js';
import { defineParameters } from './parameters.js';
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
