import type { Parts } from '../ast/pipeline.js';
import type { Field } from '../data/table.js';
import type { Ty } from '../data/types.js';

/** Which columns the stages that cut text add. */

/** Keys of a DISSECT pattern in order, without skipped ones (`%{}`, `%{?x}`); modifiers `+`, `->`, `/2` are not part of a name. */
export function dissectFields(pattern: string): Field[] {
  const names = new Set<string>();
  for (const [, key = ''] of pattern.matchAll(/%\{([^}]*)\}/g)) {
    const name = key.replace(/->$/, '').replace(/^\+/, '').replace(/\/\d+$/, '');
    if (name !== '' && !name.startsWith('?')) names.add(name);
  }
  return [...names].map((name) => ({ name, type: 'string' }));
}

const GROK_TYPES: Readonly<Record<string, Ty>> = { int: 'int', long: 'long', double: 'real', float: 'real', boolean: 'bool' };

/** Named captures of GROK patterns, `%{PATTERN:name:type}` and `(?<name>…)`, by name: Elasticsearch sorts them. */
export function grokFields(patterns: readonly string[]): Field[] {
  const found = new Map<string, Ty>();
  for (const p of patterns) {
    for (const [, , name, type, group] of p.matchAll(/%\{([A-Za-z0-9_]+)(?::([^:}]+))?(?::([a-z]+))?\}|\(\?<([A-Za-z_][\w.@-]*)>/g)) {
      const key = name ?? group;
      if (key !== undefined && !found.has(key)) found.set(key, GROK_TYPES[type ?? ''] ?? 'string');
    }
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, type]) => ({ name, type }));
}

const text = (...names: string[]): Field[] => names.map((name) => ({ name, type: 'string' }));

/** Columns of URI_PARTS, USER_AGENT, IP_LOCATION (of cities) and REGISTERED_DOMAIN behind their prefix. */
export const PARTS: Readonly<Record<Parts['what'], readonly Field[]>> = {
  uri: [...text('domain', 'fragment', 'path', 'extension'), { name: 'port', type: 'int' }, ...text('query', 'scheme', 'user_info', 'username', 'password')],
  userAgent: text('name', 'version', 'os.name', 'os.version', 'os.full', 'device.name'),
  ipLocation: [...text('city_name', 'continent_name', 'country_iso_code', 'country_name'), { name: 'location', type: 'geo' }, ...text('region_iso_code', 'region_name')],
  registeredDomain: text('domain', 'registered_domain', 'top_level_domain', 'subdomain'),
};
