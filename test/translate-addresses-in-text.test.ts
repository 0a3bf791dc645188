import { describe, expect, it } from 'vitest';
import { run } from '../src/api/run.js';
import { translate } from '../src/api/translate.js';
import { addressPattern, readAddressPattern } from '../src/text/address-pattern.js';

/** Addresses in texts: at the ends, beside letters, digits and other signs, in longer addresses, and what only looks like one. */
const TEXTS = ['10.1.2.3', 'from 10.1.2.3:80', '10.1.2.34', '210.1.2.3', 'x10.1.2.3', '10.1.2.3y', '_10.1.2.3_', '9.10.1.2.3.4', '10.1.300.1', '10.1.2', '10.1.02.3', '10x1x2x3', 'é10.1.2.3', '1.1.1.1', '', null];
const rows = TEXTS.map((x, i) => [x, i]);

function rowsOf(query: string, lang: 'kql' | 'esql'): string {
  const columns = [{ name: 'x', type: lang === 'kql' ? 'string' : 'keyword' }, { name: 'i', type: 'long' }];
  const answer = run(query, { lang, tables: { T: { columns, rows } }, now: '2026-01-20T12:00:00Z' });
  return answer.ok ? JSON.stringify(answer.rows) : answer.errors.map((e) => e.message).join();
}

const CALLS = [
  'has_ipv4(x, "10.1.2.3")', 'has_ipv4(x, "10.1.300.1")', 'has_ipv4_prefix(x, "10.1.")', 'has_ipv4_prefix(x, "10.1.2.")', 'has_ipv4_prefix(x, "10.")', 'has_ipv4_prefix(x, "10.1")', 'has_ipv4_prefix(x, "10.1.2.3")',
  'has_any_ipv4(x, "10.1.2.3", "1.1.1.1", "no")', 'has_any_ipv4(x, dynamic(["1.1.1.1"]))', 'has_any_ipv4_prefix(x, "1.1.", "10.1.2.", "1.1.1.1")', 'has_any_ipv4(x, "10.1.", "no")',
];

describe.each(CALLS)('%s', (call) => {
  it.each([`T | where ${call} | project i`, `T | where not(${call}) | project i`, `T | extend y = ${call} | project i, y`])('%s', (query) => {
    const there = translate(query, { from: 'kql', to: 'esql' });
    expect(there.ok && there.notes.map((n) => n.grade)).toEqual(expect.not.arrayContaining(['different', 'narrower', 'wider']));
    const text = there.ok ? there.query : '';
    expect(rowsOf(text, 'esql')).toBe(rowsOf(query, 'kql'));
    const again = translate(text, { from: 'esql', to: 'kql' });
    expect(again.ok && rowsOf(again.query, 'kql')).toBe(rowsOf(query, 'kql'));
    expect(again.ok && /replace_regex|matches regex/.test(again.query)).toBe(false);
  });
});

describe('patterns of addresses', () => {
  it.each([[['10.1.2.3']], [['1.1.1.1', '10.1.2.3', '10.', '10.1.', '10.1.2.']], [['255.']]])('%j is read again', (needles) => {
    expect(readAddressPattern(addressPattern(needles) as string)).toEqual(needles);
  });

  it.each(['', 'a', '10\\.1', '(?<![\\p{L}\\p{Nd}])10\\.1\\.2\\.300(?![\\p{L}\\p{Nd}])', '10\\.1\\.2\\.3'])('%s is none', (pattern) => {
    expect(readAddressPattern(pattern)).toBeUndefined();
  });

  it('are none of what is no address', () => {
    expect(addressPattern(['10.1', '300.1.1.1', '', '10.1.2.3.'])).toBeUndefined();
  });
});
