import { closeSync, openSync, readSync } from 'node:fs';
import { readBytes, unreadable } from './files.js';

export interface Piece {
  readonly bytes: Buffer;
  readonly firstLine: number;
}

const PIECE = 8 * 1024 * 1024;

/** A text file in pieces that end at the end of a line, so that a file of any size is read in bounded memory. */
export function* pieces(path: string): Generator<Piece> {
  if (path === '-' || path.toLowerCase().endsWith('.gz')) {
    yield { bytes: markless(readBytes(path), 1), firstLine: 1 };
    return;
  }
  const fd = open(path);
  try {
    yield* piecesOf(fd, path);
  } finally {
    closeSync(fd);
  }
}

function open(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (e) {
    return unreadable(path, e as NodeJS.ErrnoException);
  }
}

function* piecesOf(fd: number, path: string): Generator<Piece> {
  let rest = Buffer.alloc(0);
  let firstLine = 1;
  for (let size = PIECE; ; ) {
    const buffer = Buffer.allocUnsafe(rest.length + size);
    rest.copy(buffer);
    const got = read(fd, buffer, rest.length, path);
    const filled = buffer.subarray(0, rest.length + got);
    const end = got === 0 ? filled.length : filled.lastIndexOf(10) + 1;
    if (end > 0) {
      const bytes = filled.subarray(0, end);
      yield { bytes: markless(bytes, firstLine), firstLine };
      firstLine += linesIn(bytes);
    }
    if (got === 0) return;
    rest = filled.subarray(end);
    size = Math.max(PIECE, rest.length);
  }
}

function read(fd: number, buffer: Buffer, at: number, path: string): number {
  try {
    return readSync(fd, buffer, at, buffer.length - at, null);
  } catch (e) {
    return unreadable(path, e as NodeJS.ErrnoException);
  }
}

const markless = (bytes: Buffer, firstLine: number): Buffer => (firstLine === 1 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes);

function linesIn(bytes: Buffer): number {
  let n = 0;
  for (let i = bytes.indexOf(10); i >= 0; i = bytes.indexOf(10, i + 1)) n++;
  return n;
}
