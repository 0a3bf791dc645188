import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { informedPlan } from '../src/api/informed.js';
import { translate } from '../src/api/translate.js';
import { KNOWN_COLUMNS } from '../src/io/known-columns.js';
import type { KnownColumns } from '../src/semantics/schema.js';

const told = (query: string, known: KnownColumns | undefined, from: 'kql' | 'esql' = 'kql'): { text: string; losses: string[] } => {
  const a = translate(query, { from, to: from === 'kql' ? 'esql' : 'kql', known });
  if (!a.ok) throw new Error(a.errors.map((e) => e.message).join('; '));
  return { text: a.query.replace(/\s+/g, ' ').trim(), losses: a.notes.filter((n) => n.grade !== 'rewritten').map((n) => n.message) };
};

const known: KnownColumns = {
  table: (name) => ({ T: { At: 'datetime', Name: 'string', Code: 'int' }, U: { At: 'datetime', Name: 'string', Port: 'int' } } as Record<string, Record<string, string>>)[name],
  field: (name) => ({ 'host.ip': 'ip', 'process.pid': 'long' })[name],
};

describe('published columns', () => {
  it('a listed table has its columns and types', () => {
    expect(told('T | join kind=inner U on Name | where Port > 5 | project Name, Port, Code', known).losses).toEqual([]);
    expect(told('T | join kind=inner U on Name | where Port > 5 | project Name, Port, Code', undefined).losses).not.toEqual([]);
  });

  it('a query that reads another column still translates, with the types of those that are listed', () => {
    expect(told('T | where Other == "x" and At > ago(1h) | summarize arg_max(At, *) by Name | project Name, Code, Other', known).text)
      .toBe('FROM T | WHERE Other == "x" AND At > NOW() - 1 hour | SORT At DESC | LIMIT 1 BY Name | KEEP Name, Code, Other');
  });

  it('a query that a listed type does not allow is read as if the table were not listed', () => {
    expect(told('T | where Code has "x"', known).text).toContain('FROM T | WHERE');
  });

  it.each([
    ['WHERE host.ip != "1.2.3.4"', `['host.ip'] != "1.2.3.4" and isnotempty(['host.ip'])`],
    ['WHERE NOT CIDR_MATCH(host.ip, "10.0.0.0/8")', `not(coalesce(ipv4_is_in_range(['host.ip'], "10.0.0.0/8"), false)) and isnotempty(['host.ip'])`],
    ['WHERE CIDR_MATCH(host.ip, "10.0.0.0/8")', `ipv4_is_in_range(['host.ip'], "10.0.0.0/8")`],
  ])('a missing address is an empty text in KQL: %s', (esql, kql) => {
    expect(told(`FROM logs-* | ${esql}`, known, 'esql').text).toBe(`['logs-*'] | where ${kql}`);
  });

  it('types of published fields are those of any index', () => {
    const typeOf = (options: { known?: KnownColumns }): unknown => {
      const stage = informedPlan('FROM logs-* | WHERE process.pid > 5', { from: 'esql', ...options }).plan.body.stages[1];
      return stage?.kind === 'filter' && stage.cond.kind === 'call' ? stage.cond.args[0]?.type : undefined;
    };
    expect(typeOf({})).toBe('unknown');
    expect(typeOf({ known })).toBe('long');
  });
});

describe('the lists of the package', () => {
  it('are looked up by exact name', () => {
    expect(KNOWN_COLUMNS.table('SigninLogs')).toMatchObject({ TimeGenerated: 'datetime', UserPrincipalName: 'string', DeviceDetail: 'dynamic' });
    expect(KNOWN_COLUMNS.table('Signin')).toBeUndefined();
    expect(KNOWN_COLUMNS.table('Logs\nSigninLogs')).toBeUndefined();
    expect(KNOWN_COLUMNS.field('host.name')).toBe('keyword');
    expect(KNOWN_COLUMNS.field('host')).toBeUndefined();
  });

  it.each(['kusto-tables.txt', 'ecs-fields.txt'])('have all lines of %s in order and in ASCII, so that each is found', (file) => {
    const text = readFileSync(join('schemas', file), 'latin1');
    const words = text.split('\n').filter(Boolean).map((line) => line.slice(0, line.indexOf(' ')));
    expect(text).not.toMatch(/[^\n -~]/);
    const find = file === 'ecs-fields.txt' ? KNOWN_COLUMNS.field : KNOWN_COLUMNS.table;
    expect(words.filter((w) => find(w) === undefined)).toEqual([]);
    expect(['', '\n', ' ', '!', '~', 'LAQueryLog', 'LAQueryLogss', 'host.nam'].filter((w) => find(w) !== undefined)).toEqual([]);
  });

  it('give advanced hunting its Timestamp', () => {
    expect(KNOWN_COLUMNS.table('DeviceProcessEvents')).toMatchObject({ Timestamp: 'datetime', TimeGenerated: 'datetime' });
    expect(KNOWN_COLUMNS.table('SecurityEvent')).not.toHaveProperty('Timestamp');
  });
});
