import type { Call, Expr, Lit, Plan } from '../../../ast/pipeline.js';
import { censusOf } from '../../../ast/census.js';
import { children, columnsIn } from '../../../ast/walk.js';
import { type Constants, isFlat, isWritten, withConstantsFolded } from '../../constant-columns.js';
import { constant, isNested } from './literals.js';

/**
 * Of a constant object, and of constant JSON, the types of its members are known, which a text of JSON would lose: what is read of them is
 * worked out.
 */
export const withConstantObjects = (plan: Plan): Plan => (censusOf(plan).types.has('dynamic') ? withConstantsFolded(plan, { worth: readsObject, writable }) : plan);

const MAKES_OBJECTS: ReadonlySet<string> = new Set(['dynamic.parseJson', 'dynamic.pack']);
const makesObject = (e: Expr): boolean => (e.kind === 'call' && MAKES_OBJECTS.has(e.op)) || children(e).some(makesObject);

function readsObject(e: Call, known: Constants): boolean {
  const isObject = (c: string): boolean => {
    const { type, value } = known.get(c) ?? {};
    return type === 'dynamic' && (value === null || !isFlat(value ?? null));
  };
  return makesObject(e) || [...columnsIn(e)].some(isObject);
}

/** Objects are written as the text that they are in any case. */
const hasLiteral = isWritten(constant);
const writable = (e: Lit): boolean => !(e.value instanceof Map) && !isNested(e.value) && hasLiteral(e);
