import { describe, expect, it } from 'vitest';
import { run } from '../src/index.js';

/** Source: the documentation of each plugin. */
const day = (d: number): string => `2026-01-0${d}T00:00:00Z`;
const USERS = `let Users = datatable(day:long, users:dynamic)[1, dynamic([0,2,3,4]), 2, dynamic([0,1,3,4,5]), 3, dynamic([0,2,4,5]), 4, dynamic([0,1,2,3]), 5, dynamic([0,1,2,3,4])]
  | mv-expand user = users to typeof(long) | project user, t = datetime(2025-12-31) + day * 1d;`;
const SERIES = 'range i from 0 to 9 step 1 | project t = datetime(2026-01-01) + i * 12h, v = i + 1, odd = i % 2 == 1';

const CASES: readonly (readonly [title: string, query: string, rows: unknown])[] = [
  ['new_activity_metrics of the first cohort', `${USERS} Users | evaluate new_activity_metrics(user, t, datetime(2026-01-01), datetime(2026-01-06), 1d, datetime(2026-01-01))`, [
    [day(1), day(1), 4, 4, 0, 1, 0], [day(1), day(2), 2, 3, 1, 0.75, 0.25], [day(1), day(3), 1, 3, 1, 0.75, 0.25],
    [day(1), day(4), 1, 3, 1, 0.75, 0.25], [day(1), day(5), 1, 4, 0, 1, 0], [day(1), day(6), 0, 0, 4, 0, 1],
  ]],
  ['new_activity_metrics of the second cohort', `${USERS} Users | evaluate new_activity_metrics(user, t, datetime(2026-01-01), datetime(2026-01-06), 1d, datetime(2026-01-02))`, [
    [day(2), day(2), 2, 2, 0, 1, 0], [day(2), day(3), 0, 1, 1, 0.5, 0.5], [day(2), day(4), 0, 1, 1, 0.5, 0.5],
    [day(2), day(5), 0, 1, 1, 0.5, 0.5], [day(2), day(6), 0, 0, 2, 0, 1],
  ]],
  ['new_activity_metrics over a cohort of nobody', `${USERS} Users | evaluate new_activity_metrics(user, t, datetime(2026-01-01), datetime(2026-01-06), 1d)`, ['not-yet']],
  ['activity_metrics', `${USERS} Users | evaluate activity_metrics(user, t, datetime(2026-01-01), datetime(2026-01-03), 1d)`, [
    [day(1), 4, 4, 'NaN', 'NaN'], [day(2), 5, 2, 0.75, 0.25], [day(3), 4, 1, 0.6, 0.4],
  ]],
  ['activity_metrics over an empty window', `${USERS} Users | where t != datetime(2026-01-02) | evaluate activity_metrics(user, t, datetime(2026-01-01), datetime(2026-01-03), 1d)`, ['not-yet']],
  ['activity_metrics by a dimension', `${USERS} Users | where t < datetime(2026-01-03) | extend low = user < 3 | evaluate activity_metrics(user, t, datetime(2026-01-01), datetime(2026-01-02), 1d, low)`, [
    [day(1), true, 2, 2, 'NaN', 'NaN'], [day(2), true, 2, 1, 0.5, 0.5], [day(1), false, 2, 2, 'NaN', 'NaN'], [day(2), false, 3, 1, 1, 0],
  ]],
  ['rolling_percentile', `${SERIES} | evaluate rolling_percentile(v, 50, t, 1d, 2)`, [[day(1), 1], [day(2), 2], [day(3), 4], [day(4), 6], [day(5), 8]]],
  ['rolling_percentile by a dimension', `${SERIES} | where v < 5 | evaluate rolling_percentile(v, 100, t, 1d, 2, odd)`, [[day(1), false, 1], [day(2), false, 3], [day(1), true, 2], [day(2), true, 4]]],
  ['rolling_percentile over an empty bin', `${SERIES} | where v !in (3, 4) | evaluate rolling_percentile(v, 50, t, 1d, 2)`, ['not-yet']],
  ['sliding_window_counts looks back before the start', `${SERIES} | evaluate sliding_window_counts(odd, t, datetime(2026-01-02), datetime(2026-01-08), 2d, 1d)`, [
    [day(2), 4, 2], [day(3), 4, 2], [day(4), 4, 2], [day(5), 4, 2], [day(6), 2, 2],
  ]],
  ['active_users_count', `datatable(u:string, t:datetime)["b", datetime(2025-12-30), "b", datetime(2025-12-31), "b", datetime(2026-01-04), "b", datetime(2026-01-08), "a", datetime(2026-01-02)]
    | evaluate active_users_count(u, t, datetime(2026-01-01), datetime(2026-01-09), 8d, 1d, 3, 2d)`, [[day(3), 1]]],
  ['active_users_count over half a period', `datatable(u:string, t:datetime)["b", datetime(2026-01-01T12:00), "b", datetime(2026-01-03T00:00)]
    | evaluate active_users_count(u, t, datetime(2026-01-01), datetime(2026-01-09), 2d, 1d, 2, 1d)`, ['not-yet']],
  ['rows_near', `${SERIES} | project v | evaluate rows_near(v in (2, 3, 9), 1)`, [[1], [2], [3], [4], [8], [9], [10]]],
  ['rows_near with another number after', `${SERIES} | project v | evaluate rows_near(v == 5, 0, 2)`, [[5], [6], [7]]],
  ['dcount_intersect keeps the columns', 'range x from 1 to 30 step 1 | summarize a = hll(iff(x % 2 == 0, x, 0)), b = hll(iff(x % 3 == 0, x, 0)) | evaluate dcount_intersect(a, b) | project s0, s1', [[16, 6]]],
  ['schema_merge of two types', 'union (datatable(a:int)[] | getschema), (datatable(a:long)[] | getschema) | evaluate schema_merge()', ['not-yet']],
  ['schema_merge without an order', 'union (datatable(a:int, b:int)[] | getschema), (datatable(a:int, c:int)[] | getschema) | evaluate schema_merge(PreserveOrder = false)', ['not-yet']],
  ['partition over a table of its own', 'let T = datatable(k:long, v:string)[1, "a", 2, "b", 2, "c"]; range x from 1 to 3 step 1 | partition by x { T | where k == x | summarize n = count() | extend twice = 2 * toscalar(x) }', [[1, 2], [2, 4], [0, 6]]],
];

describe('plugins', () => {
  it.each(CASES)('%s', (_, query, rows) => {
    const answer = run(query, { lang: 'kql', now: '2026-01-05T00:00:00Z' });
    expect(answer.ok ? answer.rows : answer.errors.map((e) => e.code)).toEqual(rows);
  });
});
