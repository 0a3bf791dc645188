/** The function that `value::type` stands for, by the type's name in lower case. */
const CONVERTERS: Readonly<Record<string, string>> = {
  boolean: 'TO_BOOLEAN', bool: 'TO_BOOLEAN', int: 'TO_INTEGER', integer: 'TO_INTEGER', long: 'TO_LONG', ul: 'TO_UNSIGNED_LONG', ulong: 'TO_UNSIGNED_LONG',
  unsigned_long: 'TO_UNSIGNED_LONG', double: 'TO_DOUBLE', dbl: 'TO_DOUBLE', keyword: 'TO_STRING', string: 'TO_STRING', str: 'TO_STRING', text: 'TO_STRING',
  date: 'TO_DATETIME', datetime: 'TO_DATETIME', dt: 'TO_DATETIME', date_nanos: 'TO_DATE_NANOS', date_period: 'TO_DATEPERIOD', time_duration: 'TO_TIMEDURATION',
  ip: 'TO_IP', version: 'TO_VERSION', ver: 'TO_VERSION', v: 'TO_VERSION', geo_point: 'TO_GEOPOINT', geo_shape: 'TO_GEOSHAPE',
  cartesian_point: 'TO_CARTESIANPOINT', cartesian_shape: 'TO_CARTESIANSHAPE', geohash: 'TO_GEOHASH', geotile: 'TO_GEOTILE', geohex: 'TO_GEOHEX',
  dense_vector: 'TO_DENSE_VECTOR', aggregate_metric_double: 'TO_AGGREGATE_METRIC_DOUBLE',
};

export const converterOf = (type: string): string | undefined => CONVERTERS[type.toLowerCase()];
