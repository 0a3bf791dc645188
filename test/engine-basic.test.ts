import { describe, expect, it } from 'vitest';
import type { Stage } from '../src/ast/pipeline.js';
import { MultiValue, type Value } from '../src/data/types.js';
import { asc, c, desc, f, from, named, pattern, pipe, plan, runOn, show, st, tbl, v } from './support/build.js';

const T = tbl('id:long, s:string, b:bool, r:real', [
  [1, 'x', true, 1.5],
  [2, null, false, null],
  [3, 'y', null, Number.NaN],
  [4, 'x', true, -2],
]);

const cases: readonly (readonly [title: string, stages: readonly Stage[], header: string, rows: readonly (readonly Value[])[]])[] = [
  ['filter drops false and null', [st({ kind: 'filter', cond: c('b') })], 'id:long, s:string, b:bool, r:real', [[1, 'x', true, 1.5], [4, 'x', true, -2]]],
  ['extend replaces in place', [st({ kind: 'extend', columns: named({ s: v(7), z: c('id') }), place: 'keep' }), st({ kind: 'keep', order: 'list', columns: [pattern('s'), pattern('z'), pattern('id')] })], 's:long, z:long, id:long', [[7, 1, 1], [7, 2, 2], [7, 3, 3], [7, 4, 4]]],
  ['extend moves a replaced column last', [st({ kind: 'extend', columns: named({ id: v(0) }), place: 'end' }), st({ kind: 'limit', count: v(1) })], 's:string, b:bool, r:real, id:long', [['x', true, 1.5, 0]]],
  ['project sees the input', [st({ kind: 'project', columns: named({ a: c('id'), id: c('s') }) }), st({ kind: 'limit', count: v(1) })], 'a:long, id:string', [[1, 'x']]],
  ['drop by pattern', [st({ kind: 'drop', columns: [pattern('*')], strict: false })], '', [[], [], [], []]],
  ['rename swaps at once in Kusto', [st({ kind: 'rename', clash: 'error', columns: [{ from: 'id', to: 's', span: { start: 0, end: 0 } }, { from: 's', to: 'id', span: { start: 0, end: 0 } }] }), st({ kind: 'limit', count: v(1) })], 's:long, id:string, b:bool, r:real', [[1, 'x', true, 1.5]]],
  ['rename hides the target in ES|QL', [st({ kind: 'rename', clash: 'replace', columns: [{ from: 'id', to: 's', span: { start: 0, end: 0 } }] }), st({ kind: 'limit', count: v(1) })], 's:long, b:bool, r:real', [[1, true, 1.5]]],
  ['sort: nulls first, then NaN', [st({ kind: 'sort', keys: [asc(c('r'))] }), st({ kind: 'project', columns: named({ id: c('id') }) })], 'id:long', [[2], [3], [4], [1]]],
  ['sort descending: nulls last, NaN before them', [st({ kind: 'sort', keys: [desc(c('r'))] }), st({ kind: 'project', columns: named({ id: c('id') }) })], 'id:long', [[1], [4], [3], [2]]],
  ['sort is stable', [st({ kind: 'sort', keys: [asc(c('s'), false)] }), st({ kind: 'project', columns: named({ id: c('id') }) })], 'id:long', [[1], [4], [3], [2]]],
  ['distinct keeps the first', [st({ kind: 'distinct', columns: named({ s: c('s') }) })], 's:string', [['x'], [null], ['y']]],
  ['limit by group', [st({ kind: 'limit', count: v(1), by: [c('s')] }), st({ kind: 'project', columns: named({ id: c('id') }) })], 'id:long', [[1], [2], [3]]],
  ['reorder puts the listed first', [st({ kind: 'reorder', columns: [pattern('r'), pattern('s')] }), st({ kind: 'limit', count: v(1) })], 'r:real, s:string, id:long, b:bool', [[1.5, 'x', 1, true]]],
  ['aggregate without aggregates gives the keys', [st({ kind: 'aggregate', aggregates: [], keys: named({ s: c('s'), b: c('b') }), layout: 'keysFirst' })], 's:string, b:bool', [['x', true], [null, false], ['y', null]]],
  ['logic is three-valued', [st({ kind: 'project', columns: named({ o: f('logic.or', c('b'), v(null, 'bool')), a: f('logic.and', c('b'), v(null, 'bool')), n: f('logic.not', c('b')) }) })], 'o:bool, a:bool, n:bool', [[true, null, false], [null, false, true], [null, null, null], [true, null, false]]],
];

describe('stages over one table', () => {
  for (const [title, stages, header, rows] of cases) {
    it(title, () => expect(show(runOn({ T }, pipe(from('T'), ...stages)).table)).toEqual([header, rows]));
  }
});

describe('sources', () => {
  it('has no null strings where the dialect has none', () => {
    const out = runOn({ T }, plan(pipe(from('T'), st({ kind: 'project', columns: named({ s: c('s') }) })), 'empty'));
    expect(show(out.table)[1]).toEqual([['x'], [''], ['y'], ['x']]);
  });
  it('unites tables by name and names their source', () => {
    const scan = st({ kind: 'scan', tables: [{ name: 'a*', wildcard: true, span: { start: 0, end: 0 } }], metadata: [], sourceColumn: 'src', clash: 'suffix' });
    const out = runOn({ a1: tbl('x:long', [[1]]), a2: tbl('x:string, y:long', [['q', 2]]), b: tbl('x:long', [[9]]) }, pipe(scan));
    expect(show(out.table)).toEqual(['src:string, x_long:long, x_string:string, y:long', [['a1', 1, null, null], ['a2', null, 'q', 2]]]);
  });
  it('counts a range up and down, exactly', () => {
    const range = (a: number, b: number, s: number): Value[][] => show(runOn({}, pipe(st({ kind: 'range', name: 'i', from: v(a), to: v(b), step: v(s) }))).table)[1];
    expect(range(1, 7, 3)).toEqual([[1], [4], [7]]);
    expect(range(3, 1, -1)).toEqual([[3], [2], [1]]);
    expect(range(3, 1, 1)).toEqual([]);
    expect(range(0.5, 1.5, 0.25)).toEqual([[0.5], [0.75], [1], [1.25], [1.5]]);
  });
  it('refuses a range that would not fit', () => {
    expect(() => runOn({}, pipe(st({ kind: 'range', name: 'i', from: v(1), to: v(1e12), step: v(1) })))).toThrow(/too-many-rows/);
  });
  it('refuses unknown tables and columns', () => {
    expect(() => runOn({}, pipe(from('nope')))).toThrow(/unknown-table/);
    expect(() => runOn({ T }, pipe(from('T'), st({ kind: 'filter', cond: c('nope') })))).toThrow(/unknown-column/);
  });
});

describe('multi-values', () => {
  const M = tbl('m:bool, k:string', [[new MultiValue([true, false]), 'a'], [true, new MultiValue(['a', 'b']) as Value]]);
  it('give null and one warning to operations of single values', () => {
    const out = runOn({ M }, pipe(from('M'), st({ kind: 'project', columns: named({ n: f('logic.not', c('m')) }) })));
    expect(show(out.table)[1]).toEqual([[null], [false]]);
    expect(out.warnings.map((w) => w.message)).toEqual(['java.lang.IllegalArgumentException: single-value function encountered multi-value']);
  });
  it('count in the group of each value', () => {
    const out = runOn({ M }, pipe(from('M'), st({ kind: 'aggregate', aggregates: [], keys: named({ k: c('k') }), layout: 'keysLast' })));
    expect(show(out.table)[1]).toEqual([['a'], ['b']]);
  });
});
