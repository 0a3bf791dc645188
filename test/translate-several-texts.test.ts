import { expect, test } from 'vitest';
import { run, translate } from '../src/index.js';

/** Texts of a dynamic column that is a field of one value, of several, or of none: both sides answer the same rows. */
const schema = { T: { id: 'long', d: 'dynamic', s: 'string' } } as const;
const cells = ['abc', ['abc', 'b'], ['x', 'a"b\\c'], null, ['b', 'abc', 'd'], 'x', [1, 2], 5, '', [], ['abc']];
const tables = {
  T: { columns: [{ name: 'id', type: 'long' }, { name: 'd', type: 'dynamic' }, { name: 's', type: 'string' }], rows: cells.map((d, i) => [i, d, i % 2 === 0 ? 'abc' : '']) },
} as const;

function idsOf(query: string): { ids: unknown; translated: unknown; notes: string[]; text: string } {
  const t = translate(query, { from: 'kql', to: 'esql', schema });
  const options = { tables: tables as never, now: '2026-01-01T00:00:00Z' };
  const rows = (r: ReturnType<typeof run>): unknown => (r.ok ? r.rows.map((x) => JSON.stringify(Object.fromEntries(x.map((v, i) => [r.columns[i]?.name, v ?? '']).sort()))).sort() : r);
  return {
    ids: rows(run(query, { lang: 'kql', ...options })), translated: t.ok ? rows(run(t.query, { lang: 'esql', ...options })) : t,
    notes: (t.notes ?? []).filter((n) => n.grade !== 'rewritten').map((n) => n.message), text: t.ok ? t.query.replace(/\s+/g, ' ') : '',
  };
}

test.each<[condition: string, contained: string]>([
  ['tostring(d) has "b"', 'MV_CONCAT(TO_STRING(d)'],
  ['tostring(d) !has "b"', 'MV_CONCAT(TO_STRING(d)'],
  ['tostring(d) contains "bc"', 'MV_CONCAT(TO_STRING(d)'],
  ['id != 9 and d !contains "bc"', 'MV_CONCAT(TO_STRING(d)'],
  ['tostring(d) has_any ("b", "5")', 'MV_CONCAT(TO_STRING(d)'],
  ['d contains "\\",\\"b"', 'JSON_EXTRACT(_source, "d")'],
  ['tostring(d) has "1,2"', 'JSON_EXTRACT(_source, "d")'],
  ['tostring(d) != "[]"', 'JSON_EXTRACT(_source, "d")'],
  ['tostring(d) matches regex "^.\\"abc"', 'JSON_EXTRACT(_source, "d")'],
  ['isnotempty(s) and tostring(d) == s', 'JSON_EXTRACT(_source, "d")'],
  ['strlen(d) > 4', 'JSON_EXTRACT(_source, "d")'],
])('where %s', (condition, contained) => {
  const { ids, translated, text } = idsOf(`T | where ${condition} | project id`);
  expect(text).toContain(contained);
  expect(translated).toEqual(ids);
});

/** An array of one is taken for its value there. */
test.each<[condition: string, contained: string]>([
  ['tostring(d) == "abc"', 'AND TO_STRING(d) == "abc"'],
  ['tostring(d) != "abc"', 'COALESCE(TO_STRING(d) != "abc", true)'],
  ['not(tostring(d) == "abc")', 'COALESCE(TO_STRING(d) != "abc", true)'],
  ['d != "abc"', 'COALESCE(d != "abc", true)'],
  ['d !in ("abc", "b")', 'COALESCE(d NOT IN ("abc", "b"), true)'],
  ['tostring(d) startswith "AB"', 'TO_LOWER(TO_STRING(d)) LIKE "ab*"'],
  ['tostring(d) !startswith "AB"', 'COALESCE(TO_LOWER(TO_STRING(d)) NOT LIKE "ab*", true)'],
  ['tostring(d) endswith_cs "c"', 'TO_STRING(d) LIKE "*c"'],
])('where %s, of values', (condition, contained) => {
  const { ids, translated, notes, text } = idsOf(`T | where id < 10 and (${condition}) | project id`);
  expect(text).toContain(contained);
  expect({ translated, notes }).toEqual({ translated: ids, notes: [] });
});

test.each([
  'T | where id !in (8, 9) | summarize n = count() by tostring(d)',
  'T | extend x = tostring(d) | where x has "abc" | project id, x',
  'T | project id, x = toupper(d), l = strlen(tostring(d)), f = strcat(d, "-"), r = replace_string(tostring(d), "a", "e")',
  'T | project id, d | parse d with * \'"a\' x:string \'"\' * | project-away d',
])('%s', (query) => {
  const { ids, translated, notes, text } = idsOf(query);
  expect(text).toContain('JSON_EXTRACT(_source, "d")');
  expect({ translated, notes }).toEqual({ translated: ids, notes: [] });
});

/** Where its values are read too the text is made of them, and says so. */
test.each<[query: string, note: string]>([
  ['T | extend x = tostring(d) | mv-expand d | project id, x', 'the JSON of an array of texts'],
  ['T | where d != "[]" | mv-expand d | project id', 'an array is empty'],
])('%s', (query, note) => {
  expect(idsOf(query).notes.join()).toContain(note.replace('an array is empty', 'whose array is empty'));
});

test.each([
  'T | where isnotempty(d) and d != "[]" | mv-expand d | project id',
  'T | mv-expand d | where tostring(d) has "b" | extend x = tostring(d) | project id, x',
  'T | mv-apply d on (where d has "b") | project id',
])('nothing is said of %s', (query) => {
  const { notes, text } = idsOf(query);
  expect({ notes, joined: text.includes('MV_CONCAT') }).toEqual({ notes: [], joined: false });
});

test('the document that a text was read of goes by its name alone', () => {
  const t = translate('T | where d has "x" and d.b == "c"', { from: 'kql', to: 'esql', schema });
  expect(t.ok && t.query).toContain('| DROP _source\n');
});
