import type { Span } from '../base/source.js';
import type { Groups } from '../catalogue/entry.js';
import { castColumn } from '../data/cast.js';
import { type Column, concat, type NumberColumn } from '../data/column.js';
import { keyOf } from '../data/order.js';
import { MultiValue } from '../data/types.js';
import { groupBy } from '../data/group.js';
import { NumberIndex } from '../data/number-index.js';

/** Equal keys on two sides as equal codes, -1 for a row that can match nothing. */
export interface KeyCodes {
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly count: number;
}

export interface KeyPair {
  readonly left: Column;
  readonly right: Column;
  readonly span: Span;
}

/**
 * Keys must be of one type already. Null equals null only if `nullsMatch`; multi-values match nothing, and
 * `onMulti` is told when one has a value in common with the other side.
 */
export function codeKeys(keys: readonly KeyPair[], leftLength: number, rightLength: number, nullsMatch: boolean, onMulti: () => void): KeyCodes {
  const [only] = keys;
  if (keys.length === 1 && only?.left.kind === 'number' && only.right.kind === 'number') return codeNumbers(only.left, only.right, nullsMatch);
  const joined = keys.map((k) => concat(k.left.type, [k.left, castColumn(k.right, k.left.type)]));
  const groups: Groups = groupBy(joined, leftLength + rightLength);
  const ids = groups.ids;
  joined.forEach((column) => {
    if (column.kind === 'box') dropMulti(column, ids, leftLength, onMulti);
    if (!nullsMatch) dropNulls(column, ids);
  });
  return { left: ids.subarray(0, leftLength), right: ids.subarray(leftLength), count: groups.count };
}

/** One key of numbers: those of the right side are numbered, those of the left looked up, so that only one side is stored. */
function codeNumbers(left: NumberColumn, right: NumberColumn, nullsMatch: boolean): KeyCodes {
  const index = new NumberIndex();
  const none = nullsMatch && right.nulls ? index.nullId() : -1;
  const rightIds = new Int32Array(right.length);
  for (let row = 0; row < rightIds.length; row++) rightIds[row] = right.nulls && right.nulls[row] === 1 ? none : index.idOf(right.values[row] as number);
  const leftIds = new Int32Array(left.length);
  for (let row = 0; row < leftIds.length; row++) leftIds[row] = left.nulls && left.nulls[row] === 1 ? none : index.find(left.values[row] as number);
  return { left: leftIds, right: rightIds, count: index.size };
}

function dropNulls(column: Column, ids: Int32Array): void {
  if (column.kind === 'number' && !column.nulls) return;
  for (let row = 0; row < ids.length; row++) if (column.get(row) === null) ids[row] = -1;
}

function dropMulti(column: Column, ids: Int32Array, leftLength: number, warn: () => void): void {
  const multi: number[] = [];
  for (let row = 0; row < ids.length; row++) if (column.get(row) instanceof MultiValue) multi.push(row);
  if (multi.length === 0) return;
  const left = valuesOf(column, 0, leftLength);
  const right = valuesOf(column, leftLength, ids.length);
  for (const row of multi) {
    ids[row] = -1;
    const others = row < leftLength ? right : left;
    if ((column.get(row) as MultiValue).values.some((v) => others.has(keyOf(column.type, v)))) warn();
  }
}

function valuesOf(column: Column, from: number, to: number): Set<unknown> {
  const out = new Set<unknown>();
  for (let row = from; row < to; row++) {
    const v = column.get(row);
    for (const x of v instanceof MultiValue ? v.values : [v]) out.add(keyOf(column.type, x));
  }
  return out;
}

/** Pairs of rows, growing. */
export class Pairs {
  left = new Int32Array(1024);
  right = new Int32Array(1024);
  length = 0;

  push(left: number, right: number): void {
    if (this.length === this.left.length) this.grow();
    this.left[this.length] = left;
    this.right[this.length++] = right;
  }

  private grow(): void {
    const left = new Int32Array(this.length * 2);
    const right = new Int32Array(this.length * 2);
    left.set(this.left);
    right.set(this.right);
    this.left = left;
    this.right = right;
  }

  swapped(): Pairs {
    const out = new Pairs();
    out.left = this.right;
    out.right = this.left;
    out.length = this.length;
    return out;
  }
}

/** The rows of each code as linked lists: `head[code]`, then `next[row]` until -1. */
export interface Chains {
  readonly head: Int32Array;
  readonly next: Int32Array;
}

/** `newestFirst`: each list is in descending order of rows, as hash tables that insert at the head give it. */
export function chain(codes: Int32Array, count: number, newestFirst: boolean): Chains {
  const head = new Int32Array(count).fill(-1);
  const next = new Int32Array(codes.length).fill(-1);
  const link = (row: number): void => {
    const code = codes[row] as number;
    if (code < 0) return;
    next[row] = head[code] as number;
    head[code] = row;
  };
  if (newestFirst) for (let row = 0; row < codes.length; row++) link(row);
  else for (let row = codes.length - 1; row >= 0; row--) link(row);
  return { head, next };
}

/** Every probing row with every row of its code; `check` is told the number of pairs from time to time. */
export function probe(codes: Int32Array, chains: Chains, check: (pairs: number) => void): Pairs {
  const out = new Pairs();
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row] as number;
    if (code < 0) continue;
    for (let other = chains.head[code] as number; other >= 0; other = chains.next[other] as number) out.push(row, other);
    if ((row & 1023) === 0) check(out.length);
  }
  check(out.length);
  return out;
}
