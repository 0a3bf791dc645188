import type { Expression } from '../../../../grammars/kql/syntax.js';
import type { Agg, Call, Expr, Pipeline } from '../../../ast/pipeline.js';
import { shapeOf } from '../../../ast/same.js';
import { remembered } from '../../../base/memo.js';
import type { CallSpelling, Grade, Op } from '../../../catalogue/entry.js';
import { chained, columnsIn } from '../../../ast/walk.js';
import { evaluateExpr } from '../../../catalogue/constant.js';
import { opOf, opsByName } from '../../../catalogue/index.js';
import type { Field } from '../../../data/table.js';
import { isText, type Ty } from '../../../data/types.js';
import { condition as sharedCondition, SET_OPERATIONS, type Speller, valueOf } from '../../../semantics/conditions.js';
import { note, type NoteCode } from '../../../semantics/notes.js';
import { factsOf } from '../../../semantics/facts-after.js';
import { pipelineSchema } from '../../../semantics/outputs.js';
import { fieldOf } from '../../../semantics/schema.js';
import { learn, whenNothing } from '../../../semantics/nullability.js';
import { arrayOf, binary, call, inList, isCall, literal, logical, long, name } from './build.js';
import { constantCall } from '../../constants.js';
import { refuse } from './context.js';
import { hasEmpty } from './absence.js';
import { isArray, isUnchanged } from './arrays.js';
import { asideOf } from './aside.js';
import type { Spell } from './handlers/handler.js';
import { HANDLERS } from './handlers/index.js';
import { mayLeaveNone, someOrNull } from './no-elements.js';
import { asAgo, idiomOf, withoutEmptyText } from './idioms.js';
import { constant, nullOf, valueInstead } from './literals.js';
import { notOf, onlyTruth, opposite } from './negation.js';
import { fillTemplate } from './template.js';
import { reLower } from './relower.js';
import type { Scope } from './scope.js';
import { firstAs, givesNull, ofSingleTruths, onlyElement, overArrays, overSingles, SEARCHES, seesEach, UNSIGNED } from './several.js';
import { isResult } from '../../../ast/choices.js';

/** An expression whose value matters. */
export function value(e: Expr, scope: Scope): Expression {
  switch (e.kind) {
    case 'lit':
      return constant(e);
    case 'col':
      return scope.names?.get(e.name) ?? columnRef(e.name, e.side);
    case 'call':
      return scope.bare ? spelled(e, scope) : callValue(e, scope);
    case 'subquery':
      return subquery(e, scope);
    case 'agg':
      return aggregateCall(e, scope);
    case 'lambda':
      return refuse('a lambda', 'KQL has no lambdas over values', e.span);
  }
}

const callValue = (e: Call, scope: Scope): Expression =>
  withAside(e, scope, (x, around) => valueOf(x, around.facts, speller(around)));

/** Spells with the operands aside that may be nothing, and puts them back. */
function withAside(given: Expr, scope: Scope, spell: (e: Expr, scope: Scope) => Expression): Expression {
  const e = ofSingleTruths(given, scope.arrays);
  const aside = e.kind === 'call' ? asideOf(e, scope) : undefined;
  return aside ? aside.filled(spell(aside.e, aside.scope), (operand) => value(operand, scope), (test) => condition(test, scope)) : spell(e, scope);
}

const columnRef = (column: string, side?: 'left' | 'right'): Expression =>
  side ? { kind: 'path', target: name(`$${side}`), member: name(column), span: { start: 0, end: 0 } } : name(column);

/** A condition of which only truth matters. */
export function condition(e: Expr, scope: Scope): Expression {
  if (e.kind !== 'lit' && isArray(e, scope.arrays)) return onlyElement(value(e, scope), 'bool');
  if (e.kind === 'lit' && e.type === 'null') return nullOf('bool');
  return withAside(e, scope, (x, around) => onlyTruth(sharedCondition(x, around.facts, speller(around))));
}

/** One for each scope, which remembers what it has spelled. */
const speller = (scope: Scope): Speller<Expression> => remembered(scope.raising.spellers, scope, () => newSpeller(scope));

function newSpeller(scope: Scope): Speller<Expression> {
  const ref = (column: string): Expression => scope.names?.get(column) ?? name(column);
  return {
    source: scope.raising.nullStrings, target: 'empty', known: new Map(), opposite, logical: (op, parts) => logical(op, withoutEmptyText(op, parts, scope.raising.emptyAside)), not: (tree) => negated(tree, scope),
    atom: (e) => constantCall(e, scope.raising, { spell: () => spelled(e, scope), meaning: (tree) => reLower(tree, scope), literal: constant }),
    bare: (e) => spelled(e, { ...scope, bare: true }),
    other: (e) => value(e, scope),
    reLower: (tree) => reLower(tree, scope),
    typeOf: (column) => fieldOf(scope.schema, column)?.type ?? 'unknown',
    absent: (column, type) => isAbsent(ref(column), type),
    present: (column, type) => isPresent(ref(column), type),
    ifAbsent: (column, type, v, tree, e) => unless(isAbsent(ref(column), type), valueInstead(v, e, isArray(e, scope.arrays)), tree),
    undecided: (columns, tree, e, demand) => {
      const tests = asEqualities(e);
      if (tests) return demand === 'truth' ? condition(tests, scope) : value(tests, scope);
      // An array is null where there is none, for the functions of both sides.
      const told = columns.filter((c) => !scope.arrays.has(c));
      if (told.length > 0) scope.raising.opNote('different', titleOf(opOf(e.op)), `where ${toldOf(told, scope)} is missing the two dialects may differ`, e.span);
      return tree;
    },
  };
}

/** Columns by their names, and what is computed by what it is computed from. */
function toldOf(columns: readonly string[], { raising: { aside } }: Scope): string {
  const made = new Set(columns.flatMap((c) => [...(aside.get(c) ?? [])]));
  return [...columns.filter((c) => !aside.has(c)), ...(made.size > 0 ? [`what is made of ${[...made].join(', ')}`] : [])].join(' or ');
}

/** A list with values that may be nothing, of which a miss is null: the constants in a list, and a comparison with each of the others. */
function asEqualities(e: Call): Expr | undefined {
  if (e.op === 'logic.not' && e.args[0]?.kind === 'call') {
    const within = asEqualities(e.args[0]);
    return within && { ...e, args: [within] };
  }
  if (e.op !== 'esql.in') return undefined;
  const [x, ...list] = e.args as [Expr, ...Expr[]];
  const constants = list.filter((a) => a.kind === 'lit');
  const others = list.filter((a) => a.kind !== 'lit').map((a): Expr => ({ ...e, op: 'esql.equal', args: [x, a] }));
  if (others.length === 0) return undefined;
  return chained(constants.length > 0 ? [{ ...e, args: [x, ...constants] }, ...others] : others, (a, b) => ({ ...e, op: 'logic.or', args: [a, b] }));
}

/** `isempty` takes any type and is true of null as well, so it serves where the type is not known. */
export const isAbsent = (column: Expression, type: Ty): Expression => call(hasEmpty(type) ? 'isempty' : 'isnull', column);
const isPresent = (column: Expression, type: Ty): Expression => notOf(isAbsent(column, type));

/** The tree, or something else under a condition; where that already stands for others, the condition joins theirs. */
function unless(cond: Expression, instead: Expression, tree: Expression): Expression {
  const [inner, given, rest] = isCall(tree, 'iff') && tree.kind === 'call' ? tree.args.map((a) => a.value) : [];
  return inner && given && rest && shapeOf(given) === shapeOf(instead) ? call('iff', logical('or', [inner, cond]), instead, rest) : call('iff', cond, instead, tree);
}

/* ---------------------------------------------------------------- spelling of calls */

/** A call as the catalogue says, without guards around it. */
function spelled(given: Call, outer: Scope): Expression {
  if (isUnchanged(given) && isArray(given.args[0] as Expr, outer.arrays)) return value(given.args[0] as Expr, outer);
  const { e, scope, around } = adapted(given, outer);
  return around(alone(e, scope));
}

/** Of single values. */
function alone(e: Call, scope: Scope): Expression {
  const op = opOf(e.op);
  const how = op.kql;
  // TO_STRING works on each value; the elements of an array are written as texts wherever one is asked for.
  if (e.op === 'esql.toString' && isArray(e, scope.arrays)) {
    scope.raising.opNote('different', 'TO_STRING', 'the elements of an array stay numbers', e.span);
    return value(e.args[0] as Expr, scope);
  }
  if (COMPUTES.test(e.op) && (e.type === 'ulong' || e.args[0]?.type === 'ulong')) scope.raising.opNote('different', titleOf(op), UNSIGNED, e.span);
  const short = idiomOf(e)?.(e, spellIn(scope));
  if (short) return short;
  if (CLAMPS.has(e.op) && ORDERED_AS_TEXTS.has(e.type)) scope.raising.opNote('different', titleOf(op), AS_TEXTS, e.span);
  switch (how.kind) {
    case 'call':
      graded(op, how.grade, how.note, e, scope);
      return call(how.name, ...ordered(how, e.args).map((a) => value(a, scope)));
    case 'infix':
      return infixed(how.symbol, e.args.map((a) => value(a, scope)));
    case 'prefix':
      return { kind: 'unary', op: '-', operand: value(e.args[0] as Expr, scope), span: e.span };
    case 'template':
      graded(op, how.grade, how.note, e, scope);
      return asAgo(fillTemplate(how.text, e.args.map((a) => value(a, scope))));
    case 'raise':
      return handled(op, e, scope);
    case 'refuse':
      return refuse(titleOf(op), how.reason, e.span);
  }
}

/** What gives other numbers of decimals. */
const COMPUTES = /^esql\.(add|subtract|multiply|divide|remainder|round|mvSum|mvAvg|mvMedian)$/;

/** Operations on multi-values whose second argument is one as well. */
const PAIRS: ReadonlySet<string> = new Set(['esql.mvAppend', 'esql.mvZip']);

/** What takes an array of which nothing is left for one that is missing. */
const ASKS_FOR_NONE: ReadonlySet<string> = new Set(['esql.coalesce', 'esql.mvCount']);

/** Tests of each value, which KQL has for single ones only. */
const EACH: ReadonlySet<string> = new Set(['esql.mvLike', 'esql.mvRlike', 'esql.mvInRange']);

/**
 * Arguments as KQL needs them. An operation on single values gives null for several: of a list that an aggregate made it takes the
 * only element. One on multi-values takes arrays: a single value is packed into one.
 */
function adapted(e: Call, scope: Scope): Adapted {
  if (opOf(e.op).kind !== 'scalar') return { e, scope, around: asIs };
  if (!e.op.startsWith('esql.mv') && !e.args.some((a) => isArray(a, scope.arrays))) return { e, scope, around: asIs };
  if (seesEach(e, scope) && isAware(e.op)) return refuse(`${titleOf(opOf(e.op))} of several values`, 'KQL has no function for each element of an array', e.span);
  const names = new Map(scope.names ?? []);
  const singles: Expression[] = [];
  const lists: string[] = [];
  const whole = givesNull(e);
  const others: Expr[] = [];
  const args = e.args.map((given, i): Expr => {
    const a = e.op === 'esql.mvConcat' && i === 0 && given.kind === 'call' && given.op === 'esql.toString' && isArray(given, scope.arrays) ? (given.args[0] as Expr) : given;
    const isOne = takesOne(e, i) && isArray(a, scope.arrays);
    const array = isOne ? value(a, scope) : undefined;
    const nulls = whole && !(SEARCHES.has(e.op) && i > 0);
    const list = array || isOne ? undefined : (packed(a, i, e, scope) ?? (ASKS_FOR_NONE.has(e.op) && mayLeaveNone(a) ? someOrNull(value(a, scope)) : undefined));
    const tree = array ? (nulls ? firstAs(array, a.type) : onlyElement(array, a.type)) : list;
    if (array && nulls) singles.push(array);
    else if (nulls && a.kind !== 'lit' && !(a.kind === 'col' && scope.facts.has(a.name))) others.push(a);
    if (!tree) return a;
    const stand = `\u0000argument ${i} ${names.size}`;
    names.set(stand, tree);
    if (list) lists.push(stand);
    return { kind: 'col', name: stand, type: a.type, span: a.span };
  });
  if (names.size === (scope.names?.size ?? 0)) return { e: args.every((a, i) => a === e.args[i]) ? e : { ...e, args }, scope, around: asIs };
  return { e: { ...e, args }, scope: { ...scope, names, arrays: lists.length > 0 ? new Set([...scope.arrays, ...lists]) : scope.arrays }, around: singles.length > 0 ? (tree) => overSingles(singles, others.map((a) => isPresent(value(a, scope), a.type)), tree, isArray(e, scope.arrays) ? 'dynamic' : e.type) : asIs };
}

interface Adapted {
  readonly e: Call;
  readonly scope: Scope;
  readonly around: (tree: Expression) => Expression;
}
const asIs = (tree: Expression): Expression => tree;

/** One value as an array of it, where an array is asked for; what may be either says so by its type in the row. */
function packed(a: Expr, i: number, e: Call, scope: Scope): Expression | undefined {
  const takesList = e.op.startsWith('esql.mv') && !EACH.has(e.op) && !SET_OPERATIONS.has(e.op) && (i === 0 || (i === 1 && PAIRS.has(e.op)));
  if (!takesList || a.type === 'null' || isArray(a, scope.arrays)) return undefined;
  const tree = value(a, scope);
  if (a.type !== 'dynamic' && a.type !== 'unknown') return call('pack_array', tree);
  return a.kind === 'col' ? arrayOf(tree) : undefined;
}

/** Whether one value is taken where an argument may have several. */
const takesOne = (e: Call, i: number): boolean => opOf(e.op).kind === 'scalar' && (!isAware(e.op) || SEARCHES.has(e.op) || (e.op === 'esql.case' && !isResult(e.args.length, i)));
const isAware = (id: string): boolean => (opOf(id) as { multi?: string }).multi === 'aware';

function handled(op: Op, e: Call, scope: Scope): Expression {
  const handler = HANDLERS[op.id];
  if (!handler) return refuse(titleOf(op), 'it has no spelling in KQL yet', e.span);
  if (op.kql.kind === 'raise' && op.kql.grade !== 'rewritten') graded(op, op.kql.grade, op.kql.note, e, scope);
  return asAgo(handler(e, spellIn(scope)));
}

const spellIn = (scope: Scope): Spell => ({
  scope, value: (x) => value(x, scope), condition: (x) => condition(x, scope),
  knowing: (facts) => (facts === scope.facts ? spellIn(scope) : spellIn({ ...scope, facts })),
});

const ordered = (how: CallSpelling, args: readonly Expr[]): readonly Expr[] => (how.order ? how.order.map((i) => args[i]).filter((a) => a !== undefined) : args);

function infixed(symbol: string, args: readonly Expression[]): Expression {
  const [left, ...rest] = args as [Expression, ...Expression[]];
  if (symbol === 'in' || symbol === 'in~' || symbol === '!in' || symbol === '!in~' || symbol === 'has_any' || symbol === 'has_all') return inList(symbol, left, rest);
  return binary(symbol as Parameters<typeof binary>[0], left, rest[0] as Expression);
}

/** What a person calls an operation: its name in ES|QL. */
export function titleOf(op: Op): string {
  const s = op.esql;
  return s.kind === 'call' ? s.name : s.kind === 'infix' || s.kind === 'prefix' ? s.symbol : op.id;
}

function graded(op: Op, grade: Grade | undefined, text: string | undefined, e: Expr, scope: Scope): void {
  if (!grade || grade === 'exact' || (grade === 'rewritten' && !text) || ofArrays(op, e, scope)) return;
  scope.raising.add(note(`op-${grade}` as NoteCode & 'op-rewritten', { what: titleOf(op), note: text ?? op.doc }, e.span));
}

/* ---------------------------------------------------------------- aggregates and subqueries */

/** An aggregate; its filter becomes the `…if` form where there is one. */
function aggregateCall(e: Agg, around: Scope): Expression {
  const outer = around.inAggregates ?? around;
  const scope = e.filter ? { ...outer, facts: learn(outer.facts, e.filter, outer.raising.nullStrings) } : outer;
  const op = opOf(e.op);
  const how = op.kql;
  if (e.args.some((a, i) => i > 0 && isArray(a, scope.arrays))) refuse('an aggregate of several values', "KQL's aggregate takes one value of each row", e.span);
  const given = e.args.map((a) => (a.type === 'null' ? nullOf('long') : value(a, scope)));
  const spread = e.args[0] && isArray(e.args[0], scope.arrays) ? overArrays(e, given[0] as Expression) : undefined;
  const args = spread && 'arg' in spread ? [spread.arg, ...given.slice(1)] : given;
  const filled = filledText(e.args[0]);
  const plain = (): Expression => {
    if (spread && 'tree' in spread) return spread.tree;
    if (e.op === 'esql.min' && mayMiss(e.args[0] as Expr, scope)) return call('minif', args[0] as Expression, call('isnotempty', args[0] as Expression));
    if (filled && e.op === 'esql.countDistinct') return call('count_distinct', value(filled, scope));
    if (filled && e.op === 'esql.count') return call('count');
    // A set of arrays holds their elements; Kusto counts no dynamic values.
    if (e.op === 'esql.countDistinct' && e.args[0] && isArray(e.args[0], scope.arrays)) return call('array_length', call('make_set', args[0] as Expression));
    if (how.kind === 'call') return call(how.name, ...args);
    if (how.kind === 'template') return fillTemplate(how.text, args);
    return handledAggregate(op, e, scope);
  };
  if (how.kind === 'refuse') return refuse(titleOf(op), how.reason, e.span);
  if ((e.op === 'esql.min' || e.op === 'esql.max') && ORDERED_AS_TEXTS.has(e.args[0]?.type ?? 'unknown')) scope.raising.opNote('different', titleOf(op), AS_TEXTS, e.span);
  const mayBeNothing = ABOUT_NOTHING.has(op.id) && !alwaysSomething(e, scope);
  if ((how.kind === 'call' || how.kind === 'template') && !ABOUT_NOTHING.has(op.id)) graded(op, how.grade, how.note, e, scope);
  const cond = e.filter && condition(e.filter, outer);
  const tree = cond ? filtered(plain(), cond, nullOf(e.args[0]?.type ?? 'unknown')) : plain();
  return mayBeNothing ? orNothing(tree, e, given[0] as Expression, cond) : tree;
}

const ORDERED_AS_TEXTS: ReadonlySet<Ty> = new Set<Ty>(['ip', 'version']);
const AS_TEXTS = 'addresses and versions are texts in KQL, in the order of texts';
const CLAMPS: ReadonlySet<string> = new Set(['esql.clamp', 'esql.clampMin', 'esql.clampMax', 'esql.greatest', 'esql.least']);

/** Whether a missing value is an empty text, the least one. */
const mayMiss = (x: Expr, scope: Scope): boolean => isTextual(x.type) && x.kind !== 'lit' && !filledText(x) && !(x.kind === 'col' && scope.facts.has(x.name)) && !isArray(x, scope.arrays);
export const isTextual = (type: Ty): boolean => isText(type) || type === 'ip' || type === 'version';

/** Of no values Kusto's sum and variance are 0 and its mean NaN; Elasticsearch gives null. */
function orNothing(tree: Expression, e: Agg, arg: Expression, cond: Expression | undefined): Expression {
  const present = isPresent(arg, e.args[0]?.type ?? 'unknown');
  const some = binary('>', call('countif', cond ? logical('and', [cond, present]) : present), literal('long', '0'));
  return e.type === 'unknown' ? call('iff', some, call('toreal', tree), nullOf('real')) : call('iff', some, tree, nullOf(e.type));
}

/** `COALESCE(x, "")` is x in KQL, where a missing text is one of the values. */
function filledText(e: Expr | undefined): Expr | undefined {
  if (e?.kind !== 'call' || e.op !== 'esql.coalesce' || e.args.length !== 2) return undefined;
  const [x, instead] = e.args as [Expr, Expr];
  return instead.kind === 'lit' && instead.value === '' ? x : undefined;
}

/** Aggregates whose notes are about groups without any value. */
const ABOUT_NOTHING: ReadonlySet<string> = new Set(['esql.sum', 'esql.avg', 'esql.stdDev', 'esql.variance']);

/** Whether every group has a row whose value is not null. */
function alwaysSomething(e: Agg, scope: Scope): boolean {
  const arg = e.args[0];
  if (!arg || !scope.grouped || e.filter) return false;
  const whole = evaluateExpr(arg, () => undefined);
  if (whole) return whole.value !== null;
  return [...columnsIn(arg)].every((c) => {
    const value = scope.facts.has(c) ? undefined : whenNothing(arg, c, scope.raising.nullStrings);
    return scope.facts.has(c) || (value !== undefined && value.value !== null);
  });
}

function handledAggregate(op: Op, e: Agg, scope: Scope): Expression {
  const handler = HANDLERS[op.id];
  if (!handler) return refuse(titleOf(op), 'it has no spelling in KQL yet', e.span);
  if (op.kql.kind === 'raise' && op.kql.grade !== 'rewritten') graded(op, op.kql.grade, op.kql.note, e, scope);
  return handler({ kind: 'call', op: op.id, args: e.args, type: e.type, span: e.span }, spellIn(scope));
}

const WITH_IF: ReadonlyMap<string, string> = new Map(
  ['count', 'sum', 'avg', 'min', 'max', 'dcount', 'stdev', 'variance', 'take_any', 'count_distinct'].map((f): [string, string] => [f, `${f}if`]).concat([['make_list', 'make_list_if'], ['make_set', 'make_set_if']]),
);
/** Aggregates with a condition, and the place of it. */
const CONDITIONAL: ReadonlyMap<string, number> = new Map([...[...WITH_IF.values()].map((f) => [f, 1] as const), ['countif', 0]]);

/** The same with every aggregate in it over the rows of a condition only. */
function filtered(tree: Expression, cond: Expression, none: Expression): Expression {
  if (tree.kind !== 'call' || opsByName('kql', tree.name.text).every((o) => o.kind !== 'aggregate')) return within(tree, (x) => filtered(x, cond, none));
  const f = tree.name.text;
  const args = tree.args.map((a) => a.value);
  const at = CONDITIONAL.get(f);
  if (at !== undefined) return call(f, ...args.map((a, i) => (i === at ? alsoThat(cond, a) : a)));
  const [first, ...rest] = args as [Expression, ...Expression[]];
  if (f === 'count') return call('countif', cond);
  const conditional = WITH_IF.get(f);
  return conditional ? call(conditional, first, cond, ...rest) : call(f, call('iff', cond, first, none), ...rest);
}

function alsoThat(cond: Expression, test: Expression): Expression {
  const given = cond.kind === 'logical' && cond.op === 'and' ? cond.operands : [cond];
  return given.some((c) => shapeOf(c) === shapeOf(test)) ? cond : logical('and', [cond, test]);
}

/** A tree with a function applied to the expressions in it. */
function within(tree: Expression, f: (e: Expression) => Expression): Expression {
  switch (tree.kind) {
    case 'call':
      return call(tree.name.text, ...tree.args.map((a) => f(a.value)));
    case 'binary':
      return { ...tree, left: f(tree.left), right: f(tree.right) };
    case 'logical':
      return { ...tree, operands: tree.operands.map(f) };
    case 'element':
      return { ...tree, target: f(tree.target) };
    case 'unary':
      return { ...tree, operand: f(tree.operand) };
    default:
      return tree;
  }
}

function subquery(e: Extract<Expr, { kind: 'subquery' }>, scope: Scope): Expression {
  if (e.mode === 'scalar') return { kind: 'subquery', keyword: 'toscalar', params: [], body: scope.pipeline(e.pipeline), span: e.span };
  if (e.mode === 'table') return scope.pipeline(e.pipeline);
  if (e.args.length !== 1) return refuse('IN over several columns', 'KQL compares one column with a table', e.span);
  const [x] = e.args as [Expr];
  const column = mayMissIn(e.pipeline, scope);
  const rows = column && x.kind !== 'lit' && !(x.kind === 'col' && scope.facts.has(x.name)) ? present(e.pipeline, column) : e.pipeline;
  const tree = value(x, scope);
  const several = isArray(x, scope.arrays);
  const found = inList('in', several ? firstAs(tree, x.type) : tree, [scope.pipeline(rows)]);
  const test = several ? logical('and', [binary('==', call('array_length', tree), long(1)), found]) : found;
  if (column || several) scope.raising.missingInList.set(test, e.span);
  return test;
}

/** NOT of a test for rows of which some may be null. */
function negated(tree: Expression, scope: Scope): Expression {
  const span = scope.raising.missingInList.get(tree);
  if (span) scope.raising.opNote('wider', 'NOT IN', 'where the subquery gives a missing value ES|QL drops every row', span);
  return notOf(tree);
}

const isFilled = (p: Pipeline, column: string): boolean => {
  const made = p.stages.findLast((stage) => stage.kind === 'extend' && stage.columns.some((c) => c.name === column));
  return made?.kind === 'extend' && filledText(made.columns.find((c) => c.name === column)?.expr) !== undefined;
};

/** The column of a pipeline's rows, where it may be null. */
function mayMissIn(p: Pipeline, scope: Scope): Field | undefined {
  const [only, ...more] = pipelineSchema(p, { ...scope.raising.options.env, refs: scope.raising.refs }).fields;
  if (!only || more.length > 0 || isFilled(p, only.name) || factsOf(p.stages, new Map(), scope.raising.nullStrings).has(only.name)) return undefined;
  return only;
}

/** Without the missing values, which are in no list for ES|QL, while KQL finds an empty text among empty texts. */
function present(p: Pipeline, of: Field): Pipeline {
  const column: Expr = { kind: 'col', name: of.name, type: of.type, span: p.span };
  return { ...p, stages: [...p.stages, { kind: 'filter', cond: { kind: 'call', op: 'esql.isNotNull', args: [column], type: 'bool', span: p.span }, span: p.span }] };
}

/** Functions on multi-values are the same on arrays; their notes are about fields that may hold a single value. */
function ofArrays(op: Op, e: Expr, scope: Scope): boolean {
  return op.id.startsWith('esql.mv') && (e.kind === 'call' || e.kind === 'agg') && e.args[0] !== undefined && isArray(e.args[0], scope.arrays);
}
