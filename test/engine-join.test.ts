import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Join, JoinKind } from '../src/ast/pipeline.js';
import type { Value } from '../src/data/types.js';
import { c, f, from, pattern, pipe, plan, runOn, show, st, tbl } from './support/build.js';

const at = { span: { start: 0, end: 0 } };
const L = tbl('k:long, v:string', [[1, 'a'], [1, 'b'], [2, 'c'], [null, 'n']]);
const R = tbl('k:long, v:string', [[1, 'x'], [3, 'y'], [null, 'z'], [1, 'w']]);

const stage = (join: JoinKind, more: Partial<Join> = {}) =>
  st({ kind: 'join', join, right: pipe(from('R')), on: [{ left: c('k'), right: c('k'), ...at }], nullsMatch: true, clash: 'suffix', ...more });
const rows = (join: JoinKind, more: Partial<Join> = {}): Value[][] => show(runOn({ L, R }, pipe(from('L'), stage(join, more))).table)[1];
const sorted = (r: Value[][]): string[] => r.map((x) => JSON.stringify(x)).sort();

describe('join', () => {
  const kinds: readonly (readonly [JoinKind, Value[][]])[] = [
    ['inner', [[1, 'a', 1, 'x'], [1, 'a', 1, 'w'], [1, 'b', 1, 'x'], [1, 'b', 1, 'w'], [null, 'n', null, 'z']]],
    ['innerunique', [[1, 'a', 1, 'x'], [1, 'a', 1, 'w'], [null, 'n', null, 'z']]],
    ['leftouter', [[1, 'a', 1, 'x'], [1, 'a', 1, 'w'], [1, 'b', 1, 'x'], [1, 'b', 1, 'w'], [2, 'c', null, null], [null, 'n', null, 'z']]],
    ['rightouter', [[1, 'a', 1, 'x'], [1, 'a', 1, 'w'], [1, 'b', 1, 'x'], [1, 'b', 1, 'w'], [null, null, 3, 'y'], [null, 'n', null, 'z']]],
    ['leftsemi', [[1, 'a'], [1, 'b'], [null, 'n']]],
    ['leftanti', [[2, 'c']]],
    ['rightsemi', [[1, 'x'], [null, 'z'], [1, 'w']]],
    ['rightanti', [[3, 'y']]],
  ];
  for (const [kind, expected] of kinds) it(kind, () => expect(sorted(rows(kind))).toEqual(sorted(expected)));

  it('fullouter has every row of both sides', () => {
    expect(sorted(rows('fullouter'))).toEqual(sorted([...rows('leftouter'), [null, null, 3, 'y']]));
  });
  it('nulls match nothing unless asked', () => expect(rows('leftsemi', { nullsMatch: false })).toEqual([[1, 'a'], [1, 'b']]));
  it('cross', () => expect(rows('cross', { on: [] })).toHaveLength(16));
  it('names clashing columns', () => {
    expect(show(runOn({ L, R }, pipe(from('L'), stage('inner'))).table)[0]).toBe('k:long, v:string, k1:long, v1:string');
    expect(show(runOn({ L, R }, pipe(from('L'), stage('inner', { clash: 'dropKeys' }))).table)[0]).toBe('k:long, v:string, v1:string');
    expect(show(runOn({ L, R }, pipe(from('L'), stage('inner', { clash: 'right' }))).table)[0]).toBe('k:long, v:string');
  });
  it('LOOKUP JOIN keeps the order of the left side and takes the right columns', () => {
    expect(rows('leftouter', { clash: 'right', nullsMatch: false })).toEqual([[1, 'x'], [1, 'w'], [1, 'x'], [1, 'w'], [2, null], [null, null]]);
  });
  it('missing strings are "" where strings have no null', () => {
    const out = runOn({ L, R }, plan(pipe(from('L'), stage('leftouter'), st({ kind: 'keep', order: 'input', columns: [pattern('v1')] })), 'empty'));
    expect(sorted(show(out.table)[1])).toContain('[""]');
  });
  it('takes any condition over both sides', () => {
    const condition = f('logic.and', c('b', 'bool', 'left'), f('logic.not', c('b', 'bool', 'right')));
    const B = tbl('b:bool', [[true], [false], [null]]);
    const s = st({ kind: 'join', join: 'leftouter', right: pipe(from('B')), on: [], condition, nullsMatch: false, clash: 'suffix' });
    expect(show(runOn({ B }, pipe(from('B'), s)).table)[1]).toEqual([[true, false], [false, null], [null, null]]);
  });
  it('refuses keys of different types', () => {
    expect(() => rows('inner', { on: [{ left: c('k'), right: c('v'), ...at }] })).toThrow(/type-mismatch/);
  });
  it('refuses a result that would not fit', () => {
    expect(() => runOn({ L, R }, pipe(from('L'), stage('cross', { on: [] })), { maxCells: 20 })).toThrow(/too-many-rows/);
  });
});

describe('join against a nested loop', () => {
  const cell = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.constant(null));
  const side = fc.array(fc.tuple(cell, fc.constantFrom('p', 'q', null)), { maxLength: 8 });
  it('agrees on two keys', () => {
    fc.assert(fc.property(side, side, fc.boolean(), (l, r, nullsMatch) => {
      const tables = { L: tbl('a:long, b:string', l), R: tbl('a:long, b:string', r) };
      const on = ['a', 'b'].map((name) => ({ left: c(name), right: c(name), ...at }));
      const out = runOn(tables, pipe(from('L'), st({ kind: 'join', join: 'inner', right: pipe(from('R')), on, nullsMatch, clash: 'suffix' })));
      const naive = l.flatMap((x) => r.filter((y) => x.every((v, i) => v === y[i] && (nullsMatch || v !== null))).map((y) => [...x, ...y]));
      expect(sorted(show(out.table)[1])).toEqual(sorted(naive));
    }));
  });
});
