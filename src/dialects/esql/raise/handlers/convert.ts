import type { Expression } from '../../../../../grammars/esql/syntax.js';
import type { Call, Expr } from '../../../../ast/pipeline.js';
import { castValue } from '../../../../catalogue/cast.js';
import { evaluateExpr } from '../../../../catalogue/constant.js';
import { isText } from '../../../../data/types.js';
import { holdsOnly } from '../../../../text/regex-ast.js';
import { parseRegex } from '../../../../text/regex-parse.js';
import { NO_SPAN } from '../../../../base/source.js';
import { arithmetic, call, compare, integer, isNotNull, like, text } from '../build.js';
import { arrayText, isElementText } from '../array-texts.js';
import { isOfRecord } from '../records.js';
import { refuse } from '../context.js';
import { textOfSeveral } from '../several-texts.js';
import { heldBy } from '../held.js';
import { isWritable } from '../timespans.js';
import { millis, spanText } from './span.js';
import { widened } from './widths.js';
import { ticksOfSpan } from './timespans.js';
import type { Handler, Handlers, Spell } from './handler.js';

/** Conversions. ES|QL rounds where Kusto cuts, and spells truth values and moments another way. */

/** A value as Kusto spells it in a text. */
export function textOf(x: Expr, s: Spell): Expression {
  if (x.kind === 'lit') return text(x.value === null ? '' : String(castValue(x.type, 'string', x.value) ?? ''));
  switch (x.type) {
    case 'string':
    case 'text':
      return s.value(x);
    case 'bool':
      return call('CASE', s.condition(x), text('True'), isNotNull(s.value(x)), text('False'), text(''));
    case 'datetime':
      return call('DATE_FORMAT', text("yyyy-MM-dd'T'HH:mm:ss.SSS'0000Z'"), s.value(x));
    case 'timespan':
      return isWritable(x, s.scope.raising.plan) ? spanText(millis(x, s)) : refuse('tostring of a timespan', 'ES|QL has no timespan values', x.span);
    case 'real':
      s.scope.raising.opNote('different', 'tostring', 'large and small numbers are spelled with another exponent', x.span);
      return call('TO_STRING', s.value(x));
    default:
      return arrayText(x, s.value(x), s.scope) ?? textOfSeveral(x, s.value(x), s.scope) ?? (x.kind === 'col' && heldBy(x, s.scope) === 'text' ? s.value(x) : undefined) ?? call('TO_STRING', s.value(x));
  }
}

/** The same of an array that the query makes; what is in a field is told in the note. */
const jsonOf = (x: Expr, s: Spell): Expression => (x.type === 'dynamic' ? (arrayText(x, s.value(x), s.scope) ?? call('TO_STRING', s.value(x))) : textOf(x, s));

/** ES|QL functions that take positions want 32 bits; a written number has them. */
export const position = (x: Expr, s: Spell): Expression => (x.kind === 'lit' || x.type === 'int' ? s.value(x) : call('TO_INTEGER', s.value(x)));

/** Cut toward zero. */
const truncated = (tree: Expression): Expression => call('CASE', compare('<', tree, integer(0)), call('CEIL', tree), call('FLOOR', tree));

/** What `extract` cuts out with a group of digits has no fraction. */
function isCutNumber(x: Expr): boolean {
  const [pattern, group] = x.kind === 'call' && x.op === 'regex.extract' ? x.args : [];
  if (pattern?.kind !== 'lit' || typeof pattern.value !== 'string' || group?.kind !== 'lit') return false;
  const regex = parseRegex(pattern.value, 'kusto');
  return regex.ok && holdsOnly(regex.value.node, Number(group.value), (i) => ('lo' in i ? (i.lo >= 48 && i.hi <= 57) || (i.lo === 45 && i.hi === 45) : i.re2 === '\\p{Nd}'));
}

const whole = (name: string): Handler => (e, s) => {
  const x = e.args[0] as Expr;
  if (x.type === 'timespan') return ticksOfSpan(x, s);
  if (x.type === 'datetime') s.scope.raising.opNote('different', 'tolong', 'Kusto counts ticks since the year 1, ES|QL milliseconds since 1970', e.span);
  if (x.type === 'unknown' || x.type === 'dynamic') s.scope.raising.opNote('different', name === 'TO_LONG' ? 'tolong' : 'toint', 'a number with a fraction is cut in KQL and rounded in ES|QL', e.span);
  if ((isText(x.type) && !isCutNumber(x)) || isElementText(x, s.scope)) s.scope.raising.opNote('different', name === 'TO_LONG' ? 'tolong' : 'toint', 'a text with a fraction gives null in KQL and is rounded in ES|QL', e.span);
  return call(name, x.type === 'real' ? truncated(s.value(x)) : s.value(x));
};

function toReal(e: Call, s: Spell): Expression {
  const x = e.args[0] as Expr;
  if (x.type === 'timespan' || x.type === 'datetime') return refuse('a number of a time', 'ES|QL counts no ticks', e.span);
  return call('TO_DOUBLE', s.value(x));
}

/** A text is true or false by its word, else as a whole number; ES|QL takes every other text for false. */
function toBool(e: Call, s: Spell): Expression {
  const x = e.args[0] as Expr;
  if (!isText(x.type) && x.type !== 'unknown' && x.type !== 'dynamic') return call('TO_BOOLEAN', s.value(x));
  const tree = x.type === 'unknown' || x.type === 'dynamic' ? call('TO_STRING', s.value(x)) : s.value(x);
  const word = call('TO_LOWER', tree);
  const [yes, no]: [Expression, Expression] = [{ kind: 'boolean', value: true, span: e.span }, { kind: 'boolean', value: false, span: e.span }];
  return call('CASE', compare('==', word, text('true')), yes, compare('==', word, text('false')), no, wholeNumber(tree), compare('!=', call('TO_LONG', tree), integer(0)));
}

const wholeNumber = (tree: Expression): Expression => like(tree, ['[-+]?[0-9]+'], 'rlike');

/** Elasticsearch reads ISO 8601 with a T, and less of it than a day too. */
export const TIMES_IN_TEXTS = 'a text in another form than ISO 8601, or of a year or month alone, is not read as in KQL';

/** Milliseconds since 1970 of ticks since the year 1. */
const MS_TO_1970 = 62_135_596_800_000;

function toDatetime(e: Call, s: Spell): Expression {
  const x = e.args[0] as Expr;
  if (x.type === 'int' || x.type === 'long') return call('TO_DATETIME', arithmetic('-', arithmetic('/', s.value(x), integer(10_000)), integer(MS_TO_1970)));
  if (x.type === 'real') return refuse('todatetime of a real', 'ES|QL counts milliseconds since 1970', e.span);
  const tree = s.value(x);
  const format = writtenFormat(tree);
  if (format) return call('DATE_PARSE', text(format), tree);
  if (!isText(x.type) && !isElementText(x, s.scope)) {
    if (isOfRecord(x, s.scope.raising)) s.scope.raising.opNote('different', 'todatetime', `${TIMES_IN_TEXTS}, and a number counts ticks there`, e.span);
    return call('TO_DATETIME', tree);
  }
  s.scope.raising.opNote('different', 'todatetime', TIMES_IN_TEXTS, e.span);
  return call('TO_DATETIME', call('REPLACE', tree, text(' '), text('T')));
}

/** The format of `todatetime(format_datetime(x, f))`, where Kusto reads what it has written: TO_DATETIME reads ISO dates alone. */
function writtenFormat(tree: Expression): string | undefined {
  const [format] = tree.kind === 'call' && tree.name.kind === 'identifier' && tree.name.name === 'DATE_FORMAT' ? tree.arguments : [];
  return format?.kind === 'string' && /^(yyyy[-/]MM|MM\/dd\/yyyy)/.test(format.value) ? format.value : undefined;
}

const digest = (algorithm: string): Handler => (e, s) => call('HASH', text(algorithm), textOf(e.args[0] as Expr, s));

/** The type of a dynamic value is that of the value. */
const typeName: Handler = (e) => {
  const type = (e.args[0] as Expr).type;
  const known = type === 'dynamic' || type === 'unknown' ? undefined : evaluateExpr({ ...e, args: [{ kind: 'lit', type, value: null, span: e.span }] }, () => undefined);
  return known ? text(String(known.value)) : refuse('gettype', 'ES|QL has no type names', e.span);
};

const THOUSAND: Expr = { kind: 'lit', type: 'long', value: 1000, span: NO_SPAN };

/** A fraction is kept to the millisecond. */
function unixTime(e: Call, s: Spell): Expression {
  const x = e.args[0] as Expr;
  if (x.type === 'real' && x.kind !== 'lit') s.scope.raising.opNote('different', e.op === 'time.fromUnixSeconds' ? 'unixtime_seconds_todatetime' : 'unixtime_milliseconds_todatetime', 'fractions of a millisecond are cut', e.span);
  return s.value(x);
}

const unixMilliseconds: Handler = (e, s) => call('TO_DATETIME', unixTime(e, s));

const unixSeconds: Handler = (e, s) => {
  const x = unixTime(e, s);
  const known = e.args[0]?.type === 'long' || e.args[0]?.type === 'int';
  return call('TO_DATETIME', known ? arithmetic('*', ...widened('*', [e.args[0] as Expr, THOUSAND], [x, integer(1000)])) : call('TO_LONG', arithmetic('*', x, integer(1000))));
};

export const CONVERT_HANDLERS: Handlers = {
  'convert.typeName': typeName,
  'convert.toString': (e, s) => textOf(e.args[0] as Expr, s),
  'dynamic.toJson': (e, s) => jsonOf(e.args[0] as Expr, s),
  'convert.toLong': whole('TO_LONG'),
  'convert.toInt': whole('TO_INTEGER'),
  'convert.toReal': toReal,
  'convert.toBool': toBool,
  'convert.toDatetime': toDatetime,
  'time.fromUnixSeconds': unixSeconds,
  'time.fromUnixMilliseconds': unixMilliseconds,
  'hash.md5': digest('md5'),
  'hash.sha1': digest('sha1'),
  'hash.sha256': digest('sha256'),
  'string.reverse': (e, s) => call('REVERSE', textOf(e.args[0] as Expr, s)),
};

