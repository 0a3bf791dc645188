import { describe, expect, it } from 'vitest';
import { runTables } from '../src/api/run.js';
import { tableSource } from '../src/api/tables.js';
import { valuesOf } from '../src/data/column.js';

/** Where addresses are is the caller's to know, for both dialects. */
const now = '2026-01-20T12:00:00Z';
const places = (address: string): { country: string; latitude: number; longitude: number } | undefined =>
  address === '8.8.8.8' ? { country: 'United States', latitude: 37.5, longitude: -122 } : undefined;
const cells = (query: string, lang: 'kql' | 'esql', known = true): { readonly row: Record<string, unknown>; readonly warnings: number } => {
  const { table, warnings } = runTables(query, tableSource(new Map()), { lang, now, ...(known && { places }) });
  return { row: Object.fromEntries(table.fields.map((f, i) => [f.name, valuesOf(table.columns[i] as (typeof table.columns)[number])[0]])), warnings: warnings.length };
};

describe('places of addresses', () => {
  it('are looked up by IP_LOCATION', () => {
    const { row, warnings } = cells('ROW a = "8.8.8.8" | IP_LOCATION g = TO_IP(a) | EVAL lat = ST_Y(g.location) | KEEP g.country_name, g.city_name, lat', 'esql');
    expect(row).toEqual({ 'g.country_name': 'United States', 'g.city_name': null, lat: 37.5 });
    expect(warnings).toBe(0);
  });

  it('are looked up by geo_info_from_ip_address', () => {
    expect(cells('print g = geo_info_from_ip_address("8.8.8.8") | project c = tostring(g.country), s = tostring(g.state), x = toreal(g.longitude)', 'kql').row).toEqual({ c: 'United States', s: '', x: -122 });
    expect(cells('print c = tostring(geo_info_from_ip_address("10.0.0.1").country)', 'kql').row).toEqual({ c: '' });
  });

  it.each([['ROW a = "8.8.8.8" | IP_LOCATION g = TO_IP(a) | KEEP g.country_name', 'esql'], ['print geo_info_from_ip_address("8.8.8.8")', 'kql']] as const)('are nothing, with a warning, where the caller knows none: %s', (query, lang) => {
    const { row, warnings } = cells(query, lang, false);
    expect(Object.values(row)).toEqual([null]);
    expect(warnings).toBe(1);
  });
});
