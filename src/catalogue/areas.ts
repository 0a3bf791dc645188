import { AGGREGATE_LIST_OPS } from './aggregate-lists.js';
import { AGGREGATE_NUMBER_OPS } from './aggregate-numbers.js';
import { ARITHMETIC_OPS } from './arithmetic.js';
import { ARRAY_OPS } from './array.js';
import { BAG_OPS } from './bag.js';
import { COMPARE_OPS } from './compare.js';
import { COMPRESS_OPS } from './compress.js';
import { CONDITIONAL_OPS } from './conditional.js';
import { CONVERT_OPS } from './convert.js';
import { DYNAMIC_OPS } from './dynamic.js';
import type { Op } from './entry.js';
import { ESQL_AGGREGATE_MORE_OPS } from './esql-aggregate-more.js';
import { ESQL_AGGREGATE_OPS } from './esql-aggregate.js';
import { ESQL_ARITHMETIC_OPS } from './esql-arithmetic.js';
import { ESQL_BUCKET_OPS } from './esql-bucket.js';
import { ESQL_COMPARE_OPS } from './esql-compare.js';
import { ESQL_CONDITION_OPS } from './esql-condition.js';
import { ESQL_CONVERT_OPS } from './esql-convert.js';
import { ESQL_DATE_COUNT_OPS } from './esql-date-count.js';
import { ESQL_DATE_FORMAT_OPS } from './esql-date-format.js';
import { ESQL_DATE_OPS } from './esql-date.js';
import { ESQL_ENCODE_OPS } from './esql-encode.js';
import { ESQL_FULLTEXT_OPS } from './esql-fulltext.js';
import { ESQL_GEO_OPS } from './esql-geo.js';
import { ESQL_INTERVAL_OPS } from './esql-interval.js';
import { ESQL_IP_OPS } from './esql-ip.js';
import { ESQL_JSON_OPS } from './esql-json.js';
import { ESQL_MATCH_OPS } from './esql-match.js';
import { ESQL_MATH_OPS } from './esql-math.js';
import { ESQL_MULTI_MORE_OPS } from './esql-multi-more.js';
import { ESQL_MULTI_OPS } from './esql-multi.js';
import { ESQL_STRING_OPS } from './esql-string.js';
import { GEO_AROUND_OPS } from './geo-around.js';
import { GEO_COMBINE_OPS } from './geo-combine.js';
import { GEO_SIMPLE_OPS } from './geo-simple.js';
import { GEO_OPS } from './geo.js';
import { HASH_OPS } from './hash.js';
import { CATALOGUE } from './index.js';
import { IP_OPS } from './ip.js';
import { LIST_OPS } from './list.js';
import { LOGIC_OPS } from './logic.js';
import { MATH_OPS } from './math.js';
import { PARSE_OPS } from './parse.js';
import { REGEX_OPS } from './regex.js';
import { SERIES_FIT_OPS } from './series-fit.js';
import { SERIES_OPS } from './series.js';
import { STRING_OPS } from './string.js';
import { TERM_OPS } from './terms.js';
import { TIME_OPS } from './time.js';
import { UNIT_OPS } from './units.js';
import { URL_OPS } from './url.js';
import { WINDOW_OPS } from './window.js';
import { ZONE_OPS } from './zone.js';

/** Operations that belong together for a reader, whatever the dialect. */
export interface Area {
  readonly title: string;
  readonly ops: readonly Op[];
}

const LISTED: readonly Area[] = [
  { title: 'Logic and comparisons', ops: [...LOGIC_OPS, ...COMPARE_OPS, ...LIST_OPS, ...ESQL_COMPARE_OPS] },
  { title: 'Terms and full text', ops: [...TERM_OPS, ...ESQL_FULLTEXT_OPS] },
  { title: 'Patterns', ops: [...REGEX_OPS, ...ESQL_MATCH_OPS] },
  { title: 'Texts', ops: [...STRING_OPS, ...ESQL_STRING_OPS, ...URL_OPS, ...ESQL_ENCODE_OPS, ...COMPRESS_OPS, ...HASH_OPS, ...PARSE_OPS] },
  { title: 'Choices', ops: [...CONDITIONAL_OPS, ...ESQL_CONDITION_OPS] },
  { title: 'Conversions', ops: [...CONVERT_OPS, ...ESQL_CONVERT_OPS, ...UNIT_OPS] },
  { title: 'Numbers', ops: [...ARITHMETIC_OPS, ...MATH_OPS, ...ESQL_ARITHMETIC_OPS, ...ESQL_MATH_OPS] },
  { title: 'Times', ops: [...TIME_OPS, ...ZONE_OPS, ...ESQL_DATE_OPS, ...ESQL_DATE_COUNT_OPS, ...ESQL_DATE_FORMAT_OPS, ...ESQL_INTERVAL_OPS, ...ESQL_BUCKET_OPS] },
  { title: 'Addresses and places', ops: [...IP_OPS, ...ESQL_IP_OPS, ...GEO_OPS, ...GEO_COMBINE_OPS, ...GEO_AROUND_OPS, ...GEO_SIMPLE_OPS, ...ESQL_GEO_OPS] },
  { title: 'Objects, arrays and multi-values', ops: [...DYNAMIC_OPS, ...ARRAY_OPS, ...BAG_OPS, ...ESQL_JSON_OPS, ...ESQL_MULTI_OPS, ...ESQL_MULTI_MORE_OPS] },
  { title: 'Aggregates', ops: [...AGGREGATE_NUMBER_OPS, ...AGGREGATE_LIST_OPS, ...ESQL_AGGREGATE_OPS, ...ESQL_AGGREGATE_MORE_OPS] },
  { title: 'Series and neighbouring rows', ops: [...SERIES_OPS, ...SERIES_FIT_OPS, ...WINDOW_OPS] },
];

const listed = new Set(LISTED.flatMap((a) => a.ops));
const rest = CATALOGUE.filter((op) => !listed.has(op));

/** Every entry of the catalogue once. */
export const AREAS: readonly Area[] = rest.length > 0 ? [...LISTED, { title: 'Others', ops: rest }] : LISTED;
