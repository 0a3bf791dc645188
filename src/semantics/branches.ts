import { isResult } from '../ast/choices.js';
import type { Expr } from '../ast/pipeline.js';
import { type Facts, requiredBy, type NullStrings, trueWithout, withAll } from './nullability.js';

/**
 * What is known at each argument of `condition, value, ..., else?`: a value is taken where its condition is true, and none before it;
 * where nothing new is known these are the facts that are given.
 */
export function branchFacts(args: readonly Expr[], given: Facts, nullStrings: NullStrings): readonly Facts[] {
  let here = given;
  return args.map((_, i) => {
    if (isResult(args.length, i)) {
      const cond = i % 2 === 1 ? args[i - 1] : undefined;
      const known = cond ? withAll(here, requiredBy(cond, nullStrings)) : here;
      if (cond) here = withAll(here, trueWithout(cond, nullStrings));
      return known;
    }
    return here;
  });
}
