import type { Call as CallTree } from '../../../../grammars/esql/syntax.js';
import type { Expr } from '../../../ast/pipeline.js';
import { broken } from './calls.js';
import type { Scope } from './scope.js';

/** KQL("…") and QSTR("…") hold a query of another language, which becomes predicates over the row's columns. */
export const isFullText = (name: string): boolean => name === 'KQL' || name === 'QSTR';

export function fullText(name: string, e: CallTree, scope: Scope): Expr {
  scope.lowering.report('not-yet', { what: `${name}()` }, e.span);
  return broken(e.span);
}
