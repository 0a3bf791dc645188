import type * as Syntax from '../../../grammars/kql/syntax.js';
import type { Let, Pipeline, Plan } from '../../ast/pipeline.js';
import { type Diagnostic, Failure } from '../../base/diagnostics.js';
import type { Span } from '../../base/source.js';
import type { Environment } from '../../semantics/environment.js';
import type { Lowered } from '../dialect.js';
import { append, oneRow } from './lower/append.js';
import { type Context, lowerExpr, lowerTable, report, Scope, type State, type Tabular } from './lower/context.js';
import { newState } from './lower/state.js';
import { defineStatements } from './lower/statements.js';
import { isTabular } from './lower/tabular.js';
import { usedLets } from './lower/used-lets.js';

/**
 * KQL syntax tree to pipeline AST: names are resolved, expressions typed, functions written out. All errors of a query are reported
 * together, each at its place; there is no plan with errors. The last query of several is the answer.
 */
export function lower(tree: Syntax.Script, env: Environment): Lowered {
  const state = newState(env);
  try {
    const body = script(tree, { state, scope: new Scope() });
    if (!body || state.diagnostics.length > 0) return { diagnostics: state.diagnostics };
    return { plan: planOf(body, state), diagnostics: [], warnings: state.warnings };
  } catch (e) {
    return { diagnostics: [...state.diagnostics, ...failureOf(e, tree.span)] };
  }
}

/** A stack that overflows all the same is an answer as well. */
function failureOf(e: unknown, span: Span): readonly Diagnostic[] {
  if (e instanceof Failure) return e.diagnostics;
  if (e instanceof RangeError) return [{ code: 'too-deep', message: 'the query is nested too deeply', span }];
  throw e;
}

function script(tree: Syntax.Script, cx: Context): Pipeline | undefined {
  let last: Tabular | undefined;
  for (const s of tree.statements) {
    if (s.kind === 'query') last = query(s, cx);
    else defineStatements([s], cx);
  }
  if (!last && cx.state.diagnostics.length === 0) report(cx, 'no-query', undefined, tree.span, 'a query behind the statements, such as the name of one of them, says which rows are meant');
  return last && { stages: last.stages, span: last.span };
}

/** A plain value is a table of one cell. */
function query(s: Syntax.QueryStatement, cx: Context): Tabular {
  if (isTabular(s.value, cx) || s.value.kind === 'name' || s.value.kind === 'call') return lowerTable(s.value, cx);
  const row = oneRow(s.span);
  return append(row, { kind: 'extend', columns: [{ name: 'print_0', expr: lowerExpr(s.value, cx), span: s.span }], place: 'keep', span: s.span }, cx);
}

function planOf(body: Pipeline, state: State): Plan {
  const lets: readonly Let[] = usedLets(body, state.lets);
  return { lets, body, nullStrings: 'empty', ...(state.defaults.size > 0 && { defaults: [...state.defaults] }), ...(state.placeholders.length > 0 && { placeholders: state.placeholders }) };
}

