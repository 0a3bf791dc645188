import type { Query } from '../../../grammars/esql/syntax.js';
import type { Dialect } from '../dialect.js';
import { lower, parse } from './reading.js';
import { esqlTypeName, esqlTypeOf } from './types.js';
import { lacks, print, raise } from './writing.js';
import { ESQL_WORDS } from './words.js';

const dialect: Dialect<Query> = { id: 'esql', title: 'ES|QL', parse, print, lower, raise, lacks, typeName: esqlTypeName, typeOf: esqlTypeOf, words: ESQL_WORDS };
export const ESQL = dialect as Dialect;
