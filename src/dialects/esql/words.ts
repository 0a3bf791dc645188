import { COMMAND_WORDS } from '../../../grammars/esql/modes.js';
import type { Words } from '../words.js';

const SOURCES = new Set(['from', 'row', 'show', 'ts', 'set', 'explain', 'promql', 'external']);
/** Words that begin a longer command. */
const SPELLED_OUT: Readonly<Record<string, string>> = { lookup: 'LOOKUP JOIN', inline: 'INLINE STATS', inlinestats: '', left: '', right: '', join: '' };
const written = (word: string): string => SPELLED_OUT[word] ?? word.toUpperCase();

export const ESQL_WORDS: Words = {
  sources: ['FROM', 'ROW', 'SHOW INFO', 'TS', 'SET'],
  stages: COMMAND_WORDS.filter((w) => !SOURCES.has(w) && /^[a-z_]+$/.test(w)).map(written).filter((w) => w !== ''),
  keywords: ['AND', 'OR', 'NOT', 'BY', 'ASC', 'DESC', 'IN', 'LIKE', 'RLIKE', 'IS NULL', 'IS NOT NULL', 'NULLS FIRST', 'NULLS LAST', 'AS', 'ON', 'WHERE', 'METADATA'],
  beforeTables: /(?:^|;)\s*(?:from|ts)\s+[^|[]*$|\bjoin\s+[^\s|]*$/i,
  quote: (name) => name.split('.').map((part) => (/^[A-Za-z_@][A-Za-z0-9_@]*$/.test(part) ? part : `\`${part.replaceAll('`', '``')}\``)).join('.'),
};
