import type { Agg, Expr, Lit } from '../../src/ast/pipeline.js';
import { children, mapExpr } from '../../src/ast/walk.js';
import { evaluateExpr, type Typed } from '../../src/catalogue/constant.js';
import { sub } from '../../src/data/int64.js';
import { isNumeric, type Ty, type Value } from '../../src/data/types.js';
import type { Scenario } from './scenario.js';
import { NOW } from './world.js';

/** What expressions give over the rows of a scenario. */

/** The value of an expression over the rows made so far; undefined where they do not tell. */
export function valueOf(e: Expr, s: Scenario): Typed | undefined {
  return evaluateExpr(hasAggregate(e) ? mapExpr(e, (x) => (x.kind === 'agg' ? ofGroup(x, s) : x)) : e, (name) => s.cell(name), clock, NOW);
}

/** Whether a condition holds of the rows made so far; undefined where they do not tell. */
export function holds(e: Expr, s: Scenario): boolean | undefined {
  const v = valueOf(e, s);
  return v === undefined ? undefined : v.value === true;
}

/** The value of an expression without columns, with the run's `now`. */
export function constantOf(e: Expr): Typed | undefined {
  if (e.kind === 'lit') return typedLit(e);
  return evaluateExpr(e, () => undefined, clock);
}

function clock(x: Expr): Typed | undefined {
  if (x.kind !== 'call') return undefined;
  if (x.op === 'time.now' || x.op === 'esql.now') return { type: 'datetime', value: NOW };
  const span = x.op === 'time.ago' ? constantOf(x.args[0] as Expr) : undefined;
  return span ? { type: 'datetime', value: sub(NOW, span.value as number) } : undefined;
}

const typedLit = (e: Lit): Typed => ({ type: e.type as Ty, value: e.value });

/* ---------------------------------------------------------------- aggregates */

const aggregating = new WeakMap<Expr, boolean>();

function hasAggregate(e: Expr): boolean {
  let known = aggregating.get(e);
  if (known === undefined) aggregating.set(e, (known = e.kind === 'agg' || children(e).some(hasAggregate)));
  return known;
}

/** What an aggregate gives of a group that has the scenario's row as often as it is to be repeated; the node itself where that is not known. */
function ofGroup(e: Agg, s: Scenario): Expr {
  const v = aggregated(e, s);
  return v ? { kind: 'lit', type: v.type, value: v.value, span: e.span } : e;
}

function aggregated(e: Agg, s: Scenario): Typed | undefined {
  const [first, second] = e.args;
  const last = e.args[e.args.length - 1];
  const condition = e.filter ?? (/If$/.test(e.op) ? last : undefined);
  const rows = condition && holds(condition, s) === false ? 0 : s.copies;
  const long = (value: number): Typed => ({ type: 'long', value });
  if (/countDistinct|dcount/i.test(e.op)) return long(rows === 0 ? 0 : s.varied.length > 0 ? rows : 1);
  if (/count/i.test(e.op)) return long(rows);
  const of = /arg(Max|Min)/.test(e.op) ? second ?? first : first;
  const v = of && valueOf(of, s);
  if (!v) return undefined;
  if (/\.(set|list)(If)?$/.test(e.op)) return { type: 'dynamic', value: (rows === 0 || v.value === null ? [] : [v.value]) as Value };
  if (rows === 0) return { type: v.type, value: null };
  if (/sum/i.test(e.op) && isNumeric(v.type) && typeof v.value === 'number') return { type: v.type, value: v.value * rows };
  return /\.(max|min|avg|any|argMax|argMin|first|last)(If)?$/.test(e.op) ? v : undefined;
}
