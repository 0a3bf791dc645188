import { add, type Int64, rem } from '../data/int64.js';
import type { Ty, Value } from '../data/types.js';
import { md5, sha1, sha256 } from '../text/digest.js';
import { utf8Bytes } from '../text/utf8.js';
import { xxhash64 } from '../text/xxhash.js';
import { castOf, castValue } from './cast.js';
import { noCounterpart, scalar } from './define.js';
import { call, type Op, type Overload, preparedTotal, raise, total } from './entry.js';

/** Digests. Cryptographic ones are taken of the value's text, xxHash of its bytes (whole numbers and moments: eight bytes). */

const SCALARS = ['string', 'bool', 'int', 'long', 'real', 'decimal', 'datetime', 'timespan', 'guid', 'dynamic'] as const;

/** The digest of a text: a null value has an empty one. */
const ofText = (digest: (bytes: Uint8Array) => string): Overload[] =>
  SCALARS.map((t) => {
    const text = castOf(t, 'string');
    return total([t], 'string', (v: Value | undefined) => digest(utf8Bytes(v === null || v === undefined ? '' : String(text?.(v) ?? ''))));
  });

function bytesOf(type: Ty, v: Value): Uint8Array {
  if (v === null) return new Uint8Array(0);
  if (type === 'int' || type === 'long' || type === 'timespan') return eightBytes(v as Int64);
  if (type === 'datetime') return eightBytes(castValue('datetime', 'long', v) as Int64);
  if (type === 'bool') return Uint8Array.of(v === true ? 1 : 0);
  if (type === 'real') return new Uint8Array(new Float64Array([v as number]).buffer);
  return utf8Bytes(String(castOf(type, 'string')?.(v) ?? ''));
}

function eightBytes(v: Int64): Uint8Array {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigInt64(0, BigInt(v), true);
  return new Uint8Array(view.buffer);
}

/** Between 0 and the divisor. */
function within(h: Int64, mod: Int64 | null | undefined): Value {
  if (mod === undefined || mod === null) return h;
  const r = rem(h, mod);
  return r === undefined ? null : r < 0 ? add(r, mod < 0 ? -mod : mod) : r;
}

const numeric: Overload = preparedTotal(['any', 'long?'], 'long', (context) => (v, mod) => within(xxhash64(bytesOf(context.types[0] as Ty, v as Value)), mod));

const NUMERIC = noCounterpart('digests as numbers');

export const HASH_OPS: readonly Op[] = [
  scalar('hash.md5', 'The MD5 digest in hexadecimal digits.', call('hash_md5'), raise('rewritten'), ofText(md5), [[['World'], 'f5a7924e621e84c9280a9a27e1bcb7f6']]),
  scalar('hash.sha1', 'The SHA-1 digest in hexadecimal digits.', call('hash_sha1'), raise('rewritten'), ofText(sha1), [[['World'], '70c07ec18ef89c5309bbb0937f3a6342411e1fdd']]),
  scalar('hash.sha256', 'The SHA-256 digest in hexadecimal digits.', call('hash_sha256'), raise('rewritten'), ofText(sha256),
    [[['World'], '78ae647dc5544d227130a0682a51e30bc7777fbb6d8a8f17007463a3ecd1d524'], [[3155328000000000], 'ba666752dc1a20eb750b0eb64e780cc4c968bc9fb8813461c1d7e750f302d71d', ['datetime']]]),
  scalar('hash.xxhash64', 'The xxHash64 digest as a whole number, optionally the remainder by a divisor.', call('hash_xxhash64', { aliases: ['hash'] }), NUMERIC, [numeric],
    [[['World'], 1846988464401551951n], [['World', 100], 51], [[1577664000000000], 1380966698541616202n, ['datetime']]]),
];

