import { describe, expect, it } from 'vitest';
import { run } from '../src/index.js';

/** Forms that the documentation's examples use. */
const rows = (query: string): unknown => {
  const a = run(query, { lang: 'kql', tables: {}, now: '2026-01-01T00:00:00Z' });
  if (!a.ok) throw new Error(a.errors.map((e) => `${e.code}: ${e.message}`).join('; '));
  return a.rows;
};

describe('forms of the documentation', () => {
  it.each([
    ['a function without parameters stands without parentheses', 'let a = () { 123 }; print x = a, y = a()', [[123, 123]]],
    ['behind a named argument in its place positions go on', 'let f = (a: long, b: long) { a * 10 + b }; print x = f(a=1, 2)', [[12]]],
    ['named arguments in any order', 'let f = (a: long, b: long) { a * 10 + b }; print x = f(b=1, a=2)', [[21]]],
    ['pack_array(*) has every column', 'print a = 1, b = "x" | project p = pack_array(*)', [[[1, 'x']]]],
    ['estimate_data_size(*) is the size of the row', 'print a = 1, b = "abc" | project s = estimate_data_size(*)', [[11]]],
    ['scan assigns to a column of the input', 'datatable(a:string) ["x", "", "y", ""] | serialize | scan with (step s: true => a = iff(isempty(a), s.a, a);)', [['x'], ['x'], ['y'], ['y']]],
  ])('%s', (_, query, expected) => expect(rows(query)).toEqual(expected));

  it('covariance is named by both columns', () => {
    const a = run('print x = 1, y = 2 | summarize covariance(x, y), covarianceif(x, y, true)', { lang: 'kql', tables: {}, now: '2026-01-01T00:00:00Z' });
    expect(a.ok && a.columns.map((c) => c.name)).toEqual(['covariance_x_y', 'covarianceif_x_y']);
  });

  it.each([
    ['let f = (a: long, b: long) { a * 10 + b }; print x = f(b=1, 2)', 'argument-count'],
    ['let f = (a: long) { a }; print x = f', 'type-mismatch'],
  ])('refuses %s', (query, code) => {
    const a = run(query, { lang: 'kql', tables: {}, now: '2026-01-01T00:00:00Z' });
    expect(!a.ok && a.errors.map((e) => e.code)).toEqual([code]);
  });
});
