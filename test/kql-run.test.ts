import { describe, expect, it } from 'vitest';
import { run } from '../src/api/run.js';

/** Queries whose answer needs lowering and engine to agree; tables A and B are small and clash in one column's type. */
const tables = {
  A: { columns: [{ name: 'k', type: 'long' }, { name: 's', type: 'string' }], rows: [[1, 'one cat'], [2, 'category']] },
  B: { columns: [{ name: 'k', type: 'string' }, { name: 's', type: 'string' }, { name: 'n', type: 'long' }], rows: [['x', 'a cat', 7]] },
};

const CASES: readonly (readonly [query: string, columns: string, rows: readonly (readonly unknown[])[]])[] = [
  ['A | search "cat" | project k', 'k', [[1]]],
  ['search "cat" | project $table, s | sort by s asc', '$table,s', [['B', 'a cat'], ['A', 'one cat']]],
  ['search in (A, B) s:"cat*" and not("one") | project s | sort by s asc', 's', [['a cat'], ['category']]],
  ['A | where * has "cat"', 'k,s', [[1, 'one cat']]],
  ['find in (A, B) where s has "cat" project s, n', 'source_,s,n', [['A', 'one cat', null], ['B', 'a cat', 7]]],
  ['union withsource=from_ A, B | project from_, k_long, k_string', 'from_,k_long,k_string', [['A', 1, ''], ['A', 2, ''], ['B', null, 'x']]],
  ['let V = view () { A }; union withsource=w V, (B | take 1) | distinct w', 'w', [['V'], ['union_arg1']]],
  ['A | where k in (B | project n - 6)', 'k,s', [[1, 'one cat']]],
  ['A | where s has_any (B | project s)', 'k,s', []],
  ['A | as X | where k == 1 | union X | count', 'Count', [[3]]],
  ['datatable(d:dynamic)[] | mv-apply x = d on (summarize n = count())', 'd,n', []],
  ['print d = dynamic([1, 2, 3]) | mv-apply x = d to typeof(long) on (where x > 1 | summarize s = sum(x)) | project s', 's', [[5]]],
  ['A | summarize arg_max(k, *)', 'k,s', [[2, 'category']]],
  ['A | invoke f(1) | project k', 'k', [[1]]],
  ['A | where tostring(k) == "1" | extend Timestamp = datetime(2020-01-02) | project day = bin(Timestamp, 1d)', 'day', [['2020-01-02T00:00:00Z']]],
  ['A | fork (count) (project k)', 'Count', [[2]]],
  ['A | partition by k (take 1) | count', 'Count', [[2]]],
  ['A | sort by k | extend p = prev(k, 1, -1) | project p', 'p', [[-1], [2]]],
  ['A | project-by-names dynamic(["s", "nosuch"])', 's', [['one cat'], ['category']]],
  ['union withsource=w (A | as X), (B | take 1 | as Y) | distinct w', 'w', [['X'], ['Y']]],
  ['print a = indexof(1234567, 5, 1, 4), b = strrep(123, 2, "."), c = strrep(3s, 2, " ")', 'a,b,c', [[4, '123.123', '00:00:03 00:00:03']]],
  ['print beta_inv(1.5, 10.0, 20.0), beta_inv(0.1, -1.0, 20.0)', 'print_0,print_1', [[null, 'NaN']]],
  ['print array_sort_asc(dynamic([2, 1]), dynamic(["b", "a"]))', 'array_sorted,array_sorted1', [[[1, 2], ['a', 'b']]]],
];

describe('KQL from text to rows', () => {
  it('says that the arguments of a function are not applied to the table that stands for it', () => {
    const answer = run('_Im_Dns(starttime = now()) | count', { lang: 'kql', tables: { _Im_Dns: tables.A }, now: '2026-01-01T00:00:00Z' });
    expect(answer.ok ? [answer.rows, answer.warnings.map((w) => w.code)] : answer.errors).toEqual([[[2]], ['arguments-ignored']]);
  });

  for (const [query, columns, rows] of CASES) {
    it(query, () => {
      const functions = new Map([['f', '(X:(k:long), n:long) { X | where k == n }']]);
      const answer = run(query, { lang: 'kql', tables, functions, now: '2026-01-01T00:00:00Z' });
      expect(answer.ok ? [answer.columns.map((c) => c.name).join(','), answer.rows] : answer.errors).toEqual([columns, rows]);
    });
  }
});
