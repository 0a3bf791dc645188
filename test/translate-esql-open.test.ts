import { describe, expect, it } from 'vitest';
import { run, translate } from '../src/index.js';

/** ES|QL over an index of which nothing is known. */
const told = (query: string): { readonly text: string; readonly notes: readonly string[] } => {
  const a = translate(query, { from: 'esql', to: 'kql' });
  if (!a.ok) throw new Error(a.errors.map((e) => e.message).join('; '));
  return { text: a.query, notes: a.notes.filter((n) => n.grade !== 'rewritten').map((n) => n.message) };
};

/** The ids of the rows that the KQL text gives of rows with a tag of this type. */
function idsOf(text: string, type: 'string' | 'dynamic', tags: readonly unknown[]): unknown[] {
  const logs = { columns: [{ name: 'id', type: 'long' }, { name: 'tag', type }], rows: tags.map((tag, id) => [id, tag]) };
  const found = run(text, { lang: 'kql', tables: { logs }, now: '2026-01-20T12:00:00Z' });
  if (!found.ok) throw new Error(found.errors.map((e) => e.message).join('; '));
  return found.rows.map((r) => r[0]);
}

describe('several values of a field of unknown type', () => {
  const { text } = told('FROM logs | WHERE NOT KQL("tag: a") | KEEP id');
  it('a value that is no array is not lost by a negation', () => expect(idsOf(text, 'string', ['a', 'b', '["a"]'])).toEqual([1, 2]));
  it('nor an array of others', () => expect(idsOf(text, 'dynamic', [['a', 'b'], ['b'], 'c'])).toEqual([1, 2]));

  it('expands what may be a text or an array, as the texts that the query compares', () => {
    const { text: expanded, notes } = told('FROM logs | MV_EXPAND tag | WHERE tag == "a" | STATS n = COUNT(*) BY tag | KEEP n, tag');
    expect(expanded).toContain('| mv-expand tag = iff(gettype(tag) == "array", todynamic(tag), pack_array(tag)) to typeof(string)');
    expect(notes).toEqual([]);
    expect(idsOf(expanded, 'string', ['a', 'b', 'a'])).toEqual([2]);
    expect(idsOf(expanded, 'dynamic', [['a', 'b'], 'a', ['a']])).toEqual([3]);
  });

  it('says where nothing tells what is expanded and grouped by', () => {
    const { text: expanded, notes } = told('FROM logs | MV_EXPAND tag | STATS n = COUNT(*) BY tag');
    expect(expanded).toContain('to typeof(string)');
    expect(notes).toEqual([expect.stringContaining('tag: nothing tells the type')]);
  });

  it('leaves elements as they are where nothing needs their type', () => {
    const { text: expanded, notes } = told('FROM logs | MV_EXPAND tag | KEEP id, tag');
    expect(expanded).not.toContain('typeof(');
    expect(notes).toEqual([]);
  });
});

describe('patterns of names over an index that is not known', () => {
  it('KEEP keeps what earlier and later stages name', () => {
    const { text } = told('FROM logs | WHERE @b.x == 1 | KEEP id, @b.* | WHERE @b.y == 2');
    expect(text).toContain("project-keep id, ['@b.x'], ['@b.y']");
  });

  it('DROP drops what earlier stages name, and nothing that later ones make', () => {
    const { text } = told('FROM logs | WHERE a.b.x == 1 | DROP a.b.* | EVAL a.b.y = 2');
    expect(text).toContain("project-away ['a.b.x']\n");
  });
});

it.each([
  ['NOT', 'NOT MV_DEDUPE(a)', [1]],
  ['AND', 'b AND MV_DEDUPE(a)', [0]],
  ['OR', 'b OR MV_DEDUPE(a)', [0, 1, 2]],
  ['NOT of several values', 'NOT MV_APPEND(a, b)', []],
])('%s takes only one value', (_, condition, ids) => {
  const rows = [[0, true, true], [1, false, true], [2, null, true], [3, null, null]];
  const columns = [{ name: 'id', type: 'long' }, { name: 'a', type: 'bool' }, { name: 'b', type: 'bool' }];
  const query = `FROM logs | WHERE ${condition} | KEEP id`;
  const there = translate(query, { from: 'esql', to: 'kql', schema: { logs: { id: 'long', a: 'boolean', b: 'boolean' } } });
  const now = '2026-01-20T12:00:00Z';
  const found = run(there.ok ? there.query : '', { lang: 'kql', tables: { logs: { columns, rows } }, now });
  const own = run(query, { lang: 'esql', tables: { logs: { columns: columns.map((c) => (c.type === 'bool' ? { ...c, type: 'boolean' } : c)), rows } }, now });
  expect([found, own].map((x) => (x.ok ? x.rows.map((r) => r[0]) : x.errors))).toEqual([ids, ids]);
});

it.each([
  ['a value that is not there is no other value', 'WHERE MV_SLICE(s, 1) != "x" | KEEP id', [[]]],
  ['a union with nothing is what the other side has', 'EVAL r = MV_CONCAT(MV_SORT(MV_UNION(s, "v")), ",") | KEEP id, r | SORT id', [[0, 'v,x'], [1, 'v']]],
  ['fractions of a millisecond are rounded half up', 'EVAL r = TO_STRING(TO_DATETIME(d)) | KEEP id, r | SORT id', [[0, '1970-01-01T00:00:00.002Z'], [1, '1969-12-31T23:59:59.999Z']]],
])('%s', (_, stages, wanted) => {
  const rows = [[0, 'x', 1.5], [1, null, -1.5]];
  const fields = { id: 'long', s: 'keyword', d: 'double' };
  const there = translate(`FROM logs | ${stages}`, { from: 'esql', to: 'kql', schema: { logs: fields } });
  const kql = { columns: [{ name: 'id', type: 'long' }, { name: 's', type: 'string' }, { name: 'd', type: 'real' }], rows };
  const esql = { columns: Object.entries(fields).map(([name, type]) => ({ name, type })), rows };
  const now = '2026-01-20T12:00:00Z';
  const both = [run(`FROM logs | ${stages}`, { lang: 'esql', tables: { logs: esql }, now }), run(there.ok ? there.query : '', { lang: 'kql', tables: { logs: kql }, now })];
  expect(both.map((x) => (x.ok ? x.rows : x.errors))).toEqual([wanted.filter((w) => w.length > 0), wanted.filter((w) => w.length > 0)]);
});

describe('LOOKUP JOIN on columns of two names', () => {
  const query = 'FROM logs | LOOKUP JOIN names ON host == machine | WHERE machine IS NOT NULL | KEEP id, machine, owner';
  const here = { logs: { id: 'long', host: 'keyword' }, names: { machine: 'keyword', owner: 'keyword' } };

  it.each([['known', here], ['not known', undefined]])('keeps the key of the other table, of tables that are %s', (_, schema) => {
    const a = translate(query, { from: 'esql', to: 'kql', ...(schema && { schema }) });
    const kql = a.ok ? a.query : '';
    expect(kql).toContain('| extend _key = machine) on $left.host == $right._key');
    const logs = { columns: [{ name: 'id', type: 'long' }, { name: 'host', type: 'string' }], rows: [[1, 'a'], [2, 'z'], [3, null]] };
    const names = { columns: [{ name: 'machine', type: 'string' }, { name: 'owner', type: 'string' }], rows: [['a', 'x'], ['b', 'y']] };
    const found = run(kql, { lang: 'kql', tables: { logs, names }, now: '2026-01-20T12:00:00Z' });
    expect(found.ok ? found.rows : found.errors).toEqual([[1, 'a', 'x']]);
  });

  it('copies no key that nothing reads', () => expect(told('FROM logs | LOOKUP JOIN names ON host == machine | KEEP id, owner').text).toContain('on $left.host == $right.machine'));
});
