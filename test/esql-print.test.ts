import { describe, expect, it } from 'vitest';
import type { Expression } from '../grammars/esql/syntax.js';
import { parse } from '../src/dialects/esql/parse.js';
import { print, printCommand, printExpression, quoteName, quoteString } from '../src/dialects/esql/print.js';
import { span } from './support/esql-trees.js';

function format(source: string, width?: number): string {
  const { tree, comments, diagnostics } = parse(source);
  expect(diagnostics, source).toEqual([]);
  return print(tree, { comments, source, width });
}

/** What it is about, the text, what the printer makes of it. */
const CASES: readonly (readonly [string, string, string])[] = [
  ['puts one command on a line', 'from a|where x==1|limit 5', 'FROM a\n| WHERE x == 1\n| LIMIT 5'],
  ['writes keywords and functions in upper case, types and units in lower case',
    'row a = to_upper("x")::KEYWORD, b = now() - 1 DAY | where a is not null and b like "x" or true',
    'ROW a = TO_UPPER("x")::keyword, b = NOW() - 1 day\n| WHERE a IS NOT NULL AND b LIKE "x" OR true'],
  ['leaves the text of unnamed values alone, which names their columns',
    'from a | stats count( * ), m = max( x ) by bucket(y,  5) | eval x+1',
    'FROM a\n| STATS count( * ), m = MAX(x) BY bucket(y,  5)\n| EVAL x+1'],
  ['drops parentheses that are not needed', 'from a | where ((a) and (b or c)) and not (d) and ((e + f) * (g * h)) > (1)',
    'FROM a\n| WHERE a AND (b OR c) AND NOT d AND (e + f) * (g * h) > 1'],
  ['breaks a long condition at its operators',
    'from a | where aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa == 1 and (bbbbbbbbbbbbbbbbbbbbbbb == 2 or ccccccccccccccccccc == 3) and d',
    'FROM a\n| WHERE\n    aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa == 1\n    AND (bbbbbbbbbbbbbbbbbbbbbbb == 2 OR ccccccccccccccccccc == 3)\n    AND d'],
  ['breaks inside parentheses when it must',
    'from a | where x and (aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa == 1 or bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb == 2)',
    'FROM a\n| WHERE\n    x\n    AND (\n      aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa == 1\n      OR bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb == 2\n    )'],
  ['lets names flow', `from a | keep ${Array.from({ length: 12 }, (_, i) => `column${i}`).join(',')}`,
    'FROM a\n| KEEP column0, column1, column2, column3, column4, column5, column6, column7, column8, column9,\n    column10, column11'],
  ['lets short list values flow', `from a | where xxxxxxxxxxxxxxxxxxxxxxxx in (${Array.from({ length: 9 }, (_, i) => `"value${i}"`).join(',')})`,
    'FROM a\n| WHERE xxxxxxxxxxxxxxxxxxxxxxxx IN (\n    "value0", "value1", "value2", "value3", "value4", "value5", "value6", "value7", "value8"\n  )'],
  ['gives each aggregate a line, and BY one',
    'from a | stats aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa = count(*), bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb = max(x) where y by c, d',
    'FROM a\n| STATS\n    aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa = COUNT(*),\n    bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb = MAX(x) WHERE y\n  BY c, d'],
  ['breaks before BY first', `from a | stats n = count(*) by ${Array.from({ length: 9 }, (_, i) => `column_${i}`).join(', ')}`,
    'FROM a\n| STATS n = COUNT(*)\n  BY column_0, column_1, column_2, column_3, column_4, column_5, column_6, column_7, column_8'],
  ['writes one spelling of what has two', 'from a | rename b = c, d as e | inlinestats m = max(x) | enrich "p" on `q`',
    'FROM a\n| RENAME c AS b, d AS e\n| INLINE STATS m = MAX(x)\n| ENRICH p ON q'],
  ['quotes only what must be', 'from "logs-*", "a b" | keep `a`, `b c`.d, `first` | eval `first` = `x.y`, `by` = 1 | rename `as` as z',
    'FROM logs-*, "a b"\n| KEEP a, `b c`.d, first\n| EVAL `first` = x.y, `by` = 1\n| RENAME `as` AS z'],
  ['puts branches and subqueries in lines when they are long',
    'from a | fork (where aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa == 1 | limit 5) (where bbbbbbbbbbbbbbbbbbbbbbbbbb == 2 | dedup )',
    'FROM a\n| FORK\n    (WHERE aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa == 1 | LIMIT 5)\n    (WHERE bbbbbbbbbbbbbbbbbbbbbbbbbb == 2 | DEDUP )'],
  ['hides list values that begin like a command from the official lexer', 'from a | where x in (fromage, ts) or y in (Row_Count(1))',
    'FROM a\n| WHERE x IN (`fromage`, `ts`) OR y IN ((ROW_COUNT(1)))'],
  ['keeps the sign of numbers apart from negation', 'row a = -(5), b = - - 5, c = -(x::int), d = -(5::int), e = (-5)::int',
    'ROW a = -(5), b = --5, c = -x::int, d = -(5::int), e = -5::int'],
  ['keeps comments before, behind and between', '// top\nfrom a // the table\n// next\n| where a and // first\n b /* second */ | limit 1 // end\n// bottom',
    '// top\nFROM a // the table\n// next\n| WHERE\n    a // first\n    AND b /* second */\n| LIMIT 1 // end\n// bottom'],
  ['keeps an empty line between commands', '\n\n// top\n\n\nfrom a\n\n\n\n// next\n\n| where b\n|\n\nlimit 1\n\n// end\n\n',
    '// top\n\nFROM a\n\n// next\n\n| WHERE b\n| LIMIT 1\n\n// end'],
  ['keeps comments in lists', 'from a | keep a, // one\n b, \n // two\n c\n| eval x = case(a, 1, // three\n 2)',
    'FROM a\n| KEEP\n    a, // one\n    b,\n    // two\n    c\n| EVAL x = CASE(\n    a,\n    1, // three\n    2\n  )'],
];

describe('printing ES|QL', () => {
  it.each(CASES.map((c) => [...c] as [string, string, string]))('%s', (_, source, printed) => {
    expect(format(source)).toBe(printed);
    expect(format(printed)).toBe(printed);
  });

  it('sets parentheses for what the tree says, not for how it was written', () => {
    const a: Expression = { kind: 'name', text: 'a', span };
    const or: Expression = { kind: 'logical', operator: 'or', operands: [a, a], span };
    expect(printExpression({ kind: 'not', operand: or, span })).toBe('NOT (a OR a)');
    expect(printExpression({ kind: 'logical', operator: 'and', operands: [or, { kind: 'not', operand: a, span }], span })).toBe('(a OR a) AND NOT a');
    expect(printExpression({ kind: 'comparison', operator: '==', left: { kind: 'is-null', value: a, negated: false, span }, right: or, span }))
      .toBe('(a IS NULL) == (a OR a)');
    expect(printExpression({ kind: 'arithmetic', operator: '-', left: a, right: { kind: 'arithmetic', operator: '+', left: a, right: a, span }, span }))
      .toBe('a - (a + a)');
  });

  it('prints commands and expressions on one line', () => {
    const { tree } = parse(`FROM a | STATS x = COUNT(*) BY ${'b, '.repeat(60)}c`);
    expect(printCommand(tree.commands[0] ?? tree.source)).not.toContain('\n');
  });

  it.each([
    ['plain', '"plain"'],
    ['say "hi"', String.raw`"say \"hi\""`],
    ['C:\\Windows\\*', String.raw`"""C:\Windows\*"""`],
    ['ends with \\"', String.raw`"ends with \\\""`],
    ['"""', String.raw`"\"\"\""`],
    ['a\tb\nc\r\\', String.raw`"a\tb\nc\r\\"`],
    ['', '""'],
  ])('quotes the string %j', (value, literal) => {
    expect(quoteString(value)).toBe(literal);
  });

  it.each([
    ['host.name', 'host.name'],
    ['@timestamp', '@timestamp'],
    ['_', '`_`'],
    ['a-b.c', '`a-b`.c'],
    ['x.first', 'x.`first`'],
    ['a`b', '`a``b`'],
    ['a..b', '`a..b`'],
    ['größe', '`größe`'],
    ['0', '`0`'],
  ])('quotes the name %s', (name, quoted) => {
    expect(quoteName(name)).toBe(quoted);
  });
});
