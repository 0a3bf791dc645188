import { describe, expect, it } from 'vitest';
import { translate } from '../src/index.js';

/* What the condition of a branch, or of an aggregate, says of its rows needs no guard behind it. */

const schema = { T: { k: 'string', s: 'string', n: 'long', a: 'dynamic' } };

const QUERIES = [
  ['kql', 'T | extend x = iff(isempty(k), 0, strlen(k))', 'FROM T\n| EVAL x = CASE(k IS NULL OR k == "", 0, LENGTH(k))'],
  ['kql', 'T | extend x = iff(k != "a", strlen(k), 1)', 'FROM T\n| EVAL x = CASE(k != "a" OR k IS NULL, COALESCE(LENGTH(k), 0), 1)'],
  ['kql', 'T | extend x = case(isnotempty(k), k != "a", s == "x", k != "b", true)', 'FROM T\n| EVAL x = CASE(k IS NOT NULL AND k != "", k != "a", s == "x", COALESCE(k != "b", true), true)'],
  ['kql', 'T | summarize x = dcountif(k, isnotempty(k))', 'FROM T\n| STATS x = COUNT_DISTINCT(k) WHERE k IS NOT NULL AND k != ""'],
  ['kql', 'T | extend x = iff(isempty(k), dynamic(null), set_union(pack_array(k), dynamic([])))', 'FROM T\n| EVAL x = CASE(k IS NULL OR k == "", null, MV_DEDUPE(k))'],
  ['esql', 'FROM T | EVAL x = CASE(k IS NULL, "none", k)', 'T\n| extend x = iff(isempty(k), "none", k)'],
  ['esql', 'FROM T | EVAL x = CASE(k IS NULL, 0, LENGTH(k))', 'T\n| extend x = iff(isempty(k), 0, strlen(k))'],
  ['esql', 'FROM T | EVAL x = CASE(n > 1, n != 5, false)', 'T\n| extend x = iff(n > 1, n != 5, false)'],
  ['esql', 'FROM T | STATS x = COUNT_DISTINCT(k) WHERE k IS NOT NULL', 'T\n| summarize x = count_distinctif(k, isnotempty(k))'],
] as const;

describe('what a condition says of the rows behind it', () => {
  it.each(QUERIES)('%s: %s', (from, query, written) => {
    const answer = translate(query, { from, to: from === 'kql' ? 'esql' : 'kql', schema });
    expect(answer.ok ? answer.query : answer.errors).toBe(written);
  });
});
