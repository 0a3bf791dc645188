import type { DialectId } from '../catalogue/index.js';
import type { Ty } from '../data/types.js';
import { esqlTypeOf } from './esql/types.js';
import { kqlTypeOf } from './kql/types.js';

/** The type of a name in either dialect; `first` wins where both know the name and mean different types. */
export function typeOfName(name: string, first: DialectId = 'esql'): Ty | undefined {
  return first === 'kql' ? (kqlTypeOf(name) ?? esqlTypeOf(name)) : (esqlTypeOf(name) ?? kqlTypeOf(name));
}
