import { describe, expect, it } from 'vitest';
import { COMMAND } from '../grammars/esql/modes.js';
import { EsqlParser } from '../grammars/esql/parser.js';
import type { Expression } from '../grammars/esql/syntax.js';
import { EXPECTED } from '../src/dialects/esql/expected.js';
import { parse } from '../src/dialects/esql/parse.js';
import { esqlLines } from './support/esql-lines.js';
import { withoutSpans } from './support/esql-trees.js';

const accepted = esqlLines('accepted');

describe('the ES|QL grammar', () => {
  it('is sound: no ambiguity, no left recursion, no unreachable alternative', () => {
    expect(() => new EsqlParser({ recover: false, validate: true, messages: EXPECTED })).not.toThrow();
  });

  it.each(accepted)('takes %s', (query) => {
    expect(parse(query).diagnostics).toEqual([]);
  });

  it.each(esqlLines('refused'))('refuses %s', (query) => {
    expect(parse(query).diagnostics).not.toEqual([]);
  });

  it('is shown to take every command', () => {
    const words = new Set(accepted.flatMap((query) => query.toLowerCase().match(/[a-z_]+(?:🐔)?/g) ?? []));
    expect([...COMMAND.reserved.keys()].filter((word) => !words.has(word))).toEqual([]);
  });
});

/** An expression in prefix form. */
function show(node: Expression): string {
  switch (node.kind) {
    case 'name': return node.text;
    case 'integer': case 'decimal': return node.text;
    case 'quantity': return `${node.amount}_${node.unit}`;
    case 'string': return JSON.stringify(node.value);
    case 'boolean': return String(node.value);
    case 'null': return 'null';
    case 'unary': return `(neg${node.operator} ${show(node.operand)})`;
    case 'arithmetic': case 'comparison': return `(${node.operator} ${show(node.left)} ${show(node.right)})`;
    case 'logical': return `(${node.operator} ${node.operands.map(show).join(' ')})`;
    case 'not': return `(not ${show(node.operand)})`;
    case 'cast': return `(cast ${show(node.value)} ${node.type.name})`;
    case 'in': return `(${node.negated ? 'not-' : ''}in ${[node.value, ...node.list].map(show).join(' ')})`;
    case 'like': return `(${node.negated ? 'not-' : ''}${node.operator} ${show(node.value)} ${show(node.pattern)})`;
    case 'is-null': return `(${node.negated ? 'not-' : ''}null ${show(node.value)})`;
    case 'match': return `(match ${show(node.field)} ${show(node.query as Expression)})`;
    case 'call': return `(${node.name.name} ${node.arguments.map((a) => (a.kind === 'star' ? '*' : a.kind === 'lambda' ? '->' : show(a))).join(' ')})`;
    default: return node.kind;
  }
}

const EXPRESSIONS: readonly (readonly [text: string, tree: string])[] = [
  ['a OR b AND c OR d', '(or a (and b c) d)'],
  ['a OR (b OR c)', '(or a b c)'],
  ['(a OR b) AND c', '(and (or a b) c)'],
  ['NOT a AND b', '(and (not a) b)'],
  ['NOT a == b', '(not (== a b))'],
  ['NOT a IN (1, b + 1)', '(not (in a 1 (+ b 1)))'],
  ['a - b - c', '(- (- a b) c)'],
  ['a + b * c % d - e', '(- (+ a (% (* b c) d)) e)'],
  ['a - (b - c)', '(- a (- b c))'],
  ['-a * b', '(* (neg- a) b)'],
  ['- - 5', '(neg- -5)'],
  ['-5::long', '(cast -5 long)'],
  ['-(5)', '(neg- 5)'],
  ['-a::LONG::string', '(neg- (cast (cast a long) string))'],
  ['(a + b)::int', '(cast (+ a b) int)'],
  ['a -5', '(- a 5)'],
  ['1 DAY + 2.5', '(+ 1_day 2.5)'],
  ['a == b + 1 IS NOT NULL', '(not-null (== a (+ b 1)))'],
  ['a.b NOT LIKE "x" OR c RLIKE """\\d"""', '(or (not-like a.b "x") (rlike c "\\\\d"))'],
  ['`a.b`.`c``d` : 5', '(match a.b.c`d 5)'],
  ['count(*) + First(x)', '(+ (COUNT *) (FIRST x))'],
  ['f(x -> x, (y), g(), TRUE, null)', '(F -> y (G ) true null)'],
  ['"tab\\t\\"q\\" \\\\"', '"tab\\t\\"q\\" \\\\"'],
  ['"""a"b\\c"""""', '"a\\"b\\\\c\\"\\""'],
  ['@timestamp > from AND limit', '(and (> @timestamp from) limit)'],
];

describe('the ES|QL parser', () => {
  it.each(EXPRESSIONS)('reads %s', (text, tree) => {
    const { tree: { commands: [command] }, diagnostics } = parse(`FROM a | WHERE ${text}`);
    expect(diagnostics).toEqual([]);
    expect(command?.kind === 'where' && show(command.condition)).toBe(tree);
  });

  it('gives each operation the span of its text, parentheses around operands included', () => {
    const text = 'ROW x = ((a + b) * -c)::long';
    const { source } = parse(text).tree;
    const cast = source.kind === 'row' ? source.fields[0]?.value : undefined;
    const slice = (span: { start: number; end: number } | undefined): string => text.slice(span?.start, span?.end);
    expect(slice(cast?.span)).toBe('((a + b) * -c)::long');
    expect(slice(cast?.kind === 'cast' ? cast.value.span : undefined)).toBe('(a + b) * -c');
  });

  it('keeps the text of values without a name, which names their column', () => {
    const { tree } = parse('FROM a | STATS couNt( * ) WHERE x, (1 +  2) BY b, left(c , 1), n = d');
    expect(tree.commands[0]).toMatchObject({
      aggregates: [{ implicitName: 'couNt( * )' }, { implicitName: '1 +  2' }],
      groups: [{ value: { kind: 'name' } }, { implicitName: 'left(c , 1)' }, { name: { text: 'n' } }],
    });
    expect(tree.commands[0]).not.toHaveProperty('groups.0.implicitName');
  });

  it('reads index patterns, policies and name patterns in their parts', () => {
    const { tree } = parse('FROM a:b , "c,d", e :: failures METADATA _id | ENRICH _any:p | KEEP `x.y`.*`z`, a.?p, *');
    expect(withoutSpans(tree)).toMatchObject({
      source: { sources: [{ text: 'a:b' }, { text: 'c,d' }, { text: 'e::failures' }], metadata: [{ name: '_id' }] },
      commands: [
        { mode: '_any', policy: 'p' },
        {
          patterns: [
            { pieces: [{ text: 'x.y.' }, { kind: 'wildcard' }, { text: 'z' }] },
            { pieces: [{ text: 'a.' }, { kind: 'parameter', name: 'p' }] },
            { pieces: [{ kind: 'wildcard' }] },
          ],
        },
      ],
    });
  });

  it('splits the parameters and the value name of PROMQL from its raw text', () => {
    const { tree } = parse('PROMQL index=m-* step=1m r=(sum by (a) (rate(x{b="|"}[5m]))) | LIMIT 1');
    expect(tree.source).toMatchObject({
      parameters: [{ name: 'index', value: 'm-*' }, { name: 'step', value: '1m' }],
      valueName: { name: 'r' },
      parenthesized: true,
      query: 'sum by (a) (rate(x{b="|"}[5m]))',
    });
    expect(tree.commands).toHaveLength(1);
  });

  it('lists comments, nested ones whole', () => {
    const text = 'FROM a // one\n/* two /* 2 */ */ | LIMIT /**/ 1';
    const { comments, diagnostics } = parse(text);
    expect(diagnostics).toEqual([]);
    expect(comments.map((c) => [c.kind, c.text])).toEqual([['line-comment', '// one'], ['block-comment', '/* two /* 2 */ */'], ['block-comment', '/**/']]);
    expect(comments.every((c) => text.slice(c.span.start, c.span.end) === c.text)).toBe(true);
  });
});
