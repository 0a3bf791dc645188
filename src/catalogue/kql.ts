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
import { GEO_AROUND_OPS } from './geo-around.js';
import { GEO_COMBINE_OPS } from './geo-combine.js';
import { GEO_SIMPLE_OPS } from './geo-simple.js';
import { GEO_OPS } from './geo.js';
import { GEO_COVER_OPS } from './geo-cover.js';
import { GEO_H3_OPS } from './geo-h3.js';
import { HASH_OPS } from './hash.js';
import { IP_OPS } from './ip.js';
import { LIST_OPS } from './list.js';
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

/** The operations of KQL, by area. */
export const KQL_OPS: readonly Op[] = [
  ...COMPARE_OPS, ...LIST_OPS, ...ARITHMETIC_OPS, ...TERM_OPS, ...REGEX_OPS, ...STRING_OPS, ...CONDITIONAL_OPS, ...CONVERT_OPS,
  ...MATH_OPS, ...TIME_OPS, ...DYNAMIC_OPS, ...ARRAY_OPS, ...BAG_OPS, ...IP_OPS, ...URL_OPS, ...COMPRESS_OPS, ...HASH_OPS, ...PARSE_OPS, ...UNIT_OPS, ...GEO_OPS, ...GEO_COMBINE_OPS,
  ...GEO_AROUND_OPS, ...GEO_SIMPLE_OPS, ...GEO_H3_OPS, ...GEO_COVER_OPS,
  ...ZONE_OPS, ...SERIES_OPS, ...SERIES_FIT_OPS, ...WINDOW_OPS, ...AGGREGATE_NUMBER_OPS, ...AGGREGATE_LIST_OPS,
];
