import type { Expression } from '../../../../../grammars/esql/syntax.js';
import type { Call, Expr } from '../../../../ast/pipeline.js';
import { type Ticks, TICKS_PER_DAY, unixTicks } from '../../../../data/time.js';
import { arithmetic, call, integer, name, quantity, text } from '../build.js';
import { refuse } from '../context.js';
import { timespan } from '../literals.js';
import { durationOf } from '../parameters.js';
import { constantText } from './text.js';
import { millis } from './span.js';
import { spanBin } from './timespans.js';
import type { Handler, Handlers, Spell } from './handler.js';
import { numberBin, numberBinAt } from './multiples.js';

const DAY = quantity(1, 'day');
const trunc = (unit: Expression, t: Expression): Expression => call('DATE_TRUNC', unit, t);

/** The start of a unit some units away: `startofday(t, -1)`. */
function startOf(unit: string): Handler {
  return (e, s) => {
    const [t, offset] = e.args as [Expr, Expr?];
    return trunc(quantity(1, unit), shifted(moment(t, s), offset, unit, e));
  };
}

function shifted(t: Expression, offset: Expr | undefined, unit: string, e: Call): Expression {
  if (!offset) return t;
  if (offset.kind !== 'lit' || typeof offset.value !== 'number') return refuse('an offset that is not constant', 'ES|QL has periods only as constants', e.span);
  return offset.value === 0 ? t : moved(t, offset.value, unit);
}

const moved = (t: Expression, n: number, unit: string): Expression => arithmetic(n < 0 ? '-' : '+', t, quantity(Math.abs(n), Math.abs(n) === 1 ? unit : `${unit}s`));

/** How fine the end of a unit is does not matter to the start of another one: `startofweek(endofyear(now()))`. */
function moment(t: Expr, s: Spell): Expression {
  const end = t.kind === 'call' ? /^time\.endOf(Day|Month|Year)$/.exec(t.op)?.[1] : undefined;
  return end === undefined ? s.value(t) : (endOf(end.toLowerCase())(t as Call, s));
}

/** Kusto's weeks start on Sunday, Elasticsearch's on Monday. */
function startOfWeek(e: Call, s: Spell): Expression {
  const [t, offset] = e.args as [Expr, Expr?];
  const monday = trunc(quantity(1, 'week'), arithmetic('+', shifted(moment(t, s), offset, 'week', e), DAY));
  return arithmetic('-', monday, DAY);
}

/** The last moment of a unit, as fine as a date is. */
function endOf(unit: string): Handler {
  return (e, s) => {
    const [t, offset] = e.args as [Expr, Expr?];
    const start = unit === 'week' ? startOfWeek(e, s) : trunc(quantity(1, unit), shifted(s.value(t), offset, unit, e));
    return arithmetic('-', moved(start, 1, unit), quantity(1, 'millisecond'));
  };
}

/**
 * `bin(t, 1h)`. Kusto counts from the year 1 and Elasticsearch from 1970: for widths that divide a day, and for whole days that
 * divide the days between, that is the same; a week starts on Monday on both sides.
 */
function bin(e: Call, s: Spell): Expression {
  const [x, width] = e.args as [Expr, Expr?];
  if (!width) return call('FLOOR', s.value(x));
  if (width.type === 'timespan') return timeBin(x, width, e, s);
  return numberBin(e, s);
}

/** Days from 0001-01-01 to 1970-01-01. */
const DAYS_TO_1970 = 719_162;

function timeBin(x: Expr, width: Expr, e: Call, s: Spell): Expression {
  if (x.type === 'timespan') return spanBin(x, width, s);
  if (width.kind !== 'lit' || typeof width.value !== 'number' || width.value <= 0) return refuse('a bin of a width that is not constant', 'ES|QL truncates to constant intervals', e.span);
  const days = width.value / TICKS_PER_DAY;
  if (days === 7) return trunc(quantity(1, 'week'), s.value(x));
  const aligned = days < 1 ? TICKS_PER_DAY % width.value === 0 : Number.isInteger(days) && DAYS_TO_1970 % days === 0;
  if (!aligned) return refuse(`a bin of ${days} days`, 'the bins of the two dialects start at other times', e.span);
  return trunc(timespan(width.value, e), s.value(x));
}

const TICKS_PER_MS = 10_000;

/** From 1970-01-01 to the Monday that the weeks of DATE_TRUNC are counted from. */
const MONDAY = BigInt(4 * TICKS_PER_DAY);

/** `bin_at(t, 1h, origin)`: the moments are moved so that the bins start at the origin, and back. */
function binAt(e: Call, s: Spell): Expression {
  const [x, width, origin] = e.args as [Expr, Expr, Expr];
  if (e.type === 'long' || e.type === 'real') return numberBinAt(e, s);
  if (width.type !== 'timespan' || width.kind !== 'lit' || typeof width.value !== 'number' || width.value <= 0 || origin.kind !== 'lit' || origin.value === null) {
    return refuse('bin_at', 'its width and origin must be constant times', e.span);
  }
  const size = BigInt(width.value);
  const since = BigInt(unixTicks(origin.value as Ticks)) - (width.value === 7 * TICKS_PER_DAY ? MONDAY : 0n);
  const offset = Number(((since % size) + size) % size);
  const fits = TICKS_PER_DAY % width.value === 0 || width.value % TICKS_PER_DAY === 0;
  if (!fits || offset % TICKS_PER_MS !== 0) return refuse('bin_at', 'the bins of the two dialects start at other times', e.span);
  if (offset === 0) return trunc(timespan(width.value, e), s.value(x));
  const by = quantity(offset / TICKS_PER_MS, 'milliseconds');
  return arithmetic('+', trunc(timespan(width.value, e), arithmetic('-', s.value(x), by)), by);
}

function dayOfWeek(e: Call, s: Spell): Expression {
  return arithmetic('*', arithmetic('%', call('DATE_EXTRACT', text('day_of_week'), s.value(e.args[0] as Expr)), integer(7)), integer(86_400_000));
}

const UNITS: Readonly<Record<string, string>> = {
  year: 'year', quarter: 'quarter', month: 'month', week: 'week', day: 'day', hour: 'hour', minute: 'minute', second: 'second', millisecond: 'millisecond',
};

function unitOf(e: Call): string {
  const name = constantText(e.args[0], 'a unit that is not constant', e).toLowerCase();
  return UNITS[name] ?? refuse(`the unit ${name}`, 'ES|QL has none of this name', e.span);
}

function add(e: Call, s: Spell): Expression {
  const [, n, t] = e.args as [Expr, Expr, Expr];
  if (n.kind !== 'lit' || typeof n.value !== 'number') return refuse('datetime_add', 'ES|QL has periods only as constants', e.span);
  return moved(s.value(t), n.value, unitOf(e));
}

/** Borders crossed: whole units between the starts of the units. Weeks start on Sunday. */
function difference(e: Call, s: Spell): Expression {
  const [, a, b] = e.args as [Expr, Expr, Expr];
  const unit = unitOf(e);
  if (unit === 'week') return refuse('datetime_diff in weeks', 'the weeks of the two dialects start on other days', e.span);
  const start = (t: Expr): Expression => (unit === 'millisecond' ? s.value(t) : trunc(quantity(1, unit), s.value(t)));
  // DATE_DIFF counts in 32 bits, which milliseconds overflow after 25 days.
  if (unit === 'millisecond') return arithmetic('-', call('TO_LONG', s.value(a)), call('TO_LONG', s.value(b)));
  return call('DATE_DIFF', text(unit), start(b), start(a));
}

const PARTS: Readonly<Record<string, string>> = {
  year: 'year', month: 'month_of_year', day: 'day_of_month', dayofyear: 'day_of_year', hour: 'hour_of_day', minute: 'minute_of_hour', second: 'second_of_minute',
  millisecond: 'milli_of_second',
};

function part(e: Call, s: Spell): Expression {
  const name = constantText(e.args[0], 'a part that is not constant', e).toLowerCase();
  const field = PARTS[name] ?? refuse(`datetime_part of ${name}`, 'ES|QL has no such part', e.span);
  return call('DATE_EXTRACT', text(field), s.value(e.args[1] as Expr));
}

/** .NET's letters that Java reads otherwise. */
function format(e: Call, s: Spell): Expression {
  const pattern = constantText(e.args[1], 'a format that is not constant', e);
  if (/[^yMdHhmsft\W]|(?<!y)y(?!y)/.test(pattern.replace(/'[^']*'/g, ''))) return refuse(`the format ${pattern}`, 'it has parts that ES|QL does not write', e.span);
  const java = pattern.replace(/f/g, 'S').replace(/tt/g, 'a').replace(/[[\]{}#]+/g, (signs) => `'${signs}'`);
  return call('DATE_FORMAT', text(java), s.value(e.args[0] as Expr));
}

function make(e: Call, s: Spell): Expression {
  const values = e.args.map((a) => (a.kind === 'lit' && typeof a.value === 'number' ? a.value : undefined));
  if (values.includes(undefined)) return refuse('make_datetime', 'ES|QL makes no dates of numbers', e.span);
  const [y, mo, d, h = 0, mi = 0, sec = 0] = values as number[];
  const two = (n: number | undefined): string => String(n ?? 1).padStart(2, '0');
  void s;
  return call('TO_DATETIME', text(`${String(y).padStart(4, '0')}-${two(mo)}-${two(d)}T${two(h)}:${two(mi)}:${two(Math.floor(sec))}Z`));
}

/** A constant duration is one; another timespan is a number of milliseconds. */
const fromNow = (operator: '+' | '-', by: Expr, s: Spell): Expression =>
  by.kind === 'lit' || durationOf(by) ? arithmetic(operator, call('NOW'), durationOf(by) ?? s.value(by)) : call('TO_DATETIME', arithmetic(operator, call('TO_LONG', call('NOW')), millis(by, s)));

export const TIME_HANDLERS: Handlers = {
  'time.ingestion': (e, s) => {
    s.scope.raising.opNote('rewritten', 'ingestion_time', 'taken for the field event.ingested, which an ingest pipeline has to write', e.span);
    return name('event.ingested');
  },
  'time.now': (e, s) => (e.args[0] ? fromNow('+', e.args[0], s) : call('NOW')),
  'time.ago': (e, s) => fromNow('-', e.args[0] as Expr, s),
  'time.startOfDay': startOf('day'),
  'time.startOfWeek': startOfWeek,
  'time.startOfMonth': startOf('month'),
  'time.startOfYear': startOf('year'),
  'time.endOfDay': endOf('day'),
  'time.endOfWeek': endOf('week'),
  'time.endOfMonth': endOf('month'),
  'time.endOfYear': endOf('year'),
  'math.bin': bin,
  'math.floor': bin,
  'time.add': add,
  'time.dayOfWeek': dayOfWeek,
  'time.difference': difference,
  'time.part': part,
  'time.format': format,
  'time.make': make,
  'time.binAt': binAt,
};
