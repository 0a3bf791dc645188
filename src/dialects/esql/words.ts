import { sourceWords, stageWords } from '../../catalogue/stages.js';
import type { Words } from '../words.js';

export const ESQL_WORDS: Words = {
  sources: sourceWords('esql'),
  stages: stageWords('esql'),
  keywords: ['AND', 'OR', 'NOT', 'BY', 'ASC', 'DESC', 'IN', 'LIKE', 'RLIKE', 'IS NULL', 'IS NOT NULL', 'NULLS FIRST', 'NULLS LAST', 'AS', 'ON', 'WHERE', 'METADATA'],
  beforeTables: /(?:^|;)\s*(?:from|ts)\s+[^|[]*$|\bjoin\s+[^\s|]*$/i,
  quote: (name) => name.split('.').map((part) => (/^[A-Za-z_@][A-Za-z0-9_@]*$/.test(part) ? part : `\`${part.replaceAll('`', '``')}\``)).join('.'),
};
