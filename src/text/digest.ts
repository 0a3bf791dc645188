/**
 * Message digests in plain JavaScript, because the interpreter runs in browsers too, where the platform's digests are asynchronous.
 * Each takes bytes and gives lower-case hexadecimal. Sources: RFC 1321 (MD5), FIPS 180-4 (SHA).
 */
const hex = (words: Iterable<number>): string => {
  let out = '';
  for (const w of words) out += (w >>> 0).toString(16).padStart(8, '0');
  return out;
};

/** The message, a 1 bit, zeros, and the length in bits at the end of the last block. */
function padded(bytes: Uint8Array, block: number, littleEndian: boolean): DataView {
  const lengthBytes = block / 8;
  const total = Math.ceil((bytes.length + 1 + lengthBytes) / block) * block;
  const out = new Uint8Array(total);
  out.set(bytes);
  out[bytes.length] = 0x80;
  const view = new DataView(out.buffer);
  view.setBigUint64(littleEndian ? total - lengthBytes : total - 8, BigInt(bytes.length) * 8n, littleEndian);
  return view;
}

const rotl = (x: number, n: number): number => (x << n) | (x >>> (32 - n));

/* ---------------------------------------------------------------- MD5 */

const MD5_SHIFTS = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21] as const;
const MD5_SINES = Int32Array.from({ length: 64 }, (_, i) => Math.floor(Math.abs(Math.sin(i + 1)) * 2 ** 32) | 0);

export function md5(bytes: Uint8Array): string {
  const data = padded(bytes, 64, true);
  const state = Int32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476);
  for (let at = 0; at < data.byteLength; at += 64) md5Block(state, data, at);
  const out = new DataView(new ArrayBuffer(16));
  state.forEach((w, i) => out.setInt32(i * 4, w, true));
  return hex([0, 4, 8, 12].map((i) => out.getInt32(i)));
}

function md5Mix(i: number, b: number, c: number, d: number): readonly [mixed: number, word: number] {
  if (i < 16) return [(b & c) | (~b & d), i];
  if (i < 32) return [(d & b) | (~d & c), (5 * i + 1) & 15];
  if (i < 48) return [b ^ c ^ d, (3 * i + 5) & 15];
  return [c ^ (b | ~d), (7 * i) & 15];
}

function md5Block(state: Int32Array, data: DataView, at: number): void {
  let [a, b, c, d] = state as unknown as [number, number, number, number];
  for (let i = 0; i < 64; i++) {
    const [mixed, word] = md5Mix(i, b, c, d);
    const sum = (a + mixed + (MD5_SINES[i] as number) + data.getInt32(at + word * 4, true)) | 0;
    a = d;
    d = c;
    c = b;
    b = (b + rotl(sum, MD5_SHIFTS[(i >> 4) * 4 + (i & 3)] as number)) | 0;
  }
  [a, b, c, d].forEach((v, i) => (state[i] = (state[i] as number) + v));
}

/* ---------------------------------------------------------------- SHA-1 */

export function sha1(bytes: Uint8Array): string {
  const data = padded(bytes, 64, false);
  const state = Int32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0);
  const w = new Int32Array(80);
  for (let at = 0; at < data.byteLength; at += 64) {
    for (let i = 0; i < 80; i++) w[i] = i < 16 ? data.getInt32(at + i * 4) : rotl((w[i - 3] as number) ^ (w[i - 8] as number) ^ (w[i - 14] as number) ^ (w[i - 16] as number), 1);
    sha1Block(state, w);
  }
  return hex(state);
}

function sha1Mix(i: number, b: number, c: number, d: number): number {
  if (i < 20) return ((b & c) | (~b & d)) + 0x5a827999;
  if (i < 40) return (b ^ c ^ d) + 0x6ed9eba1;
  if (i < 60) return ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc;
  return (b ^ c ^ d) + 0xca62c1d6;
}

function sha1Block(state: Int32Array, w: Int32Array): void {
  let [a, b, c, d, e] = state as unknown as [number, number, number, number, number];
  for (let i = 0; i < 80; i++) {
    const t = (rotl(a, 5) + sha1Mix(i, b, c, d) + e + (w[i] as number)) | 0;
    e = d;
    d = c;
    c = rotl(b, 30);
    b = a;
    a = t;
  }
  [a, b, c, d, e].forEach((v, i) => (state[i] = (state[i] as number) + v));
}

/* ---------------------------------------------------------------- SHA-2 */

function primes(count: number): number[] {
  const out: number[] = [];
  for (let n = 2; out.length < count; n++) if (out.every((p) => n % p !== 0)) out.push(n);
  return out;
}

/** The first 64 bits of the fraction of the n-th root of a prime, by integer Newton steps. */
function rootFraction(prime: number, root: 2n | 3n): bigint {
  const scaled = BigInt(prime) << (64n * root);
  let x = 1n << 70n;
  for (;;) {
    const next = ((root - 1n) * x + scaled / x ** (root - 1n)) / root;
    if (next >= x) return BigInt.asUintN(64, x);
    x = next;
  }
}

const ROUND_64 = primes(80).map((p) => rootFraction(p, 3n));
const START_512 = primes(8).map((p) => rootFraction(p, 2n));
const START_384 = primes(16).slice(8).map((p) => rootFraction(p, 2n));
const high = (v: bigint): number => Number(v >> 32n) | 0;
const ROUND_32 = Int32Array.from(ROUND_64.slice(0, 64), high);

export const sha256 = (bytes: Uint8Array): string => sha2Small(bytes, START_512.map(high));
/** SHA-224 starts from the low halves of SHA-384's start values. */
export const sha224 = (bytes: Uint8Array): string => sha2Small(bytes, START_384.map((v) => Number(v & 0xffffffffn) | 0)).slice(0, 56);
export const sha512 = (bytes: Uint8Array): string => sha2Large(bytes, START_512);
export const sha384 = (bytes: Uint8Array): string => sha2Large(bytes, START_384).slice(0, 96);

function sha2Small(bytes: Uint8Array, start: readonly number[]): string {
  const data = padded(bytes, 64, false);
  const state = Int32Array.from(start);
  const w = new Int32Array(64);
  for (let at = 0; at < data.byteLength; at += 64) {
    for (let i = 0; i < 64; i++) w[i] = i < 16 ? data.getInt32(at + i * 4) : expand32(w, i);
    block32(state, w);
  }
  return hex(state);
}

function expand32(w: Int32Array, i: number): number {
  const x = w[i - 15] as number;
  const y = w[i - 2] as number;
  const s0 = rotl(x, 25) ^ rotl(x, 14) ^ (x >>> 3);
  const s1 = rotl(y, 15) ^ rotl(y, 13) ^ (y >>> 10);
  return (w[i - 16] as number) + s0 + (w[i - 7] as number) + s1;
}

function block32(state: Int32Array, w: Int32Array): void {
  const s = Int32Array.from(state);
  for (let i = 0; i < 64; i++) {
    const [a, b, c, , e, f, g, h] = s as unknown as [number, number, number, number, number, number, number, number];
    const t1 = (h + (rotl(e, 26) ^ rotl(e, 21) ^ rotl(e, 7)) + ((e & f) ^ (~e & g)) + (ROUND_32[i] as number) + (w[i] as number)) | 0;
    const t2 = ((rotl(a, 30) ^ rotl(a, 19) ^ rotl(a, 10)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    s.copyWithin(1, 0, 7);
    s[4] = (s[4] as number) + t1;
    s[0] = t1 + t2;
  }
  for (let i = 0; i < 8; i++) state[i] = (state[i] as number) + (s[i] as number);
}

const u64 = (v: bigint): bigint => BigInt.asUintN(64, v);
const rotr64 = (v: bigint, n: bigint): bigint => u64((v >> n) | (v << (64n - n)));

function sha2Large(bytes: Uint8Array, start: readonly bigint[]): string {
  const data = padded(bytes, 128, false);
  const state = [...start];
  const w: bigint[] = new Array<bigint>(80).fill(0n);
  for (let at = 0; at < data.byteLength; at += 128) {
    for (let i = 0; i < 80; i++) w[i] = i < 16 ? data.getBigUint64(at + i * 8) : expand64(w, i);
    block64(state, w);
  }
  return state.map((v) => v.toString(16).padStart(16, '0')).join('');
}

function expand64(w: readonly bigint[], i: number): bigint {
  const x = w[i - 15] as bigint;
  const y = w[i - 2] as bigint;
  const s0 = rotr64(x, 1n) ^ rotr64(x, 8n) ^ (x >> 7n);
  const s1 = rotr64(y, 19n) ^ rotr64(y, 61n) ^ (y >> 6n);
  return u64((w[i - 16] as bigint) + s0 + (w[i - 7] as bigint) + s1);
}

function block64(state: bigint[], w: readonly bigint[]): void {
  let s = [...state] as [bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint];
  for (let i = 0; i < 80; i++) {
    const [a, b, c, d, e, f, g, h] = s;
    const t1 = h + (rotr64(e, 14n) ^ rotr64(e, 18n) ^ rotr64(e, 41n)) + ((e & f) ^ (u64(~e) & g)) + (ROUND_64[i] as bigint) + (w[i] as bigint);
    const t2 = (rotr64(a, 28n) ^ rotr64(a, 34n) ^ rotr64(a, 39n)) + ((a & b) ^ (a & c) ^ (b & c));
    s = [u64(t1 + t2), a, b, c, u64(d + t1), e, f, g];
  }
  s.forEach((v, i) => (state[i] = u64((state[i] as bigint) + v)));
}
