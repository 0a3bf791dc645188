import type { Expr, Named, Stage } from '../ast/pipeline.js';
import { shapeOf } from '../ast/same.js';
import { conjuncts } from '../ast/walk.js';
import { constantOf } from '../catalogue/constant.js';
import { carried } from './carried.js';

/** Columns of numbers that are known not to be 0; they may be null. What a division by them gives is then no infinity. */
export type Nonzero = ReadonlySet<string>;

/** What is known after a stage: the count of a group is at least 1, filters teach, and assignments keep what they copy. */
export function nonzeroAfter(stage: Stage, known: Nonzero): Nonzero {
  if (stage.kind === 'filter') {
    const more = conjuncts(stage.cond).flatMap(taught);
    return more.length > 0 ? new Set([...known, ...more]) : known;
  }
  const after = carried(stage, known, isNonzero);
  return stage.kind === 'aggregate' && stage.keys.length > 0 ? new Set([...after, ...stage.aggregates.filter(countsRows).map((c) => c.name)]) : after;
}

/** A group has a row: without a condition its count is not 0. */
const countsRows = (c: Named): boolean => c.expr.kind === 'agg' && (c.expr.op === 'aggregate.count' || c.expr.op === 'esql.countRows') && !c.expr.filter;

/** Stages that give a row only of a row. */
const FROM_ROWS: ReadonlySet<Stage['kind']> = new Set(['filter', 'extend', 'project', 'sort', 'limit', 'keep', 'drop', 'rename', 'reorder', 'distinct', 'mvExpand']);
const TOTALS = /^aggregate\.(sum|avg)$/;

/** `toscalar(T | summarize sum(n))` beside rows of `T`, where `n` counts: where there is a row, the total is more than 0. */
export function isTotalOf(rows: readonly Stage[], total: readonly Stage[]): boolean {
  const [made, last] = [total.slice(0, -1).filter(isShown), total[total.length - 1]];
  const expr = last?.kind === 'aggregate' && last.keys.length === 0 ? last.aggregates[0]?.expr : undefined;
  if (expr?.kind !== 'agg' || expr.filter) return false;
  const [own, further] = [rows.filter(isShown).slice(0, made.length), rows.filter(isShown).slice(made.length)];
  if (shapeOf(own) !== shapeOf(made) || !further.every((x) => FROM_ROWS.has(x.kind))) return false;
  const arg = expr.args[0];
  return expr.op === 'aggregate.count' || (TOTALS.test(expr.op) && arg?.kind === 'col' && made.reduce(countsAfter, NO_COLUMNS).has(arg.name));
}

const NO_COLUMNS: Nonzero = new Set();
const isShown = (stage: Stage): boolean => stage.kind !== 'as';
const countsAfter = (known: Nonzero, stage: Stage): Nonzero =>
  stage.kind === 'aggregate' && stage.keys.length > 0 ? new Set(stage.aggregates.filter(countsRows).map((c) => c.name)) : carried(stage, known, () => false);

/** `x > 0`, `x != 0` and their kin, for whole numbers and reals alike. */
const EXCLUDES_ZERO: Readonly<Record<string, (bound: number) => boolean>> = {
  greater: (b) => b >= 0,
  greaterOrEqual: (b) => b > 0,
  less: (b) => b <= 0,
  lessOrEqual: (b) => b < 0,
  notEqual: (b) => b === 0,
  equal: (b) => b !== 0,
};

const COMPARISON = /^(?:compare|esql)\.(greater|greaterOrEqual|less|lessOrEqual|notEqual|equal)$/;

function taught(cond: Expr): string[] {
  const [x, bound] = cond.kind === 'call' ? cond.args : [];
  const comparison = cond.kind === 'call' ? COMPARISON.exec(cond.op)?.[1] : undefined;
  const excludes = comparison === undefined ? undefined : EXCLUDES_ZERO[comparison];
  if (!excludes || x?.kind !== 'col' || !bound) return [];
  const b = numberOf(bound);
  return b !== undefined && excludes(b) ? [x.name] : [];
}

const numberOf = (e: Expr): number | undefined => {
  const value = constantOf(e);
  return typeof value === 'number' || typeof value === 'bigint' ? Number(value) : undefined;
};

/** Conversions that give 0 for 0 alone: to a wider number. */
const WIDENS: ReadonlySet<string> = new Set(['convert.toReal', 'convert.toLong', 'convert.toDecimal', 'math.abs', 'esql.toDouble', 'esql.toLong', 'esql.abs']);
const CHOICES: ReadonlySet<string> = new Set(['condition.iff', 'condition.case']);

/** Whether an expression is null or a number other than 0. */
export function isNonzero(e: Expr, known: Nonzero = NO_COLUMNS): boolean {
  if (e.kind === 'col') return known.has(e.name);
  const constant = numberOf(e);
  if (constant !== undefined) return constant !== 0;
  if (e.kind === 'lit') return e.value === null;
  if (e.kind !== 'call') return false;
  if (WIDENS.has(e.op)) return widens(e.args[0] as Expr, e.op) && isNonzero(e.args[0] as Expr, known);
  return CHOICES.has(e.op) && e.args.length === 3 && chosen(e.args as [Expr, Expr, Expr], known);
}

/** A fraction is cut to 0 by a whole type. */
const widens = (from: Expr, op: string): boolean => !op.endsWith('.toLong') || from.type === 'int' || from.type === 'long';

/** `iff(x == 0, null, todouble(x))`. */
function chosen([cond, yes, no]: readonly [Expr, Expr, Expr], known: Nonzero): boolean {
  if (!isNonzero(yes, known)) return false;
  const isZero = cond.kind === 'call' && cond.op === 'compare.equal' && cond.args[1] !== undefined && numberOf(cond.args[1]) === 0 ? cond.args[0] : undefined;
  return isNonzero(no, known) || (isZero !== undefined && sameValue(isZero, no));
}

function sameValue(x: Expr, e: Expr): boolean {
  const inner = e.kind === 'call' && WIDENS.has(e.op) && e.args[0] && widens(e.args[0], e.op) ? e.args[0] : e;
  return shapeOf(inner) === shapeOf(x) || shapeOf(e) === shapeOf(x);
}
