import type { Expression } from '../../../../grammars/esql/syntax.js';
import type { Ty } from '../../../data/types.js';
import { call } from './build.js';

/** `mv-expand x to typeof(long)`. */
const CONVERTERS: Partial<Record<Ty, string>> = { string: 'TO_STRING', long: 'TO_LONG', int: 'TO_INTEGER', real: 'TO_DOUBLE', datetime: 'TO_DATETIME', bool: 'TO_BOOLEAN' };

export const converter = (to: Ty | undefined): string | undefined => (to === undefined ? undefined : CONVERTERS[to]);

/** The values converted each. */
export function converted(to: Ty | undefined, values: Expression): Expression {
  const name = converter(to);
  return name === undefined ? values : call(name, values);
}
