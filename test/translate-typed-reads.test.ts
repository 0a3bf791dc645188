import { expect, test } from 'vitest';
import { run, translate } from '../src/index.js';
import { prove } from './proof/prove.js';

/** Queries over tables of which nothing is published: the rows of both sides are compared, and some come back. */
test.each<[query: string, contained: string]>([
  ['R | where p.at < ago(5m)', 'TO_DATETIME(p.at) <'],
  ['R | extend at = p.at | where at between (ago(1d) .. now())', 'TO_DATETIME(at) >='],
  ['R | where p.ok == true or p.ok == "no"', 'TO_STRING(p.ok) == "true" OR TO_STRING(p.ok) == "no"'],
  ['R | where p.code == 0 or p.code == "x"', 'TO_STRING(p.code) == "0"'],
  ['R | where p.code == 0', 'p.code == 0'],
  ['R | extend half = p.now / todouble(p.most)', 'p.now / TO_DOUBLE(p.most)'],
  ['R | where p.low < p.high / 2 or p.low == 1', 'p.low < p.high / 2'],
  ['R | extend n = iff(k has "a", toint(x), dynamic(""))', 'null'],
  ['R | extend b = p.b | summarize b = make_set(b) by k | extend b = tostring(b) | distinct b', 'MV_CONCAT(TO_STRING(b), "␞")'],
  ['R | extend p = tostring(p.user.name)', '| DROP p.*'],
  ['R | extend parts = split(name, ".") | extend end = parts[array_length(parts) - 1]', 'end = MV_LAST(parts)'],
  ['R | where ipv4_is_match("10.0.0.0", address, 8)', 'CIDR_MATCH(TO_IP(address), "10.0.0.0/8")'],
  ['R | extend other = not(ipv4_is_match(address, "10.1.2.3"))', 'CIDR_MATCH(TO_IP(address), "10.1.2.3/32")'],
  ['let none = datatable(a: string, n: long)[]; union none, (R | project a, n = tolong(n))', '(ROW a = TO_STRING(null), n = TO_LONG(null) | LIMIT 0)'],
  ['let l = R | summarize make_set(k) by g | project set_k; R | where k in (l)', '| MV_EXPAND set_k'],
])('%s', (query, contained) => {
  const { verdict, text, rows } = prove(query, 'kql');
  expect(text?.replace(/\s+/g, ' ')).toContain(contained);
  expect({ verdict: verdict === 'graded' ? 'equal' : verdict, rows: rows > 0 }).toEqual({ verdict: 'equal', rows: true });
});

test('arrays among the rows of `in` count by their elements', () => {
  const query = 'let l = datatable(y: dynamic)[dynamic(["a", "b"]), dynamic(["c", ["d"]])]; datatable(x: string)["a", "z", "c", "d"] | where x in (l)';
  expect(run(query, { lang: 'kql', tables: {}, now: '2026-01-01T00:00:00Z' })).toMatchObject({ ok: true, rows: [['a'], ['c'], ['d']] });
});

const schema = { A: { id: 'long', x: 'long', o: 'dynamic' }, B: { id: 'long', x: 'string', o: 'string' } } as const;

/** What KQL calls a column of two types in a union is its name in the translation. */
test.each<[query: string, contained: string, notes: number]>([
  ['union A, B | where x_string == "v" | project id', '(FROM B | RENAME x AS x_string)', 0],
  ['union (A | where id == 1), (B | where id == 2) | project x_long, x_string', 'WHERE id == 1 | RENAME x AS x_long', 0],
  ['union A, B | where o_dynamic.code == 0 | project id', '(FROM A | RENAME x AS x_long | EVAL o_dynamic.code = o.code)', 0],
  ['union withsource=t A, B | project t, x_long', 'EVAL t = "A"', 0],
  ['union A, B | project id', 'FROM A, B', 0],
  ['union A, B | project-away x_long, x_string', 'o AS o_string', 1],
])('%s', (query, contained, notes) => {
  const t = translate(query, { from: 'kql', to: 'esql', schema });
  expect(t).toMatchObject({ ok: true });
  expect(t.ok && t.query.replace(/\s+/g, ' ')).toContain(contained);
  expect(t.notes?.filter((n) => n.grade !== 'rewritten')).toHaveLength(notes);
});

test('a row of each group keeps the columns that a join needs to name those of the other side', () => {
  const schemas = { A: { id: 'long', k: 'string', at: 'datetime', name: 'string' }, B: { k: 'string', name: 'string' } } as const;
  const t = translate('A | summarize arg_max(at, *) by id | join kind=inner B on k | project name1', { from: 'kql', to: 'esql', schema: schemas });
  expect(t.ok && t.query).toContain('COALESCE(name, "")');
});

test('objects that the left side of a join has no more are read on the right side', () => {
  const schemas = { A: { k: 'string', o: 'dynamic' } } as const;
  const t = translate('A | project k, mine = o, m = o.x | join kind=inner (A | where o.y == 1) on k | project k, o, tostring(o.x)', { from: 'kql', to: 'esql', schema: schemas });
  expect(t.ok && t.query.match(/o = JSON_EXTRACT\(_source, "o"\)/g)).toHaveLength(1);
});

test.each(['CASE(a == 1, 2, "x")', 'COALESCE(a, "x")', 'CASE(a == 1, NOW(), 5)'])('%s is refused: values of one type alone are chosen from', (e) => {
  const r = run(`ROW a = 1 | EVAL x = ${e}`, { lang: 'esql', tables: {}, now: '2026-01-01T00:00:00Z' });
  expect(r).toMatchObject({ ok: false, errors: [{ code: 'argument-type' }] });
});

test.each<[query: string, parameters: readonly string[]]>([
  ['T | where at {TimeRange} and a in ({Names:label})', ['{TimeRange}', '{Names:label}']],
  ['T | where a in ({Names}) | where b == {Other.value}', ['{Names}', '{Other.value}']],
])('%s says which parameters it has', (query, parameters) => {
  const t = translate(query, { from: 'kql', to: 'esql' });
  const told = t.ok ? [] : t.errors.filter((e) => e.code === 'syntax-parameter').map((e) => query.slice(e.span[0], e.span[1]));
  expect(told.length).toBeGreaterThan(0);
  expect(parameters).toEqual(expect.arrayContaining(told));
  expect(t.ok ? [] : t.errors.map((e) => e.code)).not.toContain('syntax-unexpected');
});

test('a column that one join has left out is dropped where a later one makes it', () => {
  const schemas = { S: { k: 'string', u: 'string', f: 'long' } } as const;
  const query = 'S | summarize w = count() by k | join kind=inner (S | summarize q = sum(f) by k, u) on k | project k, u, w | join kind=inner (S | summarize n = count() by k) on k | project-away k1';
  const t = translate(query, { from: 'kql', to: 'esql', schema: schemas });
  expect(t.ok && t.query.replace(/\s+/g, ' ')).toMatch(/\bDROP [^|]*\bk1\b|^(?!.*\bk1\b)/);
});
