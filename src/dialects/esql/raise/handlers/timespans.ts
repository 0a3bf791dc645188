import type { Expression } from '../../../../../grammars/esql/syntax.js';
import type { Call, Expr } from '../../../../ast/pipeline.js';
import { castValue } from '../../../../catalogue/cast.js';
import { TICKS_PER_MS } from '../../../../data/time.js';
import { arithmetic, call, integer, like, text } from '../build.js';
import { refuse } from '../context.js';
import type { Handlers, Spell } from './handler.js';
import { millis } from './span.js';

/** Timespans as values: numbers of milliseconds (docs/semantics.md, S14). */
const DAY = 86_400_000;

/** `totimespan(text)` of `1.02:30:00`: the clock is read as one of 1970-01-01. A number counts ticks. */
function toTimespan(e: Call, s: Spell): Expression {
  const x = e.args[0] as Expr;
  if (x.kind === 'lit') return millis({ ...x, type: 'timespan', value: castValue(x.type, 'timespan', x.value) }, s);
  if (x.type === 'timespan') return millis(x, s);
  if (x.type === 'int' || x.type === 'long' || x.type === 'real') return arithmetic('/', s.value(x), integer(TICKS_PER_MS));
  s.scope.raising.opNote('different', 'totimespan', 'texts are read as d.hh:mm:ss', e.span);
  const tree = x.type === 'string' ? s.value(x) : call('TO_STRING', s.value(x));
  const days = call('CASE', like(tree, ['*.*:*']), call('TO_LONG', call('MV_FIRST', call('SPLIT', tree, text('.')))), integer(0));
  const clock = call('CONCAT', text('1970-01-01T'), call('REPLACE', tree, text(String.raw`^\d+\.`), text('')), text('Z'));
  return arithmetic('+', arithmetic('*', days, integer(DAY)), call('TO_LONG', call('TO_DATETIME', clock)));
}

/** `bin(end - start, 5m)`. */
export function spanBin(x: Expr, width: Expr, s: Spell): Expression {
  const size = millis(width, s);
  return arithmetic('*', call('TO_LONG', call('FLOOR', arithmetic('/', millis(x, s), call('TO_DOUBLE', size)))), size);
}

/** `tolong(end - start)`: ticks, as Kusto counts. */
export const ticksOfSpan = (x: Expr, s: Spell): Expression => arithmetic('*', millis(x, s), integer(TICKS_PER_MS));

/** `make_timespan(days?, hours, minutes, seconds?)`. */
function makeSpan(e: Call, s: Spell): Expression {
  const sizes = e.args.length === 4 ? [DAY, 3_600_000, 60_000, 1000] : [3_600_000, 60_000, 1000];
  if (e.args.some((a) => a.kind !== 'lit')) return refuse('make_timespan', 'ES|QL checks no ranges of hours and minutes', e.span);
  return e.args.map((a, i) => arithmetic('*', s.value(a), integer(sizes[i] as number))).reduce((a, b) => arithmetic('+', a, b));
}

export const TIMESPAN_HANDLERS: Handlers = {
  'convert.toTimespan': toTimespan,
  'time.makeSpan': makeSpan,
};
