import type { Expr } from '../../../ast/pipeline.js';
import type { Span } from '../../../base/source.js';
import { isNumeric, type Ty } from '../../../data/types.js';
import { kqlTypeName } from '../types.js';
import { type Context, report } from './context.js';
import { resultsOf } from '../../../ast/choices.js';

/** What Kusto demands of arguments beyond their types one by one. */
type Rule = (name: string, args: readonly Expr[], span: Span, cx: Context) => boolean;

const RULES: Readonly<Record<string, Rule>> = {
  iff: (name, args, span, cx) => oneType(name, args.slice(1), span, cx),
  iif: (name, args, span, cx) => oneType(name, args.slice(1), span, cx),
  case: (name, args, span, cx) => alternating(name, args, span, cx) && oneType(name, resultsOf(args), span, cx),
  prev: (name, args, _span, cx) => constantFrom(1, name, args, cx),
  coalesce: (name, args, span, cx) => oneFamily(name, args, span, cx),
  max_of: (name, args, span, cx) => oneFamily(name, args, span, cx),
  min_of: (name, args, span, cx) => oneFamily(name, args, span, cx),
  bag_merge: atLeastTwo,
  max: orderable, min: orderable, arg_max: orderable, arg_min: orderable,
  bag_pack: textKeys, pack: textKeys, pack_dictionary: textKeys,
  parse_json: textOrDynamic, parsejson: textOrDynamic, todynamic: textOrDynamic, toobject: textOrDynamic,
  datetime_diff: timeUnit, datetime_add: timeUnit,
  repeat: (name, args, span, cx) => simple(name, args[0], span, cx),
  next: (name, args, _span, cx) => constantFrom(1, name, args, cx),
};

/** False when a rule is broken, which has been reported. */
export const meetsRules: Rule = (name, args, span, cx) => RULES[name]?.(name, args, span, cx) ?? true;

const loose = (t: Ty): boolean => t === 'unknown' || t === 'null' || t === 'dynamic';
const whole = (t: Ty): boolean => t === 'int' || t === 'long';

/** Kusto does not widen the alternatives of a choice: a whole number beside a real is refused. */
function oneType(name: string, values: readonly Expr[], span: Span, cx: Context): boolean {
  const types = values.map((v) => v.type).filter((t) => !loose(t));
  const odd = types.find((t) => t !== types[0] && !(whole(t) && whole(types[0] as Ty)));
  if (odd === undefined) return true;
  const both = isNumeric(odd) && isNumeric(types[0] as Ty);
  report(cx, 'types-differ', { name, types: [types[0] as Ty, odd].map(kqlTypeName).join(' and ') }, span, both ? 'toreal() or a literal such as 1.0 makes both reals' : 'convert one of them, for example with tostring()');
  return false;
}

function atLeastTwo(name: string, args: readonly Expr[], span: Span, cx: Context): boolean {
  if (args.length >= 2) return true;
  report(cx, 'argument-count', { name, got: args.length, want: 'at least 2 arguments' }, span);
  return false;
}

/** Two values or more: numbers of any width, or of one type. */
function oneFamily(name: string, values: readonly Expr[], span: Span, cx: Context): boolean {
  if (!atLeastTwo(name, values, span, cx)) return false;
  const types = values.map((v) => v.type).filter((t) => !loose(t));
  const odd = types.find((t) => t !== types[0] && !(isNumeric(t) && isNumeric(types[0] as Ty)));
  if (odd === undefined) return true;
  report(cx, 'types-differ', { name, types: [types[0] as Ty, odd].map(kqlTypeName).join(' and ') }, span, 'convert one of them, for example with tostring()');
  return false;
}

/** Conditions and values by turns, and the value for all other rows. */
function alternating(name: string, args: readonly Expr[], span: Span, cx: Context): boolean {
  if (args.length % 2 === 1) return true;
  report(cx, 'argument-count', { name, got: args.length, want: 'pairs of a condition and a value, and one value more' }, span);
  return false;
}

const UNORDERED: ReadonlySet<Ty> = new Set<Ty>(['dynamic', 'guid']);

function orderable(name: string, args: readonly Expr[], span: Span, cx: Context): boolean {
  const type = args[0]?.type;
  if (type === undefined || !UNORDERED.has(type)) return true;
  report(cx, 'argument-type', { name, types: kqlTypeName(type), want: 'a number, datetime, timespan, string or bool' }, span, 'convert it first, for example with tolong() or tostring()');
  return false;
}

function textKeys(name: string, args: readonly Expr[], _span: Span, cx: Context): boolean {
  const odd = args.find((a, i) => i % 2 === 0 && !loose(a.type) && a.type !== 'string');
  if (odd) report(cx, 'argument-type', { name, types: kqlTypeName(odd.type), want: 'texts as keys' }, odd.span, 'tostring() makes a key of it');
  return odd === undefined;
}

function textOrDynamic(name: string, args: readonly Expr[], span: Span, cx: Context): boolean {
  const type = args[0]?.type;
  if (type === undefined || loose(type) || type === 'string') return true;
  report(cx, 'argument-type', { name, types: kqlTypeName(type), want: 'a string' }, span);
  return false;
}

const UNITS: ReadonlySet<string> = new Set(['year', 'quarter', 'month', 'week', 'day', 'hour', 'minute', 'second', 'millisecond', 'microsecond', 'nanosecond']);

function timeUnit(_name: string, args: readonly Expr[], _span: Span, cx: Context): boolean {
  const unit = args[0];
  if (unit?.kind !== 'lit' || typeof unit.value !== 'string' || UNITS.has(unit.value.toLowerCase())) return true;
  report(cx, 'unknown-unit', { unit: unit.value }, unit.span);
  return false;
}

/** Only a value of a simple type can be repeated. */
function simple(name: string, value: Expr | undefined, span: Span, cx: Context): boolean {
  if (value?.type !== 'dynamic') return true;
  report(cx, 'argument-type', { name, types: 'dynamic', want: 'a value of a simple type' }, span);
  return false;
}

/** The distance and the default of `prev` and `next` are the same for all rows. */
function constantFrom(first: number, name: string, args: readonly Expr[], cx: Context): boolean {
  const varying = args.slice(first).find(readsColumn);
  if (varying) report(cx, 'not-constant', { what: `an argument of ${name} after the first` }, varying.span);
  return varying === undefined;
}

const readsColumn = (e: Expr): boolean => e.kind === 'col' || (e.kind === 'call' && e.args.some(readsColumn));
