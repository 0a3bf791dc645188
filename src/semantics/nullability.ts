import type { Call, Expr } from '../ast/pipeline.js';
import { columnsIn } from '../ast/walk.js';
import { evaluateExpr, type Typed } from '../catalogue/constant.js';
import type { ParamSpec } from '../catalogue/entry.js';
import { opOf } from '../catalogue/index.js';
import { paramAt, resolve } from '../catalogue/resolve.js';
import { isText, type Ty, type Value } from '../data/types.js';

/**
 * Columns known to hold a value: not null and, for strings, not "" (the two are one value across the dialects). Emission writes
 * guards only for others.
 */
export type Facts = ReadonlySet<string>;
export const NO_FACTS: Facts = new Set();

/** Which value stands for "nothing" in a column: null, and "" in a string when `nullStrings` is 'empty'. */
export type NullStrings = 'keep' | 'empty';

export function nothing(type: Ty, nullStrings: NullStrings): Typed {
  return isText(type) && nullStrings === 'empty' ? { type, value: '' } : { type, value: null };
}

/**
 * What an expression gives when one column holds nothing and the others are as they may be; `undefined` when it depends on them.
 * AND and OR are decided by one side alone where they can be.
 */
export const whenNothing = (e: Expr, column: string, nullStrings: NullStrings): Typed | undefined =>
  remembered(values[nullStrings], e, column, findWhenNothing, nullStrings);

/**
 * Emission asks the same of an expression at several places. A plain map that is emptied now and then: a weak one of this many short-lived
 * keys costs more in garbage collection than it saves.
 */
type Answers<T> = Map<Expr, { readonly column: string; readonly found: T; readonly others: Map<string, T> | undefined }>;
const MOST_ANSWERS = 500;
const values: Record<NullStrings, Answers<Typed | undefined>> = { keep: new Map(), empty: new Map() };
const truths: Record<NullStrings, Answers<boolean | undefined>> = { keep: new Map(), empty: new Map() };
const required: Record<NullStrings, Answers<ReadonlySet<string>>> = { keep: new Map(), empty: new Map() };

/** Most expressions are asked about one column only: for others there is a map. */
function remembered<T>(answers: Answers<T>, e: Expr, column: string, find: (e: Expr, column: string, nullStrings: NullStrings) => T, nullStrings: NullStrings): T {
  const known = answers.get(e);
  if (known?.column === column) return known.found;
  if (known?.others?.has(column)) return known.others.get(column) as T;
  const found = find(e, column, nullStrings);
  if (!known) {
    if (answers.size >= MOST_ANSWERS) answers.clear();
    answers.set(e, { column, found, others: undefined });
  } else if (known.others) known.others.set(column, found);
  else answers.set(e, { ...known, others: new Map([[column, found]]) });
  return found;
}

function findWhenNothing(e: Expr, column: string, nullStrings: NullStrings): Typed | undefined {
  const value = evaluateExpr(e, (name, type) => (name === column ? nothing(type === 'unknown' ? takenFor(e, column) : type, nullStrings) : undefined), undefined, undefined, nullStrings === 'empty');
  if (value || e.kind !== 'call') return value;
  if (strict(e, column, nullStrings)) return { type: e.type, value: null };
  const known = withKnownNothing(e, column, nullStrings);
  if (known !== e) return findWhenNothing(known, column, nullStrings);
  if (e.op === 'logic.not') return undefined;
  if (e.op === 'logic.and') return decided(e.args, column, nullStrings, false);
  if (e.op === 'logic.or') return decided(e.args, column, nullStrings, true);
  return undefined;
}

/** What a column of unknown type is taken for: what is tested for null is no text, of which no test for null is true. */
const takenFor = (e: Expr, column: string): Ty => (testedForNull(e, column) ? 'dynamic' : standsAsText(e, column) ? 'string' : 'unknown');

const NULL_TESTS: ReadonlySet<string> = new Set(['condition.isNull', 'condition.isNotNull']);

const testedForNull = (e: Expr, column: string): boolean =>
  e.kind === 'call' && e.args.some((a) => (a.kind === 'col' ? a.name === column && NULL_TESTS.has(e.op) : testedForNull(a, column)));

/** Whether a column of unknown type stands where an operation takes a text, so that it is one. */
export const usedAsText = (e: Expr, column: string): boolean => !testedForNull(e, column) && standsAsText(e, column);

function standsAsText(e: Expr, column: string): boolean {
  return e.kind === 'call' && e.args.some((a, i) => (a.kind === 'col' ? a.name === column && !a.member && takesText(e, i) : standsAsText(a, column)));
}

function takesText(e: Call, i: number): boolean {
  const params = resolve(opOf(e.op), e.args.map((a) => a.type))?.overload.params;
  return params !== undefined && isText(paramAt(params, i) as Ty);
}

/** Like `whenNothing`, of truth alone: whether it is true there, `undefined` when that depends on other columns. */
export const truthWhenNothing = (e: Expr, column: string, nullStrings: NullStrings): boolean | undefined =>
  remembered(truths[nullStrings], e, column, findTruth, nullStrings);

/** Nothing is more or less than null, whatever the other operand is. */
const ORDERS = /^(compare|esql)\.(less|greater)(OrEqual)?$/;

function findTruth(e: Expr, column: string, nullStrings: NullStrings): boolean | undefined {
  const connective = e.kind === 'call' && (e.op === 'logic.and' || e.op === 'logic.or');
  const value = connective ? whenNothing(e, column, nullStrings) : findWhenNothing(e, column, nullStrings);
  if (value) return value.value === true;
  if (connective) return connectiveTruth(e, column, nullStrings);
  if (e.kind === 'call' && ORDERS.test(e.op) && e.args.some((a) => whenNothing(a, column, nullStrings)?.value === null)) return false;
  return sampledTruth(e, column, nullStrings);
}

/** A connective is decided by one side, or by all of them. */
function connectiveTruth(e: Call, column: string, nullStrings: NullStrings): boolean | undefined {
  const deciding = e.op === 'logic.or';
  const sides = e.args.map((a) => truthWhenNothing(a, column, nullStrings));
  if (sides.includes(deciding)) return deciding;
  return sides.every((s) => s === !deciding) ? !deciding : undefined;
}

/** Two different values of each type that columns of tables have. */
export const SAMPLES: Partial<Record<Ty, readonly [Value, Value]>> = {
  bool: [true, false], int: [1, 7], long: [1, 7], real: [1.5, 7.25], datetime: [0, 864_000_000_000], timespan: [1, 864_000_000_000],
};

/**
 * A comparison with a null asks of its other operand only whether it is null as well: both cases are tried, the second with two
 * different values. Only for columns whose nothing is null; an empty string compares like any other. A column of unknown type is taken
 * for one of the type that it is compared with.
 */
function sampledTruth(given: Expr, column: string, nullStrings: NullStrings): boolean | undefined {
  if (given.kind !== 'call') return undefined;
  const e = withNulls(given, column, nullStrings);
  const type = e === given ? comparedType(e, column) : 'long';
  if (!type || !SAMPLES[type]) return undefined;
  const truths = new Set<boolean>();
  for (const pick of [0, 1, 2]) {
    const value = evaluateExpr(e, (name, t) => (name === column ? { type, value: null } : sample(t, pick, nullStrings)), (call) => sample(call.type, Math.min(pick, 1), nullStrings));
    if (!value) return undefined;
    truths.add(value.value === true);
  }
  return truths.size === 1 ? [...truths][0] : undefined;
}

/** A comparison in which every operand that reads the column is null without it: those as nulls. The same expression where one is not. */
function withNulls(e: Call, column: string, nullStrings: NullStrings): Call {
  if (!e.op.startsWith('compare.') || e.args.some((a) => a.kind === 'col' && a.name === column)) return e;
  const reads = e.args.map((a) => columnsIn(a).has(column));
  if (!reads.includes(true) || e.args.some((a, i) => reads[i] && (!SAMPLES[a.type] || !strict(a, column, nullStrings)))) return e;
  return { ...e, args: e.args.map((a, i): Expr => (reads[i] ? { kind: 'lit', type: a.type, value: null, span: a.span } : a)) };
}

function comparedType(e: Call, column: string): Ty | undefined {
  const at = e.args.find((a) => a.kind === 'col' && a.name === column);
  if (!at || at.type !== 'unknown') return at?.type;
  return e.args.find((a) => a.type !== 'unknown' && a.type !== 'null')?.type;
}

function sample(type: Ty, pick: number, nullStrings: NullStrings): Typed | undefined {
  const values = SAMPLES[type];
  return pick === 2 ? nothing(type, nullStrings) : values && { type, value: values[pick] as Value };
}

function decided(args: readonly Expr[], column: string, nullStrings: NullStrings, by: boolean): Typed | undefined {
  const sides = args.map((a) => whenNothing(a, column, nullStrings));
  return sides.find((s) => s?.value === by);
}

/** The columns that must hold something for a condition to be true. */
export const requiredBy = (cond: Expr, nullStrings: NullStrings): ReadonlySet<string> =>
  remembered(required[nullStrings], cond, '', findRequired, nullStrings);

function findRequired(cond: Expr, _: string, nullStrings: NullStrings): ReadonlySet<string> {
  if (cond.kind === 'call' && cond.op === 'logic.and') return new Set(cond.args.flatMap((a) => [...requiredBy(a, nullStrings)]));
  if (cond.kind === 'call' && cond.op === 'logic.or') return intersection(cond.args.map((a) => requiredBy(a, nullStrings)));
  const out = new Set<string>();
  for (const name of columnsIn(cond)) {
    if (truthWhenNothing(cond, name, nullStrings) === false) out.add(name);
  }
  return out;
}

/** Columns without which a condition is true. */
export const trueWithout = (cond: Expr, nullStrings: NullStrings): string[] => [...columnsIn(cond)].filter((c) => truthWhenNothing(cond, c, nullStrings) === true);

/** True when a null in the column makes the expression null whatever the others are: an operation that null makes null has an operand that is. */
function strict(e: Expr, column: string, nullStrings: NullStrings, wanted?: ParamSpec): boolean {
  if (e.kind === 'col') return e.name === column && (nullStrings === 'keep' || isNullable(e.type, wanted));
  if (e.kind !== 'call') return false;
  const op = opOf(e.op);
  const overload = op.kind === 'scalar' ? resolve(op, e.args.map((a) => a.type))?.overload : undefined;
  if (!overload || overload.nulls !== 'propagate') return false;
  return e.args.some((a, i) => !(nullStrings === 'empty' && isFilledText(a)) && strict(a, column, nullStrings, overload.params[Math.min(i, overload.params.length - 1)]));
}

/** A text that a function of KQL gives is "" where it is nothing. */
const isFilledText = (e: Expr): boolean => e.kind === 'call' && isText(e.type) && !e.op.startsWith('esql.');

/** The call with what is nothing without the column, whatever other columns hold; texts that functions of KQL give are "" there. */
function withKnownNothing(e: Call, column: string, nullStrings: NullStrings): Call {
  const args = e.args.map((a): Expr => {
    if (a.kind !== 'call' || !columnsIn(a).has(column)) return a;
    const filled = nullStrings === 'empty' && isText(a.type);
    const isNothing = filled ? isFilledText(a) && whenNothing(a, column, nullStrings)?.value === null : strict(a, column, nullStrings);
    return isNothing ? { kind: 'lit', type: a.type, value: filled ? '' : null, span: a.span } : withKnownNothing(a, column, nullStrings);
  });
  return args.every((a, i) => a === e.args[i]) ? e : { ...e, args };
}

const MAY_BE_TEXT: ReadonlySet<string> = new Set(['string', 'text', 'any', 'dynamic', 'unknown']);

/** A column of unknown type is none of strings where something else is asked for. */
function isNullable(type: Ty, wanted: ParamSpec | undefined): boolean {
  if (type !== 'unknown') return !isText(type);
  return wanted !== undefined && !MAY_BE_TEXT.has(wanted.replace(/^\.\.\.|\?$/g, ''));
}

/** The facts with more columns; the same set where it has them all. */
export function withAll(facts: Facts, more: Iterable<string>): Facts {
  let all: Set<string> | undefined;
  for (const name of more) if (!facts.has(name)) (all ??= new Set(facts)).add(name);
  return all ?? facts;
}

function intersection(sets: readonly ReadonlySet<string>[]): Set<string> {
  const [first, ...rest] = sets;
  return new Set([...(first ?? [])].filter((x) => rest.every((s) => s.has(x))));
}

/** Facts after rows for which the condition is not true have been dropped. */
export function learn(facts: Facts, cond: Expr, nullStrings: NullStrings): Facts {
  return withAll(facts, requiredBy(cond, nullStrings));
}
