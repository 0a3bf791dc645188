import type { Argument, Call as CallTree, Expression, In, InSubquery, Like, LikeList } from '../../../../grammars/esql/syntax.js';
import type { Expr, Lambda } from '../../../ast/pipeline.js';
import { chained } from '../../../ast/walk.js';
import type { Span } from '../../../base/source.js';
import type { Op } from '../../../catalogue/entry.js';
import { opsByName } from '../../../catalogue/index.js';
import { nearest } from '../../../semantics/nearest.js';
import { fieldOf } from '../../../semantics/schema.js';
import { esqlTypeName } from '../types.js';
import { converterOf } from './casts.js';
import { broken, infixCall, namedCall, prefixCall, unknownFunction } from './calls.js';
import { fullText, isFullText } from './full-text.js';
import { constant, options } from './literals.js';
import { fieldName, identifierText } from './names.js';
import { parameterOf } from './parameters.js';
import type { Scope } from './scope.js';

export function expression(e: Expression, scope: Scope): Expr {
  const sub = (x: Expression): Expr => expression(x, scope);
  switch (e.kind) {
    case 'name':
    case 'parameterized-name':
      return column(fieldName(e, scope.lowering), e.span, scope);
    case 'unary':
      return e.operator === '+' ? sub(e.operand) : prefixCall('-', [sub(e.operand)], e.span, scope.lowering);
    case 'arithmetic':
    case 'comparison':
      return infixCall(e.operator, [sub(e.left), sub(e.right)], e.span, scope.lowering);
    case 'logical':
      return chain(e.operator === 'and' ? 'AND' : 'OR', e.operands.map(sub), scope);
    case 'not':
      return negate(sub(e.operand), e.span, scope);
    case 'cast':
      return cast(sub(e.value), e.type.name, e.span, scope);
    case 'in':
      return inList(e, scope);
    case 'in-subquery':
      return inSubquery(e, scope);
    case 'like':
    case 'like-list':
      return like(e, scope);
    case 'is-null':
      return namedOperator(e.negated ? 'IS NOT NULL' : 'IS NULL', [sub(e.value)], e.span, scope);
    case 'match':
      return infixCall(':', [sub(e.field), constant(e.query, scope.lowering)], e.span, scope.lowering);
    case 'call':
      return call(e, scope);
    case 'parameter':
      return parameterOf(e, scope.lowering);
    default:
      return constant(e, scope.lowering);
  }
}

function column(name: string, span: Span, scope: Scope): Expr {
  if (scope.lambda?.has(name)) return { kind: 'col', name, type: 'unknown', span };
  const field = fieldOf(scope.schema, name);
  const side = scope.right ? ('left' as const) : undefined;
  if (field) return { kind: 'col', name, type: field.type, span, ...(side && { side }) };
  const right = scope.right && fieldOf(scope.right, name);
  if (right) return { kind: 'col', name, type: right.type, side: 'right', span };
  if (scope.schema.open || scope.right?.open) return { kind: 'col', name, type: 'unknown', span, ...(side && { side: scope.right?.open && !scope.schema.open ? 'right' : side }) };
  checkColumn(name, span, scope);
  return broken(span);
}

/** Reports a column that is not there where all columns are known; one without a name has been reported. */
export function checkColumn(name: string, span: Span, { schema, lowering }: Scope): void {
  if (name === '' || schema.open || fieldOf(schema, name)) return;
  const near = nearest(name, schema.fields.map((f) => f.name));
  lowering.report('unknown-column', { name }, span, near && `the nearest name is ${near}`);
}

/** Like `expression`, reporting an interval, which no column holds. */
export function columnValue(e: Expression, name: string, scope: Scope): Expr {
  const value = expression(e, scope);
  if (value.type !== 'period' && value.type !== 'timespan') return value;
  scope.lowering.report('type-mismatch', { what: `column ${name}`, got: esqlTypeName(value.type), want: 'a value that columns hold' }, e.span);
  return broken(e.span);
}

/** Like `expression`, reporting a value that is no boolean. */
export function condition(e: Expression, scope: Scope): Expr {
  const cond = expression(e, scope);
  if (cond.type === 'bool' || cond.type === 'unknown' || cond.type === 'null') return cond;
  scope.lowering.report('type-mismatch', { what: 'the condition', got: esqlTypeName(cond.type), want: 'boolean' }, e.span);
  return broken(e.span);
}

/** AND and OR are binary in the catalogue. */
function chain(symbol: string, operands: readonly Expr[], scope: Scope): Expr {
  return chained(operands, (a, b) => infixCall(symbol, [a, b], { start: a.span.start, end: b.span.end }, scope.lowering));
}

export function negate(e: Expr, span: Span, scope: Scope): Expr {
  return prefixCall('NOT', [e], span, scope.lowering);
}

/** Operators written in words are entries with an infix spelling of the same words. */
function namedOperator(symbol: string, args: readonly Expr[], span: Span, scope: Scope): Expr {
  return infixCall(symbol, args, span, scope.lowering);
}

function cast(value: Expr, type: string, span: Span, scope: Scope): Expr {
  const converter = converterOf(type);
  if (converter) return namedCall(converter, [value], span, scope.lowering);
  scope.lowering.report('unknown-type', { name: type }, span);
  return broken(span);
}

function inList(e: In, scope: Scope): Expr {
  const args = [e.value, ...e.list].map((x) => expression(x, scope));
  const call = withoutNulls(infixCall('IN', args, e.span, scope.lowering));
  return e.negated ? negate(call, e.span, scope) : call;
}

/** A null in the list makes a miss null: the test without it, or null. */
function withoutNulls(e: Expr): Expr {
  if (e.kind !== 'call' || e.op !== 'esql.in') return e;
  const args = e.args.filter((a, i) => i === 0 || !isNull(a));
  if (args.length === e.args.length) return e;
  const unknown: Expr = { kind: 'lit', type: 'bool', value: null, span: e.span };
  return args.length === 1 ? unknown : { ...e, op: 'logic.or', args: [{ ...e, args }, unknown] };
}

const isNull = (e: Expr): boolean => e.kind === 'lit' && e.value === null;

function inSubquery(e: InSubquery, scope: Scope): Expr {
  const args = e.values.map((v) => expression(v, scope));
  const found: Expr = { kind: 'subquery', mode: 'in', args, pipeline: scope.query(e.query), nulls: 'logic', type: 'bool', span: e.span };
  return e.negated ? negate(found, e.span, scope) : found;
}

function like(e: Like | LikeList, scope: Scope): Expr {
  const patterns = e.kind === 'like' ? [expression(e.pattern, scope)] : e.patterns.map((p) => constant(p, scope.lowering));
  const call = infixCall(e.operator.toUpperCase(), [expression(e.value, scope), ...patterns], e.span, scope.lowering);
  return e.negated ? negate(call, e.span, scope) : call;
}

function call(e: CallTree, scope: Scope): Expr {
  const name = identifierText(e.name, scope.lowering).toUpperCase();
  if (name === '') return broken(e.span);
  if (isFullText(name)) return fullText(name, e, scope);
  const ops = opsByName('esql', name);
  if (ops.length === 0) return unknownFunction(name, e.span, scope.lowering);
  const aggregate = ops.some((o) => o.kind === 'aggregate');
  if (aggregate && !scope.aggregates) {
    scope.lowering.report('aggregate-misplaced', { name }, e.span);
    return broken(e.span);
  }
  const inner = aggregate ? { ...scope, aggregates: false } : scope;
  const args = withImplicit(ops, e.arguments.flatMap((a) => argument(a, inner)), e.span, inner);
  return namedCall(name, args, e.span, scope.lowering, options(e.options, scope.lowering));
}

/** TBUCKET, TRANGE, EARLIEST and LATEST read `@timestamp` without naming it. */
function withImplicit(ops: readonly Op[], args: readonly Expr[], span: Span, scope: Scope): readonly Expr[] {
  const spelled = ops[0]?.esql;
  const implicit = spelled?.kind === 'call' ? spelled.implicit : undefined;
  return implicit ? [...args.slice(0, implicit.at), column(implicit.column, span, scope), ...args.slice(implicit.at)] : args;
}

/** `*` is no argument: COUNT(*) counts rows, as COUNT() does. */
function argument(a: Argument, scope: Scope): Expr[] {
  if (a.kind === 'star') return [];
  if (a.kind !== 'lambda') return [expression(a, scope)];
  const params = a.parameters.map((p) => p.name);
  const body = expression(a.body, { ...scope, lambda: new Set([...(scope.lambda ?? []), ...params]) });
  const lambda: Lambda = { kind: 'lambda', params, body, type: body.type, span: a.span };
  return [lambda];
}
