import { fail } from '../base/diagnostics.js';
import { NO_SPAN } from '../base/source.js';
import { tomlPackage } from '../text/packages.js';
import { placeIn, type RuleQuery, textIn, textsIn } from './rule.js';

/** A rule of the kind kept in Elastic's detection-rules: TOML with a `[rule]` table. */
export function readElastic(path: string, text: string): readonly RuleQuery[] {
  const rule = table(parsed(path, text), 'rule');
  const query = rule?.['query'];
  if (!rule || typeof query !== 'string') return fail('rule-malformed', { path, detail: 'it has no [rule] with a query' }, NO_SPAN);
  const language = rule['language'];
  if (language !== 'esql') return fail('rule-malformed', { path, detail: `its language is ${String(language ?? 'not given')}, not esql` }, NO_SPAN);
  const line = text.split('\n').findIndex((l) => /^\s*query\s*=/.test(l));
  return [{
    text: query, lang: 'esql', name: textIn(rule['name']), id: textIn(rule['rule_id']), description: textIn(rule['description']),
    severity: textIn(rule['severity']), tags: textsIn(rule['tags']), place: placeIn(text, query, Math.max(0, line)),
    window: { lookback: textIn(rule['from']), every: textIn(rule['interval']) },
  }];
}

function parsed(path: string, text: string): Record<string, unknown> {
  try {
    return tomlPackage().parse(text);
  } catch (e) {
    return fail('rule-malformed', { path, detail: (e as Error).message.split('\n')[0] ?? '' }, NO_SPAN);
  }
}

function table(v: Record<string, unknown>, key: string): Record<string, unknown> | undefined {
  const inner = v[key];
  return typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? (inner as Record<string, unknown>) : undefined;
}
