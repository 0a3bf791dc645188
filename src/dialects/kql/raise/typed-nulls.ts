import { censusOf } from '../../../ast/census.js';
import type { Call, Expr, Plan } from '../../../ast/pipeline.js';
import { columnsIn, isExpr, mapExpr, mapInside } from '../../../ast/walk.js';
import { constantOf } from '../../../catalogue/constant.js';
import { opOf } from '../../../catalogue/index.js';
import { resolve } from '../../../catalogue/resolve.js';
import type { Ty } from '../../../data/types.js';
import { isResult, resultsOf } from '../../../ast/choices.js';

/**
 * ES|QL's null has no type, and neither has a column of nothing else. KQL's nulls have one: among the operands of a call they get the type
 * that the operation takes there.
 */
export const withTypedNulls = (plan: Plan): Plan => (mayHoldNulls(plan) ? (visit(plan) as Plan) : plan);

/** A constant that is computed may be null as well. */
const mayHoldNulls = (plan: Plan): boolean => censusOf(plan).types.has('null') || censusOf(plan).computesConstants;

const visit = (node: object): object => (isExpr(node) && node.kind !== 'subquery' ? mapExpr(node, typed) : mapInside(node, visit));

function typed(e: Expr): Expr {
  if (isNothing(e)) return nullLiteral(e);
  return e.kind === 'call' && isCase(e) && e.type !== 'null' ? operandsTyped(withoutComputedNulls(e)) : operandsTyped(e);
}

function operandsTyped(e: Expr): Expr {
  if (e.kind !== 'call' || !e.args.some(isUntyped)) return e.kind === 'subquery' ? (mapInside(e, visit) as Expr) : e;
  const types = typesOf(e);
  // A period that is null moves nothing anywhere.
  if (e.type === 'period') return { kind: 'lit', type: 'null', value: null, span: e.span };
  return { ...e, args: e.args.map((a, i) => (isUntyped(a) && types[i] ? { kind: 'lit', type: types[i], value: null, span: a.span } : a)) };
}

/** What a null constant makes null, whatever the other operands are; KQL would compare the empty text that stands for it. */
function isNothing(e: Expr): boolean {
  if (e.kind !== 'call' || e.type === 'period' || e.type === 'null' || !e.args.some((a) => a.kind !== 'col' && isNullConstant(a))) return false;
  const op = opOf(e.op);
  return op.kind === 'scalar' && resolve(op, e.args.map((a) => a.type))?.overload.nulls === 'propagate';
}

function isNullConstant(e: Expr): boolean {
  if (e.kind === 'call' && isCase(e)) return resultsOf(e.args).every(isNullConstant);
  return (e.kind === 'lit' || e.kind === 'call') && columnsIn(e).size === 0 && constantOf(e) === null;
}

/** A choice gets guards for the nulls that are seen in it; a call that gives one of constants looks like a value. */
function withoutComputedNulls(e: Call): Expr {
  if (isComputedNull(e)) return nullLiteral(e);
  return e.args.some(isComputedNull) ? { ...e, args: e.args.map((a) => (isComputedNull(a) ? nullLiteral(a) : a)) } : e;
}

const isCase = ({ op }: Call): boolean => op === 'esql.case';
const isComputedNull = (e: Expr): boolean => e.kind === 'call' && isNullConstant(e);
const nullLiteral = ({ type, span }: Expr): Expr => ({ kind: 'lit', type, value: null, span });

const isUntyped = (e: Expr): boolean => e.type === 'null';

/** Functions that answer one of their arguments, and CASE, whose conditions stand before the values. */
const CHOICES: ReadonlySet<string> = new Set(['esql.coalesce', 'esql.greatest', 'esql.least']);

function typesOf(e: Call): readonly (Ty | undefined)[] {
  const result = e.type === 'null' ? undefined : e.type;
  if (e.op.startsWith('logic.')) return e.args.map(() => 'bool');
  if (isCase(e)) return e.args.map((_, i) => (isResult(e.args.length, i) ? result : 'bool'));
  if (CHOICES.has(e.op)) return e.args.map(() => result);
  const op = opOf(e.op);
  const casts = op.kind === 'scalar' ? resolve(op, e.args.map((a) => a.type))?.casts : undefined;
  const other = e.args.find((a) => !isUntyped(a))?.type;
  return e.args.map((_, i) => casts?.[i] ?? (other === 'period' || other === 'timespan' ? 'timespan' : undefined));
}
