import type { Call, Expr, Lit } from '../ast/pipeline.js';
import { evaluateExpr, type Typed } from '../catalogue/constant.js';
import { type Json, plainOfCell } from '../data/encode.js';
import type { Ty, Value } from '../data/types.js';
import { Refusal } from '../semantics/notes.js';
import type { Raising } from './raising.js';

/** What a dialect does with constant expressions. */
export interface Constants<T> {
  readonly spell: () => T;
  /** What an emitted tree means, read back; `undefined` when it cannot be read alone. */
  readonly meaning: (tree: T) => Expr | undefined;
  readonly literal: (e: Lit) => T;
}

/**
 * A call without columns is worked out on both sides. Where the target answers something else (an overflow, NaN, a format that it reads
 * otherwise), or cannot say the call, its value is written in its place.
 */
export function constantCall<T>(e: Call, raising: Raising, { spell, meaning, literal }: Constants<T>): T {
  const source = WITHOUT_LITERAL.has(e.type) ? undefined : evaluateExpr(e, () => undefined);
  if (!source || !isPlain(source.value)) return spell();
  const before = raising.notes.length;
  let refusal: Refusal | undefined;
  try {
    const tree = spell();
    const read = meaning(tree);
    const target = read && evaluateExpr(read, () => undefined);
    if (!target) return tree;
    if (sameValue(source, target)) {
      raising.takeBack(before);
      return tree;
    }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    refusal = error;
  }
  return written(e, source, literal, raising, before, refusal);
}

function written<T>(e: Call, source: Typed, literal: (e: Lit) => T, raising: Raising, before: number, refusal: Refusal | undefined): T {
  raising.takeBack(before);
  try {
    return literal({ kind: 'lit', ...source, span: e.span });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw refusal ?? error;
  }
}

/** Durations are constants beside dates only, and numbers elsewhere: who needs one knows which. ES|QL has no decimals. */
const WITHOUT_LITERAL: ReadonlySet<Ty> = new Set<Ty>(['timespan', 'period', 'geo', 'decimal']);

/** No object, which has other forms than a literal. */
const isPlain = (v: Value): boolean => !(v instanceof Map) && !(Array.isArray(v) && v.some((x) => typeof x === 'object' && x !== null && !isPlain(x as Value)));

const sameValue = (a: Typed, b: Typed): boolean => sameJson(plainOfCell(a.type, a.value), plainOfCell(b.type, b.value));

/** Null and "" are one value, a single value and an array of it too, numbers are of any width. */
function sameJson(a: Json, b: Json): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((x, i) => sameJson(x as Json, b[i] as Json));
  if (Array.isArray(a)) return a.length < 2 && sameJson((a[0] ?? null) as Json, b);
  if (Array.isArray(b)) return sameJson(b, a);
  if (a === null || a === '') return b === null || b === '';
  if (typeof a === 'number' && typeof b === 'number') return a === b || Math.abs(a - b) <= 1e-14 * Math.abs(a);
  return a === b;
}
