/** Functions of ES|QL without an entry, by reason. */
const SPATIAL = 'of shapes on maps only points are known';
const VECTOR = 'dense vectors are not a type here';
const SERIES = 'time series commands (TS) read the metrics of a cluster';
const RANGES = 'range fields are not a type here';
const INFERENCE = 'it calls a model in a cluster';
const SKETCHES = 'metric sketches and counters are not types here';
const SCORES = 'relevance scores come of a search index';

const row = (reason: string, names: string): { readonly dialect: 'esql'; readonly name: string; readonly reason: string }[] =>
  names.trim().split(/\s+/).map((name) => ({ dialect: 'esql', name, reason }));

export const NOT_YET_ESQL = [
  ...row(SPATIAL, `ST_BUFFER ST_CENTROID_AGG ST_CONTAINS ST_DIFFERENCE ST_DIMENSION ST_DISJOINT ST_ENVELOPE ST_EXTENT_AGG ST_GEOHASH ST_GEOHEX
    ST_GEOMETRYTYPE ST_GEOTILE ST_INTERSECTION ST_INTERSECTS ST_ISEMPTY ST_NPOINTS ST_SIMPLIFY ST_SIMPLIFYPRESERVETOPOLOGY ST_SYMDIFFERENCE ST_UNION ST_WITHIN
    ST_XMAX ST_XMIN ST_YMAX ST_YMIN TO_CARTESIANPOINT TO_CARTESIANSHAPE TO_GEOHASH TO_GEOHEX TO_GEOSHAPE TO_GEOTILE`),
  ...row(VECTOR, 'KNN V_COSINE V_DOT_PRODUCT V_HAMMING V_L1_NORM V_L2_NORM V_MAGNITUDE TO_DENSE_VECTOR'),
  ...row(SERIES, `ABSENT_OVER_TIME AVG_OVER_TIME COUNT_DISTINCT_OVER_TIME COUNT_OVER_TIME DELTA DERIV FIRST_OVER_TIME IDELTA INCREASE IRATE LAST_OVER_TIME
    MAX_OVER_TIME MIN_OVER_TIME PERCENTILE_OVER_TIME PRESENT_OVER_TIME RATE STDDEV_OVER_TIME SUM_OVER_TIME VARIANCE_OVER_TIME TSTEP WITHOUT`),
  ...row(RANGES, 'RANGE_CONTAINS RANGE_INTERSECTS RANGE_MAX RANGE_MIN RANGE_WITHIN TO_RANGE TO_DATE_RANGE TO_DOUBLE_RANGE'),
  ...row(INFERENCE, 'EMBEDDING TEXT_EMBEDDING'),
  ...row(SKETCHES, 'TO_AGGREGATE_METRIC_DOUBLE TO_COUNTER TO_EXPONENTIAL_HISTOGRAM TO_GAUGE TO_TDIGEST'),
  ...row(SCORES, 'SCORE DECAY TOP_SNIPPETS'),
  ...row('texts are cut for embedding models', 'CHUNK'),
  ...row('grouping by learned message patterns is an algorithm of its own', 'CATEGORIZE'),
  ...row('a list of buckets per group is not computed', 'SPARKLINE'),
  ...row('flattened fields are not a type here', 'FIELD_EXTRACT'),
];
