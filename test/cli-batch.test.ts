import { join } from 'node:path';
import { expect, test } from 'vitest';
import { answerLine, newBatch } from '../src/cli/batch-answer.js';
import { eskql, folder } from './support/cli.js';

const ask = (request: object): Record<string, unknown> => JSON.parse(answerLine(JSON.stringify(request), newBatch())) as Record<string, unknown>;

test('answers come in order, one a line, also to what is malformed', () => {
  const lines = ['{"id":1,"op":"parse","lang":"kql","query":"T"}', 'nonsense', '', '[1]', '{"id":"x","op":"fry"}', '{"op":"parse","lang":"esql","query":"FROM a | "}'];
  const r = eskql(['batch'], lines.join('\n'));
  const answers = r.out.trimEnd().split('\n').map((l) => JSON.parse(l) as { id?: unknown; ok: boolean; errors?: { code: string }[] });
  expect(answers.map((a) => [a.id, a.ok, a.errors?.[0]?.code])).toEqual([
    [1, true, undefined], [undefined, false, 'request-malformed'], [undefined, false, 'request-malformed'], ['x', false, 'request-malformed'],
    [undefined, false, expect.stringMatching(/^syntax-/)],
  ]);
  expect(r.code).toBe(0);
});

test('run: types by the dialect, values exact, 64-bit integers of the request kept', () => {
  const tables = { U: { columns: [{ name: 'x', type: 'long' }, { name: 't', type: 'datetime' }, { name: 'd', type: 'dynamic' }], rows: [['9223372036854775807', '2026-01-01', { b: [1, 2.5] }]] } };
  const line = JSON.stringify({ id: 4, op: 'run', lang: 'kql', query: 'U | extend y = 1.5', tables }).replace('"9223372036854775807"', '9223372036854775807');
  expect(answerLine(line, newBatch())).toBe(
    '{"id":4,"ok":true,"columns":[{"name":"x","type":"long"},{"name":"t","type":"datetime"},{"name":"d","type":"dynamic"},{"name":"y","type":"real"}],' +
    '"rows":[["9223372036854775807","2026-01-01T00:00:00Z",{"b":[1,2.5]},1.5]],"warnings":[]}',
  );
});

test('run: tables of files are read in the dialect\'s shape', () => {
  const path = join(folder({ 't.ndjson': '{"a":{"b":[1,2]}}' }), 't.ndjson');
  const tables = { T: { file: path } };
  expect(ask({ op: 'run', lang: 'esql', query: 'FROM T | KEEP a.b', tables })).toMatchObject({ columns: [{ name: 'a.b', type: 'long' }], rows: [[[1, 2]]] });
  expect(ask({ op: 'run', lang: 'kql', query: 'T | project c = a.b[1]', tables })).toMatchObject({ columns: [{ name: 'c', type: 'dynamic' }], rows: [[2]] });
});

test('run: a dotted column of KQL is the path where no column has the name', () => {
  const path = join(folder({ 't.ndjson': '{"a":{"b":{"c":1}},"x.y":"k"}\n{"a":{"b.c":"2"},"x":{"y":5}}\n{"a":[{"b":{"c":[3]}}]}' }), 't.ndjson');
  const answer = ask({ op: 'run', lang: 'kql', query: "T | project ['a.b.c'], ['x.y'], n = gettype(['a.b.c'])", tables: { T: { file: path } } });
  expect(answer).toMatchObject({ ok: true, rows: [[1, 'k', 'long'], ['2', '', 'string'], [[[3]], '', 'array']] });
  expect(ask({ op: 'run', lang: 'kql', query: "T | project ['a.z']", tables: { T: { file: path } } })).toMatchObject({ ok: false, errors: [{ code: 'unknown-column' }] });
});

test('errors have code, message, span, line and column', () => {
  const tables = { T: { columns: [{ name: 'abc', type: 'long' }], rows: [] } };
  expect(ask({ id: 5, op: 'run', lang: 'kql', query: 'T\n| where abd == 1', tables })).toEqual({
    id: 5, ok: false, errors: [{ code: 'unknown-column', message: 'unknown column abd', span: [10, 13], line: 2, column: 9, hint: expect.stringContaining('abc') as string }],
  });
});

test.each([
  [{ op: 'run', lang: 'sql', query: 'T' }, 'lang must be "kql" or "esql"'],
  [{ op: 'run', lang: 'kql' }, 'query must be a string'],
  [{ op: 'run', lang: 'kql', query: 'T', tables: [] }, 'tables must be an object'],
  [{ op: 'run', lang: 'kql', query: 'T', tables: { T: 5 } }, 'tables.T must be'],
  [{ op: 'run', lang: 'kql', query: 'print 1', now: 'noon' }, 'now is not an ISO 8601 time'],
  [{ op: 'translate', from: 'kql', to: 'esql', query: 'T', options: { tarket: 1 } }, 'unknown option tarket'],
  [{ op: 'translate', from: 'kql', to: 'esql', query: 'T', options: { target: 1 } }, 'options.target has the wrong type'],
])('%j is answered as malformed', (request, detail) => {
  const answer = ask(request) as { ok: boolean; errors: { code: string; message: string }[] };
  expect([answer.ok, answer.errors[0]?.code]).toEqual([false, 'request-malformed']);
  expect(answer.errors[0]?.message).toContain(detail);
});
