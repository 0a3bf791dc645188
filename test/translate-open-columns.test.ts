import { describe, expect, it } from 'vitest';
import { runTables } from '../src/api/run.js';
import { tableSource } from '../src/api/tables.js';
import { translate } from '../src/api/translate.js';
import { KNOWN_COLUMNS } from '../src/io/known-columns.js';
import { tableOfRows } from '../src/data/table.js';

/** Columns of tables that are not known: only what the query names, never what it makes itself. */
const told = (query: string): { readonly text: string; readonly notes: readonly string[] } => {
  const a = translate(query, { from: 'kql', to: 'esql' });
  if (!a.ok) throw new Error(a.errors.map((e) => e.message).join('; '));
  return { text: a.query.replace(/\s+/g, ' '), notes: a.notes.filter((n) => n.grade !== 'rewritten').map((n) => n.message) };
};

describe('columns of open tables', () => {
  it('arg_max(x, *) gives the columns that later stages read', () => {
    const { text, notes } = told('T | summarize arg_max(At, *), count() by A | extend y = strcat(B, "x") | project A, y');
    expect(text).toContain('STATS count_ = COUNT(*), B = LAST(B, At) BY A');
    expect(notes).toEqual([]);
  });

  it('arg_max(x, *) with nothing that lists columns keeps what the query names, and says so', () => {
    const { text, notes } = told('T | where C == 1 | summarize arg_max(At, *), count() by A | where B == "x"');
    expect(text).toContain('STATS At = MAX(At), count_ = COUNT(*), B = LAST(B, At), C = LAST(C, At) BY A');
    expect(notes).toEqual([expect.stringContaining('only the columns that the query names')]);
  });

  it('never asks a table for a column that a later stage makes', () => {
    const { text } = told('T | where B == 1 | join kind=inner U on A | extend y = strcat(B, "x") | summarize z = count() by y | project y, z');
    expect(text).not.toContain('TO_STRING(y)');
  });

  it('takes x1 for the right x', () => {
    const { text } = told('T | where At > 1 | join kind=inner (U | where At > 2) on A | project At, At1');
    expect(text).toContain('_right = CONCAT(TO_STRING(At),');
    expect(text).toContain('%{At1}');
  });

  it('says where nothing tells which table has a column', () => {
    const { notes } = told('T | join kind=inner U on A | project A, B');
    expect(notes).toEqual([expect.stringContaining('B: which table has it is not known'), expect.stringContaining('A, B: nothing tells the type')]);
  });

  it('carries the members of an object that later stages read', () => {
    const { text } = told('T | extend p = parse_json(P) | summarize arg_max(At, *) by A | project A, x = tostring(p.x)');
    expect(text).not.toContain('`*`');
  });

  it('a column of a subquery is none of the table', () => {
    const { text } = told('T | summarize arg_max(At, *), count() by A | where A in ((U | project Q)) | project A, B');
    expect(text).toContain('STATS count_ = COUNT(*), B = LAST(B, At) BY A');
  });

  it('arg_max(x, *) alone keeps the row itself', () => {
    const { text, notes } = told('T | summarize arg_max(At, *) by A, K = tolower(B) | where C == 1');
    expect(text).toContain('EVAL K = TO_LOWER(B) | SORT At DESC NULLS LAST | LIMIT 1 BY A, K | WHERE C == 1');
    expect(notes).toEqual([]);
  });

  it.each([
    ['drops only what there is behind a join', 'T | where a == 1 | join kind=inner (U | project k, b) on k | project-away k1, c', 'DROP k1', 'DROP c'],
    ['keeps the columns that project-reorder names', 'T | join kind=leftouter (U | project k, b) on k | project-reorder b, a', 'COALESCE(MV_CONCAT(TO_STRING(a), "␞"), "")', 'DROP'],
    ['takes a number for one', 'T | where x == 1 | join kind=inner (U | project k, n) on k | where n > 5 | project x, n', 'n = TO_DOUBLE(n)', 'SPLIT(n'],
    ['leaves columns of a side with one row a key unpacked', 'T | join (U | where b == 1 | project k) on k | project a, k', 'LIMIT 1 BY _key', 'SPLIT'],
    ['asks a grouping for nothing that a join brings', 'T | where a == 1 | summarize arg_max(t, *), n = count() by k | join kind=inner (U | project k, b) on k | project a, b, n', 'a = LAST(a, t)', 'b = LAST(b, t)'],
    ['reads what may be of either side from both', 'T | join kind=inner U on k | where x == "1" | project x', 'x = CASE(x != "", x, _x)', 'DROP'],
  ])('%s', (_, query, has, hasNot) => {
    const { text } = told(query);
    expect(text).toContain(has);
    expect(text).not.toContain(hasNot);
  });

  it('takes a field that may be mapped nowhere for null', () => {
    const { text, notes } = told('T | extend x = column_ifexists("x_s", "") | where x != "a"');
    expect(text).toMatch(/^SET unmapped_fields = "nullify"; FROM T/);
    expect(notes).toEqual([]);
  });

  it('says where the fallback of column_ifexists stands for a missing value as well', () => {
    expect(told('T | extend x = column_ifexists("x_d", 0)').notes).toEqual([expect.stringContaining('the fallback also stands where x_d is there')]);
  });

  it('has no setting for targets before there was one, and says what that takes', () => {
    const a = translate('T | extend x = column_ifexists("x_s", "")', { from: 'kql', to: 'esql', target: 'es:9.1' });
    expect(a).toMatchObject({ ok: true, query: expect.not.stringContaining('SET'), notes: [{ grade: 'different' }] });
  });

  it('reads unmapped fields as null where a query says so', () => {
    const rows = (text: string): unknown => runTables(text, tableSource(new Map([['t', tableOfRows([{ name: 'a', type: 'long' }], [[1]])]])), { lang: 'esql', now: '2026-01-01T00:00:00Z' }).table.fields.map((f) => f.name);
    expect(rows('SET unmapped_fields = "nullify"; FROM t | WHERE b IS NULL | KEEP a, c')).toEqual(['a', 'c']);
    expect(() => rows('FROM t | WHERE b IS NULL')).toThrow();
    expect(() => rows('SET unmapped_fields = "nullify"; FROM t | KEEP a | WHERE b IS NULL')).toThrow();
  });
});

describe('columns that several joins bring', () => {
  it('reads of no table what a later join brings', () => {
    const { text, notes } = told('A | where P == "x" | join (B | project K, U) on K | join (B | project K, M) on K | distinct U, M | join kind=inner (C | project M, V) on M | project U, V');
    expect(text).toContain('FROM A | WHERE P == "x" | EVAL _key = COALESCE(TO_STRING(K), ""), _left = "row" | LIMIT 1 BY _key | KEEP _key, _left, K )');
    expect(notes.join()).not.toContain('which table');
  });

  it('carries what an aggregation lists over the join behind it', () => {
    const { text } = told('let r = R | project K, Y, W = Z; L | summarize arg_max(At, *), N = count() by K | join kind=inner (r) on K | project Y1, Z, N, W');
    expect(text).toContain('FROM L | STATS N = COUNT(*), Y = LAST(Y, At), Z = LAST(Z, At) BY K');
    expect(text).toContain('| RENAME Y AS Y1)');
    expect(text).toContain('KEEP _key, N, Z, _side');
  });

  it('a test for membership brings nothing', () => {
    const { text } = told('T | summarize S = arg_max(At, *) by K | project S, K, V | join kind=leftanti (U | summarize S = arg_max(At, *) by K | project S, K, V) on K');
    expect(text).toContain('FROM T | STATS S = MAX(At), V = LAST(V, At) BY K');
  });
});

describe('patterns of columns in KQL', () => {
  const kql = (query: string, schema?: Record<string, Record<string, string>>): { text: string; notes: string[] } => {
    const a = translate(query, { from: 'esql', to: 'kql', ...(schema && { schema }) });
    return { text: a.ok ? a.query.replace(/\s+/g, ' ').trim() : '', notes: a.ok ? a.notes.filter((n) => n.grade !== 'rewritten').map((n) => n.message) : [] };
  };

  it.each<[pattern: string, kept: string]>([
    ['a*', 'project-keep a*'],
    ['k, aws.*', 'project-keep k, aws*'],
    ['user.*, user_agent.*, user.name', 'project-keep user*'],
    ['a.*.b*', 'project-keep a*b*'],
  ])('KEEP %s is %s', (pattern, kept) => expect(kql(`FROM x | WHERE k == 1 | KEEP ${pattern}`).text).toBe(`x | where k == 1 | ${kept}`));

  it('say once which patterns take more', () => {
    expect(kql('FROM x | KEEP k, aws.*, user.*, b*').notes).toEqual([expect.stringContaining('aws.*, user.* take')]);
    expect(kql('FROM x | KEEP a*').notes).toEqual([]);
  });

  it('keep what is named where nothing before the star says what is meant', () => {
    expect(kql('FROM x | WHERE @a == 1 | KEEP @*, b').text).toBe("x | where ['@a'] == 1 | project-keep ['@a'], b");
  });

  it('drop no more columns than are meant', () => {
    expect(kql('FROM x | WHERE a.b == 1 | DROP a.*')).toEqual({ text: "x | where ['a.b'] == 1 | project-away ['a.b']", notes: [expect.stringContaining('of a.* only')] });
  });

  it('are the columns themselves where these are known', () => {
    expect(kql('FROM x | KEEP a.*', { x: { 'a.b': 'keyword', 'a.c': 'long', ab: 'long' } })).toEqual({ text: "x | project ['a.b'], ['a.c']", notes: [] });
  });
});

it.each([
  ['a table that nothing tells of may be missing', 'union isfuzzy=true SigninLogs, (Sessions_CL | where K == 1)', ['Sessions_CL']],
  ['without isfuzzy it has to be there', 'union SigninLogs, (Sessions_CL | where K == 1)', []],
  ['published tables are there', 'union isfuzzy=true SigninLogs, (AuditLogs | where Category == "x")', []],
])('union isfuzzy: %s', (_, query, missing) => {
  const a = translate(query, { from: 'kql', to: 'esql', known: KNOWN_COLUMNS });
  const said = a.ok ? a.notes.flatMap((n) => /is missing, and KQL leaves a table out: (.*)$/.exec(n.message)?.[1] ?? []) : undefined;
  expect(said).toEqual(missing);
});
