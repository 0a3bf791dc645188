import { STAGE_WORDS } from '../../../grammars/kql/grammar.js';
import type { Words } from '../words.js';

/** Spellings that are kept for old queries, and words of the engine itself. */
const OLD = new Set(['filter', 'limit', 'mvapply', 'mvexpand', 'order', 'inline_external_table']);

export const KQL_WORDS: Words = {
  sources: ['let', 'print', 'range', 'union', 'datatable', 'search', 'find'],
  stages: STAGE_WORDS.map((t) => t.name).filter((w) => !w.startsWith('_') && !OLD.has(w)),
  keywords: ['and', 'or', 'by', 'asc', 'desc', 'in', 'in~', 'between', 'has', 'has_any', 'contains', 'startswith', 'endswith', 'matches regex', 'nulls first', 'nulls last'],
  beforeTables: /\b(?:union|join|lookup|in)\b[^|()]*[\s(,]$/,
  quote: (name) => (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? name : `['${name.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}']`),
};
