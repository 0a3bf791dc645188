import type { Constant, IntegerLiteral, MapLiteral, Missing, QuantityLiteral } from '../../../../grammars/esql/leaves.js';
import type { Lit } from '../../../ast/pipeline.js';
import type { Span } from '../../../base/source.js';
import { MAX_LONG, MAX_ULONG, MIN_LONG, norm } from '../../../data/int64.js';
import { TICKS_PER_HOUR, TICKS_PER_MINUTE, TICKS_PER_MS, TICKS_PER_SECOND } from '../../../data/time.js';
import { MultiValue, type Ty, type Value } from '../../../data/types.js';
import type { Lowering } from './context.js';
import { parameterValue } from './names.js';

export const literal = (type: Ty, value: Value, span: Span): Lit => ({ kind: 'lit', type, value, span });

export function constant(c: Constant | Missing, lowering: Lowering): Lit {
  switch (c.kind) {
    case 'null':
    case 'missing':
      return literal('null', null, c.span);
    case 'boolean':
      return literal('bool', c.value, c.span);
    case 'integer':
      return integer(c);
    case 'decimal':
      return literal('real', Number(c.text), c.span);
    case 'string':
      return literal('string', c.value, c.span);
    case 'quantity':
      return quantity(c, lowering);
    case 'array':
      return array(c.elements.map((e) => constant(e, lowering)), c.span);
    case 'parameter':
      return ofJs(parameterValue(c, lowering) ?? null, c.span);
  }
}

/** The narrowest of integer, long, unsigned_long that holds it, else a double, as Elasticsearch types a number. */
function integer(c: IntegerLiteral): Lit {
  const v = BigInt(c.text);
  if (v >= -(2n ** 31n) && v < 2n ** 31n) return literal('int', Number(v), c.span);
  if (v >= MIN_LONG && v <= MAX_LONG) return literal('long', norm(v), c.span);
  if (v > 0n && v <= MAX_ULONG) return literal('ulong', norm(v), c.span);
  return literal('real', Number(v), c.span);
}

const NUMERIC_ORDER: readonly Ty[] = ['int', 'long', 'ulong', 'real'];

/** A constant multi-value: numbers of the widest type among them. */
function array(items: readonly Lit[], span: Span): Lit {
  const type = items.map((i) => i.type).reduce((a, b) => (NUMERIC_ORDER.indexOf(b) > NUMERIC_ORDER.indexOf(a) ? b : a));
  const values = items.map((i) => (type === 'real' && i.value !== null ? Number(i.value) : i.value));
  return literal(type, values.length === 1 ? (values[0] as Value) : new MultiValue(values), span);
}

function ofJs(v: string | number | boolean | null, span: Span): Lit {
  if (typeof v === 'number') return Number.isInteger(v) ? integer({ kind: 'integer', text: String(v), span }) : literal('real', v, span);
  return literal(typeof v === 'string' ? 'string' : typeof v === 'boolean' ? 'bool' : 'null', v, span);
}

const TICKS: Readonly<Record<string, number>> = { millisecond: TICKS_PER_MS, second: TICKS_PER_SECOND, minute: TICKS_PER_MINUTE, hour: TICKS_PER_HOUR };
const DAYS: Readonly<Record<string, number>> = { day: 1, week: 7 };
const MONTHS: Readonly<Record<string, number>> = { month: 1, quarter: 3, year: 12 };
const SHORT: Readonly<Record<string, string>> = {
  ms: 'millisecond', s: 'second', sec: 'second', m: 'minute', min: 'minute', h: 'hour', d: 'day', w: 'week', mo: 'month', q: 'quarter', y: 'year', yr: 'year',
};

/** `1 day`: a duration up to hours, a period from days on (a day is a calendar day). */
function quantity(c: QuantityLiteral, lowering: Lowering): Lit {
  const unit = SHORT[c.unit] ?? c.unit.replace(/s$/, '');
  const amount = Number(c.amount);
  const ticks = TICKS[unit];
  if (ticks !== undefined) return literal('timespan', norm(BigInt(c.amount) * BigInt(ticks)), c.span);
  const days = DAYS[unit];
  if (days !== undefined) return literal('period', { months: 0, days: amount * days }, c.span);
  const months = MONTHS[unit];
  if (months !== undefined) return literal('period', { months: amount * months, days: 0 }, c.span);
  lowering.report('unknown-unit', { unit: c.unit }, c.span, 'millisecond, second, minute, hour, day, week, month, quarter, year');
  return literal('null', null, c.span);
}

/** Options of a function or command: constants by name; nested maps are not used by any. */
export function options(map: MapLiteral | undefined, lowering: Lowering): Record<string, Value> {
  const out: Record<string, Value> = {};
  for (const e of map?.entries ?? []) if (e.value.kind !== 'map') out[e.key.value] = constant(e.value, lowering).value;
  return out;
}
