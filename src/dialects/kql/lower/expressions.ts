import type * as Syntax from '../../../../grammars/kql/syntax.js';
import { isParameter } from '../../../ast/parameters.js';
import type { Expr } from '../../../ast/pipeline.js';
import { diagnostic } from '../../../base/diagnostics.js';
import type { Span } from '../../../base/source.js';
import type { Ty } from '../../../data/types.js';
import { fieldOf, type Schema } from '../../../semantics/schema.js';
import { isPlaceholder } from '../placeholders.js';
import { kqlTypeName } from '../types.js';
import { callExpression } from './calls.js';
import { type Context, lowerExpr, report } from './context.js';
import { columnHint } from './hints.js';
import { dynamicLiteral, textLiteral } from './literals.js';
import { propertyExpression, variableExpression } from './graph-expressions.js';
import { DYNAMIC_INDEX, DYNAMIC_MEMBER } from './op-ids.js';
import { betweenExpression, binaryExpression, inExpression, logicalExpression, unaryExpression } from './operators.js';
import { broken, column, isBroken, literal } from './operations.js';
import { scalarSubquery } from './subqueries.js';

/** One value per row; reached through `lowerExpr`. */
export function expression(e: Syntax.Expression, cx: Context): Expr {
  switch (e.kind) {
    case 'name': return nameExpression(e, cx);
    case 'literal': return textLiteral(e, cx);
    case 'string': return stringLiteral(e, cx);
    case 'dynamic': return dynamicLiteral(e, cx);
    case 'path': return pathExpression(e, cx);
    case 'element': return elementExpression(e, cx);
    case 'call': return callExpression(e, cx);
    case 'unary': return unaryExpression(e, cx);
    case 'binary': return binaryExpression(e, cx);
    case 'logical': return logicalExpression(e, cx);
    case 'in': return inExpression(e, cx);
    case 'between': return betweenExpression(e, cx);
    case 'subquery': return e.keyword === 'toscalar' ? scalarSubquery(e, cx) : misplaced('a table', e.span, cx);
    case 'missing': return broken(e.span);
    case 'typeof': return literal('string', e.type.kind === 'type' ? e.type.text : 'dynamic', e.span);
    case 'wildcard': case 'star': return misplaced('*', e.span, cx);
    case 'lambda': return misplaced('a function', e.span, cx);
    default: return misplaced('a table', e.span, cx);
  }
}

function misplaced(what: string, span: Span, cx: Context): Expr {
  report(cx, 'type-mismatch', { what: 'the expression', got: what, want: 'a value' }, span);
  return broken(span);
}

/** A workbook may put another text in the place of one that is nothing but a parameter. */
function stringLiteral({ value, span }: Syntax.StringLiteral, cx: Context): Expr {
  const { placeholders, warnings } = cx.state;
  if (isPlaceholder(value) && !placeholders.some((p) => p.span.start === span.start)) {
    placeholders.push({ name: value, span });
    warnings.push(diagnostic('text-placeholder', { name: value }, span, 'write the text in its place that it stands for'));
  }
  return literal('string', value, span);
}

/* ---------------------------------------------------------------- names */

/** Columns first, then what statements and parameters define; an open schema has every other name as a column. */
function nameExpression(e: Syntax.Name, cx: Context): Expr {
  const field = cx.row && fieldOf(cx.row.schema, e.text);
  if (field) return column(e.text, field.type, e.span);
  const variable = variableExpression(e, cx);
  if (variable) return variable;
  const binding = cx.scope.find(e.text);
  if (binding?.kind === 'scalar') {
    if (binding.default) cx.state.defaults.add(binding.default);
    return isParameter(binding.expr) ? { ...binding.expr, span: e.span } : binding.expr;
  }
  if (binding?.kind === 'table') return misplaced(`the table ${e.text}`, e.span, cx);
  if (binding?.kind === 'function' && binding.lambda.params.length === 0) return callExpression({ kind: 'call', name: e, args: [], span: e.span }, cx);
  if (binding?.kind === 'function') return misplaced(`the function ${e.text}`, e.span, cx);
  return columnOf(e, cx, cx.row?.schema);
}

function columnOf(e: Syntax.Name, cx: Context, schema: Schema | undefined): Expr {
  const field = schema && fieldOf(schema, e.text);
  if (field) return column(e.text, field.type, e.span);
  if (schema?.open) return column(e.text, 'unknown', e.span);
  report(cx, 'unknown-column', { name: e.text }, e.span, columnHint(e.text, schema, cx.row));
  return broken(e.span);
}

/* ---------------------------------------------------------------- paths */

function pathExpression(e: Syntax.Path, cx: Context): Expr {
  const side = sideColumn(e, cx) ?? stepColumn(e, cx) ?? propertyExpression(e, cx);
  if (side) return side;
  if (e.member.kind !== 'name') return misplaced('a table', e.span, cx);
  const target = lowerExpr(e.target, cx);
  if (isBroken(target) || !isDynamic(target, e, cx)) return broken(e.span);
  return { kind: 'call', op: DYNAMIC_MEMBER, args: [target, literal('string', e.member.text, e.member.span)], type: 'dynamic', span: e.span };
}

/** `$left.x`, `$right.x`. */
function sideColumn(e: Syntax.Path, cx: Context): Expr | undefined {
  const { row } = cx;
  if (!row?.right || e.target.kind !== 'name' || e.member.kind !== 'name') return undefined;
  const side = SIDES[e.target.text];
  if (!side) return undefined;
  const found = columnOf(e.member, cx, side === 'left' ? row.schema : row.right);
  return found.kind === 'col' ? { ...found, side, span: e.span } : found;
}

const SIDES: Readonly<Record<string, 'left' | 'right'>> = { $left: 'left', $right: 'right' };

/** `s1.x`: the column x as step s1 of `scan` left it. */
function stepColumn(e: Syntax.Path, cx: Context): Expr | undefined {
  if (e.target.kind !== 'name' || e.member.kind !== 'name' || !cx.row?.steps?.has(e.target.text)) return undefined;
  const found = columnOf(e.member, cx, cx.row.schema);
  return found.kind === 'col' ? { ...found, name: `${e.target.text}.${e.member.text}`, span: e.span } : found;
}

function isDynamic(target: Expr, e: Syntax.Path | Syntax.Element, cx: Context): boolean {
  if (target.type === 'dynamic' || target.type === 'unknown') return true;
  report(cx, 'type-mismatch', { what: 'what a path goes into', got: kqlTypeName(target.type), want: 'dynamic' }, e.target.span, target.type === 'string' ? 'parse_json(…) reads a string as a dynamic value' : undefined);
  return false;
}

const INDEXES: ReadonlySet<Ty> = new Set<Ty>(['int', 'long', 'string', 'dynamic', 'unknown', 'null']);

function elementExpression(e: Syntax.Element, cx: Context): Expr {
  const target = lowerExpr(e.target, cx);
  const index = lowerExpr(e.index, cx);
  if (isBroken(target) || isBroken(index) || !isDynamic(target, e, cx)) return broken(e.span);
  if (!INDEXES.has(index.type)) {
    report(cx, 'type-mismatch', { what: 'what stands in brackets', got: kqlTypeName(index.type), want: 'a whole number or a string' }, e.index.span);
    return broken(e.span);
  }
  const op = index.type === 'string' ? DYNAMIC_MEMBER : DYNAMIC_INDEX;
  return { kind: 'call', op, args: [target, index], type: 'dynamic', span: e.span };
}

