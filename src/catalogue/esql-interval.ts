import { norm } from '../data/int64.js';
import { TICKS_PER_HOUR, TICKS_PER_MINUTE, TICKS_PER_MS, TICKS_PER_SECOND } from '../data/time.js';
import type { Period, Value } from '../data/types.js';
import { call, type Op, refuse, template } from './entry.js';
import { conversions } from './esql-convert.js';
import { nullFor } from './esql-support.js';

/** Intervals of ES|QL: `3 hours` is a duration (timespan), `2 days` a period of the calendar. Both also as texts. */

const TICKS: Readonly<Record<string, number>> = { millisecond: TICKS_PER_MS, second: TICKS_PER_SECOND, minute: TICKS_PER_MINUTE, hour: TICKS_PER_HOUR };
const DAYS: Readonly<Record<string, number>> = { day: 1, week: 7 };
const MONTHS: Readonly<Record<string, number>> = { month: 1, quarter: 3, year: 12 };
const SHORT: Readonly<Record<string, string>> = {
  ms: 'millisecond', s: 'second', sec: 'second', min: 'minute', h: 'hour', d: 'day', w: 'week', mo: 'month', q: 'quarter', y: 'year', yr: 'year', m: 'minute',
};

interface Quantity {
  readonly amount: bigint;
  readonly unit: string;
}

function quantity(text: string): Quantity | undefined {
  const m = /^\s*([+-]?\d{1,18})\s*([a-zA-Z]+)\s*$/.exec(text);
  if (!m) return undefined;
  const word = (m[2] as string).toLowerCase();
  return { amount: BigInt(m[1] as string), unit: SHORT[word] ?? word.replace(/s$/, '') };
}

/** `3 days` and the like; `undefined` for a text that is no period of days or more. */
export function periodOfText(text: string): Period | undefined {
  const q = quantity(text);
  const amount = Number(q?.amount);
  if (!q || Math.abs(amount) > 2147483647) return undefined;
  if (DAYS[q.unit] !== undefined) return { months: 0, days: amount * (DAYS[q.unit] as number) };
  return MONTHS[q.unit] === undefined ? undefined : { months: amount * (MONTHS[q.unit] as number), days: 0 };
}

/** `3 hours` and the like in ticks; `undefined` for a text that is no duration of hours or less. */
export function durationOfText(text: string): number | bigint | undefined {
  const q = quantity(text);
  const unit = q && TICKS[q.unit];
  return unit === undefined ? undefined : norm((q as Quantity).amount * BigInt(unit));
}

const cannot = (text: string, type: string): string => `org.elasticsearch.xpack.esql.core.InvalidArgumentException: Invalid interval value in [${text}::${type}]`;
const same = (v: never): Value => v;

export const ESQL_INTERVAL_OPS: readonly Op[] = [
  {
    id: 'esql.toDatePeriod', kind: 'scalar', multi: 'aware', doc: 'A period of the calendar, of its text: `3 days`.', esql: call('TO_DATEPERIOD', { since: '8.16' }), kql: refuse('KQL has no periods of the calendar'),
    sigs: conversions('period', { period: same, string: (t: string, c) => periodOfText(t) ?? nullFor(c, cannot(t, 'date_period')) }),
    examples: [[['3 DAYS'], { months: 0, days: 3 }], [['2 years'], { months: 24, days: 0 }], [['3 hours'], null]],
  },
  {
    id: 'esql.toTimeDuration', kind: 'scalar', multi: 'aware', doc: 'A duration, of its text: `3 hours`.', esql: call('TO_TIMEDURATION', { since: '8.16' }), kql: template('totimespan($0)', 'different', 'the text is written differently'),
    sigs: conversions('timespan', { timespan: same, string: (t: string, c) => durationOfText(t) ?? nullFor(c, cannot(t, 'time_duration')) }),
    examples: [[['3 hours'], 3 * TICKS_PER_HOUR], [['3 days'], null]],
  },
];
