import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import type { ParamSpec, TypeSpec } from '../../src/catalogue/entry.js';
import { ipOfText } from '../../src/data/ip.js';
import { MAX_TICKS, MIN_TICKS } from '../../src/data/time.js';
import { type Dynamic, DynamicReal, DynamicScalar, type Ty, type Value } from '../../src/data/types.js';

/** Arbitrary arguments for the parameters of a signature: cells with their types. */

const int64 = fc.oneof(fc.integer(), fc.maxSafeInteger(), fc.constantFrom<number | bigint>(0, 1, -1, 2 ** 53 - 1, 9223372036854775807n, -9223372036854775808n, 2n ** 60n));
const real = fc.oneof(fc.double(), fc.constantFrom(0, -0, 1.5, -2.5, Number.NaN, Infinity, -Infinity, 1e300));
const string = fc.oneof(fc.string(), fc.constantFrom('', 'a', ' x ', '1', '-0x1f', '1.5e3', 'true', '2020-01-01', '1d', '10.0.0.1/8', '::1', '{"a":[1]}', '(a)(b)?', '[', 'naïve😀', 'yyyy-MM-dd', 'day', '$.a[0]', '\ud800'));
const decimal = fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true })).map((n) => new Decimal(n));
const ticks = fc.oneof(fc.integer(), fc.maxSafeInteger(), fc.constantFrom(MIN_TICKS, MAX_TICKS, 0));
const guid = fc.constantFrom('00000000-0000-0000-0000-000000000000', 'ae3133f2-6e22-49ae-b06a-16e6a9b212eb');
const leaf: fc.Arbitrary<Dynamic> = fc.oneof(
  fc.constant(null), fc.boolean(), int64, fc.double().filter((n) => !Number.isInteger(n)), fc.integer().map((n) => new DynamicReal(n)), string,
  ticks.map((t) => new DynamicScalar('datetime', t)), decimal.map((d) => new DynamicScalar('decimal', d)),
);
const dynamic: fc.Arbitrary<Dynamic> = fc.oneof(leaf, fc.array(leaf, { maxLength: 4 }), fc.array(fc.tuple(fc.constantFrom('a', 'b', 'type', 'coordinates', '1'), leaf), { maxLength: 3 }).map((p) => new Map(p)), fc.array(fc.array(leaf, { maxLength: 3 }), { maxLength: 3 }));

export const CELLS: Partial<Record<Ty, fc.Arbitrary<Value>>> = {
  bool: fc.boolean(), int: fc.integer(), long: int64, real, decimal, string, datetime: ticks, timespan: int64, guid, dynamic,
  ip: fc.constantFrom('10.0.0.1', '::1', '255.255.255.255').map((t) => ipOfText(t) as string), version: fc.constantFrom('1.2.3', '1.10', 'bad'),
  text: string, nanos: fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }), ulong: fc.oneof(fc.nat(), fc.constantFrom<number | bigint>(0, 2n ** 63n, 2n ** 64n - 1n)),
  period: fc.record({ months: fc.integer({ min: -30, max: 30 }), days: fc.integer({ min: -400, max: 400 }) }),
};
const GROUPS: Partial<Record<TypeSpec, readonly Ty[]>> = { any: ['bool', 'long', 'real', 'string', 'datetime', 'timespan', 'dynamic'], number: ['long', 'real'], integer: ['long'] };

export interface Argument {
  readonly type: Ty;
  readonly value: Value;
}

function argument(spec: TypeSpec, nulls: number): fc.Arbitrary<Argument> | undefined {
  const types = (GROUPS[spec] ?? [spec as Ty]).filter((t) => CELLS[t]);
  if (types.length === 0) return undefined;
  return fc.constantFrom(...types).chain((type) => fc.option(CELLS[type] as fc.Arbitrary<Value>, { freq: nulls, nil: null }).map((value) => ({ type, value })));
}

const bare = (p: ParamSpec): TypeSpec => p.replace(/^\.\.\.|\?$/g, '') as TypeSpec;

/** `nulls`: one cell in so many is null. `undefined` for parameters of types that nothing is made for. */
export function argumentsOf(params: readonly ParamSpec[], nulls: number): fc.Arbitrary<Argument[]> | undefined {
  const parts = params.map((p) => {
    const one = argument(bare(p), nulls);
    if (!one) return undefined;
    return p.startsWith('...') ? fc.array(one, { maxLength: 3 }) : p.endsWith('?') ? fc.array(one, { maxLength: 1 }) : one.map((a) => [a]);
  });
  if (parts.includes(undefined)) return undefined;
  const all = parts as fc.Arbitrary<Argument[]>[];
  return all.length === 0 ? fc.constant([]) : fc.tuple(...all).map((lists) => contiguous(lists));
}

/** No argument after a left-out optional one. */
function contiguous(lists: readonly Argument[][]): Argument[] {
  const end = lists.findIndex((l) => l.length === 0);
  return (end < 0 ? lists : lists.slice(0, end)).flat();
}
