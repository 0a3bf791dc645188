import type { Expression } from '../../../../grammars/esql/syntax.js';
import type { Expr, Join } from '../../../ast/pipeline.js';
import { isText } from '../../../data/types.js';
import { call, text } from './build.js';
import { refuse, type Spelling } from './context.js';
import { value } from './expressions.js';
import type { Scope } from './scope.js';

/** Subqueries in FROM came with 9.4, those of IN with 9.5. */
export function needsSubqueries(j: Join, s: Spelling, since: '9.4' | '9.5'): void {
  if (!s.raising.has(since)) refuse('join', `subqueries need Elasticsearch ${since}`, j.span);
}

/** A key as it is compared: a text that may be missing is "". */
export function filled(key: Expr, scope: Scope): Expression {
  const tree = value(key, scope);
  return isText(key.type) && !(key.kind === 'col' && scope.facts.has(key.name)) ? call('COALESCE', tree, text('')) : tree;
}
