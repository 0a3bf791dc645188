import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { CallContext, Op, Overload, ScalarOp } from '../src/catalogue/entry.js';
import { CATALOGUE, opsByName } from '../src/catalogue/index.js';
import { KQL_OPS } from '../src/catalogue/kql.js';
import { notYetReason } from '../src/catalogue/not-yet.js';
import { resolve } from '../src/catalogue/resolve.js';
import { castCell } from '../src/data/cast.js';
import { columnOf } from '../src/data/column.js';
import { keyOf } from '../src/data/order.js';
import type { Ty, Value } from '../src/data/types.js';

/** The type of an example's argument where the example does not say it. */
function typeOf(v: Value): Ty {
  if (v === null) return 'null';
  if (typeof v === 'boolean') return 'bool';
  if (typeof v === 'number') return Number.isInteger(v) ? 'long' : 'real';
  if (typeof v === 'bigint') return 'long';
  return typeof v === 'string' ? 'string' : 'dynamic';
}

function contextOf(types: readonly Ty[], returns: Ty, constants: readonly (Value | undefined)[]): CallContext {
  return { now: 0, types, returns, constants, options: {}, length: 1, warn: () => undefined, random: () => 0.5 };
}

interface Prepared {
  readonly overload: Overload;
  readonly cells: readonly Value[];
  readonly types: readonly Ty[];
  readonly returns: Ty;
}

function prepare(op: ScalarOp, args: readonly Value[], given?: readonly Ty[]): Prepared {
  const types = given ?? args.map(typeOf);
  const fit = resolve(op, types);
  expect(fit, `${op.id} takes (${types.join(', ')})`).toBeDefined();
  const { overload, casts, returns } = fit as NonNullable<typeof fit>;
  const cells = args.map((v, i) => (casts[i] && types[i] !== 'null' ? castCell(types[i] as Ty, casts[i] as Ty, v) : v));
  return { overload, cells, types: (fit as NonNullable<typeof fit>).types, returns };
}

function evaluate({ overload, cells, types, returns }: Prepared, constant: boolean): Value {
  if (overload.nulls === 'propagate' && cells.includes(null)) return null;
  return overload.prepare(contextOf(types, returns, cells.map((v) => (constant ? v : undefined))))(...cells);
}

const show = (v: unknown): string => JSON.stringify(v, (_k, x: unknown) => (typeof x === 'bigint' ? `${x}` : x instanceof Map ? [...x] : x));
const scalars = KQL_OPS.filter((op): op is ScalarOp => op.kind === 'scalar');

describe('examples of KQL entries', () => {
  for (const op of scalars) {
    for (const [args, result, types] of op.examples ?? []) {
      it(`${op.id} ${show(args)}`, () => {
        const call = prepare(op, args, types);
        const want = keyOf('dynamic', result);
        expect(keyOf('dynamic', evaluate(call, false))).toEqual(want);
        expect(keyOf('dynamic', evaluate(call, true))).toEqual(want);
        const columns = call.cells.map((v, i) => columnOf(call.types[i] as Ty, [v, v]));
        const out = call.overload.kernel?.(contextOf(call.types, call.returns, call.cells), columns);
        if (out) expect(keyOf('dynamic', out.get(1))).toEqual(want);
      });
    }
  }
});

const CLOCKED = new Set(['time.now', 'time.ago', 'time.zones', 'math.rand', 'id.newGuid']);

describe('laws of KQL entries', () => {
  it('has an example for every scalar entry', () => {
    expect(scalars.filter((op) => !op.examples?.length && !CLOCKED.has(op.id)).map((op) => op.id)).toEqual([]);
  });
  it('has unique ids', () => {
    const ids = CATALOGUE.map((op) => op.id);
    expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
  });
  it('says why it refuses, and ends each line of help with a full stop', () => {
    for (const op of KQL_OPS) {
      for (const s of [op.kql, op.esql]) if (s.kind === 'refuse') expect(s.reason.length, op.id).toBeGreaterThan(5);
      expect(op.doc, op.id).toMatch(/^\S.*\.$/s);
    }
  });
  it('never claims a name that ES|QL reads', () => {
    expect(KQL_OPS.filter((op) => op.esql.kind === 'call' || op.esql.kind === 'infix' || op.esql.kind === 'prefix').map((op) => op.id)).toEqual([]);
  });
});

interface Reference {
  readonly functions: readonly { readonly name: string }[];
  readonly aggregates: readonly { readonly name: string }[];
}

/** What the lowering takes apart itself. */
const LOWERED = new Set([
  'cluster', 'database', 'table', 'external_table', 'materialized_view', 'stored_query_result', 'iscolumnexists', 'columnifexists', 'column_ifexists', 'pack_all',
  'bag_pack_columns', 'column_names_of', 'all', 'map', 'inner_nodes', 'node_id', 'node_degree_in', 'node_degree_out', 'labels',
]);

const REFERENCE = new URL('../../shared/reference/kql-functions.json', import.meta.url);

describe('names of KQL', () => {
  it.skipIf(!existsSync(REFERENCE))('are all entries or not yet there for a reason', () => {
    const known = JSON.parse(readFileSync(REFERENCE, 'utf8')) as Reference;
    const all = [...known.functions, ...known.aggregates].map((f) => f.name);
    const missing = all.filter((name) => opsByName('kql', name).length === 0 && notYetReason('kql', name) === undefined && !LOWERED.has(name));
    expect(missing).toEqual([]);
    expect(all.filter((name) => opsByName('kql', name).length > 0 && notYetReason('kql', name) !== undefined)).toEqual([]);
  });
});

/** The rows of one entry's overloads have different parameters. */
const signature = (op: Op): string[] => (op.sigs as readonly { params: readonly string[] }[]).map((s) => s.params.join(','));

describe('overloads', () => {
  it('differ within an entry', () => {
    for (const op of KQL_OPS) expect(new Set(signature(op)).size, op.id).toBe(op.sigs.length);
  });
});
