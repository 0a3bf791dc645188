import { describe, expect, it } from 'vitest';
import { type Answer, explain, format, parse, run, translate, type DialectId } from '../src/index.js';

/**
 * Long, deep and growing queries: each step answers or refuses, by a code, without ever throwing, in bounded time. Time is that of the
 * processor, because tests run side by side; the bound is generous, what is quadratic or worse goes far beyond it.
 */
const SECONDS = 6;

const rep = (s: string, n: number): string => s.repeat(n);
const list = (n: number, f: (i: number) => string | number, separator = ', '): string => Array.from({ length: n }, (_, i) => f(i)).join(separator);

const QUERIES: Readonly<Record<DialectId, Readonly<Record<string, string>>>> = {
  kql: {
    'a text of 100,000 characters': `T | where s == "${rep('a', 100_000)}"`,
    'a comment of 100,000 characters': `T // ${rep('a', 100_000)}`,
    '7,000 conditions': `T | where ${list(7000, (i) => `x != ${i}`, ' and ')}`,
    '25,000 summands': `T | extend y = ${list(25_000, (i) => i % 10, ' + ')}`,
    '50,000 signs': `T | extend y = ${rep('-', 50_000)}1`,
    '3,000 filters': `T ${list(3000, (i) => `| where x > ${i}`, ' ')}`,
    '1,000 brackets': `T | where ${rep('(', 1000)}x == 1${rep(')', 1000)}`,
    '300 brackets': `T | where ${rep('(', 300)}x == 1${rep(')', 300)}`,
    '100,000 open brackets': `T | where ${rep('(', 100_000)}`,
    '1,000 nested arrays': `T | where d == dynamic(${rep('[', 1000)}${rep(']', 1000)})`,
    '1,000 nested unions': `${rep('union (', 1000)}T${rep(')', 1000)}`,
    'a list of 5,000 numbers': `T | where x in (${list(5000, (i) => i)})`,
    'a list of 5,000 texts': `T | where s !in~ (${list(5000, (i) => `"v${i}"`)})`,
    'has_any of 5,000 terms': `T | where s has_any (${list(5000, (i) => `"v${i}"`)})`,
    '300 nested calls': `T | extend y = ${rep('tolower(', 300)}s${rep(')', 300)}`,
    '300 nested iff': `T | extend y = ${rep('iff(x == 1, "a", ', 300)}"z"${rep(')', 300)}`,
    '200 lets': `${list(200, (i) => `let v${i} = ${i ? `v${i - 1} + 1` : '1'};`, '\n')} T | where x == v199`,
    '200 tabular lets': `${list(200, (i) => `let t${i} = ${i ? `t${i - 1} | where x != ${i}` : 'T'};`, '\n')} t199`,
    'lets that double': `let t0 = T; ${list(60, (i) => `let t${i + 1} = union t${i}, t${i};`, '\n')} t60`,
    'functions that double': `let f0 = (a:long) { a }; ${list(60, (i) => `let f${i + 1} = (a:long) { f${i}(a) + f${i}(a) };`, '\n')} T | extend y = f60(x)`,
    'texts that double': `let a0 = now(); ${list(60, (i) => `let a${i + 1} = strcat(a${i}, a${i});`, '\n')} T | extend y = a60`,
    'columns that double': `T | extend y0 = x ${list(60, (i) => `| extend y${i + 1} = y${i} + y${i}`, ' ')}`,
    '100,000 slashes': rep('/', 100_000),
    '99,999 quotes': rep('"', 99_999),
    '100,000 pipes': rep('|', 100_000),
    '10,000 steps of a path': `T | extend y = d${rep('.a', 10_000)}`,
    'a lone surrogate': 'T | where s == "\ud800"',
    'a byte order mark': '\ufeffT | take 1',
  },
  esql: {
    'a text of 100,000 characters': `FROM T | WHERE s == "${rep('a', 100_000)}"`,
    'a comment of 100,000 characters': `FROM T // ${rep('a', 100_000)}`,
    '7,000 conditions': `FROM T | WHERE ${list(7000, (i) => `x != ${i}`, ' and ')}`,
    '25,000 summands': `FROM T | EVAL y = ${list(25_000, (i) => i % 10, ' + ')}`,
    '50,000 signs': `FROM T | EVAL y = ${rep('-', 50_000)}1`,
    '3,000 filters': `FROM T ${list(3000, (i) => `| WHERE x > ${i}`, ' ')}`,
    '1,000 brackets': `FROM T | WHERE ${rep('(', 1000)}x == 1${rep(')', 1000)}`,
    '300 brackets': `FROM T | WHERE ${rep('(', 300)}x == 1${rep(')', 300)}`,
    '100,000 open brackets': `FROM T | WHERE ${rep('(', 100_000)}`,
    '300 nested subqueries': `${rep('FROM T | WHERE x IN (', 300)}FROM T | KEEP x${rep(')', 300)}`,
    'a list of 5,000 numbers': `FROM T | WHERE x IN (${list(5000, (i) => i)})`,
    'a list of 5,000 patterns': `FROM T | WHERE s LIKE (${list(5000, (i) => `"v${i}*"`)})`,
    '300 nested calls': `FROM T | EVAL y = ${rep('TO_LOWER(', 300)}s${rep(')', 300)}`,
    '300 nested CASE': `FROM T | EVAL y = ${rep('CASE(x == 1, "a", ', 300)}"z"${rep(')', 300)}`,
    'columns that double': `FROM T | EVAL y0 = x ${list(60, (i) => `| EVAL y${i + 1} = y${i} + y${i}`, ' ')}`,
    '20,000 NOT': `FROM T | WHERE ${rep('NOT ', 20_000)}true`,
    '500 branches': `FROM T | FORK ${rep('(WHERE x == 1) ', 500)}`,
    '5,000 casts': `FROM T | EVAL y = x${rep('::long', 5000)}`,
    '1,000 brackets in KQL()': `FROM T | WHERE KQL("${rep('(', 1000)}x:1${rep(')', 1000)}")`,
    '1,000 brackets in QSTR()': `FROM T | WHERE QSTR("${rep('(', 1000)}s:1${rep(')', 1000)}")`,
    '99,999 quotes': rep('"', 99_999),
    '100,000 pipes': rep('|', 100_000),
    'a lone surrogate': 'FROM T | WHERE s == "\ud800"',
    'a byte order mark': '\ufeffFROM T | LIMIT 1',
  },
};

const NOW = '2026-01-01T00:00:00Z';
const TABLES = { T: { columns: [{ name: 'x', type: 'long' }, { name: 's', type: 'string' }, { name: 'd', type: 'dynamic' }], rows: [[1, 'a', null], [2, 'b', null]] } };
const FLAT = { T: { columns: [{ name: 'x', type: 'long' }, { name: 's', type: 'keyword' }], rows: [[1, 'a'], [2, 'b']] } };

const STEPS: Readonly<Record<string, (q: string, lang: DialectId) => Answer<unknown>>> = {
  parse: (q, lang) => parse(q, { lang }),
  format: (q, lang) => format(q, { lang }),
  explain: (q, lang) => explain(q, { lang }),
  translate: (q, from) => translate(q, { from, to: from === 'kql' ? 'esql' : 'kql' }),
  run: (q, lang) => run(q, { lang, now: NOW, tables: lang === 'kql' ? TABLES : FLAT }),
};

/** The codes of an answer; fails when it took too long or says that something of ours broke. */
function codes(work: () => Answer<unknown>): string[] {
  const from = process.cpuUsage().user;
  const answer = work();
  expect((process.cpuUsage().user - from) / 1e6).toBeLessThan(SECONDS);
  return answer.ok ? [] : answer.errors.map((e) => e.code);
}

describe.each(['kql', 'esql'] as const)('%s: bad and big queries are answered', (lang) => {
  describe.each(Object.entries(QUERIES[lang]))('%s', (_, query) => {
    it.each(Object.keys(STEPS))('%s', (step) => {
      const found = codes(() => (STEPS[step] as (typeof STEPS)[string])(query, lang));
      expect(found).not.toContain('internal');
    });
  });
});

const GROWING: readonly (readonly [title: string, lang: DialectId, query: string, code: string | undefined])[] = [
  ['a range of 10^12', 'kql', 'range x from 1 to 1000000000000 step 1', 'too-many-rows'],
  ['a count over it', 'kql', 'range x from 1 to 1000000000000 step 1 | count', 'too-many-rows'],
  ['an expansion of an expansion', 'kql', 'range a from 1 to 1000 step 1 | extend b = range(1,1000,1) | mv-expand b | extend c = range(1,1000,1) | mv-expand c', 'too-many-rows'],
  ['a join of all with all', 'kql', 'range a from 1 to 100000 step 1 | extend k = 1 | join kind=inner (range b from 1 to 100000 step 1 | extend k = 1) on k', 'too-many-rows'],
  ['ten values expanded twelve times', 'esql', `ROW a = [1,2,3,4,5,6,7,8,9,10] ${list(12, (i) => `| EVAL b${i} = a | MV_EXPAND b${i}`, ' ')} | STATS n = COUNT(*)`, 'too-many-rows'],
  ['a text that grows fourfold forty times', 'kql', `print s = "aaaaaaaaaa" ${list(40, () => '| extend s = strcat(s, s, s, s)', ' ')} | project strlen(s)`, 'too-long'],
  ['the same in ES|QL', 'esql', `ROW s = "aaaaaaaaaa" ${list(40, () => '| EVAL s = CONCAT(s, s, s, s)', ' ')} | EVAL l = LENGTH(s)`, 'too-long'],
  ['an array that doubles sixty times', 'kql', `print s = dynamic([1,2]) ${list(60, () => '| extend s = pack_array(s, s)', ' ')} | project array_length(s)`, undefined],
  ['(a+)+$ over 50,000 letters', 'kql', 'print s = strcat(strcat_array(repeat("a", 50000), ""), "b") | where s matches regex "^(a+)+$"', undefined],
  ['nested stars', 'kql', 'print s = strcat_array(repeat("a", 20000), "") | extend y = extract("(a*)*(a*)*b", 1, s), z = replace_regex(s, "(a|a)*$", "b") | project y', undefined],
  ['RLIKE (a+)+b over 50,000 letters', 'esql', 'ROW s = REPEAT("a", 50000) | WHERE s RLIKE "(a+)+b"', undefined],
  ['LIKE with 2,000 stars', 'esql', `ROW s = REPEAT("a", 50000) | WHERE s LIKE "${rep('*a', 2000)}b"`, undefined],
  ['GROK with three greedy parts', 'esql', 'ROW s = REPEAT("a ", 20000) | GROK s "%{GREEDYDATA:a} %{GREEDYDATA:b} %{GREEDYDATA:c} x"', undefined],
];

describe('growth and patterns are bounded', () => {
  it.each(GROWING)('%s (%s)', (_, lang, query, code) => {
    const found = codes(() => run(query, { lang, now: NOW }));
    if (code !== undefined) expect(found).toEqual([code]);
    else expect(found.filter((c) => !/^(too-|pattern-|not-yet)/.test(c))).toEqual([]);
  });
});
