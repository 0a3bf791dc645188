import type { Expression } from '../../../../grammars/kql/syntax.js';
import type { Agg, Call, Expr, Pipeline } from '../../../ast/pipeline.js';
import { conjuncts, disjuncts } from '../../../ast/walk.js';
import type { CallSpelling, Grade, Op } from '../../../catalogue/entry.js';
import { opOf } from '../../../catalogue/index.js';
import { isText, type Ty } from '../../../data/types.js';
import { type Demand, type Guard, guardsFor } from '../../../semantics/guards.js';
import { type Facts, learn } from '../../../semantics/nullability.js';
import { note, type NoteCode } from '../../../semantics/notes.js';
import type { Schema } from '../../../semantics/schema.js';
import { binary, call, inList, logical, name } from './build.js';
import { type Raising, refuse } from './context.js';
import { HANDLERS } from './handlers.js';
import { constant, nullOf } from './literals.js';
import { negated, notOf, opposite } from './negation.js';
import { fillTemplate } from './template.js';
import { reLower } from './relower.js';

/** What an expression sees while it is spelled. */
export interface Scope {
  readonly raising: Raising;
  readonly schema: Schema;
  readonly facts: Facts;
  /** Spells a nested pipeline (handed in, because stages contain expressions). */
  readonly pipeline: (p: Pipeline) => Expression;
  /** Spells a pipeline that starts with `input`, over the rows of an expression. */
  readonly branch: (p: Pipeline, from: Expression) => Expression;
  /** Columns that stand for an expression rather than for themselves. */
  readonly names?: ReadonlyMap<string, Expression>;
}

/** An expression whose value matters. */
export function value(e: Expr, scope: Scope): Expression {
  switch (e.kind) {
    case 'lit':
      return constant(e);
    case 'col':
      return scope.names?.get(e.name) ?? columnRef(e.name, e.side);
    case 'call':
      return e.op.startsWith('logic.') ? connective(e, scope) : guarded(e, scope, 'value');
    case 'subquery':
      return subquery(e, scope);
    case 'agg':
      return aggregateCall(e, scope);
    case 'lambda':
      return refuse('a lambda', 'KQL has no lambdas over values', e.span);
  }
}

const columnRef = (column: string, side?: 'left' | 'right'): Expression =>
  side ? { kind: 'path', target: name(`$${side}`), member: name(column), span: { start: 0, end: 0 } } : name(column);

/** AND, OR, NOT as values: three-valued on both sides. */
function connective(e: Call, scope: Scope): Expression {
  if (e.op === 'logic.not') return notOf(value(e.args[0] as Expr, scope));
  const parts = e.op === 'logic.and' ? conjuncts(e) : disjuncts(e);
  return logical(e.op === 'logic.and' ? 'and' : 'or', parts.map((p) => value(p, scope)));
}

/** A condition of which only truth matters: guards are written where a missing value would be taken for a match or for none. */
export function condition(e: Expr, scope: Scope): Expression {
  if (e.kind === 'call' && e.op === 'logic.and') return allOf(conjuncts(e), scope);
  if (e.kind === 'call' && e.op === 'logic.or') return logical('or', disjuncts(e).map((d) => condition(d, scope)));
  if (e.kind === 'call' && e.op === 'logic.not') {
    const pushed = opposite(e.args[0] as Expr);
    if (pushed) return condition(pushed, scope);
  }
  return e.kind === 'call' ? guarded(e, scope, 'truth') : value(e, scope);
}

/**
 * Conjuncts in their order. Those that need no guard come first in time: what they ask to be there needs no guard in the others. A
 * guard once written serves the conjuncts after it.
 */
function allOf(parts: readonly Expr[], scope: Scope): Expression {
  const plain = parts.map((p) => isFree(p, scope));
  let facts = scope.facts;
  parts.forEach((p, i) => {
    if (plain[i]) facts = learn(facts, p, scope.raising.nullStrings);
  });
  const out: Expression[] = [];
  for (const p of parts) {
    out.push(condition(p, { ...scope, facts }));
    facts = learn(facts, p, scope.raising.nullStrings);
  }
  return logical('and', out);
}

function isFree(e: Expr, scope: Scope): boolean {
  if (e.kind !== 'call' || e.op.startsWith('logic.')) return e.kind !== 'call';
  const target = reLower(spelled(e, scope), scope);
  return target !== undefined && guardsFor({ expr: e, nullStrings: scope.raising.nullStrings }, { expr: target, nullStrings: 'empty' }, scope.facts, 'truth').length === 0;
}

/** A call, mended where a column holds nothing and the target would differ. */
function guarded(e: Call, scope: Scope, demand: Demand): Expression {
  const atom = e.op === 'logic.not' ? notOf(value(e.args[0] as Expr, scope)) : spelled(e, scope);
  const target = reLower(atom, scope);
  if (!target) return atom;
  const guards = guardsFor({ expr: e, nullStrings: scope.raising.nullStrings }, { expr: target, nullStrings: 'empty' }, scope.facts, demand);
  return guards.reduce((tree, g) => mend(tree, g, e, scope), atom);
}

function mend(tree: Expression, g: Guard, e: Expr, scope: Scope): Expression {
  const type = scope.schema.fields.find((f) => f.name === g.column)?.type ?? 'unknown';
  const column = scope.names?.get(g.column) ?? name(g.column);
  switch (g.kind) {
    case 'absent-false':
      return logical('and', [tree, isPresent(column, type)]);
    case 'absent-true':
      return logical('or', [tree, isAbsent(column, type)]);
    case 'absent-value':
      return call('iff', isAbsent(column, type), g.value.value === null ? nullOf(e.type) : constant({ kind: 'lit', ...g.value, span: e.span }), tree);
    case 'unknown':
      scope.raising.add(note('op-different', { what: 'an expression', note: `where ${g.column} holds nothing the two dialects may differ` }, e.span));
      return tree;
  }
}

/** `isempty` takes any type and is true of null as well, so it serves where the type is not known. */
export const isAbsent = (column: Expression, type: Ty): Expression => call(isText(type) || type === 'unknown' || type === 'ip' || type === 'version' ? 'isempty' : 'isnull', column);
export const isPresent = (column: Expression, type: Ty): Expression => notOf(isAbsent(column, type));

/* ---------------------------------------------------------------- spelling of calls */

/** A call as the catalogue says, without guards around it. */
function spelled(e: Call, scope: Scope): Expression {
  if (e.op === 'logic.not') return notOf(value(e.args[0] as Expr, scope));
  const op = opOf(e.op);
  const how = op.kql;
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
      return fillTemplate(how.text, e.args.map((a) => value(a, scope)));
    case 'raise':
      return handled(op, e, scope);
    case 'refuse':
      return refuse(titleOf(op), how.reason, e.span);
  }
}

function handled(op: Op, e: Call, scope: Scope): Expression {
  const handler = HANDLERS[op.id];
  if (!handler) return refuse(titleOf(op), 'it has no spelling in KQL yet', e.span);
  if (op.kql.kind === 'raise' && op.kql.grade !== 'rewritten') graded(op, op.kql.grade, op.kql.note, e, scope);
  return handler(e, scope, (x) => value(x, scope), (x) => condition(x, scope));
}

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
  if (!grade || grade === 'exact' || (grade === 'rewritten' && !text)) return;
  scope.raising.add(note(`op-${grade}` as NoteCode & 'op-rewritten', { what: titleOf(op), note: text ?? op.doc }, e.span));
}

/* ---------------------------------------------------------------- aggregates and subqueries */

/** An aggregate; its filter becomes the `…if` form where there is one. */
function aggregateCall(e: Agg, scope: Scope): Expression {
  const op = opOf(e.op);
  const how = op.kql;
  const args = e.args.map((a) => value(a, scope));
  const plain = (): Expression => {
    if (how.kind === 'call') return call(how.name, ...args);
    if (how.kind === 'template') return fillTemplate(how.text, args);
    return handledAggregate(op, e, scope);
  };
  if (how.kind === 'refuse') return refuse(titleOf(op), how.reason, e.span);
  if (how.kind !== 'raise') graded(op, how.grade, how.note, e, scope);
  return e.filter ? filteredAggregate(plain(), e, condition(e.filter, scope)) : plain();
}

function handledAggregate(op: Op, e: Agg, scope: Scope): Expression {
  const handler = HANDLERS[op.id];
  if (!handler) return refuse(titleOf(op), 'it has no spelling in KQL yet', e.span);
  return handler({ kind: 'call', op: op.id, args: e.args, type: e.type, span: e.span }, scope, (x) => value(x, scope), (x) => condition(x, scope));
}

const WITH_IF: ReadonlySet<string> = new Set(['count', 'sum', 'avg', 'min', 'max', 'dcount', 'make_list', 'make_set', 'stdev', 'variance', 'take_any']);

function filteredAggregate(tree: Expression, e: Agg, cond: Expression): Expression {
  if (tree.kind !== 'call') return refuse('a filtered aggregate', 'this aggregate has no form with a condition', e.span);
  const f = tree.name.text;
  const args = tree.args.map((a) => a.value);
  if (!WITH_IF.has(f)) return call(f, ...args.map((a, i) => (i === 0 ? call('iff', cond, a, nullOf(e.args[0]?.type ?? 'unknown')) : a)));
  if (f === 'count') return call('countif', args[0] ? logical('and', [cond, isPresent(args[0], e.args[0]?.type ?? 'unknown')]) : cond);
  const [first, ...rest] = args as [Expression, ...Expression[]];
  return f.startsWith('make_') ? call(`${f}_if`, first, cond, ...rest) : call(f === 'take_any' ? 'take_anyif' : `${f}if`, first, cond, ...rest);
}

function subquery(e: Extract<Expr, { kind: 'subquery' }>, scope: Scope): Expression {
  const inner = scope.pipeline(e.pipeline);
  if (e.mode === 'scalar') return { kind: 'subquery', keyword: 'toscalar', params: [], body: inner, span: e.span };
  if (e.mode === 'table') return inner;
  if (e.args.length !== 1) return refuse('IN over several columns', 'KQL compares one column with a table', e.span);
  return inList('in', value(e.args[0] as Expr, scope), [inner]);
}

export const notAtom = (e: Expr): Expr => opposite(e) ?? negated(e);
