import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CallContext, Overload, ScalarOp } from '../src/catalogue/entry.js';
import { CATALOGUE, opOf } from '../src/catalogue/index.js';
import { resolve } from '../src/catalogue/resolve.js';
import { columnOf } from '../src/data/column.js';
import { ipOfText } from '../src/data/ip.js';
import { inNetwork, maskIp, parseNetwork } from '../src/data/network.js';
import type { Ty, Value } from '../src/data/types.js';
import { run } from '../src/index.js';

/** A query over one table and its rows; warnings or the error code beside them where there are any. */
function answer(query: string, rows: readonly (readonly unknown[])[] = []): unknown {
  const columns = [{ name: 'g', type: 'keyword' }, { name: 'n', type: 'integer' }, { name: 'd', type: 'double' }, { name: 't', type: 'date' }, { name: 's', type: 'keyword' }];
  const a = run(query, { lang: 'esql', now: '2026-01-01T00:00:00Z', tables: { T: { columns, rows: rows as never } } });
  if (!a.ok) return a.errors[0]?.code;
  return a.warnings.length > 0 ? [a.rows, a.warnings.map((w) => w.message)] : a.rows;
}

const DATA = [
  ['a', 1, 1.5, '2024-01-03T00:00:00Z', 'x'], ['a', 3, null, '2024-01-01T00:00:00Z', null], ['a', [5, 7], 2.5, '2024-01-02T00:00:00Z', 'y'], ['b', null, null, null, null],
];

describe('aggregates', () => {
  test.each([
    ['COUNT(*)', 3, 1], ['COUNT(n)', 4, 0], ['COUNT_DISTINCT(n)', 4, 0], ['SUM(n)', 16, null], ['AVG(n)', 4, null], ['MIN(n)', 1, null], ['MAX(s)', 'y', null],
    ['MEDIAN(n)', 4, null], ['PERCENTILE(n, 25)', 2.5, null], ['MEDIAN_ABSOLUTE_DEVIATION(n)', 2, null], ['VARIANCE(d)', 0.25, null], ['STD_DEV(d)', 0.5, null],
    ['TOP(n, 2, "desc")', [7, 5], null], ['PRESENT(n)', true, false], ['ABSENT(n)', false, true],
    ['FIRST(s, t)', null, null], ['LAST(s, t)', 'x', null], ['FIRST(n, t)', 3, null], ['MV_SORT(VALUES(n))', [1, 3, 5, 7], null], ['WEIGHTED_AVG(d, 2)', 2, null],
    ['COUNT(n) WHERE d > 2', 2, 0],
  ])('%s', (aggregate, a, b) => {
    expect(answer(`FROM T | STATS v = ${aggregate} BY g | SORT g | KEEP v`, DATA)).toEqual([[a], [b]]);
  });

  test('a sum beyond 64 bits is null, with a warning', () => {
    expect(answer('ROW x = [9223372036854775807, 1] | STATS s = SUM(x)')).toEqual([[[null]], [expect.stringContaining('long overflow')]]);
  });
});

describe('values that do not fit', () => {
  test.each([
    ['2147483647 + 1', 'integer overflow'], ['9223372036854775807 * 2', 'long overflow'], ['1 / 0', '/ by zero'], ['1.0 / 0', '/ by zero'], ['1 % 0', '/ by zero'],
    ['POW(10, 400)', 'not a finite double number: Infinity'], ['LOG(0)', 'Log of non-positive number'], ['SQRT(-1)', 'Square root of negative'], ['TO_INTEGER("x")', 'For input string: "x"'],
    ['TO_IP("x")', "'x' is not an IP string literal"], ['[1, 2] + 1', 'single-value function encountered multi-value'], ['DATE_PARSE("yyyy", "x")', 'failed to parse date field [x] with format [yyyy]'],
  ])('%s is null', (expression, warning) => {
    expect(answer(`ROW v = ${expression}`)).toEqual([[[null]], [expect.stringContaining(warning)]]);
  });
});

describe('NOT and nulls', () => {
  test.each([
    ['n == 1', ['a']], ['NOT n == 1', ['a']], ['NOT n IN (1, 3)', []], ['n IN (1, null)', ['a']], ['NOT n IN (1, null)', []], ['s LIKE "*"', ['a', 'a']], ['NOT s LIKE "*"', ['a', 'b']], ['NOT s RLIKE ".*"', ['a', 'b']],
  ])('%s', (condition, groups) => {
    const a = answer(`FROM T | WHERE ${condition} | KEEP g`, DATA) as unknown[][];
    const plain = (a.length === 2 && a[1]?.every((w) => typeof w === 'string' && w.includes('multi-value')) ? a[0] : a) as unknown[][];
    expect(plain.map((r) => r[0])).toEqual(groups);
  });
});

describe('kernels answer as their evaluators', () => {
  const context = (types: readonly Ty[], returns: Ty, length: number, constants: readonly (Value | undefined)[]): CallContext =>
    ({ now: 0, types, returns, constants, options: {}, length, warn: () => undefined, random: () => 0 });
  const scalarOf = (overload: Overload, c: CallContext, args: readonly Value[]): Value => (overload.nulls === 'propagate' && args.includes(null) ? null : overload.prepare(c)(...args));
  const ids = ['add', 'subtract', 'multiply', 'divide', 'modulo', 'equal', 'notEqual', 'less', 'lessOrEqual', 'greater', 'greaterOrEqual'].map((id) => `esql.${id}`);
  const cell = { int: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), long: fc.integer({ min: -(2 ** 52), max: 2 ** 52 }), real: fc.double({ noNaN: true, noDefaultInfinity: true }) } as const;

  test.each(ids.flatMap((id) => (['int', 'long', 'real'] as const).map((t) => [id, t] as const)))('%s of %s', (id, type) => {
    const op = opOf(id) as ScalarOp;
    const fit = resolve(op, [type, type]);
    if (!fit?.overload.kernel) throw new Error('no kernel');
    const { overload, types, returns } = fit;
    const small = fc.oneof(fc.constantFrom(0, 1, -1, 2), cell[type], fc.constant(null));
    fc.assert(fc.property(fc.array(fc.tuple(small, small), { minLength: 1, maxLength: 12 }), (rows) => {
      const c = context(types, returns, rows.length, [undefined, undefined]);
      const out = overload.kernel?.(c, [columnOf(type, rows.map((r) => r[0])), columnOf(type, rows.map((r) => r[1]))]);
      if (!out) return;
      expect(rows.map((_r, i) => out.get(i))).toEqual(rows.map((r) => scalarOf(overload, c, r)));
    }));
  });
});

test('networks: membership is equality of the masked address', () => {
  const byte = fc.integer({ min: 0, max: 255 });
  fc.assert(fc.property(fc.tuple(byte, byte, byte, byte), fc.integer({ min: 0, max: 32 }), fc.tuple(byte, byte), (base, bits, [x, y]) => {
    const network = parseNetwork(`${base.join('.')}/${bits}`);
    const ip = ipOfText([base[0], base[1], x, y].join('.')) as string;
    expect(network).toBeDefined();
    if (network) expect(inNetwork(ip, network)).toBe(maskIp(ip, network.bits) === network.base);
  }));
  expect(parseNetwork('10.0.0.0/33')).toBeUndefined();
  expect(parseNetwork('::1/129')).toBeUndefined();
});

test('every ES|QL entry says how KQL spells it, with a reason where it cannot', () => {
  const poor = CATALOGUE.filter((op) => op.id.startsWith('esql.') && op.kql.kind === 'refuse' && op.kql.reason.length < 20);
  expect(poor.map((op) => op.id)).toEqual([]);
});
