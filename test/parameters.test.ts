import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { type DialectId, parse, run, translate } from '../src/index.js';
import type { ParameterValue } from '../src/semantics/environment.js';
import { CASE_NOW, CASE_TABLES } from './support/case-file.js';
import { eskql } from './support/cli.js';
import { hold } from './support/hold.js';

type Values = Readonly<Record<string, ParameterValue>>;
const answer = (query: string, lang: DialectId, values: Values = {}): ReturnType<typeof run> =>
  run(query, { lang, tables: CASE_TABLES, now: CASE_NOW, parameters: new Map(Object.entries(values)) });
const other = (lang: DialectId): DialectId => (lang === 'kql' ? 'esql' : 'kql');
const translated = (query: string, from: DialectId, values: Values = {}): ReturnType<typeof translate> =>
  translate(query, { from, to: other(from), parameters: new Map(Object.entries(values)), noImplicitLimit: true });

/** Code and the text at its place. */
const errorsOf = (query: string, a: { readonly ok: boolean; readonly errors?: readonly { readonly code: string; readonly span: readonly [number, number] }[] }): string =>
  (a.errors ?? []).map((e) => `${e.code} ${query.slice(...e.span)}`).join(', ');

describe('a value that is missing, or none of its type, is an error at its place', () => {
  it.each<[lang: DialectId, query: string, values: Values, errors: string]>([
    ['esql', 'ROW a = ?p', {}, 'unknown-parameter ?p'],
    ['esql', 'ROW a = ?, b = ?, c = ?', { 2: 1 }, 'unknown-parameter ?, unknown-parameter ?'],
    ['esql', 'FROM logs | LIMIT ?n', {}, 'unknown-parameter ?n'],
    ['esql', 'FROM logs | LIMIT ?n', { n: 'x' }, 'type-mismatch LIMIT ?n'],
    ['esql', 'FROM logs | KEEP ??f', {}, 'unknown-parameter ??f'],
    ['esql', 'FROM logs | KEEP ??f', { f: 1 }, 'parameter-value ??f'],
    ['esql', 'FROM logs | KEEP ??f', { f: 'nope' }, 'unknown-column ??f'],
    ['esql', 'FROM logs | WHERE KQL(?q)', {}, 'unknown-parameter ?q'],
    ['esql', 'ROW a = ?p', { p: [] }, 'parameter-value ?p'],
    ['esql', 'ROW a = ?p, b = ?, c = ?', { p: 1, 1: 1, 2: 2 }, 'parameter-styles ?'],
    ['esql', 'ROW a = ?1, b = ??p', { 1: 1, p: 'a' }, 'parameter-styles ??p'],
    ['esql', 'ROW a = ?p', { p: [1, 'a'] }, 'parameter-value ?p'],
    ['esql', 'ROW a = ?p', { p: 2 ** 53 }, 'parameter-value ?p'],
    ['esql', 'ROW a = ?p', { p: { type: 'ip', value: '1.2.3' } }, 'parameter-value ?p'],
    ['esql', 'ROW a = ?p', { p: { type: 'nope', value: '1' } }, 'parameter-value ?p'],
    ['kql', 'declare query_parameters(n:long); print n', {}, 'unknown-parameter n:long'],
    ['kql', 'declare query_parameters(n:long); print n', { n: '1.5' }, 'parameter-value n:long'],
    ['kql', 'declare query_parameters(n:long); print n', { n: '1) | take 0 //' }, 'parameter-value n:long'],
    ['kql', 'declare query_parameters(n:int); print n', { n: 2 ** 40 }, 'parameter-value n:int'],
    ['kql', 'declare query_parameters(n:long); print n', { n: 2 ** 53 }, 'parameter-value n:long'],
    ['kql', 'declare query_parameters(t:timespan); print t', { t: 5 }, 'parameter-value t:timespan'],
    ['kql', 'declare query_parameters(t:datetime); print t', { t: 'now()' }, 'parameter-value t:datetime'],
    ['kql', 'declare query_parameters(b:bool); print b', { b: 'maybe' }, 'parameter-value b:bool'],
    ['kql', 'declare query_parameters(s:string); print s', { s: ['a'] }, 'parameter-value s:string'],
  ])('%s %s with %j', (lang, query, values, errors) => {
    expect(errorsOf(query, answer(query, lang, values))).toBe(errors);
  });
});

test('values have the declared types in KQL', () => {
  const query = 'declare query_parameters(i:int, l:long, r:real, b:bool, s:string, d:datetime, t:timespan, y:dynamic, g:guid, n:long = 4); print i, l, r, b, s, d, t, y, g, n';
  const values: Values = { i: '7', l: 9007199254740993n, r: 3, b: 'true', s: '"; drop', d: 'datetime(2026-01-31)', t: 'time(1.02:00:00)', y: '{"a": [1]}', g: '74be27de-1e4e-49d9-b579-fe0b331d3642' };
  const r = answer(query, 'kql', values);
  expect(r.ok && r.columns.map((c) => c.type)).toEqual(['int', 'long', 'real', 'bool', 'string', 'datetime', 'timespan', 'dynamic', 'guid', 'long']);
  expect(r.ok && r.rows).toEqual([[7, '9007199254740993', 3, true, '"; drop', '2026-01-31T00:00:00Z', '1.02:00:00', { a: [1] }, '74be27de-1e4e-49d9-b579-fe0b331d3642', 4]]);
});

test('values have their own types in ES|QL, and a list is one value of several', () => {
  const query = 'ROW a = ?a, b = ?b, c = ?c, d = ?d, e = ?e, f = ?f, g = ?g, h = ?h';
  const r = answer(query, 'esql', { a: 1, b: 2n ** 63n, c: 1.5, d: 'x', e: true, f: [1, 2 ** 40], g: { type: 'datetime', value: '2026-01-31' }, h: { type: 'double', value: '2' } });
  expect(r.ok && r.columns.map((c) => c.type)).toEqual(['integer', 'unsigned_long', 'double', 'keyword', 'boolean', 'long', 'date', 'double']);
  expect(r.ok && r.rows).toEqual([[1, '9223372036854775808', 1.5, 'x', true, [1, 2 ** 40], '2026-01-31T00:00:00Z', 2]]);
});

test('anonymous parameters are counted as they stand in the text', () => {
  const r = answer('FROM logs | WHERE id == ? OR id == ? | SORT id | KEEP id | LIMIT ?', 'esql', { 1: 7, 2: 3, 3: 1 });
  expect(r.ok && r.rows).toEqual([[3]]);
});

/** Queries over one text, in both languages. */
const TEXTS: readonly (readonly [DialectId, string])[] = [
  ['kql', 'declare query_parameters(p:string); logs | where user == p or host != p | project id'],
  ['kql', 'declare query_parameters(p:string); logs | extend x = strcat(p, "|", user) | where x contains p and path !has p | project id, x'],
  ['kql', 'declare query_parameters(p:string); logs | where isempty(p) or user =~ p | summarize n = count() by p'],
  ['esql', 'FROM logs | WHERE user == ?p OR host != ?p | KEEP id'],
  ['esql', 'FROM logs | EVAL x = COALESCE(?p, user), y = ?p IS NULL, z = LOCATE(user, ?p) | WHERE user NOT IN (?p, "bo") | KEEP id, x, y, z'],
  ['esql', 'FROM logs | EVAL x = CONCAT(?p, "|", user) | WHERE STARTS_WITH(x, ?p) OR ?p == "" | KEEP id, x'],
];

const values = fc.oneof(fc.string({ maxLength: 6 }), fc.constantFrom('ana', 'web-1', '', '"', '\\', "'", '" or true //', '?p', '{p}', '"""', '\n', 'a | drop id', '`x`', '$0'));
const sorted = (a: ReturnType<typeof run>): unknown => (a.ok ? a.rows.map((r) => JSON.stringify(r.map((v, i) => [a.columns[i]?.name, v ?? '']).sort())).sort() : a.errors);

describe.each(TEXTS)('%s %s', (lang, query) => {
  it('gives the rows of its translation, and of the one with the value in it', () => {
    hold(`parameters ${query}`, fc.property(values, (p) => {
      const rows = sorted(answer(query, lang, { p }));
      const [there, within] = [translated(query, lang), translated(query, lang, { p })];
      if (!there.ok || !within.ok) throw new Error(JSON.stringify([there, within]));
      expect(sorted(answer(there.query, other(lang), { p }))).toEqual(rows);
      expect(sorted(answer(within.query, other(lang)))).toEqual(rows);
    }), 1 / 25);
  });

  it('comes back the same', () => {
    const there = translated(query, lang);
    const back = there.ok ? translated(there.query, other(lang)) : there;
    const again = back.ok ? translated(back.query, lang) : back;
    expect(again.ok && parse(again.query, { lang: other(lang) }).ok).toBe(true);
    for (const p of ['ana', '', 'web-1']) expect(back.ok && sorted(answer(back.query, lang, { p }))).toEqual(sorted(answer(query, lang, { p })));
  });
});

test('a value is a name where the query asks for one, whatever signs it has', () => {
  const t = translated('FROM T | WHERE ??f == 1', 'esql', { f: 'a"] == 1 or ["b' });
  expect(t.ok && t.query).toBe(`T\n| where ['a"] == 1 or ["b'] == 1`);
});

test.each<[query: string, declared: string]>([
  ['FROM T | WHERE @timestamp >= ?a', 'a:datetime'],
  ['FROM T | WHERE x == ?a::integer', 'a:int'],
  ['FROM T | WHERE x > TO_DOUBLE(?a)', 'a:real'],
  ['FROM T | WHERE ?a', 'a:bool'],
  ['FROM T | WHERE x LIKE "a*" AND CONCAT(x, ?a) == "ab"', 'a:string'],
  ['FROM T | LIMIT ?a', 'a:long'],
  ['FROM T | EVAL y = LENGTH(x) | WHERE y > ?a', 'a:long'],
  ['FROM T | WHERE t > NOW() - TO_TIMEDURATION(?a)', 'a:timespan'],
  ['FROM T | WHERE x IN ("a", ?a)', 'a:string'],
  ['FROM T | WHERE LENGTH(x) == ?a AND y == ?a + 1.5', 'a:long'],
])('%s declares %s', (query, declared) => {
  const t = translated(query, 'esql');
  expect(t.ok && t.query).toContain(`declare query_parameters(${declared});`);
  expect(t.ok && t.notes.filter((n) => /type/.test(n.message))).toEqual([]);
});

test.each<[from: DialectId, query: string, place: string, hint: RegExp]>([
  ['esql', 'FROM T | WHERE host.name RLIKE ?p', 'host.name RLIKE ?p', /^with the value of the parameter .* -p p=VALUE/],
  ['esql', 'FROM T | KEEP ??f', '??f', /^it stands for a name .* -p f=VALUE/],
  ['kql', 'declare query_parameters(w:timespan); T | summarize count() by bin(t, w)', 'bin(t, w)', /-p w=VALUE/],
  ['kql', 'declare query_parameters(l:dynamic); T | where x in (l)', 'l', /-p l=VALUE/],
])('%s %s is refused, saying what to do', (from, query, place, hint) => {
  const t = translated(query, from);
  const [first] = t.ok ? [] : t.errors;
  expect(first && query.slice(...first.span)).toBe(place);
  expect(first?.hint).toMatch(hint);
});

test('with values, what needs them is translated', () => {
  const list = translated('declare query_parameters(l:dynamic); T | where x in (l)', 'kql', { l: ['a', 'b'] });
  expect(list.ok && list.query).toBe('FROM T\n| WHERE x IN ("a", "b")');
  const width = translated('declare query_parameters(w:timespan); T | summarize n = count() by t = bin(t, w)', 'kql', { w: '1h' });
  expect(width.ok && width.query).toContain('DATE_TRUNC(1 hour, t)');
});

test('a product without the statement is told so, with what to do', () => {
  const t = translate('FROM T | WHERE x == ?p', { from: 'esql', to: 'kql', target: 'sentinel' });
  expect(t.ok ? [] : t.errors.map((e) => [e.code, e.span, /-p p=VALUE/.test(e.hint ?? '')])).toEqual([['op-refused', [20, 22], true]]);
});

test.each<[query: string, told: readonly (readonly [string, RegExp])[]]>([
  ['T | where TimeGenerated {TimeRange} | where a in ({Hosts:value}) and b == {Who}', [['{TimeRange}', /such as > ago/], ['{Hosts:value}', /declare query_parameters\(Hosts:/], ['{Who}', /declare query_parameters\(Who:/]]],
  ['let f = () {T}; f | make-series count() on t from {R:start} to {R:end} step {R:grain}', [['{R:start}', /R_start:datetime/], ['{R:end}', /R_end:datetime/], ['{R:grain}', /width/]]],
  ['{Table} | take 1', [['{Table}', /the table/]]],
])('%s names the parameters of the workbook', (query, told) => {
  const t = translated(query, 'kql');
  expect(t.ok ? [] : t.errors.map((e) => `${e.code} ${query.slice(...e.span)}`)).toEqual(told.map(([name]) => `syntax-parameter ${name}`));
  told.forEach(([, hint], i) => expect(t.ok ? '' : t.errors[i]?.hint).toMatch(hint));
});

test('a text that is a placeholder is one, with a word about it', () => {
  const query = 'logs | where user == "{User:label}" or host == "{0}" | count';
  const r = answer(query, 'kql');
  expect(r.ok && [r.rows, r.warnings.map((w) => `${w.code} ${query.slice(...w.span)}`)]).toEqual([[[0]], ['text-placeholder "{User:label}"']]);
  const t = translated(query, 'kql');
  expect(t.ok && t.notes.map((n) => [n.grade, query.slice(...n.span)])).toEqual([['different', '"{User:label}"']]);
});

test('a shell keeps values', () => {
  const said = eskql(['repl', '-l', 'esql'], ':param p=7\nROW a = ?p + 1\n:param p=\nROW a = ?p\n:param\n');
  expect(said.out + said.err).toMatch(/\b8\b[\s\S]*unknown-parameter[\s\S]*no parameters/);
});

test('the command line takes values, and types where they do not show', () => {
  const row = (...args: string[]): unknown => JSON.parse(eskql(['run', '-q', 'ROW a = ?a, b = ?b, c = ?c', '-l', 'esql', '-o', 'json', ...args]).out);
  expect(row('-p', 'a=x=y', '-p', 'b=1.0', '-p', 'c:ip=1.2.3.4')).toEqual([{ a: 'x=y', b: 1, c: '1.2.3.4' }]);
  const query = ['-q', 'declare query_parameters(s:string, n:long); T | where a == s and b == n'];
  expect(eskql(['translate', ...query, '-f', 'kql', '-p', 's=1.0', '-p', 'n=0042']).out).toContain('"1.0" AND b == 42');
  expect(eskql(['translate', ...query, '-f', 'kql', '-p', 'n=x']).err).toContain('error[parameter-value]');
  expect(eskql(['check', ...query, '-l', 'kql', '-p', 'n=x']).code).toBe(1);
  expect(eskql(['explain', ...query, '-l', 'kql', '-p', 'n=7']).out).toContain('7');
});

test('a request keeps all digits of its values', () => {
  const request = '{"op":"run","lang":"esql","query":"ROW a = ?a, b = 7 / ?b","options":{"parameters":{"a":9007199254740993,"b":2.0}}}';
  expect(JSON.parse(eskql(['batch'], request).out)).toMatchObject({ rows: [['9007199254740993', 3.5]] });
});
