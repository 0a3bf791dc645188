import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from '../src/dialects/esql/parse.js';
import { print, printExpression, quoteString } from '../src/dialects/esql/print.js';
import { expression, query, text, withoutSpans } from './support/esql-trees.js';

describe('laws of ES|QL syntax', () => {
  it('reads back any expression that it prints', () => {
    fc.assert(
      fc.property(expression, (tree) => {
        const printed = printExpression(tree);
        const parsed = parse(`ROW x = ${printed}`);
        expect(parsed.diagnostics, printed).toEqual([]);
        const [field] = parsed.tree.source.kind === 'row' ? parsed.tree.source.fields : [];
        expect(withoutSpans(field?.value), printed).toEqual(withoutSpans(tree));
      }),
      { numRuns: 500 },
    );
  });

  it('reads back any query that it prints, at any width, and prints it the same', () => {
    fc.assert(
      fc.property(query, fc.constantFrom(20, 100, 100_000), (tree, width) => {
        const printed = print(tree, { width });
        const parsed = parse(printed);
        expect(parsed.diagnostics, printed).toEqual([]);
        expect(withoutSpans(parsed.tree), printed).toEqual(withoutSpans(tree));
        expect(print(parsed.tree, { width, comments: parsed.comments, source: printed })).toBe(printed);
      }),
      { numRuns: 500 },
    );
  });

  it('holds any text in a string literal of one line', () => {
    fc.assert(
      fc.property(text, (value) => {
        const literal = quoteString(value);
        expect(literal).not.toMatch(/[\r\n]/);
        const { tree, diagnostics } = parse(`ROW x = ${literal}`);
        expect(diagnostics).toEqual([]);
        expect(tree.source).toMatchObject({ fields: [{ value: { kind: 'string', value } }] });
      }),
      { numRuns: 1000 },
    );
  });
});
