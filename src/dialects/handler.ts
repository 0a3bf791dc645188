import type { Call, Expr } from '../ast/pipeline.js';

/** What a handler of a dialect may use: spelling of its arguments, as values or as conditions. */
export interface SpellIn<Scope, Tree> {
  readonly scope: Scope;
  readonly value: (e: Expr) => Tree;
  readonly condition: (e: Expr) => Tree;
}
export type HandlerIn<Scope, Tree> = (e: Call, spell: SpellIn<Scope, Tree>) => Tree;
