import type { Expr } from '../../../ast/pipeline.js';
import { typeOfDynamic } from '../../../catalogue/cast.js';
import { dynamicOf, isArray, plainOf } from '../../../data/dynamic.js';
import { type Dynamic, isNumeric, isText, type Ty } from '../../../data/types.js';
import { constantOf } from '../../../catalogue/constant.js';
import { kqlTypeName } from '../types.js';
import type { Context } from './context.js';
import { isBroken, literal, namedCall } from './operations.js';

const EQUALITY: ReadonlySet<string> = new Set(['==', '!=']);

/**
 * Operands of `==` and `!=` as one type (S33). Rules in the wild compare a text column with a number and a number column with a text
 * (`ResultType == 0`, `EventID == "4688"`), which Kusto takes: a text literal is read as the other side's type, a number beside a
 * text column is written as text. A text beside a truth value is read as one. A truth value beside a number counts as 0 or 1, a timespan as its ticks.
 */
export function comparable(op: string, left: Expr, right: Expr, cx: Context): readonly [Expr, Expr] {
  if (!EQUALITY.has(op) || isBroken(left) || isBroken(right) || left.type === right.type) return [left, right];
  return [fitted(left, right, cx), fitted(right, left, cx)];
}

/** What `in` compares with: each element is read as `==` would read it, those of a constant array too. A text that is no number is in no list of numbers. */
export function comparableList(left: Expr, list: readonly Expr[], cx: Context): Expr[] {
  return list.map((e) => {
    if (isBroken(e) || isBroken(left) || e.kind !== 'lit') return e;
    return e.type === 'dynamic' && isArray(e.value) ? { ...e, value: e.value.map((v) => fittedElement(v, left, e, cx)) } : isText(e.type) || WRITABLE.has(e.type) ? fitted(e, left, cx) : e;
  });
}

function fittedElement(v: Dynamic, left: Expr, array: Expr, cx: Context): Dynamic {
  const type = typeOfDynamic(v);
  if (type !== 'string' && !WRITABLE.has(type)) return v;
  const read = fitted(literal(type, plainOf(v), array.span), left, cx);
  return read.kind === 'lit' && read.type !== type && (isText(read.type) || isNumeric(read.type)) ? dynamicOf(read.type, read.value) : v;
}

function fitted(e: Expr, other: Expr, cx: Context): Expr {
  if (COUNTED.has(e.type) && isNumeric(other.type)) return namedCall('tolong', [e], e.span, cx);
  if (isText(e.type) && (e.kind === 'lit' ? READABLE.has(other.type) : other.type === 'bool')) return converted(`to${kqlTypeName(other.type)}`, other.type, e, cx);
  if (isText(other.type) && other.kind !== 'lit' && WRITABLE.has(e.type)) return converted('tostring', 'string', e, cx);
  return e;
}

const COUNTED: ReadonlySet<Ty> = new Set<Ty>(['bool', 'timespan']);
const READABLE: ReadonlySet<Ty> = new Set<Ty>(['bool', 'int', 'long', 'real', 'decimal', 'datetime', 'timespan']);
const WRITABLE: ReadonlySet<Ty> = new Set<Ty>(['int', 'long', 'real', 'decimal']);

function converted(name: string, type: Ty, e: Expr, cx: Context): Expr {
  const call = namedCall(name, [e], e.span, cx);
  const value = constantOf(call, cx.state.env.now);
  return value === undefined ? call : literal(type, value, e.span);
}
