import type { Constant } from '../../../../grammars/esql/leaves.js';
import type { Expression } from '../../../../grammars/esql/syntax.js';
import type { Call, Expr, Range } from '../../../ast/pipeline.js';
import { shapeOf } from '../../../ast/same.js';
import { columnsIn } from '../../../ast/walk.js';
import { NO_SPAN } from '../../../base/source.js';
import { TICKS_PER_MS } from '../../../data/time.js';
import type { Facts } from '../../../semantics/nullability.js';
import { arithmetic, call, drop, evaluate, field, integer, isNotNull, name } from './build.js';
import { refuse, type Spelling } from './context.js';
import { expandPlaces } from './places.js';

type Spell = (e: Expr) => Expression;

/**
 * Equally spaced values. ES|QL computes no arrays: the steps are written out, expanded, and each row is moved by its step. Where the
 * query tells only the distance of both ends, as in `range(t, t + 1h, 5m)`, their number is known all the same.
 */
interface Spaced {
  readonly from: Expr;
  readonly to: Expr;
  readonly step: number;
}
const MOST = 1000;

const spacedOf = (from: Expr, to: Expr, step: Expr | undefined, e: { readonly span: Expr['span'] }): Spaced => {
  const size = step ? numberOf(step) : from.type === 'datetime' || from.type === 'timespan' ? 36_000_000_000 : 1;
  if (size === undefined || size === 0 || !Number.isInteger(size)) return refuse('range', 'its step is no constant whole number or time', e.span);
  return { from, to, step: size };
};

const numberOf = (e: Expr): number | undefined => (e.kind === 'lit' && (typeof e.value === 'number' || typeof e.value === 'bigint') ? Number(e.value) : undefined);

/** An expression as another one and a constant distance from it. */
function linear(e: Expr): { readonly base?: Expr; readonly distance: number } {
  const constant = numberOf(e);
  if (constant !== undefined) return { distance: constant };
  if (e.kind !== 'call') return { base: e, distance: 0 };
  const [a, b] = e.args as [Expr | undefined, Expr | undefined];
  const by = b && numberOf(b);
  const sign = e.op === 'math.add' ? 1 : e.op === 'math.subtract' ? -1 : 0;
  if (sign !== 0 && a && by !== undefined) return moved(linear(a), sign * by);
  const now: Call = { ...e, op: 'time.now', args: [] };
  const shift = a && numberOf(a);
  if (e.op === 'time.ago' && shift !== undefined) return { base: now, distance: -shift };
  return e.op === 'time.now' && shift !== undefined ? { base: now, distance: shift } : { base: e, distance: 0 };
}

const moved = (l: ReturnType<typeof linear>, by: number): ReturnType<typeof linear> => ({ ...l, distance: l.distance + by });

/** How many steps there are behind the first value; undefined where rows differ in that. */
function steps(r: Spaced, e: { readonly span: Expr['span'] }): number | undefined {
  const [a, b] = [linear(r.from), linear(r.to)];
  if (shapeOf(a.base) !== shapeOf(b.base)) return undefined;
  const n = Math.floor((b.distance - a.distance) / r.step);
  return n >= MOST ? refuse('range', `ES|QL has no ranges, and more than ${MOST} values are not written out`, e.span) : n;
}

function list(n: number, from = 0, step = 1): Expression {
  const elements = Array.from({ length: n + 1 }, (_, i) => integer(from + i * step) as Extract<Constant, { kind: 'integer' }>);
  return elements.length === 1 ? (elements[0] as Expression) : { kind: 'array', elements, span: NO_SPAN };
}

/** The value some steps behind the first one. */
function at(r: Spaced, step: Expression, v: Spell): Expression {
  const time = r.from.type === 'datetime';
  const size = time ? r.step / TICKS_PER_MS : r.step;
  const distance = size === 1 ? step : arithmetic('*', step, integer(size));
  if (time) return call('TO_DATETIME', arithmetic('+', call('TO_LONG', v(r.from)), distance));
  return numberOf(r.from) === 0 ? distance : arithmetic('+', v(r.from), distance);
}

const wholeNumbers = (r: Spaced): boolean => r.from.type === 'int' || r.from.type === 'long';
const checked = (r: Spaced, e: { readonly span: Expr['span'] }): Spaced => {
  const fits = wholeNumbers(r) || (r.from.type === 'datetime' && r.step % TICKS_PER_MS === 0);
  return fits ? r : refuse('range', `values of the type ${r.from.type} are not written out`, e.span);
};

/* ---------------------------------------------------------------- stages */

export const isRange = (e: Expr): e is Call => e.kind === 'call' && e.op === 'array.range';

/** `range x from a to b step c`. */
export function rangeSource(stage: Range, s: Spelling, v: Spell): void {
  const r = checked(spacedOf(stage.from, stage.to, stage.step, stage), stage);
  const n = steps(r, stage);
  if (n === undefined || n < 0) return refuse('range', 'ES|QL has no ranges; the number of values is not known', stage.span);
  const first = wholeNumbers(r) ? numberOf(r.from) : undefined;
  const column = first === undefined ? s.raising.fresh('step') : stage.name;
  s.source = { kind: 'row', fields: [field(list(n, first ?? 0, first === undefined ? 1 : r.step), column)], span: NO_SPAN };
  if (n > 0) s.push({ kind: 'mv-expand', field: name(column), span: NO_SPAN });
  if (first === undefined) s.push(evaluate([field(at(r, name(column), v), stage.name)]), drop([column]));
}

/** `mv-expand x = range(a, b, c)`: a row for each value, none where there is none. */
export function expandRange(column: string, e: Call, s: Spelling, facts: Facts, v: Spell): void {
  const [from, to, step] = e.args as [Expr, Expr, Expr?];
  const r = checked(spacedOf(from, to, step, e), e);
  const n = steps(r, e);
  if (n !== undefined && n < 0) return refuse('an empty range', 'ES|QL has no empty multi-value', e.span);
  const plain = wholeNumbers(r) && numberOf(from) === 0 && r.step === 1;
  const counter = plain ? column : s.raising.fresh('step');
  const certain = [...columnsIn(from)].every((c) => facts.has(c));
  const drops = n === undefined ? [...expandPlaces({ place: counter, mayBeNone: true }, lastStep(r, v), s).drops] : [];
  if (n !== undefined) s.push(evaluate([field(certain ? list(n) : call('CASE', isNotNull(v(from)), list(n)), counter)]), { kind: 'mv-expand', field: name(counter), span: NO_SPAN });
  if (!plain) s.push(evaluate([field(at(r, name(counter), v), column)]));
  const behind = plain ? drops : [counter, ...drops];
  if (behind.length > 0) s.push(drop(behind));
}

/** How many steps the row has behind its first value, as a number that counts places. */
function lastStep(r: Spaced, v: Spell): Expression {
  const [from, to] = [r.from, r.to].map((x) => (r.from.type === 'datetime' ? call('TO_LONG', v(x)) : v(x))) as [Expression, Expression];
  const size = r.from.type === 'datetime' ? r.step / TICKS_PER_MS : r.step;
  const distance = numberOf(r.from) === 0 ? to : arithmetic('-', to, from);
  const count = size === 1 ? distance : arithmetic('/', distance, integer(size));
  return r.from.type === 'int' ? count : call('TO_INTEGER', count);
}

/** An expression a constant distance on. */
function behind(e: Expr, by: number): Expr {
  const { base, distance } = linear(e);
  const total = distance + by;
  const type = e.type === 'datetime' ? 'timespan' : 'long';
  const constant = (n: number): Expr => ({ kind: 'lit', type: base ? type : e.type, value: n, span: e.span });
  if (!base) return constant(total);
  return total === 0 ? base : { kind: 'call', op: total < 0 ? 'math.subtract' : 'math.add', args: [base, constant(Math.abs(total))], type: e.type, span: e.span };
}

/** As a value: constants, or a few values beside each other. */
export function rangeValue(e: Call, v: Spell): Expression {
  const [from, to, step] = e.args as [Expr, Expr, Expr?];
  const r = checked(spacedOf(from, to, step, e), e);
  const n = steps(r, e);
  const first = numberOf(from);
  if (n !== undefined && n >= 0 && wholeNumbers(r) && first !== undefined) return list(n, first, r.step);
  if (n === undefined || n < 0 || n > 15) return refuse('range', 'ES|QL has no ranges; the number of values is not known, or too great', e.span);
  return Array.from({ length: n + 1 }, (_, i) => v(behind(from, i * r.step))).reduce((a, b) => call('MV_APPEND', a, b));
}
