import { describe, expect, it } from 'vitest';
import type { Stage } from '../src/ast/pipeline.js';
import { type Dynamic, DynamicReal, DynamicScalar, MultiValue, type Value } from '../src/data/types.js';
import { agg, asc, c, desc, f, from, named, pipe, plan, runOn, show, st, tbl, v } from './support/build.js';

/** One small table, one stage, the rows. */

const at = { span: { start: 0, end: 0 } };
const bag = (o: Record<string, Dynamic>): Value => new Map(Object.entries(o));
const day = (d: number): number => d * 864e9;
const sum = (name: string) => agg('aggregate.sum', c(name));
const one = (name: string, expr: Parameters<typeof named>[0][string]) => named({ [name]: expr })[0] as ReturnType<typeof named>[number];
const input = st({ kind: 'input' });

const E = tbl('i:long, d:dynamic', [[1, [7, 'x']], [2, null], [3, []], [4, bag({ a: 1, b: 'q' })], [5, 'one']]);
const M = tbl('i:long, m:string', [[1, new MultiValue(['p', 'q'])], [2, null], [3, 'r']]);
const S = tbl('g:string, t:datetime, x:long', [['a', day(1), 5], ['a', day(3), 7], ['b', day(1), 1], ['b', null, 9]]);
const K = tbl('s:string', [['k=1;q=x'], ['nope'], ['k=z;q=y']]);
const N = tbl('c:string, s:string, x:long', [['a', 'x', 10], ['a', 'y', 20], ['b', 'x', 25], ['c', 'z', 1]]);
const Q = tbl('n:long, e:string', [[1, 'open'], [2, 'run'], [3, 'close'], [4, 'run'], [5, 'open']]);
const B = tbl('i:long, b:dynamic', [[1, bag({ z: 1, a: 'x' })], [2, bag({ z: 2.5 })], [3, null]]);
const P = tbl('k:string, p:string, x:long', [['r', 'u', 1], ['r', 'w', 2], ['q', 'u', 4], ['r', 'u', 8]]);
const IP = tbl('ip:string, n:long', [['10.1.2.3', 1], ['192.168.7.7', 2], ['bad', 3]]);
const NET = tbl('net:string, zone:string', [['10.0.0.0/8', 'ten'], ['10.1.0.0/16', 'ten-one']]);
const A = tbl('id:string, t:datetime', [['u', day(0)], ['w', day(0)], ['u', day(1)], ['v', day(1)], ['u', day(1)]]);
const tables = { E, M, S, K, N, Q, B, P, IP, NET, A };

const expand = (more: object): Stage => st({ kind: 'mvExpand', columns: named({ d: c('d') }), values: 'dynamic', bags: 'bag', ...more });
const series = (more: object): Stage => st({ kind: 'makeSeries', aggregates: [{ ...one('n', sum('x')) }], axis: one('t', c('t')), step: v(day(1), 'timespan'), keys: named({ g: c('g') }), ...more });
const T = (d: number): Dynamic => new DynamicScalar('datetime', day(d));
const evaluate = (plugin: string, ...args: Parameters<typeof f>[1][]): Stage => st({ kind: 'evaluate', plugin, args });

const cases: readonly (readonly [title: string, table: keyof typeof tables, stage: Stage, rows: readonly (readonly Value[])[]])[] = [
  ['mvExpand: null stays, an empty array goes, a bag gives pairs', 'E', expand({}), [[1, 7], [1, 'x'], [2, null], [4, bag({ a: 1 })], [4, bag({ b: 'q' })], [5, 'one']]],
  ['mvExpand with places, types and a limit', 'E', expand({ columns: [{ ...one('d', c('d')), to: 'long' }], bags: 'array', indexColumn: 'at', limit: v(1) }), [[1, 7, 0], [2, null, 0], [4, null, 0], [5, null, 0]]],
  ['mvExpand of multi-values', 'M', st({ kind: 'mvExpand', columns: named({ m: c('m') }), values: 'multi', bags: 'bag' }), [[1, 'p'], [1, 'q'], [2, null], [3, 'r']]],
  ['mvExpand of several columns runs in parallel', 'E', expand({ columns: named({ d: c('d'), e: v(['only'], 'dynamic') }) }), [[1, 7, 'only'], [1, 'x', null], [2, null, 'only'], [3, null, 'only'], [4, bag({ a: 1 }), 'only'], [4, bag({ b: 'q' }), null], [5, 'one', 'only']]],
  ['mvApply runs the body for each row', 'E', st({ kind: 'mvApply', columns: named({ e: c('d') }), bags: 'bag', body: pipe(input, st({ kind: 'aggregate', aggregates: [one('n', agg('aggregate.count'))], keys: [], layout: 'keysFirst' })) }),
    [[1, [7, 'x'], 2], [2, null, 1], [4, bag({ a: 1, b: 'q' }), 2], [5, 'one', 1]]],
  ['makeSeries between bounds fills the gaps', 'S', series({ from: v(day(1), 'datetime'), to: v(day(4), 'datetime') }), [['a', [5, 0, 7], [T(1), T(2), T(3)]], ['b', [1, 0, 0], [T(1), T(2), T(3)]]]],
  ['makeSeries without bounds is as long as its rows', 'S', series({ aggregates: [{ ...one('n', agg('aggregate.avg', c('x'))), fallback: v(-1) }] }), [['a', [new DynamicReal(5), new DynamicReal(-1), new DynamicReal(7)], [T(1), T(2), T(3)]], ['b', [new DynamicReal(1)], [T(1)]]]],
  ['parse leaves what does not fit empty', 'K', st({ kind: 'parse', input: c('s'), mode: 'simple', flags: '', drop: false, pieces: [{ kind: 'text', text: 'k=' }, { kind: 'column', name: 'k', type: 'long' }, { kind: 'text', text: ';q=' }, { kind: 'column', name: 'q', type: 'string' }] }),
    [['k=1;q=x', 1, 'x'], ['nope', null, null], ['k=z;q=y', null, null]]],
  ['parse-where drops it; relaxed keeps the row with what fits', 'K', st({ kind: 'parse', input: c('s'), mode: 'relaxed', flags: '', drop: true, pieces: [{ kind: 'text', text: 'k=' }, { kind: 'column', name: 'k', type: 'long' }, { kind: 'text', text: ';q=' }, { kind: 'column', name: 'q', type: 'string' }] }),
    [['k=1;q=x', 1, 'x'], ['k=z;q=y', null, 'y']]],
  ['parseKv', 'K', st({ kind: 'parseKv', input: c('s'), fields: [{ name: 'q', type: 'string' }, { name: 'k', type: 'long' }], pairDelimiter: ';', kvDelimiter: '=', quotes: [], greedy: false }), [['k=1;q=x', 'x', 1], ['nope', null, null], ['k=z;q=y', 'y', null]]],
  ['dissect', 'K', st({ kind: 'dissect', input: c('s'), pattern: 'k=%{k};q=%{q}', appendSeparator: '' }), [['k=1;q=x', '1', 'x'], ['nope', null, null], ['k=z;q=y', 'z', 'y']]],
  ['grok converts and takes the first pattern that fits', 'K', st({ kind: 'grok', input: c('s'), patterns: ['k=%{INT:n:int};', '^%{WORD:w}$'] }), [['k=1;q=x', 1, null], ['nope', null, 'nope'], ['k=z;q=y', null, null]]],
  ['topNested', 'N', st({ kind: 'topNested', levels: [{ count: v(1), of: one('c', c('c')), by: one('a', sum('x')), desc: true, others: v('rest'), ...at }, { count: v(1), of: one('s', c('s')), by: one('b', sum('x')), desc: true, ...at }] }),
    [['a', 30, 'y', 20], ['rest', 26, null, null]]],
  ['partition runs the body for each value', 'N', st({ kind: 'partition', by: one('c', c('c')), body: pipe(input, st({ kind: 'sort', keys: [desc(c('x'))] }), st({ kind: 'limit', count: v(1) })) }), [['a', 'y', 20], ['b', 'x', 25], ['c', 'z', 1]]],
  ['fork labels its branches', 'N', st({ kind: 'fork', labelColumn: '_fork', branches: [{ name: 'fork1', pipeline: pipe(input, st({ kind: 'limit', count: v(1) })) }, { name: 'fork2', pipeline: pipe(input, st({ kind: 'project', columns: named({ x: c('x'), y: v(1) }) }), st({ kind: 'limit', count: v(1) })) }] }),
    [['a', 'x', 10, 'fork1', null], [null, null, 10, 'fork2', 1]]],
  ['scan steps keep a state', 'Q', st({ kind: 'scanSteps', declare: [{ name: 'sum', type: 'long', fallback: v(0) }], matchId: 'id', steps: [{ name: 's', optional: false, output: 'all', cond: v(true), assign: named({ sum: f('math.add', c('n'), c('s.sum')) }), ...at }] }),
    [[1, 'open', 1, 0], [2, 'run', 3, 0], [3, 'close', 6, 0], [4, 'run', 10, 0], [5, 'open', 15, 0]]],
  ['scan steps promote a sequence and give only the last', 'Q', st({ kind: 'scanSteps', declare: [], matchId: 'id', steps: [
    { name: 'a', optional: false, output: 'all', cond: f('compare.equal', c('e'), v('open')), assign: [], ...at },
    { name: 'b', optional: false, output: 'last', cond: f('logic.not', f('compare.equal', c('e'), v('open'))), assign: [], ...at },
  ] }), [[1, 'open', 0], [4, 'run', 0], [5, 'open', 1]]],
  ['bag_unpack sorts the properties and finds their types', 'B', evaluate('bag_unpack', c('b')), [[1, 'x', 1], [2, null, 2.5], [3, null, null]]],
  ['pivot counts or aggregates', 'P', evaluate('pivot', c('p'), sum('x')), [['r', 9, 2], ['q', 4, 0]]],
  ['narrow', 'IP', evaluate('narrow'), [[0, 'ip', '10.1.2.3'], [0, 'n', '1'], [1, 'ip', '192.168.7.7'], [1, 'n', '2'], [2, 'ip', 'bad'], [2, 'n', '3']]],
  ['ipv4_lookup finds every network', 'IP', evaluate('ipv4_lookup', { kind: 'subquery', mode: 'table', args: [], pipeline: pipe(from('NET')), nulls: 'value', type: 'unknown', ...at }, c('ip'), c('net', 'string', 'right'), v(true)),
    [['10.1.2.3', 1, '10.0.0.0/8', 'ten'], ['10.1.2.3', 1, '10.1.0.0/16', 'ten-one'], ['192.168.7.7', 2, null, null], ['bad', 3, null, null]]],
  ['activity_counts_metrics', 'A', evaluate('activity_counts_metrics', c('id'), c('t'), v(day(0), 'datetime'), v(day(2), 'datetime'), v(day(1), 'timespan')), [[day(0), 2, 2, 2, 2], [day(1), 3, 2, 1, 3]]],
  ['enrich gathers several matches', 'P', st({ kind: 'enrich', policy: 'P', on: c('k'), columns: [{ name: 'px', from: 'x' }] }), [['r', 'u', 1, new MultiValue([1, 2, 8])], ['r', 'w', 2, new MultiValue([1, 2, 8])], ['q', 'u', 4, 4], ['r', 'u', 8, new MultiValue([1, 2, 8])]]],
  ['equal rows reversed', 'P', st({ kind: 'sort', keys: [asc(c('k'))], ties: 'reversed' }), [['q', 'u', 4], ['r', 'u', 8], ['r', 'w', 2], ['r', 'u', 1]]],
];

describe('one stage', () => {
  for (const [title, table, stage, rows] of cases) it(title, () => expect(show(runOn(tables, pipe(from(table), stage)).table)[1]).toEqual(rows));
});

describe('runs', () => {
  it('share lets and names given by `as`', () => {
    const let1 = { name: 'L', pipeline: pipe(from('N'), st({ kind: 'limit', count: v(1) })), ...at };
    const body = pipe(st({ kind: 'ref', name: 'L' }), st({ kind: 'as', name: 'X' }), st({ kind: 'join', join: 'inner', right: pipe(st({ kind: 'ref', name: 'X' })), on: [{ left: c('c'), right: c('c'), ...at }], nullsMatch: true, clash: 'suffix' }));
    expect(show(runOn(tables, plan(body, 'keep', [let1])).table)).toEqual(['c:string, s:string, x:long, c1:string, s1:string, x1:long', [['a', 'x', 10, 'a', 'x', 10]]]);
  });
  it('refuse a model unless it is left out', () => {
    const model = pipe(from('N'), st({ kind: 'model', name: 'COMPLETION', fields: [{ name: 'answer', type: 'string' }] }), st({ kind: 'limit', count: v(1) }));
    expect(() => runOn(tables, model)).toThrow(/model/);
    const out = runOn(tables, model, { without: ['completion'] });
    expect(show(out.table)[1]).toEqual([['a', 'x', 10, null]]);
    expect(out.warnings).toHaveLength(1);
  });
  it('refuse what is not there yet by name', () => {
    expect(() => runOn(tables, pipe(from('N'), st({ kind: 'notYet', name: 'make-graph' })))).toThrow(/make-graph is not supported yet/);
    expect(() => runOn(tables, pipe(from('N'), evaluate('autocluster')))).toThrow(/autocluster/);
  });
  it('read external files only from the caller', () => {
    const stage = st({ kind: 'external', fields: [{ name: 'x', type: 'long' }], uris: ['u'], options: {} });
    expect(() => runOn(tables, pipe(stage))).toThrow(/run-failed/);
    expect(show(runOn({}, pipe(stage), { external: (_uri, wanted) => ({ ...tbl('x:long', [[5]]), fields: wanted }) }).table)).toEqual(['x:long', [[5]]]);
  });
  it('give the same random rows for the same seed', () => {
    const sample = pipe(st({ kind: 'range', name: 'i', from: v(1), to: v(1000), step: v(1) }), st({ kind: 'sample', count: v(5) }));
    const rows = (seed: number): Value[][] => show(runOn({}, sample, { seed }).table)[1];
    expect(rows(7)).toEqual(rows(7));
    expect(rows(7)).not.toEqual(rows(8));
    expect(rows(7)).toHaveLength(5);
  });
  it('make no more rows than a later limit keeps', () => {
    const many = new MultiValue(Array.from({ length: 500 }, (_, i) => i));
    const columns = Array.from({ length: 6 }, (_, i) => `m${i}`);
    const W = tbl(columns.map((n) => `${n}:long`).join(', '), [columns.map(() => many)]);
    const stages = columns.map((n) => st({ kind: 'mvExpand', columns: named({ [n]: c(n) }), values: 'multi', bags: 'bag' }));
    expect(runOn({ W }, pipe(from('W'), ...stages, st({ kind: 'limit', count: v(3) }))).table.length).toBe(3);
  });
});

describe('lazy operations', () => {
  const L = tbl('m:bool, b:bool', [[new MultiValue([true, false]), true], [false, false]]);
  it('evaluate only the rows that take an argument', () => {
    const branch = f('esql.case', c('b'), v(1), f('logic.not', c('m')), v(2), v(3));
    const out = runOn({ L }, pipe(from('L'), st({ kind: 'project', columns: named({ x: branch }) })));
    expect(show(out.table)[1]).toEqual([[1], [2]]);
    expect(out.warnings).toEqual([]);
  });
});

describe('subqueries', () => {
  const sub = (mode: 'in' | 'scalar', nulls: 'logic' | 'value', args: Parameters<typeof f>[1][], rows: Value[][]) => ({
    kind: 'subquery' as const, mode, args, nulls, type: 'bool' as const, ...at,
    pipeline: pipe(st({ kind: 'values', fields: [{ name: 'y', type: 'long' }], rows: rows.map((r) => r.map((x) => v(x, x === null ? 'null' : 'long'))) })),
  });
  const X = tbl('x:long', [[1], [2], [null]]);
  const answers = (e: ReturnType<typeof sub>): Value[] => show(runOn({ X }, pipe(from('X'), st({ kind: 'project', columns: named({ r: e }) }))).table)[1].map((r) => r[0] as Value);
  it('test membership in two ways', () => {
    expect(answers(sub('in', 'value', [c('x')], [[1], [null]]))).toEqual([true, false, true]);
    expect(answers(sub('in', 'logic', [c('x')], [[1]]))).toEqual([true, false, null]);
    expect(answers(sub('in', 'logic', [c('x')], [[1], [null]]))).toEqual([true, null, null]);
    expect(answers(sub('in', 'logic', [c('x')], []))).toEqual([false, false, false]);
  });
  it('give the first cell, or null', () => {
    expect(answers(sub('scalar', 'value', [], [[9], [8]]))).toEqual([9, 9, 9]);
    expect(answers(sub('scalar', 'value', [], []))).toEqual([null, null, null]);
  });
});

describe('a column of different types in the tables', () => {
  const mixed = { a1: tbl('x:long, y:long', [[1, 1], [null, 2]]), a2: tbl('x:string, y:long', [['7', 3], ['no', 4]]) };
  const both = st({ kind: 'scan', tables: [{ name: 'a*', wildcard: true, ...at }], metadata: [] });
  const project = (e: Parameters<typeof f>[1]): Stage => st({ kind: 'project', columns: named({ r: e }) });
  it('can be converted', () => {
    expect(show(runOn(mixed, pipe(both, project(f('esql.toLong', c('x'))))).table)).toEqual(['r:long', [[1], [null], [7], [null]]]);
    expect(show(runOn(mixed, pipe(both, project(f('esql.toString', c('x'))))).table)).toEqual(['r:string', [['1'], [null], ['7'], ['no']]]);
  });
  it('is refused elsewhere, and shown as null', () => {
    expect(() => runOn(mixed, pipe(both, st({ kind: 'sort', keys: [asc(c('x'))] })))).toThrow(/type-mismatch/);
    expect(() => runOn(mixed, pipe(both, project(f('esql.add', c('x'), c('y')))))).toThrow(/argument-type|type-mismatch/);
    const out = runOn(mixed, pipe(both));
    expect(show(out.table)[1]).toEqual([[null, 1], [null, 2], [null, 3], [null, 4]]);
    expect(out.warnings).toHaveLength(1);
  });
});

describe('lets', () => {
  const values = (n: number) => pipe(st({ kind: 'values', fields: [{ name: 'x', type: 'long' }], rows: [[v(n)]] }));
  const ref = st({ kind: 'ref', name: 'L' });
  it('run only when they are read, and once', () => {
    const bad = { name: 'B', pipeline: pipe(from('nope')), ...at };
    const random = { name: 'L', pipeline: pipe(st({ kind: 'range', name: 'x', from: v(1), to: v(1000), step: v(1) }), st({ kind: 'sample', count: v(1) })), ...at };
    const out = runOn({}, plan(pipe(st({ kind: 'union', inputs: [pipe(ref), pipe(ref)], columns: 'outer', clash: 'suffix' })), 'keep', [bad, random]));
    const [a, b] = show(out.table)[1];
    expect(a).toEqual(b);
  });
  it('see earlier ones of their own name', () => {
    const second = { name: 'L', pipeline: pipe(ref, st({ kind: 'union', inputs: [pipe(ref), values(2)], columns: 'outer', clash: 'suffix' })), ...at };
    expect(show(runOn({}, plan(pipe(ref), 'keep', [{ name: 'L', pipeline: values(1), ...at }, second])).table)[1]).toEqual([[1], [2]]);
  });
});
