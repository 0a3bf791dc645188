import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from '../src/dialects/esql/parse.js';
import { print, printExpression, quoteString } from '../src/dialects/esql/print.js';
import { scan } from '../grammars/esql/lexer.js';
import { esqlLines } from './support/esql-lines.js';
import { expression, query, text, withoutSpans } from './support/esql-trees.js';

/** A comment to be put between two tokens. `#` is replaced by a number that tells comments apart. */
const comment = fc.constantFrom('/*#*/', ' // #\n', '\n// # own line\n', '\n/* # own line */\n', ' /* #\n two lines */ ');

/** One of the accepted queries with comments at the edges of some of its tokens. */
const commented = fc
  .tuple(fc.constantFrom(...esqlLines('accepted')), fc.array(fc.tuple(fc.nat(), fc.boolean(), comment), { minLength: 1, maxLength: 4 }))
  .map(([start, places]) =>
    places.reduce((source, [place, behind, template], number) => {
      const { tokens } = scan(source);
      const token = tokens[place % tokens.length];
      const at = (behind ? token?.endOffset ?? -1 : (token?.startOffset ?? 0) - 1) + 1;
      return source.slice(0, at) + template.replace('#', `c${number}`) + source.slice(at);
    }, start),
  );

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

  // Found by the property below at the seeds 20261122 and 42.
  it('keeps a comment between a subquery of FROM and the comma behind it in its place', () => {
    const source = '/*c2*/FROM (FROM a | WHERE/*c1*/ x == 1)/*c0*/, (FROM b METADATA _id | KEEP y), c';
    const first = parse(source);
    const printed = print(first.tree, { comments: first.comments, source, width: 20 });
    const again = parse(printed);
    expect(print(again.tree, { comments: again.comments, source: printed, width: 20 })).toBe(printed);
  });

  it('keeps all comments, wherever they stand, and prints the result the same', () => {
    fc.assert(
      fc.property(commented, fc.constantFrom(20, 60, 100, 100_000), (source, width) => {
        const { tree, comments, diagnostics } = parse(source);
        fc.pre(diagnostics.length === 0);
        const printed = print(tree, { comments, source, width });
        const again = parse(printed);
        expect(again.diagnostics, printed).toEqual([]);
        expect(withoutSpans(again.tree), printed).toEqual(withoutSpans(tree));
        expect(comments.filter(({ text: written }) => !printed.includes(written)), printed).toEqual([]);
        expect(print(again.tree, { comments: again.comments, source: printed, width })).toBe(printed);
      }),
      { numRuns: 1000 },
    );
  });
});
