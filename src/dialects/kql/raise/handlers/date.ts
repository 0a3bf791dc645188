import type { Expression } from '../../../../../grammars/kql/syntax.js';
import type { Call, Expr } from '../../../../ast/pipeline.js';
import { castValue } from '../../../../catalogue/cast.js';
import { constantOf, evaluateExpr } from '../../../../catalogue/constant.js';
import { CHRONO_FIELDS } from '../../../../catalogue/esql-chrono.js';
import { pickInterval, pickWidth } from '../../../../catalogue/esql-bucket.js';
import { TICKS_PER_DAY } from '../../../../data/time.js';
import { isInteger, type Period } from '../../../../data/types.js';
import { binary, call, fitsInt, literal, logical, long, text } from '../build.js';
import { refuse } from '../context.js';
import { nullOf, timespan } from '../literals.js';
import { fillTemplate } from '../template.js';
import type { Handlers, Spell } from './handler.js';
import { madeWhole } from './whole.js';

/** Dates: Kusto's weeks start on Sunday and its bins at the year 1, Elasticsearch's weeks on Monday. */
export const DATE_HANDLERS: Handlers = {
  'esql.dateTrunc': (e, s) => truncated(e.args[0] as Expr, s.value(e.args[1] as Expr), e),
  'esql.bucket': (e, s) => bucket(e, s),
  'esql.timeBucket': (e, s) => bucket(e, s),
  'esql.dateDiff': (e, s) => difference(e, s),
  'esql.timeRange': (e, s) => {
    const [at, from, to] = e.args.map((a) => (isInteger(a.type) ? call('unixtime_milliseconds_todatetime', s.value(a)) : s.value(a))) as [Expression, Expression, Expression];
    return logical('and', [binary('>', at, from), binary('<=', at, to)]);
  },
  'esql.dateExtract': (e, s) => extracted(e, s),
  'esql.textToDatetime': (e, s) => textToDate(e, s),
  'esql.numberToDatetime': (e, s) => call('unixtime_milliseconds_todatetime', wholeNumber(e.args[0] as Expr, s)),
  'esql.numberToDateNanos': (e, s) => call('unixtime_nanoseconds_todatetime', wholeNumber(e.args[0] as Expr, s)),
};

/** Texts that both read as the same moment: one that is written out, and a date formatted to the day or further. */
function textToDate(e: Call, s: Spell): Expression {
  const x = e.args[0] as Expr;
  const written = constantOf(x);
  if (typeof written === 'string' && castValue('string', 'datetime', written) === evaluateExpr(e, () => undefined)?.value) return call('todatetime', s.value(x));
  if (!isIsoFormat(x)) s.scope.raising.opNote('different', 'TO_DATETIME', 'KQL reads other forms than ISO 8601 too, and no year or month alone', e.span);
  return call('todatetime', s.value(x));
}

const ISO_FORMAT = /^yyyy-MM-dd(?:'T'HH:mm(?::ss(?:\.S{1,7})?)?(?:'Z')?)?$/;

function isIsoFormat(x: Expr): boolean {
  if (x.kind !== 'call' || x.op !== 'esql.dateFormat') return false;
  const format = x.args.length > 1 ? constantOf(x.args[0] as Expr) : undefined;
  return x.args.length === 1 || (typeof format === 'string' && ISO_FORMAT.test(format));
}

/** Elasticsearch rounds to the next whole number, and half up. */
const wholeNumber = (e: Expr, s: Spell): Expression => (e.type === 'real' ? madeWhole('tolong', e, s) : s.value(e));

const WEEK = 7 * TICKS_PER_DAY;

/** The start of the interval that a date is in. A width of whole days from a Monday needs an anchor of its own. */
function truncated(width: Expr, date: Expression, e: Call): Expression {
  if (width.kind !== 'lit' || width.value === null) return refuse('an interval that is not constant', 'KQL needs its unit written out', e.span);
  if (width.type === 'timespan') return binned(date, width.value as number);
  const { months, days } = width.value as Period;
  if (months === 0 && days === 7) return call('bin_at', date, timespan(WEEK), literal('datetime', '1970-01-05'));
  if (months === 0) return call('bin_at', date, timespan(days * TICKS_PER_DAY), literal('datetime', '1970-01-01'));
  if (months === 1 && days === 0) return call('startofmonth', date);
  if (months === 12 && days === 0) return call('startofyear', date);
  if (months === 3 && days === 0) return quarter(date);
  return refuse(`an interval of ${months} months`, 'KQL truncates to months, quarters and years', e.span);
}

/** KQL's bins start at the year 1 and those of ES|QL in 1970: an anchor is needed where no bin starts at both. */
const binned = (date: Expression, ticks: number): Expression =>
  (DAYS_TO_1970 * BigInt(TICKS_PER_DAY)) % BigInt(ticks) === 0n ? call('bin', date, timespan(ticks)) : call('bin_at', date, timespan(ticks), literal('datetime', '1970-01-01'));
const DAYS_TO_1970 = 719_162n;

function quarter(date: Expression): Expression {
  const month = call('monthofyear', date);
  const first = binary('+', binary('*', binary('/', binary('-', month, long(1)), long(3)), long(3)), long(1));
  return call('make_datetime', call('getyear', date), first, long(1));
}

function bucket(e: Call, s: Spell): Expression {
  const [x, width] = e.args as [Expr, Expr];
  if (e.args.length > 2) return bucketOverRange(e, s);
  if (width.type === 'period' || width.type === 'timespan') return truncated(width, s.value(x), e);
  return call('bin', call('todouble', s.value(x)), s.value(width));
}

/** The width that a number of buckets over a range comes to is worked out here, where the range is constant. */
function bucketOverRange(e: Call, s: Spell): Expression {
  const [x, ...rest] = e.args as [Expr, ...Expr[]];
  const [count, from, to] = rest.map((r) => evaluateExpr(r, () => undefined)?.value);
  if (count === undefined || count === null || from === undefined || from === null || to === undefined || to === null) {
    return refuse('BUCKET over a range that is not constant', 'KQL bins have a given width', e.span, 'write the width of a bucket');
  }
  if (x.type === 'datetime' || x.type === 'nanos' || (x.type === 'unknown' && rest[1]?.type === 'datetime')) {
    const width = pickInterval(Number(count), from as number, to as number);
    return truncated({ kind: 'lit', type: typeof width === 'object' ? 'period' : 'timespan', value: width, span: e.span }, s.value(x), e);
  }
  const width = pickWidth(Number(count), Number(from), Number(to));
  return Number.isFinite(width) && width > 0 ? call('bin', call('todouble', s.value(x)), literal('real', String(width))) : refuse('BUCKET over an empty range', 'it has no width', e.span);
}

/** KQL's `datetime_diff` counts borders that are crossed, Elasticsearch whole units between; by division they are whole units. */
const UNIT_SPANS: Readonly<Record<string, string>> = {
  week: '7d', day: '1d', hour: '1h', minute: '1m', second: '1s', millisecond: '1ms', microsecond: '1microsecond',
};
/** Units of which days, or minutes, come to more than 32 bits, which is null in Elasticsearch. */
const SMALL: ReadonlySet<string> = new Set(['millisecond', 'microsecond']);
const UNIT_NAMES: Readonly<Record<string, string>> = {
  years: 'year', yyyy: 'year', yy: 'year', quarters: 'quarter', qq: 'quarter', q: 'quarter', months: 'month', mm: 'month', m: 'month',
  weeks: 'week', wk: 'week', ww: 'week', days: 'day', dd: 'day', d: 'day', dayofyear: 'day', dy: 'day', y: 'day', weekday: 'day', weekdays: 'day', dw: 'day', hours: 'hour', hh: 'hour', minutes: 'minute', mi: 'minute', n: 'minute',
  seconds: 'second', ss: 'second', s: 'second', milliseconds: 'millisecond', ms: 'millisecond', microseconds: 'microsecond', mcs: 'microsecond',
};

/** Whole months: a month that is not yet full is taken off again. */
const MONTHS =
  "datetime_diff('month', $1, $0) - iff(datetime_diff('month', $1, $0) > 0 and $1 - startofmonth($1) < $0 - startofmonth($0), 1, 0)" +
  " + iff(datetime_diff('month', $1, $0) < 0 and $1 - startofmonth($1) > $0 - startofmonth($0), 1, 0)";
export const CALENDAR: Readonly<Record<string, string>> = { month: `toint(${MONTHS})`, quarter: `toint((${MONTHS}) / 3)`, year: `toint((${MONTHS}) / 12)` };

function difference(e: Call, s: Spell): Expression {
  const [unit, from, to] = e.args as [Expr, Expr, Expr];
  const given = unit.kind === 'lit' ? String(unit.value).toLowerCase() : '';
  const name = UNIT_NAMES[given] ?? given;
  const calendar = CALENDAR[name];
  if (calendar !== undefined) return fillTemplate(calendar, [s.value(from), s.value(to)]);
  const size = UNIT_SPANS[name];
  if (size === undefined) return refuse(`DATE_DIFF in ${given || 'a unit that is not constant'}`, 'KQL has no such unit', e.span);
  const units = binary('/', binary('-', s.value(to), s.value(from)), literal('timespan', size));
  return SMALL.has(name) ? call('iff', fitsInt(units), call('toint', units), nullOf('int')) : call('toint', units);
}

const PARTS: Readonly<Record<string, string>> = {
  year: 'year', year_of_era: 'year', month_of_year: 'month', day_of_month: 'day', day_of_year: 'dayOfYear', hour_of_day: 'hour', minute_of_hour: 'minute',
  second_of_minute: 'second', milli_of_second: 'millisecond', micro_of_second: 'microsecond', nano_of_second: 'nanosecond',
};

/** Fields of Java's calendar that Kusto has no part for. */
export const COMPUTED_PARTS: Readonly<Record<string, string>> = {
  day_of_week: '(toint(dayofweek($0) / 1d) + 6) % 7 + 1', aligned_week_of_year: '(dayofyear($0) - 1) / 7 + 1', aligned_week_of_month: '(dayofmonth($0) - 1) / 7 + 1',
  aligned_day_of_week_in_month: '(dayofmonth($0) - 1) % 7 + 1', aligned_day_of_week_in_year: '(dayofyear($0) - 1) % 7 + 1',
  minute_of_day: 'tolong(($0 - startofday($0)) / 1m)', second_of_day: 'tolong(($0 - startofday($0)) / 1s)', milli_of_day: 'tolong(($0 - startofday($0)) / 1ms)',
  ampm_of_day: 'hourofday($0) / 12', hour_of_ampm: 'hourofday($0) % 12', clock_hour_of_ampm: 'iff(hourofday($0) % 12 == 0, 12, hourofday($0) % 12)', clock_hour_of_day: 'iff(hourofday($0) == 0, 24, hourofday($0))',
  proleptic_month: 'getyear($0) * 12 + monthofyear($0) - 1', epoch_day: 'tolong((startofday($0) - datetime(1970-01-01)) / 1d)',
};

function extracted(e: Call, s: Spell): Expression {
  const [part, date] = e.args as [Expr, Expr];
  const name = part.kind === 'lit' ? String(part.value).toLowerCase() : '';
  const tree = s.value(date);
  const kusto = PARTS[name];
  if (kusto !== undefined) return call('datetime_part', text(kusto), tree);
  const computed = COMPUTED_PARTS[name];
  if (computed !== undefined) return fillTemplate(computed, [tree]);
  if (name === '') return refuse('DATE_EXTRACT of a part that is not constant', 'KQL needs it written out', e.span);
  if (CHRONO_FIELDS.has(name)) return refuse(`DATE_EXTRACT of ${name}`, 'KQL has no such part', e.span);
  const near = [...Object.keys(PARTS), ...CHRONO_FIELDS.keys()].find((f) => f.startsWith(`${name}_of_`));
  return refuse(`DATE_EXTRACT of ${name}`, 'ES|QL has no such part', e.span, near && `the part is called ${near}`);
}
