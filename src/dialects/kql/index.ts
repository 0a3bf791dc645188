import type { Script } from '../../../grammars/kql/syntax.js';
import type { Dialect } from '../dialect.js';
import { pending } from '../pending.js';
import { lower } from './lower.js';
import { parse } from './parse.js';
import { print } from './print.js';
import { raise } from './raise.js';
import { kqlTypeName, kqlTypeOf } from './types.js';

export const KQL: Dialect = {
  ...pending('kql', 'KQL'), parse, print: print as Dialect['print'], lower: (tree, env) => lower(tree as Script, env), raise: raise as Dialect['raise'], typeName: kqlTypeName, typeOf: kqlTypeOf,
};
