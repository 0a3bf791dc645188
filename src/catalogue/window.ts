import { Decimal } from 'decimal.js';
import { type Column, columnOf, NumberColumn, take } from '../data/column.js';
import { Dec } from '../data/decimal.js';
import { add, type Int64, wrap64 } from '../data/int64.js';
import { keyOf } from '../data/order.js';
import type { Ty, Value } from '../data/types.js';
import { castValue } from './cast.js';
import { windowed } from './define.js';
import { call, type CallContext, type KernelOverload, type Op, type ParamSpec } from './entry.js';

/** Functions that see the rows in their order. A restart condition that is true begins anew at its row. */

type Rows = (context: CallContext, args: readonly Column[]) => Column;

const always = (types: readonly Ty[]): Ty => types[0] as Ty;

function overload(params: readonly ParamSpec[], returns: Ty | ((types: readonly Ty[]) => Ty), kernel: Rows): KernelOverload {
  return { params, returns, kernel };
}

const restarts = (column: Column | undefined, row: number): boolean => row === 0 || column?.get(row) === true;
const numberAt = (column: Column | undefined, fallback: number): number => {
  const v = column && column.length > 0 ? column.get(0) : null;
  return v === null ? fallback : Number(v);
};

/** The row `by` places before (or, negative, behind); a default stands for rows that are not there. */
const neighbour = (sign: 1 | -1): Rows => (context, [column, offset, fallback]) => {
  const source = column as Column;
  const by = sign * numberAt(offset, 1);
  const rows = Int32Array.from({ length: source.length }, (_, i) => (i - by >= 0 && i - by < source.length ? i - by : -1));
  const moved = take(source, rows);
  return fallback ? filled(moved, rows, fallback, context) : moved;
};

function filled(moved: Column, rows: Int32Array, fallback: Column, context: CallContext): Column {
  const from = fallback.type;
  return columnOf(context.returns, Array.from(rows, (r, i) => (r < 0 ? castValue(from, context.returns, fallback.get(i)) : moved.get(i))));
}

const ANY_PARAMS: readonly (readonly ParamSpec[])[] = [['any'], ['any', 'long'], ['any', 'long', 'any']];

const rowNumber: Rows = (context, [start, restart]) => {
  const first = numberAt(start, 1);
  const out = new Float64Array(context.length);
  for (let i = 0; i < out.length; i++) out[i] = restarts(restart, i) ? first : (out[i - 1] as number) + 1;
  return new NumberColumn('long', out);
};

/** A null adds nothing. */
const cumulate = (plus: (a: Value, b: Value) => Value, zero: () => Value): Rows => (context, [term, restart]) => {
  const out: Value[] = [];
  let sum = zero();
  for (let i = 0; i < (term as Column).length; i++) {
    if (restarts(restart, i)) sum = zero();
    const v = (term as Column).get(i);
    if (v !== null) sum = plus(sum, v);
    out.push(sum);
  }
  return columnOf(context.returns, out);
};

const addInts = (a: Value, b: Value): Value => {
  const s = add(a as Int64, b as Int64);
  return typeof s === 'number' ? s : wrap64(s);
};
const cumsum = (type: Ty, returns: Ty, plus: (a: Value, b: Value) => Value, zero: () => Value): KernelOverload[] =>
  [[type] as const, [type, 'bool'] as const].map((params) => overload(params, returns, cumulate(plus, zero)));

const sums: readonly KernelOverload[] = [
  ...cumsum('long', 'long', addInts, () => 0),
  ...cumsum('real', 'real', (a, b) => (a as number) + (b as number), () => 0),
  ...cumsum('decimal', 'decimal', (a, b) => Dec.add(a as Decimal, b as Decimal), () => new Dec(0)),
  ...cumsum('timespan', 'timespan', addInts, () => 0),
];

/** Dense: how many values came before; otherwise the place of the first equal value. */
const rank = (dense: boolean): Rows => (_, [term, restart]) => {
  const column = term as Column;
  const out = new Float64Array(column.length);
  let begin = 0;
  for (let i = 0; i < out.length; i++) {
    const fresh = restarts(restart, i);
    if (fresh) begin = i;
    const same = !fresh && keyOf(column.type, column.get(i)) === keyOf(column.type, column.get(i - 1));
    out[i] = fresh ? 1 : same ? (out[i - 1] as number) : dense ? (out[i - 1] as number) + 1 : i - begin + 1;
  }
  return new NumberColumn('long', out);
};

/** The moment at which each row's session began. */
const session: Rows = (context, [time, fromFirst, between, restart]) => {
  const out: Value[] = [];
  let first: Value = null;
  let previous: Value = null;
  for (let i = 0; i < (time as Column).length; i++) {
    const t = (time as Column).get(i);
    const late = (since: Value, limit: Column | undefined): boolean => since === null || (t !== null && (t as Int64) >= add(since as Int64, (limit as Column).get(i) as Int64));
    if (t === null || restarts(restart, i) || late(first, fromFirst) || late(previous, between)) first = t;
    out.push(first);
    previous = t;
  }
  return columnOf(context.returns, out);
};

export const WINDOW_OPS: readonly Op[] = [
  windowed('window.previous', 'The value of an earlier row, or a default.', call('prev'), ANY_PARAMS.map((p) => overload(p, always, neighbour(1)))),
  windowed('window.next', 'The value of a later row, or a default.', call('next'), ANY_PARAMS.map((p) => overload(p, always, neighbour(-1)))),
  windowed('window.rowNumber', 'The number of the row, from 1 or a given start.', call('row_number'), [
    overload([], 'long', rowNumber), overload(['long'], 'long', rowNumber), overload(['long', 'bool'], 'long', rowNumber),
  ]),
  windowed('window.cumulativeSum', 'The sum so far.', call('row_cumsum'), sums),
  windowed('window.denseRank', 'How many different values there are up to the row.', call('row_rank_dense', { aliases: ['row_rank'] }), [overload(['any'], 'long', rank(true)), overload(['any', 'bool'], 'long', rank(true))]),
  windowed('window.minRank', 'The number of the first row with the same value.', call('row_rank_min'), [overload(['any'], 'long', rank(false)), overload(['any', 'bool'], 'long', rank(false))]),
  windowed('window.session', 'The first moment of the session that the row belongs to.', call('row_window_session'), [
    overload(['datetime', 'timespan', 'timespan'], 'datetime', session), overload(['datetime', 'timespan', 'timespan', 'bool'], 'datetime', session),
  ]),
];
