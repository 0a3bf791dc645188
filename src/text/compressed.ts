import { pakoPackage } from './packages.js';

/**
 * Texts packed as zlib (RFC 1950) or gzip (RFC 1952) streams. Writing uses stored blocks, which every reader understands: which bytes an
 * engine's packer chooses is its own affair. Reading is bounded, because a few bytes may unpack to gigabytes.
 */

const MAX_UNPACKED = 64 * 2 ** 20;
const STORED_BLOCK = 0xffff;
const ZLIB_HEADER = [0x78, 0x01];
/** No flags, no time, no hint of the packer, an unknown system. */
const GZIP_HEADER = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];

export const zlibOf = (bytes: Uint8Array): Uint8Array => joined([ZLIB_HEADER, ...storedBlocks(bytes), bigEndian(adler32(bytes))]);

export const gzipOf = (bytes: Uint8Array): Uint8Array =>
  joined([GZIP_HEADER, ...storedBlocks(bytes), bigEndian(crc32(bytes)).reverse(), bigEndian(bytes.length >>> 0).reverse()]);

/** `undefined` for bytes that are no such stream, or one of more than 64 MB. */
export const unzlib = (bytes: Uint8Array): Uint8Array | undefined => (isGzip(bytes) ? undefined : unpacked(bytes));

/** A header with optional fields is not read, as in Kusto. */
export const ungzip = (bytes: Uint8Array): Uint8Array | undefined => (isGzip(bytes) && bytes[2] === 8 && bytes[3] === 0 ? unpacked(bytes) : undefined);

const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

function storedBlocks(bytes: Uint8Array): (Uint8Array | readonly number[])[] {
  const out: (Uint8Array | readonly number[])[] = [];
  for (let at = 0; at === 0 || at < bytes.length; at += STORED_BLOCK) {
    const part = bytes.subarray(at, at + STORED_BLOCK);
    const last = at + STORED_BLOCK >= bytes.length ? 1 : 0;
    out.push([last, part.length & 255, part.length >> 8, ~part.length & 255, (~part.length >> 8) & 255], part);
  }
  return out;
}

function joined(parts: readonly (Uint8Array | readonly number[])[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
  let at = 0;
  for (const p of parts) {
    out.set(p, at);
    at += p.length;
  }
  return out;
}

const bigEndian = (n: number): number[] => [(n >>> 24) & 255, (n >>> 16) & 255, (n >>> 8) & 255, n & 255];

function adler32(bytes: Uint8Array): number {
  let a = 1;
  let b = 0;
  for (const byte of bytes) {
    a = (a + byte) % 65_521;
    b = (b + a) % 65_521;
  }
  return ((b << 16) | a) >>> 0;
}

function crc32(bytes: Uint8Array): number {
  let crc = -1;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

function unpacked(bytes: Uint8Array): Uint8Array | undefined {
  const inflate = new (pakoPackage().Inflate)();
  const parts: Uint8Array[] = [];
  let length = 0;
  inflate.onData = (chunk) => {
    if ((length += chunk.length) > MAX_UNPACKED) throw new TooLong();
    parts.push(chunk as Uint8Array);
  };
  try {
    inflate.push(bytes, true);
  } catch (e) {
    if (e instanceof TooLong) return undefined;
    throw e;
  }
  return inflate.err || !inflate.ended ? undefined : joined(parts);
}

class TooLong extends Error {}
