import type { Op } from './entry.js';
import { ESQL_AGGREGATE_OPS } from './esql-aggregate.js';
import { ESQL_AGGREGATE_MORE_OPS } from './esql-aggregate-more.js';
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
import { ESQL_MULTI_OPS } from './esql-multi.js';
import { ESQL_MULTI_MORE_OPS } from './esql-multi-more.js';
import { ESQL_STRING_OPS } from './esql-string.js';

/** The operations of ES|QL, in the order of their areas. */
export const ESQL_OPS: readonly Op[] = [
  ...ESQL_COMPARE_OPS, ...ESQL_ARITHMETIC_OPS, ...ESQL_MATH_OPS, ...ESQL_STRING_OPS, ...ESQL_ENCODE_OPS, ...ESQL_MATCH_OPS, ...ESQL_FULLTEXT_OPS,
  ...ESQL_JSON_OPS, ...ESQL_CONDITION_OPS, ...ESQL_CONVERT_OPS, ...ESQL_INTERVAL_OPS, ...ESQL_DATE_OPS, ...ESQL_DATE_COUNT_OPS, ...ESQL_DATE_FORMAT_OPS, ...ESQL_BUCKET_OPS,
  ...ESQL_IP_OPS, ...ESQL_GEO_OPS, ...ESQL_MULTI_OPS, ...ESQL_MULTI_MORE_OPS, ...ESQL_AGGREGATE_OPS, ...ESQL_AGGREGATE_MORE_OPS,
];
