import type { Expression } from '../../../../../grammars/esql/syntax.js';
import { resultsOf } from '../../../../ast/choices.js';
import type { Expr } from '../../../../ast/pipeline.js';
import { TICKS_PER_MS } from '../../../../data/time.js';
import type { Value } from '../../../../data/types.js';
import { call } from '../build.js';

/**
 * KQL computes whole numbers in 64 bits, ES|QL two integers in 32 and gives null beyond them (docs/semantics.md, S10). A written number is
 * an integer where it fits. One operand is made a long where the result may not fit.
 */
export function widened(operator: '+' | '-' | '*', [a, b]: readonly [Expr, Expr], [left, right]: readonly [Expression, Expression]): [Expression, Expression] {
  const [x, y] = [reach(a), reach(b)];
  const fits = x === undefined || y === undefined || (operator === '*' ? x * y : x + y) < 2 ** 31;
  return fits ? [left, right] : [call('TO_LONG', left), right];
}

/** Counts of characters and of elements are far from the edge. */
const COUNTED = 2 ** 15;
const COUNTS = /^(string\.(length|countOf|indexOf)|array\.length)$/;

/** How far from 0 an integer of ES|QL may be, a timespan in milliseconds; `undefined`: it is a long there, or no whole number. */
export function reach(e: Expr): number | undefined {
  if (e.kind === 'lit') return e.type === 'timespan' ? sizeOf(Number(e.value) / TICKS_PER_MS) : e.type === 'real' ? undefined : sizeOf(e.value);
  if (e.type === 'int' && (e.kind === 'col' || e.kind === 'agg')) return 2 ** 31;
  if (e.kind !== 'call') return undefined;
  if (COUNTS.test(e.op)) return COUNTED;
  if (e.op === 'convert.toInt' || e.op === 'time.difference') return 2 ** 31;
  return computed(e.op, e.args);
}

const sizeOf = (v: Value): number | undefined => (typeof v === 'number' && Number.isInteger(v) && Math.abs(v) < 2 ** 31 ? Math.abs(v) : undefined);

const KEEPS = /^math\.(divide|remainder|bin|abs|negate)$/;
const CHOOSES = /^condition\.(iff|case|coalesce|maxOf|minOf)$/;
const TESTS = /^condition\.(iff|case)$/;

function computed(op: string, args: readonly Expr[]): number | undefined {
  const values = (TESTS.test(op) ? resultsOf(args) : args).filter((a) => a.kind !== 'lit' || a.value !== null).map(reach);
  if (values.includes(undefined)) return undefined;
  const [x, y] = values as [number, number];
  if (KEEPS.test(op)) return x;
  if (CHOOSES.test(op)) return Math.max(...(values as number[]));
  const size = op === 'math.multiply' ? x * y : op === 'math.add' || op === 'math.subtract' ? x + y : Infinity;
  return size < 2 ** 31 ? size : undefined;
}
