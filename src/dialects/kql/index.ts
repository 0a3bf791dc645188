import type { Dialect } from '../dialect.js';
import { pending } from '../pending.js';
import { parse } from './parse.js';
import { raise } from './raise.js';
import { kqlTypeName, kqlTypeOf } from './types.js';

export const KQL: Dialect = { ...pending('kql', 'KQL'), parse, raise: raise as Dialect['raise'], typeName: kqlTypeName, typeOf: kqlTypeOf };
