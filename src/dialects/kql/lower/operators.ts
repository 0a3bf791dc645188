import type * as Syntax from '../../../../grammars/kql/syntax.js';
import type { Expr } from '../../../ast/pipeline.js';
import { chained } from '../../../ast/walk.js';
import type { Span } from '../../../base/source.js';
import { opsByInfix } from '../../../catalogue/index.js';
import { neg } from '../../../data/int64.js';
import type { Ty, Value } from '../../../data/types.js';
import { kqlTypeName } from '../types.js';
import { type Context, lowerExpr, report } from './context.js';
import { operandHint } from './hints.js';
import { literalValue } from './literals.js';
import { LOGIC_AND, LOGIC_OR } from './op-ids.js';
import { broken, infixCall, isBroken, literal, namedCall, prefixCall } from './operations.js';
import { starCondition } from './stages/search-terms.js';
import { comparable, comparableList } from './comparable.js';
import { membership } from './subqueries.js';
import { isTabular } from './tabular.js';

export function unaryExpression(e: Syntax.Unary, cx: Context): Expr {
  const { operand } = e;
  if (e.op === '-' && operand.kind === 'literal' && operand.type !== 'bool') return negativeLiteral(operand, e.span, cx);
  const value = lowerExpr(operand, cx);
  if (e.op === '+' || isBroken(value)) return value;
  return prefixCall('-', [value], e.span, cx);
}

/** `-5` is one literal; its digits alone must fit the type, as in Kusto. */
function negativeLiteral(node: Syntax.TextLiteral, span: Span, cx: Context): Expr {
  const value = literalValue(node.type, node.text, cx);
  if (value === undefined) {
    report(cx, 'literal-malformed', { type: node.type, text: node.text }, node.span);
    return broken(span);
  }
  return literal(node.type, value === null ? null : negated(node.type, value), span);
}

function negated(type: Ty, value: Value): Value {
  if (type === 'real') return -(value as number);
  return typeof value === 'number' || typeof value === 'bigint' ? neg(value) : (value as { neg(): Value }).neg();
}

export function logicalExpression(e: Syntax.Logical, cx: Context): Expr {
  const operands = e.operands.map((o) => truth(lowerExpr(o, cx), e.op, cx));
  const op = e.op === 'and' ? LOGIC_AND : LOGIC_OR;
  return chained(operands, (left, right) => both(op, left, right));
}

const both = (op: string, left: Expr, right: Expr): Expr =>
  ({ kind: 'call', op, args: [left, right], type: 'bool', span: { start: left.span.start, end: right.span.end } });

/** Kusto reads a dynamic operand of `and` and `or` as a boolean. */
function truth(e: Expr, op: string, cx: Context): Expr {
  if (e.type === 'dynamic') return namedCall('tobool', [e], e.span, cx);
  if (e.type === 'bool' || e.type === 'unknown' || e.type === 'null') return e;
  report(cx, 'type-mismatch', { what: `an operand of ${op}`, got: kqlTypeName(e.type), want: 'bool' }, e.span);
  return broken(e.span);
}

export function binaryExpression(e: Syntax.Binary, cx: Context): Expr {
  if (e.left.kind === 'star') return anyColumnCondition(e, cx);
  const args = comparable(e.op, lowerExpr(e.left, cx), lowerExpr(e.right, cx), cx);
  if (args.some(isBroken)) return broken(e.span);
  if (ARITHMETIC.has(e.op) && args.every((x) => x.type === 'dynamic')) return incompatible(e.op, args, e.span, cx);
  if (opsByInfix('kql', e.op).length === 0) {
    report(cx, 'not-yet', { what: `the operator ${e.op}` }, e.span);
    return broken(e.span);
  }
  return infixCall(e.op, args, e.span, cx);
}

/** `* has "x"`, also outside of `search`. */
function anyColumnCondition(e: Syntax.Binary, cx: Context): Expr {
  if (!cx.row || cx.row.schema.open) {
    report(cx, 'not-yet', { what: '* as an operand', reason: 'the columns of the table are not known' }, e.span, 'a schema names them (--schema)');
    return broken(e.span);
  }
  return starCondition(e, { columns: cx.row.schema.fields, caseSensitive: false }, cx);
}

function incompatible(op: string, args: readonly Expr[], span: Span, cx: Context): Expr {
  const types = args.map((a) => kqlTypeName(a.type));
  report(cx, 'argument-type', { name: op, types: types.join(', ') }, span, operandHint(op, types));
  return broken(span);
}

/** One operand at least must have a type of its own, which the dynamic one is then read as. */
const ARITHMETIC: ReadonlySet<string> = new Set(['+', '-', '*', '/', '%']);

/* ---------------------------------------------------------------- lists and intervals */

export function inExpression(e: Syntax.InList, cx: Context): Expr {
  const left = lowerExpr(e.left, cx);
  const only = e.items.length === 1 ? (e.items[0] as Syntax.Expression) : undefined;
  if (only && isTabular(only, cx)) return isBroken(left) ? left : membership(e, left, only, cx);
  const args = [left, ...comparableList(left, e.items.map((i) => lowerExpr(i, cx)), cx)];
  if (args.some(isBroken)) return broken(e.span);
  return opsByInfix('kql', e.op).length > 0 ? infixCall(e.op, args, e.span, cx) : namedCall(e.op, args, e.span, cx);
}

export function betweenExpression(e: Syntax.Between, cx: Context): Expr {
  const args = [e.value, e.low, e.high].map((x) => lowerExpr(x, cx));
  return infixCall(e.negated ? '!between' : 'between', args, e.span, cx);
}
