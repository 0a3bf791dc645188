import type { Call, Expr } from '../ast/pipeline.js';
import { conjuncts, disjuncts } from '../ast/walk.js';
import type { Typed } from '../catalogue/constant.js';
import type { Ty } from '../data/types.js';
import { type Demand, type Guard, guardsFor } from './guards.js';
import { type Facts, learn, type NullStrings } from './nullability.js';

/**
 * What emission of conditions needs of a dialect. `T` is its syntax tree of an expression. `source` and `target`: what nothing is in a
 * string on each side.
 */
export interface Speller<T> {
  readonly source: NullStrings;
  readonly target: NullStrings;
  /** A call that is no connective, as the catalogue says, without guards around it. */
  readonly atom: (e: Call) => T;
  /** Anything else: literals, columns, subqueries. */
  readonly other: (e: Expr) => T;
  readonly logical: (op: 'and' | 'or', parts: readonly T[]) => T;
  readonly not: (tree: T) => T;
  /** The source expression that is true where this one is false; `undefined` when there is no plain one. */
  readonly opposite: (e: Expr) => Expr | undefined;
  /** What an emitted tree means, read back by the dialect's own lowering; `undefined` when it cannot be read alone. */
  readonly reLower: (tree: T) => Expr | undefined;
  readonly typeOf: (column: string) => Ty;
  readonly absent: (column: string, type: Ty, where: Guard['where']) => T;
  readonly present: (column: string, type: Ty, where: Guard['where']) => T;
  /** `value` where the column holds nothing, else `tree`. */
  readonly ifAbsent: (column: string, type: Ty, value: Typed, tree: T, e: Expr, where: Guard['where']) => T;
  /** The two may differ where these columns hold nothing, and how depends on other columns. */
  readonly undecided: (columns: readonly string[], tree: T, e: Call, demand: Demand) => T;
}

/** A condition of which only truth matters: guards are written where a missing value would be taken for a match, or for none. */
export function condition<T>(e: Expr, facts: Facts, s: Speller<T>): T {
  if (e.kind !== 'call') return s.other(e);
  if (e.op === 'logic.and') return allOf(conjuncts(e), facts, s);
  if (e.op === 'logic.or') return s.logical('or', disjuncts(e).map((d) => condition(d, facts, s)));
  if (e.op === 'logic.not') {
    const pushed = s.opposite(e.args[0] as Expr);
    if (pushed) return condition(pushed, facts, s);
  }
  return guarded(e, facts, 'truth', s);
}

/** An expression whose value matters, AND, OR and NOT included: three-valued on both sides. */
export function valueOf<T>(e: Expr, facts: Facts, s: Speller<T>): T {
  if (e.kind !== 'call') return s.other(e);
  if (e.op === 'logic.and') return s.logical('and', conjuncts(e).map((c) => valueOf(c, facts, s)));
  if (e.op === 'logic.or') return s.logical('or', disjuncts(e).map((d) => valueOf(d, facts, s)));
  if (e.op === 'logic.not') return s.not(valueOf(e.args[0] as Expr, facts, s));
  return guarded(e, facts, 'value', s);
}

/**
 * Conjuncts in their order. Those that need no guard come first in time: what they ask to be there needs no guard in the others. A
 * guard once written serves the conjuncts after it.
 */
function allOf<T>(parts: readonly Expr[], given: Facts, s: Speller<T>): T {
  let facts = given;
  for (const p of parts) if (isFree(p, given, s)) facts = learn(facts, p, s.source);
  const out: T[] = [];
  for (const p of parts) {
    out.push(condition(p, facts, s));
    facts = learn(facts, p, s.source);
  }
  return s.logical('and', out);
}

function isFree<T>(e: Expr, facts: Facts, s: Speller<T>): boolean {
  if (e.kind !== 'call') return true;
  if (e.op.startsWith('logic.')) return false;
  const target = s.reLower(s.atom(e));
  return target !== undefined && guards(e, target, facts, 'truth', s).length === 0;
}

/**
 * Choices between guarded parts: each condition is spelled for its truth and each branch for its value, so the whole is right where its
 * parts are.
 */
const COMPOSED: ReadonlySet<string> = new Set(['condition.iff', 'condition.case', 'condition.coalesce', 'esql.case', 'esql.coalesce']);

function guarded<T>(e: Call, facts: Facts, demand: Demand, s: Speller<T>): T {
  const atom = e.op === 'logic.not' ? s.not(operand(e.args[0] as Expr, facts, demand, s)) : s.atom(e);
  if (COMPOSED.has(e.op) && demand === 'value') return atom;
  const target = s.reLower(atom);
  if (!target) return atom;
  const all = guards(e, target, facts, demand, s);
  const undecided = all.filter((g) => g.kind === 'unknown').map((g) => g.column);
  const start = undecided.length > 0 ? s.undecided(undecided, atom, e, demand) : atom;
  return all.reduce((tree, g) => mend(tree, g, e, s), start);
}

/** What NOT stands before. Where only truth matters it needs no guard of its own: that of the negation serves. */
function operand<T>(e: Expr, facts: Facts, demand: Demand, s: Speller<T>): T {
  return demand === 'truth' && e.kind === 'call' && !e.op.startsWith('logic.') ? s.atom(e) : valueOf(e, facts, s);
}

const guards = <T>(e: Call, target: Expr, facts: Facts, demand: Demand, s: Speller<T>): readonly Guard[] =>
  guardsFor({ expr: e, nullStrings: s.source }, { expr: target, nullStrings: s.target }, facts, demand);

function mend<T>(tree: T, g: Guard, e: Call, s: Speller<T>): T {
  const type = s.typeOf(g.column);
  switch (g.kind) {
    case 'absent-false':
      return s.logical('and', [tree, s.present(g.column, type, g.where)]);
    case 'absent-true':
      return s.logical('or', [tree, s.absent(g.column, type, g.where)]);
    case 'absent-value':
      return s.ifAbsent(g.column, type, g.value, tree, e, g.where);
    case 'unknown':
      return tree;
  }
}
