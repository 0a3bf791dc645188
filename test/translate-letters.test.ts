import { expect, test } from 'vitest';
import { run, translate } from '../src/index.js';
import { foldCase } from '../src/text/fold.js';

/** Letters whose cases the two languages tell in another way, and escapes that are none: both sides answer the same. */
const texts = ['ΑΣ', 'ΑΣΑ', 'ασ', 'ας', 'ΑΣ.Β', 'straße', 'STRASSE', 'İz', 'K', 'kelvin', 'a%zzb%2', '%41+%c3%bc%', '100%', '%%41', ''];
const tables = { T: { columns: [{ name: 's', type: 'string' }, { name: 'id', type: 'long' }], rows: texts.map((s, i) => [s, i]) } };

function both(query: string, from: 'kql' | 'esql'): { source: unknown; target: unknown; notes: string[] } {
  const to = from === 'kql' ? 'esql' : 'kql';
  const t = translate(query, { from, to, schema: { T: { s: from === 'kql' ? 'string' : 'keyword', id: 'long' } } });
  const rows = (q: string, lang: 'kql' | 'esql'): unknown => {
    const typed = { T: { ...tables.T, columns: tables.T.columns.map((c) => ({ ...c, type: lang === 'esql' && c.type === 'string' ? 'keyword' : c.type })) } };
    const r = run(q, { lang, tables: typed, now: '2026-01-01T00:00:00Z' });
    return r.ok ? r.rows.map((row) => JSON.stringify(Object.fromEntries(row.map((v, i) => [r.columns[i]?.name, v ?? '']).sort()))).sort() : r;
  };
  return { source: rows(query, from), target: t.ok ? rows(t.query, to) : t, notes: (t.notes ?? []).filter((n) => n.grade !== 'rewritten').map((n) => n.message) };
}

test.each([
  'T | where s contains "ΑΣ"', 'T | where s contains "ας"', 'T | where s =~ "ασ"', 'T | where s !~ "ασ"', 'T | where s in~ ("ας", "K1")', 'T | where s has "ασ"', 'T | where s has_any ("ΑΣ", "b")', 'T | where s hasprefix "ας"',
  'T | where s startswith "ΑΣ"', 'T | where s endswith "ς"', 'T | where s =~ "STRAßE"', 'T | where s contains "İ"',
  'T | extend d = url_decode(s)', 'T | where url_decode(s) has "A"',
])('%s', (query) => {
  const { source, target, notes } = both(query, 'kql');
  expect({ target, notes }).toEqual({ target: source, notes: [] });
});

test.each(['FROM T | EVAL d = URL_DECODE(s)', 'FROM T | WHERE URL_DECODE(s) LIKE "*b*"', 'FROM T | WHERE s != "" AND URL_DECODE(s) IS NULL'])('%s', (query) => {
  const { source, target, notes } = both(query, 'esql');
  expect({ target, notes }).toEqual({ target: source, notes: [] });
});

test('the sign of Kelvin has its note, a k has none', () => {
  expect(both('T | where s contains "\u212a"', 'kql').notes.join()).toContain('sign of Kelvin');
  expect(both('T | where s contains "kel"', 'kql').notes).toEqual([]);
});

test('no other letter equals one of ASCII, and folding keeps the length', () => {
  for (let c = 128; c < 0x3000; c++) {
    const letter = String.fromCharCode(c);
    expect([letter, foldCase(letter).length, /[\0-\x7f]/.test(foldCase(letter))]).toEqual([letter, 1, false]);
  }
});

test('addresses with a prefix that the query itself writes count as in KQL', () => {
  const query = 'datatable(ip: string)["10.1.2.3", "192.168.1.1/24", "8.8.8.8/32"] | extend p = ipv4_is_private(ip), r = ipv4_is_in_range(ip, "192.168.1.0/24"), c = ipv4_is_match("192.168.1.1/24", "192.168.1.255")';
  const { source, target, notes } = both(query, 'kql');
  expect({ target, notes }).toEqual({ target: source, notes: [] });
});
