// Writes schemas/ from the published schemas beside the project (../shared): a line per table or field.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const json = (name) => JSON.parse(readFileSync(join(root, '..', 'shared', 'schemas', name), 'utf8'));
const sorted = (o) => Object.entries(o).sort(([a], [b]) => (a < b ? -1 : 1));

/** Advanced hunting calls the time `Timestamp`; the reference of the workspace tables lists `TimeGenerated` alone. */
const HUNTING = /^(?:Device(?!App|Calendar|Cleanup|ConnectSession|Etw|Hardware|Health|Heartbeat|Skype)|Email|Identity|AlertInfo|AlertEvidence|Behavior(?:Info|Entities)|CloudApp|CloudAudit|CloudProcess|CloudDns|CloudStorage|UrlClick|Message(?:Events|UrlInfo|PostDelivery)|OAuthApp|FileMalicious|GraphApiAudit|CampaignInfo)/;
/** A type that is left out is `string`. */
const written = (name, type) => (type === 'string' ? name : `${name}:${type}`);
const withTimestamp = (table, columns) => (HUNTING.test(table) && columns.TimeGenerated && !columns.Timestamp ? { ...columns, Timestamp: 'datetime' } : columns);

const tables = sorted(json('sentinel-tables.json')).map(([t, columns]) => `${t} ${sorted(withTimestamp(t, columns)).map(([n, type]) => written(n, type)).join(' ')}`);
writeFileSync(join(root, 'schemas', 'kusto-tables.txt'), `${tables.join('\n')}\n`);

/** As ES|QL types the mapping; objects have no type of their own there. */
const QUERIED = { constant_keyword: 'keyword', wildcard: 'keyword', match_only_text: 'text', float: 'double', scaled_float: 'double', flattened: undefined, nested: undefined, object: undefined };
const fields = sorted(json('ecs-fields.json')).flatMap(([name, mapped]) => {
  const type = mapped in QUERIED ? QUERIED[mapped] : mapped;
  return type ? [`${name} ${type}`] : [];
});
writeFileSync(join(root, 'schemas', 'ecs-fields.txt'), `${fields.join('\n')}\n`);
console.log(`${tables.length} tables, ${fields.length} fields`);
