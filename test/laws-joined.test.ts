import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { prove } from './proof/prove.js';
import { hold } from './support/hold.js';
import { richEsqlQuery, richKqlQuery } from './support/pipelines-rich.js';

/* Joins of every kind, lookup, union, subqueries, let statements, parsing, arrays and paths into dynamic columns, over tables made from the query. */

describe.each([['kql', richKqlQuery], ['esql', richEsqlQuery]] as const)('laws of %s with several tables', (lang, query) => {
  it('a translation gives the same rows, or a note says otherwise', () => {
    hold(`proving ${lang}`, fc.property(query, (text) => {
      const { verdict, text: translated, reason } = prove(text, lang);
      if (verdict === 'unexplained') throw new Error(`${translated}\n${reason}`);
    }), 1 / 4);
  }, 3_600_000);

  it('draws queries most of which are translated', () => {
    const verdicts = fc.sample(query, { numRuns: 100, seed: 5 }).map((text) => prove(text, lang).verdict);
    expect(verdicts.filter((v) => v === 'equal').length).toBeGreaterThan(60);
  });
});
