import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { run } from '../src/index.js';
import { runTables } from '../src/api/run.js';
import { tableSource } from '../src/api/tables.js';
import { Failure } from '../src/base/diagnostics.js';
import { rowOf } from '../src/data/table.js';
import { readExternal } from '../src/io/read-external.js';

const folder = mkdtempSync(join(tmpdir(), 'eskql-external-'));
afterAll(() => rmSync(folder, { recursive: true }));

function rows(query: string): unknown {
  try {
    const { table } = runTables(query, tableSource(new Map()), { lang: 'kql', now: '2026-01-01T00:00:00Z', external: readExternal });
    return Array.from({ length: table.length }, (_, i) => rowOf(table, i));
  } catch (e) {
    if (e instanceof Failure) return e.diagnostics.map((d) => `${d.code}: ${d.message}`).join('\n');
    throw e;
  }
}

const CASES: readonly (readonly [file: string, content: string, type: string, options: string, rows: unknown])[] = [
  ['a.csv', 'x,1\n"y,z",2\n', 'n:string, v:long', '', [['x', 1], ['y,z', 2]]],
  ['b.csv', 'n,v\nx,one\n', 'n:string, v:long', 'with (format="csv", ignoreFirstRecord=true)', [['x', null]]],
  ['c.tsv', 'x\t1.5\n', 'n:string, v:real', '', [['x', 1.5]]],
  ['d.txt', 'first\nsecond, too\n', 'line:string', '', [['first'], ['second, too']]],
  ['e.json', '{"v":1,"n":"x"}\n{"n":"y"}\n', 'n:string, v:long', 'with (format="multijson")', [['x', 1], ['y', null]]],
  ['f.json', '[{"n":"x","other":2}]', 'n:string', '', [['x']]],
  ['g.csv', 'x\n', 'n:string, v:string', '', [['x', '']]],
];

describe('externaldata reads local files', () => {
  it.each(CASES)('%s', (file, content, type, options, want) => {
    const path = join(folder, file);
    writeFileSync(path, content);
    expect(rows(`externaldata(${type})[@"${path}"] ${options}`)).toEqual(want);
  });

  it('and no addresses, unless a table of the name is supplied', () => {
    expect(rows('externaldata(n:string)["https://example.org/list.csv"]')).toContain('run-failed: externaldata reads local files only');
    const supplied = { 'list.csv': { columns: [{ name: 'n', type: 'string' }], rows: [['x']] } };
    const answer = run('externaldata(n:string)["https://example.org/list.csv?sig=1"]', { lang: 'kql', now: '2026-01-01T00:00:00Z', tables: supplied });
    expect(answer).toMatchObject({ ok: true, rows: [['x']] });
  });

  it('says which file is not there', () => {
    expect(rows('externaldata(n:string)["no-such-file.csv"]')).toContain('input-not-found');
  });
});
