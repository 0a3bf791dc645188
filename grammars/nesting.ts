import type { IToken } from 'chevrotain';

/** A parser that can read a bracketed part of a text before what stands around it. */
export interface AheadReader {
  /** Reads what the brackets at two places enclose and remembers it; false if it is nothing that can be read alone. */
  readAhead(tokens: readonly IToken[], open: number, close: number): boolean;
}

/** How deep the parts are that are read ahead. */
const PART_DEPTH = 30;
/** Attempts that may fail; each costs as much as the part is long. */
const MAX_FAILURES = 50;

/**
 * Has the deep parts of a text read ahead, the innermost first, so that the parser, which is recursive, finds each of them read when it
 * comes to it. No part is deeper than `limit`. The depth of what is left to the recursion.
 */
export function readDeepParts(tokens: readonly IToken[], parser: AheadReader, limit: number): number {
  const open = [{ at: -1, depth: 0 }];
  let failures = 0;
  const close = (end: number | undefined): void => {
    const { at, depth } = open.pop()!;
    const tried = end !== undefined && depth >= PART_DEPTH && depth < limit && failures < MAX_FAILURES && tokens[at]!.image === '(';
    const read = tried && parser.readAhead(tokens, at, end);
    if (tried && !read) failures++;
    const around = open.at(-1)!;
    around.depth = Math.max(around.depth, read ? 1 : depth + 1);
  };
  tokens.forEach(({ image }, at) => {
    if (image === '(' || image === '[' || image === '{') open.push({ at, depth: 0 });
    else if ((image === ')' || image === ']' || image === '}') && open.length > 1) close(at);
  });
  while (open.length > 1) close(undefined);
  return open[0]!.depth;
}
