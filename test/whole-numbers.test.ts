import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { translate } from '../src/index.js';
import { tableRows } from './support/laws-data.js';
import { judged } from './support/laws-stored.js';

/* Remainders, bins and conversions of numbers: exact in both directions (docs/semantics.md, S10). */

const SCHEMA = { T: { n: 'long', m: 'long', r: 'real', s: 'string', d: 'datetime', i: 'int' } };
const ESQL_SCHEMA = { T: { n: 'long', m: 'long', r: 'double', s: 'keyword', d: 'date', i: 'integer' } };

const spelled = (query: string, from: 'kql' | 'esql'): string => {
  const done = translate(query, { from, to: from === 'kql' ? 'esql' : 'kql', schema: from === 'kql' ? SCHEMA : ESQL_SCHEMA });
  if (!done.ok) throw new Error(JSON.stringify(done));
  expect(done.notes.filter((n) => n.grade !== 'rewritten')).toEqual([]);
  return done.query.replace(/\s+/g, ' ');
};

describe('KQL in ES|QL', () => {
  it.each([
    ['extend x = n % 5', 'x = (n % 5 + 5) % 5'],
    ['where s != "" | extend x = strlen(s) % 5', 'x = LENGTH(s) % 5'],
    ['where n >= 0 | extend x = n % 5', 'x = n % 5'],
    ['where n between (1 .. 9) | extend y = n * 2 | extend x = y % 5', 'x = y % 5'],
    ['summarize c = count() by s | extend x = c % 2', 'x = c % 2'],
    ['extend x = n % 5 % 3', 'x = (n % 5 + 5) % 5 % 3'],
    ['extend x = i % 2000000000', 'x = (TO_LONG(i % 2000000000) + 2000000000) % 2000000000'],
    ['extend x = bin(n, 5)', 'x = n - (n % 5 + 5) % 5'],
    ['where n > 0 | extend x = bin(n, 5)', 'x = n - n % 5'],
    ['where s != "" | extend x = bin(strlen(s), 5)', 'x = LENGTH(s) / 5 * 5'],
    ['extend x = bin(n, 1)', 'x = n'],
    ['extend x = bin(n - m, 5)', 'x = n - m - ((n - m) % 5 + 5) % 5'],
    ['where s != "" | extend x = bin(strlen(s) - 3, 5)', 'x = TO_LONG(FLOOR((LENGTH(s) - 3) / 5.0)) * 5'],
    ['extend x = bin(n, -5)', 'x = null'],
    ['extend x = bin(n, m)', 'CASE(m > 0, n - (n % m + m) % m)'],
    ['extend x = bin(r, 2)', 'x = FLOOR(r / 2) * 2'],
    ['extend x = bin(r, 1)', 'x = FLOOR(r)'],
    ['extend x = bin_at(n, 5, 2)', 'x = n - ((n - 2) % 5 + 5) % 5'],
  ])('%s', (stages, text) => expect(spelled(`T | ${stages}`, 'kql')).toContain(text));
});

describe('ES|QL in KQL', () => {
  it.each([
    ['EVAL x = n % 5', 'x = n - n / 5 * 5'],
    ['WHERE s IS NOT NULL | EVAL x = LENGTH(s) % 5', 'x = strlen(s) % 5'],
    ['WHERE n >= 0 | EVAL x = n % 5', 'x = n % 5'],
    ['EVAL x = (n % 5 + 5) % 5', 'x = n % 5'],
    ['EVAL x = n - (n % 5 + 5) % 5', 'x = bin(n, 5)'],
    ['WHERE n > 0 | EVAL x = n - n % 5, y = n / 5 * 5', 'x = bin(n, 5), y = bin(n, 5)'],
    ['EVAL x = n / 5 * 5', 'x = n / 5 * 5'],
    ['EVAL x = r % 5', 'x = iff(r < 0, -(-r % 5), r % 5)'],
    ['WHERE r > 0 | EVAL x = r % 5', 'x = r % 5'],
    ['EVAL x = TO_LONG(FLOOR(r))', 'x = tolong(bin(r, 1))'],
    ['EVAL x = TO_LONG(ROUND(r) * 60)', 'x = tolong(round(r) * 60)'],
    ['EVAL x = TO_LONG(r)', 'x = tolong(bin(r + 0.5, 1))'],
    ['EVAL x = TO_LONG(ABS(r))', 'x = tolong(round(abs(r)))'],
    ['EVAL x = TO_INTEGER(DATE_EXTRACT("hour_of_day", d))', 'x = toint(datetime_part("hour", d))'],
    ['WHERE r >= 0 | EVAL x = TO_INTEGER(r)', 'x = iff(r < 2147483647.5, toint(round(r)), int(null))'],
    ['STATS c = COUNT(*) BY s | EVAL x = 1.0 / c', 'x = 1.0 / c'],
    ['WHERE m != 0 | EVAL x = r / m', 'x = r / m'],
  ])('%s', (stages, text) => expect(spelled(`FROM T | ${stages}`, 'esql')).toContain(text));
});

const TABLES = fc.sample(tableRows, { numRuns: 10, seed: 11 });

describe('and back', () => {
  it.each([
    ['kql', 'T | extend x = n % 3, y = n % m, z = r % 2, w = r % -2, v = n % -3, u = m % n, t = n % 0'],
    ['kql', 'T | project k, x0 = n + 1 | extend x1 = tostring(bin(x0, 2))'],
    ['kql', 'T | extend x = bin(n, m), y = bin(n, 0), z = bin(bin(n - 1, 2), 3), w = bin(r, m), v = bin(r, 0.5), u = bin_at(n, 5, 2), t = bin_at(r, 1.5, 0.25)'],
    ['kql', 'T | where bin(n - m, 2) == 0'],
    ['kql', 'T | extend x = strcat(s, "-", tostring(n), b), y = strcat_delim("|", n, m), z = strlen(strcat(n, strcat(m, s)))'],
    ['kql', 'T | where strcat(k, n % 2, d) has "1" or strcat(s, m) == "a1"'],
    ['esql', 'FROM T | EVAL x = GREATEST(n / m, 1), y = LEAST(s, k), z = GREATEST(r), w = GREATEST(n, null)'],
    ['esql', 'FROM T | WHERE LEAST(s, k) != "a" OR GREATEST(n, m) > 5'],
    ['esql', 'FROM T | EVAL x = n % 3, y = m % n, z = r % 2, w = r % m, v = n % 0, u = -n % 3, t = n % -3'],
    ['esql', 'FROM T | WHERE NOT n % m == 1'],
    ['esql', 'FROM T | EVAL x = TO_LONG(r), y = TO_LONG(CEIL(r)), z = TO_INTEGER(r), w = TO_LONG(n * 1.0), v = TO_INTEGER(n), u = TO_INTEGER(FLOOR(r))'],
    ['esql', 'FROM T | WHERE TO_INTEGER(r) != 2'],
  ] as const)('%s: %s', (lang, query) => {
    for (const rows of TABLES) expect(judged(query, lang, rows, '')).toMatchObject({ verdict: 'same' });
  });
});
