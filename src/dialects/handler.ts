import type { Call, Expr } from '../ast/pipeline.js';
import type { Facts } from '../semantics/nullability.js';

/** What a handler of a dialect may use: spelling of its arguments, as values or as conditions. */
export interface SpellIn<Scope, Tree> {
  readonly scope: Scope;
  readonly value: (e: Expr) => Tree;
  readonly condition: (e: Expr) => Tree;
  /** The same where more columns are known to hold something. */
  readonly knowing: (facts: Facts) => SpellIn<Scope, Tree>;
}
export type HandlerIn<Scope, Tree> = (e: Call, spell: SpellIn<Scope, Tree>) => Tree;
