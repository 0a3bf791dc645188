import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FieldMap } from '../src/api/field-map.js';
import { translate } from '../src/api/translate.js';
import type { DialectId } from '../src/catalogue/index.js';
import { answerLine, newBatch } from '../src/cli/batch-answer.js';
import { folder } from './support/cli.js';

const MAP: FieldMap = {
  fields: { TimeGenerated: '@timestamp', DeviceName: 'host.name', AccountName: 'user.name', 'TargetResources.user': 'user.target' },
  tables: { DeviceProcessEvents: 'logs-endpoint.events.process-*' },
};

function text(query: string, from: DialectId, map: unknown = MAP): string {
  const r = translate(query, { from, to: from === 'kql' ? 'esql' : 'kql', map: map as FieldMap });
  return r.ok ? r.query.trim().replace(/\s+/g, ' ') : r.errors.map((e) => e.code).join();
}

/** From, query, translation (or the codes of its errors). */
const CASES: readonly (readonly [DialectId, string, string])[] = [
  ['kql', 'DeviceProcessEvents | where DeviceName == "a" | project TimeGenerated, DeviceName', 'FROM logs-endpoint.events.process-* | WHERE host.name == "a" | KEEP @timestamp, host.name'],
  ['esql', 'FROM logs-endpoint.events.process-* | WHERE host.name == "a" | KEEP @timestamp, host.name', 'DeviceProcessEvents | where DeviceName == "a" | project TimeGenerated, DeviceName'],
  // A name that the query makes is no column of a table.
  ['kql', 'T | summarize AccountName = count() | where AccountName > 2', 'FROM T | STATS AccountName = COUNT(*) | WHERE AccountName > 2'],
  // One that it takes from the table and changes keeps being that column.
  ['kql', 'T | extend DeviceName = tolower(DeviceName) | project DeviceName', 'FROM T | EVAL host.name = TO_LOWER(host.name) | KEEP host.name'],
  ['kql', 'T | where tostring(TargetResources.user.id) == "a" | project x', 'FROM T | WHERE TO_STRING(user.target.id) == "a" | KEEP x'],
  ['kql', 'T | extend ["user.name"] = 1 | where AccountName == "x"', 'map-clash'],
];

describe('a map of names', () => {
  it.each(CASES)('%s: %s', (from, query, want) => {
    expect(text(query, from)).toBe(want);
  });

  it('may be columns alone, written either way round', () => {
    const want = 'T | where DeviceName == "a"';
    expect(text('FROM T | WHERE host.name == "a" | LIMIT 5', 'esql', { DeviceName: 'host.name' })).toContain(want);
    expect(text('FROM T | WHERE host.name == "a" | LIMIT 5', 'esql', { 'host.name': 'DeviceName' })).toContain(want);
    expect(text('T | where DeviceName == "a"', 'kql', { from: 'esql', fields: { 'host.name': 'DeviceName' } })).toBe('FROM T | WHERE host.name == "a"');
  });

  it('says once which names it lacks', () => {
    const r = translate('T | where DeviceName == "a" and FileName == "b" and Size == 1', { from: 'kql', to: 'esql', map: MAP });
    expect(r.ok && r.notes.filter((n) => n.code === 'unmapped-columns').map((n) => [n.grade, n.message])).toEqual([['rewritten', 'names that the map lacks are kept: columns FileName, Size; tables T']]);
  });

  it('keeps the meaning', () => {
    const rows = [['a', 1], ['', 2], [null, 3], ['b', 4]] as const;
    const query = 'T | where DeviceName != "a" | summarize n = sum(Size) by DeviceName';
    const there = translate(query, { from: 'kql', to: 'esql', map: { DeviceName: 'host.name', Size: 'file.size' }, schema: { T: { DeviceName: 'string', Size: 'long' } } });
    const answer = (q: string, lang: DialectId, names: readonly [string, string]): string[] => {
      const columns = [{ name: names[0], type: lang === 'kql' ? 'string' : 'keyword' }, { name: names[1], type: 'long' }];
      const a = JSON.parse(answerLine(JSON.stringify({ op: 'run', lang, query: q, tables: { T: { columns, rows } } }), newBatch())) as { columns: { name: string }[]; rows: (string | number | null)[][] };
      const n = a.columns.findIndex((c) => c.name === 'n');
      return a.rows.map((r) => `${r[1 - n] ?? ''} ${r[n]}`).sort();
    };
    expect(answer(query, 'kql', ['DeviceName', 'Size'])).toEqual([' 5', 'b 4']);
    expect(there.ok && [...new Set(answer(there.query, 'esql', ['host.name', 'file.size']).map((r) => r.split(' ')[0]))]).toEqual(['', 'b']);
  });

  it('may be a file for batch, and is checked', () => {
    const path = join(folder({ 'map.json': JSON.stringify(MAP) }), 'map.json');
    const ask = (map: unknown): object => JSON.parse(answerLine(JSON.stringify({ op: 'translate', from: 'kql', to: 'esql', query: 'T | where DeviceName == "a"', options: { map } }), newBatch())) as object;
    expect(ask(path)).toMatchObject({ ok: true, query: expect.stringContaining('host.name') as string });
    expect(ask(`${path}.none`)).toMatchObject({ ok: false, errors: [{ code: 'input-not-found' }] });
    expect(ask({ fields: { a: 3 } })).toMatchObject({ ok: false, errors: [{ code: 'map-malformed' }] });
    expect(ask({ fields: {}, tabels: {} })).toMatchObject({ ok: false, errors: [{ code: 'map-malformed' }] });
  });
});
