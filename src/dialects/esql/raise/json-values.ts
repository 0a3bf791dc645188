import type { Call, Expr } from '../../../ast/pipeline.js';
import type { Span } from '../../../base/source.js';
import { isInteger, type Ty } from '../../../data/types.js';
import { opOf } from '../../../catalogue/index.js';
import { type Raising, refuse } from './context.js';
import { titleOf } from './titles.js';

/**
 * A value of a JSON text is a text itself in ES|QL, where Kusto has a number, a boolean or an array: where a typed value is asked for it is
 * converted, so that the two can be compared.
 */

const COMPARES = /^compare\.(equal|notEqual|less|lessOrEqual|greater|greaterOrEqual|between|notBetween)$|^list\.(in|notIn)$/;
const ON_NUMBERS = /^math\.(add|subtract|multiply|divide|remainder|negate)$/;
const OF_NUMBERS = /^aggregate\.(sum|avg|stdev|variance|percentile)/;
const OF_ARRAYS = /^(array\.(?!range|repeat)|set\.|string\.joinArray$)/;

const isNumber = (t: Ty): boolean => isInteger(t) || t === 'real' || t === 'decimal';

/** A call or an aggregate over such values, its arguments of the types that it needs. */
export function typedJson(e: Expr, isJson: (e: Expr) => boolean, raising: Raising): Expr {
  const empty = e.kind === 'call' ? emptyTest(e) : undefined;
  if (empty) return empty;
  if ((e.kind !== 'call' && e.kind !== 'agg') || !e.args.some(isJson)) return e;
  if (e.kind === 'agg') return OF_NUMBERS.test(e.op) ? { ...e, args: e.args.map((a) => (isJson(a) ? converted('toReal', 'real', a) : a)) } : e;
  if (e.op === 'array.length') return { ...e, args: e.args.map((a) => (isJson(a) ? asJson(a) : a)) };
  if (e.op === 'array.sum') return refuse(titleOf(opOf(e.op)), 'the numbers are in a text of JSON, which ES|QL does not take apart', e.span);
  if (OF_ARRAYS.test(e.op)) raising.opNote('different', titleOf(opOf(e.op)), 'the array is in a text of JSON, which counts as one value: ES|QL does not take it apart', e.span);
  if (ON_NUMBERS.test(e.op)) return withJson(e, isJson, (a) => converted('toReal', 'real', a));
  return COMPARES.test(e.op) ? compared(e, isJson) : e;
}

/** `array_length(x) == 0` of an array's JSON. */
function emptyTest(e: Call): Call | undefined {
  const [length, none] = e.args;
  const array = e.op === 'compare.equal' && none?.kind === 'lit' && Number(none.value) === 0 && length?.kind === 'call' && length.op === 'array.length' ? length.args[0] : undefined;
  if (!array || !none || !isMarked(array)) return undefined;
  return { ...e, args: [{ ...(array.args[0] as Expr), type: 'string' } as Expr, { kind: 'lit', type: 'string', value: '[]', span: none.span }] };
}

function compared(e: Call, isJson: (e: Expr) => boolean): Call {
  const types = e.args.filter((a) => !isJson(a)).map((a) => a.type);
  if (types.some(isNumber)) return withJson(e, isJson, (a) => converted('toReal', 'real', a));
  if (types.includes('datetime')) return withJson(e, isJson, (a) => converted('toDatetime', 'datetime', a));
  if (types.includes('bool')) return { ...e, args: e.args.map((a) => (isJson(a) || a.type !== 'bool' ? a : asText(a))) };
  return e;
}

const withJson = (e: Call, isJson: (e: Expr) => boolean, f: (e: Expr) => Expr): Call => ({ ...e, args: e.args.map((a) => (isJson(a) ? f(a) : a)) });
export const converted = (to: string, type: Ty, a: Expr): Call => ({ kind: 'call', op: `convert.${to}`, args: [a], type, span: a.span });
export const asText = (a: Expr): Expr => (a.kind === 'lit' ? { ...a, type: 'string', value: String(a.value) } : converted('toString', 'string', a));

/** Marks a text whose JSON is meant as a whole: an array to be counted or expanded. */
export const asJson = (text: Expr): Call => (isMarked(text) ? text : { kind: 'call', op: 'dynamic.parseJson', args: [text], type: 'dynamic', span: text.span });
export const isMarked = (e: Expr): e is Call => e.kind === 'call' && e.op === 'dynamic.parseJson';

const NAME = /^[A-Za-z_]\w*$/;
const inBrackets = (key: string): string => `['${key.replace(/['\\]/g, '\\$&')}']`;

/** Steps as a JSON path. */
export const pathText = (steps: readonly (string | number)[]): string => `$${steps.map((x) => (typeof x === 'number' ? `[${x}]` : NAME.test(x) ? `.${x}` : inBrackets(x))).join('')}`;

/** The steps to a field in its document; none where two paths of the query became one field. */
export function stepsTo(field: string, raising: Pick<Raising, 'steps'>): readonly (string | number)[] | undefined {
  if (raising.steps.has(field)) return raising.steps.get(field);
  const dot = field.lastIndexOf('.');
  const last = field.slice(dot + 1);
  const before = dot < 0 ? [] : stepsTo(field.slice(0, dot), raising);
  return before && [...before, dot >= 0 && /^\d+$/.test(last) ? Number(last) : last];
}

/** The path of a field in its document. */
export function documentPath(field: string, raising: Raising, span: Span): string {
  const steps = stepsTo(field, raising) ?? refuse(field, 'two paths are one field of that name, and JSON tells them apart', span);
  return steps.every((x) => typeof x === 'string' && NAME.test(x)) ? field : pathText(steps);
}
