import { describe, expect, test } from 'vitest';
import { translate } from '../src/api/translate.js';
import { parse } from '../src/dialects/kql/parse.js';
import { lacksOf } from '../src/dialects/kql/products.js';
import { ruleFault } from '../src/rules/write.js';
import { eskql } from './support/cli.js';

const PRODUCTS = ['kusto', 'sentinel', 'defender'] as const;

/** Text, and the products that lack something of it. */
test.each([
  ['T | where x == 1 | summarize n = count() by y', ''],
  ['T | evaluate bag_unpack(d)', ''],
  ['cluster("a").database("b").T | take 1', 'sentinel defender'],
  ['alias database d = cluster("a").database("b"); T', 'sentinel defender'],
  ['declare query_parameters(x: long = 1); T | where y == x', 'sentinel defender'],
  ['T | where u == current_principal()', 'sentinel defender'],
  ['T | evaluate python(typeof(*), "x")', 'sentinel defender'],
  ['let python = (x: long) { x }; T | extend y = python(1)', ''],
  ['T | where a in ((_GetWatchlist("ips") | project SearchKey))', 'kusto'],
  ['workspace("w").T | take 1', 'kusto'],
  ['T | invoke FileProfile(SHA1, 1000)', 'kusto sentinel'],
])('%s', (query, lacking) => {
  const { tree, diagnostics } = parse(query);
  expect(diagnostics).toEqual([]);
  expect(PRODUCTS.filter((p) => lacksOf(tree, p).length > 0).join(' ')).toBe(lacking);
});

const QUERY = 'FROM logs | WHERE @timestamp > NOW() - 1 day AND user == "a" | KEEP @timestamp, user';
const toKql = (query: string, target: string, map?: Readonly<Record<string, string>>) => translate(query, { from: 'esql', to: 'kql', target, map, noImplicitLimit: true });

describe('the column that says when', () => {
  test.each([
    [QUERY, 'sentinel', 'TimeGenerated'],
    [QUERY, 'defender', 'Timestamp'],
    [QUERY, 'kusto', "['@timestamp']"],
    // One of the query's own has the name already: both stay apart.
    [`${QUERY.replace('KEEP', 'EVAL TimeGenerated = 1 | KEEP TimeGenerated,')}`, 'sentinel', "['@timestamp']"],
  ])('%s for %s', (query, target, time) => {
    const r = toKql(query, target);
    expect(r.ok && r.query).toContain(`| where ${time} > ago(1d)`);
    expect(r.ok && r.notes.some((n) => n.code === 'product-time')).toBe(/^[A-Z]/.test(time));
  });

  test('is what the map says', () => {
    const r = toKql(QUERY, 'sentinel', { '@timestamp': 'EventTime' });
    expect(r.ok && r.query).toBe('logs\n| where EventTime > ago(1d) and user == "a"\n| project EventTime, user');
    expect(r.ok && r.notes.map((n) => n.code)).toEqual(['unmapped-columns']);
  });

  test('stands beside a map that lacks it', () => {
    const r = toKql(QUERY, 'sentinel', { user: 'Account' });
    expect(r.ok && r.query).toBe('logs\n| where TimeGenerated > ago(1d) and Account == "a"\n| project TimeGenerated, Account');
    expect(r.ok && r.notes.map((n) => n.message)).toEqual(['names that the map lacks are kept: tables logs', '@timestamp is called TimeGenerated, as in the tables of Microsoft Sentinel']);
  });
});

test.each([
  ['FROM logs-* | WHERE host.name == "a" | EVAL `x y` = 1', 'sentinel', 'Microsoft Sentinel has no such names: columns host.name; tables logs-*'],
  ['FROM logs | WHERE host.name == "a"', 'kusto', undefined],
  ['FROM logs-* | WHERE @timestamp > NOW()', 'kusto', 'Azure Data Explorer has no such names: columns @timestamp; tables logs-*'],
  ['FROM SigninLogs | WHERE UserPrincipalName == "a"', 'sentinel', undefined],
])('names in %s for %s', (query, target, message) => {
  const r = toKql(query, target);
  expect(r.ok && r.notes.find((n) => n.code === 'product-names')?.message).toBe(message);
});

describe('the command line', () => {
  const run = (query: string, from: string, ...args: string[]) => eskql(['translate', '-q', query, '--from', from, '--no-implicit-limit', ...args]);

  test('takes names one by one, either way round', () => {
    const r = run('FROM logs-* | WHERE @timestamp > NOW() AND host.name == "a"', 'esql', '--map', '@timestamp=TimeGenerated', '--map', 'DeviceName=host.name', '--map', 'table:logs-*=SigninLogs');
    expect([r.code, r.out, r.err]).toEqual([0, 'SigninLogs\n| where TimeGenerated > now() and DeviceName == "a"\n', '']);
  });

  test.each(['=x', 'x=', 'table:=y'])('%s is no name', (map) => {
    expect(run('T', 'kql', '--map', map).code).toBe(2);
  });

  test.each([
    ['FROM logs | WHERE @timestamp > NOW()', 'esql', '--map @timestamp=NAME'],
    ['SigninLogs | where TimeGenerated > now()', 'kql', '--map TimeGenerated=@timestamp'],
    ['DeviceEvents | where Timestamp > now()', 'kql', '--map Timestamp=@timestamp'],
  ])('%s: says how the time is called elsewhere', (query, from, hint) => {
    expect(run(query, from).err).toContain(hint);
    expect(run(query, from, '--map', 'a=b').err).not.toContain(hint);
  });

  test('says nothing of a time that is only in a text', () => {
    expect(run('T | where x == "TimeGenerated"', 'kql').err).toBe('');
  });
});

test.each([
  [`FROM logs | WHERE x IN (${Array.from({ length: 2000 }, (_, i) => `"v${i}"`).join(', ')})`, 'Sentinel takes rules of up to 10,000 characters, and this one has '],
  ['FROM logs | WHERE x == "v1"', undefined],
])('a rule that Sentinel would not take, or would: %#', (query, said) => {
  const r = eskql(['translate', '-q', query, '--from', 'esql', '--rule', '--target', 'sentinel']);
  expect(r.code).toBe(0);
  if (said === undefined) expect(r.err).not.toContain('Sentinel takes');
  else expect(r.err).toContain(said);
});

test.each([['union * | where x == 1', true], ['union isfuzzy = true * | take 1', true], ['search * | take 1', true], ['union T*, U', false], ['T | extend y = x * 2', false]])('%s is no rule: %s', (text, no) => {
  expect(ruleFault('kql', text) !== undefined).toBe(no);
});

describe('check --target', () => {
  test.each([
    ['cluster("a").T | take 1', 'kql', 'sentinel', 1, 'cluster(): Microsoft Sentinel does not have it, Azure Data Explorer does'],
    ['cluster("a").T | take 1', 'kql', 'kusto', 0, 'no problem'],
    ['FROM a | LIMIT 1 BY x', 'esql', 'es:9.1', 1, 'LIMIT … BY: es:9.1 does not have it, it came with Elasticsearch 9.4'],
    ['FROM a | EVAL y = ROUND_TO(x, 1, 2)', 'esql', 'es:9.0', 1, 'ROUND_TO: es:9.0 does not have it, it came with Elasticsearch 8.19 or 9.1'],
    ['FROM a | EVAL y = ROUND_TO(x, 1, 2)', 'esql', 'es:8.19', 0, 'no problem'],
    ['FROM a', 'esql', 'sentinel', 2, '--target sentinel does not speak ES|QL'],
  ])('%s (%s) for %s', (query, lang, target, code, said) => {
    const r = eskql(['check', '-q', query, '--lang', lang, '--target', target]);
    expect(r.code).toBe(code);
    expect(r.err).toContain(said);
  });
});
