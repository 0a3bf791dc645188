import { describe, expect, it } from 'vitest';
import { translate } from '../src/api/translate.js';
import { prove } from './proof/prove.js';

/** Joins in which one side has one row for a key: proved over made tables, and said without packing rows. */
const shape = (text: string): string => (/_left/.test(text) ? 'packed' : /INLINE STATS/.test(text) ? 'inline' : /\bIN \(\s*FROM/.test(text) ? 'test' : 'none');

const GROUPED = 'U | where n > 0 | summarize b = max(n), seen = count() by k';

describe.each([
  // The right side gives values.
  ['inline', `T | join kind=inner (${GROUPED}) on k | where b > 1 | project n, k, b, seen`],
  ['inline', `T | join kind=inner (${GROUPED}) on k`],
  ['inline', `T | join kind=leftouter (${GROUPED}) on k | project n, k, k1, b`],
  ['inline', `T | join (${GROUPED}) on k | summarize count() by k, seen`],
  ['inline', `T | lookup (${GROUPED}) on k | project n, k, b`],
  ['inline', 'T | join kind=inner (U | summarize s = make_set(n) by k) on k | project n, k, s'],
  ['inline', 'T | join kind=inner (U | summarize l = make_list(d), n = any(n) by k) on k | project n, n1, k, c = array_length(l)'],
  ['inline', 'T | join kind=inner (U | summarize m = max(d) by k, n) on k, n | project k, n, m, d'],
  ['inline', 'T | join kind=inner (U | summarize m = max(d) by kk = k) on $left.k == $right.kk | project k, kk, m'],
  ['inline', 'T | extend kk = tolower(k) | join kind=inner (U | summarize m = max(d) by kk = tolower(k)) on kk | project k, kk, m'],
  ['inline', 'T | join kind=inner (U | distinct k, x = 1) on k | project k, x'],
  ['inline', 'let L = U | summarize m = max(n) by k; T | join kind=inner L on k | where n == m | project k, n, m, b'],
  ['inline', 'T | join kind=inner (U | summarize arg_max(d, n) by k) on k | project k, d, d1, n1'],
  ['inline', `T | sort by d | join kind=inner (${GROUPED} | sort by b) on k | project k, n, b`],
  // The left side does.
  ['inline', 'T | summarize c = count() by k | where c > 1 | join kind=inner (U | where n > 0) on k | project k, k1, n, c'],
  ['inline', 'T | summarize c = count(), n = max(n) by k | join U on k | project k, n, n1, c'],
  ['inline', 'T | summarize c = count() by a = k | join kind=inner U on $left.a == $right.k | project a, k, n, c'],
  ['inline', 'T | summarize c = count() by k | join (U | where n > 0) on k | project-away k1 | where c > 0 | project k, n, c'],
  ['inline', 'T | summarize c = count() by k | join (U | where n > 0) on k | project-away k1 | extend k1 = n | project-away k1 | project k, n, c'],
  // Both do.
  ['inline', 'T | summarize c = count() by k | join (U | summarize m = max(d) by k) on k | project k, k1, c, m'],
  ['inline', 'T | summarize c = count() by n | join kind=leftouter (U | summarize m = max(d) by n) on n | project n, n1, c, m'],
  ['inline', 'T | summarize c = count() by n | join kind=inner (U | summarize m = max(d) by n) on n | project n, n1, c, m'],
  // Nothing but the key is read.
  ['test', 'T | join kind=inner (U | distinct k) on k | project k, k1, n'],
  ['test', 'T | join kind=inner (U | summarize c = count() by k | where c > 1) on k | project n, k'],
  ['test', 'T | distinct k | join (U | where n > 1) on k | project n, k1'],
  ['none', 'T | join kind=leftouter (U | summarize c = count() by k) on k | project k, n'],
  // Neither has one row for a key, or a row limit stands in the way.
  ['packed', 'T | join kind=inner (U | summarize c = count() by k, n) on k | project k, n, c'],
  ['packed', 'T | join kind=inner (U | summarize c = count() by k | mv-expand x = dynamic([1, 2])) on k | project k, x = tolong(x)'],
  ['packed', `T | join kind=rightouter (${GROUPED}) on k | project n, k, k1, b`],
])('%s: %s', (form, query) => {
  it('gives the same rows', () => {
    const { verdict, reason, text } = prove(query, 'kql') as { verdict: string; reason?: string; text?: string };
    expect(verdict, `${reason}\n${text}`).toBe('equal');
  });

  it('is said in the cheapest form', () => {
    const out = translate(query, { from: 'kql', to: 'esql' });
    expect(out.ok && shape(out.query)).toBe(form);
  });
});

it('says which columns of an unknown table may be lost, where all are in the result', () => {
  const notes = (q: string): readonly string[] => {
    const a = translate(q, { from: 'kql', to: 'esql' });
    return a.ok ? a.notes.filter((n) => n.grade === 'different').map((n) => n.message) : ['refused'];
  };
  expect(notes('T | join kind=inner (U | summarize c = count() by k, Account) on k, Account | project k, c')).toEqual([]);
  expect(notes('T | join kind=inner (U | summarize arg_max(At, Account) by k) on k')).toEqual([expect.stringContaining('At, Account: whether the other table has such a column is not known')]);
});

it('keeps what an earlier join has called x1', () => {
  const { verdict, reason } = prove('T | where n > 0 | join kind=inner (U | where n > 0) on k | join kind=inner (V | where n > 0) on k | project k, n, n1, n2', 'kql');
  expect(verdict, reason).toBe('equal');
});

it('tests for the key before Elasticsearch 9.5 by a value', () => {
  const out = translate('T | join kind=inner (U | distinct k) on k | project n', { from: 'kql', to: 'esql', target: '9.4' });
  expect(out.ok && shape(out.query)).toBe('inline');
});
