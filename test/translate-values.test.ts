import { describe, expect, it } from 'vitest';
import { planOf } from '../src/api/plan.js';
import { environmentOf, tableSource } from '../src/api/tables.js';
import { type InlineTable, readInlineTable } from '../src/dialects/typed-table.js';
import { run, translate } from '../src/index.js';
import { difference } from './proof/same.js';

/*
 * Queries as detections write them, over rows with nothing in them, letters of both cases, addresses of both families, texts that are no numbers, members that
 * are missing and divisors of 0: the translation gives the same rows and says nothing of a loss. Missing texts are null, and then "".
 */

const T: InlineTable = {
  columns: [['i', 'long'], ['s', 'string'], ['t', 'string'], ['n', 'long'], ['m', 'long'], ['r', 'real'], ['d', 'datetime'], ['b', 'bool'], ['j', 'dynamic'], ['ip', 'string']].map(([name, type]) => ({ name: name as string, type: type as string })),
  rows: [
    [1, 'abc', 'a', 1, 2, 1.5, '2024-02-29T13:45:30.123Z', true, { a: 1, b: 'x' }, '10.1.2.3'],
    [2, 'a,b,c', 'b', 0, 0, 0, '2024-03-01T00:00:00Z', false, { a: 2, b: 'Y' }, '8.8.8.8'],
    [3, '{"x":"a"}', 'a', -7, 3, -2.5, null, null, { b: '5' }, 'no address'],
    [4, '', '', null, 5, null, '2024-12-31T12:00:00Z', true, null, ''],
    [5, 'A,B', ',', 9, 0, 100, '1970-01-01T00:00:00Z', false, { c: [1, 2] }, '2001:db8::1'],
    [6, '{"x":5}', null, 5, null, 1e-7, null, null, {}, '172.16.5.4'],
    [7, '5', '5', 42, 7, -0.25, '2024-07-01T12:34:56.789Z', true, { a: 0, b: 'é' }, 'fe80::1'],
  ],
};
const U: InlineTable = {
  columns: [['s', 'string'], ['n', 'long'], ['w', 'string']].map(([name, type]) => ({ name: name as string, type: type as string })),
  rows: [['abc', 1, 'u1'], ['', null, 'u2'], ['zzz', 99, ''], ['abc', 5, 'u4']],
};

const QUERIES: Readonly<Record<string, readonly string[]>> = {
  'members that may be missing': ['isnull(j.a)', 'isnotnull(j.a)', 'not(isnull(j.b))', 'isempty(j.b)', 'isnotempty(j.b)', 'isempty(j.a)', 'isnotempty(j.a)', 'isnotempty(j.c)', 'isempty(tostring(j.b))', 'j.b != "x"', 'tolong(j.b) != 5', 'toint(j.a) !in (1, 5)'],
  'what a text of JSON lacks': ['parse_json(s).x != "a"', 'parse_json(s).x == "a"', 'tostring(parse_json(s).x) !contains "a"', 'not(tostring(parse_json(s).x) matches regex "a")', 'tostring(parse_json(s).x) in ("", "a")', 'parse_json(s).x !has "a"', 'tostring(parse_json(s).x) == ""'],
  'parts that a text lacks': ['tostring(split(s, ",")[1]) != "b"', 'split(s, ",")[1] != "b"', 'tostring(split(s, ",")[1]) !in ("b", "c")', 'tostring(split(s, ",")[1]) !in ("b", "")', 'not(tostring(split(s, ",")[1]) has "b")', 'tolower(tostring(split(s, ",")[1])) !startswith "b"', 'strlen(tostring(split(s, ",")[1])) == 0', 'isnotempty(split(s, ",")[1])'],
  'division by zero': ['n / m != 2', 'not(n / m == 2)', 'n % m != 0', 'n / m > 1 or n % m == 0'],
  'networks': ['ipv4_is_private(ip)', 'not(ipv4_is_private(ip))', 'ipv4_is_private(ip) == false', 'ipv4_is_private(ip) != true', 'not(ipv4_is_private(ip) or n > 10)', 'isnotempty(ip) and not(ipv4_is_in_any_range(ip, "10.0.0.0/8", "127.0.0.0/8"))', 'ipv4_is_in_range(ip, "10.0.0.0/8") == false'],
  'truth compared with truth': ['(s has "abc") == false', '(s has "abc") == true', '(n > 1) == false', '(s == "abc") != true', 'iff(n > 1, 1, int(null)) != 1'],
  'nothing in what is compared': ['s != t', 'not(s contains t)', 's !startswith t', 'not(n > m)', 'not(n > 1 and s has "abc")', 'not(b)', 'n !between (1 .. 5)', 'd != datetime(2024-03-01)', 'not(s in (t, "x"))'],
};
const STAGES: readonly string[] = [
  'T | extend x = not(ipv4_is_private(ip)) | project i, x', 'T | extend x = ipv4_is_private(ip) | project i, x', 'T | extend x = iff(not(ipv4_is_private(ip)), "p", "q") | project i, x',
  'T | summarize c = countif(ipv4_is_private(ip)), k = countif(not(ipv4_is_private(ip)))', 'T | extend x = tostring(split(s, ",")[1]) != "b" | project i, x', 'T | project i, x = r % 2', 'T | project i, x = coalesce(s, t, "z")',
  'T | join kind=leftanti U on n | project i', 'T | join kind=leftsemi U on n | project i', 'T | join kind=leftanti U on s, n | project i', 'T | join kind=rightanti U on n | project w', 'T | join kind=leftouter U on n | project i, w',
  'T | where s !in (U | project s) | project i', 'T | where d > todatetime("2024-03-01 00:00") | project i', 'T | summarize c = count() by tostring(split(s, ",")[1])',
];

const tablesWith = (missing: '' | null): Record<string, InlineTable> => Object.fromEntries(Object.entries({ T, U }).map(([name, t]) =>
  [name, { ...t, rows: t.rows.map((r) => r.map((v, c) => (t.columns[c]?.type === 'string' && (v === '' || v === null) ? missing : v))) }]));

/** Notes on values that these rows do not have. */
const NOT_HERE = /a number with a fraction is cut/;

function flaw(query: string, missing: '' | null): string | undefined {
  const tables = tablesWith(missing);
  const schema = Object.fromEntries(Object.entries(tables).map(([n, t]) => [n, Object.fromEntries(t.columns.map((c) => [c.name, c.type]))]));
  const there = translate(query, { from: 'kql', to: 'esql', schema });
  if (!there.ok) return `refused: ${there.errors[0]?.message}`;
  const losses = there.notes.filter((n) => n.grade !== 'rewritten' && !NOT_HERE.test(n.message));
  if (losses.length > 0) return `${losses[0]?.grade}: ${losses[0]?.message}`;
  const ran = ([text, lang]: readonly [string, 'kql' | 'esql']): ReturnType<typeof readInlineTable> => {
    const r = run(text, { lang, tables, now: '2026-01-20T12:00:00Z', noImplicitLimit: lang === 'esql' });
    if (!r.ok) throw new Error(`${text}: ${r.errors[0]?.message}`);
    return readInlineTable('rows', { columns: r.columns, rows: r.rows }, lang);
  };
  const { plan } = planOf(query, 'kql', environmentOf(tableSource(new Map(Object.entries(tables).map(([n, t]) => [n, readInlineTable(n, t, 'kql')])))));
  const apart = difference(ran([query, 'kql']), ran([there.query, 'esql']), plan);
  return apart === undefined ? undefined : `${there.query}\n${apart}`;
}

describe.each(Object.entries({ ...Object.fromEntries(Object.entries(QUERIES).map(([what, list]) => [what, list.map((c) => `T | where ${c} | project i`)])), stages: STAGES }))('%s', (_, queries) => {
  it.each(queries)('%s', (query) => {
    expect(flaw(query, null)).toBeUndefined();
    expect(flaw(query, '')).toBeUndefined();
  });
});

it('columns of unknown type are tested for null', () => {
  const texts = ['isnull(x)', 'isnotnull(x)', 'isnull(x.y)', 'isnotnull(x) and not(isnull(y))'].map((c) => translate(`T | where ${c}`, { from: 'kql', to: 'esql' }));
  expect(texts.map((t) => (t.ok ? t.query.split('WHERE ')[1]?.trim() : 'refused'))).toEqual(['x IS NULL', 'x IS NOT NULL', 'x.y IS NULL', 'x IS NOT NULL AND y IS NOT NULL']);
});
