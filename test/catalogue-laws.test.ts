import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Failure } from '../src/base/diagnostics.js';
import type { AggregateOp, CallContext, ScalarOp } from '../src/catalogue/entry.js';
import { KQL_OPS } from '../src/catalogue/kql.js';
import { columnOf } from '../src/data/column.js';
import { inLong } from '../src/data/int64.js';
import { keyOf } from '../src/data/order.js';
import { MAX_TICKS, MIN_TICKS } from '../src/data/time.js';
import type { Ty, Value } from '../src/data/types.js';
import { type Argument, argumentsOf } from './support/arguments.js';

/* Laws of every entry over arbitrary cells: nothing throws but a Failure, results are cells of their type, null rules hold. */

function contextOf(types: readonly Ty[], returns: Ty, constants: readonly (Value | undefined)[], length = 1): CallContext {
  return { now: 0, types, returns, constants, options: {}, length, warn: () => undefined, random: () => 0.5 };
}

const IS: Partial<Record<Ty, (v: Value) => boolean>> = {
  bool: (v) => typeof v === 'boolean', int: (v) => Number.isInteger(v), real: (v) => typeof v === 'number', string: (v) => typeof v === 'string', guid: (v) => typeof v === 'string',
  decimal: (v) => v instanceof Decimal, long: isLong, timespan: isLong, datetime: (v) => isLong(v) && (v as number) >= MIN_TICKS && (v as number) <= MAX_TICKS,
};

function isLong(v: Value): boolean {
  return (typeof v === 'number' && Number.isSafeInteger(v)) || (typeof v === 'bigint' && inLong(v) && !Number.isSafeInteger(Number(v)));
}

const fits = (type: Ty, v: Value): boolean => v === null || v === undefined || (IS[type]?.(v) ?? true);
const attempt = (f: () => Value): Value | Failure => {
  try {
    return f();
  } catch (e) {
    if (e instanceof Failure) return e;
    throw e;
  }
};
const show = (v: Value | Failure): unknown => (v instanceof Failure ? 'failure' : v === 0 ? 0 : keyOf('dynamic', v));

const RUNS = { numRuns: 40, seed: 20260101 };
/** Random ones, and one that makes up to a million elements. */
const SKIPPED = new Set(['math.rand', 'id.newGuid', 'array.range']);

describe('laws of evaluators', () => {
  for (const op of KQL_OPS.filter((o): o is ScalarOp => o.kind === 'scalar' && !SKIPPED.has(o.id))) {
    it(op.id, () => {
      for (const overload of op.sigs) {
        const args = argumentsOf(overload.params, overload.nulls === 'total' ? 4 : 1_000_000);
        if (!args) continue;
        fc.assert(fc.property(args, (list) => {
          const types = list.map((a) => a.type);
          const cells = list.map((a) => a.value);
          if (overload.nulls === 'propagate' && cells.includes(null)) return;
          const returns = typeof overload.returns === 'function' ? overload.returns(types) : overload.returns;
          if (returns === undefined) return;
          const varying = attempt(() => overload.prepare(contextOf(types, returns, cells.map(() => undefined)))(...cells));
          const constant = attempt(() => overload.prepare(contextOf(types, returns, cells))(...cells));
          // A constant pattern that cannot be read fails at once, a varying one where it is used.
          if (!(constant instanceof Failure)) expect(show(constant)).toEqual(show(varying));
          if (!(varying instanceof Failure)) expect(fits(returns, varying), `${returns}: ${String(varying)}`).toBe(true);
          if (!overload.kernel || cells.includes(null)) return;
          const out = overload.kernel(contextOf(types, returns, cells, 2), cells.map((v, i) => columnOf(types[i] as Ty, [v, v])));
          if (out) expect(show(out.get(1))).toEqual(show(varying));
        }), RUNS);
      }
    });
  }
});

describe('laws of aggregates', () => {
  for (const op of KQL_OPS.filter((o): o is AggregateOp => o.kind === 'aggregate')) {
    it(op.id, () => {
      for (const overload of op.sigs) {
        const args = argumentsOf(overload.params, 4);
        if (!args) continue;
        fc.assert(fc.property(fc.array(args, { minLength: 0, maxLength: 6 }), (rows) => {
          const first = rows[0] ?? [];
          const same = rows.filter((r) => r.length === first.length && r.every((a, i) => a.type === first[i]?.type));
          const types = first.map((a) => a.type);
          if (rows.length === 0 && overload.params.length > 0) return;
          const returns = typeof overload.returns === 'function' ? overload.returns(types) : overload.returns;
          if (returns === undefined) return;
          const columns = types.map((t, i) => columnOf(t, same.map((r) => (r[i] as Argument).value)));
          const ids = Int32Array.from(same, (_, i) => (i % 3) - 1);
          const out = overload.run(contextOf(types, returns, first.map((a, i) => (i === 0 ? undefined : a.value)), same.length), columns, { ids, count: 2 });
          expect(out.length).toBe(2);
          for (const id of [0, 1]) expect(fits(returns, out.get(id)), `${returns}: ${String(out.get(id))}`).toBe(true);
        }), RUNS);
      }
    });
  }
});
