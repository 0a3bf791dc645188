import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { CallContext, ScalarOp } from '../src/catalogue/entry.js';
import { CATALOGUE, opsByInfix, opsByName, opsByPrefix } from '../src/catalogue/index.js';
import { NOT_YET, notYetReason } from '../src/catalogue/not-yet.js';
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

describe('every function of ES|QL', () => {
  const file = new URL('../../shared/reference/esql-functions.json', import.meta.url);
  const names = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { kind: string; name: string; operator: string | null }[]) : [];

  it.skipIf(names.length === 0)('is an entry or a reasoned "not yet"', () => {
    const missing = names.filter(({ kind, name }) => kind !== 'operator' && opsByName('esql', name).length === 0 && notYetReason('esql', name) === undefined);
    expect(missing.map((f) => f.name)).toEqual([]);
    const symbols = names.filter((f) => f.kind === 'operator' && f.operator !== null && !/^not |::/i.test(f.operator)).map((f) => f.operator as string);
    expect(symbols.filter((s) => opsByInfix('esql', s).length + opsByPrefix('esql', s).length === 0)).toEqual([]);
  });

  it('is not both', () => {
    expect(NOT_YET.filter((r) => r.dialect === 'esql' && opsByName('esql', r.name).length > 0)).toEqual([]);
  });
});
