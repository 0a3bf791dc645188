import { describe, expect, it } from 'vitest';
import { tableSource } from '../src/api/tables.js';
import { runTables } from '../src/api/run.js';
import { translate } from '../src/api/translate.js';
import { valuesOf } from '../src/data/column.js';
import { type Table, tableOfRows } from '../src/data/table.js';

/** Enrichment functions of the product read a table, or an enrich policy, that has what they would know. */
const events = tableOfRows([{ name: 'File', type: 'string' }, { name: 'InitiatingProcessSHA256', type: 'string' }], [['a', 'h1'], ['b', 'h2'], ['c', ''], ['d', 'h1']]);
const profiles = tableOfRows(
  [{ name: 'SHA1', type: 'string' }, { name: 'SHA256', type: 'string' }, { name: 'GlobalPrevalence', type: 'long' }],
  [['x', 'h1', 7], ['y', '', 9], ['z', 'h1', 8]],
);
const QUERY = 'E | invoke FileProfile(InitiatingProcessSHA256, 1000) | project File, GlobalPrevalence, Signer';
const rows = (t: Table): unknown[][] => Array.from({ length: t.length }, (_, row) => t.columns.map((c) => valuesOf(c)[row]));

describe('FileProfile', () => {
  it('adds columns of the first row with the hash; no hash has no profile, and what the table lacks is empty', () => {
    const { table } = runTables(QUERY, tableSource(new Map([['E', events], ['FileProfile', profiles]])), { lang: 'kql', now: '2026-01-20T12:00:00Z' });
    expect(rows(table)).toEqual([['a', 7, ''], ['b', null, ''], ['c', null, ''], ['d', 7, '']]);
  });

  it('takes the key as a text or as a column, and SHA1 without one', () => {
    for (const [args, key, on] of [['"SHA1"', 'sha1', 'SHA1'], ['InitiatingProcessMD5, 5', 'md5', 'InitiatingProcessMD5'], ['', 'sha1', 'SHA1']]) {
      const a = translate(`T | invoke FileProfile(${args}) | where GlobalPrevalence < 5 | project File, Signer`, { from: 'kql', to: 'esql' });
      expect(a.ok && a.query.replace(/\s+/g, ' ')).toBe(`FROM T | ENRICH fileprofile-${key} ON ${on} WITH GlobalPrevalence, Signer | WHERE GlobalPrevalence < 5 | KEEP File, Signer`);
      expect(a.notes?.map((n) => n.grade)).toEqual(['different']);
    }
  });

  it('is the function of the name that the query defines', () => {
    const a = translate('let FileProfile = (T:(File:string)) { T | where File == "a" }; E | invoke FileProfile()', { from: 'kql', to: 'esql' });
    expect(a.ok && a.query).not.toContain('ENRICH');
  });
});
