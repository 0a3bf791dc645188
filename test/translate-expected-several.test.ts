import { expect, test } from 'vitest';
import { translate } from '../src/index.js';

/** A field that the query itself counts or expands is read as one value by other functions, which a note says; elsewhere nothing can differ. */
const notesOf = (query: string, schema?: Record<string, Record<string, string>>): string[] =>
  (translate(query, { from: 'esql', to: 'kql', ...(schema && { schema }) }).notes ?? []).map((n) => n.message).filter((m) => m.includes('taken to hold one value'));

test.each([
  'FROM T | EVAL n = MV_COUNT(t), x = TO_LOWER(t)', 'FROM T | WHERE t LIKE "b*" | MV_EXPAND t', 'FROM T | WHERE t != "b" | MV_EXPAND t', 'FROM T | EVAL n = MV_MAX(t), x = t + 1',
  'FROM T | WHERE STARTS_WITH(t, "a") AND MV_CONTAINS(t, "b")', 'FROM T | RENAME t AS u | WHERE LENGTH(u) > 1 | MV_EXPAND u',
])('%s', (query) => expect(notesOf(query)).not.toEqual([]));

test.each([
  'FROM T | MV_EXPAND t | WHERE t LIKE "b*"', 'FROM T | WHERE t == "b" AND t IN ("b", "c") AND t IS NOT NULL | MV_EXPAND t', 'FROM T | WHERE t LIKE "b*"',
  'FROM T | WHERE t LIKE "b*" | STATS t = VALUES(t) | WHERE MV_COUNT(t) > 1', 'FROM T | EVAL t = SPLIT(s, ","), n = MV_COUNT(t), l = LENGTH(s)', 'FROM T | STATS t = VALUES(s) BY u | EVAL n = MV_COUNT(t), x = LENGTH(u)',
])('nothing is said of %s', (query) => expect(notesOf(query)).toEqual([]));

test('nor of a field that a schema gives one value', () => expect(notesOf('FROM T | EVAL n = MV_COUNT(t), x = TO_LOWER(t)', { T: { t: 'keyword' } })).toEqual([]));
