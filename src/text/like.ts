import { codePointEnd, codePointStart } from './code-points.js';
import { foldCase } from './fold.js';
import { quoteRegex } from './regex-quote.js';

/** A LIKE pattern as pieces: fixed text, `*` (any number of characters, none included), `?` (exactly one character). */
export type LikePiece = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'many' } | { readonly kind: 'one' };

const MANY: LikePiece = { kind: 'many' };
const ONE: LikePiece = { kind: 'one' };

/**
 * Reads an ES|QL LIKE pattern (Lucene's wildcard syntax; grammar: like.ohm): `*`, `?`, and a backslash that makes the next
 * character literal. Every text is a pattern; a backslash at the end stands for itself, as in Lucene's WildcardQuery.
 * Neighbouring text is joined and runs of `*` collapse, so equal meanings mostly give equal pieces. Scanned by hand, for
 * rules list thousands of patterns; a test holds it to the grammar.
 */
export function parseLike(pattern: string): readonly LikePiece[] {
  if (!/[*?\\]/.test(pattern)) return pattern === '' ? [] : [{ kind: 'text', text: pattern }];
  const pieces: LikePiece[] = [];
  for (const part of pattern.match(/\\[^]|[*?]|[^*?\\]+|\\/gu) ?? []) {
    if (part === '*') pieces.push(MANY);
    else if (part === '?') pieces.push(ONE);
    else pieces.push({ kind: 'text', text: part.length > 1 && part[0] === '\\' ? part.slice(1) : part });
  }
  return simplify(pieces);
}

function simplify(pieces: readonly LikePiece[]): readonly LikePiece[] {
  const out: LikePiece[] = [];
  for (const piece of pieces) {
    const last = out[out.length - 1];
    if (piece.kind === 'text' && last?.kind === 'text') out[out.length - 1] = { kind: 'text', text: last.text + piece.text };
    else if (!(piece.kind === 'many' && last?.kind === 'many')) out.push(piece);
  }
  return out;
}

/** Escapes a text so that LIKE takes it literally. */
export const escapeLike = (text: string): string => text.replace(/[*?\\]/g, '\\$&');

/** Writes pieces as a LIKE pattern; `parseLike` gives the same pieces back. */
export function printLike(pieces: readonly LikePiece[]): string {
  return pieces.map((p) => (p.kind === 'many' ? '*' : p.kind === 'one' ? '?' : escapeLike(p.text))).join('');
}

/** The pattern as a regular expression over the whole text, valid in RE2 and ECMAScript's `s` and `u` modes alike. */
export function likeToRegex(pieces: readonly LikePiece[]): string {
  const body = pieces.map((p) => (p.kind === 'many' ? '.*' : p.kind === 'one' ? '.' : quoteRegex(p.text))).join('');
  return `^${body}$`;
}

/** The simple string test that a pattern amounts to, where there is one. */
export type LikeShape =
  | { readonly shape: 'equals' | 'prefix' | 'suffix' | 'contains'; readonly text: string }
  | { readonly shape: 'anything' | 'general' };

/** Tells patterns that are plain equality, prefix, suffix or substring tests from those that need matching. */
export function likeShape(given: readonly LikePiece[]): LikeShape {
  const pieces = simplify(given);
  if (pieces.length > 3 || pieces.some((p) => p.kind === 'one')) return { shape: 'general' };
  const texts = pieces.filter((p) => p.kind === 'text');
  const text = texts[0]?.text ?? '';
  if (pieces.length === texts.length) return { shape: 'equals', text };
  if (texts.length === 0) return { shape: 'anything' };
  if (texts.length > 1) return { shape: 'general' };
  if (pieces.length === 3) return { shape: 'contains', text };
  return pieces[0]?.kind === 'many' ? { shape: 'suffix', text } : { shape: 'prefix', text };
}

/** A test of whole texts against one pattern. */
export type TextTest = (text: string) => boolean;

/**
 * Compiles pieces to a test of the whole text. Time is at most text length times the longest run between two `*`;
 * without `?` the engine's substring search is used. `?` takes one code point. Ignoring case compares folded texts.
 */
export function likeMatcher(pieces: readonly LikePiece[], ignoreCase = false): TextTest {
  if (ignoreCase) {
    const folded = likeMatcher(pieces.map((p) => (p.kind === 'text' ? { kind: 'text', text: foldCase(p.text) } : p)));
    return (text) => folded(foldCase(text));
  }
  const shape = likeShape(pieces);
  switch (shape.shape) {
    case 'anything':
      return () => true;
    case 'equals':
      return (text) => text === shape.text;
    case 'prefix':
      return (text) => text.startsWith(shape.text);
    case 'suffix':
      return (text) => text.endsWith(shape.text);
    case 'contains':
      return (text) => text.includes(shape.text);
    case 'general':
      return segmentMatcher(pieces);
  }
}

/** What stands between two `*`: fixed texts, and null for each `?`. */
type Segment = readonly (string | null)[];

function segmentsOf(pieces: readonly LikePiece[]): Segment[] {
  const segments: (string | null)[][] = [[]];
  for (const piece of pieces) {
    if (piece.kind === 'many') segments.push([]);
    else segments[segments.length - 1]?.push(piece.kind === 'text' ? piece.text : null);
  }
  return segments;
}

function segmentMatcher(pieces: readonly LikePiece[]): TextTest {
  const segments = segmentsOf(pieces);
  const first = segments[0] ?? [];
  if (segments.length === 1) return (text) => matchForward(first, text, 0) === text.length;
  const last = segments[segments.length - 1] ?? [];
  const middle = segments.slice(1, -1);
  return (text) => {
    let from = matchForward(first, text, 0);
    const stop = from < 0 ? -1 : matchBackward(last, text);
    if (stop < 0 || stop < from) return false;
    for (const segment of middle) {
      from = findSegment(segment, text, from);
      if (from < 0 || from > stop) return false;
    }
    return true;
  };
}

/** End of a segment that starts exactly at `from`, or -1. */
function matchForward(segment: Segment, text: string, from: number): number {
  let at = from;
  for (const part of segment) {
    if (part === null) {
      if (at >= text.length) return -1;
      at = codePointEnd(text, at);
    } else if (text.startsWith(part, at)) at += part.length;
    else return -1;
  }
  return at;
}

/** Start of a segment that ends exactly at the end of the text, or -1. */
function matchBackward(segment: Segment, text: string): number {
  let at = text.length;
  for (let i = segment.length - 1; i >= 0; i--) {
    const part = segment[i];
    if (part === null || part === undefined) {
      if (at <= 0) return -1;
      at = codePointStart(text, at);
    } else if (text.endsWith(part, at)) at -= part.length;
    else return -1;
  }
  return at;
}

/** End of the leftmost occurrence of a segment at or after `from`, or -1. */
function findSegment(segment: Segment, text: string, from: number): number {
  const first = segment[0];
  if (typeof first === 'string' && segment.length === 1) {
    const at = text.indexOf(first, from);
    return at < 0 ? -1 : at + first.length;
  }
  for (let at = from; at <= text.length; at = at < text.length ? codePointEnd(text, at) : at + 1) {
    const start = typeof first === 'string' ? text.indexOf(first, at) : at;
    if (start < 0) return -1;
    const end = matchForward(segment, text, start);
    if (end >= 0) return end;
    at = start;
  }
  return -1;
}
