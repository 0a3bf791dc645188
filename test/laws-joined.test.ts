import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { esqlPipelines } from './support/draw-esql.js';
import { kqlPipelines } from './support/draw-kql.js';
import { hold } from './support/hold.js';
import { tableRows } from './support/laws-data.js';
import { judged } from './support/laws-stored.js';

/* Joins of every kind, lookup, union, FORK, subqueries, let statements, parsing, arrays, paths into objects, conversions and times, over stored tables. */

const EMPTY = fc.constantFrom('' as const, null);

describe.each([['kql', kqlPipelines], ['esql', esqlPipelines]] as const)('laws of %s with several tables', (lang, query) => {
  it('a translation gives the same rows, there and back, or a note says otherwise', () => {
    hold(`several tables, ${lang}`, fc.property(query, tableRows, EMPTY, (text, rows, empty) => {
      const { verdict, detail } = judged(text, lang, rows, empty);
      if (verdict === 'wrong') throw new Error(detail);
    }), 1 / 4);
  }, 3_600_000);

  it('draws queries most of which are translated and answer rows', () => {
    const found = fc.sample(fc.tuple(query, tableRows), { numRuns: 200, seed: 5 }).map(([text, rows]) => judged(text, lang, rows, null));
    expect(found.filter((f) => f.verdict === 'same').length).toBeGreaterThan(130);
    expect(found.filter((f) => f.verdict === 'same' && f.rows > 0).length).toBeGreaterThan(100);
  });
});
