import type { IToken } from 'chevrotain';
import type { BinaryOperator, ListOperator, Span } from './leaves.js';
import type { Expression } from './syntax.js';
import * as T from './tokens.js';

/** How tight an operator binds; 0 is not an operator. The printer puts parentheses by the same numbers. */
export const LEVEL = { or: 1, and: 2, equality: 3, relational: 4, additive: 5, multiplicative: 6, string: 7, unary: 8, primary: 9 } as const;

const LEVELS: readonly (readonly [number, readonly { tokenTypeIdx?: number }[]])[] = [
  [LEVEL.or, [T.Or]],
  [LEVEL.and, [T.And]],
  [LEVEL.equality, [T.EqualEqual, T.NotEqual, T.ListOperator, T.In, T.Between]],
  [LEVEL.relational, [T.Relational]],
  [LEVEL.additive, [T.Plus, T.Minus]],
  [LEVEL.multiplicative, [T.Star, T.Slash, T.Percent]],
  [LEVEL.string, [T.StringOperator, T.Contains, T.Has, T.Colon]],
];
const levelByType = new Map(LEVELS.flatMap(([level, types]) => types.map((t) => [t.tokenTypeIdx, level] as const)));

export const levelOf = (token: IToken): number => levelByType.get(token.tokenTypeIdx) ?? 0;

/** Comparisons and string operators do not chain: `a < b < c` is a mistake. */
export const chains = (level: number): boolean => level !== LEVEL.equality && level !== LEVEL.relational && level !== LEVEL.string;

interface Pending {
  readonly level: number;
  /** The canonical spelling. */
  readonly op: string;
  /** The right side of `in (…)` and `between (…)`, which no tighter operator can take away. */
  readonly closed: readonly Expression[] | null;
}

/** Operands and operators in the order of the text become one tree, by precedence. */
export class OperatorStack {
  private readonly operands: Expression[] = [];
  private readonly starts: number[] = [];
  private readonly ends: number[] = [];
  private readonly pending: Pending[] = [];

  /** An operand with its place in the text, which includes parentheses around it. */
  push(operand: Expression, start: number, end: number): void {
    this.operands.push(operand);
    this.starts.push(start);
    this.ends.push(end);
  }

  /** Whether an operator of this level may follow: two that do not chain cannot stand side by side. */
  accepts(level: number): boolean {
    for (let i = this.pending.length - 1; i >= 0; i--) {
      const top = this.pending[i]!.level;
      if (top < level) return true;
      if (top === level) return chains(level);
    }
    return true;
  }

  operator(level: number, op: string, closed: readonly Expression[] | null = null): void {
    const flat = level === LEVEL.and || level === LEVEL.or;
    while (this.pending.length > 0) {
      const top = this.pending.at(-1)!.level;
      if (top < level || (top === level && flat)) break;
      this.reduce();
    }
    this.pending.push({ level, op, closed });
  }

  finish(): Expression {
    while (this.pending.length > 0) this.reduce();
    return this.operands[0]!;
  }

  private reduce(): void {
    const top = this.pending.at(-1)!;
    if (top.level <= LEVEL.and) return this.reduceLogical(top.level, top.op as 'and' | 'or');
    this.pending.pop();
    const at = this.operands.length - (top.closed ? 1 : 2);
    const left = this.operands[at]!;
    const span: Span = { start: this.starts[at]!, end: this.ends.at(-1)! };
    this.replace(at, top.closed ? closedNode(top.op, left, top.closed, span)
      : { kind: 'binary', op: top.op as BinaryOperator, left, right: this.operands[at + 1]!, span });
  }

  private reduceLogical(level: number, op: 'and' | 'or'): void {
    let count = 1;
    for (; this.pending.at(-1)?.level === level; count++) this.pending.pop();
    const at = this.operands.length - count;
    const span: Span = { start: this.starts[at]!, end: this.ends.at(-1)! };
    this.replace(at, { kind: 'logical', op, operands: this.operands.slice(at), span });
  }

  private replace(at: number, node: Expression): void {
    this.operands.length = at;
    this.starts.length = at;
    this.ends.length = at;
    this.push(node, node.span.start, node.span.end);
  }

  /** The text of the operand on top ends later than it did: its right side in parentheses has been read. */
  extendTo(end: number): void {
    this.ends[this.ends.length - 1] = end;
  }
}

function closedNode(op: string, left: Expression, sides: readonly Expression[], span: Span): Expression {
  if (op === 'between' || op === '!between') return { kind: 'between', negated: op !== 'between', value: left, low: sides[0]!, high: sides[1]!, span };
  return { kind: 'in', op: op as ListOperator, left, items: sides, span };
}
