import type * as Syntax from '../../../../grammars/kql/syntax.js';
import type { Expr, Named } from '../../../ast/pipeline.js';
import { opsByName } from '../../../catalogue/index.js';
import type { Ty } from '../../../data/types.js';
import type { Context } from './context.js';
import { lowerExpr } from './context.js';
import { DYNAMIC_INDEX, DYNAMIC_MEMBER } from './op-ids.js';
import { isBroken, literal, namedCall, typedCall } from './operations.js';
import { resultName } from './result-names.js';

/**
 * Functions that make several columns. The catalogue's operation answers one bag with the parts by name (`series_stats_dynamic`),
 * for `array_sort_*` of several arrays an array of arrays.
 */
interface Part {
  /** The path to the value in the bag, and with `_` for dots the end of the column's name. */
  readonly path: string;
  readonly type: Ty;
}

const parts = (type: Ty, ...paths: string[]): Part[] => paths.map((path) => ({ path, type }));
const FIT = parts('real', 'rsquare', 'slope', 'variance', 'rvariance', 'interception');
const HALF = (side: string): Part[] => parts('real', ...['rsquare', 'slope', 'interception', 'variance', 'rvariance'].map((p) => `${side}.${p}`));

const TUPLES: Readonly<Record<string, { readonly op: string; readonly parts: readonly Part[] }>> = {
  series_stats: {
    op: 'series_stats_dynamic',
    parts: [...parts('real', 'min'), ...parts('long', 'min_idx'), ...parts('real', 'max'), ...parts('long', 'max_idx'), ...parts('real', 'avg', 'stdev', 'variance')],
  },
  series_fit_line: { op: 'series_fit_line_dynamic', parts: [...FIT, ...parts('dynamic', 'line_fit')] },
  series_fit_2lines: {
    op: 'series_fit_2lines_dynamic',
    parts: [...parts('real', 'rsquare'), ...parts('long', 'split_idx'), ...parts('real', 'variance', 'rvariance'), ...parts('dynamic', 'line_fit'), ...HALF('right'), ...HALF('left')],
  },
  series_fit_poly: { op: 'series_fit_poly', parts: [...parts('real', 'rsquare'), ...parts('dynamic', 'coefficients'), ...parts('real', 'variance', 'rvariance'), ...parts('dynamic', 'poly_fit')] },
  series_decompose: { op: 'series_decompose', parts: parts('dynamic', 'baseline', 'seasonal', 'trend', 'residual') },
  series_decompose_anomalies: { op: 'series_decompose_anomalies', parts: parts('dynamic', 'ad_flag', 'ad_score', 'baseline') },
  series_periods_detect: { op: 'series_periods_detect', parts: parts('dynamic', 'periods', 'scores') },
};

const SORTS = new Set(['array_sort_asc', 'array_sort_desc']);

/** The columns of a call that makes several, without clash-free names; `undefined` for any other expression. */
export function tupleColumns(e: Syntax.Expression, cx: Context): readonly Named[] | undefined {
  if (e.kind !== 'call' || cx.scope.find(e.name.text)) return undefined;
  if (SORTS.has(e.name.text)) return sortedColumns(e, cx);
  const tuple = TUPLES[e.name.text];
  if (!tuple || opsByName('kql', tuple.op).length === 0) return undefined;
  const whole = namedCall(tuple.op, e.args.map((a) => lowerExpr(a.value, cx)), e.span, cx);
  const base = `${e.name.text}_${(e.args[0] && resultName(e.args[0].value)) ?? ''}`;
  return tuple.parts.map((p) => ({ name: `${base}_${p.path.replace('.', '_')}`, expr: member(whole, p, cx), span: e.span }));
}

function member(whole: Expr, part: Part, cx: Context): Expr {
  if (isBroken(whole)) return whole;
  const value = part.path.split('.').reduce((target, key): Expr => ({ kind: 'call', op: DYNAMIC_MEMBER, args: [target, literal('string', key, whole.span)], type: 'dynamic', span: whole.span }), whole);
  return part.type === 'dynamic' ? value : namedCall(`to${part.type}`, [value], whole.span, cx);
}

/** One array: one column. Several: each in the order of the first; a boolean at the end is no array. */
function sortedColumns(e: Syntax.Call, cx: Context): readonly Named[] | undefined {
  const args = e.args.map((a) => lowerExpr(a.value, cx));
  const arrays = args.filter((a) => a.type === 'dynamic' || a.type === 'unknown');
  if (arrays.length < 2) return undefined;
  const whole = typedCall(e.name.text, opsByName('kql', e.name.text), args, e.span, cx);
  return arrays.map((_, i) => ({
    name: `${(e.args[i] && resultName(e.args[i].value)) ?? 'array'}_sorted`, span: e.span,
    expr: isBroken(whole) ? whole : { kind: 'call', op: DYNAMIC_INDEX, args: [whole, literal('long', i, e.span)], type: 'dynamic', span: e.span },
  }));
}

/** Where one value is wanted, the first part is it. */
export const firstOfTuple = (e: Syntax.Call, cx: Context): Expr | undefined => (TUPLES[e.name.text] ? tupleColumns(e, cx)?.[0]?.expr : undefined);
