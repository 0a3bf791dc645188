import type { Expression } from '../../../../../grammars/kql/syntax.js';
import type { Call, Expr } from '../../../../ast/pipeline.js';
import { parseSteps } from '../../../../catalogue/esql-json.js';
import { type LikePiece, likeShape, likeToRegex, parseLike } from '../../../../text/like.js';
import { binary, call, logical, long, moved, text } from '../build.js';
import { refuse } from '../context.js';
import { folded, spacedTerms } from '../idioms.js';
import type { Handlers, Spell } from './handler.js';

/** Operations on texts. */
export const TEXT_HANDLERS: Handlers = {
  'esql.like': (e, s) => spacedTerms(e.args[0] as Expr, patternsOf(e), s) ?? logical('or', patternsOf(e).map((p) => like(e.args[0] as Expr, p, s))),
  'esql.jsonExtract': (e, s) => call('tostring', call('extract_json', text(pathOf(e)), s.value(e.args[0] as Expr))),
  'esql.mvLike': (e, s) => like(e.args[0] as Expr, patternsOf(e)[0] as string, s),
  'esql.substring': (e, s) => substring(e, s.value),
  'esql.locate': (e, s) => {
    const [x, needle, start] = e.args.map(s.value) as [Expression, Expression, Expression?];
    return moved(call('indexof', x, needle, ...(start ? [moved(start, -1)] : [])), 1);
  },
};

/** ES|QL counts from 1 and from the end below 0; KQL from 0 and likewise. */
function substring(e: Call, value: (e: Expr) => Expression): Expression {
  const [x, start, length] = e.args as [Expr, Expr, Expr?];
  const from = start.kind === 'lit' && typeof start.value === 'number' ? long(start.value > 0 ? start.value - 1 : start.value) : fromPosition(value(start), leastOf(start));
  return call('substring', value(x), negative(from), ...(length ? [value(length)] : []));
}

/** Position 0 counts as 1, as in ES|QL. */
const fromPosition = (start: Expression, least: number): Expression =>
  least > 0 ? moved(start, -1) : call('iff', binary('>', start, long(0)), moved(start, -1), start);

const NEVER_NEGATIVE: ReadonlySet<string> = new Set(['esql.locate', 'esql.length']);

/** What a position is never below; nothing is below a null. */
function leastOf(e: Expr): number {
  if (e.kind === 'lit') return typeof e.value === 'number' ? e.value : -Infinity;
  if (e.kind !== 'call') return -Infinity;
  return e.op === 'esql.add' ? e.args.reduce((sum, a) => sum + leastOf(a), 0) : NEVER_NEGATIVE.has(e.op) ? 0 : -Infinity;
}

/** KQL writes a negative number as a negation. */
function negative(e: Expression): Expression {
  return e.kind === 'literal' && e.text.startsWith('-') ? { kind: 'unary', op: '-', operand: { ...e, text: e.text.slice(1) }, span: e.span } : e;
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
