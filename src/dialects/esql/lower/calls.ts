import type { Call, Expr } from '../../../ast/pipeline.js';
import { isParameter } from '../../../ast/parameters.js';
import type { Span } from '../../../base/source.js';
import type { Op } from '../../../catalogue/entry.js';
import { datetimeOfText } from '../../../catalogue/esql-moment.js';
import { durationOfText, periodOfText } from '../../../catalogue/esql-interval.js';
import { functionNames, opsByInfix, opsByName, opsByPrefix } from '../../../catalogue/index.js';
import { CONVERSIONS } from '../../../catalogue/parameters.js';
import { notYetReason } from '../../../catalogue/not-yet.js';
import { arity, arityText, paramAt, resolve, resolveAmong, type Resolved } from '../../../catalogue/resolve.js';
import { ipOfText } from '../../../data/ip.js';
import { isNumeric, isText, type Ty, type Value } from '../../../data/types.js';
import { nearest } from '../../../semantics/nearest.js';
import { esqlTypeName as typeName } from '../types.js';
import type { Lowering } from './context.js';
import { resultsOf } from '../../../ast/choices.js';

/** Stands for an expression that could not be lowered; its error has been reported. */
export const broken = (span: Span): Expr => ({ kind: 'lit', type: 'unknown', value: null, span });

export function infixCall(symbol: string, args: readonly Expr[], span: Span, lowering: Lowering): Expr {
  return typedCall(symbol, opsByInfix('esql', symbol), args, span, lowering);
}

export function prefixCall(symbol: string, args: readonly Expr[], span: Span, lowering: Lowering): Expr {
  return typedCall(symbol, opsByPrefix('esql', symbol), args, span, lowering);
}

export function namedCall(name: string, args: readonly Expr[], span: Span, lowering: Lowering, options?: Readonly<Record<string, Value>>): Expr {
  const ops = opsByName('esql', name);
  if (ops.length === 0) return unknownFunction(name, span, lowering);
  return ofItsType(typedCall(name, ops, args, span, lowering, options));
}

/** A parameter without a value is of the type that it is converted to, in whatever form its value is given. */
function ofItsType(e: Expr): Expr {
  const [only, ...more] = e.kind === 'call' && CONVERSIONS.test(e.op) ? e.args : [];
  return only && more.length === 0 && only.type === e.type && isParameter(only) ? only : e;
}

export function unknownFunction(name: string, span: Span, lowering: Lowering): Expr {
  const reason = notYetReason('esql', name);
  if (reason !== undefined) lowering.report('not-yet', { what: name.toUpperCase(), reason }, span);
  else {
    const near = nearest(name, functionNames('esql'));
    lowering.report('unknown-function', { name }, span, near && `the nearest name is ${near}`);
  }
  return broken(span);
}

/** The entry whose overload fits best; string literals are read as dates, addresses and the like where that makes one fit. */
export function typedCall(
  name: string, ops: readonly Op[], args: readonly Expr[], span: Span, lowering: Lowering, options?: Readonly<Record<string, Value>>,
): Expr {
  if (args.some(isBroken)) return broken(span);
  const given = datesOf(name, args);
  const direct = bestFit(ops, given);
  if (direct && !isMixed(direct.op, given)) return build(direct, given, span, options);
  for (const cast of direct ? [] : castings(given, ops)) {
    const fit = bestFit(ops, cast);
    if (fit && isMixed(fit.op, cast)) break;
    if (fit) return build(fit, cast, span, options);
  }
  reportMisfit(name, ops, args, span, lowering);
  return broken(span);
}

/** CASE and COALESCE choose among values of one type, or among numbers; an object is none of either, which overloads take for any. */
function isMixed(op: Op, args: readonly Expr[]): boolean {
  if (op.id !== 'esql.case' && op.id !== 'esql.coalesce') return false;
  const values = op.id === 'esql.case' ? resultsOf(args) : args;
  return new Set(values.map((a) => a.type).filter((t) => t !== 'null' && t !== 'unknown').map((t) => (isNumeric(t) ? 'number' : isText(t) ? 'text' : t))).size > 1;
}

const ORDERS: ReadonlySet<string> = new Set(['<', '<=', '>', '>=']);

/** What is ordered with a text that is a date, and is of unknown type itself, is taken for a date. */
function datesOf(name: string, args: readonly Expr[]): readonly Expr[] {
  if (!ORDERS.has(name) || !args.some((a) => a.type === 'unknown')) return args;
  return args.map((a) => (isStringLiteral(a) && a.kind === 'lit' && /^\d{4}-\d\d-\d\d(?:T|$)/.test(a.value as string) ? converted(a, 'datetime', 'TO_DATETIME') : a));
}

const isBroken = (e: Expr): boolean => e.kind === 'lit' && e.type === 'unknown';

interface Fit {
  readonly op: Op;
  readonly resolved: Resolved<Op['sigs'][number]>;
}

function bestFit(ops: readonly Op[], args: readonly Expr[]): Fit | undefined {
  const best = resolveAmong(ops, args.map((a) => a.type));
  return best && { op: best.op, resolved: best.fit };
}

function build({ op, resolved }: Fit, args: readonly Expr[], span: Span, options?: Readonly<Record<string, Value>>): Expr {
  const shown = op.esql.kind === 'call' ? op.esql.shows : undefined;
  const type = shown ?? resolved.returns;
  if (op.kind === 'aggregate') return { kind: 'agg', op: op.id, args, type, span };
  const call: Call = { kind: 'call', op: op.id, args, type, span };
  return options && Object.keys(options).length > 0 ? { ...call, options } : call;
}

/** Types that a string literal stands for by itself, in the order in which they are tried. */
const FROM_STRING: readonly (readonly [Ty, string])[] = [
  ['datetime', 'TO_DATETIME'], ['nanos', 'TO_DATE_NANOS'], ['ip', 'TO_IP'], ['version', 'TO_VERSION'], ['bool', 'TO_BOOLEAN'],
  ['timespan', 'TO_TIMEDURATION'], ['period', 'TO_DATEPERIOD'], ['real', 'TO_DOUBLE'],
];
/** Only a text that is such an interval stands for one; beside an interval a text is a date. */
const INTERVALS: Partial<Record<Ty, (text: string) => unknown>> = { timespan: durationOfText, period: periodOfText };

/** The arguments with their string literals converted: first to a type that another argument has. */
function* castings(args: readonly Expr[], ops: readonly Op[]): Iterable<readonly Expr[]> {
  const castable = args.map((a, i) => isStringLiteral(a) && !takesText(ops, i));
  if (!castable.includes(true)) return;
  const arithmetic = ops.some((o) => o.esql.kind !== 'call');
  const others = new Set(args.filter((a) => !isStringLiteral(a) && !INTERVALS[a.type]).map((a) => a.type));
  const order = FROM_STRING.filter(([t]) => t !== 'real' || !arithmetic).sort(([a], [b]) => Number(others.has(b)) - Number(others.has(a)));
  for (const [type, converter] of order) yield args.map((a, i) => (castable[i] ? converted(a, type, converter) : a));
  for (const [type, converter] of order) {
    for (let i = 0; i < args.length; i++) yield args.map((a, k) => (k === i && castable[k] ? converted(a, type, converter) : a));
  }
}

/**
 * A function that may take a text in a place takes it there as it is, whatever the others are. Operators and searches read it as the
 * type of the other side. The same in Elasticsearch (`EsqlFunctionRegistry.getTargetType`).
 */
const takesText = (ops: readonly Op[], at: number): boolean =>
  ops.some((o) => o.esql.kind === 'call' && !SEARCH.test(o.esql.name) && o.sigs.some((s) => s.params.length > 0 && TEXTUAL.has(paramAt(s.params, at)) && at < arity(s.params).max));
const SEARCH = /^(MULTI_)?MATCH/;
const TEXTUAL: ReadonlySet<string> = new Set(['string', 'text', 'any']);

const isStringLiteral = (e: Expr): boolean => e.kind === 'lit' && isText(e.type);

/** Texts that are read while lowering; one that does not fit is left to the conversion, which warns. */
const READ: Partial<Record<Ty, (text: string) => Value | undefined>> = { datetime: datetimeOfText, ip: ipOfText, version: (text) => text, timespan: durationOfText, period: periodOfText };

function converted(e: Expr, type: Ty, converter: string): Expr {
  if (e.kind !== 'lit') return e;
  const text = e.value as string;
  const interval = INTERVALS[type];
  if (interval && interval(text) === undefined) return e;
  const value = READ[type]?.(text);
  if (value !== undefined) return { kind: 'lit', type, value, span: e.span };
  const op = opsByName('esql', converter)[0];
  return op ? { kind: 'call', op: op.id, args: [e], type, span: e.span } : { ...e, type };
}

function reportMisfit(name: string, ops: readonly Op[], args: readonly Expr[], span: Span, lowering: Lowering): void {
  const types = args.map((a) => typeName(a.type)).join(', ');
  const op = ops[0];
  if (!op) lowering.report('unknown-function', { name }, span);
  else if (ops.every((o) => !takes(o, args.length))) lowering.report('argument-count', { name, got: args.length, want: arityText(op) }, span);
  else lowering.report('argument-type', { name, types }, span);
}

function takes(op: Op, count: number): boolean {
  return resolve(op, new Array<Ty>(count).fill('unknown')) !== undefined;
}
