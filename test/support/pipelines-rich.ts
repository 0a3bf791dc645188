import fc from 'fast-check';

/**
 * Random queries of several tables and of nested and packed values, as texts: joins of every kind, lookup, union, let statements,
 * subqueries, parsing stages, arrays, paths into dynamic columns. `prove` makes the tables from the query.
 */

type Make = fc.Arbitrary<string>;
const of = (...texts: readonly string[]): Make => fc.constantFrom(...texts);
const list = (make: Make, maxLength: number): Make => fc.array(make, { maxLength }).map((stages) => stages.map((s) => ` | ${s}`).join(''));
const concat = (...parts: readonly Make[]): Make => fc.tuple(...parts).map((p) => p.join(''));

const word = of('"a"', '"A"', '"ab"', '"a-b"', '"x.y"', '""', '"C:\\\\d"');
const filter = fc.oneof(
  concat(of('k', 'k2', 's'), of(' == ', ' != ', ' =~ ', ' has ', ' contains ', ' startswith '), word),
  concat(of('n', 'm'), of(' == ', ' != ', ' > ', ' <= '), of('0', '1', '5')),
  of('d > ago(1h)', 'd between (ago(2h) .. now())', 'isnotempty(k)', 'isempty(s)', 'isnull(n)', 'b', 'not(b)', 's in ("a", "b")', 's !in~ ("a", "B")', 's has_any ("a", "b")'),
);
const paths = of('j.a == "x"', 'j.a.b == 1', 'tostring(j.a) has "x"', 'j["a"] == "y"', 'toint(j.c) > 1', 'isnotempty(j.a)', 'tolower(tostring(j.a)) == "x"', 'todynamic(p).a == "x"', 'tostring(parse_json(p).a) == "x"');
const kqlFilter: Make = fc.oneof({ weight: 4, arbitrary: filter }, { weight: 1, arbitrary: paths }, { weight: 1, arbitrary: concat(filter, of(' and ', ' or '), filter).map((c) => `(${c})`) }, { weight: 1, arbitrary: filter.map((c) => `not(${c})`) });

const on = of('k', 'k, k2', '$left.k == $right.k', '$left.k == $right.k2', '$left.k == $right.k, $left.k2 == $right.k2');
const right: Make = fc.oneof(
  concat(of('U', 'U | project k, k2, m', 'U | summarize m = max(m) by k, k2', 'U | distinct k, k2', 'U | where m > 1 | project k, k2, s'), list(kqlFilter.map((f) => `where ${f}`).filter((f) => !/\b[jpbn]\b/.test(f)), 1)),
);
const kinds = of('inner', 'innerunique', 'leftouter', 'rightouter', 'fullouter', 'leftsemi', 'leftanti', 'rightsemi', 'rightanti', 'leftantisemi');
const kqlJoin: Make = fc.oneof(
  fc.tuple(kinds, right, on).map(([kind, r, o]) => `join kind=${kind} (${r}) on ${o}`),
  fc.tuple(of('leftouter', 'inner'), right, of('k', 'k, k2')).map(([kind, r, o]) => `lookup kind=${kind} (${r}) on ${o}`),
  concat(of('where k in (', 'where k !in ('), of('U | project k', 'U | where m > 1 | project k', 'U | distinct k'), of(')')),
  concat(of('where n > toscalar('), of('U | summarize max(m)', 'U | count', 'U | summarize avg(m)'), of(')')),
  concat(of('union ('), right, of(')')),
);
const kqlStage: Make = fc.oneof(
  kqlFilter.map((c) => `where ${c}`),
  of(
    'mv-expand x = a', 'mv-expand x = a to typeof(long)', 'mv-expand e = j.list', 'where array_length(a) > 1', 'where a has "x"', 'extend x = array_length(a)', 'extend x = tostring(a[0])',
    'parse s with * "=" x', 'parse s with u ":" v', 'parse-where s with "a" x "b"', 'extend x = split(s, "-")', 'extend x = extract(@"(\\d+)", 1, s)', 'extend x = tostring(split(s, ".")[0])', 'extend x = strcat_array(a, ",")',
    'extend x = j.a', 'extend x = tostring(j.a.b), y = toint(j.c)', 'extend x = coalesce(s, k)', 'extend x = iff(n > 1, "hi", "lo")', 'extend x = case(n > 5, "a", n > 1, "b", "c")', 'project-away s', 'project k, k2, n, s', 'extend k = tolower(k)',
    'top 3 by n desc', 'sort by n asc, k asc | take 5', 'distinct k, s', 'serialize r = row_number()',
  ),
);
const kqlEnd: Make = of(
  '', '', ' | count', ' | summarize c = count() by k', ' | summarize make_set(s) by k', ' | summarize make_list(n) by k', ' | summarize dcount(s), countif(n > 1) by k', ' | summarize arg_max(n, s) by k', ' | summarize take_any(s) by k',
  ' | summarize c = count() by bin(d, 1h)', ' | summarize c = count(), x = sum(n) by k | where c > 1', ' | extend y = strlen(k)', ' | summarize percentile(n, 50) by k',
);
const kqlLet: Make = fc.oneof(
  fc.tuple(list(kqlStage, 1), kqlJoin, list(kqlStage, 1), kqlEnd).map(([a, j, b, e]) => `T${a} | ${j}${b}${e}`),
  fc.tuple(list(kqlStage, 3), kqlEnd).map(([a, e]) => `T${a}${e}`),
  fc.tuple(kqlFilter, kinds, list(kqlStage, 1)).map(([f, kind, a]) => `let low = 1;  let base = T | where ${f}; base | where n >= low | join kind=${kind} (base | summarize m = max(n) by k) on k${a}`),
  fc.tuple(of('"a", "b"', '"a"', '"", "x"'), list(kqlStage, 1)).map(([ws, a]) => `let words = dynamic([${ws}]); T | where s in (words) or k has_any (words)${a}`),
  fc.tuple(list(kqlStage, 2), kqlEnd).map(([a, e]) => `let f = (x: long) { T | where n >= x }; f(1)${a}${e}`),
  fc.tuple(list(kqlStage, 1), list(kqlStage, 1), kqlEnd).map(([a, b, e]) => `union (T${a}), (U | where m > 1)${b}${e}`),
);

export const richKqlQuery: Make = kqlLet;

const esqlFilter: Make = fc.oneof(
  concat(of('k', 'k2', 's', 'j.a'), of(' == ', ' != ', ' LIKE '), of('"a"', '"A"', '"a*"', '"x.y"')),
  concat(of('n', 'm'), of(' == ', ' != ', ' > ', ' <= '), of('0', '1', '5')),
  of('d > NOW() - 1 hour', 'k IS NOT NULL', 's IS NULL', 'NOT (k == "a")', 's IN ("a", "b")', 's NOT IN ("a", "B")', 'MV_COUNT(a) > 1', 'MV_CONTAINS(a, "x")', 'TO_LOWER(s) == "a"', 'j.a.b == 1', 's RLIKE "a.+"'),
);
const esqlStage: Make = fc.oneof(
  esqlFilter.map((c) => `WHERE ${c}`),
  of(
    'MV_EXPAND a', 'EVAL x = MV_COUNT(a)', 'EVAL x = MV_CONCAT(a, ",")', 'EVAL x = MV_FIRST(MV_SORT(a))', 'EVAL x = MV_MAX(a)', 'EVAL x = MV_DEDUPE(a)', 'EVAL x = SPLIT(s, "-")', 'EVAL x = CONCAT(k, "-", s)',
    'DISSECT s "%{x}=%{y}"', 'DISSECT s "%{x} %{y} %{z}"', 'GROK s "%{WORD:x} %{NUMBER:y}"', 'GROK s "%{IP:x}"', 'EVAL x = COALESCE(s, k)', 'EVAL x = CASE(n > 1, "hi", "lo")', 'EVAL k = TO_LOWER(k)', 'DROP s', 'RENAME s AS w',
    'KEEP k, k2, n, s', 'SORT n DESC, k ASC | LIMIT 3', 'EVAL x = SUBSTRING(s, 1, 2)', 'EVAL x = DATE_TRUNC(1 hour, d)', 'EVAL x = j.a', 'WHERE k IN (FROM U | WHERE m > 1 | KEEP k)',
  ),
);
const esqlEnd: Make = of(
  '', '', ' | STATS c = COUNT(*) BY k', ' | STATS VALUES(s) BY k', ' | STATS c = COUNT_DISTINCT(s), x = MAX(n) WHERE n > 1 BY k', ' | STATS c = COUNT(*) BY b = BUCKET(d, 1 hour)', ' | INLINE STATS x = MAX(n) BY k | WHERE n == x', ' | EVAL y = LENGTH(k)',
  ' | STATS c = COUNT(*), x = SUM(n) BY k | WHERE c > 1', ' | STATS c = COUNT(*) BY k, s | SORT c DESC, k, s | LIMIT 2',
);
export const richEsqlQuery: Make = fc.oneof(
  fc.tuple(list(esqlStage, 3), esqlEnd).map(([a, e]) => `FROM T${a}${e}`),
  fc.tuple(list(esqlStage, 1), of('LOOKUP JOIN U ON k', 'LOOKUP JOIN U ON k, k2'), list(esqlStage, 1), esqlEnd).map(([a, j, b, e]) => `FROM T${a} | ${j}${b}${e}`),
  fc.tuple(list(esqlStage, 1), list(esqlStage, 1), esqlEnd).map(([a, b, e]) => `FROM T${a} | FORK (WHERE n > 1) (WHERE n <= 1)${b}${e}`),
  fc.tuple(list(esqlStage, 1), list(esqlStage, 1), esqlEnd).map(([a, b, e]) => `FROM (FROM T${a}), (FROM U | WHERE m > 1)${b}${e}`),
);
