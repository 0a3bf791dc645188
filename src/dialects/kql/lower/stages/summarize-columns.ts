import type * as Syntax from '../../../../../grammars/kql/syntax.js';
import type { Expr, Named } from '../../../../ast/pipeline.js';
import { constantOf } from '../../../../catalogue/constant.js';
import { ALL_OTHERS } from '../../../../semantics/names.js';
import type { Names } from '../columns.js';
import { type Context, lowerExpr, report, type Tabular } from '../context.js';
import { broken, column, isBroken, literal, namedCall } from '../operations.js';
import { percentileName, resultName } from '../result-names.js';

/** Columns of `summarize`: some aggregates make several. */

export interface KeyNames {
  readonly names: Names;
  /** Keys that are plain columns: `*` leaves them out. */
  readonly plain: ReadonlySet<string>;
}

export function aggregateColumns(c: Syntax.Column, keys: KeyNames, input: Tabular, cx: Context): Named[] {
  const { value } = c;
  const several = value.kind === 'call' ? SEVERAL.get(value.name.text) : undefined;
  if (several && value.kind === 'call') return several(value, input, keys, cx).map((part, i) => ({ name: partName(c, part, i, keys), expr: part.expr, span: c.span }));
  const expr = lowerExpr(value, cx);
  checkAggregate(expr, c, cx);
  const given = c.names[0]?.text;
  const name = given === undefined ? keys.names.automatic(value.kind === 'name' ? undefined : resultName(value)) : keys.names.given(given, c.span);
  return [{ name, expr, span: c.span }];
}

/** A column outside of an aggregate has no single value in a group. */
export function checkAggregate(expr: Expr, c: Syntax.Column, cx: Context): void {
  const loose = bareColumn(expr);
  if (loose) report(cx, 'column-not-aggregated', { name: loose }, c.span, 'an aggregate such as take_any() or max() makes one value of many');
}

function bareColumn(e: Expr): string | undefined {
  if (e.kind === 'col') return e.name;
  if (e.kind !== 'call') return undefined;
  for (const a of e.args) {
    const found = bareColumn(a);
    if (found !== undefined) return found;
  }
  return undefined;
}

function partName(c: Syntax.Column, part: Part, i: number, { names }: KeyNames): string {
  const given = part.given ?? c.names[i]?.text;
  if (part.name === ALL_OTHERS) return ALL_OTHERS;
  return given === undefined ? names.automatic(part.name) : names.given(given, c.span);
}

interface Part {
  readonly name: string | undefined;
  /** A name written inside the call: `arg_max(t, x = a)`. */
  readonly given?: string;
  readonly expr: Expr;
}

type Expansion = (call: Syntax.Call, input: Tabular, keys: KeyNames, cx: Context) => readonly Part[];

const SEVERAL: ReadonlyMap<string, Expansion> = new Map<string, Expansion>([
  ['arg_max', extreme('arg_max', 'max')], ['argmax', extreme('arg_max', 'max')],
  ['arg_min', extreme('arg_min', 'min')], ['argmin', extreme('arg_min', 'min')],
  ['take_any', anyOf('')], ['any', anyOf('any_')],
  ['percentile', percentiles('percentile', 1)], ['percentiles', percentiles('percentile', 1)],
  ['percentilew', percentiles('percentilew', 2)], ['percentilesw', percentiles('percentilew', 2)],
]);

/** The row in which the first argument is greatest: that argument and the other columns. */
function extreme(name: string, plain: string): Expansion {
  return (call, input, keys, cx) => {
    const inner = withoutAggregates(cx);
    const [first, ...others] = call.args;
    if (!first) return wrongCount(call, 'at least 1 argument', cx);
    const by = lowerExpr(first.value, inner);
    const best = isBroken(by) ? by : namedCall(plain, [by], call.span, cx);
    const own = resultName(first.value) ?? `${plain}_`;
    const rest = others.flatMap((o) => (o.value.kind === 'star' ? allOthers(input, [...keys.plain, ...(first.value.kind === 'name' ? [first.value.text] : [])], o.span) : [argument(o, inner)]));
    return [
      { name: own, ...(first.names[0] && { given: first.names[0].text }), expr: best },
      ...rest.map((r) => ({ ...r, expr: isBroken(by) || isBroken(r.expr) ? broken(call.span) : namedCall(name, [by, r.expr], call.span, cx) })),
    ];
  };
}

function argument(o: Syntax.Column, cx: Context): Part {
  const given = o.names[0]?.text;
  return { name: resultName(o.value), expr: lowerExpr(o.value, cx), ...(given !== undefined && { given }) };
}

const withoutAggregates = (cx: Context): Context => (cx.row ? { ...cx, row: { ...cx.row, aggregates: false } } : cx);

function allOthers(input: Tabular, without: readonly string[], span: Syntax.Span): Part[] {
  const known = input.schema.fields.filter((f) => !without.includes(f.name)).map((f): Part => ({ name: f.name, expr: column(f.name, f.type, span) }));
  return input.schema.open ? [...known, { name: ALL_OTHERS, expr: column(ALL_OTHERS, 'unknown', span) }] : known;
}

function anyOf(prefix: string): Expansion {
  return (call, input, keys, cx) => {
    const inner = withoutAggregates(cx);
    const parts = call.args.flatMap((a) => (a.value.kind === 'star' ? allOthers(input, [...keys.plain], a.span) : [argument(a, inner)]));
    if (parts.length === 0) return wrongCount(call, 'at least 1 argument', cx);
    return parts.map((p, i) => ({
      ...p, name: p.name === ALL_OTHERS ? ALL_OTHERS : p.name === undefined ? `any_arg${i}` : `${prefix}${p.name}`,
      expr: isBroken(p.expr) ? p.expr : namedCall('take_any', [p.expr], call.span, cx),
    }));
  };
}

/** One column per percentage; `fixed` arguments come before them. */
function percentiles(name: string, fixed: number): Expansion {
  return (call, _input, _keys, cx) => {
    const inner = withoutAggregates(cx);
    const base = call.args.slice(0, fixed).map((a) => lowerExpr(a.value, inner));
    const wanted = call.args.slice(fixed);
    if (wanted.length === 0) return wrongCount(call, `at least ${fixed + 1} arguments`, cx);
    return wanted.map((p) => ({ name: percentileName(call.args[0], p.value), expr: percentile(name, base, p, call, cx) }));
  };
}

function percentile(name: string, base: readonly Expr[], p: Syntax.Column, call: Syntax.Call, cx: Context): Expr {
  const percent = lowerExpr(p.value, { ...cx, row: undefined });
  const value = constantOf(percent, cx.state.env.now);
  const constant = typeof value === 'number' ? literal(Number.isInteger(value) ? 'long' : 'real', value, p.span) : percent;
  return [...base, constant].some(isBroken) ? broken(call.span) : namedCall(name, [...base, constant], call.span, cx);
}

function wrongCount(call: Syntax.Call, want: string, cx: Context): readonly Part[] {
  report(cx, 'argument-count', { name: call.name.text, got: call.args.length, want }, call.span);
  return [];
}
