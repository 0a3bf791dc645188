import type { Join } from '../../ast/pipeline.js';
import { fail } from '../../base/diagnostics.js';
import type { Column } from '../../data/column.js';
import { castColumn } from '../../data/cast.js';
import { type JoinColumn, joinLayout } from '../../semantics/join-layout.js';
import { commonType } from '../../semantics/unite.js';
import { evaluate } from '../eval.js';
import { type Frame, indexRange, type LazyColumn, selectRows } from '../frame.js';
import { firstRows } from '../../data/group.js';
import { chain, codeKeys, type KeyCodes, type KeyPair, Pairs, probe } from '../match.js';
import { frameScope, pairScope } from '../scope.js';
import type { Session } from '../session.js';
import type { StageRunners } from '../stage.js';
import { trueRows } from './columns.js';

/** Which rows of both sides stand beside each other; -1 for none. */
interface Rows {
  readonly left: Int32Array;
  readonly right: Int32Array;
}

function join(s: Join, input: Frame, session: Session): Frame {
  const right = session.pipeline(s.right);
  const layout = joinLayout(s, input.fields, right.fields);
  const check = (pairs: number): void => session.checkSize(pairs, layout.length, s.span);
  const { left, codes } = keyed(s, input, right, session);
  const pairs = s.condition ? conditional(s, left, right, codes, session, check) : matched(s, left, right, codes, check);
  return assemble(layout, left, right, rowsOf(s, pairs, left.length, right.length), session);
}

/** Codes of the keys; `innerunique` first drops left rows whose keys came before. Without keys there are no codes. */
function keyed(s: Join, input: Frame, right: Frame, session: Session): { left: Frame; codes: KeyCodes | undefined } {
  if (s.on.length === 0) return { left: input, codes: undefined };
  const keys = s.on.map((o) => keyPair(evaluate(o.left, frameScope(input), session), evaluate(o.right, frameScope(right), session), o.span));
  const warn = (): void => session.warn('java.lang.IllegalArgumentException: LOOKUP JOIN encountered multi-value', s.span);
  const codes = codeKeys(keys, input.length, right.length, s.nullsMatch, warn);
  if (s.join !== 'innerunique') return { left: input, codes };
  const rows = firstRows({ ids: codes.left, count: codes.count }).filter((row) => row >= 0).sort();
  return { left: selectRows(input, rows), codes: { ...codes, left: rows.map((row) => codes.left[row] as number) } };
}

function keyPair(left: Column, right: Column, span: KeyPair['span']): KeyPair {
  const type = commonType(left.type, right.type);
  if (type === 'unknown') return fail('type-mismatch', { what: 'the right side of the join key', got: right.type, want: left.type }, span);
  return { left: castColumn(left, type), right: castColumn(right, type), span };
}

/** A Kusto join probes with the right side; lookups probe with the left one, whose order they keep. */
const probesRight = (s: Join): boolean => s.clash === 'suffix';

function matched(s: Join, left: Frame, right: Frame, codes: KeyCodes | undefined, check: (pairs: number) => void): Pairs {
  if (!codes) return crossed(0, left.length, right.length, check);
  const kusto = s.clash !== 'right';
  if (!probesRight(s)) return probe(codes.left, chain(codes.right, codes.count, kusto), check);
  return probe(codes.right, chain(codes.left, codes.count, kusto), check).swapped();
}

function crossed(from: number, to: number, right: number, check: (pairs: number) => void): Pairs {
  check((to - from) * right);
  const out = new Pairs();
  for (let l = from; l < to; l++) for (let r = 0; r < right; r++) out.push(l, r);
  return out;
}

const CHUNK = 1 << 20;

/** Pairs for which the condition is true. Without keys all pairs are tried, some at a time. */
function conditional(s: Join, left: Frame, right: Frame, codes: KeyCodes | undefined, session: Session, check: (pairs: number) => void): Pairs {
  if (codes) return keepTrue(s, matched(s, left, right, codes, check), left, right, session, new Pairs());
  const out = new Pairs();
  const step = Math.max(1, Math.floor(CHUNK / Math.max(1, right.length)));
  for (let from = 0; from < left.length; from += step) {
    keepTrue(s, crossed(from, Math.min(from + step, left.length), right.length, () => undefined), left, right, session, out);
    check(out.length);
  }
  return out;
}

function keepTrue(s: Join, pairs: Pairs, left: Frame, right: Frame, session: Session, out: Pairs): Pairs {
  if (!s.condition) return pairs;
  const l = pairs.left.subarray(0, pairs.length);
  const r = pairs.right.subarray(0, pairs.length);
  const condition = evaluate(s.condition, pairScope(selectRows(left, l), selectRows(right, r)), session);
  for (const i of trueRows(castColumn(condition, 'bool'))) out.push(l[i] as number, r[i] as number);
  return out;
}

/** What each kind of join makes of the pairs. */
function rowsOf(s: Join, pairs: Pairs, left: number, right: number): Rows {
  const l = pairs.left.subarray(0, pairs.length);
  const r = pairs.right.subarray(0, pairs.length);
  switch (s.join) {
    case 'leftsemi':
    case 'leftanti':
      return oneSide(l, left, s.join === 'leftsemi', 'left');
    case 'rightsemi':
    case 'rightanti':
      return oneSide(r, right, s.join === 'rightsemi', 'right');
    case 'leftouter':
      return probesRight(s) ? appended(l, r, without(l, left), none) : interleaved(l, r, left);
    case 'rightouter':
      return appended(l, r, none, without(r, right));
    case 'fullouter':
      return appended(l, r, without(l, left), without(r, right));
    default:
      return { left: l, right: r };
  }
}

const none = new Int32Array(0);

function flags(rows: Int32Array, length: number): Uint8Array {
  const out = new Uint8Array(length);
  for (let i = 0; i < rows.length; i++) out[rows[i] as number] = 1;
  return out;
}

/** The rows of one side that have a partner, or none. */
function oneSide(rows: Int32Array, length: number, partner: boolean, side: 'left' | 'right'): Rows {
  const has = flags(rows, length);
  const kept = indexRange(0, length).filter((row) => (has[row] === 1) === partner);
  return side === 'left' ? { left: kept, right: none } : { left: none, right: kept };
}

function without(rows: Int32Array, length: number): Int32Array {
  const has = flags(rows, length);
  return indexRange(0, length).filter((row) => has[row] === 0);
}

/** The pairs, then left rows without a partner, then right ones. */
function appended(l: Int32Array, r: Int32Array, lonelyLeft: Int32Array, lonelyRight: Int32Array): Rows {
  const length = l.length + lonelyLeft.length + lonelyRight.length;
  const left = new Int32Array(length).fill(-1);
  const right = new Int32Array(length).fill(-1);
  left.set(l);
  left.set(lonelyLeft, l.length);
  right.set(r);
  right.set(lonelyRight, l.length + lonelyLeft.length);
  return { left, right };
}

/** In the order of the left side, whose pairs come in order; a row without a partner stands in its place. */
function interleaved(l: Int32Array, r: Int32Array, length: number): Rows {
  const out = new Pairs();
  let at = 0;
  for (let row = 0; row < length; row++) {
    if (l[at] !== row) out.push(row, -1);
    for (; l[at] === row; at++) out.push(row, r[at] as number);
  }
  return { left: out.left.subarray(0, out.length), right: out.right.subarray(0, out.length) };
}

function assemble(layout: readonly JoinColumn[], left: Frame, right: Frame, rows: Rows, session: Session): Frame {
  const length = Math.max(rows.left.length, rows.right.length);
  const l = rows.left.length === length ? selectRows(left, rows.left, session.fillStrings) : left;
  const r = rows.right.length === length ? selectRows(right, rows.right, session.fillStrings) : right;
  const cells = layout.map((c) => (c.side === 'left' ? l : r).cells[c.index] as LazyColumn);
  return { fields: layout.map((c) => c.field), cells, length };
}

export const JOIN_STAGES: StageRunners<'join'> = { join };
