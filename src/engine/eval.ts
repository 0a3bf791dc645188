import type { Agg, Call, Col, Expr, Lit } from '../ast/pipeline.js';
import { fail } from '../base/diagnostics.js';
import type { Span } from '../base/source.js';
import type { CallContext, Op, ScalarOp, WindowOp } from '../catalogue/entry.js';
import { opOf, siblings } from '../catalogue/index.js';
import { resolve, type Resolved } from '../catalogue/resolve.js';
import { castColumn } from '../data/cast.js';
import { type Column, ConstColumn } from '../data/column.js';
import { withoutNullStrings } from '../data/null-strings.js';
import { MultiValue, type Ty, type Value } from '../data/types.js';
import { evaluateLazily } from './lazy.js';
import { byCellType } from './mixed.js';
import { lift } from './lift.js';
import type { Scope } from './scope.js';
import type { Session } from './session.js';
import { evaluateSubquery } from './subquery.js';

/** The expression for every row of the scope. Fails where names or types do not fit, which only an open schema lets through. */
export function evaluate(e: Expr, scope: Scope, session: Session): Column {
  switch (e.kind) {
    case 'lit':
      return literal(e, scope, session);
    case 'col':
      return columnOf(e, scope, session);
    case 'call':
      return call(e, scope, session);
    case 'agg':
      return aggregate(e, scope);
    case 'subquery':
      return evaluateSubquery(e, e.args.map((a) => evaluate(a, scope, session)), scope.length, session);
    case 'lambda':
      return fail('not-yet', { what: 'a lambda expression' }, e.span);
  }
}

function literal(e: Lit, scope: Scope, session: Session): Column {
  const column = new ConstColumn(e.type, e.value, scope.length);
  return session.fillStrings ? withoutNullStrings(column) : column;
}

function columnOf(e: Col, scope: Scope, session: Session): Column {
  return scope.column(e.name, e.side) ?? (e.orElse ? evaluate(e.orElse, scope, session) : fail('unknown-column', { name: e.name }, e.span));
}

function aggregate(e: Agg, scope: Scope): Column {
  if (!scope.aggregate) return fail('run-failed', { detail: 'an aggregate stands where rows are not grouped' }, e.span);
  return scope.aggregate(e);
}

function call(e: Call, scope: Scope, session: Session): Column {
  const op = opOf(e.op);
  if (op.kind === 'aggregate') return fail('run-failed', { detail: `${opName(op)} is an aggregate` }, e.span);
  if (op.kind === 'scalar' && op.lazy) return evaluateLazily(e, op, scope, session, evaluate);
  const args = e.args.map((a) => evaluate(a, scope, session));
  const column = op.kind === 'window'
    ? callWindow(e, op, args, scope.length, session)
    : byCellType(args, scope.length, e.span, (some, length) => callScalar(e, op, some, length, session));
  return session.fillStrings ? withoutNullStrings(column) : column;
}

/** Of entries that share a name the one that takes the types: where lowering did not know them, it may have named another. */
function fittingOp(op: ScalarOp, args: readonly Column[]): ScalarOp {
  const types = args.map((a) => a.type);
  if (resolve(op, types)) return op;
  return siblings(op).find((s): s is ScalarOp => s.kind === 'scalar' && !s.lazy && resolve(s, types) !== undefined) ?? op;
}

function callScalar(e: Call, named: ScalarOp, raw: readonly Column[], length: number, session: Session): Column {
  const op = fittingOp(named, raw);
  const fit = fitting(op, raw, e.span);
  const args = converted(raw, fit.casts);
  const context = callContext(session, e.span, fit, args, length, e.options);
  const { overload } = fit;
  const constant = !op.volatile && args.every((a) => a.kind === 'const');
  if (overload.kernel && !constant && !hidesMultiValues(op, args)) {
    const out = overload.kernel(context, args);
    if (out) return out;
  }
  return lift({ overload, context, args, multiAware: op.multi === 'aware', volatile: op.volatile === true, fill: session.fillStrings, tooLong: (limit) => fail('too-long', { what: 'the text that is made here', limit }, e.span) });
}

function callWindow(e: Call, op: WindowOp, raw: readonly Column[], length: number, session: Session): Column {
  const fit = fitting(op, raw, e.span);
  const args = converted(raw, fit.casts);
  return fit.overload.kernel(callContext(session, e.span, fit, args, length, e.options), args);
}

/** Kernels of single-value operations know nothing of multi-values; boxed columns may hold some. */
function hidesMultiValues(op: ScalarOp, args: readonly Column[]): boolean {
  return op.multi !== 'aware' && args.some((a) => (a.kind === 'box' && a.type !== 'dynamic') || (a.kind === 'const' && a.value instanceof MultiValue));
}

/** Fails for arguments that no overload takes, and for a column of different types, which only a scalar call can take apart. */
export function fitting<O extends Op>(op: O, args: readonly Column[], span: Span): Resolved<O['sigs'][number]> {
  const types = args.map((a) => a.type);
  if (types.includes('unknown')) return fail('type-mismatch', { what: `an argument of ${opName(op)}`, got: 'of different types in the tables', want: 'converted to one type first' }, span);
  return resolve(op, types) ?? fail('argument-type', { name: opName(op), types: types.join(', ') }, span);
}

export const converted = (args: readonly Column[], casts: readonly (Ty | undefined)[]): Column[] =>
  args.map((a, i) => (casts[i] === undefined ? a : castColumn(a, casts[i])));

/** What people call an operation: its name in a dialect that has one. */
export function opName(op: Op): string {
  for (const s of [op.kql, op.esql]) {
    if (s.kind === 'call') return s.name;
    if (s.kind === 'infix' || s.kind === 'prefix') return s.symbol;
  }
  return op.id;
}

export function callContext(
  session: Session, span: Span, fit: { readonly types: readonly Ty[]; readonly returns: Ty }, args: readonly Column[], length: number,
  options: Readonly<Record<string, Value>> = {},
): CallContext {
  return {
    now: session.input.now,
    types: fit.types,
    returns: fit.returns,
    constants: args.map((a) => (a.kind === 'const' ? a.value : undefined)),
    options,
    length,
    warn: (message) => session.warn(message, span),
    random: session.random,
    ...(session.input.places && { places: session.input.places }),
  };
}

/** The value of an expression that does not depend on a row: a count, a step, an option. */
export function evaluateConstant(e: Expr, session: Session): { readonly value: Value; readonly type: Ty } {
  const none: Scope = { length: 1, column: () => undefined, select: () => none };
  const column = evaluate(e, none, session);
  return { value: column.get(0), type: column.type };
}

/** A whole number that is not negative. */
export function evaluateCount(e: Expr, session: Session): number {
  const { value } = evaluateConstant(e, session);
  const n = typeof value === 'bigint' ? Number(value) : value;
  if (typeof n !== 'number' || !(n >= 0)) return fail('run-failed', { detail: 'the number of rows must be a whole number that is not negative' }, e.span);
  return Math.floor(n);
}
