import { expect, test } from 'vitest';
import { complete, type Suggestion } from '../src/api/complete.js';
import type { DialectId } from '../src/catalogue/index.js';

const schema = { Events: { EventId: 'long', Name: 'string', 'host.name': 'string' }, Other: { Key: 'string' } };

/** The cursor stands at `^`. */
function at(lang: DialectId, text: string): readonly Suggestion[] {
  return complete(text.replace('^', ''), text.indexOf('^'), { lang, schema }).items;
}
const texts = (lang: DialectId, text: string): string[] => at(lang, text).map((s) => s.text);

test.each<[DialectId, string, string[], string[]]>([
  ['kql', '^', ['Events', 'Other', 'let'], ['where', 'EventId']],
  ['kql', 'Ev^', ['Events'], ['Other']],
  ['kql', 'Events | ^', ['where', 'summarize', 'join'], ['Events', 'EventId']],
  ['kql', 'Events | wh^', ['where'], ['summarize']],
  ['kql', 'Events | where ^', ['EventId', 'Name', "['host.name']", 'strlen', 'and'], ['Key', 'summarize']],
  ['kql', 'Events | project X = EventId | where ^', ['X'], ['EventId', 'Name']],
  ['kql', 'Events | summarize n = count() by Name | where n > 1 | sort by ^', ['n', 'Name'], ['EventId']],
  ['kql', 'Events | join (Other | where ^', ['Key'], ['EventId']],
  ['kql', 'Events | join (^', ['Other'], ['EventId']],
  ['kql', 'let a = Events | project Z = Name; a | where ^', ['Z'], ['EventId']],
  ['kql', 'Events | where Name == "a^', [], ['EventId']],
  ['esql', 'F^', ['FROM'], ['Events']],
  ['esql', 'FROM ^', ['Events', 'Other'], ['EventId']],
  ['esql', 'FROM Events | ^', ['WHERE', 'STATS', 'LOOKUP JOIN'], ['EventId', 'FROM']],
  ['esql', 'FROM Events | where ^', ['EventId', 'host.name', 'LENGTH', 'AND'], ['Key']],
  ['esql', 'FROM Events | WHERE host.^', ['host.name'], ['EventId']],
  ['esql', 'FROM Events | STATS n = COUNT(*) BY Name | KEEP ^', ['n', 'Name'], ['EventId']],
  ['esql', 'FROM Events | RENAME Name AS b | WHERE broken broken | KEEP ^', ['b'], ['Name']],
])('%s: %s', (lang, text, has, lacks) => {
  const found = texts(lang, text);
  for (const word of has) expect(found).toContain(word);
  for (const word of lacks) expect(found).not.toContain(word);
});

test('columns have their types', () => expect(at('esql', 'FROM Events | WHERE Ev^')).toEqual([{ text: 'EventId', kind: 'column', detail: 'long' }]));
