import { DuckDBInstance } from '@duckdb/node-api';
import type { Plan } from '../src/ast/pipeline.js';
import { BoolColumn, type Column, DictColumn, NumberColumn } from '../src/data/column.js';
import { type Table, table } from '../src/data/table.js';
import { DIALECTS } from '../src/dialects/registry.js';
import { run } from '../src/engine/run.js';
import { closed } from '../src/semantics/schema.js';

/** The interpreter beside DuckDB, on the same rows in memory, one query after the other. Prints a table of medians; gates nothing. */

const ROWS = Number(process.env['ROWS'] ?? 1_000_000);

const numbers = (at: (i: number) => number, type: 'long' | 'real' = 'long', length = ROWS): Column => new NumberColumn(type, Float64Array.from({ length }, (_, i) => at(i)));
const words = (prefix: string, distinct: number, at: (i: number) => number, length = ROWS): Column =>
  new DictColumn('string', Int32Array.from({ length }, (_, i) => at(i) % distinct), Array.from({ length: distinct }, (_, k) => `${prefix}${k}`));

/** Each column by a formula that SQL can say too. */
const logs: Table = table(
  [
    { name: 'id', type: 'long' }, { name: 'user', type: 'string' }, { name: 'host', type: 'string' }, { name: 'path', type: 'string' },
    { name: 'status', type: 'long' }, { name: 'bytes', type: 'long' }, { name: 'ms', type: 'real' }, { name: 'ok', type: 'bool' }, { name: 'session', type: 'long' },
  ],
  [
    numbers((i) => i), words('user', 1000, (i) => i * 7919), words('host', 50, (i) => i * 13), words('path/to/', 20000, (i) => i * 31),
    numbers((i) => 200 + ((i * 31) % 5) * 100), numbers((i) => (i * 104729) % 100000), numbers((i) => ((i * 7) % 1000) / 8, 'real'),
    new BoolColumn(Uint8Array.from({ length: ROWS }, (_, i) => (i % 3 === 0 ? 1 : 0))), numbers((i) => ((i * 104729) % 500000) * 1000003),
  ],
);
const users: Table = table([{ name: 'user', type: 'string' }, { name: 'team', type: 'string' }], [words('user', 1000, (i) => i, 1000), words('team', 7, (i) => i * 3, 1000)]);
const sessions: Table = table([{ name: 'session', type: 'long' }, { name: 'start', type: 'long' }], [numbers((i) => i * 1000003, 'long', 500_000), numbers((i) => i % 86400, 'long', 500_000)]);
const tables: Readonly<Record<string, Table>> = { logs, users, sessions };

const LIST = Array.from({ length: 2000 }, (_, i) => i * 7).join(', ');

const SETUP = [
  `create table logs as select i as id, 'user' || ((i * 7919) % 1000) as user, 'host' || ((i * 13) % 50) as host, 'path/to/' || ((i * 31) % 20000) as path,
   200 + ((i * 31) % 5) * 100 as status, (i * 104729) % 100000 as bytes, ((i * 7) % 1000) / 8 as ms, i % 3 = 0 as ok, ((i * 104729) % 500000) * 1000003 as session from range(${ROWS}) t(i)`,
  `create table users as select 'user' || i as user, 'team' || ((i * 3) % 7) as team from range(1000) t(i)`,
  'create table sessions as select i * 1000003 as session, i % 86400 as start from range(500000) t(i)',
];

const QUERIES: readonly (readonly [title: string, kql: string, sql: string])[] = [
  ['filter + group by a string', 'logs | where status >= 400 and host != "host3" | summarize n = count(), b = sum(bytes) by user',
    "select user, count(*), sum(bytes) from logs where status >= 400 and host <> 'host3' group by user"],
  ['group by two strings', 'logs | summarize n = count(), m = max(ms) by user, host', 'select user, host, count(*), max(ms) from logs group by user, host'],
  ['group by 500,000 numbers', 'logs | summarize n = count() by session | count', 'select count(*) from (select session, count(*) from logs group by session)'],
  ['average by a computed key', 'logs | summarize a = avg(ms) by b = bin(bytes, 1000)', 'select bytes // 1000, avg(ms) from logs group by 1'],
  ['filter by text', 'logs | where path contains "99" and ok | count', "select count(*) from logs where path ilike '%99%' and ok"],
  ['filter by a term', 'logs | where path has "77" | summarize count() by host', "select host, count(*) from logs where regexp_matches(path, '\\b77\\b') group by host"],
  ['filter by a list of 2,000', `logs | where bytes in (${LIST}) and user !in ("user1", "user2") | count`, `select count(*) from logs where bytes in (${LIST}) and user not in ('user1', 'user2')`],
  ['arithmetic', 'logs | extend x = bytes * 2 + status, y = ms / 3.0 | summarize sum(x), sum(y)', 'select sum(bytes * 2 + status), sum(ms / 3.0) from logs'],
  ['top 100', 'logs | top 100 by bytes desc', 'select * from logs order by bytes desc limit 100'],
  ['sort by two keys', 'logs | sort by host asc, bytes desc | take 500000 | count', 'select count(*) from (select id from (select id, row_number() over (order by host, bytes desc) r from logs) where r <= 500000)'],
  ['join 1,000 rows', 'logs | join kind=inner users on user | summarize n = count() by team', 'select team, count(*) from logs join users using (user) group by team'],
  ['join 500,000 rows', 'logs | lookup kind=inner sessions on session | summarize s = sum(start)', 'select sum(start) from logs join sessions using (session)'],
  ['distinct', 'logs | distinct user, status | count', 'select count(*) from (select distinct user, status from logs)'],
  ['different values', 'logs | summarize d = count_distinct(session) by host', 'select host, count(distinct session) from logs group by host'],
];

function planOf(kql: string): Plan {
  const dialect = DIALECTS.kql;
  const env = { table: (name: string) => tables[name] && closed(tables[name].fields), tables: Object.keys(tables), openWorld: false };
  const { plan, diagnostics } = dialect.lower(dialect.parse(kql).tree, env);
  if (!plan) throw new Error(`${kql}: ${diagnostics.map((d) => d.message).join('; ')}`);
  return plan;
}

async function median(work: () => unknown, times = 7): Promise<number> {
  await work();
  await work();
  const taken: number[] = [];
  for (let i = 0; i < times; i++) {
    const start = performance.now();
    await work();
    taken.push(performance.now() - start);
  }
  return taken.sort((a, b) => a - b)[times >> 1] as number;
}

const db = await (await DuckDBInstance.create(':memory:')).connect();
for (const sql of SETUP) await db.run(sql);

const only = process.argv[2];
console.log(`${ROWS.toLocaleString('en')} rows, medians of 7 runs\n\n| query | eskql ms | DuckDB ms | ratio |\n|---|---:|---:|---:|`);
for (const [title, kql, sql] of QUERIES) {
  if (only !== undefined && !title.includes(only)) continue;
  const plan = planOf(kql);
  const input = { table: (name: string) => tables[name], tableNames: Object.keys(tables), now: 0 };
  const ours = await median(() => run(plan, input));
  const theirs = await median(() => db.runAndReadAll(sql));
  console.log(`| ${title} | ${ours.toFixed(1)} | ${theirs.toFixed(1)} | ${(ours / theirs).toFixed(2)} |`);
}
