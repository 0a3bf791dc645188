import { describe, expect, test } from 'vitest';
import { translate } from '../src/api/translate.js';
import { ESQL_FORMS } from '../src/catalogue/esql-forms.js';
import { parse } from '../src/dialects/esql/parse.js';
import { needsOf } from '../src/dialects/esql/releases.js';
import { languageOfTarget, reaches } from '../src/dialects/targets.js';
import { sharedLines } from './support/shared.js';

/** The newest version that a text needs, as `what version` lines. */
const needs = (text: string): string[] => {
  const { tree, diagnostics } = parse(text);
  return diagnostics.length > 0 ? diagnostics.map((d) => d.message) : needsOf(tree).map((n) => `${n.what} ${n.since}${n.ga === undefined ? '' : ` (${n.ga})`}`);
};

test.each([
  ['FROM a | WHERE x == 1 | STATS n = COUNT(*) BY y | SORT n DESC | LIMIT 10 | KEEP n', []],
  ['FROM a | LIMIT 3 BY x', ['LIMIT … BY 9.4 (never)']],
  ['FROM (FROM a | WHERE x == 1), (FROM b)', ['a subquery of FROM 9.4 (9.5)']],
  ['FROM (FROM (FROM a | LIMIT 1), b | WHERE x == 1), c', ['a subquery of FROM 9.4 (9.5)', 'a subquery of FROM inside another 9.6']],
  ['FROM (ROW x = 1), c', ['a subquery of FROM 9.4 (9.5)', 'ROW or TS in a subquery 9.5']],
  ['FROM a | WHERE x IN (FROM b | KEEP x) OR NOT y IN (FROM b | KEEP y)', ['IN (subquery) 9.5 (never)']],
  ['FROM (FROM a | WHERE x IN (FROM (FROM b), c | KEEP x)), c', ['a subquery of FROM 9.4 (9.5)', 'IN (subquery) 9.5 (never)']],
  ['FROM a | WHERE (x, y) IN (FROM b | KEEP x, y)', ['IN (subquery) 9.5 (never)', 'IN (subquery) of several columns 9.6 (never)']],
  ['FROM a | WHERE CASE(x IN (FROM b | KEEP x), true, false)', ['IN (subquery) 9.5 (never)', 'IN (subquery) as a value 9.6 (never)']],
  ['FROM a | EVAL z = x IN (FROM b | KEEP x)', ['IN (subquery) 9.5 (never)', 'IN (subquery) as a value 9.6 (never)']],
  ['FROM a | WHERE x LIKE ("a*", "b*") AND NOT x RLIKE ("a.*", "b")', ['LIKE with a list 8.19', 'RLIKE with a list 9.2']],
  ['FROM a | STATS n = COUNT(*) WHERE x == 1 | MV_EXPAND n', ['STATS … WHERE 8.16', 'MV_EXPAND 8.11 (9.4)']],
  ['FROM a | INLINE STATS n = COUNT(*) BY x', ['INLINE STATS 9.2 (9.3)']],
  ['FROM a | LOOKUP JOIN b ON x', ['LOOKUP JOIN 8.18 (8.19)']],
  ['FROM a | LOOKUP JOIN b ON x, y', ['LOOKUP JOIN 8.18 (8.19)', 'LOOKUP JOIN on several fields 9.2']],
  ['FROM a | LOOKUP JOIN b ON x == y', ['LOOKUP JOIN 8.18 (8.19)', 'LOOKUP JOIN on conditions 9.2 (never)']],
  ['FROM a | FORK (WHERE x == 1) (LIMIT 1)', ['FORK 9.1 (never)']],
  ['FROM a | URI_PARTS u = x | IP_LOCATION g = y', ['URI_PARTS 9.4 (never)', 'IP_LOCATION 9.5 (never)']],
  ['FROM a | DEDUP', ['DEDUP 9.6 (never)']],
  ['FROM a | GROK x "%{A:b}", "%{C:d}"', ['GROK with several patterns 9.3']],
  ['ROW a = 1, b = a + 1', ['a field of ROW that reads another 9.4']],
  ['ROW a = 1, b = 2', []],
  ['FROM a | EVAL z = TO_INTEGER(x)', []],
  ['FROM a | EVAL z = TO_INTEGER(x, 16)', ['TO_INTEGER 9.4']],
  ['FROM a | EVAL z = MV_CONTAINS(x, "a"), y = JSON_EXTRACT(x, "a.b")', ['MV_CONTAINS 9.2 (never)', 'JSON_EXTRACT 9.4 (9.5)']],
  ['FROM a | STATS l = LAST(x, t), f = FIRST(x, t)', ['LAST 9.4', 'FIRST 9.4']],
  ['FROM a | STATS n = COUNT(*) BY TBUCKET(1 hour)', ['TBUCKET 9.2']],
] satisfies [string, string[]][])('%s', (text, expected) => {
  expect(needs(text)).toEqual(expected);
});

describe('versions', () => {
  test.each([
    ['es:8.19', '8.19', true], ['8.19.4', '8.19', true], ['es:9.0', '8.19', false], ['9.0.3', '8.19', false], ['es:9.1', '8.19', true],
    ['es:8.19', '9.1', false], ['es:9.0', '8.18', true], ['es:9.10', '9.2', true], ['es:9.2', '9.4', false], ['serverless', '9.6', true], [undefined, '9.6', true],
  ] as const)('%s has what came with %s: %s', (target, since, has) => {
    expect(reaches(target, since)).toBe(has);
  });

  test.each([['es:8.10', undefined], ['7.17', undefined], ['es:8.11', 'esql'], ['9.4.2', 'esql'], ['es:serverless', 'esql'], ['defender', 'kql'], ['es:9', undefined]] as const)('%s is a target of %s', (target, language) => {
    expect(languageOfTarget(target)).toBe(language);
  });

  test('a preview ends after it began', () => {
    for (const { since, ga } of Object.values<{ since: string; ga?: string }>(ESQL_FORMS)) if (ga !== undefined && ga !== 'never') expect(reaches(ga, since)).toBe(true);
  });
});

const QUERIES = sharedLines<{ query: string }>('corpora/kql-queries.jsonl') ?? [];

/** Every text that is written for a version is of that version. Each target has its own share of the queries. */
describe.skipIf(QUERIES.length === 0)('the corpus', () => {
  const targets = ['es:8.19', 'es:9.0', 'es:9.1', 'es:9.2', 'es:9.3', 'es:9.4', 'es:9.5'];
  test.each(targets.map((t, i) => [t, i] as const))('%s has all that is written for it', (target, share) => {
    const late: string[] = [];
    let texts = 0;
    for (const [i, { query }] of QUERIES.entries()) {
      if (i % (targets.length * 3) !== share) continue;
      const answer = translate(query, { from: 'kql', to: 'esql', target });
      if (!answer.ok) continue;
      texts++;
      const { tree } = parse(answer.query);
      for (const n of needsOf(tree)) if (!reaches(target, n.since)) late.push(`${n.what} ${n.since}: ${answer.query}`);
    }
    expect(late).toEqual([]);
    expect(texts).toBeGreaterThan(QUERIES.length / targets.length / 3 / 3);
  });
});
