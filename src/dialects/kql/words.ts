import { sourceWords, stageWords } from '../../catalogue/stages.js';
import type { Words } from '../words.js';

export const KQL_WORDS: Words = {
  sources: sourceWords('kql'),
  stages: stageWords('kql'),
  keywords: ['and', 'or', 'by', 'asc', 'desc', 'in', 'in~', 'between', 'has', 'has_any', 'contains', 'startswith', 'endswith', 'matches regex', 'nulls first', 'nulls last'],
  beforeTables: /\b(?:union|join|lookup|in)\b[^|()]*[\s(,]$/,
  quote: (name) => (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? name : `['${name.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}']`),
};
