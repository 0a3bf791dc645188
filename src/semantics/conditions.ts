import type { Call, Expr } from '../ast/pipeline.js';
import { children, columnsIn, conjuncts, disjuncts } from '../ast/walk.js';
import type { Typed } from '../catalogue/constant.js';
import type { Ty } from '../data/types.js';
import { negated as negatedCall } from './opposites.js';
import { type Demand, type Empties, type Guard, guardsFor } from './guards.js';
import { type Facts, learn, NO_FACTS, type NullStrings, trueWithout, truthWhenNothing } from './nullability.js';

/**
 * What emission of conditions needs of a dialect. `T` is its syntax tree of an expression. `source` and `target`: what nothing is in a
 * string on each side.
 */
export interface Speller<T> {
  readonly source: NullStrings;
  readonly target: NullStrings;
  /** What columns hold where the target has nothing. */
  readonly empties?: Empties;
  /** A call that is no connective, as the catalogue says, without guards around it. */
  readonly atom: (e: Call) => T;
  /** What has been spelled and compared: an atom is looked at for what it teaches before it is written. */
  readonly known: Map<Call, Atom<T>>;
  /** The same without guards around the calls in it. */
  readonly bare: (e: Call) => T;
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
  /** Where its value matters: false where nothing is false, which the target gives nothing for. */
  readonly total?: (tree: T) => T;
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

function totalOf<T>(atom: Atom<T>, s: Speller<T>): Atom<T> {
  const tree = s.total?.(atom.tree) ?? atom.tree;
  return tree === atom.tree ? atom : { tree, guards: new Map() };
}

const targetOf = <T>(atom: Atom<T>, s: Speller<T>): Expr | undefined => (atom.meaning ??= { target: s.reLower(atom.tree) }).target;

/** A condition of which only truth matters: guards are written where a missing value would be taken for a match, or for none. */
export function condition<T>(e: Expr, facts: Facts, s: Speller<T>): T {
  if (e.kind !== 'call') return s.other(e);
  if (e.op === 'logic.and') return allOf(conjuncts(e), facts, s);
  if (e.op === 'logic.or') return anyOf(disjuncts(e), facts, s);
  const test = comparedWithTruth(e);
  if (test) return condition(test, facts, s);
  if (e.op === 'logic.not') {
    const pushed = s.opposite(e.args[0] as Expr);
    if (pushed) return condition(pushed, facts, s);
  }
  return guarded(e, facts, 'truth', s);
}

/** `f(x) == true` is `f(x)` where only truth matters, and `f(x) == false` its negation. */
function comparedWithTruth(e: Call): Expr | undefined {
  const [test, truth] = e.args;
  if (e.op !== 'compare.equal' || test?.kind !== 'call' || test.type !== 'bool' || truth?.kind !== 'lit' || typeof truth.value !== 'boolean') return undefined;
  return truth.value ? test : negatedCall(test);
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

/**
 * Disjuncts in their order. Where one is true of rows that have nothing in a column, the others may say anything of these rows, so that
 * they need no guard for it: first for those that need no guard themselves, then each for those behind it.
 */
function anyOf<T>(parts: readonly Expr[], given: Facts, s: Speller<T>): T {
  const free = new Set(parts.filter((p) => isUnguarded(p, given, s)));
  const facts = new Set([...given, ...[...free].flatMap((p) => trueWithout(p, s.source))]);
  const absorbed = absorbedBy(parts, free, given, s);
  const out: T[] = [];
  for (const p of parts) {
    if (absorbed.has(p)) continue;
    out.push(condition(p, free.has(p) ? given : facts, s));
    if (!free.has(p)) for (const c of trueWithout(p, s.source)) facts.add(c);
  }
  return s.logical('or', out);
}

const ABSENCE: ReadonlySet<string> = new Set(['condition.isEmpty', 'condition.isNull', 'esql.isNull', 'esql.isNullText']);
const absentColumn = (e: Expr): string | undefined => (e.kind === 'call' && ABSENCE.has(e.op) && e.args[0]?.kind === 'col' ? e.args[0].name : undefined);

/** The first of `isempty(x) or x != "a"` where the second, as it is spelled, is true of a missing x. */
function absorbedBy<T>(parts: readonly Expr[], free: ReadonlySet<Expr>, given: Facts, s: Speller<T>): ReadonlySet<Expr> {
  const tests = parts.flatMap((p) => { const column = free.has(p) ? absentColumn(p) : undefined; return column === undefined ? [] : [{ p, column }]; });
  if (tests.length === 0) return new Set();
  const asked = new Set(tests.map((t) => t.column));
  const covered = new Set(parts.flatMap((p) => (p.kind === 'call' && !ABSENCE.has(p.op) && !p.op.startsWith('logic.') ? [...columnsIn(p)].filter((c) => asked.has(c) && coversAbsence(p, c, given, s)) : [])));
  return new Set(tests.filter((t) => covered.has(t.column)).map((t) => t.p));
}

function coversAbsence<T>(e: Call, column: string, given: Facts, s: Speller<T>): boolean {
  const atom = atomOf(e, s);
  const target = targetOf(atom, s);
  const holds = (nothing: NullStrings): boolean => target !== undefined && truthWhenNothing(target, column, nothing) === true;
  return holds(s.target) && holds('empty') && guards(e, atom, given, 'truth', s).every((g) => g.column === column);
}

/** Whether a conjunct needs no guard, so that it teaches something; one whose columns are all known teaches nothing. */
const isFree = <T>(e: Expr, facts: Facts, s: Speller<T>): boolean => (e.kind !== 'call' || !holdsAll(e, facts, s.empties)) && isUnguarded(e, facts, s);

function isUnguarded<T>(e: Expr, facts: Facts, s: Speller<T>): boolean {
  if (e.kind !== 'call') return true;
  if (e.op.startsWith('logic.')) return false;
  const atom = atomOf(e, s);
  return targetOf(atom, s) !== undefined && guards(e, atom, facts, 'truth', s).length === 0;
}

/** Of nothing as of an empty set: each operand says for itself what it is where there is nothing. */
export const SET_OPERATIONS: ReadonlySet<string> = new Set(['esql.mvContains', 'esql.mvIntersects', 'esql.mvIntersection', 'esql.mvUnion', 'esql.mvDifference']);

/**
 * Choices between guarded parts: each condition is spelled for its truth and each branch for its value, so the whole is right where its
 * parts are.
 */
const COMPOSED: ReadonlySet<string> = new Set(['condition.iff', 'condition.case', 'condition.coalesce', 'esql.case', 'esql.coalesce', ...SET_OPERATIONS]);

function guarded<T>(e: Call, facts: Facts, demand: Demand, s: Speller<T>): T {
  const atom = e.op === 'logic.not' ? negated(e, facts, demand, s) : demand === 'value' ? totalOf(atomOf(e, s), s) : atomOf(e, s);
  const { tree } = atom;
  if ((COMPOSED.has(e.op) && !fallsBackOnMean(e, s)) || holdsAll(e, facts, s.empties) || !targetOf(atom, s)) return tree;
  const all = guards(e, atom, facts, demand, s);
  const bare = withoutInnerGuards(e, all.length, facts, demand, s);
  if (bare !== undefined) return bare;
  const undecided = all.filter((g) => g.kind === 'unknown').map((g) => g.column);
  const told = undecided.length > 0 ? s.undecided(undecided, tree, e, demand) : tree;
  const start = (told !== tree && demand === 'value' ? s.total?.(told) : undefined) ?? told;
  return all.reduce((mended, g) => mend(mended, g, e, s), start);
}

/** What is no number in the source is one that is there. */
const fallsBackOnMean = <T>(e: Call, s: Speller<T>): boolean => e.op === 'condition.coalesce' && e.args.some((a) => a.kind === 'col' && s.empties?.(a.name)?.instead.type === 'real');

/** Guards are about columns that may hold nothing: where there is none, the two sides need not be compared. */
const holdsAll = (e: Expr, facts: Facts, empties: Empties | undefined): boolean =>
  e.kind === 'col' ? facts.has(e.name) && !empties?.(e.name) : children(e).every((c) => holdsAll(c, facts, empties));

/**
 * `strlen(x) > 60` is false of a missing x whether its length is 0 or null: guards inside are for nothing where the whole needs none, or
 * has one of its own for the same column.
 */
function withoutInnerGuards<T>(e: Call, around: number, facts: Facts, demand: Demand, s: Speller<T>): T | undefined {
  if (!isSmall(e) || !hasInnerGuard(e, s)) return undefined;
  const tree = s.bare(e);
  const target = s.reLower(tree);
  const needed = target && guardsFor({ expr: e, nullStrings: s.source, empties: s.empties }, { expr: target, nullStrings: s.target }, facts, demand, true);
  if (!needed || needed.length > around || needed.some((g) => g.kind === 'unknown')) return undefined;
  return needed.reduce((mended, g) => mend(mended, g, e, s), tree);
}

const hasInnerGuard = <T>(e: Call, s: Speller<T>): boolean =>
  e.args.some((a) => a.kind === 'call' && ((s.known.get(a)?.guards.get('value')?.length ?? 0) > 0 || hasInnerGuard(a, s)));

/** Each call of a nest is looked at with all that is in it. */
const MOST_NODES = 16;
const isSmall = (e: Expr): boolean => sizeOf(e) <= MOST_NODES;
const sizeOf = (e: Expr): number => (e.kind === 'call' ? e.args.reduce((n, a) => n + (n > MOST_NODES ? 0 : sizeOf(a)), 1) : 1);

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
  if (!all) known.set(demand, (all = guardsFor({ expr: e, nullStrings: s.source, empties: s.empties }, { expr: target, nullStrings: s.target }, NO_FACTS, demand)));
  return all.filter((g) => !facts.has(g.column) || s.empties?.(g.column));
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
