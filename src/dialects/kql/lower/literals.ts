import { Decimal } from 'decimal.js';
import type * as Syntax from '../../../../grammars/kql/syntax.js';
import type { Expr } from '../../../ast/pipeline.js';
import type { Span } from '../../../base/source.js';
import { opsByName } from '../../../catalogue/index.js';
import { inLong, type Int64, norm, parseInt64 } from '../../../data/int64.js';
import { TICKS_PER_DAY, TICKS_PER_HOUR, TICKS_PER_MINUTE, TICKS_PER_MS, TICKS_PER_SECOND } from '../../../data/time.js';
import { type Dynamic, DynamicReal, DynamicScalar, type Ty, type Value } from '../../../data/types.js';
import { evaluateCall } from '../../../catalogue/constant.js';
import { type Context, report } from './context.js';
import { broken, literal } from './operations.js';

/** Values of literals. Their texts follow .NET's number, date and interval formats. */

const isNull = (text: string): boolean => /^null$/i.test(text);

export function textLiteral(node: Syntax.TextLiteral, cx: Context): Expr {
  const value = literalValue(node.type, node.text, cx);
  if (value === undefined) {
    report(cx, 'literal-malformed', { type: node.type, text: node.text }, node.span);
    return broken(node.span);
  }
  return literal(node.type, value, node.span);
}

/** `undefined`: not a literal of that type, or out of its range. */
export function literalValue(type: Syntax.TextLiteralType, text: string, cx: Context): Value | undefined {
  const t = text.trim();
  if (isNull(t) || t === '') return null;
  switch (type) {
    case 'bool': return boolValue(t);
    case 'int': return integerValue(t, (v) => v >= -(2 ** 31) && v < 2 ** 31);
    case 'long': return integerValue(t, inLong);
    case 'real': return realValue(t);
    case 'decimal': return decimalValue(t);
    case 'timespan': return timespanValue(t, cx);
    case 'datetime': return converted('todatetime', unquoted(t).replace(LOOSE_DATE, '$1-$2-$3'), cx);
    case 'guid': return converted('toguid', unquoted(t), cx);
  }
}

function boolValue(t: string): boolean | undefined {
  if (/^true$/i.test(t)) return true;
  if (/^false$/i.test(t)) return false;
  const n = Number(t);
  return Number.isNaN(n) ? undefined : n !== 0;
}

function integerValue(t: string, fits: (v: Int64) => boolean): Int64 | undefined {
  const hex = /^([+-]?)0x([0-9a-f]+)$/i.exec(t);
  const v = hex ? norm(BigInt.asIntN(64, BigInt(`0x${hex[2] as string}`)) * (hex[1] === '-' ? -1n : 1n)) : parseInt64(t);
  return v !== undefined && fits(v) ? v : undefined;
}

function realValue(t: string): number | undefined {
  if (/^nan$/i.test(t)) return Number.NaN;
  const infinite = /^([+-]?)inf(inity)?$/i.exec(t);
  if (infinite) return infinite[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(t) ? Number(t) : undefined;
}

function decimalValue(t: string): Decimal | undefined {
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(t) ? new Decimal(t) : undefined;
}

const UNITS: readonly (readonly [RegExp, number])[] = [
  [/^d(ays?)?$/, TICKS_PER_DAY], [/^h((ou)?rs?)?$/, TICKS_PER_HOUR], [/^m(in(ute)?s?)?$/, TICKS_PER_MINUTE], [/^s(ec(ond)?s?)?$/, TICKS_PER_SECOND],
  [/^(ms|milli(s(ec(ond)?s?)?)?)$/, TICKS_PER_MS], [/^micro(s(ec(ond)?s?)?)?$/, 10], [/^nano(s(ec(ond)?s?)?)?$/, 0.01], [/^ticks?$/, 1],
];

/** `1.5h`, `90m`, `1.02:03:04.5`, `'0.12:34:56'`; a bare number counts days. */
function timespanValue(text: string, cx: Context): Int64 | undefined {
  const t = unquoted(text).toLowerCase();
  const m = /^([+-]?)(\d+\.?\d*|\.\d+)\s*([a-z]*)$/.exec(t);
  if (!m) return converted('totimespan', t, cx) as Int64 | undefined;
  const unit = m[3] === '' ? TICKS_PER_DAY : UNITS.find(([words]) => words.test(m[3] as string))?.[1];
  if (unit === undefined) return undefined;
  const ticks = new Decimal(m[2] as string).times(unit).round();
  return norm(BigInt(ticks.toFixed(0)) * (m[1] === '-' ? -1n : 1n));
}

/** A date whose parts are set apart by spaces or commas, which Kusto reads all the same. */
const LOOSE_DATE = /^(\d{4})\s*[-,]\s*(\d{1,2})\s*[-,]\s*(\d{1,2})$/;

const unquoted = (t: string): string => /^@?(['"])(.*)\1$/s.exec(t)?.[2] ?? t;

/** The literal's text through the conversion function of its type; null there means that the text is no such value. */
function converted(name: string, text: string, cx: Context): Value | undefined {
  const op = opsByName('kql', name)[0];
  const found = op?.kind === 'scalar' ? evaluateCall(op, [{ type: 'string', value: text }], cx.state.env.now) : undefined;
  return found?.value ?? undefined;
}

/* ---------------------------------------------------------------- dynamic literals */

export function dynamicLiteral(node: Syntax.DynamicLiteral, cx: Context): Expr {
  const value = dynamicValue(node.value, cx);
  return value === undefined ? broken(node.span) : literal('dynamic', value, node.span);
}

function dynamicValue(node: Syntax.DynamicValue, cx: Context): Dynamic | undefined {
  switch (node.kind) {
    case 'dynamicNull': case 'missing': return null;
    case 'string': return node.value;
    case 'dynamic': return dynamicValue(node.value, cx);
    case 'dynamicArray': return arrayValue(node, cx);
    case 'dynamicObject': return objectValue(node, cx);
    case 'literal': return dynamicScalar(node, cx);
  }
}

function arrayValue(node: Syntax.DynamicArray, cx: Context): Dynamic | undefined {
  const items = node.items.map((i) => dynamicValue(i, cx));
  return items.some((i) => i === undefined) ? undefined : (items as Dynamic[]);
}

/** The last of equal keys counts. */
function objectValue(node: Syntax.DynamicObject, cx: Context): Dynamic | undefined {
  const out = new Map<string, Dynamic>();
  for (const e of node.entries) {
    const v = dynamicValue(e.value, cx);
    if (v === undefined) return undefined;
    out.set(e.name.value, v);
  }
  return out;
}

function dynamicScalar(node: Syntax.TextLiteral, cx: Context): Dynamic | undefined {
  const value = literalValue(node.type, node.text, cx);
  if (value === undefined || (node.type === 'real' && /\d/.test(node.text) && !Number.isFinite(value))) {
    return malformed(node.type, node.text, node.span, cx);
  }
  if (value === null) return null;
  return boxed(node.type, value);
}

function boxed(type: Ty, value: Value): Dynamic {
  if (type === 'real') return Number.isInteger(value) ? new DynamicReal(value as number) : (value as number);
  if (type === 'datetime' || type === 'timespan' || type === 'guid' || type === 'decimal') return new DynamicScalar(type, value);
  return value as Dynamic;
}

function malformed(type: string, text: string, span: Span, cx: Context): undefined {
  report(cx, 'literal-malformed', { type, text }, span);
  return undefined;
}
