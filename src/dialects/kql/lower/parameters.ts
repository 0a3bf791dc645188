import type * as Syntax from '../../../../grammars/kql/syntax.js';
import { parameter } from '../../../ast/parameters.js';
import type { Expr } from '../../../ast/pipeline.js';
import { isInteger, isNumeric, type Dynamic, type Ty } from '../../../data/types.js';
import type { ParameterValue } from '../../../semantics/environment.js';
import { howToGive, isInexact, shownValue } from '../../../semantics/given.js';
import { kqlTypeName, kqlTypeOf } from '../types.js';
import { type Binding, type Context, lowerExpr, report, withoutRow } from './context.js';
import { convertTo } from './conversions.js';
import { broken, literal } from './operations.js';

/** `declare query_parameters`: each is the value that is given for it, else its default; for a translation without either, the parameter itself. */
export function defineParameters(s: Syntax.DeclareParametersStatement, cx: Context): void {
  for (const p of s.params) cx.scope.define(p.name.text, declared(p, cx));
}

function declared(p: Syntax.FunctionParameter, cx: Context): Binding {
  const type: Ty = (p.type.kind === 'type' && kqlTypeOf(p.type.text)) || 'string';
  const name = p.name.text;
  const given = cx.state.env.parameters?.get(name);
  if (given !== undefined) return { kind: 'scalar', expr: givenLiteral(given, type, p, cx) };
  if (p.default) return { kind: 'scalar', expr: convertTo(type, lowerExpr(p.default, withoutRow(cx)), cx), default: { name, span: p.span } };
  if (cx.state.env.openWorld) return { kind: 'scalar', expr: parameter(name, type, p.span) };
  report(cx, 'unknown-parameter', { name }, p.span, `its type is ${kqlTypeName(type)}; ${howToGive(name)}`);
  return { kind: 'scalar', expr: broken(p.span) };
}

function givenLiteral(value: ParameterValue, type: Ty, p: Syntax.FunctionParameter, cx: Context): Expr {
  const read = literalOf(value, type, p, cx);
  if (read) return read;
  report(cx, 'parameter-value', { name: p.name.text, value: shownValue(value), want: `of its type, ${kqlTypeName(type)}` }, p.span, isInexact(value) ? 'JSON has lost digits of the number: a text keeps them' : undefined);
  return broken(p.span);
}

/** `undefined`: it is none of the type. Kusto is given texts, which it reads as literals of the declared type. */
function literalOf(value: ParameterValue, type: Ty, p: Syntax.FunctionParameter, cx: Context): Expr | undefined {
  if (value === null) return literal(type, type === 'string' ? '' : null, p.span);
  if (typeof value === 'boolean') return type === 'bool' ? literal('bool', value, p.span) : type === 'string' ? literal('string', String(value), p.span) : undefined;
  if (typeof value === 'number' || typeof value === 'bigint') return isInexact(value) ? undefined : number(value, type, p, cx);
  if (typeof value === 'string') return text(value, type, p, cx);
  if ('value' in value) return typeof value.value === 'string' ? text(value.value, type, p, cx) : undefined;
  return Array.isArray(value) && type === 'dynamic' && !value.some(isInexact) ? literal('dynamic', value as readonly Dynamic[], p.span) : undefined;
}

function number(value: number | bigint, type: Ty, p: Syntax.FunctionParameter, cx: Context): Expr | undefined {
  if (isNumeric(type) && (!isInteger(type) || typeof value === 'bigint' || Number.isInteger(value))) return text(String(value), type, p, cx);
  return type === 'string' ? literal('string', String(value), p.span) : type === 'dynamic' ? text(String(value), type, p, cx) : undefined;
}

/** The types behind whose name a literal may stand in parentheses: `datetime(2026-01-31)`, `time(1d)`. */
const CALLED = /^\s*([a-z]+)\s*\(\s*([\s\S]*?)\s*\)\s*$/;

function text(given: string, type: Ty, p: Syntax.FunctionParameter, cx: Context): Expr | undefined {
  if (type === 'string') return literal('string', given, p.span);
  const [, called = '', within = ''] = CALLED.exec(given) ?? [];
  const written = kqlTypeOf(called) === type ? within : given;
  if (written === 'null') return literal(type, null, p.span);
  const read = convertTo(type, literal('string', written, p.span), cx);
  return read.kind === 'lit' && read.value !== null ? read : undefined;
}
