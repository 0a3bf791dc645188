import type { Stage as StageTree } from '../../../../grammars/kql/syntax.js';
import type { Agg, Aggregate, Expr, Extend, Named, Plan } from '../../../ast/pipeline.js';
import { children, conjuncts, disjuncts, eachInside, isExpr } from '../../../ast/walk.js';
import { remembered } from '../../../base/memo.js';
import { opOf } from '../../../catalogue/index.js';
import { readByOtherNames } from '../../../semantics/columns-read.js';
import { column, extend, name } from './build.js';
import { mayLeaveNone, someOrNull } from './no-elements.js';
import type { Scope } from './scope.js';
import { SEARCHES } from './several.js';

/** Aggregates whose array has no element where a group has no value; in ES|QL it is null. */
const LISTS: ReadonlySet<string> = new Set(['esql.values', 'esql.top']);

/** Null for the arrays without elements among what was grouped, where something later would tell the two apart. */
export const withoutEmptyGroups = (a: Aggregate, scope: Scope): StageTree[] =>
  withoutEmpty(a.aggregates.filter((c) => c.expr.kind === 'agg' && LISTS.has(c.expr.op) && mayBeNone(c.expr, scope)), scope);

/** The same of arrays that are computed. */
export const withoutEmptyArrays = (e: Extend, scope: Scope): StageTree[] => withoutEmpty(e.columns.filter((c) => mayLeaveNone(c.expr)), scope);

function withoutEmpty(made: readonly Named[], scope: Scope): StageTree[] {
  const columns = made.filter((c) => tellsNone(scope.raising.plan).has(c.name));
  return columns.length === 0 ? [] : [extend(columns.map((c) => column(someOrNull(name(c.name)), c.name)))];
}

function mayBeNone({ args: [x], filter }: Agg, { facts, grouped }: Scope): boolean {
  return filter !== undefined || !grouped || x === undefined || (x.kind === 'lit' ? x.value === null : x.kind !== 'col' || !facts.has(x.name));
}

const known = new WeakMap<Plan, ReadonlySet<string>>();

/** Columns that are read where null and no element part. */
const tellsNone = (plan: Plan): ReadonlySet<string> => remembered(known, plan, () => {
  const out = new Set<string>();
  visit(plan, out);
  readByOtherNames(plan, out);
  return out;
});

function visit(node: object, out: Set<string>): void {
  for (const child of askedOf(node)) {
    if (isExpr(child) && child.kind === 'col') out.add(child.name);
    else visit(child, out);
  }
}

/** What is in a node, but for columns of arrays whose length does not matter there. */
function askedOf(node: object): readonly object[] {
  if (isExpr(node)) return (node.kind === 'call' && (takesOnly(node.op) || ALIKE.has(node.op))) || (node.kind === 'agg' && ADD_NOTHING.has(node.op)) ? children(node).filter((a) => a.kind !== 'col') : childrenOf(node);
  if (!('kind' in node)) return childrenOf(node);
  if (node.kind === 'filter' && 'cond' in node) return conjuncts(node.cond as Expr).flatMap(disjuncts).filter((atom) => !countsSome(atom));
  if (node.kind === 'extend' && 'columns' in node) return (node.columns as readonly Named[]).map((c) => c.expr).filter((e) => !picksOne(e));
  return childrenOf(node);
}

function childrenOf(node: object): readonly object[] {
  const out: object[] = [];
  eachInside(node, (child) => out.push(child));
  return out;
}

const ids = (...names: readonly string[]): ReadonlySet<string> => new Set(names.map((n) => `esql.${n}`));
/** Functions that take no array for one without elements, and tests that ask for elements. */
const ALIKE = ids('isNull', 'isNotNull', 'isNullText', 'isNotNullText', 'mvContains', 'mvIntersects', 'mvIntersection', 'mvUnion', 'mvDifference');
/** Aggregates to which an array without elements adds nothing. */
const ADD_NOTHING = ids('count', 'countDistinct', 'min', 'max', 'values', 'top');

/** Operations on single values take the only element, and nothing where there is not one. */
function takesOnly(id: string): boolean {
  const op = opOf(id);
  return op.kind === 'scalar' && (op.multi !== 'aware' || SEARCHES.has(id));
}

const ABOVE: ReadonlySet<string> = new Set(['esql.greater', 'esql.greaterOrEqual', 'esql.equal']);
const isOf = (e: Expr | undefined, ops: RegExp): boolean => e?.kind === 'call' && ops.test(e.op) && e.args[0]?.kind === 'col';

/** `MV_COUNT(x) > 1` and its kin. */
function countsSome(e: Expr): boolean {
  const [count, least] = e.kind === 'call' && ABOVE.has(e.op) ? e.args : [];
  return isOf(count, /^esql\.mvCount$/) && least?.kind === 'lit' && Number(least.value) > 0;
}

/** An element that is not there is nothing, and so is the text of no element. */
const picksOne = (e: Expr): boolean => isOf(e, PICKS) || (e.kind === 'call' && PICKS.test(e.op) && isOf(e.args[0], /^esql\.(toString|textToString)$/));
const PICKS = /^esql\.mv(First|Last|Min|Max|Concat)$/;
