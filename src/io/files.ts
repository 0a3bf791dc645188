import { isUtf8 } from 'node:buffer';
import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { fail } from '../base/diagnostics.js';
import { NO_SPAN } from '../base/source.js';

/** The most that one file may unpack to; what is larger must come as NDJSON, which is read in pieces. */
const MAX_BYTES = 2 ** 31 - 1;

/** A file's whole content, unpacked when its name ends in `.gz`. Throws a `Failure` with a coded error. */
export function readBytes(path: string): Buffer {
  const bytes = rawBytes(path);
  if (!path.toLowerCase().endsWith('.gz')) return bytes;
  try {
    return process.getBuiltinModule('node:zlib').gunzipSync(bytes, { maxOutputLength: MAX_BYTES });
  } catch (e) {
    if ((e as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') return fail('input-too-large', { path, limit: '2 GiB unpacked' }, NO_SPAN);
    return fail('input-compressed', { path, detail: (e as Error).message }, NO_SPAN);
  }
}

function rawBytes(path: string): Buffer {
  try {
    return path === '-' ? readFileSync(0) : readFileSync(path);
  } catch (e) {
    return unreadable(path, e as NodeJS.ErrnoException);
  }
}

export function unreadable(path: string, e: NodeJS.ErrnoException): never {
  if (e.code === 'ENOENT' || e.code === 'ENOTDIR') fail('input-not-found', { path }, NO_SPAN);
  if (e.code === 'ERR_FS_FILE_TOO_LARGE') fail('input-too-large', { path, limit: '2 GiB' }, NO_SPAN);
  return fail('input-unreadable', { path, detail: e.code === 'EISDIR' ? 'it is a folder' : (e.code ?? e.message) }, NO_SPAN);
}

/** A text file in UTF-8; a byte order mark is left out. */
export function readText(path: string): string {
  return utf8(path, readBytes(path));
}

export function utf8(path: string, bytes: Buffer): string {
  requireUtf8(path, bytes);
  const text = bytes.toString('utf8');
  return text.startsWith('\ufeff') ? text.slice(1) : text;
}

/** Refuses bytes that are not UTF-8, naming the line (counted on from `firstLine`). */
export function requireUtf8(path: string, bytes: Buffer, firstLine = 1): void {
  if (isUtf8(bytes)) return;
  let line = firstLine;
  for (let start = 0; start < bytes.length; line++) {
    const end = bytes.indexOf(10, start);
    const stop = end < 0 ? bytes.length : end;
    if (!isUtf8(bytes.subarray(start, stop))) break;
    start = stop + 1;
  }
  fail('input-encoding', { path, line }, NO_SPAN);
}

/** The first bytes of a plain file, to tell its format. */
export function peek(path: string, length = 4096): Buffer {
  if (path.toLowerCase().endsWith('.gz')) return readBytes(path).subarray(0, length);
  const buffer = Buffer.alloc(length);
  try {
    const fd = openSync(path, 'r');
    try {
      return buffer.subarray(0, readSync(fd, buffer, 0, length, 0));
    } finally {
      closeSync(fd);
    }
  } catch (e) {
    return unreadable(path, e as NodeJS.ErrnoException);
  }
}

/** When the file was last changed and how long it is: the same for the same content, as far as the file system tells. */
export function stamp(path: string): string {
  try {
    const s = statSync(path);
    return `${s.mtimeMs}:${s.size}`;
  } catch (e) {
    return unreadable(path, e as NodeJS.ErrnoException);
  }
}
