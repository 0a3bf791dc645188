import type { Constant, MapLiteral, Missing, QuantityLiteral } from '../../../../grammars/esql/leaves.js';
import type { Lit } from '../../../ast/pipeline.js';
import { norm } from '../../../data/int64.js';
import { TICKS_PER_HOUR, TICKS_PER_MINUTE, TICKS_PER_MS, TICKS_PER_SECOND } from '../../../data/time.js';
import type { Value } from '../../../data/types.js';
import type { Lowering } from './context.js';
import { givenConstant } from './parameters.js';
import { array, integer, literal } from './values.js';

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
      return givenConstant(c, lowering);
  }
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
