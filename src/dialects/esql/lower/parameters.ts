import type { Parameter } from '../../../../grammars/esql/leaves.js';
import type { Expr, Lit } from '../../../ast/pipeline.js';
import { parameter } from '../../../ast/parameters.js';
import type { Span } from '../../../base/source.js';
import { evaluateCall, type Typed } from '../../../catalogue/constant.js';
import { opsByName } from '../../../catalogue/index.js';
import type { ParameterValue } from '../../../semantics/environment.js';
import { howToGive, isInexact, shownValue } from '../../../semantics/given.js';
import { converterOf } from './casts.js';
import type { Lowering } from './context.js';
import { written } from './names.js';
import { array, integer, literal } from './values.js';

/** `?`, `?name`, `?1` where an expression may stand: its value, or for a translation the parameter itself. */
export function parameterOf(p: Parameter, lowering: Lowering): Expr {
  const name = lowering.parameterName(p);
  const given = lowering.env.parameters?.get(name);
  if (given !== undefined) return givenLiteral(given, p, lowering);
  if (lowering.env.openWorld) return parameter(name, lowering.env.parameterTypes?.get(name)?.type ?? 'unknown', p.span);
  lowering.report('unknown-parameter', { name: written(p) }, p.span, howToGive(name));
  return literal('unknown', null, p.span);
}

/** The same where only a constant will do, because the meaning of the query hangs on it. */
export function givenConstant(p: Parameter, lowering: Lowering): Lit {
  const name = lowering.parameterName(p);
  const given = lowering.env.parameters?.get(name);
  if (given !== undefined) return givenLiteral(given, p, lowering);
  lowering.report('unknown-parameter', { name: written(p) }, p.span, `here its value has to be known before anything else; ${howToGive(name)}`);
  return literal('unknown', null, p.span);
}

function givenLiteral(value: ParameterValue, p: Parameter, lowering: Lowering): Lit {
  const read = literalOf(value, p.span);
  if (typeof read !== 'string') return read;
  lowering.report('parameter-value', { name: written(p), value: shownValue(value), want: read }, p.span);
  return literal('unknown', null, p.span);
}

/** The literal, or what the value would have to be. */
function literalOf(value: ParameterValue, span: Span): Lit | string {
  if (value === null) return literal('null', null, span);
  if (typeof value === 'string') return literal('string', value, span);
  if (typeof value === 'boolean') return literal('bool', value, span);
  if (typeof value === 'bigint') return integer({ text: String(value), span });
  if (typeof value === 'number') return isInexact(value) ? 'a number of at most 2^53, or a text with its type, {"type": "long", "value": "…"}' : Number.isInteger(value) ? integer({ text: String(value), span }) : literal('real', value, span);
  return isTyped(value) ? typedLiteral(value.type, value.value, span) : several(value, span);
}

const isTyped = (v: object): v is { readonly type: string; readonly value: string } => 'type' in v && 'value' in v && typeof v.type === 'string' && typeof v.value === 'string';

const WANTED = 'a text, a number, a boolean, null, a list of such, or {"type": …, "value": a text}';

function several(values: unknown, span: Span): Lit | string {
  if (!Array.isArray(values) || values.length === 0) return WANTED;
  const items: Lit[] = [];
  for (const v of values as unknown[]) {
    const item = typeof v === 'object' ? WANTED : literalOf(v as ParameterValue, span);
    if (typeof item === 'string') return item;
    items.push(item);
  }
  const kinds = new Set(items.map((i) => (i.type === 'string' || i.type === 'bool' ? i.type : 'number')));
  return kinds.size > 1 ? 'a list of values of one type' : array(items, span);
}

function typedLiteral(type: string, text: string, span: Span): Lit | string {
  const converter = converterOf(type);
  if (converter === undefined) return 'of a type that ES|QL has';
  for (const op of opsByName('esql', converter)) {
    const value: Typed | undefined = op.kind === 'scalar' ? evaluateCall(op, [{ type: 'string', value: text }]) : undefined;
    if (value && value.value !== null) return literal(value.type, value.value, span);
  }
  return `of the type ${type}`;
}
