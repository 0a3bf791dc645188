import type { Expression } from '../../../../../grammars/kql/syntax.js';
import type { Call, Expr } from '../../../../ast/pipeline.js';
import { parseSteps } from '../../../../catalogue/esql-json.js';
import { type LikePiece, likeShape, likeToRegex, parseLike } from '../../../../text/like.js';
import { binary, call, logical, long, moved, text } from '../build.js';
import { mayBeEmpty } from '../absence.js';
import { isArray } from '../arrays.js';
import { refuse } from '../context.js';
import { folded, spacedTerms } from '../idioms.js';
import type { Handlers, Spell } from './handler.js';

/** Operations on texts. */
export const TEXT_HANDLERS: Handlers = {
  'esql.like': (e, s) => spacedTerms(e.args[0] as Expr, patternsOf(e), s) ?? logical('or', patternsOf(e).map((p) => like(e.args[0] as Expr, p, s))),
  'esql.jsonExtract': (e, s) => call('tostring', call('extract_json', text(pathOf(e)), s.value(e.args[0] as Expr))),
  'esql.mvLike': (e, s) => like(single(e, s), patternsOf(e)[0] as string, s),
  'esql.substring': (e, s) => substring(e, s.value),
  'esql.locate': (e, s) => located(e, s),
};

/** KQL finds no empty text; Elasticsearch finds one where the search begins, which is the start where a position before it is given. */
function located(e: Call, s: Spell): Expression {
  const [x, needle, start] = e.args as [Expr, Expr, Expr?];
  if (start && mayBeEmpty(needle)) return refuse('LOCATE of a text that may be empty, from a position', 'KQL finds no empty text', e.span);
  if (needle.kind === 'lit' && needle.value === '') return call('toint', long(1));
  const from = start && positionOf(s.value(x), start, s.value);
  const sought = s.value(needle);
  const found = moved(call('indexof', s.value(x), sought, ...(from ? [from] : [])), 1);
  return mayBeEmpty(needle) ? call('iff', binary('==', sought, text('')), call('toint', long(1)), found) : found;
}

/** The one value that a test of each value is about. KQL has no test of the elements of an array. */
export function single(e: Call, s: Spell): Expr {
  const [x] = e.args as [Expr];
  return isArray(x, s.scope.arrays) ? refuse('a test of each value', 'KQL has none of the elements of an array', e.span) : x;
}

/** ES|QL counts from 1 and from the end below 0; KQL from 0 and likewise. */
function substring(e: Call, value: (e: Expr) => Expression): Expression {
  const [x, start, length] = e.args as [Expr, Expr, Expr?];
  const from = positionOf(value(x), start, value);
  return call('substring', value(x), from, ...(length ? [value(length)] : []));
}

const positionOf = (x: Expression, start: Expr, value: (e: Expr) => Expression): Expression =>
  start.kind === 'lit' && typeof start.value === 'number' ? position(x, start.value) : fromPosition(x, value(start), leastOf(start));

/** Position 0 counts as 1. What would start before the text starts with it; KQL gives nothing then. */
const position = (x: Expression, start: number): Expression => (start < 0 ? notBefore(binary('-', call('strlen', x), long(-start))) : long(Math.max(start - 1, 0)));
const notBefore = (at: Expression): Expression => call('max_of', at, long(0));

function fromPosition(x: Expression, start: Expression, least: number): Expression {
  if (least > 0) return moved(start, -1);
  const forward = notBefore(moved(start, -1));
  return least === 0 ? forward : call('iff', binary('<', start, long(0)), notBefore(binary('+', call('strlen', x), start)), forward);
}

const NEVER_NEGATIVE: ReadonlySet<string> = new Set(['esql.locate', 'esql.length']);

/** What a position is never below; nothing is below a null. */
function leastOf(e: Expr): number {
  if (e.kind === 'lit') return typeof e.value === 'number' ? e.value : -Infinity;
  if (e.kind !== 'call') return -Infinity;
  return e.op === 'esql.add' ? e.args.reduce((sum, a) => sum + leastOf(a), 0) : NEVER_NEGATIVE.has(e.op) ? 0 : -Infinity;
}

/** The path with its `$`, keys in brackets where they are no plain names. */
function pathOf(e: Call): string {
  const path = e.args[1];
  const steps = path?.kind === 'lit' && typeof path.value === 'string' ? parseSteps(path.value) : undefined;
  if (!steps) return refuse('a JSON path that is not constant, or malformed', 'KQL needs it written out', e.span);
  return `$${steps.map((s) => (typeof s === 'number' ? `[${s}]` : /^\w+$/.test(s) ? `.${s}` : `['${s.replaceAll("'", "\\'")}']`)).join('')}`;
}

function patternsOf(e: Call): string[] {
  return e.args.slice(1).map((a) => (a.kind === 'lit' && typeof a.value === 'string' ? a.value : refuse('a pattern that is not constant', 'KQL needs it written out', e.span)));
}

/** A wildcard pattern in the plainest operator that says it; `.*` must cross line breaks, as a wildcard does. */
function like(e: Expr, pattern: string, s: Spell): Expression {
  const pieces = parseLike(pattern);
  const simple = likeShape(pieces);
  const lower = folded(e, pieces.map((p) => (p.kind === 'text' ? p.text : '')));
  const x = s.value(lower ?? e);
  const cs = lower === undefined ? '_cs' : '';
  switch (simple.shape) {
    case 'equals':
      return binary(lower === undefined ? '==' : '=~', x, text(simple.text));
    case 'prefix':
      return binary(`startswith${cs}`, x, text(simple.text));
    case 'suffix':
      return binary(`endswith${cs}`, x, text(simple.text));
    case 'contains':
      return binary(`contains${cs}`, x, text(simple.text));
    case 'anything':
      return call('isnotempty', x);
    case 'general':
      return binary('matches regex', s.value(e), text(`(?s)${anywhere(pieces)}`));
  }
}

/** The pattern without the wildcards at its ends, and without the anchor there. */
function anywhere(pieces: readonly LikePiece[]): string {
  const [start, end] = [pieces[0]?.kind === 'many', pieces.at(-1)?.kind === 'many'];
  return likeToRegex(pieces.slice(start ? 1 : 0, end ? -1 : undefined)).slice(start ? 1 : 0, end ? -1 : undefined);
}
