import { fail } from '../base/diagnostics.js';
import { NO_SPAN } from '../base/source.js';
import { yamlPackage } from '../text/packages.js';
import { placeIn, type RuleQuery, textIn, textsIn } from './rule.js';

/** An analytics rule or hunting query of Microsoft Sentinel: YAML with `query`, in KQL. */
export function readSentinel(path: string, text: string): readonly RuleQuery[] {
  const { isMap, LineCounter, parseDocument } = yamlPackage();
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, schema: 'core' });
  const error = document.errors[0];
  if (error) fail('rule-malformed', { path, detail: error.message.split('\n')[0] ?? '' }, NO_SPAN);
  if (!isMap(document.contents)) return fail('rule-malformed', { path, detail: 'it is not a mapping with a query' }, NO_SPAN);
  const query = document.get('query');
  if (typeof query !== 'string') return fail('rule-malformed', { path, detail: 'it has no query' }, NO_SPAN);
  const node = document.get('query', true) as { range?: readonly number[] } | undefined;
  const line = lines.linePos(node?.range?.[0] ?? 0).line - 1;
  return [{
    text: query, lang: document.get('language') === 'esql' ? 'esql' : 'kql', name: textIn(document.get('name')),
    id: textIn(document.get('id')), description: textIn(document.get('description')), severity: textIn(document.get('severity')),
    tags: textsIn((document.toJS() as Record<string, unknown>)['tags']), place: placeIn(text, query, line),
    window: { lookback: textIn(document.get('queryPeriod')), every: textIn(document.get('queryFrequency')) },
  }];
}
