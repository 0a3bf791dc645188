import { logical as logicalOf } from '../../../../grammars/esql/syntax.js';
import type { Aggregate, ComparisonOperator, Expression, Field, In, IndexPattern, NamePattern, ProcessingCommand, Query, Setting, SortKey, StringLiteral } from '../../../../grammars/esql/syntax.js';
import type { Identifier, Name, QuantityLiteral } from '../../../../grammars/esql/leaves.js';
import { NO_SPAN } from '../../../base/source.js';

/** Constructors of syntax nodes that come from no text. */
const span = NO_SPAN;

/** Between the cells of a packed row or key: a symbol that logs do not hold. */
export const CELL = '␟';

export const name = (text: string): Name => ({ kind: 'name', text, span });
export const identifier = (text: string): Identifier => ({ kind: 'identifier', name: text, span });
export const text = (value: string): StringLiteral => ({ kind: 'string', value, span });
export const integer = (n: number | bigint): Expression => ({ kind: 'integer', text: String(n), span });
export const setting = (name: string, value: StringLiteral): Setting => ({ kind: 'setting', name: identifier(name), value, span });
export const boolean = (value: boolean): Expression => ({ kind: 'boolean', value, span });
export const NULL: Expression = { kind: 'null', span };
export const quantity = (amount: number | bigint, unit: string): QuantityLiteral => ({ kind: 'quantity', amount: String(amount), unit, span });
export const call = (f: string, ...args: readonly Expression[]): Expression => ({ kind: 'call', name: identifier(f), arguments: args, span });
export const countAll: Expression = { kind: 'call', name: identifier('COUNT'), arguments: [{ kind: 'star', span }], span };
export const compare = (operator: ComparisonOperator, left: Expression, right: Expression): Expression => ({ kind: 'comparison', operator, left, right, span });
export const arithmetic = (operator: '+' | '-' | '*' | '/' | '%', left: Expression, right: Expression): Expression => ({ kind: 'arithmetic', operator, left, right, span });
export const isNull = (value: Expression): Expression => ({ kind: 'is-null', value, negated: false, span });
export const isNotNull = (value: Expression): Expression => ({ kind: 'is-null', value, negated: true, span });
export const inList = (value: Expression, list: readonly Expression[], negated = false): In => ({ kind: 'in', value, negated, list, span });
/** All of no conditions is true, one of no conditions false; these change nothing beside others. */
export function logical(op: 'and' | 'or', parts: readonly Expression[]): Expression {
  const counted = parts.filter((p) => p.kind !== 'boolean' || p.value !== (op === 'and'));
  return counted.length === 0 ? boolean(op === 'and') : logicalOf(op, counted, span);
}
export const and = (...parts: readonly Expression[]): Expression => logical('and', parts);
export const or = (...parts: readonly Expression[]): Expression => logical('or', parts);
export const field = (value: Expression, as?: string): Field => ({ kind: 'field', value, span, ...(as !== undefined && { name: name(as) }) });
export const aggregate = (value: Expression, as: string | undefined, filter?: Expression): Aggregate => ({
  kind: 'aggregate', value, span, ...(as !== undefined && { name: name(as) }), ...(filter && { filter }),
});
export const where = (condition: Expression): ProcessingCommand => ({ kind: 'where', condition, span });
export const evaluate = (fields: readonly Field[]): ProcessingCommand => ({ kind: 'eval', fields, span });
export const pattern = (column: string): NamePattern => ({ kind: 'name-pattern', pieces: [{ kind: 'text', text: column, span }], span });
export const keep = (columns: readonly string[]): ProcessingCommand => ({ kind: 'keep', patterns: columns.map(pattern), span });
export const drop = (columns: readonly string[]): ProcessingCommand => ({ kind: 'drop', patterns: columns.map(pattern), span });
export const rename = (pairs: readonly (readonly [from: string, to: string])[]): ProcessingCommand => ({
  kind: 'rename', renamings: pairs.map(([from, to]) => ({ kind: 'renaming', from: pattern(from), to: pattern(to), span })), span,
});
/** A query that goes on with more commands. */
export const withCommands = (q: Query, more: readonly ProcessingCommand[]): Query => ({ ...q, commands: [...q.commands, ...more] });
export const indexPattern = (index: string): IndexPattern => ({ kind: 'index-pattern', text: index, span });
export const sortKey = (value: Expression, direction: 'asc' | 'desc', nulls?: 'first' | 'last'): SortKey => ({ kind: 'sort-key', value, direction, span, ...(nulls && { nulls }) });
export const limit = (count: Expression & { kind: 'integer' }): ProcessingCommand => ({ kind: 'limit', count, by: [], span });

/** Like a wildcard test; LIKE takes a list of patterns as well. */
export function like(value: Expression, patterns: readonly string[], operator: 'like' | 'rlike' = 'like'): Expression {
  const [only, ...more] = patterns as [string, ...string[]];
  if (more.length === 0) return { kind: 'like', operator, value, negated: false, pattern: text(only), span };
  return { kind: 'like-list', operator, value, negated: false, patterns: patterns.map(text), span };
}

/** `NOT x` in the shortest spelling: the operator's own negation where it has one. */
export function not(e: Expression): Expression {
  switch (e.kind) {
    case 'comparison':
      return e.operator === '==' ? { ...e, operator: '!=' } : e.operator === '!=' ? { ...e, operator: '==' } : { kind: 'not', operand: e, span };
    case 'in':
    case 'in-subquery':
    case 'like':
    case 'like-list':
    case 'is-null':
      return { ...e, negated: !e.negated };
    case 'not':
      return e.operand;
    case 'boolean':
      return boolean(!e.value);
    default:
      return { kind: 'not', operand: e, span };
  }
}
