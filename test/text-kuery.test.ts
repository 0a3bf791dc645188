import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseKuery, type Kuery, type KueryText } from '../src/text/kuery.js';
import { printKuery } from './support/print-kuery.js';

/** A tree in short: `f=w` words, `f="p"` phrase, `f~a*` pattern. */
function show(q: Kuery): string {
  const text = (t: KueryText): string => (t.kind === 'phrase' ? `"${t.text}"` : t.kind === 'words' ? t.text : `~${t.pieces.map((p) => (p.kind === 'text' ? p.text : '*')).join('')}`);
  switch (q.kind) {
    case 'all':
      return 'all';
    case 'and':
    case 'or':
      return `${q.kind}(${q.items.map(show).join(', ')})`;
    case 'not':
      return `not(${show(q.item)})`;
    case 'exists':
      return `exists(${text(q.field)})`;
    case 'match':
      return `${q.field === null ? '' : text(q.field)}=${text(q.value)}`;
    case 'range':
      return `${text(q.field)}${q.comparison}${text(q.value)}`;
    case 'nested':
      return `${text(q.field)}{${show(q.item)}}`;
  }
}

describe('kuery', () => {
  test.each([
    ['', 'all'],
    ['*', 'all'],
    ['*:*', 'all'],
    ['event.action:executed and process.name:wget', 'and(event.action=executed, process.name=wget)'],
    ['event.action:"exec" and process.args:("-c" or "-cl")', 'and(event.action="exec", or(process.args="-c", process.args="-cl"))'],
    ['a : "Lateral Movement" and not b : "x" ', 'and(a="Lateral Movement", not(b="x"))'],
    ['a:1 and b:2 or c:3', 'or(and(a=1, b=2), c=3)'],
    ['a:1 OR b:2 AND c:3', 'or(a=1, and(b=2, c=3))'],
    ['(a:1 or b:2) and c:3', 'and(or(a=1, b=2), c=3)'],
    ['not not a:1', 'not(not(a=1))'],
    ['message: quick brown fox', 'message=quick brown fox'],
    ['quick brown', '=quick brown'],
    ['a:*', 'exists(a)'],
    ['a:win*', 'a=~win*'],
    ['a:"*"', 'a="*"'],
    ['a:\\*', 'a=*'],
    ['data*.x:1', '~data*.x=1'],
    ['bytes >= 1000 and bytes<2000', 'and(bytes>=1000, bytes<2000)'],
    ['@timestamp > "2020-01-01"', '@timestamp>"2020-01-01"'],
    ['user:{ first: "A" and last: B }', 'user{and(first="A", last=B)}'],
    ['a:(1 and not (2 or x*))', 'and(a=1, not(or(a=2, a=~x*)))'],
    ['path:C\\:\\\\Windows', 'path=C:\\Windows'],
    ['path:"C:\\\\dir\\"x\\u0041"', 'path="C:\\dir"xA"'],
    ['a:\\and or order:nothing', 'or(a=and, order=nothing)'],
    ['a:b?c', 'a=b?c'],
  ])('%j is %j', (text, expected) => {
    const query = parseKuery(text);
    expect(query.ok ? show(query.value) : query.error.message).toBe(expected);
  });

  test.each([
    ['a:1 and', 7],
    ['a:', 2],
    ['(a:1', 4],
    ['a:1 b:2', 5],
    ['x <> 1', 3],
  ])('%j is refused near %j', (text, at) => {
    expect(parseKuery(text)).toMatchObject({ ok: false, error: { code: 'pattern-malformed', span: { start: at } } });
  });

  test('deep nesting is answered', () => {
    expect(parseKuery('('.repeat(50_000))).toMatchObject({ ok: false });
  });

  const chars = fc.string({ unit: fc.constantFrom('a', 'B', '*', '"', '\\', ':', '(', '1', 'é', '?'), minLength: 1, maxLength: 5 });
  const phrase = chars.map((text): KueryText => ({ kind: 'phrase', text }));
  const words = fc.oneof(chars, fc.constantFrom('and', 'Or', 'not', 'order', 'a b')).map((text): KueryText => ({ kind: 'words', text }));
  const wildcard = fc.constantFrom('x', 'and').map((text): KueryText => ({ kind: 'wildcard', pieces: [{ kind: 'text', text }, { kind: 'many' }] }));
  const name = fc.oneof(words, wildcard);
  const tree = fc.letrec<{ query: Kuery }>((tie) => ({
    query: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.record({ kind: fc.constant('match' as const), field: fc.option(name), value: fc.oneof(phrase, words, wildcard) }),
      fc.record({ kind: fc.constant('range' as const), field: name, comparison: fc.constantFrom('<' as const, '>='), value: fc.oneof(phrase, words) }),
      fc.record({ kind: fc.constant('exists' as const), field: name }),
      fc.record({ kind: fc.constant('not' as const), item: tie('query') }),
      fc.record({ kind: fc.constant('nested' as const), field: name, item: tie('query') }),
      fc.record({ kind: fc.constantFrom('and' as const, 'or'), items: fc.array(tie('query'), { minLength: 2, maxLength: 3 }) }),
    ),
  })).query;

  test('a tree survives printing', () => {
    fc.assert(
      fc.property(tree, (query) => {
        const printed = printKuery(query);
        const read = parseKuery(printed);
        if (!read.ok) throw new Error(`${printed}: ${read.error.message}`);
        expect(show(read.value)).toBe(show(query));
      }),
      { numRuns: 200 },
    );
  });

  test('any text is read or refused', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ab and or not():*"\\<>={} '), maxLength: 20 }), (text) => {
        const read = parseKuery(text);
        if (!read.ok) expect(read.error.span.end).toBeLessThanOrEqual(text.length);
      }),
    );
  });
});
