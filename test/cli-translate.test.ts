import { expect, test } from 'vitest';
import { eskql } from './support/cli.js';

const translate = (query: string, ...args: string[]) => eskql(['translate', '-q', query, ...args]);

test('--partial leaves a stage as a comment in its place, with exit code 3', () => {
  const r = translate('T | where a == 1 | evaluate basket() | where b == 2', '--from', 'kql', '--partial');
  expect([r.code, r.out]).toEqual([3, 'FROM T\n| WHERE a == 1\n// left out: evaluate basket()\n| WHERE b == 2\n']);
  expect(r.err).toContain('basket cannot be said');
  const back = translate('FROM t | WHERE x == 1\n| COMPLETION p = x\n  WITH { "inference_id": "z" }', '--from', 'esql', '--partial');
  expect([back.code, back.out]).toEqual([3, 't\n| where x == 1\n// left out: COMPLETION p = x\n// WITH { "inference_id": "z" }\n']);
});

test('--partial leaves out the whole stage when a part of it cannot be said', () => {
  const r = translate('T | where a == 1 | join kind=inner (U | evaluate basket()) on k | where b == 2', '--from', 'kql', '--partial');
  expect(r.code).toBe(3);
  expect(r.out).toContain('FROM T\n| WHERE a == 1\n// left out: join kind=inner (U | evaluate basket()) on k\n| WHERE ');
});

test.each([
  ['es:9.1', ' LIKE ("* a *", "* b *")'], ['es:8.19', ' LIKE ("* a *", "* b *")'], ['serverless', ' LIKE ("* a *", "* b *")'],
  ['es:9.0', ' LIKE "* a *"\n    OR '], ['8.15', ' LIKE "* a *"\n    OR '],
])('--target %s', (target, expected) => {
  expect(translate('T | where x has_any ("a", "b")', '--from', 'kql', '--target', target).out).toContain(expected);
});

test('--target refuses what came later, and names the version', () => {
  const r = translate('FROM T | WHERE a == 1', '--from', 'esql', '--target', 'sentinel');
  expect([r.code, r.out]).toEqual([0, 'T\n| where a == 1\n']);
  const old = translate('T | join kind=inner (U) on k | project k, m', '--from', 'kql', '--target', 'es:9.1');
  expect([old.code, old.out]).toEqual([3, '']);
  expect(old.err).toMatch(/needs Elasticsearch 9\.\d/);
});

test.each([
  [['--target', 'es:banana'], 'not es:banana'], [['--target', 'sentinel', '--to', 'esql'], 'does not speak ES|QL'], [['--target', 'sentinel'], 'in already'],
])('%j is a mistake of the command line', (args, message) => {
  const r = translate('T | take 1', '--from', 'kql', ...args);
  expect(r.code).toBe(2);
  expect(r.err).toContain(message);
});

test('--strict refuses whatever is less than rewritten', () => {
  expect(translate('T | extend x = log(y)', '--from', 'kql').code).toBe(0);
  const r = translate('T | extend x = log(y)', '--from', 'kql', '--strict');
  expect([r.code, r.out]).toEqual([3, '']);
  expect(translate('T | where x =~ "a"', '--from', 'kql', '--strict').code).toBe(0);
});

test('--assume text-field=NAME: has is MATCH where that is allowed', () => {
  const run = (query: string) => translate(query, '--from', 'kql', '--assume', 'text-field=message', '--assume', 'text-field=log.*').out;
  expect(run('T | where message has "failed" and not(message has "timeout")')).toBe('FROM T\n| WHERE MATCH(message, "failed") AND NOT MATCH(message, "timeout")\n');
  expect(run('T | where message has_any ("a", "b")')).toContain('MATCH(message, "a") OR MATCH(message, "b")');
  expect(run('T | where message has_all ("a", "b")')).toContain('MATCH(message, "a") AND MATCH(message, "b")');
  expect(run('T | where message has "two words" or other has "x"')).not.toContain('MATCH');
  expect(run('T | extend y = message has "a"')).not.toContain('MATCH');
  expect(run('T | take 5 | where message has "a"')).not.toContain('MATCH');
  expect(run('T | extend message = strcat(a, b) | where message has "a"')).not.toContain('MATCH');
  expect(translate('T | take 1', '--from', 'kql', '--assume', 'x').code).toBe(2);
});

test('a message is said once with all its places, and what a person could do', () => {
  const r = translate('FROM a | STATS x = VALUES(q), y = VALUES(r), z = VALUES(s)', '--from', 'esql');
  expect(r.err.match(/a dynamic array/g)).toHaveLength(1);
  expect(r.err).toContain('= also at 1:35, 1:50');
  const refused = translate('T | where a == 1 | evaluate pivot(b)', '--from', 'kql');
  expect(refused.err).toMatch(/pivot cannot be said: ES\|QL has no plugins[\s\S]*= where the values are known, STATS says it[\s\S]*--partial writes what can be said/);
});
