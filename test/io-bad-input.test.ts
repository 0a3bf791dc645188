import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Failure } from '../src/base/diagnostics.js';
import { readTable } from '../src/io/open.js';
import { eskql, folder } from './support/cli.js';

const QUERY = ['run', '-q', 't | take 1', '--lang', 'kql', '--now', '2026-01-01T00:00:00Z'];

/** Each: one coded error that names the file and, where there is one, the line. */
test.each<[what: string, name: string, content: string | Buffer, code: string, place: string]>([
  ['not JSON', 't.json', 'hello', 'input-malformed', 't.json, line 1'],
  ['JSON cut short', 't.ndjson', '{"a":1}\n{"a":', 'input-malformed', 't.ndjson, line 2'],
  ['JSON that is no object', 't.ndjson', '{"a":1}\n42', 'input-malformed', 't.ndjson, line 2'],
  ['text behind an array', 't.json', '[{"a":1}] x', 'input-malformed', 't.json, line 1'],
  ['unterminated JSON string', 't.ndjson', '{"a":1}\n\n{"a":"x', 'input-malformed', 't.ndjson, line 3'],
  ['a bad escape', 't.ndjson', '{"a":"\\q"}', 'input-malformed', 't.ndjson, line 1'],
  ['a bad nested value', 't.ndjson', '{"a":{"b":tru}}', 'input-malformed', 't.ndjson, line 1'],
  ['too few cells', 't.csv', 'a,b\n1,2\n3\n', 'input-cell-count', 't.csv, row 3'],
  ['too many cells', 't.csv', 'a,b\n1,2,3\n', 'input-cell-count', 't.csv, row 2'],
  ['too few cells beside quotes', 't.csv', 'a,b\n"1",2\n3\n', 'input-cell-count', 't.csv, row 3'],
  ['an unterminated quote', 't.csv', 'a,b\n1,"2\n', 'input-unterminated', 't.csv, line'],
  ['two columns of a name', 't.csv', 'a,a\n1,2\n', 'input-malformed', 't.csv, line 1'],
  ['an empty csv', 't.csv', '', 'input-empty', 't.csv'],
  ['an empty ndjson', 't.ndjson', '\n \n', 'input-empty', 't.ndjson'],
  ['an empty json', 't.json', '', 'input-empty', 't.json'],
  ['invalid UTF-8', 't.ndjson', Buffer.from('7b2261223a317d0a7b2261223a22ff227d', 'hex'), 'input-encoding', 't.ndjson, line 2'],
  ['invalid UTF-8 in csv', 't.csv', Buffer.from('610aff0a', 'hex'), 'input-encoding', 't.csv, line 2'],
  ['no gzip', 't.csv.gz', 'a,b\n1,2\n', 'input-compressed', 't.csv.gz'],
  ['a row too short in a typed table', 't.json', '{"columns":[{"name":"a","type":"long"},{"name":"b","type":"long"}],"rows":[[1,2],[3]]}', 'input-cell-count', 't.json, row 2'],
  ['a cell of another type', 't.json', '{"columns":[{"name":"a","type":"long"}],"rows":[["x"]]}', 'input-cell-type', 'column a'],
  ['a type that there is not', 't.json', '{"columns":[{"name":"a","type":"lnog"}],"rows":[]}', 'unknown-type', 'lnog'],
  ['nested without end', 't.ndjson', `${'{"a":'.repeat(2000)}1${'}'.repeat(2000)}`, 'input-malformed', 't.ndjson, line 1'],
])('%s', (_what, name, content, code, place) => {
  const path = join(folder({ [name]: content }), name);
  const failure = thrown(() => readTable(path, { shape: 'dynamic' }));
  expect(failure.diagnostics.map((d) => d.code)).toEqual([code]);
  expect(failure.message).toContain(place);
});

function thrown(work: () => unknown): Failure {
  try {
    work();
  } catch (e) {
    expect(e).toBeInstanceOf(Failure);
    return e as Failure;
  }
  throw new Error('nothing was thrown');
}

test('on the command line: a coded error on stderr, nothing on stdout, exit 1', () => {
  const dir = folder({ 't.csv': 'a,b\n1,2\n3\n' });
  const r = eskql([...QUERY, join(dir, 't.csv'), '-o', 'json']);
  expect([r.code, r.out]).toEqual([1, '']);
  expect(r.err).toBe(`error[input-cell-count]: ${join(dir, 't.csv')}, row 3: 1 cell where there are 2 columns\n`);
});

test('a file that is not there', () => {
  const r = eskql([...QUERY, 'no/such/t.csv']);
  expect([r.code, r.out, r.err]).toEqual([1, '', 'error[input-not-found]: no such file: no/such/t.csv\n']);
});

test('a line of 10 MB is read, and one that is broken is told without being repeated', () => {
  const long = 'x'.repeat(10_000_000);
  const dir = folder({ 'good.ndjson': `{"a":"${long}"}`, 'bad.ndjson': `{"a":"${long}" oops}` });
  expect(eskql(['run', '-q', 'good | project n = strlen(a)', '--lang', 'kql', '-o', 'csv', join(dir, 'good.ndjson')])).toMatchObject({ code: 0, out: 'n\n10000000\n' });
  const bad = eskql(['run', '-q', 'bad | count', '--lang', 'kql', join(dir, 'bad.ndjson')]);
  expect([bad.code, bad.err.length < 500, bad.err.includes('input-malformed')]).toEqual([1, true, true]);
});

test('a query of 10 MB on one line gets a short frame', () => {
  const r = eskql(['run', '-', '--lang', 'kql'], `print x = "${'a'.repeat(10_000_000)}" oops`);
  expect([r.code, r.out, r.err.length < 2_000]).toEqual([1, '', true]);
});

test('a failed translation writes no file', () => {
  const dir = folder({ 'a.kql': 'T | where (' });
  expect(eskql(['translate', join(dir, 'a.kql'), '--to', 'esql', '-o', join(dir, 'out.esql')]).code).toBe(1);
  expect(readdirSync(dir)).toEqual(['a.kql']);
});
