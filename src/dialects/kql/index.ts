import type { Dialect } from '../dialect.js';
import { pending } from '../pending.js';
import { kqlTypeName, kqlTypeOf } from './types.js';

export const KQL: Dialect = { ...pending('kql', 'KQL'), typeName: kqlTypeName, typeOf: kqlTypeOf };
