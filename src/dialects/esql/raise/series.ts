import type { Agg, Call, Col, Expr, Lit, MakeSeries, Named, Pipeline, Plan, Stage } from '../../../ast/pipeline.js';
import { mapInside } from '../../../ast/walk.js';
import { evaluateExpr } from '../../../catalogue/constant.js';
import { type Dynamic, DynamicScalar, isNumeric, type Ty } from '../../../data/types.js';
import type { Raising } from './context.js';

/**
 * `make-series` over a grid that is known before the run: an aggregate over the rows of each step, put together in a multi-value. A step
 * without rows has the default.
 */
export function withSpelledSeries(plan: Plan, raising: Raising): Plan {
  if (!raising.census.kinds.has('makeSeries')) return plan;
  const visit = (node: object): object => {
    const inner = mapInside(node, visit);
    return 'stages' in inner ? spelledIn(inner as Pipeline, raising) : inner;
  };
  return visit(plan) as Plan;
}

function spelledIn(p: Pipeline, raising: Raising): Pipeline {
  if (!p.stages.some((s) => s.kind === 'makeSeries')) return p;
  return { ...p, stages: p.stages.flatMap((s) => (s.kind === 'makeSeries' ? (spelled(s, raising) ?? [s]) : [s])) };
}

/** More make a text that nobody reads, and calls that are nested too deep. */
const MOST_STEPS = 200;
const MOST_CELLS = 400;

function spelled(s: MakeSeries, raising: Raising): Stage[] | undefined {
  const grid = gridOf(s);
  if (!grid || s.aggregates.some((a) => !isPlain(a))) return undefined;
  if (grid.length - 1 > MOST_STEPS || (grid.length - 1) * s.aggregates.length > MOST_CELLS) return undefined;
  const { span } = s;
  const rows: Named = { name: raising.fresh('rows'), expr: { kind: 'agg', op: 'aggregate.count', args: [], type: 'long', span }, span };
  const inStep = (i: number): Expr => both(test('greaterOrEqual', s.axis.expr, grid[i] as Expr), test('less', s.axis.expr, grid[i + 1] as Expr));
  const steps = Array.from({ length: grid.length - 1 }, (_, i) => i);
  const series = s.aggregates.map((a) => new Series(a, steps.map(inStep), raising));
  raising.stageNote('rewritten', 'make-series', 'each step is aggregated in a column of its own', span);
  const projected: Named[] = [
    ...s.keys.map((k): Named => ({ ...k, expr: column(k.name, k.expr.type, span) })),
    ...series.map((x): Named => ({ name: x.name, expr: { kind: 'call', op: 'dynamic.packArray', args: x.cells, type: 'dynamic', span }, span })),
    { ...s.axis, expr: axisArray(grid.slice(0, -1), span) },
  ];
  const counted = s.keys.length === 0 && !s.nonEmpty;
  const aggregates = [...series.flatMap((x) => x.aggregates), ...(counted ? [rows] : [])];
  const some: Expr = test('greater', column(rows.name, 'long', span), { kind: 'lit', type: 'long', value: 0, span });
  return [{ kind: 'aggregate', aggregates, keys: s.keys, layout: 'keysFirst', span }, ...(counted ? [{ kind: 'filter' as const, cond: some, span }] : []), { kind: 'project', columns: projected, span }];
}

const column = (name: string, type: Ty, span: Lit['span']): Col => ({ kind: 'col', name, type, span });
const test = (op: string, left: Expr, right: Expr): Call => ({ kind: 'call', op: `compare.${op}`, args: [left, right], type: 'bool', span: left.span });
const both = (a: Expr, b: Expr): Call => ({ kind: 'call', op: 'logic.and', args: [a, b], type: 'bool', span: a.span });

/* ---------------------------------------------------------------- cells */

/** Aggregates that are 0 of no rows. */
const OF_NOTHING_0: ReadonlySet<string> = new Set(['aggregate.count', 'aggregate.countIf', 'aggregate.sum', 'aggregate.sumIf', 'aggregate.dcount']);
const OTHERS: ReadonlySet<string> = new Set(['aggregate.min', 'aggregate.max', 'aggregate.avg']);

/** An aggregate of numbers, with a default that is a number. */
function isPlain({ expr, fallback }: MakeSeries['aggregates'][number]): boolean {
  if (expr.kind !== 'agg' || !(OF_NOTHING_0.has(expr.op) || OTHERS.has(expr.op)) || !isNumeric(expr.type)) return false;
  return fallback === undefined || Number.isFinite(numberOf(fallback));
}

const numberOf = (e: Expr): number => {
  const found = evaluateExpr(e, () => undefined)?.value;
  return typeof found === 'number' || typeof found === 'bigint' ? Number(found) : Number.NaN;
};

/** The aggregates of one series, and its cells made of them. */
class Series {
  readonly name: string;
  readonly aggregates: Named[] = [];
  readonly cells: readonly Expr[];

  constructor(a: MakeSeries['aggregates'][number], steps: readonly Expr[], raising: Raising) {
    const agg = a.expr as Agg;
    this.name = a.name;
    const missing = a.fallback === undefined ? 0 : numberOf(a.fallback);
    const instead: Lit = { kind: 'lit', type: agg.type, value: agg.type === 'real' ? missing : Math.trunc(missing), span: a.span };
    const put = (expr: Agg, as: string): Col => {
      this.aggregates.push({ name: as, expr, span: a.span });
      return column(as, expr.type, a.span);
    };
    if (OTHERS.has(agg.op)) raising.stageNote('different', 'make-series', `${a.name}: the default also stands where the values of a step are all missing`, a.span);
    this.cells = steps.map((step) => {
      const filter = (e: Agg): Agg => ({ ...e, filter: e.filter ? both(step, e.filter) : step });
      const cell = put(filter(agg), raising.fresh(a.name));
      if (OTHERS.has(agg.op)) return { kind: 'call', op: 'condition.coalesce', args: [cell, instead], type: agg.type, span: a.span };
      if (missing === 0) return cell;
      const rows = put(filter({ kind: 'agg', op: 'aggregate.count', args: [], type: 'long', span: a.span }), raising.fresh('rows'));
      return { kind: 'call', op: 'condition.iff', args: [test('greater', rows, { kind: 'lit', type: 'long', value: 0, span: a.span }), cell, instead], type: agg.type, span: a.span };
    });
  }
}

/* ---------------------------------------------------------------- the grid */

/** Moments at which a grid is worked out: one that moves with the clock is the same as long as it is. */
const CLOCKS = [638_000_000_000_000_000n, 638_123_456_789_012_345n, 638_424_287_999_999_999n];

/** The borders of the steps, one more than there are steps; `undefined` where the run decides. */
function gridOf({ from, to, step, inRange, axis }: MakeSeries): Expr[] | undefined {
  if (!from || !to || inRange || !(axis.expr.type === 'datetime' || isNumeric(axis.expr.type)) || axis.expr.type === 'real') return undefined;
  const width = constant(step, CLOCKS[0] as bigint);
  const lengths = CLOCKS.map((now) => lengthBetween(from, to, now));
  const length = lengths[0];
  if (width === undefined || width <= 0n || length === undefined || length <= 0n || lengths.some((l) => l !== length)) return undefined;
  const steps = Number((length + width - 1n) / width);
  if (steps > MOST_STEPS) return undefined;
  const fixed = evaluateExpr(from, () => undefined)?.value;
  return Array.from({ length: steps + 1 }, (_, i) => border(from, fixed === undefined ? undefined : BigInt(fixed as bigint), BigInt(i) * width, step));
}

function lengthBetween(from: Expr, to: Expr, now: bigint): bigint | undefined {
  const [a, b] = [constant(from, now), constant(to, now)];
  return a === undefined || b === undefined ? undefined : b - a;
}

function constant(e: Expr, now: bigint): bigint | undefined {
  const v = evaluateExpr(e, () => undefined, undefined, now)?.value;
  return typeof v === 'bigint' || (typeof v === 'number' && Number.isInteger(v)) ? BigInt(v) : undefined;
}

const plain = (v: bigint): number | bigint => (Number.isSafeInteger(Number(v)) ? Number(v) : v);

function border(from: Expr, fixed: bigint | undefined, offset: bigint, step: Expr): Expr {
  const { span } = from;
  if (fixed !== undefined) return { kind: 'lit', type: from.type, value: plain(fixed + offset), span };
  if (offset === 0n) return from;
  return { kind: 'call', op: 'math.add', args: [from, { kind: 'lit', type: step.type, value: plain(offset), span }], type: from.type, span };
}

function axisArray(starts: readonly Expr[], span: Lit['span']): Expr {
  if (starts.some((e) => e.kind !== 'lit')) return { kind: 'call', op: 'dynamic.packArray', args: starts, type: 'dynamic', span };
  const values = starts.map((e): Dynamic => (e.type === 'datetime' ? new DynamicScalar('datetime', (e as Lit).value) : ((e as Lit).value as Dynamic)));
  return { kind: 'lit', type: 'dynamic', value: values, span };
}
