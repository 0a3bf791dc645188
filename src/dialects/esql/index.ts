import type { Dialect } from '../dialect.js';
import { lower } from './lower.js';
import { pending } from '../pending.js';
import { esqlTypeName, esqlTypeOf } from './types.js';

export const ESQL: Dialect = { ...pending('esql', 'ES|QL'), lower: lower as Dialect['lower'], typeName: esqlTypeName, typeOf: esqlTypeOf };
