import type { As, Consume, Distinct, Limit, Render, Sample, Sort } from '../../ast/pipeline.js';
import { fail } from '../../base/diagnostics.js';
import type { Column } from '../../data/column.js';
import { evaluate, evaluateConstant, evaluateCount } from '../eval.js';
import { type Frame, frame, headRows, indexRange, selectRows } from '../frame.js';
import { firstRows, groupBy } from '../../data/group.js';
import { radixOrder } from '../radix.js';
import { rankKey, type RankedKey, rowComparer } from '../rank.js';
import { frameScope } from '../scope.js';
import type { Session } from '../session.js';
import type { StageRunners } from '../stage.js';
import { evaluateAll } from './columns.js';

/** Stages that order rows, cut them off, or keep one of each kind. */

function rankedKeys(s: Sort, input: Frame, session: Session): RankedKey[] {
  const scope = frameScope(input);
  return s.keys.map((k) => {
    const column = evaluate(k.expr, scope, session);
    if (column.type === 'unknown') return fail('type-mismatch', { what: 'the sort key', got: 'of different types in the tables', want: 'converted to one type first' }, k.span);
    return rankKey(column, k);
  });
}

function sort(s: Sort, given: Frame, session: Session): Frame {
  const input = inTieOrder(s, given);
  return selectRows(input, orderOf(rankedKeys(s, input, session), input.length));
}

/** The rows in the order that those with equal keys shall have. */
const inTieOrder = (s: Sort, input: Frame): Frame => (s.ties === 'reversed' ? selectRows(input, indexRange(0, input.length).reverse()) : input);

/** Below this many rows comparing is cheaper than the passes over 65,536 counters. */
const RADIX_ROWS = 30_000;

export const orderOf = (keys: readonly RankedKey[], length: number): Int32Array =>
  length >= RADIX_ROWS ? radixOrder(keys, length) : indexRange(0, length).sort(rowComparer(keys));

/** `sort` followed by `limit`: the first rows only, kept in a heap while going through all. */
export function topRows(s: Sort, count: number, given: Frame, session: Session): Frame {
  if (count * 8 > given.length) return headRows(sort(s, given, session), count);
  const input = inTieOrder(s, given);
  const compare = rowComparer(rankedKeys(s, input, session));
  const heap = new Int32Array(count);
  let size = 0;
  for (let row = 0; row < input.length; row++) {
    if (size < count) {
      heap[size] = row;
      siftUp(heap, size++, compare);
    } else if (count > 0 && compare(row, heap[0] as number) < 0) {
      heap[0] = row;
      siftDown(heap, size, compare);
    }
  }
  return selectRows(input, heap.subarray(0, size).sort(compare));
}

type Compare = (a: number, b: number) => number;

/** The greatest row is on top. */
function siftUp(heap: Int32Array, from: number, compare: Compare): void {
  let at = from;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (compare(heap[at] as number, heap[parent] as number) <= 0) return;
    swap(heap, at, parent);
    at = parent;
  }
}

function siftDown(heap: Int32Array, size: number, compare: Compare): void {
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= size) return;
    if (child + 1 < size && compare(heap[child + 1] as number, heap[child] as number) > 0) child++;
    if (compare(heap[child] as number, heap[at] as number) <= 0) return;
    swap(heap, at, child);
    at = child;
  }
}

function swap(heap: Int32Array, i: number, j: number): void {
  const t = heap[i] as number;
  heap[i] = heap[j] as number;
  heap[j] = t;
}

function limit(s: Limit, input: Frame, session: Session): Frame {
  const count = evaluateCount(s.count, session);
  if (s.by && s.by.length > 0) return limitBy(s.by.map((e) => evaluate(e, frameScope(input), session)), count, input);
  if (s.implicit && input.length > count) session.warn(`the result was cut at ${count} rows by the implicit LIMIT`, s.span);
  return headRows(input, count);
}

function limitBy(keys: readonly Column[], count: number, input: Frame): Frame {
  const groups = groupBy(keys, input.length);
  const seen = new Int32Array(groups.count);
  const rows = indexRange(0, input.length).filter((row) => (seen[groups.ids[row] as number] as number)++ < count);
  return selectRows(input, rows);
}

function distinct(s: Distinct, input: Frame, session: Session): Frame {
  const columns = s.all ? input.cells.map((c) => c.get()) : evaluateAll(s.columns, input, session).map(([, c]) => c);
  const fields = s.all ? input.fields : s.columns.map((c, i) => ({ name: c.name, type: (columns[i] as Column).type }));
  const rows = input.length === 0 ? new Int32Array(0) : firstRows(groupBy(columns, input.length));
  return selectRows(frame(fields, columns, input.length), rows);
}

function sample(s: Sample, input: Frame, session: Session): Frame {
  if (s.probability) return sampleByChance(s.probability, input, session);
  const count = s.count ? evaluateCount(s.count, session) : 0;
  const of = s.distinctOf;
  if (!of) return selectRows(input, pickRows(input.length, count, session).sort());
  const one = distinct({ kind: 'distinct', columns: [of], span: s.span }, input, session);
  return headRows(one, count);
}

function sampleByChance(e: NonNullable<Sample['probability']>, input: Frame, session: Session): Frame {
  const { value } = evaluateConstant(e, session);
  if (typeof value !== 'number' || !(value >= 0 && value <= 1)) return fail('run-failed', { detail: 'the probability must be between 0 and 1' }, e.span);
  return selectRows(input, indexRange(0, input.length).filter(() => session.random() < value));
}

/** `count` different rows out of `length`, each equally likely. */
function pickRows(length: number, count: number, session: Session): Int32Array {
  const rows = indexRange(0, length);
  const n = Math.min(count, length);
  for (let i = 0; i < n; i++) swap(rows, i, i + Math.floor(session.random() * (length - i)));
  return rows.subarray(0, n);
}

function render(s: Render, input: Frame, session: Session): Frame {
  session.render = { chart: s.chart, properties: s.properties };
  return input;
}

function as(s: As, input: Frame, session: Session): Frame {
  session.name(s.name, input);
  return input;
}

const consume = (_s: Consume, input: Frame): Frame => headRows(input, 0);

export const ORDER_STAGES: StageRunners<'sort' | 'limit' | 'distinct' | 'sample' | 'render' | 'as' | 'consume'> = {
  sort, limit, distinct, sample, render, as, consume,
};
