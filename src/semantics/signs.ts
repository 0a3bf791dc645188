import type { Stage } from '../ast/pipeline.js';
import { type Nonnegative, nonnegativeAfter } from './nonnegative.js';
import { type Nonzero, nonzeroAfter } from './nonzero.js';

/** What is known of the numbers in columns. */
export interface Signs {
  readonly nonzero: Nonzero;
  readonly nonnegative: Nonnegative;
}

const NONE: ReadonlySet<string> = new Set();
export const NO_SIGNS: Signs = { nonzero: NONE, nonnegative: NONE };

/** `asked`: whether anything asks which columns are not negative. */
export const signsAfter = (stage: Stage, { nonzero, nonnegative }: Signs, asked: boolean): Signs => ({ nonzero: nonzeroAfter(stage, nonzero), nonnegative: asked ? nonnegativeAfter(stage, nonnegative) : NONE });

export const signsWithout = ({ nonzero, nonnegative }: Signs, columns: ReadonlySet<string>): Signs => ({ nonzero: without(nonzero, columns), nonnegative: without(nonnegative, columns) });

const without = (known: ReadonlySet<string>, columns: ReadonlySet<string>): ReadonlySet<string> => new Set([...known].filter((c) => !columns.has(c)));
