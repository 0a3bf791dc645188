import { expect, test } from 'vitest';
import { type InlineTable, run, translate } from '../src/index.js';

/** KQL("…") and QSTR("…") inside ES|QL: which rows (by id) a search finds. */
const docs: InlineTable = {
  columns: [
    { name: 'id', type: 'integer' }, { name: 'tag', type: 'keyword' }, { name: 'n', type: 'integer' }, { name: 'at', type: 'date' }, { name: 'msg', type: 'text' }, { name: 'ip', type: 'ip' },
  ],
  rows: [
    [1, 'alpha', 5, '2024-01-01T10:00:00Z', 'The quick fox', '10.1.2.3'],
    [2, 'Beta', null, null, 'a lazy dog', '192.168.0.1'],
    [3, ['gamma', 'alphabet'], 7, '2024-01-02T00:00:00Z', null, null],
    [4, null, 1, '2023-06-01T00:00:00Z', 'quick, quick', '::1'],
  ],
};

function found(search: string): unknown {
  const answer = run(`FROM docs | WHERE ${search} | KEEP id | SORT id`, { lang: 'esql', tables: { docs }, now: '2024-01-03T00:00:00Z' });
  return answer.ok ? answer.rows.map((r) => r[0]) : answer.errors[0]?.code;
}

const quoted = (text: string): string => `"""${text}"""`;

test.each([
  ['tag: alpha', [1]],
  ['tag: "alpha"', [1]],
  ['tag: alpha*', [1, 3]],
  ['not tag: alpha*', [2, 4]],
  ['tag: (alpha or gamma)', [1, 3]],
  ['tag: *', [1, 2, 3]],
  ['not tag: *', [4]],
  ['n: 5 or n > 6', [1, 3]],
  ['not n > 4', [2, 4]],
  ['msg: quick', [1, 4]],
  ['msg: "quick fox"', [1]],
  ['msg: "fox quick"', []],
  ['msg: dog fox', [1, 2]],
  ['quick', [1, 4]],
  ['at: 2024-01-01', [1]],
  ['at > 2024-01-01', [3]],
  ['at >= 2024-01-01', [1, 3]],
  ['at >= now-1d', [3]],
  ['ip: "10.0.0.0/8"', [1]],
  ['ip: "::1"', [4]],
  ['nowhere: x', []],
  ['not nowhere: x', [1, 2, 3, 4]],
  ['t*: alpha', [1]],
  ['', [1, 2, 3, 4]],
])('KQL(%j)', (text, ids) => {
  expect(found(`KQL(${quoted(`${text} `)})`)).toEqual(ids);
});

test.each([
  ['tag:alpha', [1]],
  ['tag:alpha OR n:1', [1, 4]],
  ['msg:quick AND NOT tag:alpha', [4]],
  ['+msg:quick -n:5', [4]],
  ['n:[5 TO 7}', [1]],
  ['at:{2024-01-01 TO *}', [3]],
  ['tag:/alpha.*/', [1, 3]],
  ['_exists_:msg', [1, 2, 4]],
  ['msg:"quick fox"', [1]],
  ['tag:(alpha gamma)', [1, 3]],
])('QSTR(%j)', (text, ids) => {
  expect(found(`QSTR(${quoted(`${text} `)})`)).toEqual(ids);
});

test('a search that is never null can be negated', () => {
  expect(found('NOT KQL("tag: alpha*")')).toEqual([2, 4]);
  expect(found('NOT MATCH(msg, "quick")')).toEqual([2, 3]);
});

test('one of several values in a range is enough', () => {
  const tables = { docs: { columns: [{ name: 'id', type: 'integer' }, { name: 'n', type: 'long' }], rows: [[1, [1, 9]], [2, 3], [3, null]] } } as const;
  const ids = (search: string): unknown => {
    const answer = run(`FROM docs | WHERE ${search} | KEEP id`, { lang: 'esql', tables, now: '2024-01-03T00:00:00Z' });
    return answer.ok ? [answer.rows.flat(), answer.warnings] : answer.errors;
  };
  expect(ids('KQL("n > 5")')).toEqual([[1], []]);
  expect(ids('NOT KQL("n > 5")')).toEqual([[2, 3], []]);
  expect(ids('KQL("n <= 3")')).toEqual([[1, 2], []]);
});

test('options: operator, case, default field', () => {
  expect(found('QSTR("dog fox", {"default_field": "msg", "default_operator": "AND"})')).toEqual([]);
  expect(found('KQL("tag: beta", {"case_insensitive": true})')).toEqual([2]);
});

test('mistakes in the inner query are errors of the outer one', () => {
  expect(found('KQL("tag: (")')).toBe('pattern-malformed');
  expect(found('KQL("at > now-1M/d")')).toBe('not-yet');
  expect(found('KQL(tag)')).toBe('argument-type');
});

test.each([
  ['FROM docs | WHERE KQL("tag: (a")', 'KQL("tag: (a'],
  ['FROM docs | WHERE KQL("""tag: (a""")', 'KQL("""tag: (a'],
  ['FROM docs | WHERE QSTR("n:[5 TO")', 'QSTR("n:[5 TO'],
])('%s points into the inner query', (query, before) => {
  const answer = run(query, { lang: 'esql', tables: { docs }, now: '2024-01-03T00:00:00Z' });
  expect(answer.ok ? [] : answer.errors.map((e) => e.span[0])).toEqual([query.indexOf(before) + before.length]);
});

test('becomes plain conditions in KQL; a column of unknown type may be an array', () => {
  const query = 'FROM docs | WHERE KQL("tag: (a or b) and not n: 5")';
  const typed = translate(query, { from: 'esql', to: 'kql', schema: { docs: { tag: 'keyword', n: 'long' } } });
  expect(typed).toMatchObject({ ok: true, query: 'docs\n| where (tag == "a" or tag == "b") and n != 5', notes: [] });
  const range = translate('FROM docs | WHERE KQL("n > 5 and not m <= 3")', { from: 'esql', to: 'kql', schema: { docs: { n: 'long', m: 'double' } } });
  expect(range).toMatchObject({ ok: true, query: 'docs\n| where n > 5 and (not(m <= 3) or isnull(m))', notes: [] });
  const open = translate('FROM docs | WHERE KQL("tag: a")', { from: 'esql', to: 'kql' });
  expect(open).toMatchObject({ ok: true, query: 'docs\n| where set_has_element(iff(gettype(tag) == "array", todynamic(tag), pack_array(tag)), "a")', notes: [] });
});
