import { fail } from '../base/diagnostics.js';
import { NO_SPAN } from '../base/source.js';
import type { DialectId } from '../catalogue/index.js';
import { readElastic } from './elastic.js';
import { readMarkdown } from './markdown.js';
import type { RuleQuery } from './rule.js';
import { readSentinel } from './sentinel.js';

const PLAIN: Readonly<Record<string, DialectId>> = { kql: 'kql', kusto: 'kql', csl: 'kql', esql: 'esql' };
const RULES: Readonly<Record<string, (path: string, text: string) => readonly RuleQuery[]>> = {
  toml: readElastic, yaml: readSentinel, yml: readSentinel, md: readMarkdown, markdown: readMarkdown,
};

const extensionOf = (path: string): string => /\.([a-z]+)$/i.exec(path)?.[1]?.toLowerCase() ?? '';

/** Whether a file of this name may hold queries: what is read when a folder is given. */
export const mayHoldQueries = (path: string): boolean => Object.hasOwn(PLAIN, extensionOf(path)) || Object.hasOwn(RULES, extensionOf(path));

/** The queries of a rule file (Elastic TOML, Sentinel YAML), a Markdown file, or a plain query file. Throws a `Failure`. */
export function readQueries(path: string, text: string): readonly RuleQuery[] {
  const extension = extensionOf(path);
  const reader = Object.hasOwn(RULES, extension) ? RULES[extension] : undefined;
  const queries = reader ? reader(path, text) : [{ text, lang: Object.hasOwn(PLAIN, extension) ? PLAIN[extension] : undefined, place: (p) => p } satisfies RuleQuery];
  if (queries.length === 0) fail('rule-malformed', { path, detail: 'it holds no query' }, NO_SPAN);
  return queries;
}

/** What a text looks like: ES|QL queries begin with a source command, which no KQL query does. */
export function guessLanguage(text: string): DialectId {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, ' ').replace(/^\s*\/\/.*$/gm, ' ').trimStart();
  return /^(?:set\s+[^;]*;\s*)*(?:from|row|show|ts|explain|promql)\s+[^\s=(|]/i.test(code) ? 'esql' : 'kql';
}
