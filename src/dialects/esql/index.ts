import type { Dialect } from '../dialect.js';
import { lower } from './lower.js';
import { parse } from './parse.js';
import { pending } from '../pending.js';
import { raise } from './raise.js';
import { esqlTypeName, esqlTypeOf } from './types.js';

export const ESQL: Dialect = { ...pending('esql', 'ES|QL'), parse, lower: lower as Dialect['lower'], raise: raise as Dialect['raise'], typeName: esqlTypeName, typeOf: esqlTypeOf };
