import { PARAMETER } from '../src/ast/parameters.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Call } from '../src/ast/pipeline.js';
import { Failure } from '../src/base/diagnostics.js';
import { NO_SPAN } from '../src/base/source.js';
import type { Overload, ScalarOp } from '../src/catalogue/entry.js';
import { CATALOGUE } from '../src/catalogue/index.js';
import { type Column, columnOf, ConstColumn, take, valuesOf } from '../src/data/column.js';
import { keyOf } from '../src/data/order.js';
import type { Ty, Value } from '../src/data/types.js';
import { evaluate } from '../src/engine/eval.js';
import { frame } from '../src/engine/frame.js';
import { frameScope } from '../src/engine/scope.js';
import { Session } from '../src/engine/session.js';
import { argumentsOf, CELLS } from './support/arguments.js';
import { plan, pipe } from './support/build.js';

/**
 * A call over whole columns, whatever their form and with nulls among the cells, gives what it gives for each row by itself. This holds
 * kernels, dictionaries, constants and lazy operations to the evaluators.
 */

const ROWS = 4;
/** Random ones, and one that makes up to a million elements. */
const SKIPPED = new Set<string>([PARAMETER, 'array.range']);
const OPS = CATALOGUE.filter((o): o is ScalarOp => o.kind === 'scalar' && !o.volatile && !SKIPPED.has(o.id));

interface Arguments {
  readonly types: readonly Ty[];
  readonly columns: readonly Column[];
}

/** Columns of one cell type each; some of them constant. */
function columnsFor(overload: Overload): fc.Arbitrary<Arguments> | undefined {
  return argumentsOf(overload.params, 1_000_000)?.chain((list) => {
    const types = list.map((a) => a.type);
    const cells = types.map((type) => fc.tuple(fc.array(fc.option(CELLS[type] as fc.Arbitrary<Value>, { freq: 4, nil: null }), { minLength: ROWS, maxLength: ROWS }), fc.integer({ min: 0, max: 2 })));
    return fc.tuple(...cells).map((parts) => ({
      types,
      columns: (parts as [Value[], number][]).map(([values, form], i) => (form === 0 ? new ConstColumn(types[i] as Ty, values[0] as Value, ROWS) : columnOf(types[i] as Ty, values))),
    }));
  });
}

function answer(op: ScalarOp, { types, columns }: Arguments, length: number): readonly Value[] | 'failure' {
  const fields = types.map((type, i) => ({ name: `c${i}`, type }));
  const call: Call = { kind: 'call', op: op.id, args: fields.map((f) => ({ kind: 'col', name: f.name, type: f.type, span: NO_SPAN })), type: 'unknown', span: NO_SPAN };
  const session = new Session(plan(pipe()), { table: () => undefined, tableNames: [], now: 0 }, () => frame([], [], 0));
  try {
    return valuesOf(evaluate(call, frameScope(frame(fields, columns, length)), session));
  } catch (e) {
    if (e instanceof Failure) return 'failure';
    throw e;
  }
}

const show = (v: Value): unknown => (v === 0 ? 0 : keyOf('dynamic', v));

describe('a call over columns is the call of each row', () => {
  for (const op of OPS) {
    it(op.id, () => {
      for (const overload of op.sigs) {
        const args = columnsFor(overload);
        if (!args) continue;
        fc.assert(fc.property(args, (a) => {
          const all = answer(op, a, ROWS);
          const rows = Array.from({ length: ROWS }, (_, row) => answer(op, { types: a.types, columns: a.columns.map((c) => take(c, Int32Array.of(row))) }, 1));
          // A constant pattern that cannot be read fails at once, a varying one where it is used.
          if (all === 'failure' || rows.includes('failure')) return;
          expect(all.map(show)).toEqual(rows.map((r) => show((r as readonly Value[])[0] as Value)));
        }), { numRuns: 12, seed: 20260102 });
      }
    });
  }
});
