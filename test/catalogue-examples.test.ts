import { describe, expect, it } from 'vitest';
import type { CallContext, ScalarOp } from '../src/catalogue/entry.js';
import { CATALOGUE } from '../src/catalogue/index.js';
import { resolve } from '../src/catalogue/resolve.js';
import { keyOf } from '../src/data/order.js';
import { MultiValue, type Ty, type Value } from '../src/data/types.js';

/** The type of an example's argument where the example does not say it. */
function typeOf(v: Value): Ty {
  if (v instanceof MultiValue) return typeOf(v.values[0] as Value);
  if (v === null) return 'null';
  if (typeof v === 'boolean') return 'bool';
  if (typeof v === 'number') return Number.isInteger(v) ? 'int' : 'real';
  if (typeof v === 'bigint') return 'nanos';
  if (typeof v === 'string') return 'string';
  return 'months' in v ? 'period' : 'dynamic';
}

function evaluate(op: ScalarOp, args: readonly Value[], types: readonly Ty[]): Value | undefined {
  const fit = resolve(op, types);
  if (!fit) return undefined;
  const { overload, returns } = fit;
  if (overload.nulls === 'propagate' && args.includes(null)) return null;
  if (op.multi !== 'aware' && args.some((a) => a instanceof MultiValue)) return null;
  const context: CallContext = { now: 0, types: fit.types, returns, constants: args.map(() => undefined), options: {}, length: 1, warn: () => undefined, random: () => 0.5 };
  const constant: CallContext = { ...context, constants: args };
  const answer = overload.prepare(context)(...args);
  expect(keyOf(returns, overload.prepare(constant)(...args))).toEqual(keyOf(returns, answer));
  return answer;
}

const scalars = CATALOGUE.filter((op): op is ScalarOp => op.kind === 'scalar' && op.id.startsWith('esql.'));

const text = (v: unknown): string => JSON.stringify(v, (_k, x: unknown) => (typeof x === 'bigint' ? String(x) : x));

describe('examples of ES|QL entries', () => {
  for (const op of scalars) {
    for (const [args, result, types] of op.examples ?? []) {
      it(`${op.id} ${text(args)}`, () => {
        const answer = evaluate(op, args, types ?? args.map(typeOf));
        expect(answer).not.toBe(undefined);
        expect(keyOf('string', answer as Value)).toEqual(keyOf('string', result));
      });
    }
  }
});
