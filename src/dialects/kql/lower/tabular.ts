import type * as Syntax from '../../../../grammars/kql/syntax.js';
import { opsByName } from '../../../catalogue/index.js';
import { fieldOf } from '../../../semantics/schema.js';
import type { Binding, Context } from './context.js';

/** Functions whose answer is a table, and those that name where a table is. */
export const TABLE_FUNCTIONS: ReadonlySet<string> = new Set(['table', 'external_table', 'materialized_view', 'stored_query_result', '_GetWatchlist']);
export const PLACES: ReadonlySet<string> = new Set(['cluster', 'database', 'workspace', 'app', 'resource', 'adx', 'arg']);

/** Whether an expression stands for rows rather than for one value. */
export function isTabular(e: Syntax.Expression, cx: Context): boolean {
  switch (e.kind) {
    case 'pipeline': case 'datatable': case 'externaldata': case 'contextualDatatable': case 'materializedViewCombine': case 'dataScoped': case 'wildcard':
      return true;
    case 'subquery': return e.keyword !== 'toscalar';
    case 'name': return isTableName(e, cx);
    case 'call': return isTableCall(e, cx);
    case 'element': return isPatternCall(e.target, cx);
    case 'path': return isPlace(e.target, cx) || isPatternCall(e.target, cx);
    default: return false;
  }
}

/** `cluster("c").database("d")`, `workspace("w")`, or a name that `alias` gave to such a place. */
export function isPlace(e: Syntax.Expression, cx: Context): boolean {
  if (e.kind === 'call') return PLACES.has(e.name.text);
  if (e.kind === 'name') return cx.scope.find(e.text)?.kind === 'database';
  return e.kind === 'path' && isPlace(e.target, cx);
}

/** A name that `declare pattern` defines, with its arguments. */
export const isPatternCall = (e: Syntax.Expression, cx: Context): e is Syntax.Call => e.kind === 'call' && cx.scope.find(e.name.text)?.kind === 'pattern';

function isTableName(e: Syntax.Name, cx: Context): boolean {
  if (cx.row && fieldOf(cx.row.schema, e.text)) return false;
  const binding = cx.scope.find(e.text);
  if (binding) return isTableBinding(binding, cx);
  const { env, named } = cx.state;
  if (named.has(e.text) || env.table(e.text) !== undefined || env.functions?.has(e.text)) return true;
  return cx.row === undefined && env.openWorld;
}

function isTableBinding(b: Binding, cx: Context): boolean {
  return b.kind === 'table' || b.kind === 'pattern' || (b.kind === 'function' && bodyIsTabular(b, cx));
}

function isTableCall(e: Syntax.Call, cx: Context): boolean {
  const name = e.name.text;
  const binding = cx.scope.find(name);
  if (binding) return isTableBinding(binding, cx);
  if (TABLE_FUNCTIONS.has(name)) return true;
  if (opsByName('kql', name).length > 0) return false;
  const { env } = cx.state;
  return env.functions?.has(name) || env.table(name) !== undefined || /^(_?(Im|ASim)_?|im|vim)[A-Z_]/.test(name);
}

const deciding = new Set<Syntax.Lambda>();

/** Whether a function gives rows: its last expression does, parameters and inner lets being what they are. */
function bodyIsTabular(f: Extract<Binding, { kind: 'function' }>, cx: Context): boolean {
  const { body, params } = f.lambda;
  if (!body.value || deciding.has(f.lambda)) return false;
  deciding.add(f.lambda);
  try {
    return valueIsTabular(body.value, innerNames(f.lambda), { ...cx, row: undefined, scope: f.scope }, params);
  } finally {
    deciding.delete(f.lambda);
  }
}

const innerNames = (lambda: Syntax.Lambda): ReadonlyMap<string, Syntax.Expression> =>
  new Map(lambda.body.statements.flatMap((s) => (s.kind === 'let' ? [[s.name.text, s.value] as const] : [])));

function valueIsTabular(e: Syntax.Expression, lets: ReadonlyMap<string, Syntax.Expression>, cx: Context, params: readonly Syntax.FunctionParameter[]): boolean {
  if (e.kind !== 'name') return isTabular(e, cx);
  const param = params.find((p) => p.name.text === e.text);
  if (param) return param.type.kind === 'rowSchema';
  const inner = lets.get(e.text);
  if (!inner) return isTabular(e, cx);
  const rest = new Map(lets);
  rest.delete(e.text);
  return valueIsTabular(inner, rest, cx, params);
}
