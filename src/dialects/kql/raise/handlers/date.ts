import type { Expression } from '../../../../../grammars/kql/syntax.js';
import type { Call, Expr } from '../../../../ast/pipeline.js';
import { TICKS_PER_DAY } from '../../../../data/time.js';
import type { Period } from '../../../../data/types.js';
import { binary, call, literal, long, text } from '../build.js';
import { refuse } from '../context.js';
import { timespan } from '../literals.js';
import type { Handlers, Spell } from './handler.js';

/** Dates: Kusto's weeks start on Sunday and its bins at the year 1, Elasticsearch's weeks on Monday. */
export const DATE_HANDLERS: Handlers = {
  'esql.dateTrunc': (e, s) => truncated(e.args[0] as Expr, s.value(e.args[1] as Expr), e),
  'esql.bucket': (e, s) => bucket(e, s),
  'esql.timeBucket': (e, s) => bucket(e, s),
  'esql.dateDiff': (e, s) => difference(e, s),
  'esql.dateExtract': (e, s) => extracted(e, s),
};

const WEEK = 7 * TICKS_PER_DAY;

/** The start of the interval that a date is in. A width of whole days from a Monday needs an anchor of its own. */
function truncated(width: Expr, date: Expression, e: Call): Expression {
  if (width.kind !== 'lit' || width.value === null) return refuse('an interval that is not constant', 'KQL needs its unit written out', e.span);
  if (width.type === 'timespan') return call('bin', date, timespan(width.value as number));
  const { months, days } = width.value as Period;
  if (months === 0 && days === 7) return call('bin_at', date, timespan(WEEK), literal('datetime', '1970-01-05'));
  if (months === 0) return call('bin_at', date, timespan(days * TICKS_PER_DAY), literal('datetime', '1970-01-01'));
  if (months === 1 && days === 0) return call('startofmonth', date);
  if (months === 12 && days === 0) return call('startofyear', date);
  if (months === 3 && days === 0) return quarter(date);
  return refuse(`an interval of ${months} months`, 'KQL truncates to months, quarters and years', e.span);
}

function quarter(date: Expression): Expression {
  const month = call('monthofyear', date);
  const first = binary('+', binary('*', binary('/', binary('-', month, long(1)), long(3)), long(3)), long(1));
  return call('make_datetime', call('getyear', date), first, long(1));
}

function bucket(e: Call, s: Spell): Expression {
  const [x, width] = e.args as [Expr, Expr];
  if (e.args.length > 2) return refuse('BUCKET over a range', 'KQL bins have a given width', e.span, 'write the width of a bucket');
  if (width.type === 'period' || width.type === 'timespan') return truncated(width, s.value(x), e);
  return call('bin', call('todouble', s.value(x)), s.value(width));
}

/** KQL's `datetime_diff` counts borders that are crossed, Elasticsearch whole units between; by division they are whole units. */
const UNIT_SPANS: Readonly<Record<string, string>> = {
  week: '7d', day: '1d', hour: '1h', minute: '1m', second: '1s', millisecond: '1ms', microsecond: '1microsecond', nanosecond: '1tick',
};
const UNIT_NAMES: Readonly<Record<string, string>> = {
  weeks: 'week', wk: 'week', ww: 'week', days: 'day', dd: 'day', d: 'day', hours: 'hour', hh: 'hour', minutes: 'minute', mi: 'minute', n: 'minute',
  seconds: 'second', ss: 'second', s: 'second', milliseconds: 'millisecond', ms: 'millisecond', microseconds: 'microsecond', mcs: 'microsecond',
};

function difference(e: Call, s: Spell): Expression {
  const [unit, from, to] = e.args as [Expr, Expr, Expr];
  const name = unit.kind === 'lit' ? String(unit.value).toLowerCase() : '';
  const size = UNIT_SPANS[UNIT_NAMES[name] ?? name];
  if (size === undefined) return refuse(`DATE_DIFF in ${name || 'a unit that is not constant'}`, 'KQL counts the borders between calendar units, not whole ones', e.span);
  return call('toint', binary('/', binary('-', s.value(to), s.value(from)), literal('timespan', size)));
}

const PARTS: Readonly<Record<string, string>> = {
  year: 'year', year_of_era: 'year', month_of_year: 'month', day_of_month: 'day', day_of_year: 'dayOfYear', hour_of_day: 'hour', minute_of_hour: 'minute',
  second_of_minute: 'second', milli_of_second: 'millisecond', micro_of_second: 'microsecond', nano_of_second: 'nanosecond', aligned_week_of_year: 'week_of_year',
};

function extracted(e: Call, s: Spell): Expression {
  const [part, date] = e.args as [Expr, Expr];
  const name = part.kind === 'lit' ? String(part.value).toLowerCase() : '';
  const tree = s.value(date);
  if (name === 'day_of_week') return binary('+', binary('%', binary('+', call('toint', binary('/', call('dayofweek', tree), literal('timespan', '1d'))), long(6)), long(7)), long(1));
  const kusto = PARTS[name];
  if (kusto === undefined || kusto === 'week_of_year') return refuse(`DATE_EXTRACT of ${name || 'a part that is not constant'}`, 'KQL has no such part', e.span);
  return call('datetime_part', text(kusto), tree);
}
