import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { run, translate } from '../src/index.js';

/** What data may hold: letters of both cases and beyond ASCII, digits, and signs that mean something in patterns. */
const words = fc.string({ unit: fc.constantFrom('a', 'B', 'é', 'Ж', '7', '.', '-', ' ', '_', '\\', '|', '(', ']', '$', '^', '*', '"', '\n', '😀', 'E', 'Q'), maxLength: 6 });
const texts = fc.array(words, { minLength: 1, maxLength: 4 }).map((w) => w.join(' '));
const schema = { T: { id: 'long', x: 'string', y: 'string' }, U: { k: 'string', n: 'long' } };
const now = '2026-01-01T00:00:00Z';

type Row = readonly (string | number | null)[];
const inKusto = (t: readonly Row[], u: readonly Row[]) => ({
  T: { columns: [{ name: 'id', type: 'long' }, { name: 'x', type: 'string' }, { name: 'y', type: 'string' }], rows: t },
  U: { columns: [{ name: 'k', type: 'string' }, { name: 'n', type: 'long' }], rows: u },
});
/** In an index a missing text is null. */
const inElasticsearch = (t: readonly Row[], u: readonly Row[]) => {
  const missing = (rows: readonly Row[]): Row[] => rows.map((r) => r.map((v) => (v === '' ? null : v)));
  return {
    T: { columns: [{ name: 'id', type: 'long' }, { name: 'x', type: 'keyword' }, { name: 'y', type: 'keyword' }], rows: missing(t) },
    U: { columns: [{ name: 'k', type: 'keyword' }, { name: 'n', type: 'long' }], rows: missing(u) },
  };
};

/** The ids that a query gives in both dialects. */
function answers(query: string, t: readonly Row[], u: readonly Row[]): readonly unknown[] {
  const there = translate(query, { from: 'kql', to: 'esql', schema });
  if (!there.ok) throw new Error(JSON.stringify(there.errors));
  expect(there.notes.filter((n) => n.grade !== 'rewritten')).toEqual([]);
  return [run(query, { lang: 'kql', tables: inKusto(t, u), now }), run(there.query, { lang: 'esql', tables: inElasticsearch(t, u), now })].map((a) => (a.ok ? a.rows : a.errors));
}

const QUERIES = [
  'T | where x has_any ((U | project k))',
  'T | where not(x has_any ((U | project k)))',
  'T | where x has_any ((U | where n > 0 | project k)) or x has_any ((U | where n <= 0 | project k))',
  'let l = toscalar(U | summarize make_set(k)); T | where x has_any (l)',
  'let l = U | distinct k; T | where x has_any (l) | where y has_any (l)',
  'T | where x has y', 'T | where x has_cs y', 'T | where x !has y', 'T | where x hasprefix y', 'T | where x hassuffix y', 'T | where x !hasprefix_cs y',
  'T | where x contains y', 'T | where x startswith y', 'T | where x endswith_cs y',
];

describe.each(QUERIES)('%s', (query) => {
  test('gives the same rows in both dialects', () => {
    fc.assert(fc.property(fc.array(fc.tuple(texts, words), { maxLength: 6 }), fc.array(fc.tuple(words, fc.integer({ min: -1, max: 1 })), { maxLength: 4 }), (rows, needles) => {
      const [kql, esql] = answers(`${query} | project id | sort by id asc`, rows.map((r, i) => [i, ...r]), needles);
      expect(esql).toEqual(kql);
    }), { numRuns: 60 });
  });
});

describe.each([
  'T | extend l = split(y, " ") | where x has_any (l)', 'T | extend l = split(y, " ") | where not(x has_any (l, "a"))',
  'T | extend l = split(y, " ") | where x in (l)', 'T | extend l = split(y, " ") | where x !in~ (l)',
])('%s', (query) => {
  test('gives the same rows in both dialects', () => {
    fc.assert(fc.property(fc.array(fc.tuple(words, texts), { maxLength: 6 }), (rows) => {
      const [kql, esql] = answers(`${query} | project id | sort by id asc`, rows.map((r, i) => [i, ...r]), []);
      expect(esql).toEqual(kql);
    }), { numRuns: 60 });
  });
});

const patterns = fc.array(fc.constantFrom('a', 'B', '.', '\\d', '\\w+', '[a-c]', '(a|B)', '(?:é+)', '\\.', '\\b', '(?i)b', '-'), { minLength: 1, maxLength: 4 }).map((p) => p.join('')).filter((p) => p !== '\\b');

describe.each(['T | where x matches regex y', 'T | where not(x matches regex y)', 'T | extend z = extract(y, 0, x)', 'T | extend z = replace_regex(x, y, @"<\0$\\>")', 'T | extend z = replace(y, @"\0\0", x)'])('%s', (query) => {
  test('gives the same rows in both dialects', () => {
    const lines = texts.map((t) => t.replace(/\n/g, 'a'));
    fc.assert(fc.property(fc.array(fc.tuple(lines, patterns), { maxLength: 6 }), (rows) => {
      const [kql, esql] = answers(`${query} | project-away x, y | sort by id asc`, rows.map((r, i) => [i, ...r]), []);
      expect(JSON.stringify(esql).replaceAll('null', '""')).toEqual(JSON.stringify(kql));
    }), { numRuns: 60 });
  });
});

test('patterns put together of constants are constants', () => {
  const there = translate('T | where x matches regex strcat("^(", strcat_array(dynamic(["ab", "cd"]), "|"), ")") and y has_any (split("k l", " "))', { from: 'kql', to: 'esql', schema });
  expect(there.ok && there.query).toContain('x RLIKE "(ab|cd).*"');
});

test('values of other pipelines stand on every row, also behind sorting and taking', () => {
  const t: Row[] = [[1, 'a', 'b'], [2, 'c', ''], [3, 'c', 'b']];
  const u: Row[] = [['c', 2], ['d', 1]];
  const [kql, esql] = answers('let m = toscalar(U | summarize max(n)); T | sort by id desc | take 2 | extend more = m > 1, sum = id + m | where id >= m | project id, sum, more | sort by id asc', t, u);
  expect(kql).toEqual([[2, 4, true], [3, 5, true]]);
  expect(esql).toEqual(kql);
});

test('a value of no rows is null', () => {
  const [kql, esql] = answers('T | extend m = toscalar(U | where n > 5 | project n | take 1) | project id, m | sort by id asc', [[1, 'a', 'b']], [['c', 2]]);
  expect(kql).toEqual([[1, null]]);
  expect(esql).toEqual(kql);
});

test.each([
  ['9.3', false], ['9.4', true],
])('Elasticsearch %s', (target, ok) => {
  expect(translate('T | extend m = toscalar(U | count)', { from: 'kql', to: 'esql', schema, target }).ok).toBe(ok);
});
