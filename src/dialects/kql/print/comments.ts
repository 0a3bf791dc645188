import { concat, hardline, suffix, type Doc } from '../../../text/layout.js';
import type { Comment, PrintOptions } from '../../dialect.js';

/**
 * Hands out the comments of the source in their order, at the places where a line may end: before statements, stages, list items and
 * operands of `and` and `or`. What stands anywhere else waits for the next such place, so that none is lost.
 */
export class CommentReader {
  private readonly comments: readonly Comment[];
  private readonly source: string | undefined;
  private next = 0;

  constructor({ comments = [], source }: PrintOptions) {
    this.comments = comments;
    this.source = source;
  }

  /** Comments that begin before the offset: the one behind code, if there is something that it can follow, and those on lines of their own. */
  before(offset: number, previous: number | null): { readonly trailing: readonly string[]; readonly leading: readonly Comment[] } {
    if (this.next >= this.comments.length) return NONE;
    const from = this.next;
    while (this.next < this.comments.length && this.comments[this.next]!.span.start < offset) this.next++;
    const taken = this.comments.slice(from, this.next);
    const first = taken[0];
    if (first && previous !== null && this.behindCode(first.span.start)) return { trailing: [first.text], leading: taken.slice(1) };
    return { trailing: [], leading: taken };
  }

  /** Comments between which and the offset there is nothing but white space: they belong to what ends there. */
  directlyAfter(offset: number): readonly Comment[] {
    const from = this.next;
    for (let end = offset; this.next < this.comments.length; this.next++) {
      const { start, end: stop } = this.comments[this.next]!.span;
      if (this.source === undefined || start < end || this.source.slice(end, start).trim() !== '') break;
      end = stop;
    }
    return this.comments.slice(from, this.next);
  }

  /** Passes over comments that are printed as part of a text that is kept whole. */
  skip(until: number): void {
    while (this.next < this.comments.length && this.comments[this.next]!.span.start < until) this.next++;
  }

  /** Something other than white space stands before the offset on its line. */
  behindCode(offset: number): boolean {
    if (this.source === undefined) return false;
    return this.source.slice(this.source.lastIndexOf('\n', offset - 1) + 1, offset).trim() !== '';
  }

  /** A line without text lies right before the offset. */
  blankBefore(offset: number): boolean {
    return this.source !== undefined && /\n[^\S\n]*\n\s*$/.test(this.source.slice(Math.max(0, offset - 400), offset));
  }
}

const NONE: ReturnType<CommentReader['before']> = { trailing: [], leading: [] };

export const ownLines = (comments: readonly Comment[]): Doc => concat(...comments.flatMap((c) => [c.text, hardline]));

export const atLineEnd = (texts: readonly string[]): Doc => concat(...texts.map(suffix));
