import type { Dialect } from '../dialect.js';
import { pending } from '../pending.js';
import { parse } from './parse.js';
import { kqlTypeName, kqlTypeOf } from './types.js';

export const KQL: Dialect = { ...pending('kql', 'KQL'), parse, typeName: kqlTypeName, typeOf: kqlTypeOf };
