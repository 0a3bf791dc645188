import type { DynamicValue, Expression } from '../../../../grammars/kql/syntax.js';
import type { Expr, Lit } from '../../../ast/pipeline.js';
import { NO_SPAN } from '../../../base/source.js';
import type { Typed } from '../../../catalogue/constant.js';
import { textOfIp } from '../../../data/ip.js';
import { MAX_LONG } from '../../../data/int64.js';
import { isoOfTicks, textOfTimespan, TICKS_PER_DAY, TICKS_PER_HOUR, TICKS_PER_MINUTE, TICKS_PER_MS, TICKS_PER_SECOND } from '../../../data/time.js';
import { DynamicReal, DynamicScalar, isInt64, MultiValue, type Period, type Ty, type Value } from '../../../data/types.js';
import { call, literal, text } from './build.js';
import { refuse } from './context.js';

const span = NO_SPAN;

/** A constant as KQL writes it. Elasticsearch's own types become strings; a multi-value becomes a dynamic array. */
export function constant(e: Lit): Expression {
  const v = e.value;
  if (v instanceof MultiValue && v.values.some(isBig)) return call('pack_array', ...v.values.map((x) => scalar(e, x)));
  if (v instanceof MultiValue) return { kind: 'dynamic', value: { kind: 'dynamicArray', items: v.values.map((x) => element(e.type, x)), span }, span };
  if (e.type === 'dynamic') return { kind: 'dynamic', value: dynamic(v), span };
  return v === null ? nullOf(e.type) : scalar(e, v);
}

const NULL_TYPES: Partial<Record<Ty, 'bool' | 'int' | 'long' | 'real' | 'decimal' | 'datetime' | 'timespan' | 'guid'>> = {
  bool: 'bool', int: 'int', long: 'long', ulong: 'long', real: 'real', decimal: 'decimal', datetime: 'datetime', nanos: 'datetime', timespan: 'timespan', guid: 'guid',
};

/** What KQL has no other type for; a point is an array (handlers/geo.ts). */
const DYNAMIC: ReadonlySet<Ty> = new Set<Ty>(['dynamic', 'null', 'unknown', 'geo']);

export function nullOf(type: Ty): Expression {
  const known = NULL_TYPES[type];
  if (known) return literal(known, 'null');
  return DYNAMIC.has(type) ? { kind: 'dynamic', value: { kind: 'dynamicNull', span }, span } : text('');
}

function scalar(e: Lit, v: Value): Expression {
  switch (e.type) {
    case 'bool':
      return literal('bool', String(v));
    case 'int':
    case 'long':
    case 'ulong':
      return negatable(isBig(v) ? 'decimal' : 'long', String(v));
    case 'real':
      return negatable('real', realText(v as number));
    case 'decimal':
      return literal('decimal', String(v));
    case 'datetime':
      return literal('datetime', inYears(isoOfTicks(v as number), e).replace(/T00:00:00Z$/, ''));
    case 'timespan':
      return timespan(v as number | bigint);
    case 'period':
      return period(v as Period, e);
    case 'guid':
      return literal('guid', String(v));
    case 'ip':
      return text(textOfIp(v as string));
    case 'string':
    case 'text':
    case 'version':
      return text(String(v));
    default:
      return refuse(`a constant of type ${e.type}`, 'KQL has no such type', e.span);
  }
}

/** A whole number that is a decimal in KQL, which a literal of an array does not take. */
const isBig = (v: Value): boolean => typeof v === 'bigint' && v > MAX_LONG;

/** KQL knows the years 1 to 9999. */
const inYears = (iso: string, e: Lit): string => (/^\d{4}-\d\d-/.test(iso) && !iso.startsWith('0000') ? iso : refuse('a time outside of the years 1 to 9999', 'KQL has none', e.span));

function negatable(type: 'long' | 'real' | 'decimal', value: string): Expression {
  return value.startsWith('-') ? { kind: 'unary', op: '-', operand: literal(type, value.slice(1)), span } : literal(type, value);
}

function realText(n: number): string {
  if (!Number.isFinite(n)) return Number.isNaN(n) ? 'nan' : n > 0 ? '+inf' : '-inf';
  return Number.isInteger(n) && Math.abs(n) < 1e21 ? `${n}.0` : String(n);
}

const UNITS: readonly (readonly [number, string])[] = [
  [TICKS_PER_DAY, 'd'], [TICKS_PER_HOUR, 'h'], [TICKS_PER_MINUTE, 'm'], [TICKS_PER_SECOND, 's'], [TICKS_PER_MS, 'ms'],
];

/** In the largest unit that holds it whole. */
export function timespan(ticks: number | bigint): Expression {
  const abs = ticks < 0 ? -ticks : ticks;
  const unit = UNITS.find(([size]) => typeof abs === 'number' && abs % size === 0 && abs > 0);
  const positive = unit ? literal('timespan', `${Number(abs) / unit[0]}${unit[1]}`) : literal('timespan', textOfTimespan(abs));
  return ticks < 0 ? { kind: 'unary', op: '-', operand: positive, span } : positive;
}

/** Calendar months have no timespan; whoever needs them handles the period itself. */
function period(p: Period, e: Lit): Expression {
  return p.months === 0 ? timespan(p.days * TICKS_PER_DAY) : refuse('a period of months or years', 'KQL timespans have a fixed length', e.span);
}

function element(type: Ty, v: Value): DynamicValue {
  const e = scalar({ kind: 'lit', type, value: v, span }, v);
  if (e.kind === 'literal' || e.kind === 'string') return e;
  if (e.kind === 'unary' && e.operand.kind === 'literal') return literal(e.operand.type, `-${e.operand.text}`);
  return text(String(v));
}

function dynamic(v: Value): DynamicValue {
  if (v === null) return { kind: 'dynamicNull', span };
  if (typeof v === 'string') return text(v);
  if (typeof v === 'boolean') return literal('bool', String(v));
  if (isInt64(v)) return Number.isInteger(Number(v)) ? literal('long', String(v)) : literal('real', realText(Number(v)));
  if (v instanceof DynamicReal) return literal('real', realText(v.value));
  if (v instanceof DynamicScalar) return element(v.type, v.value);
  if (Array.isArray(v)) return { kind: 'dynamicArray', items: v.map((x) => dynamic(x as Value)), span };
  if (v instanceof Map) return { kind: 'dynamicObject', entries: [...v].map(([k, x]) => ({ name: text(String(k)), value: dynamic(x as Value) })), span };
  return text(String(v));
}

export const parseJson = (json: Expression): Expression => call('parse_json', json);

/** What an expression gives where a column is missing. */
export function valueInstead(v: Typed, e: Expr, array: boolean): Expression {
  if (v.value === null) return nullOf(array ? 'dynamic' : e.type);
  const tree = constant({ kind: 'lit', ...v, span: e.span });
  return array && !(v.value instanceof MultiValue) ? call('pack_array', tree) : tree;
}
