import { describe, expect, it } from 'vitest';
import { KqlParser } from '../grammars/kql/grammar.js';
import { decodeString, encodeString } from '../grammars/kql/strings.js';
import { scan } from '../grammars/kql/scanner.js';
import type { Expression, Script, Stage } from '../grammars/kql/syntax.js';
import { MAX_NESTING, parse } from '../src/dialects/kql/parse.js';
import { printExpression } from '../src/dialects/kql/print.js';

function tree(text: string): Script {
  const { tree: script, diagnostics } = parse(text);
  expect(diagnostics, text).toEqual([]);
  return script;
}

function only(text: string): Expression {
  const [first] = tree(text).statements;
  if (first?.kind !== 'query') throw new Error('not a query');
  return first.value;
}

function stages(text: string): readonly Stage[] {
  const query = only(text);
  return query.kind === 'pipeline' ? query.stages : [];
}

function printed(text: string): Expression {
  const [stage] = stages(`print ${text}`);
  if (stage?.kind !== 'print') throw new Error('not a print');
  return stage.columns[0]!.value;
}

describe('KQL grammar', () => {
  it('is sound: no ambiguity, no left recursion, no clash of names', () => {
    expect(() => new KqlParser({ recovery: false, validate: true })).not.toThrow();
  });

  it('decides by one token as Chevrotain itself does', () => {
    const texts = ['let f = (a:int) { T | where a == b }; f(1) | top 5 by x', 'T | mv-expand a to typeof(long) | render timechart with (title="x")'];
    const [ours, theirs] = [false, true].map((validate) => new KqlParser({ recovery: false, validate }));
    for (const text of texts) {
      const [a, b] = [ours!, theirs!].map((parser) => {
        parser.input = scan(text).tokens;
        return JSON.stringify(parser.script());
      });
      expect(a).toBe(b);
    }
  });
});

describe('KQL literals', () => {
  it.each([
    ['5', 'long', '5'], ['0x1F', 'long', '0x1F'], ['long( 7 )', 'long', '7'], ['int(null)', 'int', 'null'], ['1.5e3', 'real', '1.5e3'],
    ['1.', 'real', '1.'], ['real(+inf)', 'real', '+inf'], ['decimal(1.5)', 'decimal', '1.5'], ['TRUE', 'bool', 'true'], ['bool(1)', 'bool', '1'],
    ['datetime(2020-01-01 10:00)', 'datetime', '2020-01-01 10:00'], ['1.5h', 'timespan', '1.5h'], ['10tick', 'timespan', '10tick'],
    ['3microsecond', 'timespan', '3microsecond'], ['time(1.02:03:04)', 'timespan', '1.02:03:04'],
    ['guid(74be27de-1e4e-49d9-b579-fe0b331d3642)', 'guid', '74be27de-1e4e-49d9-b579-fe0b331d3642'],
  ])('%s', (text, type, value) => {
    expect(printed(text)).toMatchObject({ kind: 'literal', type, text: value });
  });

  it.each([
    [String.raw`"a\tb\"c\\"`, 'a\tb"c\\'], [String.raw`'\x41\u0042\U00000043\101'`, 'ABCA'], [String.raw`@"C:\x""y"`, 'C:\\x"y'],
    ["@'it''s'", "it's"], ['h"secret"', 'secret'], ['H@"a\\b"', 'a\\b'], ['```two\nlines```', 'two\nlines'], ['~~~a~~~', 'a'], [`"a" 'b'`, 'ab'],
  ])('string %s', (text, value) => {
    expect(printed(text)).toMatchObject({ kind: 'string', value });
  });

  it('writes every string so that it reads back', () => {
    for (const value of ['', 'a', `it's "so"`, 'C:\\a\\"b"', 'tab\tnew\nline', '\u0000\u2028', '```', 'é😀']) {
      expect(decodeString(encodeString(value))).toBe(value);
    }
  });

  it('reads dynamic values with typed literals inside', () => {
    expect(printExpression(printed(`dynamic({"a": [1, -2.5, null, datetime(2020-01-01), 'x'], "b": {"c": dynamic([])}})`)))
      .toBe(`dynamic({"a": [1, -2.5, null, datetime(2020-01-01), 'x'], "b": {"c": dynamic([])}})`);
  });
});

describe('KQL names', () => {
  it.each(['kind', 'count', 'from', 'step', 'range', 'view', 'pack', 'typeof', 'withsource', 'id', 'with', 'top', 'series', '$left', '5min_count'])(
    'takes %s as a column', (name) => expect(printed(name)).toMatchObject({ kind: 'name', text: name }),
  );

  it.each(['where', 'title', 'by', 'contains', 'project-away', 'datetime', 'mv-expand'])('needs brackets around %s', (name) => {
    expect(parse(`print ${name} == 1`).diagnostics).not.toEqual([]);
    expect(printed(`['${name}']`)).toMatchObject({ kind: 'name', text: name, bracketed: true });
  });

  it('lets reserved words be declared', () => {
    expect(stages('T | extend where = 1, count = 2')[0]).toMatchObject({ columns: [{ names: [{ text: 'where' }] }, { names: [{ text: 'count' }] }] });
  });

  it('tells a subtraction from a keyword with a dash', () => {
    expect(printed('a-b')).toMatchObject({ kind: 'binary', op: '-' });
    expect(stages('T | project-away a*, *_b, c')[0]).toMatchObject({ columns: [{ pattern: 'a*' }, { pattern: '*_b' }, { text: 'c' }] });
  });
});

describe('KQL expressions', () => {
  it.each([
    ['a or b and c', 'a or b and c'], ['(a or b) and c', '(a or b) and c'], ['(a and b) or c', 'a and b or c'], ['((a))', 'a'],
    ['a + (b + c)', 'a + (b + c)'], ['(a + b) + c', 'a + b + c'], ['a - b * c', 'a - b * c'], ['(a - b) * c', '(a - b) * c'],
    ['(a has "x") == b', 'a has "x" == b'], ['a has (b == c)', 'a has (b == c)'], ['-(a + b)', '-(a + b)'], ['-a.b[0]', '-a.b[0]'],
    ['(-a).b', '(-a).b'], ['a <> b', 'a != b'], ['a notcontains "x"', 'a !contains "x"'], ['a containscs "x"', 'a contains_cs "x"'],
    ['a !in~ ("x", "y")', 'a !in~ ("x", "y")'], ['a in (T | project y)', 'a in (T | project y)'], ['a !between (1 .. 2d)', 'a !between (1 .. 2d)'],
    ["a.b['c'].['d e'][0]", "a.b['c'].['d e'][0]"], ['toscalar(T | count)', 'toscalar(T | count)'], ['f(x = 1, (a, b) = g(*))', 'f(x = 1, (a, b) = g(*))'],
    ['cluster("c").database("d").T', 'cluster("c").database("d").T'], ['a matches regex @"\\d"', 'a matches regex @"\\d"'],
    ['datatable(a:long,["b c"]:string)[1,"x",2,"y"]', `datatable (a:long, ['b c']:string) [1, "x", 2, "y"]`],
  ])('%s', (text, expected) => {
    expect(printExpression(printed(text))).toBe(expected);
  });

  it('gives compound nodes the span of their text, parentheses included', () => {
    const text = 'print (a + b) * c';
    const sum = printed('(a + b) * c');
    expect(text.slice(sum.span.start, sum.span.end)).toBe('(a + b) * c');
  });
});

describe('KQL limits', () => {
  it('refuses deep nesting, wherever it comes from', () => {
    const deep = (n: number): string => `print ${'('.repeat(n)}1${')'.repeat(n)}`;
    expect(parse(deep(MAX_NESTING)).diagnostics).toEqual([]);
    expect(parse(deep(MAX_NESTING + 1)).diagnostics).toMatchObject([{ code: 'too-deep' }]);
    for (const text of [deep(50_000), `print ${'-'.repeat(50_000)}1`, `print 1${' + 1'.repeat(30_000)}`, `print a${'.b'.repeat(50_000)}`,
      `print a${'[0]'.repeat(30_000)}`, `T | ${'facet by a with '.repeat(5000)} take 1`, 'T | join ('.repeat(10_000), '{'.repeat(90_000)]) {
      expect(parse(text).diagnostics[0]?.code, text.slice(0, 30)).toMatch(/^(?:too-deep|syntax-unexpected(?:-end)?)$/);
    }
  });

  it('takes long flat queries', () => {
    const ors = `T | where ${Array.from({ length: 8000 }, (_, i) => `a == ${i}`).join(' or ')}`;
    expect(ors.length).toBeGreaterThan(90_000);
    expect(parse(ors).diagnostics).toEqual([]);
    expect(parse(`T${' | where a'.repeat(9000)}`).diagnostics).toEqual([]);
    expect(parse('"'.repeat(99_999)).diagnostics).not.toEqual([]);
  });

  it('takes a line of 10 MB', { timeout: 60_000 }, () => {
    const list = `T | where a in ("${'x'.repeat(90)}"${`, "${'y'.repeat(96)}"`.repeat(100_000)})`;
    expect(list.length).toBeGreaterThan(10_000_000);
    expect(parse(list).diagnostics).toEqual([]);
  });
});
