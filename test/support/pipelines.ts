import fc from 'fast-check';

/** Random queries as texts, over one table `T(s, t: text, n: long, r: real, d: moment, b: truth)`, in either dialect. */

const WORDS = ['', 'a', 'A', 'ab', 'a b', 'a-b', 'é', 'É', 'x.y', 'C:\\d', '*', 'a*b', '"q"', 'null'] as const;
const word = fc.constantFrom(...WORDS);
const quoted = word.map((w) => JSON.stringify(w));
const number = fc.constantFrom('0', '1', '-1', '2', '9007199254740993');
const text = fc.constantFrom('s', 't');
const compare = fc.constantFrom('==', '!=', '<', '<=', '>', '>=');
const equal = fc.constantFrom('==', '!=');

type Make = fc.Arbitrary<string>;
const join = (parts: readonly Make[], f: (...p: string[]) => string): Make => fc.tuple(...parts).map((p) => f(...p));

const both: readonly Make[] = [
  join([text, equal, quoted], (c, o, v) => `${c} ${o} ${v}`),
  join([compare, number], (o, v) => `n ${o} ${v}`),
  join([compare], (o) => `r ${o} 1.5`),
  join([equal], (o) => `s ${o} t`),
  fc.constantFrom('b', 'b == true', 'b == false', 'not(b)'),
];

const kqlAtom: Make = fc.oneof(
  ...both,
  join([text, fc.constantFrom('=~', '!~', 'has', '!has', 'contains', '!contains', 'startswith', '!startswith', 'endswith', 'contains_cs', 'startswith_cs'), fc.constantFrom('"a"', '"A"', '"ab"', '"b"')], (c, o, v) => `${c} ${o} ${v}`),
  join([text, fc.constantFrom('in', '!in', 'in~', '!in~'), quoted, quoted], (c, o, x, y) => `${c} ${o} (${x}, ${y})`),
  join([text, fc.constantFrom('has_any'), fc.constantFrom('("a", "b")', '("ab", "x")')], (c, o, v) => `${c} ${o} ${v}`),
  join([fc.constantFrom('isempty', 'isnotempty'), text], (f, c) => `${f}(${c})`),
  join([fc.constantFrom('isnull', 'isnotnull'), fc.constantFrom('n', 'r', 'd', 'b')], (f, c) => `${f}(${c})`),
  fc.constantFrom('d > ago(1h)', 'd between (ago(2h) .. now())', 'n in (1, 2)', 'n !in (1, 2)', 'n between (0 .. 2)', 'strlen(s) > 1', 'tolower(s) == "a"'),
);

const esqlAtom: Make = fc.oneof(
  ...both.map((m) => m.map((x) => x.replace('not(b)', 'NOT b'))),
  join([text, fc.constantFrom('IN', 'NOT IN'), quoted, quoted], (c, o, x, y) => `${c} ${o} (${x}, ${y})`),
  join([text, fc.constantFrom('LIKE', 'NOT LIKE'), fc.constantFrom('"a*"', '"*b"', '"?"', '"*a*"', '"a"', '"a\\\\*b"')], (c, o, v) => `${c} ${o} ${v}`),
  join([text, fc.constantFrom('"a.*"', '"[a-b]+"', '"(A|a)b?"')], (c, v) => `${c} RLIKE ${v}`),
  join([fc.constantFrom('s', 't', 'n', 'r', 'd', 'b'), fc.constantFrom('IS NULL', 'IS NOT NULL')], (c, o) => `${c} ${o}`),
  fc.constantFrom('d > NOW() - 1 hour', 'n IN (1, 2)', 'n NOT IN (1, 2)', 'LENGTH(s) > 1', 'TO_LOWER(s) == "a"', 'STARTS_WITH(s, "a")', 'ENDS_WITH(t, "b")'),
);

function condition(atom: Make, not: (x: string) => string): Make {
  return fc.letrec<{ c: string }>((tie) => ({
    c: fc.oneof({ maxDepth: 3, depthSize: 'small' }, atom, join([tie('c'), fc.constantFrom('and', 'or'), tie('c')], (a, o, b) => `(${a} ${o} ${b})`), tie('c').map(not)),
  })).c;
}

const kqlCondition = condition(kqlAtom, (x) => `not(${x})`);
const esqlCondition = condition(esqlAtom, (x) => `NOT (${x})`);

const kqlEnd: Make = fc.oneof(
  fc.constantFrom(
    'summarize k = count() by s', 'summarize k = count(), m = max(n) by b', 'summarize k = dcount(t) by s', 'summarize k = countif(n > 1), x = sum(n) by t', 'distinct s, b',
    'sort by n asc, s desc', 'sort by d desc', 'project s, n, x = strcat(s, "-", t)', 'extend x = iff(b, s, t)', 'project-away t', 'project-rename u = s', 'summarize k = min(r), j = avg(n) by s, t',
  ),
  kqlCondition.map((c) => `extend x = iff(${c}, 1, 2)`),
);
const esqlEnd: Make = fc.oneof(
  fc.constantFrom(
    'STATS k = COUNT(*) BY s', 'STATS k = COUNT(*), m = MAX(n) BY b', 'STATS k = COUNT_DISTINCT(t) BY s', 'STATS k = COUNT(*) WHERE n > 1, x = SUM(n) BY t', 'SORT n ASC, s DESC', 'SORT d DESC',
    'EVAL x = CONCAT(s, "-", t)', 'EVAL x = CASE(b, s, t)', 'DROP t', 'RENAME s AS u', 'KEEP s, n', 'EVAL x = COALESCE(s, t, "z")', 'STATS k = MIN(r), j = COUNT(t) BY s, t', 'DEDUP s, b',
  ).filter((x) => !x.startsWith('DEDUP')),
  esqlCondition.map((c) => `EVAL x = CASE(${c}, 1, 2)`),
);

const pipeline = (from: string, where: Make, end: Make): Make =>
  fc.tuple(fc.array(where, { maxLength: 2 }), fc.array(end, { maxLength: 1 })).map(([w, e]) => [from, ...w, ...e].join(' | '));

export const kqlQuery: Make = pipeline('T', kqlCondition.map((c) => `where ${c}`), kqlEnd);
export const esqlQuery: Make = pipeline('FROM T', esqlCondition.map((c) => `WHERE ${c}`), esqlEnd);

/** `emptyIs`: what a missing text is in the whole table: null, or "". */
export const rows = fc.array(
  fc.tuple(
    fc.option(word, { freq: 3 }), fc.option(word, { freq: 3 }), fc.option(fc.constantFrom(0, 1, -1, 2, '9007199254740993'), { freq: 3 }), fc.option(fc.constantFrom(0, 1.5, -2.25, 1e10), { freq: 3 }),
    fc.option(fc.constantFrom('2026-01-20T11:00:00Z', '2026-01-20T11:00:00.001Z', '2026-01-20T10:59:59.999Z', '2026-01-20T12:00:00Z', '2025-01-01T00:00:00Z'), { freq: 3 }), fc.option(fc.boolean(), { freq: 3 }),
  ),
  { minLength: 1, maxLength: 12 },
);
