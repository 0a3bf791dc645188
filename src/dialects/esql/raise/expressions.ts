import type { Name } from '../../../../grammars/esql/leaves.js';
import type { Expression } from '../../../../grammars/esql/syntax.js';
import type { Call, Col, Expr, Lit, Named } from '../../../ast/pipeline.js';
import type { Span } from '../../../base/source.js';
import { remembered } from '../../../base/memo.js';
import type { CallSpelling, Grade, Op } from '../../../catalogue/entry.js';
import { children, columnsIn, mapInside } from '../../../ast/walk.js';
import { constantOf, evaluateExpr } from '../../../catalogue/constant.js';
import { castValue } from '../../../catalogue/cast.js';
import { NO_SPAN } from '../../../base/source.js';
import { opOf } from '../../../catalogue/index.js';
import { isText, type Ty } from '../../../data/types.js';
import { branchFacts } from '../../../semantics/branches.js';
import { type Facts, whenNothing } from '../../../semantics/nullability.js';
import type { Empties } from '../../../semantics/guards.js';
import { condition as sharedCondition, type Speller, valueOf } from '../../../semantics/conditions.js';
import { fieldOf, type Schema } from '../../../semantics/schema.js';
import { constantCall } from '../../constants.js';
import { lowerExpression } from '../lower/expression-only.js';
import { boolean, call, compare, field, isNotNull, isNull, logical, name, not, NULL, or, text } from './build.js';
import { isElementText } from './array-texts.js';
import { type Arrays, arraysBehind } from './arrays-behind.js';
import { negation, testValue } from './address-tests.js';
import { type Raising, refuse, WHOLE_OBJECT } from './context.js';
import { spokenVersion } from '../../targets.js';
import { hasForm, needsForm } from './versions.js';
import type { Spell } from './handlers/handler.js';
import { HANDLERS } from './handlers/index.js';
import { comparedType, firstColumn, textOfAny } from './first-column.js';
import { constant, finerTime, isCut, milliseconds } from './literals.js';
import { opposite } from './negation.js';
import { mayBeNoMean } from './means.js';
import { mayBeObject } from './objects-here.js';
import { checkKinds } from './one-kind.js';
import { testOfMade, testOfWhole, wholeTest, withTexts } from './several-texts.js';
import { titleOf } from './titles.js';
import { fillTemplate } from './template.js';
import { callOfPartial, computedTexts, isComputedText, partialTexts } from './partial.js';
import { inMilliseconds, shown } from './timespans.js';
import type { Scope } from './scope.js';
import { isResult } from '../../../ast/choices.js';

/** An expression whose value matters. */
export function value(e: Expr, scope: Scope): Expression {
  switch (e.kind) {
    case 'lit':
      return written(e, scope.raising);
    case 'col':
      if (mayBeObject(e.type) && scope.raising.isObject(e.name, scope.before) && !scope.names?.has(e.name)) wholeObject(e.name, e.span, scope);
      return e.orElse ? ifThere(e, e.orElse, scope) : (scope.names?.get(e.name) ?? name(e.name));
    case 'call':
      if (isText(e.type) && scope.filled?.has(e)) return call('COALESCE', value(e, { ...scope, filled: undefined }), text(''));
      if (e.op === 'array.concat') return spelled(e, scope);
      return testValue(e, (test) => spelled(test, scope), scope.raising) ?? (scope.bare && !e.op.startsWith('logic.') ? spelled(withoutObjects(e, scope), scope) : valueOf(withoutObjects(e, scope), withMadeArrays(e, scope), speller(scope)));
    case 'subquery':
      return subquery(e, scope);
    case 'agg':
      return refuse('an aggregate', 'it does not stand among values', e.span);
    case 'lambda':
      return refuse('a lambda', 'ES|QL has no lambdas over values', e.span);
  }
}

function written(e: Lit, raising: Raising): Expression {
  if (isCut(e)) raising.opNote('different', 'datetime', 'times are cut to milliseconds: date_nanos, which is finer, reaches from 1970 to 2262 and is not mixed with dates', e.span);
  return constant(e);
}

/** A value that is put down, aggregated or grouped by: a constant timespan is a duration beside dates only, and a number here. */
export function columnValue(e: Expr, scope: Scope): Expression {
  if (!isNonFinite(e)) return value(inMilliseconds(e), scope);
  scope.raising.opNote('different', 'real', 'ES|QL doubles are finite: null stands for NaN and infinities', e.span);
  return NULL;
}

/** What a column is set to: a constant time in full where nothing mixes the column with dates. */
export const assignedValue = (c: Named, scope: Scope): Expression => fullTime(c, scope.raising) ?? columnValue(c.expr, scope);

function fullTime({ name: column, expr }: Named, raising: Raising): Expression | undefined {
  const ticks = expr.type === 'datetime' && expr.kind !== 'col' ? constantOf(expr) : undefined;
  const mixed = (): boolean => raising.computesWith(column) || raising.census.kinds.has('join') || raising.census.kinds.has('union');
  return (typeof ticks === 'number' || typeof ticks === 'bigint') && !mixed() ? finerTime(ticks) : undefined;
}

/** A null beside a period is a period in ES|QL, which columns do not hold. */
const isNoTime = (e: Call): boolean => e.type === 'datetime' && e.op.startsWith('math.') && evaluateExpr(e, () => undefined)?.value === null;

function isNonFinite(e: Expr): boolean {
  const constant = e.type === 'real' ? evaluateExpr(e, () => undefined) : undefined;
  return typeof constant?.value === 'number' && !Number.isFinite(constant.value);
}

/** `column_ifexists`: where no index has the field, it is null, and so the fallback stands for it. */
function ifThere(e: Col, fallback: Expr, scope: Scope): Expression {
  mayLack(e.name, e.span, scope.raising);
  const tree = scope.names?.get(e.name) ?? name(e.name);
  if (fallback.kind === 'lit' && (fallback.value === null || fallback.value === '')) return tree;
  scope.raising.opNote('different', 'column_ifexists', `the fallback also stands where ${e.name} is there and has no value`, e.span);
  return call('COALESCE', tree, value(fallback, scope));
}

/** A field that may be mapped nowhere. */
export function mayLack(column: string, at: Span, raising: Raising): void {
  if (!hasForm('set', raising)) return raising.opNote('different', column, 'the field is taken to be mapped; the query fails where it is not', at);
  raising.nullifies = true;
  raising.opNote('rewritten', 'unmapped_fields', 'fields that the query reads and no index has are null, misspelled ones too', at);
}

/** `TargetResources` beside `TargetResources[0].type`: there are fields for the members only. */
function wholeObject(column: string, at: Span, scope: Scope): void {
  scope.raising.opNote('different', column, WHOLE_OBJECT, at);
}

const ON_NUMBERS = /^math\.(add|subtract|multiply|divide|remainder)$/;

/** An object is no number, nor is a text that is an element of an array: null among numbers. */
function withoutObjects(e: Call, scope: Scope): Call {
  return ON_NUMBERS.test(e.op) && e.args.some((a) => isWhole(a, scope)) ? { ...e, args: e.args.map((a) => (isWhole(a, scope) ? { kind: 'lit', type: 'long', value: null, span: a.span } : a)) } : e;
}

function isWhole(a: Expr, scope: Scope): boolean {
  if (isElementText(a, scope)) return true;
  const read = a.kind === 'call' && a.op === 'dynamic.parseJson' ? a.args[0] : a;
  return read?.kind === 'col' && mayBeObject(read.type) && scope.raising.isObject(read.name, scope.before);
}

/** A condition of which only truth matters. */
export const condition = (e: Expr, scope: Scope): Expression => sharedCondition(e, withMadeArrays(e, scope), speller(scope));

/** An array that the query makes is never missing in KQL, so that no test needs a guard for it, unless it may have no elements. */
function withMadeArrays(e: Expr, scope: Scope): Facts {
  const dynamic = scope.raising.census.types.has('dynamic') ? [...columnsIn(e)].filter((c) => typeOf(c, scope) === 'dynamic') : [];
  if (dynamic.length === 0) return scope.facts;
  const { made, empty } = arraysBehind(scope.before, scope.raising);
  const held = dynamic.filter((c) => made.has(c) && !empty.has(c));
  return held.length === 0 ? scope.facts : new Set([...scope.facts, ...held]);
}

function emptiesIn(scope: Scope): Empties {
  let found: Arrays | undefined;
  const { census } = scope.raising;
  const means = census.ops.has('aggregate.avg') || census.ops.has('aggregate.avgIf');
  return (column) => {
    found ??= arraysBehind(scope.before, scope.raising);
    if (found.empty.has(column)) return { when: found.made.has(column) ? 'always' : 'sometimes', instead: { type: 'dynamic', value: [] } };
    return means && mayBeNoMean({ kind: 'col', name: column, type: 'real', span: NO_SPAN }, scope.before) ? { when: 'always', instead: { type: 'real', value: NaN } } : undefined;
  };
}

export function typeOf(column: string, scope: Scope): Ty {
  return fieldOf(scope.schema, column)?.type ?? 'unknown';
}

/** One for each scope, which remembers what it has spelled. */
const speller = (scope: Scope): Speller<Expression> => remembered(scope.raising.spellers, scope, () => newSpeller(scope));

function newSpeller(scope: Scope): Speller<Expression> {
  const ref = (column: string): Expression => scope.names?.get(column) ?? name(column);
  const empties = emptiesIn(scope);
  return {
    source: scope.raising.nullStrings, target: 'keep', empties, known: new Map(), logical,
    // What is no number is neither above another one nor below it.
    opposite: (e) => ([...columnsIn(e)].some((c) => empties(c)?.instead.type === 'real') ? undefined : opposite(e)),
    not: (tree) => negation(tree, scope.raising),
    atom: (e) => isNoTime(e) ? NULL : constantCall(e, scope.raising, { spell: () => spelled(e, scope), meaning: (tree) => lowerExpression(tree, scope.schema, scope.raising.options.env), literal: (l) => written(l, scope.raising) }),
    bare: (e) => spelled(e, { ...scope, bare: true }),
    other: (e) => value(e, scope),
    reLower: (tree) => readBack(tree, scope),
    typeOf: (column) => typeOf(column, scope),
    absent: (column, _type, where) => absentTest(ref(column), where),
    present: (column, _type, where) => presentTest(ref(column), where),
    ifAbsent: (column, _type, v, tree, e, where) => {
      const instead = v.type === 'timespan' && v.value !== null ? milliseconds(v.value as number, e) : constant({ kind: 'lit', ...v, span: e.span });
      if (where === 'null' && v.value === null) return call('CASE', isNotNull(ref(column)), tree);
      if (where === 'null' && isNullAt(tree, column, scope)) return call('COALESCE', tree, instead);
      return call('CASE', absentTest(ref(column), where), instead, tree);
    },
    total: (tree) => (scope.raising.falseOfNothing.has(tree) ? call('COALESCE', tree, boolean(false)) : tree),
    undecided: (columns, tree, e, demand) => (demand === 'truth' && isAmongPresent(e, scope) ? tree : undecided(columns, tree, e, scope, demand === 'truth')),
  };
}

const retyped = (fields: Schema['fields'], from: Ty, to: Ty): Schema['fields'] => (fields.some((f) => f.type === from) ? fields.map((f) => (f.type === from ? { ...f, type: to } : f)) : fields);

/**
 * What a tree means; columns that are put aside are read under their own names, and nothing is known where one stands for more than a name.
 * What is dynamic in Kusto has a type in ES|QL, which is not known here: choices do not take it as it is. Timespans are numbers of milliseconds.
 */
function readBack(tree: Expression, scope: Scope): Expr | undefined {
  const aside = new Map<string, Name>();
  for (const [column, to] of scope.names ?? []) {
    const read = filledName(to) ?? to;
    if (read.kind !== 'name') return undefined;
    if (read.text !== column) aside.set(read.text, name(column));
  }
  const restored = (node: object): object => ('kind' in node && node.kind === 'name' ? (aside.get((node as Name).text) ?? node) : mapInside(node, restored));
  const whole = aside.size > 0 ? (restored(tree) as Expression) : tree;
  const read = (fields: Schema['fields']): Expr | undefined => lowerExpression(whole, { fields, open: true }, scope.raising.options.env);
  const fields = retyped(scope.schema.fields, 'timespan', 'long');
  return read(fields) ?? (fields.some((f) => f.type === 'dynamic') ? read(retyped(fields, 'dynamic', 'unknown')) : undefined);
}

/** The column in a text that stands for it, "" where it is missing. */
const filledName = (tree: Expression | undefined): Name | undefined => (tree !== undefined && isFilled(tree) && tree.kind === 'call' && tree.arguments[0]?.kind === 'name' ? tree.arguments[0] : undefined);

/** Whether a tree is null where a column is: COALESCE then replaces what it gives there and nothing else. */
function isNullAt(tree: Expression, column: string, scope: Scope): boolean {
  const read = readBack(tree, scope);
  const value = read && whenNothing(read, column, 'keep');
  return value !== undefined && value.value === null;
}

/** A string that may be null is read as "", as it is in Kusto (a column of unknown type counts as one, whatever it holds); for other types the difference is told. */
function undecided(columns: readonly string[], tree: Expression, e: Call, scope: Scope, onlyTruth: boolean): Expression {
  if (e.type === 'bool' && columns.every((c) => isMember(e.args[0], c, scope))) return tree;
  if (OVER_LISTS.has(e.op) && columns.every((c) => e.args.some((a) => isMember(a, c, scope)))) return onlyTruth && !isNegative(e) ? tree : call('COALESCE', tree, boolean(isNegative(e)));
  const emptied = emptiesIn(scope);
  const none = columns.filter((c) => searchesFor(e, c) && emptied(c));
  if (none.length > 0) {
    const others = columns.filter((c) => !none.includes(c));
    return searchedForNone(none.map((c) => ({ column: c, when: emptied(c)?.when })), others.length > 0 ? undecided(others, tree, e, scope, onlyTruth) : tree, e, scope, onlyTruth);
  }
  const computed = computedTexts(e, scope);
  const texts = columns.filter((c) => isText(typeOf(c, scope)) || (typeOf(c, scope) === 'unknown' && !isReadTyped(e, c) && !isListOf(e, c)));
  const others = columns.filter((c) => !texts.includes(c) && typeOf(c, scope) !== 'unknown' && !isListOf(e, c) && !e.args.every((a) => isComputedText(a) || computed.has(a) || !columnsIn(a).has(c)));
  const missing = others.filter((c) => !emptied(c));
  // What is searched for something that varies is "" where the array has no elements.
  const empties = others.filter((c) => emptied(c) && !(emptied(c)?.when === 'always' && e.op.startsWith('string.')));
  if (missing.length > 0) scope.raising.opNote('different', titleOf(opOf(e.op)), `where ${missing.join(', ')} is missing the two dialects may differ`, e.span);
  if (empties.length > 0) scope.raising.opNote('different', titleOf(opOf(e.op)), `${empties.join(', ')}: Elasticsearch cannot tell an empty array from a missing one`, e.span);
  if (texts.length === 0 && computed.size === 0) return ORDERS.test(e.op) && !onlyTruth && others.length === 0 && !columns.some((c) => c.includes('.')) ? call('COALESCE', tree, { kind: 'boolean', value: false, span: e.span }) : tree;
  const unfilled = texts.filter((c) => !filledName(scope.names?.get(c)));
  if (unfilled.length === 0 && computed.size === 0) return tree;
  const filled = unfilled.map((c): [string, Expression] => [c, isText(typeOf(c, scope)) ? call('COALESCE', scope.names?.get(c) ?? name(c), text('')) : textOfAny(scope.names?.get(c) ?? name(c))]);
  return spelled(e, { ...scope, names: new Map([...(scope.names ?? []), ...filled]), filled: computed });
}

/** Whether `has_any` looks for the elements of the column: of an array without elements it finds none, and of a missing one it is null. */
const searchesFor = (e: Call, column: string): boolean => (e.op === 'string.hasAny' || (e.op === 'logic.not' && e.args[0]?.kind === 'call' && e.args[0].op === 'string.hasAny')) && isListOf(e, column);

function searchedForNone(lists: readonly { readonly column: string; readonly when: 'always' | 'sometimes' | undefined }[], tree: Expression, e: Call, scope: Scope, onlyTruth: boolean): Expression {
  const answer = e.op === 'logic.not';
  const both = lists.filter((l) => l.when === 'sometimes').map((l) => l.column);
  if (both.length > 0 && (answer || !onlyTruth)) scope.raising.opNote('different', titleOf(opOf(e.op)), `${both.join(', ')}: Elasticsearch cannot tell an empty array from a missing one`, e.span);
  const absent = or(...lists.map(({ column }) => isNull(scope.names?.get(column) ?? name(column))));
  if (onlyTruth) return answer ? or(tree, absent) : tree;
  return call('CASE', absent, boolean(answer), tree);
}

/** `x in (rows)` without a missing one among them: a missing x is in there for neither. */
const isAmongPresent = (e: Call, { raising }: Scope): boolean => /^list\.in(IgnoringCase)?$/.test(e.op) && e.args[0]?.kind === 'col' && e.args[1] !== undefined && raising.rowsWithoutMissing.has(e.args[1]);

const isNegative = (e: Call): boolean => e.op.startsWith('list.not');

const OVER_LISTS: ReadonlySet<string> = new Set(['string.hasAny', 'list.in', 'list.notIn', 'list.inIgnoringCase', 'list.notInIgnoringCase']);

/** A list that is missing has no elements for either; `has_any` of none is null for both. */
function isListOf(e: Call, column: string): boolean {
  if (e.op === 'logic.not') return e.args[0]?.kind === 'call' && isListOf(e.args[0], column);
  return OVER_LISTS.has(e.op) && e.args.every((a, i) => (i > 0 && e.args.length === 2 && a.kind === 'col' && (a.type === 'dynamic' || a.name.includes('.'))) || !columnsIn(a).has(column));
}

/** These answer null for a missing value and for "" alike, in both, and have no use for a text. An order is false where Kusto has a null. */
const CONVERSIONS = /^convert\.to(Datetime|Real|Long|Int|Bool)$/;
const ORDERS = /^compare\.(less|greater)(OrEqual)?$/;
const isTyped = (op: string): boolean => CONVERSIONS.test(op) || ORDERS.test(op) || ON_NUMBERS.test(op);

const isReadTyped = (e: Expr, column: string): boolean =>
  children(e).every((a) => (a.kind === 'col' && a.name === column ? e.kind === 'call' && isTyped(e.op) : isReadTyped(a, column)));

/** A member of an object that is not there is null in Kusto as well, and so is a test of it. */
const isMember = (operand: Expr | undefined, column: string, scope: Scope): boolean =>
  operand?.kind === 'col' && operand.name === column && column.includes('.') && typeOf(column, scope) === 'unknown';

function absentTest(tree: Expression, where: 'null' | 'empty' | 'both'): Expression {
  const empty = compare('==', tree, text(''));
  return where === 'null' ? isNull(tree) : where === 'empty' ? empty : or(isNull(tree), empty);
}

function presentTest(tree: Expression, where: 'null' | 'empty' | 'both'): Expression {
  return where === 'null' ? isNotNull(tree) : compare('!=', tree, text(''));
}

/** An empty string and a missing one are one value in Kusto. */
export const isAbsent = (tree: Expression, type: Ty): Expression => (isText(type) ? or(isNull(tree), compare('==', tree, text(''))) : isNull(tree));

/* ---------------------------------------------------------------- spelling of calls */

/** Among values a constant timespan is a number too. */
const CHOICES = /^(condition|dynamic|array|set)\./;
/** Those of them whose arguments have the type of what they give. */
const OF_ONE_TYPE = /^condition\./;

/** Of the conditions only truth matters. */
const BRANCHES: ReadonlySet<string> = new Set(['condition.iff', 'condition.case']);

/** A call as the catalogue says, without guards around it. */
export const spelled = (e: Call, scope: Scope): Expression => callOfPartial(e, spelledPlainly(e, withFilled(e, scope)), scope);

function withFilled(e: Call, scope: Scope): Scope {
  const more = partialTexts(e, scope);
  return more.length === 0 ? scope : { ...scope, filled: new Set([...(scope.filled ?? []), ...more]) };
}

function spelledPlainly(whole: Call, scope: Scope): Expression {
  const made = testOfMade(whole, scope);
  if (made) return made;
  const test = testOfWhole(whole, scope);
  if (test) return wholeTest(test, spelledAlone(test.ofOne, scope), scope);
  return spelledAlone(withTexts(whole, scope), scope);
}

function spelledAlone(given: Call, scope: Scope): Expression {
  checkKinds(given, scope);
  const e = CHOICES.test(given.op) ? { ...given, args: given.args.map(inMilliseconds).map((a, i) => ofType(given, a, i)) } : given;
  shown(e, titleOf, scope.raising);
  if (BRANCHES.has(e.op)) return chosen(e, scope);
  const op = opOf(e.op);
  const how = op.esql;
  switch (how.kind) {
    case 'call':
      needs(how.since, op, e, scope);
      graded(op, how.grade, how.note, e, scope);
      return call(how.name, ...ordered(how, e.args).map((a) => value(a, scope)));
    case 'infix':
      return infixed(how.symbol, e.args.map((a) => value(a, scope)));
    case 'prefix':
      return how.symbol === 'NOT' ? not(value(e.args[0] as Expr, scope)) : { kind: 'unary', operator: '-', operand: value(e.args[0] as Expr, scope), span: e.span };
    case 'template':
      needs(how.since, op, e, scope);
      graded(op, how.grade, how.note, e, scope);
      return fillTemplate(how.text, e.args.map((a, i) => (decides(e, i) ? condition(a, scope) : value(a, scope))));
    case 'raise':
      return handled(op, e, scope);
    case 'refuse':
      return refuse(titleOf(op), how.reason, e.span);
  }
}

/** Each branch with what its conditions say of its rows. */
function chosen(e: Call, scope: Scope): Expression {
  const known = branchFacts(e.args, scope.facts, scope.raising.nullStrings);
  return call('CASE', ...e.args.map((a, i) => {
    const within = spellIn(scope).knowing(known[i] as Facts);
    return isResult(e.args.length, i) ? within.value(a) : within.condition(a);
  }));
}

/** A choice reads what is dynamic as the type of the others: an array among texts as its text. */
function ofType(choice: Call, a: Expr, i: number): Expr {
  if (!OF_ONE_TYPE.test(choice.op) || a.type !== 'dynamic' || decides(choice, i) || choice.type === 'dynamic' || choice.type === 'unknown') return a;
  if (isText(choice.type)) return { kind: 'call', op: 'convert.toString', args: [a], type: 'string', span: a.span };
  return a.kind === 'lit' ? { ...a, type: choice.type, value: castValue('dynamic', choice.type, a.value) } : a;
}

/** Of the conditions of a choice only truth matters: CASE goes on behind one that is null. */
const decides = ({ op, args }: Call, i: number): boolean => BRANCHES.has(op) && !isResult(args.length, i);

function handled(op: Op, e: Call, scope: Scope): Expression {
  const handler = HANDLERS[op.id];
  if (!handler) return refuse(titleOf(op), 'it has no spelling in ES|QL yet', e.span);
  if (op.esql.kind === 'raise' && op.esql.grade !== 'rewritten') graded(op, op.esql.grade, op.esql.note, e, scope);
  return handler(e, spellIn(scope));
}

const spellIn = (scope: Scope): Spell => ({
  scope, value: (x) => value(x, scope), condition: (x) => condition(x, scope),
  knowing: (facts) => (facts === scope.facts ? spellIn(scope) : spellIn({ ...scope, facts })),
});

const ordered = (how: CallSpelling, args: readonly Expr[]): readonly Expr[] => (how.order ? how.order.map((i) => args[i]).filter((a) => a !== undefined) : args);

const COMPARISONS: ReadonlySet<string> = new Set(['==', '!=', '<', '<=', '>', '>=']);
const ARITHMETIC: ReadonlySet<string> = new Set(['+', '-', '*', '/', '%']);

function infixed(symbol: string, args: readonly Expression[]): Expression {
  const [left, right, ...more] = args as [Expression, Expression, ...Expression[]];
  const span = { start: 0, end: 0 };
  if (COMPARISONS.has(symbol)) return compare(symbol as '==', left, right);
  if (ARITHMETIC.has(symbol)) return { kind: 'arithmetic', operator: symbol as '+', left, right, span };
  if (symbol === 'IN') return { kind: 'in', value: left, negated: false, list: [right, ...more], span };
  if (symbol === 'IS NULL' || symbol === 'IS NOT NULL') return { kind: 'is-null', value: left, negated: symbol === 'IS NOT NULL', span };
  throw new Error(`no spelling of the operator ${symbol}`);
}

export function graded(op: Op, grade: Grade | undefined, note: string | undefined, e: Expr, scope: Scope): void {
  if (!grade || grade === 'exact' || (grade === 'rewritten' && !note)) return;
  scope.raising.opNote(grade, titleOf(op), note ?? op.doc, e.span);
}

/** Refuses what the target version does not have. */
export function needs(since: string | undefined, op: Op, e: Expr, scope: Scope): void {
  if (since !== undefined && !scope.raising.has(since)) refuse(titleOf(op), `it needs Elasticsearch ${spokenVersion(since)}`, e.span);
}

function subquery(e: Extract<Expr, { kind: 'subquery' }>, scope: Scope): Expression {
  if (e.mode === 'in') return inSubquery(e, scope);
  return refuse('toscalar', 'a value from another pipeline has no place in this expression', e.span);
}

function inSubquery(e: Extract<Expr, { kind: 'subquery' }>, scope: Scope): Expression {
  needsForm('inSubquery', 'in (subquery)', e.span, scope.raising);
  const [only, ...more] = e.args as [Expr, ...Expr[]];
  const rows = more.length === 0 ? scope.spelling(e.pipeline) : undefined;
  const values = rows ? [comparedWithRows(only, rows.schema.fields[0]?.type ?? 'unknown', e, scope)] : e.args.map((a) => comparedWithRows(a, a.type, e, scope));
  const subjects = e.ignoreCase ? values.map((v) => call('TO_LOWER', v)) : values;
  const query = rows ? firstColumn(rows, only.type, e.ignoreCase === true, e) : scope.query(e.pipeline);
  return { kind: 'in-subquery', values: subjects, negated: false, query, span: e.span };
}

/** A missing text is "", on both sides; another null equals the null of a row in Kusto, and nothing in ES|QL. `rows`: the type of the column. */
function comparedWithRows(a: Expr, rows: Ty, e: Expr, scope: Scope): Expression {
  const tree = value(a, scope);
  const type = comparedType(a.type, rows);
  if (type === 'unknown') return textOfAny(tree);
  if (a.kind === 'lit' || (a.kind === 'col' && scope.facts.has(a.name))) return tree;
  if (isText(type)) return isFilled(tree) ? tree : call('COALESCE', tree, { kind: 'string', value: '', span: a.span });
  scope.raising.opNote('narrower', 'in (subquery)', 'where the value is null the row is left out', e.span);
  return tree;
}

const isFilled = (tree: Expression): boolean => tree.kind === 'call' && tree.name.kind === 'identifier' && tree.name.name === 'COALESCE';

export const assigned = (columnName: string, e: Expr, scope: Scope): ReturnType<typeof field> => field(value(e, scope), columnName);
