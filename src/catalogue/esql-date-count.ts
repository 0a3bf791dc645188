import { ticksFromUnixMs, type Ticks } from '../data/time.js';
import type { Period, Value } from '../data/types.js';
import { call, type CallContext, type Op, prepared, refuse } from './entry.js';
import { shiftMs } from './esql-arithmetic.js';
import { type Count, roundingOf, UNIT_BY_NAME, unknownUnit } from './esql-date.js';
import { datetimeOfNanos, msOf, nanosOf, nullFor } from './esql-support.js';

/** DATE_UNIT_COUNT: how many units are in the week, month, … that a date is in. */

/** Units of one length. */
const FIXED: ReadonlyMap<string, bigint> = new Map([
  ['hour', 3_600_000_000_000n], ['minute', 60_000_000_000n], ['second', 1_000_000_000n], ['millisecond', 1_000_000n], ['microsecond', 1_000n], ['nanosecond', 1n],
]);
/** Units that the calendar makes, as far as they may contain others. */
const CONTAINERS: ReadonlyMap<string, Period> = new Map([
  ['day', { months: 0, days: 1 }], ['week', { months: 0, days: 7 }], ['month', { months: 1, days: 0 }], ['year', { months: 12, days: 0 }],
]);

/** The entry of a table whose unit is the same as the one that is named. */
function byUnit<T>(table: ReadonlyMap<string, T>, name: string): T | undefined {
  const unit = UNIT_BY_NAME.get(name.toLowerCase());
  for (const [known, value] of table) if (UNIT_BY_NAME.get(known) === unit) return value;
  return undefined;
}

function within(count: Count, container: Period, t: Ticks): Value {
  const start = roundingOf(container)?.(t) as Ticks;
  const end = ticksFromUnixMs(shiftMs(msOf(start), container.months, container.days));
  return Number(count(nanosOf(start), nanosOf(end)));
}

function unitCount(c: CallContext): (to: string, from: string, t: Ticks) => Value {
  return (to, from, t) => {
    const count = UNIT_BY_NAME.get(to.toLowerCase());
    const source = UNIT_BY_NAME.get(from.toLowerCase());
    if (!count || !source) return nullFor(c, unknownUnit(count ? from : to));
    if (count === source) return 1;
    const [small, great] = [byUnit(FIXED, to), byUnit(FIXED, from)];
    if (small !== undefined && great !== undefined) return Number(great / small);
    const container = byUnit(CONTAINERS, from);
    return container ? within(count, container, t) : nullFor(c, `java.lang.IllegalArgumentException: Unsupported unit [${from.toUpperCase()}]`);
  };
}

const february = ticksFromUnixMs(Date.UTC(2024, 1, 15));

export const ESQL_DATE_COUNT_OPS: readonly Op[] = [
  {
    id: 'esql.dateUnitCount', kind: 'scalar', doc: 'How many units there are in the day, week, month or year that a date is in.', esql: call('DATE_UNIT_COUNT', { since: '9.5' }),
    kql: refuse('KQL has no such function'),
    sigs: [
      prepared(['string', 'string', 'datetime'], 'long', unitCount),
      prepared(['string', 'string', 'nanos'], 'long', (c) => {
        const f = unitCount(c);
        return (to, from, n) => f(to, from, datetimeOfNanos(n));
      }),
    ],
    examples: [[['day', 'month', february], 29, ['string', 'string', 'datetime']], [['hours', 'days', february], 24, ['string', 'string', 'datetime']], [['seconds', 'hour', february], 3600, ['string', 'string', 'datetime']]],
  },
];
