import type { DialectId } from '../catalogue/index.js';
import type { RuleQuery } from './rule.js';

const LANGUAGES: Readonly<Record<string, DialectId>> = { kusto: 'kql', kql: 'kql', esql: 'esql' };
const FENCE = /^([ \t]*)(`{3,}|~{3,})[ \t]*(kusto|kql|esql)\b[^\n]*\n([\s\S]*?)^[ \t]*\2[ \t]*$/gim;

/** Fenced blocks marked `kusto`, `kql` or `esql`. */
export function readMarkdown(_path: string, text: string): readonly RuleQuery[] {
  return Array.from(text.matchAll(FENCE), (m): RuleQuery => {
    const query = m[4] as string;
    const before = text.slice(0, m.index + m[0].indexOf('\n') + 1);
    const line = before.split('\n').length - 1;
    return { text: query, lang: LANGUAGES[(m[3] as string).toLowerCase()], place: (p) => ({ line: p.line + line, column: p.column }) };
  });
}
