import type { ComparisonOperator, Expression } from '../../../../../grammars/esql/syntax.js';
import type { Call, Expr } from '../../../../ast/pipeline.js';
import { constantOf } from '../../../../catalogue/constant.js';
import { type Dynamic, isInteger, isNumeric, isText } from '../../../../data/types.js';
import { fieldOf } from '../../../../semantics/schema.js';
import { and, arithmetic, boolean, call, compare, inList, isNotNull, not, or, text } from '../build.js';
import { arrayText } from '../array-texts.js';
import { refuse } from '../context.js';
import { needsForm, needsFunction } from '../versions.js';
import { finerTime } from '../literals.js';
import { lowerCase, withoutCase } from '../letters.js';
import { millis } from './span.js';
import { comparedType, firstColumn, textOfAny } from '../first-column.js';
import { rowsOfList } from '../list-rows.js';
import type { Handler, Handlers, Spell } from './handler.js';

const isDifference = (e: Expr | undefined): e is Call => e?.kind === 'call' && e.op === 'math.subtract' && e.type === 'timespan' && e.args.every((a) => a.type === 'datetime');

const MIRROR: Readonly<Record<ComparisonOperator, ComparisonOperator>> = { '==': '==', '!=': '!=', '<': '>', '<=': '>=', '>': '<', '>=': '<=' };

const isDuration = (e: Expr): boolean => e.kind === 'lit' && e.type === 'timespan';

/** `end - start > 1h`: ES|QL has no durations as values, so the start is moved instead. */
function comparison(operator: ComparisonOperator): Handler {
  return (e, s) => {
    const [a, b] = e.args as [Expr, Expr];
    if (isDifference(a) && isDuration(b)) return moved(operator, a, b, s);
    if (isDifference(b) && isDuration(a)) return moved(MIRROR[operator], b, a, s);
    if (a.type === 'timespan' || b.type === 'timespan') return compare(operator, millis(a, s), millis(b, s));
    return comparedWithNull(operator, a, b, s) ?? comparedWithNull(operator, b, a, s) ?? compare(operator, side(a, b, s), side(b, a, s));
  };
}

/** A value that is compared: a constant time is as fine as it was written. */
function operand(x: Expr, s: Spell): Expression {
  const ticks = x.type === 'datetime' ? constantOf(x) : undefined;
  return (typeof ticks === 'number' || typeof ticks === 'bigint' ? finerTime(ticks) : undefined) ?? s.value(x);
}

/** An array beside a text is its JSON; a member of an object that a join has packed is a text beside a number. */
function side(x: Expr, other: Expr, s: Spell): Expression {
  if (isText(other.type)) return arrayText(x, s.value(x), s.scope) ?? s.value(x);
  const packed = x.kind === 'col' && (x.type === 'dynamic' || (x.type === 'unknown' && x.name.includes('.'))) && s.scope.before.some((stage) => stage.kind === 'join' && s.scope.raising.packed.has(stage));
  return packed && other.kind === 'lit' && isNumeric(other.type) ? call('TO_DOUBLE', s.value(x)) : operand(x, s);
}

/** A value that is there differs from a null in KQL, and is not equal to it; ES|QL answers null for both. */
function comparedWithNull(operator: ComparisonOperator, x: Expr, none: Expr, s: Spell): Expression | undefined {
  if ((operator !== '!=' && operator !== '==') || isText(none.type) || constantOf(none) !== null) return undefined;
  return operator === '!=' ? isNotNull(s.value(x)) : boolean(false);
}

function moved(operator: ComparisonOperator, difference: Call, span: Expr, s: Spell): Expression {
  const [end, start] = difference.args as [Expr, Expr];
  return compare(operator, operand(end, s), arithmetic('+', operand(start, s), s.value(span)));
}

/** Both sides in lower case; a constant is lowered here. */
const ignoringCase = (operator: ComparisonOperator): Handler => (e, s) => {
  if (!e.args.every((x) => hasCase(x))) return comparison(operator)(e, s);
  const constants = e.args.map((a) => constantOf(a));
  const [a, b] = e.args.map((x, i) => (constants[i] === undefined ? withoutCase(lowered(x, s), constants, e, s.scope) : lowered(x, s))) as [Expression, Expression];
  return compare(operator, a, b);
};

const hasCase = (e: Expr): boolean => isText(e.type) || e.type === 'unknown' || e.type === 'dynamic' || e.type === 'guid' || e.type === 'null';

export function lowered(e: Expr, s: Spell): Expression {
  if (e.kind === 'lit' && typeof e.value === 'string') return text(lowerCase(e.value));
  return isLower(e) ? s.value(e) : call('TO_LOWER', s.value(e));
}

const isLower = (e: Expr): boolean => e.kind === 'call' && e.op === 'string.toLower';

/** The elements of `in (a, b)`, of `in (dynamic(["a", "b"]))` and of `in (split("a,b", ","))` alike. */
export function elements(list: readonly Expr[]): Expr[] {
  return list.flatMap((e): Expr[] => {
    if (e.kind === 'call' && e.op === 'dynamic.packArray') return elements(e.args);
    if (e.kind === 'subquery') return refuse('a list that is the rows of a table', 'ES|QL patterns and lists are constants', e.span);
    if (e.type !== 'dynamic') return [e];
    const value = constantOf(e);
    if (Array.isArray(value)) return value.map((v) => ofDynamic(v as Dynamic, e));
    return value === undefined || value === null ? refuse('a list that is not constant', 'ES|QL lists are written out', e.span) : [ofDynamic(value as Dynamic, e)];
  });
}

function ofDynamic(v: Dynamic, e: Expr): Expr {
  if (typeof v === 'string') return { kind: 'lit', type: 'string', value: v, span: e.span };
  if (typeof v === 'boolean') return { kind: 'lit', type: 'bool', value: v, span: e.span };
  if (typeof v === 'bigint' || typeof v === 'number') return { kind: 'lit', type: Number.isInteger(Number(v)) ? 'long' : 'real', value: v, span: e.span };
  return { kind: 'lit', type: 'dynamic', value: v, span: e.span };
}

/** `x in (T | project y)` and `x in (toscalar(T | summarize make_set(y)))` both test against the rows of a subquery. */
export function tested(x: Expr, list: Expr | undefined, ignoreCase: boolean, e: Call, s: Spell): Expression | undefined {
  if (list?.kind !== 'subquery') return undefined;
  needsForm('inSubquery', 'in (subquery)', e.span, s.scope.raising);
  const spelled = s.scope.spelling(list.mode === 'scalar' ? rowsOfList(list.pipeline, e.span, s.scope.raising) : list.pipeline);
  const first = spelled.schema.fields[0]?.name;
  if (first !== undefined && spelled.facts.has(first)) s.scope.raising.rowsWithoutMissing.add(list);
  const type = comparedType(x.type, spelled.schema.fields[0]?.type ?? 'unknown');
  const tree = type === 'unknown' ? textOfAny(s.value(x)) : s.value(x);
  const subject = ignoreCase ? (type === 'unknown' ? call('TO_LOWER', tree) : lowered(x, s)) : tree;
  return { kind: 'in-subquery', values: [subject], negated: false, query: firstColumn(spelled, x.type, ignoreCase, e), span: e.span };
}

const isPack = (e: Expr): boolean => e.kind === 'call' && e.op === 'dynamic.packArray';

/** A list that is a column: one of its values. */
function amongValues(x: Expr, list: Expr, ignoreCase: boolean, e: Call, s: Spell): Expression {
  needsFunction('MV_CONTAINS', 'a list that is not constant', e.span, s.scope.raising);
  const values = call('TO_STRING', s.value(list));
  return call('MV_CONTAINS', ignoreCase ? call('TO_LOWER', values) : values, ignoreCase ? lowered(x, s) : s.value(x));
}

/** A name that a projection has given to a column has lost its type; a member of an object that is a list has several values. */
const isDynamic = (e: Expr, { scope }: Spell): boolean =>
  e.type === 'dynamic' || (e.kind === 'col' && e.type === 'unknown' && [e.name, e.name.split('.')[0] as string].some((n) => fieldOf(scope.schema, n)?.type === 'dynamic'));

function member(ignoreCase: boolean): Handler {
  return (e, s) => {
    const [x, ...list] = e.args as [Expr, ...Expr[]];
    const subquery = list.length === 1 ? tested(x, list[0], ignoreCase, e, s) : undefined;
    if (subquery) return subquery;
    const [only] = list;
    if (only && list.length === 1 && isDynamic(only, s) && only.kind !== 'lit' && isText(x.type) && constantOf(only) === undefined && !isPack(only)) return amongValues(x, only, ignoreCase, e, s);
    const all = elements(list).flatMap((y) => ofTypeOf(x, y, e, s)).filter((y) => y.kind !== 'lit' || y.value !== null);
    if (all.length === 0) return { kind: 'boolean', value: false, span: e.span };
    const side = (y: Expr): Expression => (ignoreCase && hasCase(x) ? lowered(y, s) : x.type === 'timespan' ? millis(y, s) : operand(y, s));
    const values = all.map(side);
    const subject = ignoreCase && hasCase(x) ? withoutCase(side(x), all.map((y) => constantOf(y)), e, s.scope) : side(x);
    return values.length === 1 ? compare('==', subject, values[0] as Expression) : inList(subject, unique(values));
  };
}

/** ES|QL compares values of one type only. A null is in no list (S29). */
function ofTypeOf(x: Expr, y: Expr, e: Call, s: Spell): Expr[] {
  if (y.kind !== 'lit' || y.value === null || isText(x.type) === isText(y.type) || !(isNumeric(x.type) || isNumeric(y.type))) return [y];
  s.scope.raising.opNote('different', 'in', 'numbers and texts are compared as if the texts were numbers; Kusto may take them for unlike', e.span);
  if (isText(x.type)) return [{ ...y, type: 'string', value: String(y.value) }];
  return isInteger(x.type) && /^-?\d{1,15}$/.test(String(y.value)) ? [{ ...y, type: 'long', value: Number(y.value) }] : [];
}

function unique(values: readonly Expression[]): Expression[] {
  const seen = new Set<string>();
  return values.filter((v) => v.kind !== 'string' || (!seen.has(v.value) && seen.add(v.value)));
}

/** The second end of a range of moments may be a timespan behind the first. */
function ends(e: Call, s: Spell): { x: Expression; from: Expression; to: Expression } {
  const [x, from, to] = e.args as [Expr, Expr, Expr];
  if (x.type === 'timespan') return { x: millis(x, s), from: millis(from, s), to: millis(to, s) };
  const end = to.type === 'timespan' ? arithmetic('+', operand(from, s), s.value(to)) : operand(to, s);
  return { x: operand(x, s), from: operand(from, s), to: end };
}

const between: Handler = (e, s) => {
  const { x, from, to } = ends(e, s);
  return and(compare('>=', x, from), compare('<=', x, to));
};

const outside: Handler = (e, s) => {
  const { x, from, to } = ends(e, s);
  return or(compare('<', x, from), compare('>', x, to));
};

const negated = (h: Handler): Handler => (e, s) => not(h(e, s));

export const COMPARE_HANDLERS: Handlers = {
  'compare.equal': comparison('=='),
  'compare.notEqual': comparison('!='),
  'compare.less': comparison('<'),
  'compare.lessOrEqual': comparison('<='),
  'compare.greater': comparison('>'),
  'compare.greaterOrEqual': comparison('>='),
  'compare.equalIgnoringCase': ignoringCase('=='),
  'compare.notEqualIgnoringCase': ignoringCase('!='),
  'compare.between': between,
  'compare.notBetween': outside,
  'list.in': member(false),
  'list.notIn': negated(member(false)),
  'list.inIgnoringCase': member(true),
  'list.notInIgnoringCase': negated(member(true)),
};
