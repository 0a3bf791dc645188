import type { BinaryOperator, Column, Expression, ListOperator, Name, SortKey, Stage, StringLiteral, TextLiteral, TextLiteralType } from '../../../../grammars/kql/syntax.js';
import { NO_SPAN } from '../../../base/source.js';

/** Constructors of syntax nodes that come from no text. */
const span = NO_SPAN;

/** Whether a name needs brackets is the printer's business. */
export const name = (text: string): Name => ({ kind: 'name', text, bracketed: false, span });
export const text = (value: string): StringLiteral => ({ kind: 'string', value, span });
export const literal = (type: TextLiteralType, value: string): TextLiteral => ({ kind: 'literal', type, text: value, span });
export const long = (n: number): TextLiteral => literal('long', String(n));
export const column = (value: Expression, as?: string): Column => ({ kind: 'column', names: as === undefined ? [] : [name(as)], tuple: false, value, span });
export const call = (f: string, ...args: readonly Expression[]): Expression => ({ kind: 'call', name: name(f), args: args.map((a) => column(a)), span });
export const binary = (op: BinaryOperator, left: Expression, right: Expression): Expression => ({ kind: 'binary', op, left, right, span });
export const inList = (op: ListOperator, left: Expression, items: readonly Expression[]): Expression => ({ kind: 'in', op, left, items, span });
export const where = (condition: Expression): Stage => ({ kind: 'where', params: [], condition: column(condition), span });
export const extend = (columns: readonly Column[]): Stage => ({ kind: 'extend', columns, span });
export const projectAway = (names: readonly string[]): Stage => ({ kind: 'project-away', columns: names.map(name), span });
export const sortKey = (value: Expression, order: 'asc' | 'desc', nulls: 'first' | 'last' | null): SortKey => ({ kind: 'sortKey', column: column(value), order, nulls, span });
export const isCall = (e: Expression, f: string): boolean => e.kind === 'call' && e.name.text === f;

/** Operands that are of the same operator are taken in flat; one alone is returned as it is. */
export function logical(op: 'and' | 'or', operands: readonly Expression[]): Expression {
  const flat = operands.flatMap((o) => (o.kind === 'logical' && o.op === op ? o.operands : [o]));
  const [first] = flat;
  return first !== undefined && flat.length === 1 ? first : { kind: 'logical', op, operands: flat, span };
}

export const signed = (n: number): Expression => (n < 0 ? { kind: 'unary', op: '-', operand: long(-n), span } : long(n));

/** Whether a whole number is one of 32 bits. */
export const fitsInt = (n: Expression): Expression => logical('and', [binary('>=', n, signed(-2_147_483_648)), binary('<=', n, long(2_147_483_647))]);

/** A whole number added; a constant summand takes it in. */
export function moved(e: Expression, by: number): Expression {
  const [left, before] = e.kind === 'binary' && (e.op === '+' || e.op === '-') ? [e.left, e.right] : [];
  const n = before && wholeOf(before);
  if (left && n !== undefined) return moved(left, (e.kind === 'binary' && e.op === '-' ? -n : n) + by);
  const own = wholeOf(e);
  if (own !== undefined && own + by >= 0) return long(own + by);
  return by === 0 ? e : binary(by < 0 ? '-' : '+', e, long(Math.abs(by)));
}

const wholeOf = (e: Expression): number | undefined => (e.kind === 'literal' && e.type === 'long' && /^\d{1,9}$/.test(e.text) ? Number(e.text) : undefined);

/** What may be an array or one value, as an array; of a text `todynamic` alone would read JSON. */
export const arrayOf = (tree: Expression): Expression =>
  call('iff', binary('==', call('gettype', tree), text('array')), call('todynamic', tree), call('pack_array', tree));
