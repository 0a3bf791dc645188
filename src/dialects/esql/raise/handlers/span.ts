import type { Expression } from '../../../../../grammars/esql/syntax.js';
import type { Expr } from '../../../../ast/pipeline.js';
import { TICKS_PER_MS } from '../../../../data/time.js';
import { integer } from '../build.js';
import { refuse } from '../context.js';
import type { Spell } from './handler.js';

/** A timespan as a value: ES|QL has durations only as constants beside dates, so it is a number of milliseconds. */
export function millis(e: Expr, s: Spell): Expression {
  if (e.kind !== 'lit') return s.value(e);
  if (e.value === null) return s.value(e);
  const ticks = BigInt(e.value as number | bigint);
  if (ticks % BigInt(TICKS_PER_MS) !== 0n) return refuse('a timespan', 'ES|QL time units end at milliseconds', e.span);
  return integer(ticks / BigInt(TICKS_PER_MS));
}
