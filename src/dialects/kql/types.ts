import type { Ty } from '../../data/types.js';

/** What KQL calls each type. Types that it lacks get the nearest that holds every value. */
const NAMES: Record<Ty, string> = {
  bool: 'bool', int: 'int', long: 'long', ulong: 'decimal', real: 'real', decimal: 'decimal', string: 'string', text: 'string',
  datetime: 'datetime', nanos: 'datetime', timespan: 'timespan', period: 'string', guid: 'guid', ip: 'string', version: 'string',
  dynamic: 'dynamic', geo: 'string', null: 'string', unknown: 'dynamic',
};

/** Every name that KQL accepts for a type, also those of .NET that older schemas use. */
const TYPES: Readonly<Record<string, Ty>> = {
  bool: 'bool', boolean: 'bool', int: 'int', int32: 'int', long: 'long', int64: 'long', real: 'real', double: 'real', decimal: 'decimal',
  string: 'string', datetime: 'datetime', date: 'datetime', timespan: 'timespan', time: 'timespan', guid: 'guid', uuid: 'guid',
  uniqueid: 'guid', dynamic: 'dynamic',
};

export const kqlTypeName = (type: Ty): string => NAMES[type];
export const kqlTypeOf = (name: string): Ty | undefined => TYPES[name.toLowerCase()];
