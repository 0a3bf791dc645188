import type { Script } from '../../../grammars/kql/syntax.js';
import type { Dialect } from '../dialect.js';
import { lower, parse } from './reading.js';
import { kqlTypeName, kqlTypeOf } from './types.js';
import { lacks, print, raise } from './writing.js';
import { KQL_WORDS } from './words.js';

const dialect: Dialect<Script> = { id: 'kql', title: 'KQL', parse, print, lower, raise, lacks, typeName: kqlTypeName, typeOf: kqlTypeOf, words: KQL_WORDS };
export const KQL = dialect as Dialect;
