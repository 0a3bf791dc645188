import type { Expr, Stage } from '../ast/pipeline.js';
import { carried } from './carried.js';
import { type Facts, learn, type NullStrings } from './nullability.js';

/** What is known to hold something after a stage: filters teach, other stages keep what they copy or fill. */
export const factsAfter = (stage: Stage, facts: Facts, nullStrings: NullStrings): Facts =>
  stage.kind === 'filter' ? learn(facts, stage.cond, nullStrings) : carried(stage, facts, isFilled);

const isFilled = (e: Expr): boolean => (e.kind === 'lit' && e.value !== null && e.value !== '') || (e.kind === 'agg' && counts(e.op));
/** Counts are never null. */
const counts = (op: string): boolean => /count|dcount/i.test(op);
