import type { Expression } from '../../../../../grammars/kql/syntax.js';
import type { Call, Expr } from '../../../../ast/pipeline.js';
import type { Scope } from '../scope.js';

/** What a handler may use: spelling of its arguments, as values or as conditions. */
export interface Spell {
  readonly scope: Scope;
  readonly value: (e: Expr) => Expression;
  readonly condition: (e: Expr) => Expression;
}
export type Handler = (e: Call, spell: Spell) => Expression;
export type Handlers = Readonly<Record<string, Handler>>;
