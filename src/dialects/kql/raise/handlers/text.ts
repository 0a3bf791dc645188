import type { Expression } from '../../../../../grammars/kql/syntax.js';
import type { Call, Expr } from '../../../../ast/pipeline.js';
import { parseSteps } from '../../../../catalogue/esql-json.js';
import { likeShape, likeToRegex, parseLike } from '../../../../text/like.js';
import { binary, call, logical, long, text } from '../build.js';
import { refuse } from '../context.js';
import type { Handlers } from './handler.js';

/** Operations on texts. */
export const TEXT_HANDLERS: Handlers = {
  'esql.like': (e, s) => logical('or', patternsOf(e).map((p) => like(s.value(e.args[0] as Expr), p))),
  'esql.jsonExtract': (e, s) => call('tostring', call('extract_json', text(pathOf(e)), s.value(e.args[0] as Expr))),
  'esql.mvLike': (e, s) => like(s.value(e.args[0] as Expr), patternsOf(e)[0] as string),
  'esql.substring': (e, s) => substring(e, s.value),
  'esql.locate': (e, s) => {
    const [x, needle, start] = e.args.map(s.value) as [Expression, Expression, Expression?];
    return binary('+', call('indexof', x, needle, ...(start ? [binary('-', start, long(1))] : [])), long(1));
  },
};

/** ES|QL counts from 1 and from the end below 0; KQL from 0 and likewise. */
function substring(e: Call, value: (e: Expr) => Expression): Expression {
  const [x, start, length] = e.args as [Expr, Expr, Expr?];
  const from = start.kind === 'lit' && typeof start.value === 'number' ? long(start.value > 0 ? start.value - 1 : start.value) : fromPosition(value(start));
  return call('substring', value(x), negative(from), ...(length ? [value(length)] : []));
}

/** Position 0 counts as 1, as in ES|QL. */
const fromPosition = (start: Expression): Expression => call('iff', binary('>', start, long(0)), binary('-', start, long(1)), start);

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
function like(x: Expression, pattern: string): Expression {
  const pieces = parseLike(pattern);
  const simple = likeShape(pieces);
  switch (simple.shape) {
    case 'equals':
      return binary('==', x, text(simple.text));
    case 'prefix':
      return binary('startswith_cs', x, text(simple.text));
    case 'suffix':
      return binary('endswith_cs', x, text(simple.text));
    case 'contains':
      return binary('contains_cs', x, text(simple.text));
    case 'anything':
      return call('isnotempty', x);
    case 'general':
      return binary('matches regex', x, text(`(?s)${likeToRegex(pieces)}`));
  }
}
