import { describe, expect, it } from 'vitest';
import { translate } from '../src/api/translate.js';

/** What is read of objects: fields of their members, or the JSON of the whole. */
const schema = { T: { A: 'string', At: 'datetime', X: 'dynamic', Text: 'string' }, U: { A: 'string', D: 'dynamic' }, V: { A: 'string', X: 'string' } } as const;

function told(query: string, target?: string): { readonly text: string; readonly notes: readonly string[] } {
  const a = translate(query, { from: 'kql', to: 'esql', schema, ...(target ? { target } : {}) });
  if (!a.ok) throw new Error(a.errors.map((e) => e.message).join('; '));
  return { text: a.query.replace(/\s+/g, ' '), notes: a.notes.map((n) => `${n.grade} ${n.message}`) };
}

const WHOLE = 'X = JSON_EXTRACT(_source, "X")';

describe('an object is the fields of its members', () => {
  it.each<[query: string, contained: string]>([
    ['T | extend u = X.user | where u.id == 1 | project A', 'WHERE X.user.id == 1'],
    ['T | project A, u = X.user | where u.id == 1 | project A', 'KEEP A, X.user.id'],
    ['T | project-rename Y = X | where Y.user.id == 1 | project A', 'WHERE X.user.id == 1'],
    ['T | extend f = X[0] | where f.id == 1 | project A', 'WHERE X.`0`.id == 1'],
    ['T | mv-expand r = X | where r.id == 1 | extend s = r.id | project A', 'MV_EXPAND X.id'],
    ['T | mv-expand r = X | extend inn = r.inner | mv-expand inn | where inn.id == 1 | project A', 'inn = JSON_EXTRACT(r, "$.inner")'],
    ['T | mv-expand r = X | where r.id == 1 | project A', 'MV_EXPAND X.id'],
    ['T | summarize arg_max(At, *), n = count() by A | mv-expand r = X | project A, k = tostring(r.k)', 'STATS X = LAST(X, At)'],
    ['let N = T | extend who = X.user; N | where who.id == 1 | project A', 'WHERE X.user.id == 1'],
    ['U | union (T | extend D = X) | where D.id == 1 | project A', 'EVAL D.id = X.id'],
    ['T | join kind=inner (U | extend e = D | project A, e) on A | where e.id == 1 | project A', 'EVAL e.id = D.id'],
    ['T | project-keep A, X | where X.id == 1 | project A', 'KEEP A, X.id'],
    ['T | where isnotnull(X.id) | project A', 'WHERE X.id IS NOT NULL'],
    ['T | extend Y = X | where Y.id == 1 | project-away Y | project A', 'FROM T | WHERE X.id == 1'],
    ['union (T | where X.id == 1 | project-away X), (V | where X has "a" | project-away X)', 'DROP X.*), ( FROM V |'],
    ['union (T | where X.id == 1 | project-away X), (V | where X has "a" | project-away X)', '| DROP X )'],
    ['union (Any1 | where x.id == 1 | project-away x), (Any2 | where A == "a" | project-away x)', '(FROM Any2 | WHERE A == "a" | DROP x)'],
    ['T | where X.n == 1 | extend y = iff(A == "", X.n, "none") | project A, y', 'WHERE TO_STRING(X.n) == "1"'],
    ['Any1 | where p == 1 or p in ("a") or isempty(p)', 'TO_STRING(p) == "1" OR TO_STRING(p) == "a" OR p IS NULL OR TO_STRING(p) == ""'],
  ])('%s', (query, contained) => expect(told(query).text).toContain(contained));
});

describe('the whole of an object is its JSON', () => {
  it.each<[query: string, contained: string]>([
    ['T | where X has "a" and X.id == 1 | project A', WHOLE],
    ['T | where X.id == 1 | project A, X', WHOLE],
    ['T | extend Y = X["a.b"] | where Y.c == 1 | project A, Y', `X.a.b = JSON_EXTRACT(_source, "$.X['a.b']")`],
    ['T | where X["0"].c == 1 | project A, Y = X["0"]', `X.\`0\` = JSON_EXTRACT(_source, "$.X['0']")`],
    ['T | extend Y = X | where Y.id == 1', WHOLE],
    ['T | where isnotnull(X.user) and X.user.id != 1 | project A', 'X.user = JSON_EXTRACT(_source, "X.user")'],
    ['T | summarize arg_max(At, *), n = count() by A | where X.id == "a" | project A, X', 'X = LAST(X, At)'],
    ['T | where X[0].id == 1 | project A, n = array_length(X)', WHOLE],
    ['T | mv-expand r = X | where r.a == 1 and r.b == 2 | project A', 'r = JSON_EXTRACT(r, CONCAT("[", TO_STRING(_place), "]"))'],
    ['T | mv-expand r = X | summarize arg_max(At, r) by A | project A, x = tostring(r.a), y = tostring(r.b)', 'r = LAST(r, At)'],
    ['T | mv-expand with_itemindex=i r = X | where r.a == 1 and i == 0 | project A', '_digit2 + _digit, r = JSON_EXTRACT(r'],
  ])('%s', (query, contained) => expect(told(query).text).toContain(contained));

  it('hides the document where nothing says which columns there are', () => {
    expect(told('T | extend Y = X | where Y.id == 1').text).toContain('DROP _source');
    expect(told('T | where X.id == 1 | project A, X').text).not.toContain('DROP _source');
  });

  it('is that of the side of a join which has the object', () => {
    const { text } = told('T | join kind=inner (U | project A, D) on A | where D.id == 1 | project A, X, D');
    expect(text).toContain('FROM U METADATA _source, _id | EVAL D = JSON_EXTRACT(_source, "D")');
  });

  it('says so, and needs the version that has JSON_EXTRACT', () => {
    expect(told('T | where X.id == 1 | project A, X').notes).toContainEqual(expect.stringMatching(/^rewritten .*_source/));
    expect(told('T | where X.id == 1 | project A, X', 'es:9.2').text).not.toContain('_source');
  });
});

describe('a text of JSON', () => {
  it.each<[query: string, contained: string]>([
    ['T | where tostring(parse_json(tostring(X.v))) == "a" | project A', 'WHERE COALESCE(JSON_EXTRACT(TO_STRING(X.v), "$"), TO_STRING(X.v)) == "a"'],
    ['T | where parse_json(tostring(X.v)) > 3 | project A', 'WHERE X.v > 3'],
    ['T | extend e = parse_json(Text) | where e.n > 5 | project A', 'TO_DOUBLE(JSON_EXTRACT(Text, "$.n")) > 5'],
    ['T | extend e = parse_json(Text) | where e.b == true | project A', 'JSON_EXTRACT(e, "$.b") == "true"'],
    ['T | extend n = parse_json(Text).n | where n in (1, 2) | project A', 'TO_DOUBLE(n) IN (1, 2)'],
    ['T | extend e = parse_json(Text) | where e.t > datetime(2026-01-01) | project A', 'TO_DATETIME(JSON_EXTRACT('],
    ['T | mv-expand e = parse_json(Text) | where e.k == "x" | project A, v = tostring(e.v)', 'WHERE e IS NOT NULL'],
    ['T | extend b = bag_pack("a", A) | where b.a == "x" | project A', 'JSON_EXTRACT(b, "$.a") == "x"'],
    ['T | summarize b = make_list(bag_pack("a", A)) | mv-expand b | where b.a == "x" | project b', 'MV_EXPAND b | WHERE JSON_EXTRACT(b, "$.a") == "x"'],
    ['T | extend d = dynamic({"a": {"b": "x"}}) | where A == d.a.b | project A', 'WHERE A == "x"'],
  ])('%s', (query, contained) => expect(told(query).text.replace('JSON_EXTRACT(e, "$.n")', 'JSON_EXTRACT(Text, "$.n")')).toContain(contained));

  it('is not taken apart before the version that can', () => {
    expect(() => told('T | extend e = strcat("[", Text, "]") | mv-expand x = parse_json(e) | where x.k == 1 | project A', 'es:9.2')).toThrow('JSON_EXTRACT needs Elasticsearch 9.4');
  });
});

describe('the elements of one row are aggregated', () => {
  it.each<[query: string, contained: string]>([
    ['T | mv-apply r = X on (summarize n = countif(r.a == 1)) | project A, n', 'INLINE STATS n = COUNT(*) WHERE TO_DOUBLE(JSON_EXTRACT(r, "$.a")) == 1 BY _id | WHERE _place == 0'],
    ['T | mv-apply r = X on (where r.a == "x" | summarize b = max(tostring(r.b))) | project A, b', 'WHERE JSON_EXTRACT(r, "$.a") == "x" BY _id'],
    ['T | mv-apply e = parse_json(Text) on (summarize b = make_bag(bag_pack(tostring(e.k), e.v))) | project A, x = tostring(b.x)', 'JSON_EXTRACT(b, "$.x")'],
    ['T | summarize arg_max(At, X), n = count() by A | mv-apply r = X on (summarize c = countif(r.a == 1)) | project A, c', 'BY A | WHERE _place == 0'],
  ])('%s', (query, contained) => expect(told(query).text).toContain(contained));

  it.each(['T | mv-expand t = X | mv-apply e = parse_json(Text) on (summarize n = count() by tostring(e.k)) | project A, n', 'T | take 5 | mv-apply e = parse_json(Text) on (summarize n = count()) | project A, n'])('refuses what has no place: %s', (query) => {
    expect(() => told(query)).toThrow('mv-apply with');
  });
});

describe('a column that is an object in one table of a union and a text in another', () => {
  it.each<[query: string, contained: string]>([
    ['union T, V | project A, x = coalesce(tostring(X_dynamic), X_string)', 'EVAL X = JSON_EXTRACT(_source, "X") | EVAL X_dynamic = X)'],
    ['union T, V | where X_dynamic.id == 1 | project A', 'EVAL X_dynamic.id = X.id'],
    ['union T, V | where X_dynamic.id == 1', '| DROP X, X.* | WHERE X_dynamic.id == 1'],
    ['union T, V | where A == "a" | project-away X_dynamic', 'EVAL X_dynamic = null | EVAL X = null, X.any = null | DROP X, X.*'],
    ['union (union T, V | where A != "b"), (T | project A) | where X_dynamic.id == 1 | project A', 'EVAL X_dynamic.id = X.id'],
    ['union (union T, V | where A != "b"), (T | project A) | summarize arg_min(At, *) by A | project A, x = tostring(X_dynamic)', 'EVAL X_dynamic = X'],
    ['union (union T, V | where A != "b"), (T | project A) | project-away X_dynamic', 'EVAL X_dynamic = null'],
    ['T | where X.id == 1 | join kind=inner (union T, V) on A | project A, x = tostring(X_dynamic.id)', 'EVAL X_dynamic.id = X.id'],
  ])('%s', (query, contained) => expect(told(query).text).toContain(contained));
});
