import type { Expr } from '../../../ast/pipeline.js';
import type { Span } from '../../../base/source.js';
import { ticksFromUnixMs } from '../../../data/time.js';
import { isNumeric, isText, type Ty } from '../../../data/types.js';
import { parseOptionalTime } from '../../../text/datetime-parse.js';
import { likeMatcher, type LikePiece, printLike } from '../../../text/like.js';
import { broken, infixCall, namedCall, prefixCall } from './calls.js';
import type { Scope } from './scope.js';
import { literal } from './values.js';

/**
 * What a search for a value in a field means for a row's columns, by the column's type. None is ever null: a row without the field does
 * not match, so that NOT gives it. A field that there is not matches nothing.
 */
export interface Search {
  readonly scope: Scope;
  /** Of the call, for everything that comes out of its text. */
  readonly span: Span;
  readonly ignoreCase: boolean;
}

export const never = (s: Search): Expr => literal('bool', false, s.span);
export const always = (s: Search): Expr => literal('bool', true, s.span);

export function anyOf(parts: readonly Expr[], s: Search): Expr {
  return parts.length === 0 ? never(s) : parts.reduce((a, b) => infixCall('OR', [a, b], s.span, s.scope.lowering));
}
export function allOf(parts: readonly Expr[], s: Search): Expr {
  return parts.length === 0 ? always(s) : parts.reduce((a, b) => infixCall('AND', [a, b], s.span, s.scope.lowering));
}
export const notOf = (e: Expr, s: Search): Expr => prefixCall('NOT', [e], s.span, s.scope.lowering);

/** What this project does not evaluate is reported, not guessed. */
export function unsupported(what: string, s: Search): Expr {
  s.scope.lowering.report('not-yet', { what }, s.span);
  return broken(s.span);
}

/* ---------------------------------------------------------------- columns */

type Column = Extract<Expr, { kind: 'col' }>;

/** The columns that a field's name or pattern stands for. In an open schema a plain name is a column of unknown type. */
export function columnsOf(field: string | readonly LikePiece[], s: Search): readonly Column[] {
  const { schema } = s.scope;
  const test = typeof field === 'string' ? (name: string): boolean => name === field : likeMatcher(field);
  const found = schema.fields.filter((f) => test(f.name)).map((f): Column => ({ kind: 'col', name: f.name, type: f.type, span: s.span }));
  if (found.length > 0 || !schema.open || typeof field !== 'string') return found;
  return [{ kind: 'col', name: field, type: 'unknown', span: s.span }];
}

/** What a value without a field is looked for in: every column that holds text. `undefined`: nobody knows which those are. */
export function defaultColumns(s: Search): readonly Column[] | undefined {
  if (s.scope.schema.open) return undefined;
  return s.scope.schema.fields.filter((f) => isText(f.type)).map((f) => ({ kind: 'col', name: f.name, type: f.type, span: s.span }));
}

/* ---------------------------------------------------------------- predicates */

const call = (name: string, args: readonly Expr[], s: Search): Expr => namedCall(name, args, s.span, s.scope.lowering);
const infix = (symbol: string, args: readonly Expr[], s: Search): Expr => infixCall(symbol, args, s.span, s.scope.lowering);
const text = (value: string, s: Search): Expr => literal('string', value, s.span);

export const exists = (c: Column, s: Search): Expr => infix('IS NOT NULL', [c], s);
/** A comparison that is false where the column is null. */
const present = (c: Column, e: Expr, s: Search): Expr => infix('AND', [exists(c, s), e], s);

/** The value as a literal of the column's type; `undefined` when it is none. */
function valueFor(type: Ty, value: string, s: Search): Expr | undefined {
  if (isNumeric(type)) return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(value) ? numberLiteral(value, s) : undefined;
  if (type === 'bool') return /^(?:true|false)$/.test(value) ? literal('bool', value === 'true', s.span) : undefined;
  if (type === 'unknown') return /^\d{1,9}$/.test(value) ? literal('int', Number(value), s.span) : text(value, s);
  if (type === 'ip') return call('TO_IP', [text(value, s)], s);
  return type === 'version' ? call('TO_VERSION', [text(value, s)], s) : text(value, s);
}

function numberLiteral(value: string, s: Search): Expr {
  const n = Number(value);
  return Number.isSafeInteger(n) && !/[.eE]/.test(value) ? literal(Math.abs(n) < 2 ** 31 ? 'int' : 'long', n, s.span) : literal('real', n, s.span);
}

const isDate = (t: Ty): boolean => t === 'datetime' || t === 'nanos';

/** A value in a column: words in a text, else equality. A phrase wants its words in a row. A column of unknown type is taken for a keyword. */
export function matches(c: Column, value: string, phrase: boolean, s: Search): Expr {
  if (isDate(c.type)) return inDate(c, value, s);
  if (c.type === 'ip' && value.includes('/')) return present(c, call('CIDR_MATCH', [c, text(value, s)], s), s);
  if (s.ignoreCase && c.type === 'string') return like(c, [{ kind: 'text', text: value }], s);
  if (phrase && c.type === 'text') return call('MATCH_PHRASE', [c, text(value, s)], s);
  const typed = valueFor(c.type, value, s);
  if (!typed) return never(s);
  return c.type === 'unknown' ? { kind: 'call', op: 'esql.matchValue', args: [c, phrase ? text(value, s) : typed], type: 'bool', span: s.span } : call('MATCH', [c, typed], s);
}

/** A wildcard pattern over the whole value. */
export function like(c: Column, pieces: readonly LikePiece[], s: Search): Expr {
  if (!isText(c.type) && c.type !== 'unknown') return unsupported('a wildcard for a field that is no text', s);
  const folded = s.ignoreCase ? pieces.map((p) => (p.kind === 'text' ? { ...p, text: p.text.toLowerCase() } : p)) : pieces;
  const subject = s.ignoreCase ? call('TO_LOWER', [c], s) : c;
  return call('MV_LIKE', [subject, text(printLike(folded), s)], s);
}

export const regex = (c: Column, pattern: string, s: Search): Expr => call('MV_RLIKE', [c, text(pattern, s)], s);

export type Bound = '<' | '<=' | '>' | '>=';

/** `single`: it is one of two bounds, which the same value has to keep; several values then warn, as comparisons do. */
export function compared(c: Column, symbol: Bound, value: string, s: Search, single = false): Expr {
  if (isDate(c.type)) return inDateRange(c, symbol, value, s, single);
  const typed = valueFor(c.type, value, s);
  if (!typed) return never(s);
  return isNumeric(c.type) && !single ? ordered(c, symbol, typed, s) : present(c, infix(symbol, [c, typed], s), s);
}

const ANY: Readonly<Record<Bound, string>> = { '<': 'esql.anyLess', '<=': 'esql.anyLessOrEqual', '>': 'esql.anyGreater', '>=': 'esql.anyGreaterOrEqual' };

/** One of several values is enough. */
const ordered = (c: Column, symbol: Bound, bound: Expr, s: Search): Expr => ({ kind: 'call', op: ANY[symbol], args: [c, bound], type: 'bool', span: s.span });

/* ---------------------------------------------------------------- dates */

const MS = 1;
const UNIT_MS: readonly (readonly [length: number, ms: number])[] = [[13, 3_600_000], [16, 60_000], [19, 1_000]];

/** The first and the last millisecond that a date text stands for: a day for `2024-01-01`, a year for `2024`. */
function interval(value: string): readonly [first: number, last: number] | undefined {
  const m = parseOptionalTime(value);
  if (!m) return undefined;
  const first = Number(BigInt(m.ticks) / 10_000n) + Date.UTC(2010, 0, 1);
  const bare = value.replace(/(?:Z|[+-]\d\d(?::?\d\d)?)$/, (zone, at: number) => (at > 10 ? '' : zone));
  const d = new Date(first);
  const next =
    bare.length <= 4 ? d.setUTCFullYear(d.getUTCFullYear() + 1) : bare.length <= 7 ? d.setUTCMonth(d.getUTCMonth() + 1) : bare.length <= 11 ? first + 86_400_000
      : first + (UNIT_MS.find(([length]) => bare.length <= length)?.[1] ?? MS);
  return [first, next - 1];
}

const dateLiteral = (ms: number, s: Search): Expr => literal('datetime', ticksFromUnixMs(ms), s.span);

function inDate(c: Column, value: string, s: Search): Expr {
  if (value.startsWith('now')) return unsupported('date arithmetic in a search', s);
  const at = interval(value);
  if (!at) return never(s);
  return present(c, infix('AND', [infix('>=', [c, dateLiteral(at[0], s)], s), infix('<=', [c, dateLiteral(at[1], s)], s)], s), s);
}

/** `>` and `<=` mean the end of a day or year that is given, `>=` and `<` its start. */
function inDateRange(c: Column, symbol: Bound, value: string, s: Search, single: boolean): Expr {
  const at = value.startsWith('now') ? sinceNow(value, s) : dateBound(symbol, value, s);
  if (!at) return never(s);
  return c.type === 'datetime' && !single ? ordered(c, symbol, at, s) : present(c, infix(symbol, [c, at], s), s);
}

function dateBound(symbol: Bound, value: string, s: Search): Expr | undefined {
  const at = interval(value);
  return at && dateLiteral(symbol === '>' || symbol === '<=' ? at[1] : at[0], s);
}

const UNITS: Readonly<Record<string, readonly [type: 'timespan' | 'period', size: number]>> = {
  s: ['timespan', 10_000_000], m: ['timespan', 600_000_000], h: ['timespan', 36_000_000_000], H: ['timespan', 36_000_000_000], d: ['period', 1], w: ['period', 7],
};

/** `now-15m`; rounding (`/d`) and months are not evaluated. */
function sinceNow(value: string, s: Search): Expr {
  const now = call('NOW', [], s);
  const m = /^now(?:([+-])(\d{1,6})([smhHdw]))?$/.exec(value);
  if (!m) return unsupported('date arithmetic in a search', s);
  if (!m[1]) return now;
  const [type, size] = UNITS[m[3] as string] as readonly ['timespan' | 'period', number];
  const amount = Number(m[2]) * size;
  return infix(m[1], [now, literal(type, type === 'period' ? { months: 0, days: amount } : amount, s.span)], s);
}
