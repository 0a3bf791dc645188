import { censusOf } from '../../../ast/census.js';
import type { Agg, Aggregate, Expr, Named, Pipeline, Plan, Stage } from '../../../ast/pipeline.js';
import { children, mapExpr, mapInside } from '../../../ast/walk.js';
import { columnsReadBy } from '../../../semantics/columns-read.js';
import { alwaysHolds } from '../../../semantics/filled.js';
import { NO_FACTS } from '../../../semantics/nullability.js';
import { isArray } from './arrays.js';

/**
 * `STATS x = LENGTH(MAX(s))`: a greatest text that is missing is "" in KQL, so that the length takes a guard, and guards are about columns.
 * Such aggregates become columns of their own, and the rest is computed behind the groups.
 */
export function withAggregatesApart(plan: Plan): Plan {
  let read: ReadonlySet<string> | undefined;
  const isFree = (name: string): boolean => !(read ??= columnsReadBy(plan)).has(name);
  const visit = (node: object): object => {
    const inner = mapInside(node, visit);
    return 'stages' in inner ? withStages(inner as Pipeline, isFree) : inner;
  };
  return censusOf(plan).kinds.has('agg') ? (visit(plan) as Plan) : plan;
}

function withStages(p: Pipeline, isFree: (name: string) => boolean): Pipeline {
  const stages = p.stages.flatMap((s): readonly Stage[] => (s.kind === 'aggregate' && !s.wholeRow && s.aggregates.some((c) => needsGuards(c.expr, s)) ? apart(s, isFree) : [s]));
  return stages.length === p.stages.length ? p : { ...p, stages };
}

function apart(a: Aggregate, isFree: (name: string) => boolean): readonly Stage[] {
  const later: Named[] = [];
  const asides: Named[] = [];
  const plain = a.aggregates.filter((c) => {
    if (!needsGuards(c.expr, a)) return true;
    const expr = mapExpr(c.expr, (e) => (e.kind === 'agg' ? standIn(e, c, asides, isFree) : e));
    later.push({ ...c, expr });
    return false;
  });
  const { span } = a;
  const dropped: Stage = { kind: 'drop', columns: asides.map((c) => ({ name: c.name, wildcard: false, span })), strict: true, span };
  return [{ ...a, aggregates: [...plain, ...asides] }, { kind: 'extend', columns: later, place: 'end', span }, ...(asides.length > 0 ? [dropped] : [])];
}

function standIn(e: Agg, of: Named, asides: Named[], isFree: (name: string) => boolean): Expr {
  let n = 1;
  const taken = (name: string): boolean => !isFree(name) || asides.some((c) => c.name === name);
  while (taken(`_${of.name}${n}`)) n++;
  const name = `_${of.name}${n}`;
  asides.push({ name, expr: e, span: e.span });
  return { kind: 'col', name, type: e.type, span: e.span };
}

/** Operations on numbers and dates that are null where an operand is, in both languages, or go on behind it. */
const ALIKE = /^esql\.(add|subtract|multiply|divide|modulo|negate|round|floor|ceil|abs|less|lessOrEqual|greater|greaterOrEqual|equal|case|coalesce|toLong|toInteger|toDouble|addPeriod|subtractPeriod|dateDiff|dateTrunc|isNull|isNotNull)$/;
/** Those whose text is compared with nothing. */
const SHOWN = /^esql\.(toString|dateToString|dateFormat)$/;
const TEXTUAL: ReadonlySet<string> = new Set(['string', 'text', 'ip', 'version', 'bool', 'unknown', 'dynamic']);

function needsGuards(e: Expr, a: Aggregate): boolean {
  return e.kind === 'call' && (SHOWN.test(e.op) ? e.args.some((x) => asks(x, a)) : asks(e, a));
}

/** Whether an aggregate that may be nothing reaches an operation that takes it otherwise in KQL. */
const asks = (e: Expr, a: Aggregate): boolean =>
  e.kind === 'call' && ((!ALIKE.test(e.op) && readsGroup(e, a)) || e.args.some((x) => isTextual(x, a) || asks(x, a)));

const isTextual = (e: Expr, a: Aggregate): boolean => (e.kind === 'agg' || isKey(e, a)) && !alwaysHolds(e, NO_FACTS) && (TEXTUAL.has(e.type) || isArray(e, new Set()));
const isKey = (e: Expr, a: Aggregate): boolean => e.kind === 'col' && a.keys.some((k) => k.name === e.name);

const readsGroup = (e: Expr, a: Aggregate): boolean => (e.kind === 'agg' ? !alwaysHolds(e, NO_FACTS) : isKey(e, a) || (e.kind === 'call' && children(e).some((x) => readsGroup(x, a))));
