import type { Expression } from '../../../../../grammars/kql/syntax.js';
import type { Call, Expr } from '../../../../ast/pipeline.js';
import { type DateElement, parseDatePattern } from '../../../../text/java-date-pattern.js';
import { call, text } from '../build.js';
import { refuse } from '../context.js';
import type { Handlers, Spell } from './handler.js';

/** Date formats of Java in those of Kusto, which has digits and a few separators only; any other text is put together around them. */
export const DATE_FORMAT_HANDLERS: Handlers = {
  'esql.dateFormat': (e, s) => formatted(e, s),
  'esql.dateParse': (e, s) => read(e, s),
};

const ISO_MILLIS = "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'";
const SEPARATORS = /^[ /\-:,._[\]]*$/;
const LETTERS: Readonly<Record<string, string>> = { day: 'd', month: 'M', hour: 'H', 'hour-1-12': 'h', minute: 'm', second: 's' };

/** What Kusto writes for an element; `undefined` where it has no such part. */
function kusto(e: DateElement): string | undefined {
  if (e.kind === 'reduced-year') return 'yy';
  if (e.kind === 'fraction') return e.width <= 7 ? 'f'.repeat(e.width) : undefined;
  if (e.kind === 'text') return e.field === 'half' ? 'tt' : undefined;
  if (e.kind !== 'number') return undefined;
  if (e.field === 'year') return e.min === 4 ? 'yyyy' : undefined;
  const letter = LETTERS[e.field];
  return letter && e.min <= 2 ? letter.repeat(e.min) : undefined;
}

/** Runs of date parts with their separators, and other texts, in turn. */
type Piece = { readonly kind: 'format' | 'text'; readonly text: string };

function piecesOf(pattern: string, e: Call): Piece[] {
  const elements = parseDatePattern(pattern);
  if (!elements.ok) return refuse('this date format', elements.error.message, e.span);
  const out: Piece[] = [];
  for (const element of elements.value) {
    const letters = element.kind === 'literal' ? element.text : kusto(element);
    if (letters === undefined) return refuse(`the date format ${pattern}`, 'KQL has no such part', e.span);
    add(out, { kind: element.kind === 'literal' && !SEPARATORS.test(letters) ? 'text' : 'format', text: letters });
  }
  return out;
}

/** Joins neighbours of one kind. */
function add(out: Piece[], next: Piece): void {
  const last = out[out.length - 1];
  if (last?.kind === next.kind) out[out.length - 1] = { kind: last.kind, text: last.text + next.text };
  else out.push(next);
}

function formatted(e: Call, s: Spell): Expression {
  const [first, second] = e.args as [Expr, Expr?];
  const date = s.value(second ?? first);
  const parts = piecesOf(second ? constantPattern(first, e) : ISO_MILLIS, e).map((p) => (p.kind === 'text' ? text(p.text) : call('format_datetime', date, text(p.text))));
  const only = parts[0];
  return parts.length === 1 && only ? only : call('strcat', ...parts);
}

function constantPattern(pattern: Expr, e: Call): string {
  return pattern.kind === 'lit' && typeof pattern.value === 'string' ? pattern.value : refuse('a date format that is not constant', 'KQL needs it written out', e.span);
}

/** Patterns whose texts `todatetime` reads the same way: ISO 8601, with a blank or a `T`. */
const ISO_PATTERN = /^yyyy-MM-dd(?:(?: |'T')HH:mm(?::ss(?:\.S{1,7})?)?(?:'Z'|X|XXX)?)?$/;

function read(e: Call, s: Spell): Expression {
  const [first, second] = e.args as [Expr, Expr?];
  if (e.options?.['time_zone'] !== undefined) return refuse('DATE_PARSE in a time zone', 'todatetime reads UTC', e.span);
  if (!second) return call('todatetime', s.value(first));
  const pattern = constantPattern(first, e);
  if (!ISO_PATTERN.test(pattern)) return refuse(`DATE_PARSE by ${pattern}`, 'KQL reads dates in spellings of its own only', e.span);
  s.scope.raising.opNote('different', 'DATE_PARSE', 'todatetime reads further spellings of dates as well', e.span);
  return call('todatetime', s.value(second));
}
