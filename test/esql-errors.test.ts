import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scan } from '../grammars/esql/lexer.js';
import { MAX_HEIGHT, MAX_NESTING, MAX_RECURSION, parse } from '../src/dialects/esql/parse.js';
import { print } from '../src/dialects/esql/print.js';
import { esqlLines } from './support/esql-lines.js';

/** Text with the wrong part between » and «, what must be said of it, and the hint if there is one. */
const CASES: readonly (readonly [marked: string, code: string, message: string, hint?: string])[] = [
  ['»«', 'syntax-unexpected-end', 'the query ends where FROM, ROW, TS, SHOW, PROMQL, EXPLAIN or EXTERNAL was expected'],
  ['»EVAL« x = 1', 'syntax-unexpected', 'unexpected "EVAL", expected FROM, ROW, TS, SHOW, PROMQL, EXPLAIN or EXTERNAL'],
  ['FROM a | »WHER« x', 'unknown-stage', 'unknown stage WHER', 'WHERE is similar'],
  ['FROM a | »frobnicate« x', 'unknown-stage', 'unknown stage frobnicate'],
  ['FROM a | WHERE»(«x)', 'syntax-unexpected', 'unexpected "(", expected a blank', 'a blank follows WHERE'],
  ['FROM a |»«', 'syntax-unexpected-end', 'the query ends where a command was expected'],
  ['FROM a |»|« LIMIT 1', 'syntax-unexpected', 'unexpected "|", expected a command'],
  ['FROM a | WHERE x »=« 1', 'syntax-unexpected', 'unexpected "=", expected |', 'equality is =='],
  ['FROM a | WHERE x == 1 AND»«', 'syntax-unexpected-end', 'the query ends where an expression was expected'],
  ["FROM a | WHERE x == »'«a'", 'syntax-unexpected', 'unexpected "\'"', 'strings take double quotes'],
  ['FROM a | WHERE »!«x', 'syntax-unexpected', 'unexpected "!"', 'negation is NOT, inequality is !='],
  ['FROM a | WHERE x == »"abc«', 'syntax-unterminated', 'unterminated string'],
  ['FROM a | WHERE x == »"""abc«\n', 'syntax-unterminated', 'unterminated string'],
  ['FROM a | WHERE »`abc«', 'syntax-unterminated', 'unterminated quoted name'],
  ['FROM a »/* x«', 'syntax-unterminated', 'unterminated comment'],
  ['PROMQL »sum(x«', 'syntax-unterminated', 'unterminated parenthesis'],
  [
    String.raw`FROM a | WHERE x RLIKE "»\d«+"`, 'syntax-unexpected', String.raw`unexpected escape \d, expected one of \t \n \r \" \\`,
    'a backslash is written \\\\, or the string is put between triple quotes, where nothing is escaped',
  ],
  ['FROM a | EVAL x = »by« + 1', 'syntax-unexpected', 'unexpected "by", expected an expression', 'by is a keyword; as a name it needs back quotes: `by`'],
  ['FROM a | SORT x DESC NULLS»«', 'syntax-unexpected-end', 'the query ends where FIRST or LAST was expected'],
  ['FROM a | WHERE x IN (1, 2»«', 'syntax-unexpected-end', 'the query ends where ) was expected'],
  ['FROM a | LIMIT »x«', 'syntax-unexpected', 'unexpected "x", expected a constant'],
  ['FROM a | DISSECT m »x«', 'syntax-unexpected', 'unexpected "x", expected a string'],
  ['FROM a | LOOKUP JOIN b»«', 'syntax-unexpected-end', 'the query ends where ON was expected'],
];

describe('ES|QL syntax errors', () => {
  it.each(CASES.map((c) => [...c] as [string, string, string, string?]))('%s', (marked, code, message, hint) => {
    const start = marked.indexOf('»');
    const end = marked.indexOf('«') - 1;
    const { diagnostics } = parse(marked.replace(/[»«]/g, ''));
    expect(diagnostics[0]).toEqual({ code, message, span: { start, end }, ...(hint === undefined ? {} : { hint }) });
  });

  it('reports the errors of several commands and keeps what it can of each', () => {
    const { tree, diagnostics } = parse('FROM a | WHERE x == | KEEP b, | FOO 1 | LIMIT 5');
    expect(diagnostics.map((d) => d.span.start)).toEqual([20, 30, 32]);
    expect(tree.source).toMatchObject({ kind: 'from', sources: [{ text: 'a' }] });
    expect(tree.commands).toMatchObject([
      { kind: 'invalid', name: 'WHERE', span: { start: 9 } },
      { kind: 'invalid', name: 'KEEP', span: { start: 22 } },
      { kind: 'invalid', name: 'FOO', span: { start: 32 } },
      { kind: 'limit', count: { text: '5' } },
    ]);
  });
});

const NESTED: Readonly<Record<string, (n: number) => string>> = {
  parentheses: (n) => `ROW x = ${'('.repeat(n)}1${')'.repeat(n)}`,
  calls: (n) => `ROW x = ${'f(a, '.repeat(n)}1${')'.repeat(n)}`,
  lambdas: (n) => `ROW x = ${'f(a -> '.repeat(n)}1${')'.repeat(n)}`,
  subqueries: (n) => `FROM ${'(FROM '.repeat(n)}a${')'.repeat(n)}`,
  'IN subqueries': (n) => `FROM a${' | WHERE x IN (FROM a'.repeat(n)}${')'.repeat(n)}`,
  branches: (n) => `FROM a${' | FORK (LIMIT 1'.repeat(n)}${')'.repeat(n)}`,
  maps: (n) => `ROW x = f(1, ${'{"a": '.repeat(n - 1)}{}${'}'.repeat(n - 1)})`,
};

describe('nesting', () => {
  it.each(Object.keys(NESTED))('of %s is bounded', (kind) => {
    const text = NESTED[kind] as (n: number) => string;
    const limit = ['parentheses', 'calls', 'lambdas'].includes(kind) ? MAX_NESTING : MAX_RECURSION;
    // A lambda and its body are two levels of the tree, whose height is bounded too.
    expect(parse(text(kind === 'lambdas' ? MAX_HEIGHT / 2 - 10 : limit - 1)).diagnostics).toEqual([]);
    expect(parse(text(limit + 1)).diagnostics.map((d) => d.code)).toEqual(['too-deep']);
    expect(parse(text(20_000)).diagnostics.map((d) => d.code)).toEqual(['too-deep']);
  });

  it.each([
    ['sums', (n: number) => `ROW x = 1${' + 1'.repeat(n)}`],
    ['negations', (n: number) => `FROM a | WHERE ${'NOT '.repeat(n)}x`],
    ['signs', (n: number) => `ROW x = ${'-'.repeat(n)}y`],
    ['casts', (n: number) => `ROW x = y${'::int'.repeat(n)}`],
  ])('by chains of %s is bounded', (_, text) => {
    const { tree, diagnostics } = parse(text(MAX_HEIGHT - 20));
    expect(diagnostics).toEqual([]);
    expect(parse(print(tree)).diagnostics).toEqual([]);
    expect(parse(text(MAX_HEIGHT + 10)).diagnostics.map((d) => d.code)).toEqual(['too-deep']);
    expect(parse(text(30_000)).diagnostics.map((d) => d.code)).toEqual(['too-deep']);
  });

  it('is refused rather than overflowing the stack where little of it is left', () => {
    const text = (NESTED['maps'] as (n: number) => string)(MAX_RECURSION - 1);
    let deepest = 0;
    const sink = (depth: number): void => {
      deepest = depth;
      sink(depth + 1);
    };
    expect(() => sink(0)).toThrow(RangeError);
    const at = (depth: number): string | undefined => (depth > 0 ? at(depth - 1) : parse(text).diagnostics[0]?.code);
    const codes = [0.5, 0.6, 0.7, 0.8, 0.9].map((part) => at(Math.floor(deepest * part)));
    expect(codes.filter((code) => code !== undefined && code !== 'too-deep')).toEqual([]);
    expect(parse(text).diagnostics).toEqual([]);
  });
});

describe('any text', () => {
  const tokens = [...new Set([...esqlLines('accepted'), ...esqlLines('refused')].flatMap((q) => scan(q).tokens.map((t) => t.image)))];
  const soup = fc.array(fc.oneof(fc.constantFrom(...tokens), fc.constantFrom('|', '(', ')', '\n', '/*', '*/', '//', '"', '`'), fc.string({ unit: 'binary' })), { maxLength: 30 })
    .map((pieces) => pieces.join(' '));

  it.each([['anywhere', ''], ['behind a source', 'FROM a | ']])('is answered with diagnostics inside it: %s', (_, head) => {
    fc.assert(
      fc.property(soup, (tail) => {
        const text = head + tail;
        const { tree, diagnostics, comments } = parse(text);
        for (const { span } of [...diagnostics, ...comments]) {
          expect(span.start).toBeGreaterThanOrEqual(0);
          expect(span.end).toBeGreaterThanOrEqual(span.start);
          expect(span.end).toBeLessThanOrEqual(text.length);
        }
        expect(holes(tree)).toEqual([]);
        print(tree, { comments, source: text });
      }),
      { numRuns: 1000 },
    );
  });

  const LONG: Readonly<Record<string, string>> = {
    disjunctions: `FROM a | WHERE ${'x == 1 OR '.repeat(10_000)}y`,
    commands: `FROM a ${'| LIMIT 1 '.repeat(10_000)}`,
    pipes: `FROM a${'|'.repeat(100_000)}`,
    errors: `FROM a | ${'WHERE == | '.repeat(10_000)}`,
    quotes: '"'.repeat(100_000),
    'open comments': `FROM a ${'/* '.repeat(33_000)}`,
    comments: `FROM a ${'/**/'.repeat(25_000)}| LIMIT 1`,
    'line comments': `FROM a\n${'// c\n'.repeat(20_000)}| LIMIT 1`,
    names: `FROM a | KEEP ${'abc, '.repeat(20_000)}d`,
    'one string': `ROW x = "${'\\"'.repeat(50_000)}"`,
  };

  it.each(Object.keys(LONG))('of 100,000 characters takes no more than seconds: %s', { timeout: 20_000 }, (kind) => {
    const text = LONG[kind] as string;
    const { tree, comments } = parse(text);
    expect(print(tree, { comments, source: text })).not.toBe(undefined);
  });
});

/** Where a tree has nothing although its types say there is a node. */
function holes(node: unknown, path = ''): string[] {
  if (node === undefined || node === null) return [path];
  if (typeof node !== 'object') return [];
  return Object.entries(node).flatMap(([key, value]) => holes(value, `${path}.${key}`));
}
