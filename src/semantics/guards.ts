import type { Expr } from '../ast/pipeline.js';
import { shapeOf } from '../ast/same.js';
import { children, columnsIn, mapExpr } from '../ast/walk.js';
import { evaluateExpr, type Typed } from '../catalogue/constant.js';
import { keyOf } from '../data/order.js';
import { TICKS_PER_MS } from '../data/time.js';
import { isInteger, isText, MultiValue, type Ty, type Value } from '../data/types.js';
import { alwaysHolds, isFilledIn } from './filled.js';
import { type Facts, NO_FACTS, nothing, type NullStrings, SAMPLES, truthWhenNothing, usedAsText, whenNothing } from './nullability.js';

/**
 * What the surroundings ask of an expression. 'truth': only whether it is true (a filter, operands of AND and OR below one);
 * 'value': its value, where null and "" are one value for strings.
 */
export type Demand = 'truth' | 'value';

/** One side of a translation: the expression in the pipeline AST and what nothing is there. */
export interface Side {
  readonly expr: Expr;
  readonly nullStrings: NullStrings;
  /** What columns hold where the target has nothing. */
  readonly empties?: Empties | undefined;
}

/** A value that the target has nothing for: an array without elements, the mean of nothing. 'sometimes': the column may be missing as well. */
export type Empties = (column: string) => { readonly when: 'always' | 'sometimes'; readonly instead: Typed } | undefined;

/**
 * How the target must be mended where a column holds nothing:
 * - 'absent-false': it must not be true there; 'absent-true': it must be true there
 * - 'absent-value': it must be this value there
 * - 'unknown': what the source gives there depends on other columns, and the target may differ
 */
export type Guard = GuardBase & ({ readonly kind: 'absent-false' | 'absent-true' | 'unknown' } | { readonly kind: 'absent-value'; readonly value: Typed });

interface GuardBase {
  readonly column: string;
  /** Where the target must be mended: where the column is null, where it is "" (which the target tells from null), or in both cases. */
  readonly where: 'null' | 'empty' | 'both';
}

/**
 * The guards that make `target` give what `source` gives wherever columns hold nothing, found by evaluating both sides there with the
 * evaluators of the engine; none where they agree. Columns in `facts` hold something. `bare`: the arguments have no guards of their own.
 */
export function guardsFor(source: Side, target: Side, facts: Facts, demand: Demand, bare = false): readonly Guard[] {
  const guards: Guard[] = [];
  for (const column of columnsIn(source.expr)) {
    if (facts.has(column) && !source.empties?.(column)) continue;
    const guard = guardFor(source, target, column, demand);
    if (guard && (bare || !(guard.kind === 'unknown' && hidden(source.expr, column)))) guards.push(guard);
  }
  return guards;
}

/**
 * Whether a column reaches the operation only through arguments that always hold something (`coalesce(x, "none")`): each argument is
 * spelled for its value, so what the column lacks cannot be felt above it.
 */
function hidden(e: Expr, column: string): boolean {
  if (e.kind !== 'call') return false;
  return isFilledIn(e, column) || e.args.every((a) => !columnsIn(a).has(column) || alwaysHolds(a, NO_FACTS) || isFilledIn(a, column) || hidden(a, column));
}

function guardFor(source: Side, target: Side, column: string, demand: Demand): Guard | undefined {
  const empties = source.empties?.(column);
  if (!empties || isLength(source.expr)) return guardOf(source, target, column, demand);
  const ofEmpty = guardOf({ expr: withValue(source.expr, column, empties.instead), nullStrings: source.nullStrings }, target, column, demand);
  if (empties.when === 'always') return ofEmpty;
  const ofNothing = guardOf(source, target, column, demand);
  return sameGuard(ofEmpty, ofNothing) ? ofNothing : { kind: 'unknown', column, where: 'null' };
}

/** Of these lengths are told by themselves, which is 0 of both. */
const isLength = (e: Expr): boolean => e.kind === 'call' && e.op === 'array.length';

const withValue = (e: Expr, column: string, value: Typed): Expr => mapExpr(e, (x) => (x.kind === 'col' && x.name === column ? { kind: 'lit', ...value, span: x.span } : x));

function sameGuard(a: Guard | undefined, b: Guard | undefined): boolean {
  return a?.kind === b?.kind && (a?.kind !== 'absent-value' || b?.kind !== 'absent-value' || same(a.value, b.value));
}

function guardOf(source: Side, target: Side, column: string, demand: Demand): Guard | undefined {
  return demand === 'truth' ? truthGuard(source, target, column) : valueGuard(source, target, column);
}

function truthGuard(source: Side, target: Side, column: string): Guard | undefined {
  const want = truthWhenNothing(source.expr, column, source.nullStrings);
  const where = whereWrong(source, target, column, want !== undefined, (nothing) => truthWhenNothing(target.expr, column, nothing) !== want);
  if (where === undefined) return undefined;
  return { kind: want === undefined ? 'unknown' : want ? 'absent-true' : 'absent-false', column, where };
}

function valueGuard(source: Side, target: Side, column: string): Guard | undefined {
  const want = whenNothing(source.expr, column, source.nullStrings);
  const where = whereWrong(source, target, column, want !== undefined, (nothing) => {
    const have = whenNothing(target.expr, column, nothing);
    return !want || !have || !(same(want, have) || sameElements(have.value, want.value, target.nullStrings) || (target.nullStrings === 'keep' && isOnlyElement(have, want)));
  });
  if (where === undefined) return undefined;
  return want ? { kind: 'absent-value', column, where, value: Number.isNaN(want.value) ? { ...want, value: null } : want } : { kind: 'unknown', column, where };
}

/** A target that tells null from "" must be right for both. */
function whereWrong(source: Side, target: Side, column: string, known: boolean, wrong: (nothing: NullStrings) => boolean): GuardBase['where'] | undefined {
  if (!known) return sameExpression(source, target) || agreesOnSamples(source, target, column) ? undefined : 'null';
  const atNull = wrong(target.nullStrings);
  const mayBeEmpty = target.nullStrings === 'keep' && source.nullStrings === 'empty' && (isTextColumn(source.expr, column) || (usedAsText(source.expr, column) && !isDynamicColumn(source.expr, column)));
  const atEmpty = mayBeEmpty && wrong('empty');
  return atNull ? (atEmpty ? 'both' : 'null') : atEmpty ? 'empty' : undefined;
}

const isTextColumn = (e: Expr, column: string): boolean => (e.kind === 'col' ? e.name === column && isText(e.type) : children(e).some((c) => isTextColumn(c, column)));

/** Of these the missing column matters alone, not what the others hold. */
const PASSES_BY = /^(condition\.(maxOf|minOf)|dynamic\.packArray)$/;
const PICKS = [[0, 0], [1, 1], [0, 1], [1, 0], [2, 2], [0, 2], [2, 0]] as const;

/** Whether what passes missing arguments by gives the same on both sides without the column, whatever other columns hold: two values of their types, or nothing. */
function agreesOnSamples(source: Side, target: Side, column: string): boolean {
  if (source.expr.kind !== 'call' || !PASSES_BY.test(source.expr.op)) return false;
  const others = [...columnsIn(source.expr)];
  return PICKS.every((picks) => {
    const cell = (nullStrings: NullStrings) => (name: string, type: Ty): Typed | undefined => {
      const pick = picks[others.indexOf(name) % 2] as number;
      const samples = SAMPLES[type];
      return name === column || pick === 2 ? (samples ? nothing(type, nullStrings) : undefined) : samples && { type, value: samples[pick] as Value };
    };
    const [want, have] = [source, target].map((side) => evaluateExpr(side.expr, cell(side.nullStrings)));
    return want !== undefined && have !== undefined && (same(want, have) || sameElements(have.value, want.value, target.nullStrings));
  });
}

/** "" is a value of a dynamic column, and null none. */
const isDynamicColumn = (e: Expr, column: string): boolean => (e.kind === 'col' ? e.name === column && e.type === 'dynamic' : children(e).some((c) => isDynamicColumn(c, column)));

/** One operation over the same arguments, with the same nothing, needs no guard: both sides run the same evaluator. */
function sameExpression(source: Side, target: Side): boolean {
  return source.nullStrings === target.nullStrings && shapeOf(source.expr, 'type') === shapeOf(target.expr, 'type');
}

/** Where strings have a null an array of one text is that text, and so is a text that is a dynamic value. */
function isOnlyElement(x: Typed, { value }: Typed): boolean {
  return isText(x.type) && typeof x.value === 'string' && (Array.isArray(value) && value.length === 1 ? value[0] : value) === x.value;
}

/** A multi-value keeps no null, and one of one value is that value; an array of nulls is none of them in Kusto. */
function sameElements(a: Value, b: Value, target: NullStrings): boolean {
  if ((!isList(a) && !isList(b)) || (target === 'empty' && (a === null || b === null))) return false;
  const [x, y] = [elementKeys(a), elementKeys(b)];
  return x.length === y.length && x.every((k, i) => k === y[i]);
}

const isList = (v: Value): boolean => Array.isArray(v) || v instanceof MultiValue;

function elementKeys(v: Value): readonly unknown[] {
  const elements = v instanceof MultiValue ? v.values : Array.isArray(v) ? (v as readonly Value[]) : [v];
  return elements.filter((x) => x !== null).map((x) => (typeof x === 'string' ? `"${x}` : keyOf('dynamic', x)));
}

function same(a: Typed, b: Typed): boolean {
  const [x, y] = a.type === 'timespan' && isInteger(b.type) ? [inMillis(a.value), plain(b)] : [plain(a), plain(b)];
  if (x === null || y === null) return x === y;
  if (typeof x === 'number' && typeof y === 'number') return x === y || (Number.isNaN(x) && Number.isNaN(y));
  return keyOf(a.type, x) === keyOf(b.type, y);
}

/** A timespan is a number of milliseconds in ES|QL. */
const inMillis = (ticks: Value): Value => (ticks === null ? null : Number(ticks) / TICKS_PER_MS);

/** What is no number is null in ES|QL. */
const plain = (t: Typed): Value => ((isText(t.type) && t.value === '') || Number.isNaN(t.value) ? null : t.value);
