import { existsSync, readFileSync } from 'node:fs';
import type { Field } from '../../src/data/table.js';
import type { Ty } from '../../src/data/types.js';
import { typeOfName } from '../../src/dialects/type-names.js';

/** The published schemas beside the project: what a Sentinel workspace has by table, what ECS has by field. */
type Columns = Readonly<Record<string, string>>;

export const SHARED = '../shared';

const json = <T>(path: string): T => (existsSync(`${SHARED}/${path}`) ? JSON.parse(readFileSync(`${SHARED}/${path}`, 'utf8')) : {}) as T;

let sentinel: Readonly<Record<string, Columns>> | undefined;
let ecs: Columns | undefined;

export function sentinelTable(name: string): readonly Field[] | undefined {
  sentinel ??= json<Readonly<Record<string, Columns>>>('schemas/sentinel-tables.json');
  const columns = Object.hasOwn(sentinel, name) ? sentinel[name] : undefined;
  return columns && Object.entries(columns).map(([n, type]) => ({ name: n, type: typeOfName(type, 'kql') ?? 'dynamic' }));
}

export function ecsType(field: string): Ty | undefined {
  ecs ??= json<Columns>('schemas/ecs-fields.json');
  const type = Object.hasOwn(ecs, field) ? typeOfName(ecs[field] as string, 'esql') : undefined;
  return type === 'dynamic' ? 'string' : type;
}

/** The fields that every index of logs has, whether a query names them or not. */
export const COMMON_FIELDS: readonly Field[] = ['@timestamp', 'event.action', 'event.category', 'event.dataset', 'host.name', 'message', 'source.ip', 'user.name'].flatMap((name) => {
  const type = ecsType(name);
  return type ? [{ name, type }] : [];
});
