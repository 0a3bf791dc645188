import type * as Syntax from '../../../../../grammars/kql/syntax.js';
import type { Aggregate, Named, Stage } from '../../../../ast/pipeline.js';
import { fieldOf } from '../../../../semantics/schema.js';
import { append } from '../append.js';
import { Names, namedColumns, simpleKeys } from '../columns.js';
import { type Context, lowerExpr, type Tabular, withRow } from '../context.js';
import { namedCall } from '../operations.js';
import { resultName } from '../result-names.js';
import { rowCount, sortKey } from './rows.js';
import { aggregateColumns, checkAggregate, type KeyNames } from './summarize-columns.js';

/** Stages that make one row of many. */
export const aggregateStages = {
  summarize,
  count: (s: Syntax.CountStage, input: Tabular, cx: Context): Tabular => {
    const counted: Named = { name: s.name?.text ?? 'Count', expr: namedCall('count', [], s.span, cx), span: s.span };
    return append(input, aggregate([], [counted], s.span), cx, true);
  },
  'top-hitters': topHitters,
  'top-nested': topNested,
};

const aggregate = (keys: readonly Named[], aggregates: readonly Named[], span: Syntax.Span): Extract<Stage, { kind: 'aggregate' }> =>
  ({ kind: 'aggregate', keys, aggregates, layout: 'keysFirst', span });

function summarize(s: Syntax.SummarizeStage, input: Tabular, cx: Context): Tabular {
  const by = s.by ?? [];
  const keys = groupKeys(binned(by, s.bin), input, cx);
  const plain = new Set(by.flatMap((c) => (c.value.kind === 'name' ? [c.value.text] : [])));
  const names = new Names(cx, keys.map((k) => k.name));
  const known: KeyNames = { names, plain };
  const aggregates = s.aggregates.flatMap((c) => aggregateColumns(c, known, input, withRow(cx, input, true)));
  if (by.length > 0 && aggregates.length === 0) {
    return append(input, { kind: 'distinct', columns: keys, span: s.span }, cx, false);
  }
  const wholeRow = wholeRowOf(s, keys, aggregates, input);
  return append(input, { ...aggregate(keys, aggregates, s.span), ...(wholeRow && { wholeRow }) }, cx, false);
}

const ONE_ROW: Readonly<Record<string, 'greatest' | 'least' | 'any'>> = { arg_max: 'greatest', argmax: 'greatest', arg_min: 'least', argmin: 'least', take_any: 'any' };

/** `arg_max(x, *)` or `take_any(*)` alone, under the columns' own names, by columns or by new ones. */
function wholeRowOf({ aggregates: [only, ...more] }: Syntax.SummarizeStage, keys: readonly Named[], cells: readonly Named[], { schema }: Tabular): Aggregate['wholeRow'] {
  if (only?.value.kind !== 'call' || more.length > 0 || only.names.length > 0 || keys.length === 0) return undefined;
  const { name, args } = only.value;
  const which = Object.hasOwn(ONE_ROW, name.text) ? ONE_ROW[name.text] : undefined;
  const last = args[args.length - 1];
  if (which === undefined || last?.value.kind !== 'star' || args.length !== (which === 'any' ? 1 : 2) || args.some((a) => a.names.length > 0)) return undefined;
  const isOwn = (k: Named): boolean => (k.expr.kind === 'col' && k.expr.name === k.name) || fieldOf(schema, k.name) === undefined;
  if (!keys.every(isOwn)) return undefined;
  const best = cells[0];
  const by = best?.expr.kind === 'agg' ? best.expr.args[0] : undefined;
  if (which === 'any') return {};
  return by?.kind === 'col' && by.name === best?.name ? { by: { expr: by, desc: which === 'greatest' } } : undefined;
}

/** The older `by … bin=1h` puts the first key into bins. */
function binned(by: readonly Syntax.Column[], bin: Syntax.Expression | null): readonly Syntax.Column[] {
  const [first, ...rest] = by;
  if (!bin || !first) return by;
  const name: Syntax.Name = { kind: 'name', text: 'bin', bracketed: false, span: bin.span };
  const step: Syntax.Column = { kind: 'column', names: [], tuple: false, value: bin, span: bin.span };
  const value: Syntax.Call = { kind: 'call', name, args: [{ ...first, names: [], tuple: false }, step], span: first.span };
  return [{ ...first, value }, ...rest];
}

export const groupKeys = (by: readonly Syntax.Column[], input: Tabular, cx: Context): Named[] => simpleKeys(namedColumns(by, withRow(cx, input), 'other'), cx);

/* ---------------------------------------------------------------- top-hitters, top-nested */

function topHitters(s: Syntax.TopHittersStage, input: Tabular, cx: Context): Tabular {
  const row = withRow(cx, input);
  const keys = namedColumns([s.of], row, 'other');
  const of = keys[0]?.name ?? '';
  const expr = s.by ? namedCall('sum', [lowerExpr(s.by.value, row)], s.by.span, cx) : namedCall('count', [], s.span, cx);
  const name = s.by ? `approximate_sum_${resultName(s.by.value) ?? ''}` : `approximate_count_${of}`;
  const grouped = append(input, aggregate(keys, [{ name, expr, span: s.span }], s.span), cx, false);
  const key = { expr: { kind: 'col', name, type: expr.type, span: s.span }, desc: true, nullsFirst: false, span: s.span } as const;
  const sorted = append(grouped, { kind: 'sort', keys: [key], ties: 'reversed', span: s.span }, cx, true);
  return append(sorted, { kind: 'limit', count: rowCount(s.count.value, cx), span: s.span }, cx);
}

function topNested(s: Syntax.TopNestedStage, input: Tabular, cx: Context): Tabular {
  const names = new Names(cx);
  const levels = s.levels.map((l) => {
    const row = withRow(cx, input);
    const given = l.of.names[0]?.text ?? (l.of.value.kind === 'name' ? l.of.value.text : undefined);
    const name = given === undefined ? names.automatic(resultName(l.of.value)) : names.given(given, l.of.span);
    const by = sortKey(l.by, withRow(cx, input, true));
    checkAggregate(by.expr, l.by.column, cx);
    const byName = l.by.column.names[0]?.text;
    return {
      of: { name, expr: lowerExpr(l.of.value, row), span: l.of.span },
      by: { name: byName === undefined ? names.automatic(`aggregated_${name}`) : names.given(byName, l.by.span), expr: by.expr, span: l.by.span },
      desc: by.desc, span: l.span,
      ...(l.count && { count: rowCount(l.count.value, cx) }), ...(l.others && { others: lowerExpr(l.others, { ...cx, row: undefined }) }),
    };
  });
  return append(input, { kind: 'topNested', levels, span: s.span }, cx, false);
}
