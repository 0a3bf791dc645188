import type { Expression, ProcessingCommand } from '../../../../grammars/esql/syntax.js';
import type { Expr } from '../../../ast/pipeline.js';
import { drop, evaluate, field, name } from './build.js';
import type { Spelling } from './context.js';
import { value } from './expressions.js';
import type { Scope } from './scope.js';

/** What is cut: a field or a call, and a column of its own for anything else, which goes when the text is cut. */
export function subject(input: Expr, s: Spelling, scope: Scope): { readonly cut: Expression; readonly done: readonly ProcessingCommand[] } {
  const tree = value(input, scope);
  if (tree.kind === 'name' || tree.kind === 'call') return { cut: tree, done: [] };
  const aside = s.raising.fresh('text');
  s.push(evaluate([field(tree, aside)]));
  return { cut: name(aside), done: [drop([aside])] };
}
