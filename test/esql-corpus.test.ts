import { describe, expect, it } from 'vitest';
import { parse } from '../src/dialects/esql/parse.js';
import { print } from '../src/dialects/esql/print.js';
import { withoutSpans } from './support/esql-trees.js';
import { sharedLines } from './support/shared.js';

const queries = [
  ...(sharedLines<{ query: string }>('corpora/esql-queries.jsonl') ?? []),
  ...(sharedLines<{ query: string }>('conformance/esql/cases.jsonl') ?? []),
].map(({ query }) => query);

describe.skipIf(queries.length === 0)('ES|QL corpora (absent without ../shared)', () => {
  it('parses every query', () => {
    expect(queries.filter((query) => parse(query).diagnostics.length > 0)).toEqual([]);
  });

  it.each([100, 40, 100_000])('prints each query so that it reads back as the same tree with its comments, and prints that the same: width %i', (width) => {
    for (const source of queries) {
      const { tree, comments } = parse(source);
      const printed = print(tree, { comments, source, width });
      const again = parse(printed);
      expect(again.diagnostics, printed).toEqual([]);
      expect(withoutSpans(again.tree), printed).toEqual(withoutSpans(tree));
      expect(comments.filter(({ text }) => !printed.includes(text)), printed).toEqual([]);
      expect(print(again.tree, { comments: again.comments, source: printed, width })).toBe(printed);
    }
  });
});
