import type { Dialect } from '../dialect.js';
import { lower } from './lower.js';
import { parse } from './parse.js';
import { pending } from '../pending.js';
import { esqlTypeName, esqlTypeOf } from './types.js';

export const ESQL: Dialect = { ...pending('esql', 'ES|QL'), parse, lower: lower as Dialect['lower'], typeName: esqlTypeName, typeOf: esqlTypeOf };
