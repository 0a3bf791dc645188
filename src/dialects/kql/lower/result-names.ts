import type * as Syntax from '../../../../grammars/kql/syntax.js';

/**
 * The names that Kusto gives to columns without one. Source: the result-name rules of the official language service's function table.
 * `first`: the name of the first argument. `only`: that of the only argument. `pair`: those of the
 * first two, as the documentation's answers have them and the language service has not.
 */
type Rule = { readonly kind: 'first' | 'only' } | { readonly kind: 'prefix' | 'pair'; readonly prefix: string } | { readonly kind: 'fixed'; readonly name: string };

const FIRST = `split tostring tohex todynamic toobject tolong toint toreal todouble todatetime totimespan totime tobool toboolean todecimal toguid
  parse_csv parsejson parse_json parse_xml format_datetime format_timespan startofday bin floor bin_at bin_auto binary_and binary_or binary_xor
  binary_not binary_shift_right binary_shift_left bitset_count_ones series_fir series_outliers series_iir series_fill_backward
  series_fill_forward series_fill_const series_fill_linear round ceiling pow sqrt log log2 log10 exp exp2 exp10 cos sin tan acos asin atan atan2
  abs rand gamma loggamma erf erfc format_bytes passthrough take_any take_anyif binary_all_or binary_all_and binary_all_xor
  series_stats_dynamic`.split(/\s+/);

const PREFIXED: Readonly<Record<string, string>> = {
  strlen: 'strlen', string_size: 'string_size', percentile_tdigest: 'percentile_tdigest', dcount_hll: 'dcount_hll', gettype: 'type', treepath: 'tree', repeat: 'repeat',
  percentiles_array_tdigest: 'percentile_tdigest', sum: 'sum', sumif: 'sumif', cnt: 'cnt', count: 'count', countif: 'countif', dcount: 'dcount', dcountif: 'dcountif', tdigest: 'tdigest',
  tdigest_merge: 'merge_tdigests', merge_tdigest: 'merge_tdigests', hll: 'hll', hll_if: 'hll_if', hll_merge: 'hll_merge', min: 'min', minif: 'minif', max: 'max',
  maxif: 'maxif', avg: 'avg', avgif: 'avgif', makelist: 'list', make_list: 'list', make_list_if: 'list', make_list_with_nulls: 'list', makeset: 'set', make_set: 'set',
  make_set_if: 'set', make_dictionary: 'dictionary', make_bag: 'bag', make_bag_if: 'bag', buildschema: 'schema', stdev: 'stdev', stdevif: 'stdevif', stdevp: 'stdevp',
  stdevpif: 'stdevpif', variance: 'variance', varianceif: 'varianceif', variancep: 'variancep', variancepif: 'variancepif', any: 'any', anyif: 'any', count_distinct: 'count_distinct', count_distinctif: 'count_distinctif',
  percentiles_array: 'percentiles', percentilesw_array: 'percentiles',
};

const RULES: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ...FIRST.map((n): [string, Rule] => [n, { kind: 'first' }]),
  ...['make_datetime', 'make_timespan'].map((n): [string, Rule] => [n, { kind: 'only' }]),
  ...Object.entries(PREFIXED).map(([n, prefix]): [string, Rule] => [n, { kind: 'prefix', prefix }]),
  ...['covariance', 'covarianceif', 'covariancep', 'covariancepif'].map((n): [string, Rule] => [n, { kind: 'pair', prefix: n }]),
  ['ingestion_time', { kind: 'fixed', name: '$IngestionTime' }],
]);

/** The name that an expression gives its column, `undefined` when it gives none (`Column1` then). */
export function resultName(e: Syntax.Expression): string | undefined {
  switch (e.kind) {
    case 'name': return e.text;
    case 'path': return e.member.kind === 'name' ? joined(e.target, e.member.text) : undefined;
    case 'element': return joined(e.target, indexName(e.index));
    case 'call': return callName(e);
    default: return undefined;
  }
}

function joined(target: Syntax.Expression, part: string): string {
  const base = resultName(target);
  return base === undefined ? part : `${base}_${part}`;
}

function indexName(index: Syntax.Expression): string {
  if (index.kind === 'string') return index.value;
  if (index.kind === 'literal') return index.text;
  return index.kind === 'unary' && index.operand.kind === 'literal' ? index.operand.text : '';
}

function callName(e: Syntax.Call): string | undefined {
  const rule = RULES.get(e.name.text);
  const first = e.args[0];
  if (!rule) return undefined;
  if (rule.kind === 'fixed') return rule.name;
  const inner = first && argumentName(first);
  if (rule.kind === 'pair') return [rule.prefix, ...e.args.slice(0, 2).map((a) => argumentName(a) ?? '')].join('_');
  if (rule.kind === 'prefix') return `${rule.prefix}_${inner ?? ''}`;
  return rule.kind === 'only' && e.args.length !== 1 ? undefined : inner;
}

/** `bin(T = ingestion_time(), 1h)` names its argument. */
const argumentName = (c: Syntax.Column): string | undefined => c.names[0]?.text ?? resultName(c.value);

/** `percentile_x_50`, `percentile_x_99_5`: how `percentile` and its kin name their columns. */
export function percentileName(first: Syntax.Column | undefined, percent: Syntax.Expression | undefined): string {
  const base = (first && argumentName(first)) ?? '';
  const number = percent?.kind === 'literal' ? percent.text.replace('.', '_') : '';
  return `percentile_${base}_${number}`;
}
