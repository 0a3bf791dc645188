import { describe, expect, it } from 'vitest';
import { officialColumns } from './support/kusto.js';
import { columnsOf, planOf } from './support/lower-kql.js';

/** Automatic names, order and types of columns. Each query is also asked of the official language service, unless it is known to differ. */
const ROWS = 'datatable(t:datetime, a:long, b:string, r:real, d:dynamic, f:bool, s:timespan)[]';
const ALL = 't:datetime a:long b:string r:real d:dynamic f:bool s:timespan';

const CASES: readonly (readonly [stages: string, columns: string, difference?: string])[] = [
  ['project 1 + 1, a, 2 + 2, strcat(b, b)', 'Column1:long a:long Column2:long Column3:string'],
  ['project a, tostring(a), toint(a)', 'a:long a1:string a2:int'],
  ['project d.x.y, d[0], d["k"], d.x[1].z', 'd_x_y:dynamic d_0:dynamic d_k:dynamic d_x_1_z:dynamic'],
  ['project tostring(d.x), bin(a, 10), strlen(b)', 'd_x:string a:long strlen_b:long'],
  ['project tolower(b), tostring(tolower(b)), bin(a + 1, 10)', 'Column1:string Column2:string Column3:long'],
  ['extend 1 + 1 | extend 2 + 2', `${ALL} Column1:long Column2:long`],
  ['extend tostring(a)', ALL.replace('a:long', 'a:string')],
  ['project x = iff(f, 1, 2), case(f, 1.5, 2.5)', 'x:long Column1:real'],
  ['project iff(f, d, "x")', 'Column1:string'],
  ['summarize count(), count(), sum(a), sum(a + 1), dcount(b), countif(f)', 'count_:long count_1:long sum_a:long sum_:long dcount_b:long countif_f:long'],
  ['summarize count() by bin(t, 1d), b', 't:datetime b:string count_:long'],
  ['summarize count() by tolower(b), tostring(d.x)', 'Column1:string d_x:string count_:long'],
  ['summarize by a', 'a:long'],
  ['summarize arg_max(t, *) by b', 'b:string t:datetime a:long r:real d:dynamic f:bool s:timespan'],
  ['summarize arg_max(t, a), arg_min(t, a) by b', 'b:string t:datetime a:long t1:datetime a1:long'],
  ['summarize (x, y) = arg_max(t, a, b)', 'x:datetime y:long b:string'],
  ['summarize take_any(*) by b', 'b:string t:datetime a:long r:real d:dynamic f:bool s:timespan'],
  ['summarize take_any(a), any(a)', 'a:long any_a:long'],
  ['summarize percentile(a, 50), percentiles(r, 5, 99.5)', 'percentile_a_50:long percentile_r_5:real percentile_r_99_5:real'],
  ['summarize make_list(a), make_set(b), make_bag(d)', 'list_a:dynamic set_b:dynamic bag_d:dynamic'],
  ['summarize round(avg(a), 2), max(a) - min(a)', 'avg_a:real Column1:long'],
  ['count', 'Count:long'],
  ['distinct a, tolower(b)', 'a:long Column1:string'],
  ['top-hitters 2 of b by a', 'b:string approximate_sum_a:long'],
  ['top-nested 2 of b by sum(a), top-nested 1 of r by x = max(a)', 'b:string aggregated_b:long r:real x:long'],
  ['mv-expand d', ALL],
  ['mv-expand with_itemindex = i x = d to typeof(long), d.k', `${ALL} x:long d_k:dynamic i:long`],
  ['mv-apply x = d to typeof(long) on (summarize sum(x))', `${ALL} sum_x:long`],
  ['make-series count(), avg(r) on t step 1d by b', 'b:string count_:dynamic avg_r:dynamic t:dynamic'],
  ['parse b with "x" p:long "y" q', `${ALL} p:long q:string`],
  ['parse-kv b as (k:long, l:string)', `${ALL} k:long l:string`],
  ['project-away a, t', 'b:string r:real d:dynamic f:bool s:timespan'],
  ['project-keep b, a', 'a:long b:string'],
  ['project-rename x = a', ALL.replace('a:', 'x:')],
  ['project-reorder s, r', 's:timespan r:real t:datetime a:long b:string d:dynamic f:bool'],
  ['getschema', 'ColumnName:string ColumnOrdinal:long DataType:string ColumnType:string', 'the language service answers no table'],
  ['sort by a | extend row_number(), prev(b)', `${ALL} Column1:long Column2:string`],
  ['join (datatable(a:long, b:string, z:real)[]) on a', `${ALL} a1:long b1:string z:real`],
  ['join kind=rightsemi (datatable(a:long, z:real)[]) on a', 'a:long z:real'],
  ['lookup (datatable(a:long, b:string, z:real)[]) on a', `${ALL} b1:string z:real`],
  ['project a | union (datatable(a:string, z:long)[])', 'a_long:long a_string:string z:long'],
  ['union kind=inner (datatable(a:long, z:long)[])', 'a:long', 'the service leaves in what only the first input has'],
  ['project a, b | search "x"', '$table:string a:long b:string'],
  ['project d | extend series_stats(d)', 'd:dynamic series_stats_d_min:real series_stats_d_min_idx:long series_stats_d_max:real series_stats_d_max_idx:long series_stats_d_avg:real series_stats_d_stdev:real series_stats_d_variance:real'],
  ['project a | sort by a | scan declare (x:long = 0) with (step one: true => x = one.x + a;)', 'a:long x:long', 'the service adds match_id even when it is not asked for'],
  ['reduce by b', 'Pattern:string Count:long Representative:string'],
  ['evaluate activity_metrics(a, t, datetime(2020-01-01), datetime(2020-01-09), 1d, b, f)', 't:datetime b:string f:bool dcount_values:long dcount_newvalues:long retention_rate:real churn_rate:real'],
  ['evaluate activity_counts_metrics(a, t, datetime(2020-01-01), datetime(2020-01-09), 1d, b)', 't:datetime b:string count:long dcount:long new_dcount:long aggregated_dcount:long'],
  ['evaluate sliding_window_counts(a, t, datetime(2020-01-01), datetime(2020-01-09), 3d, 1d, b)', 't:datetime b:string Count:long Dcount:long'],
  ['evaluate active_users_count(a, t, datetime(2020-01-01), datetime(2020-01-09), 8d, 1d, 3, 2d, b)', 't:datetime b:string dcount:long'],
  ['evaluate rows_near(f, 2)', ALL],
  ['evaluate dcount_intersect(d, d)', `${ALL} s0:long s1:long`],
  ['getschema | evaluate schema_merge(true)', 'ColumnName:string ColumnOrdinal:int DataType:string ColumnType:string', 'the language service answers no table'],
  ['reduce kind=source by b', `${ALL} Pattern:string Count:long Representative:string`],
  ['make-graph b --> b with_node_id=n | graph-match (x)-[e]->(y) project x.n, e.a, node_degree_in(x), labels(x), node_id(y), z = e.d.k', 'x_n:string e_a:long Column1:long Column2:dynamic Column3:string z:dynamic'],
  ['make-graph b --> b with_node_id=n | graph-match (x)-[e*1..2]->(y) project e.a, map(e, t), strcat_array(map(inner_nodes(e), n), ","), k = array_length(e)', 'e_a:dynamic Column1:dynamic Column2:string k:long', 'the language service takes every value about a path for an array'],
  ['make-graph b --> b with_node_id=n | graph-shortest-paths (x)-[e*1..2]->(y) where x.n == "q" project y.n', 'y_n:string'],
  ['make-graph b --> b with (print i = "q", p = 1) on i | graph-mark-components | graph-to-table nodes with_node_id=h', 'h:long i:string p:long ComponentId:long'],
  ['make-graph b --> b with_node_id=n | graph-to-table edges with_source_id=f1 with_target_id=f2', `f1:long f2:long ${ALL}`],
];

describe('columns of a KQL query', () => {
  for (const [stages, columns, difference] of CASES) {
    it(stages, () => {
      const query = `${ROWS} | ${stages}`;
      expect(columnsOf(planOf(query))).toBe(columns);
      if (difference === undefined) expect(officialColumns(query)).toBe(columns);
    });
  }

  it('print names by place', () => expect(columnsOf(planOf('print 1, x = 2, strlen("a")'))).toBe('print_0:long x:long print_2:long'));
});
