import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { printLike } from '../src/text/like.js';
import { parseLucene, type LuceneBound, type LuceneQuery } from '../src/text/lucene.js';

/** A tree in short: `+must should -mustNot`, in parentheses. */
function show(q: LuceneQuery): string {
  const field = 'field' in q && q.field !== null ? `${q.field}:` : '';
  const low = (b: LuceneBound) => `${b.inclusive ? '[' : '{'}${b.text}`;
  switch (q.kind) {
    case 'all':
      return 'all';
    case 'bool':
      return `(${[...q.must.map((i) => `+${show(i)}`), ...q.should.map(show), ...q.mustNot.map((i) => `-${show(i)}`)].join(' ')})`;
    case 'boost':
      return `${show(q.item)}^${q.by}`;
    case 'exists':
      return `exists(${q.field})`;
    case 'fuzzy':
      return `${field}${q.text}~${q.distance}`;
    case 'phrase':
      return `${field}"${q.text}"~${q.slop}`;
    case 'range':
      return `${field}${low(q.low)}..${q.high.text}${q.high.inclusive ? ']' : '}'}`;
    case 'regex':
      return `${field}/${q.pattern}/`;
    case 'term':
      return `${field}${q.text}`;
    case 'wildcard':
      return `${field}~${printLike(q.pieces)}`;
  }
}

const lucene = (text: string, operator?: 'and' | 'or'): string => {
  const read = parseLucene(text, operator);
  return read.ok ? show(read.value) : read.error.code;
};

describe('Lucene query strings', () => {
  test.each([
    ['', 'all'],
    ['*:*', 'all'],
    ['a', 'a'],
    ['a b', '(a b)'],
    ['a AND b', '(+a +b)'],
    ['a OR b', '(a b)'],
    ['a AND b OR c', '(+a +b c)'],
    ['a OR b AND c', '(+b +c a)'],
    ['a && !b || c', '(+a c -b)'],
    ['+a -b c', '(+a c -b)'],
    ['NOT a', '(-a)'],
    ['title:(quick OR "brown fox"~2)^2', '(title:quick title:"brown fox"~2)^2'],
    ['(a OR b) AND c', '(+(a b) +c)'],
    ['x:[1 TO 5}', 'x:[1..5}'],
    ['d:{* TO 2020-01-01]', 'd:{null..2020-01-01]'],
    ['x:>=5', 'x:[5..null}'],
    ['x:<now-1d/d', 'x:{null..now-1d/d}'],
    ['n:/joh?n(ath[oa]n)/', 'n:/joh?n(ath[oa]n)/'],
    ['p:/a\\/b/', 'p:/a/b/'],
    ['qu?ck bro*', '(~qu?ck ~bro*)'],
    ['quikc~ brwn~1', '(quikc~null brwn~1)'],
    ['f:*', 'exists(f)'],
    ['_exists_:user.name', 'exists(user.name)'],
    ['path:C\\:\\\\Win\\*', 'path:C:\\Win*'],
    ['"a \\"b\\""', '"a "b""~0'],
    ['my\\ field:x-y', 'my field:x-y'],
    ['ANDROID and', '(ANDROID and)'],
    ['a\\u0041', 'aA'],
    ['status:(active OR pending) AND tags:x', '(+(status:active status:pending) +tags:x)'],
  ])('%j is %j', (text, expected) => expect(lucene(text)).toBe(expected));

  test.each([
    ['a b', '(+a +b)'],
    ['a OR b', '(a b)'],
    ['a OR b c', '(+c a b)'],
    ['a -b', '(+a -b)'],
  ])('with AND as the default, %j is %j', (text, expected) => expect(lucene(text, 'and')).toBe(expected));

  test.each(['(a', 'a)', 'a:', '"a', 'a AND', 'AND', '[1 TO', 'a\\', '()', 'x:[a b]'])('%j is refused', (text) => expect(lucene(text)).toBe('pattern-malformed'));

  test('any text is read or refused', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ab AND OR():*"\\/~^[]{}+-!&|<>=?1 '), maxLength: 20 }), (text) => {
        const read = parseLucene(text);
        if (!read.ok) expect(read.error.span.end).toBeLessThanOrEqual(text.length);
      }),
    );
  });
});
