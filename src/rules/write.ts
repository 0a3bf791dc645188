import type { DialectId } from '../catalogue/index.js';
import { sha256 } from '../text/digest.js';
import { yamlPackage } from '../text/packages.js';
import { utf8Bytes } from '../text/utf8.js';
import { isoDuration, secondsOf, shortDuration } from './duration.js';
import type { RuleQuery } from './rule.js';

/** A translated query as a rule of the target's product: name, description, severity and window of the source, the query of the target. */
export function writeRule(lang: DialectId, source: Omit<RuleQuery, 'place' | 'lang'>, query: string): string {
  return lang === 'esql' ? elasticRule(source, query) : sentinelRule(source, query);
}

/** The extension of such a file. */
export const ruleExtension = (lang: DialectId): string => (lang === 'esql' ? 'toml' : 'yaml');

type Severity = 'low' | 'medium' | 'high' | 'critical';
const RISK: Readonly<Record<Severity, number>> = { low: 21, medium: 47, high: 73, critical: 99 };

function severityOf(text: string | undefined): Severity {
  const word = text?.toLowerCase();
  return word === 'medium' || word === 'high' || word === 'critical' ? word : 'low';
}

/** What neither file says is what Elastic's own default is: every five minutes, over the last six. */
function elasticRule(rule: Omit<RuleQuery, 'place' | 'lang'>, query: string): string {
  const severity = severityOf(rule.severity);
  const name = rule.name ?? 'Translated rule';
  const lines: readonly (readonly [string, string])[] = [
    ['author', '["eskql"]'],
    ['description', basic(rule.description?.trim() ?? name)],
    ['from', basic(`now-${shortDuration(secondsOf(rule.window?.lookback) ?? 360)}`)],
    ['interval', basic(shortDuration(secondsOf(rule.window?.every) ?? 300))],
    ['language', '"esql"'],
    ['name', basic(name)],
    ['risk_score', String(RISK[severity])],
    ['rule_id', basic(rule.id ?? idOf(name))],
    ['severity', basic(severity)],
    ['tags', `[${(rule.tags ?? []).map(basic).join(', ')}]`],
    ['type', '"esql"'],
  ];
  const text = query.includes("'''") ? basic(query) : `'''\n${query.trimEnd()}\n'''`;
  return `[rule]\n${lines.map(([key, value]) => `${key} = ${value}`).join('\n')}\n\nquery = ${text}\n`;
}

/** A basic string of TOML; JSON's escapes are among its own. */
const basic = (text: string): string => JSON.stringify(text).replaceAll('\u007f', '\\u007f');

function sentinelRule(rule: Omit<RuleQuery, 'place' | 'lang'>, query: string): string {
  const severity = severityOf(rule.severity);
  const name = rule.name ?? 'Translated rule';
  const fields = {
    id: rule.id ?? idOf(name),
    name,
    description: `${rule.description?.trim() ?? name}\n`,
    severity: severity === 'critical' ? 'High' : `${(severity[0] as string).toUpperCase()}${severity.slice(1)}`,
    queryFrequency: isoDuration(secondsOf(rule.window?.every) ?? 300),
    queryPeriod: isoDuration(secondsOf(rule.window?.lookback) ?? 360),
    triggerOperator: 'gt',
    triggerThreshold: 0,
    tactics: [],
    relevantTechniques: [],
    query: `${query.trimEnd()}\n`,
    ...(rule.tags && rule.tags.length > 0 ? { tags: rule.tags } : {}),
    version: '1.0.0',
    kind: 'Scheduled',
  };
  return yamlPackage().stringify(fields, { lineWidth: 0, blockQuote: 'literal' });
}

/** The same for the same name, so that translating again gives the same file. */
function idOf(name: string): string {
  const hex = sha256(utf8Bytes(`eskql:${name}`));
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Sentinel's scheduled rules, by its documentation. */
const LONGEST_KQL = 10_000;
const ALL_TABLES = /\b(?:search|union)(?:\s+\w+\s*=\s*\S+)*\s+\*/i;

/** Why a product would not take a text as a rule. */
export function ruleFault(lang: DialectId, text: string): string | undefined {
  if (lang !== 'kql') return undefined;
  if (text.length > LONGEST_KQL) return `Sentinel takes rules of up to ${LONGEST_KQL.toLocaleString('en')} characters, and this one has ${text.length.toLocaleString('en')}`;
  return ALL_TABLES.test(text) ? 'Sentinel takes no rules with search * or union *' : undefined;
}
