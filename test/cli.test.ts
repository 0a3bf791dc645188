import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { eskql, folder } from './support/cli.js';

const LOGS = 'a,b\n1,x\n2,y\n3,\n';
const RULE = `[rule]\nname = "N"\nlanguage = "esql"\nfrom = "now-9m"\nquery = '''\nfrom logs\n| where nope == 1\n'''\n`;

describe('exit codes and streams', () => {
  test.each<[string, string[], number, RegExp]>([
    ['an unknown command', ['fry'], 2, /unknown command 'fry'/],
    ['an unknown option', ['run', '--fry'], 2, /unknown option '--fry'/],
    ['no query', ['translate'], 2, /no query/],
    ['a bad dialect', ['translate', '-q', 'T', '--to', 'sql'], 2, /--to is kql or esql/],
    ['a bad format', ['run', '-q', 'print 1', '-o', 'xml'], 2, /-o is one of table/],
    ['a bad time', ['run', '-q', 'print 1', '--now', 'noon'], 2, /--now is an ISO 8601 time/],
    ['a query file that is not there', ['check', 'nope.kql'], 1, /input-not-found/],
    ['a syntax error', ['check', '-q', 'T | where (', '--lang', 'kql'], 1, /query:1:/],
  ])('%s', (_what, args, code, err) => {
    const r = eskql(args);
    expect([r.code, r.out]).toEqual([code, '']);
    expect(r.err).toMatch(err);
    expect(r.err).not.toMatch(/\n\s+at /);
  });

  test('help and version are results', () => {
    const r = eskql(['--help']);
    expect([r.code, r.err]).toEqual([0, '']);
    expect(r.out).toContain('Exit codes: 0 done');
    expect(eskql(['--version']).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test.each(['translate', 'run', 'repl', 'check', 'fmt', 'explain', 'functions', 'batch', 'demo'])('%s --help has examples', (command) => {
    expect(eskql([command, '--help']).out).toMatch(/Examples:\n {2}\$ .*eskql/);
  });
});

test('run: rows on stdout, the guess on stderr, every output format', () => {
  const dir = folder({ 'logs.csv': LOGS });
  const run = (format: string): string => eskql(['run', '-q', 'FROM logs | SORT a | LIMIT 2', join(dir, 'logs.csv'), '-o', format]).out;
  expect(run('csv')).toBe('a,b\n1,x\n2,y\n');
  expect(run('json')).toBe('[\n{"a":1,"b":"x"},\n{"a":2,"b":"y"}\n]\n');
  expect(run('ndjson')).toBe('{"a":1,"b":"x"}\n{"a":2,"b":"y"}\n');
  expect(run('markdown')).toBe('| a | b |\n|---:|---|\n| 1 | x |\n| 2 | y |\n');
  expect(run('table')).toBe('a  b\n-  -\n1  x\n2  y\n');
  expect(eskql(['run', '-q', 'FROM logs | LIMIT 0', join(dir, 'logs.csv')]).err).toContain('read as ES|QL');
});

test('run: tables by name, a table that only the query names, stdin', () => {
  const dir = folder({ 'logs.csv': LOGS });
  const path = join(dir, 'logs.csv');
  expect(eskql(['run', '-q', 'Sec | count', '--lang', 'kql', '--table', `Sec=${path}`, '-o', 'csv']).out).toBe('Count\n3\n');
  const guessed = eskql(['run', '-q', 'Other | count', '--lang', 'kql', path, '-o', 'csv']);
  expect([guessed.out, guessed.err]).toEqual(['Count\n3\n', `Other: read from ${path}\n`]);
  expect(eskql(['run', '-q', 'stdin | count', '--lang', 'kql', '-', '-o', 'csv'], '{"a":1}\n{"a":2}\n').out).toBe('Count\n2\n');
});

test('run: control characters of a log do not reach the terminal', () => {
  const dir = folder({ 'logs.ndjson': '{"a":"\\u001b[31mred\\u0007"}' });
  expect(eskql(['run', '-q', 'logs', '--lang', 'kql', join(dir, 'logs.ndjson')]).out).toContain('\\u001b[31mred\\u0007');
});

test('run: an error in a rule file has the place in the file', () => {
  const dir = folder({ 'rule.toml': RULE, 'logs.csv': LOGS });
  const r = eskql(['run', join(dir, 'rule.toml'), join(dir, 'logs.csv')]);
  expect(r.code).toBe(1);
  expect(r.err).toContain('rule.toml:7:9');
  expect(r.err).toContain('7 | | where nope == 1\n  |         ^^^^\n');
});

test('run: now() is the time that --now gives', () => {
  expect(eskql(['run', '-q', 'print t = ago(1h)', '--now', '2026-01-31T12:00:00Z', '-o', 'csv']).out).toBe('t\n2026-01-31T11:00:00Z\n');
});

test('translate: one query on stdout, several under headers, files in a folder', () => {
  const dir = folder({ 'a.kql': 'T | where x == 1 | project x', 'b.esql': 'FROM T | KEEP x | LIMIT 5' });
  const one = eskql(['translate', join(dir, 'a.kql')]);
  expect(one.code).toBe(0);
  expect(one.out).toMatch(/^FROM T\n/);
  expect(eskql(['translate', dir]).out).toMatch(/\/\/ .*a\.kql\nFROM T[\s\S]*\/\/ .*b\.esql\nT\n/);
  eskql(['translate', dir, '-o', join(dir, 'out')]);
  expect(eskql(['check', join(dir, 'out')]).code).toBe(0);
});

test('translate: --report json is one document', () => {
  const dir = folder({ 'rule.toml': RULE });
  const [row] = JSON.parse(eskql(['translate', join(dir, 'rule.toml'), '--report', 'json']).out) as Record<string, unknown>[];
  expect(row).toMatchObject({ name: 'N', from: 'esql', to: 'kql', window: { lookback: 'now-9m' }, ok: true });
});

test('translate: what cannot be said is refused with exit code 3', () => {
  const r = eskql(['translate', '-q', 'FROM T | COMPLETION a = b WITH {"inference_id": "i"}', '--to', 'kql']);
  expect([r.code, r.out]).toEqual([3, '']);
  expect(r.err).toMatch(/error\[[a-z-]+\]/);
});

test('fmt: stable, and --check tells', () => {
  const dir = folder({ 'a.kql': 'T|where x==1 // why\n|take 5' });
  const path = join(dir, 'a.kql');
  expect(eskql(['fmt', '--check', path]).code).toBe(1);
  expect(eskql(['fmt', '-w', path]).code).toBe(0);
  expect(eskql(['fmt', '--check', path]).code).toBe(0);
  expect(eskql(['fmt', path]).out).toContain('// why');
});

test('explain shows stages with their types', () => {
  const r = eskql(['explain', '-q', 'datatable(x:long)[1] | extend y = x * 2', '--lang', 'kql']);
  expect(r.code).toBe(0);
  expect(r.out).toContain('x:long, y:long');
});

test('functions lists an operation in both dialects', () => {
  expect(eskql(['functions', 'strlen', '-o', 'csv']).out).toMatch(/string\.length,strlen\(\)/);
  expect(eskql(['functions', 'strlem']).err).toContain('did it mean strlen?');
  expect(eskql(['functions', 'strlen']).out).toMatch(/^strlen\(string\) → long {2}\[KQL\]\n.*\n {2}KQL {4}strlen\(x\)\n {2}ES\|QL {2}COALESCE\(LENGTH\(x\), 0\) {2}\(exact\)\n/);
  expect(eskql(['functions', 'mv_expand']).out).toContain('[stage of ES|QL]');
  expect(eskql(['functions', 'pack_all']).out).toContain('All columns as a property bag');
  expect(eskql(['functions', 'KNN']).out).toContain('Not yet: dense vectors are not a type here.');
});
