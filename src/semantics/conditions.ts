import type { Call, Expr } from '../ast/pipeline.js';
import { columnsIn, conjuncts, disjuncts } from '../ast/walk.js';
import type { Typed } from '../catalogue/constant.js';
import type { Ty } from '../data/types.js';
import { type Demand, type Guard, guardsFor } from './guards.js';
import { type Facts, learn, NO_FACTS, type NullStrings } from './nullability.js';

/**
 * What emission of conditions needs of a dialect. `T` is its syntax tree of an expression. `source` and `target`: what nothing is in a
 * string on each side.
 */
export interface Speller<T> {
  readonly source: NullStrings;
  readonly target: NullStrings;
  /** A call that is no connective, as the catalogue says, without guards around it. */
  readonly atom: (e: Call) => T;
  /** What has been spelled and compared: an atom is looked at for what it teaches before it is written. */
  readonly known: Map<Call, Atom<T>>;
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

/** An atom as it is spelled, what that means in the target, and its guards where nothing is known (by demand). */
export interface Atom<T> {
  readonly tree: T;
  /** Found when first asked for. */
  meaning?: { readonly target: Expr | undefined };
  readonly guards: Map<Demand, readonly Guard[]>;
}

function atomOf<T>(e: Call, s: Speller<T>): Atom<T> {
  let found = s.known.get(e);
  if (!found) {
    found = { tree: s.atom(e), guards: new Map() };
    s.known.set(e, found);
  }
  return found;
}

const targetOf = <T>(atom: Atom<T>, s: Speller<T>): Expr | undefined => (atom.meaning ??= { target: s.reLower(atom.tree) }).target;

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

/** Whether a conjunct needs no guard, so that it teaches something; one whose columns are all known teaches nothing. */
function isFree<T>(e: Expr, facts: Facts, s: Speller<T>): boolean {
  if (e.kind !== 'call') return true;
  if (e.op.startsWith('logic.') || holdsAll(e, facts)) return false;
  const atom = atomOf(e, s);
  return targetOf(atom, s) !== undefined && guards(e, atom, facts, 'truth', s).length === 0;
}

/**
 * Choices between guarded parts: each condition is spelled for its truth and each branch for its value, so the whole is right where its
 * parts are.
 */
const COMPOSED: ReadonlySet<string> = new Set(['condition.iff', 'condition.case', 'condition.coalesce', 'esql.case', 'esql.coalesce']);

function guarded<T>(e: Call, facts: Facts, demand: Demand, s: Speller<T>): T {
  const atom = e.op === 'logic.not' ? negated(e, facts, demand, s) : atomOf(e, s);
  const { tree } = atom;
  if (COMPOSED.has(e.op) || holdsAll(e, facts) || !targetOf(atom, s)) return tree;
  const all = guards(e, atom, facts, demand, s);
  const undecided = all.filter((g) => g.kind === 'unknown').map((g) => g.column);
  const start = undecided.length > 0 ? s.undecided(undecided, tree, e, demand) : tree;
  return all.reduce((mended, g) => mend(mended, g, e, s), start);
}

/** Guards are about columns that may hold nothing: where there is none, the two sides need not be compared. */
const holdsAll = (e: Expr, facts: Facts): boolean => [...columnsIn(e)].every((c) => facts.has(c));

/** What stands behind NOT is spelled with the facts of the place, so that it serves there alone. */
function negated<T>(e: Call, facts: Facts, demand: Demand, s: Speller<T>): Atom<T> {
  return { tree: s.not(operand(e.args[0] as Expr, facts, demand, s)), guards: new Map() };
}

/** What NOT stands before. Where only truth matters it needs no guard of its own: that of the negation serves. */
function operand<T>(e: Expr, facts: Facts, demand: Demand, s: Speller<T>): T {
  return demand === 'truth' && e.kind === 'call' && !e.op.startsWith('logic.') ? atomOf(e, s).tree : valueOf(e, facts, s);
}

function guards<T>(e: Call, atom: Atom<T>, facts: Facts, demand: Demand, s: Speller<T>): readonly Guard[] {
  const target = targetOf(atom, s);
  if (!target) return [];
  const known = atom.guards;
  let all = known.get(demand);
  if (!all) known.set(demand, (all = guardsFor({ expr: e, nullStrings: s.source }, { expr: target, nullStrings: s.target }, NO_FACTS, demand)));
  return all.filter((g) => !facts.has(g.column));
}

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
