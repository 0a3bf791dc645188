import type { Ty } from '../../data/types.js';

/** What ES|QL calls each type. Types that it lacks get the nearest that holds every value. */
const NAMES: Record<Ty, string> = {
  bool: 'boolean', int: 'integer', long: 'long', ulong: 'unsigned_long', real: 'double', decimal: 'double', string: 'keyword', text: 'text',
  datetime: 'date', nanos: 'date_nanos', timespan: 'time_duration', period: 'date_period', guid: 'keyword', ip: 'ip', version: 'version',
  dynamic: 'keyword', geo: 'geo_point', null: 'null', unknown: 'unsupported',
};

/** Every Elasticsearch field type that ES|QL reads, with the type it is read as. */
const TYPES: Readonly<Record<string, Ty>> = {
  boolean: 'bool', bool: 'bool', byte: 'int', short: 'int', integer: 'int', int: 'int', long: 'long', unsigned_long: 'ulong',
  double: 'real', float: 'real', half_float: 'real', scaled_float: 'real',
  keyword: 'string', constant_keyword: 'string', wildcard: 'string', string: 'string', text: 'text', match_only_text: 'text', semantic_text: 'text',
  date: 'datetime', datetime: 'datetime', date_nanos: 'nanos', time_duration: 'timespan', date_period: 'period', ip: 'ip', version: 'version',
  geo_point: 'geo', geo_shape: 'geo', cartesian_point: 'geo', cartesian_shape: 'geo', flattened: 'dynamic', null: 'null',
};

export const esqlTypeName = (type: Ty): string => NAMES[type];
export const esqlTypeOf = (name: string): Ty | undefined => TYPES[name.toLowerCase()];
