import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BinaryOperator, Expression, Name, Span } from '../grammars/kql/syntax.js';
import { parse } from '../src/dialects/kql/parse.js';
import { print, printExpression } from '../src/dialects/kql/print.js';

function format(source: string, width?: number): string {
  const { tree, comments, diagnostics } = parse(source);
  expect(diagnostics, source).toEqual([]);
  return print(tree, { comments, source, width });
}

/** What it is about, the text, what the printer makes of it. */
const CASES: readonly (readonly [string, string, string])[] = [
  ['puts one stage on a line', 'T|where a==1|take 5', 'T\n| where a == 1\n| take 5'],
  ['breaks a long condition at its operators',
    'T | where aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa == 1 and (bbbbbbbbbbbbbbbbbbbbbbb == 2 or ccccccccccccccccccc == 3) and d',
    'T\n| where aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa == 1\n    and (bbbbbbbbbbbbbbbbbbbbbbb == 2 or ccccccccccccccccccc == 3)\n    and d'],
  ['lets plain columns flow', `T | project ${Array.from({ length: 12 }, (_, i) => `Column${i}`).join(',')}`,
    'T\n| project Column0, Column1, Column2, Column3, Column4, Column5, Column6, Column7, Column8, Column9,\n    Column10, Column11'],
  ['gives each calculated column a line', 'T | extend aaaaaaaaaaaaaaaaaaaaaaaa = f(x), bbbbbbbbbbbbbbbbbbbbbbbbb = g(y), ccccccccccccccccccccccc = h(z)',
    'T\n| extend\n    aaaaaaaaaaaaaaaaaaaaaaaa = f(x),\n    bbbbbbbbbbbbbbbbbbbbbbbbb = g(y),\n    ccccccccccccccccccccccc = h(z)'],
  ['gives by a line when the aggregates break', 'T | summarize aaaaaaaaaaaaaaaaaaaaaaaaaaa = count(), bbbbbbbbbbbbbbbbbbbbbbbbbbbbbb = dcount(x) by c, d, eeeeeeeeee',
    'T\n| summarize\n    aaaaaaaaaaaaaaaaaaaaaaaaaaa = count(),\n    bbbbbbbbbbbbbbbbbbbbbbbbbbbbbb = dcount(x)\n    by c, d, eeeeeeeeee'],
  ['keeps a short inner pipeline on its line', 'T | join kind = inner (U | where x == 1) on a, $left.b == $right.c',
    'T\n| join kind=inner (U | where x == 1) on a, $left.b == $right.c'],
  ['indents a long inner pipeline', `T | where x in (${'U | where yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy == 1 | project x'})`,
    'T\n| where x in (\n    U\n    | where yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy == 1\n    | project x\n)'],
  ['begins the pipeline of a let on its own line', 'let a = T | where x | take 1; let b = 5; a', 'let a =\n    T\n    | where x\n    | take 1;\nlet b = 5;\na'],
  ['writes a table row by row', 'datatable(a:long, b:string)[1,"x",2,"y"]', 'datatable (a:long, b:string) [\n    1, "x",\n    2, "y"\n]'],
  ['writes functions with their statements', 'let f=(x:long,t:(a:int)){let y=1;t|where a==x};f(1,T)',
    'let f = (x:long, t:(a:int)) {\n    let y = 1;\n    t\n    | where a == x\n};\nf(1, T)'],
  ['uses the present spelling of operators', 'T | where a <> 1 and b notcontains "x" | mvexpand c', 'T\n| where a != 1 and b !contains "x"\n| mv-expand c'],
  ['keeps the words of the author', "T | filter a == 'x' | order by ['a b'] | limit 5", "T\n| filter a == 'x'\n| order by ['a b']\n| limit 5"],
  ['keeps literals as written', 'print 0x1F, 1.50, h@"s", long(5), time(1d), int(7), datetime( 2020-01-01 )', 'print 0x1F, 1.50, h@"s", 5, 1d, int(7), datetime(2020-01-01)'],
  ['keeps comments before, behind and between', '// top\n\nT // the table\n// next\n| where a // cond\n  and b\n//| take 5\n| take 1 // end\n// bottom',
    '// top\n\nT // the table\n// next\n| where a // cond\n    and b\n//| take 5\n| take 1 // end\n// bottom'],
  ['keeps comments in lists', 'T | project a, // first\n b, \n // second\n c', 'T\n| project\n    a, // first\n    b,\n    // second\n    c'],
  ['keeps comments in inner pipelines', 'T | union (U // all\n | where x // why\n // later\n )', 'T\n| union (\n    U // all\n    | where x // why\n    // later\n)'],
  ['moves a comment that has no place behind the stage', 'T | where x between (1 // low\n .. 2) | take 1', 'T\n| where x between (1 .. 2) // low\n| take 1'],
  ['keeps a blank line between statements', 'let a = 1;\n\n\n// b\nlet b = 2;\nT', 'let a = 1;\n\n// b\nlet b = 2;\nT'],
  ['keeps stages it does not know as they are', 'T | make-graph a --> b with N on id | graph-match (x)-[e]->(y) project x', 'T\n| make-graph a --> b with N on id\n| graph-match (x)-[e]->(y) project x'],
  ['puts bare tables that need it in parentheses', 'T | union (datatable(a:long)[1])', 'T\n| union (datatable (a:long) [1])'],
];

describe('KQL printer', () => {
  it.each(CASES)('%s', (_, source, expected) => {
    expect(format(source)).toBe(expected);
    expect(format(expected)).toBe(expected);
  });

  it('heeds the width', () => {
    expect(format('T | where a == 1 and b == 2', 20)).toBe('T\n| where a == 1\n    and b == 2');
  });

  it('brackets names that need it in trees that were built', () => {
    const named = (text: string): Expression => name(text);
    expect(['abc', 'a b', 'where', 'kind', 'title', '1d', "it's", 'true'].map((n) => printExpression(named(n))))
      .toEqual(['abc', "['a b']", "['where']", 'kind', "['title']", "['1d']", `["it's"]`, "['true']"]);
  });

  it('writes an expression on one line, however long', () => {
    const items = Array.from({ length: 300 }, (_, i) => i).join(', ');
    const { tree } = parse(`print x in (${items})`);
    expect(print(tree)).toContain('\n');
    const [query] = tree.statements;
    const stage = query?.kind === 'query' && query.value.kind === 'pipeline' ? query.value.stages[0] : undefined;
    expect(stage?.kind === 'print' && printExpression(stage.columns[0]!.value)).toBe(`x in (${items})`);
  });
});

// ---------------------------------------------------------------- laws

const span: Span = { start: 0, end: 0 };
const name = (text: string): Name => ({ kind: 'name', text, bracketed: false, span });
const OPERATORS: readonly BinaryOperator[] = ['+', '-', '*', '/', '%', '==', '!=', '<', '>=', '=~', ':', 'has', '!contains_cs', 'matches regex', 'like'];

const expressions = fc.letrec<{ e: Expression }>((tie) => ({
  e: fc.oneof(
    { maxDepth: 5, depthSize: 'medium' },
    fc.constantFrom('a', 'b', 'count', '$left').map(name),
    fc.constantFrom(['long', '5'], ['real', '1.5'], ['timespan', '2d'], ['bool', 'true'], ['datetime', '2020-01-01'], ['long', '-5']).map(
      ([type, text]) => ({ kind: 'literal', type, text, span }) as Expression),
    fc.record({ op: fc.constantFrom(...OPERATORS), left: tie('e'), right: tie('e') }).map((x): Expression => ({ kind: 'binary', ...x, span })),
    fc.record({ op: fc.constantFrom('and' as const, 'or' as const), operands: fc.array(tie('e'), { minLength: 2, maxLength: 4 }) }).map((x): Expression => ({ kind: 'logical', ...x, span })),
    fc.record({ op: fc.constantFrom('-' as const, '+' as const), operand: tie('e') }).map((x): Expression => ({ kind: 'unary', ...x, span })),
    fc.record({ op: fc.constantFrom('in' as const, '!in~' as const, 'has_any' as const), left: tie('e'), items: fc.array(tie('e'), { minLength: 1, maxLength: 3 }) }).map((x): Expression => ({ kind: 'in', ...x, span })),
    fc.record({ negated: fc.boolean(), value: tie('e'), low: tie('e'), high: tie('e') }).map((x): Expression => ({ kind: 'between', ...x, span })),
    fc.record({ target: tie('e'), index: tie('e') }).map((x): Expression => ({ kind: 'element', ...x, span })),
    tie('e').map((target): Expression => ({ kind: 'path', target, member: name('m'), span })),
    fc.array(tie('e'), { maxLength: 3 }).map((args): Expression =>
      ({ kind: 'call', name: name('f'), args: args.map((value) => ({ kind: 'column', names: [], tuple: false, value, span })), span })),
    tie('e').map((body): Expression => ({ kind: 'subquery', keyword: 'toscalar', params: [], body, span })),
    tie('e').map((source): Expression => ({ kind: 'pipeline', source, stages: [{ kind: 'count', name: null, span }], span })),
  ),
})).e;

const shape = (value: unknown): string => JSON.stringify(value, (key, v: unknown) => (key === 'span' || key === 'raw' ? undefined : v));

describe('KQL printer laws', () => {
  it('any expression reads back as itself, at any width', () => {
    fc.assert(fc.property(expressions, fc.constantFrom(10, 40, 100), (value, width) => {
      const text = print({ kind: 'script', directives: [], statements: [{ kind: 'query', value, span }], span }, { width });
      const { tree, diagnostics } = parse(text);
      expect(diagnostics, text).toEqual([]);
      const [query] = tree.statements;
      expect(shape(query?.kind === 'query' ? query.value : undefined), text).toBe(shape(value));
    }), { numRuns: 1500 });
  });
});
