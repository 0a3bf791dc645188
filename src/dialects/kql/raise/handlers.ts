import type { Expression } from '../../../../grammars/kql/syntax.js';
import type { Call, Expr } from '../../../ast/pipeline.js';
import { likeShape, likeToRegex, parseLike } from '../../../text/like.js';
import { binary, call, inList, logical, text } from './build.js';
import { refuse } from './context.js';
import type { Scope } from './scope.js';

export type Handler = (e: Call, scope: Scope, value: (e: Expr) => Expression, condition: (e: Expr) => Expression) => Expression;

/** Spellings that a template cannot say, by the operation's id. */
export const HANDLERS: Readonly<Record<string, Handler>> = {
  'esql.notEqual': (e, _s, v) => binary('!=', v(e.args[0] as Expr), v(e.args[1] as Expr)),
  'esql.in': (e, _s, v) => {
    const [x, ...list] = e.args.map(v) as [Expression, ...Expression[]];
    return inList('in', x, list);
  },
  'esql.like': (e, _s, v) => logical('or', patternsOf(e).map((p) => like(v(e.args[0] as Expr), p))),
};

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
