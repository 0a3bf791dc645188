import type { Dialect } from '../dialect.js';
import { lower } from './lower.js';
import { parse } from './parse.js';
import { print } from './print.js';
import { raise } from './raise.js';
import { esqlTypeName, esqlTypeOf } from './types.js';

export const ESQL: Dialect = {
  id: 'esql',
  title: 'ES|QL',
  parse,
  print: print as Dialect['print'],
  lower: lower as Dialect['lower'],
  raise: raise as Dialect['raise'],
  typeName: esqlTypeName,
  typeOf: esqlTypeOf,
};
