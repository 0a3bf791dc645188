import type { Int64 } from '../data/int64.js';
import { wrap64 } from '../data/int64.js';

const MASK = (1n << 64n) - 1n;
const P1 = 11400714785074694791n;
const P2 = 14029467366897019727n;
const P3 = 1609587929392839161n;
const P4 = 9650029242287828579n;
const P5 = 2870177450012600261n;

const rotate = (v: bigint, by: bigint): bigint => ((v << by) | (v >> (64n - by))) & MASK;
const round = (lane: bigint, input: bigint): bigint => (rotate((lane + input * P2) & MASK, 31n) * P1) & MASK;
const merge = (h: bigint, lane: bigint): bigint => ((h ^ round(0n, lane)) * P1 + P4) & MASK;

/** xxHash64 with seed 0, as a signed number. */
export function xxhash64(bytes: Uint8Array): Int64 {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const striped = bytes.length >= 32 ? Math.floor(bytes.length / 32) * 32 : 0;
  const start = striped ? stripes(view, striped) : P5;
  return wrap64(avalanche(tail(view, striped, (start + BigInt(bytes.length)) & MASK)));
}

function stripes(view: DataView, end: number): bigint {
  const lanes = [(P1 + P2) & MASK, P2, 0n, -P1 & MASK];
  for (let at = 0; at < end; at += 32) for (let i = 0; i < 4; i++) lanes[i] = round(lanes[i] as bigint, view.getBigUint64(at + 8 * i, true));
  const turns = [1n, 7n, 12n, 18n];
  const sum = lanes.reduce((s, lane, i) => (s + rotate(lane, turns[i] as bigint)) & MASK, 0n);
  return lanes.reduce(merge, sum);
}

function tail(view: DataView, from: number, start: bigint): bigint {
  let h = start;
  let at = from;
  for (; at + 8 <= view.byteLength; at += 8) h = (rotate(h ^ round(0n, view.getBigUint64(at, true)), 27n) * P1 + P4) & MASK;
  if (at + 4 <= view.byteLength) {
    h = (rotate(h ^ ((BigInt(view.getUint32(at, true)) * P1) & MASK), 23n) * P2 + P3) & MASK;
    at += 4;
  }
  for (; at < view.byteLength; at++) h = (rotate(h ^ ((BigInt(view.getUint8(at)) * P5) & MASK), 11n) * P1) & MASK;
  return h;
}

function avalanche(v: bigint): bigint {
  let h = ((v ^ (v >> 33n)) * P2) & MASK;
  h = ((h ^ (h >> 29n)) * P3) & MASK;
  return h ^ (h >> 32n);
}
