import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonOfCell } from '../src/data/encode.js';
import { rowOf, type Table } from '../src/data/table.js';
import { readTable, readTables } from '../src/io/open.js';
import { folder } from './support/cli.js';

type Shape = 'dynamic' | 'flat';

const shown = (t: Table): { columns: string; rows: string[] } => ({
  columns: t.fields.map((f) => `${f.name}:${f.type}`).join(' '),
  rows: Array.from({ length: t.length }, (_, i) => rowOf(t, i).map((v, c) => jsonOfCell(t.fields[c]!.type, v)).join(' ')),
});

function read(name: string, content: string | Buffer, shape: Shape = 'dynamic'): ReturnType<typeof shown> {
  return shown(readTable(join(folder({ [name]: content }), name), { shape }));
}

const EVENT = '{"a":1,"u":{"name":"x","roles":["r1","r2"]},"event.code":"7"}\n{"u":{"name":"y","roles":[]},"a":2}';

test.each<[what: string, name: string, content: string, shape: Shape, columns: string, rows: string[]]>([
  ['csv types', 't.csv', 'n,x,b,t,s,z\n1,1.5,true,2026-01-02T03:04:05Z,a,007\n,2,false,2026-01-02,,008\n', 'dynamic', 'n:long x:real b:bool t:datetime s:string z:string',
    ['1 1.5 true "2026-01-02T03:04:05Z" "a" "007"', 'null 2 false "2026-01-02T00:00:00Z" null "008"']],
  ['csv quotes and line breaks', 't.csv', 'a,b\r\n"x, ""y""","1\n2"\r\nz,\r\n', 'dynamic', 'a:string b:string', ['"x, \\"y\\"" "1\\n2"', '"z" null']],
  ['a hard quote behind plain cells, for ES|QL', 't.csv', 'n,a,b\n1,x,"y ""z"""\n2,"","é,é"\n', 'flat', 'n:long a:string b:string', ['1 "x" "y \\"z\\""', '2 "" "é,é"']],
  ['numbers that turn out to be texts', 't.csv', 'a,b,c\n1.50,-3,2026-01-02T03:04:05.100Z\n,007,x\n2,-0,2026-01-02 03:04:05\n', 'dynamic', 'a:real b:string c:string',
    ['1.5 "-3" "2026-01-02T03:04:05.100Z"', 'null "007" "x"', '2 "-0" "2026-01-02 03:04:05"']],
  ['times written in two ways', 't.ndjson', '{"t":"2026-01-02T03:04:05.120Z"}\n{"t":"2026-01-02 03:04:05"}\n{"t":"2026-01-03"}', 'dynamic', 't:datetime',
    ['"2026-01-02T03:04:05.12Z"', '"2026-01-02T03:04:05Z"', '"2026-01-03T00:00:00Z"']],
  ['no time after all', 't.ndjson', '{"t":"2026-01-02T03:04:05.120Z"}\n{"t":"2026-02-30T03:04:05.120Z"}', 'flat', 't:string', ['"2026-01-02T03:04:05.120Z"', '"2026-02-30T03:04:05.120Z"']],
  ['tabs', 't.tsv', 'a\tb\n1\tx y\n', 'dynamic', 'a:long b:string', ['1 "x y"']],
  ['semicolons', 't.csv', 'a;b\n1;2,5\n', 'dynamic', 'a:long b:string', ['1 "2,5"']],
  ['byte order mark', 't.csv', '\ufeffa,b\n1,2\n', 'dynamic', 'a:long b:long', ['1 2']],
  ['nested objects are dynamic for KQL', 't.ndjson', EVENT, 'dynamic', 'a:long u:dynamic event.code:string',
    ['1 {"name":"x","roles":["r1","r2"]} "7"', '2 {"name":"y","roles":[]} null']],
  ['nested objects are dotted fields for ES|QL', 't.ndjson', EVENT, 'flat', 'a:long u.name:string u.roles:string event.code:string',
    ['1 "x" ["r1","r2"] "7"', '2 "y" null null']],
  ['arrays of objects are multi-values of each field', 't.ndjson', '{"a":[{"b":1},{"b":2,"c":"x"}]}', 'flat', 'a.b:long a.c:string', ['[1,2] "x"']],
  ['64-bit integers', 't.ndjson', '{"n":9223372036854775807}\n{"n":1}\n{"n":-9007199254740993}', 'dynamic', 'n:long', ['"9223372036854775807"', '1', '"-9007199254740993"']],
  ['reals keep integers out of long', 't.ndjson', '{"n":1}\n{"n":2.5}\n{"n":1e3}', 'dynamic', 'n:real', ['1', '2.5', '1000']],
  ['mixed kinds are dynamic', 't.ndjson', '{"n":1}\n{"n":"x"}\n{"n":null}', 'dynamic', 'n:dynamic', ['1', '"x"', 'null']],
  ['mixed kinds are keywords', 't.ndjson', '{"n":1}\n{"n":"x"}\n{"n":null}', 'flat', 'n:string', ['"1"', '"x"', 'null']],
  ['addresses by ECS name', 't.ndjson', '{"source.ip":"10.0.0.1","x":"10.0.0.1"}', 'flat', 'source.ip:ip x:string', ['"10.0.0.1" "10.0.0.1"']],
  ['an array of objects', 't.json', ' [ {"a":1} , {"a":2} ] ', 'dynamic', 'a:long', ['1', '2']],
  ['records in a wrapper', 't.json', '{"Records": [{"a":1},{"a":2}]}', 'dynamic', 'a:long', ['1', '2']],
  ['a single object', 't.json', '{"a":{"b":1}}', 'dynamic', 'a:dynamic', ['{"b":1}']],
  ['objects one after the other in .json', 't.json', '{"a":1}\n{"a":2}\n', 'dynamic', 'a:long', ['1', '2']],
  ['escapes', 't.ndjson', '{"a\\u0062":"\\u00e9\\n\\ud83d\\ude00"}', 'dynamic', 'ab:string', ['"é\\n😀"']],
  ['a typed table', 't.json', '{"columns":[{"name":"x","type":"unsigned_long"},{"name":"t","type":"timespan"}],"rows":[["18446744073709551615","1.00:00:00"],[5,null]]}', 'dynamic',
    'x:ulong t:timespan', ['"18446744073709551615" "1.00:00:00"', '5 null']],
])('%s', (_what, name, content, shape, columns, rows) => expect(read(name, content, shape)).toEqual({ columns, rows }));

test('gzipped files read the same', () => expect(read('t.ndjson.gz', gzipSync(EVENT))).toEqual(read('t.ndjson', EVENT)));

test('several files are one table with united columns', () => {
  const dir = folder({ 'a.ndjson': '{"x":1,"y":"a"}', 'b.csv': 'x,z\n2,true\n' });
  expect(shown(readTables([join(dir, 'a.ndjson'), join(dir, 'b.csv')], { shape: 'dynamic' }))).toEqual({ columns: 'x:dynamic y:string z:string', rows: ['1 "a" null', '"2" null "true"'] });
});

/** Numbers and times are read from bytes; when the column turns out to hold something else, each is the text that it was. */
test('cells of a csv column that is text in the end are as written', () => {
  const cell = fc.oneof(
    fc.integer().map(String), fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
    fc.tuple(fc.integer({ min: 0, max: 99_999 }), fc.integer({ min: 0, max: 9 })).map(([n, d]) => (n / 7).toFixed(d)),
    fc.tuple(fc.date({ min: new Date('1985-01-01'), max: new Date('2045-01-01'), noInvalidDate: true }), fc.constantFrom('Z', '', '0Z', '00', '0001Z')).map(([d, z]) => d.toISOString().slice(0, -1) + z),
    fc.constantFrom('0', '-0', '00', '.5', '5.', '-', '1.10', '9007199254740993', ''),
  );
  fc.assert(fc.property(fc.array(cell, { minLength: 1, maxLength: 12 }), (cells) => {
    const { columns, rows } = read('t.csv', `a,b\n${cells.map((c) => `${c},x`).join('\n')}\nzzz,x\n`);
    expect(columns).toBe('a:string b:string');
    expect(rows.slice(0, -1)).toEqual(cells.map((c) => `${c === '' ? 'null' : JSON.stringify(c)} "x"`));
  }), { numRuns: 100 });
});

/** Whatever values rows have, reading gives them back: the dictionary, growth and fallbacks lose nothing. */
test('rows of JSON read back as they were written', () => {
  const scalar = fc.oneof(fc.constant(null), fc.boolean(), fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true, min: 0.001, max: 0.999 }), fc.string({ unit: 'grapheme', maxLength: 4 }));
  fc.assert(fc.property(fc.array(fc.record({ a: scalar, b: scalar }, { requiredKeys: [] }), { minLength: 1, maxLength: 40 }), (rows) => {
    const t = readTable(join(folder({ 't.ndjson': rows.map((r) => JSON.stringify(r)).join('\n') }), 't.ndjson'), { shape: 'dynamic' });
    const back = Array.from({ length: t.length }, (_, i) => Object.fromEntries(t.fields.map((f, c) => [f.name, JSON.parse(jsonOfCell(f.type, t.columns[c]!.get(i)))])));
    for (const [i, r] of rows.entries()) for (const f of t.fields) if (f.type !== 'datetime') expect(back[i]![f.name]).toEqual((r as Record<string, unknown>)[f.name] ?? null);
  }), { numRuns: 60 });
});
