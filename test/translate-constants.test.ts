import { describe, expect, it } from 'vitest';
import { translate } from '../src/api/translate.js';
import type { DialectId } from '../src/catalogue/index.js';

const told = (query: string, from: DialectId): { text: string; losses: string[] } => {
  const answer = translate(query, { from, to: from === 'kql' ? 'esql' : 'kql' });
  if (!answer.ok) throw new Error(answer.errors.map((e) => e.message).join('; '));
  return { text: answer.query.replace(/\s+/g, ' '), losses: answer.notes.filter((n) => n.grade !== 'rewritten').map((n) => n.message) };
};

describe('constant objects', () => {
  it.each<[query: string, contained: string]>([
    ['print d = dynamic({"a": [1, {"c": 2}]}) | extend x = d.a[1].c', 'EVAL x = 2'],
    ['print d = dynamic({"a": 1}) | extend x = d.a + 1', 'EVAL x = 2'],
    ['print d = dynamic({"b": true, "r": 3.5}) | project b = d.b, r = d.r', 'EVAL b = true, r = 3.5'],
    ['print s = \'{"a": {"b": [true]}}\' | extend d = parse_json(s) | extend x = d.a.b[0]', 'EVAL x = true'],
    ['print d = bag_pack("n", "x", "age", 30) | extend a = d.age', 'EVAL a = 30'],
    ['print d = dynamic(null) | extend x = d.foo', 'EVAL x = null'],
    ['let t = print d = dynamic({"a": 7}); t | extend x = d.a', 'EVAL x = 7'],
    ['print d = dynamic({"a": [1, 2]}) | extend n = array_length(d.a), a = d.a', 'EVAL n = 2, a = [1, 2]'],
    ['T | extend d = dynamic({"a": 7}) | where X == d.a', 'WHERE X == 7'],
  ])('%s', (query, contained) => expect(told(query, 'kql')).toMatchObject({ text: expect.stringContaining(contained), losses: [] }));

  it.each<[query: string, contained: string]>([
    ['print d = dynamic({"a": [[1], [2]]}) | extend x = d.a', 'x = JSON_EXTRACT(d, "$.a")'],
    ['print d = dynamic([1, 2, 3]) | extend n = array_length(d)', 'MV_COUNT(d)'],
    ['T | extend d = dynamic({"a": 7}) | extend d = bag_pack("a", X) | extend x = d.a', 'JSON_EXTRACT(d, "$.a")'],
    ['print d = dynamic({"a": [1, 2]}) | extend a = d.a | mv-expand a | extend y = a', 'EVAL y = a'],
  ])('leaves %s', (query, contained) => expect(told(query, 'kql').text).toContain(contained));
});

describe('constant columns', () => {
  it('are worked out where the target has no word for it', () => {
    expect(told('print x = 1.5 | extend t = gettype(x)', 'kql').text).toContain('t = "real"');
    expect(told('ROW x = ["1", "2"] | EVAL y = TO_INTEGER(x)', 'esql').text).toContain('y = dynamic([1, 2])');
    expect(told('ROW p = "a.*", x = "abc" | EVAL y = x RLIKE p', 'esql').text).toContain('y = true');
  });

  it('are left where it has', () => expect(told('print x = 1 | extend y = x + 1', 'kql').text).toContain('y = x + 1'));

  it('stay refused where a column is none', () => expect(() => told('T | extend t = gettype(x)', 'kql')).toThrow('ES|QL has no type names'));
});

describe('constants that ES|QL has no literal for', () => {
  it.each<[query: string, contained: string]>([
    ['print d = dynamic([[1, 2], [3]]) | mv-expand row = d | project row', 'ROW d = "[[1,2],[3]]"'],
    ['print d = dynamic([{"v": 1}, {"v": 2}]) | mv-expand e = d | extend v = toint(e.v)', 'TO_INTEGER(JSON_EXTRACT(e, "$.v"))'],
    ['print d = dynamic({"a": 1, "b": 2}) | extend ks = bag_keys(d) | mv-expand k = ks to typeof(string) | extend v = toint(d[k])', 'CASE(k == "a", 1, k == "b", 2, null)'],
    ['T | extend x = 1.5, t = gettype(now())', 't = "datetime"'],
  ])('%s', (query, contained) => expect(told(query, 'kql').text).toContain(contained));

  it('are null, with a note', () => {
    const { text, losses } = told('print x = real(nan), y = real(+inf), z = 1.5', 'kql');
    expect(text).toBe('ROW x = null, y = null, z = 1.5');
    expect(losses).toHaveLength(2);
  });

  it('are refused where something is made of them', () => expect(() => told('T | where X > real(+inf)', 'kql')).toThrow('ES|QL doubles are finite'));
});

describe('unions', () => {
  it('name columns by their types', () =>
    expect(told('union (print x = 1), (print x = "a")', 'kql').text).toBe('FROM (ROW x = 1 | RENAME x AS x_long), (ROW x = "a" | RENAME x AS x_string)'));
  it('keep the names of columns of one type', () => expect(told('union (print x = 1), (print x = 2)', 'kql').text).toBe('FROM (ROW x = 1), (ROW x = 2)'));
});

describe('the right side of a join', () => {
  it('hands on a column whose name has members on the left side', () =>
    expect(told('L | join kind=inner R on k | project k, n = d.n, other = d1', 'kql').text).toMatch(/other = d1/));
});

describe('types of KQL', () => {
  it('are given to nulls', () => {
    expect(told('ROW v = null | EVAL v = NOT v', 'esql').text).toContain('not(bool(null))');
    expect(told('ROW a = null, b = "b" | EVAL c = COALESCE(a, b)', 'esql').text).toContain('c = b');
    expect(told('ROW t = NOW() | EVAL t = t + null + 1 hour', 'esql').text).toContain('t = datetime(null)');
  });

  it('have no decimals in arrays', () => expect(told('ROW ul = [9223372036854775808, 1]', 'esql').text).toContain('pack_array(decimal(9223372036854775808), 1)'));

  it('are the same in the branches of FORK', () =>
    expect(told('FROM t | STATS v = VALUES(a) BY b | FORK (MV_EXPAND v) (WHERE b == 1)', 'esql').text).toMatch(/mv-expand v.* extend v = iff\(.*pack_array\(v\)\)/));
});

describe('times', () => {
  it('are cut with a note where date_nanos does not reach', () => {
    expect(told('print t = datetime(9999-12-31 23:59:59.9999999)', 'kql').losses).toEqual([expect.stringContaining('cut to milliseconds')]);
    expect(told('print t = datetime(2020-12-31 23:59:59.9999999)', 'kql')).toMatchObject({ text: 'ROW t = TO_DATE_NANOS("2020-12-31T23:59:59.9999999Z")', losses: [] });
  });
});

describe('unsigned numbers', () => {
  it('carry a note where something is made of them', () => {
    expect(told('ROW x = 18446744073709551615 | EVAL y = x * 2::unsigned_long', 'esql').losses).toContainEqual(expect.stringContaining('KQL has no unsigned numbers'));
    expect(told('ROW x = 18446744073709551615 | KEEP x', 'esql').losses).toEqual([]);
  });
});

describe('several values', () => {
  const schema = { t: { k: 'integer[]', v: 'long[]', b: 'keyword' }, u: { k: 'integer', n: 'keyword' } };
  const kql = (query: string): string => {
    const answer = translate(query, { from: 'esql', to: 'kql', schema });
    if (!answer.ok) throw new Error(answer.errors.map((e) => e.message).join('; '));
    return answer.query.replace(/\s+/g, ' ');
  };

  it('in a key match nothing', () => {
    expect(kql('FROM u | LOOKUP JOIN t ON k | KEEP k, n')).toContain('iff( array_length(k) == 1, tolong(k[0]), long(null) )'.replace('( ', '(').replace(' )', ')'));
    expect(kql('FROM t | LOOKUP JOIN u ON k | KEEP k, n')).toContain('on $left._key == $right.k');
  });

  it('are expanded for aggregates that arrays have no function for', () => {
    expect(kql('FROM t | STATS p = PERCENTILE(v, 50), m = MAX(v)')).toMatch(/mv-expand v to typeof\(long\).*m = max\(v\)/);
    expect(() => kql('FROM t | STATS p = PERCENTILE(v, 50), n = COUNT(*)')).toThrow('one value of each row');
  });
});
