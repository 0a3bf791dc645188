import type * as Syntax from '../../../../../grammars/kql/syntax.js';
import type { Expr, MakeSeries, Named } from '../../../../ast/pipeline.js';
import { isNumeric } from '../../../../data/types.js';
import { kqlTypeName } from '../../types.js';
import { append } from '../append.js';
import { Names } from '../columns.js';
import { type Context, lowerExpr, report, type Tabular, withRow } from '../context.js';
import { resultName } from '../result-names.js';
import { groupKeys } from './aggregates.js';
import { wordOption } from '../special-calls.js';
import { checkAggregate } from './summarize-columns.js';

/** `make-series`: aggregates at regular steps, as arrays. */
export const seriesStages = { 'make-series': makeSeries };

function makeSeries(s: Syntax.MakeSeriesStage, input: Tabular, cx: Context): Tabular {
  const keys = groupKeys(s.by, input, cx);
  const names = new Names(cx, keys.map((k) => k.name));
  const row = withRow(cx, input);
  const aggregates = s.aggregates.map((a) => ({
    ...aggregated(namedAggregate(a.column, names, withRow(cx, input, true)), a.column, cx), ...(a.default && { fallback: lowerExpr(a.default.value, { ...cx, row: undefined }) }),
  }));
  const axis = namedAggregate(s.on, names, row);
  checkAxis(axis, cx);
  const bound = (e: Syntax.Expression | null): Pick<MakeSeries, 'from'>['from'] => (e ? lowerExpr(e, { ...cx, row: undefined }) : undefined);
  const [from, to] = [bound(s.from), bound(s.to)];
  for (const end of [from, to]) checkEnd(end, axis, cx);
  return append(input, {
    kind: 'makeSeries', aggregates, axis, step: lowerExpr(s.step, { ...cx, row: undefined }), keys, span: s.span,
    ...(from && { from }), ...(to && { to }), ...(s.inRange && { inRange: true }),
    ...(wordOption(s.params, 'kind', cx)?.toLowerCase() === 'nonempty' && { nonEmpty: true }),
  }, cx, false);
}

function namedAggregate(c: Syntax.Column, names: Names, cx: Context): Named {
  const expr = lowerExpr(c.value, cx);
  const given = c.names[0]?.text;
  return { name: given === undefined ? names.automatic(resultName(c.value)) : names.given(given, c.span), expr, span: c.span };
}

function aggregated(named: Named, c: Syntax.Column, cx: Context): Named {
  checkAggregate(named.expr, c, cx);
  return named;
}

/** The ends must be of the axis's kind. */
function checkEnd(end: Expr | undefined, axis: Named, cx: Context): void {
  if (!end || end.type === axis.expr.type || [end.type, axis.expr.type].some((t) => t === 'unknown' || t === 'null') || (isNumeric(end.type) && isNumeric(axis.expr.type))) return;
  report(cx, 'type-mismatch', { what: 'an end of the axis', got: kqlTypeName(end.type), want: kqlTypeName(axis.expr.type) }, end.span);
}

const AXIS = new Set(['datetime', 'timespan', 'int', 'long', 'real', 'decimal', 'unknown', 'null']);

function checkAxis(axis: Named, cx: Context): void {
  if (!AXIS.has(axis.expr.type)) report(cx, 'type-mismatch', { what: 'the axis of make-series', got: kqlTypeName(axis.expr.type), want: 'a number, datetime or timespan' }, axis.span);
}
