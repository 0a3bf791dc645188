import type { Expr, Lambda } from '../../ast/pipeline.js';
import { parameterName } from '../../ast/parameters.js';
import { children } from '../../ast/walk.js';
import { remembered } from '../../base/memo.js';
import type { Op } from '../../catalogue/entry.js';
import { opOf } from '../../catalogue/index.js';
import { arity, paramAt, resolve } from '../../catalogue/resolve.js';
import { isNumeric, isText, type Ty } from '../../data/types.js';
import type { Names } from './scope.js';
import { ofParameters, Variable } from './variables.js';
import { isResult } from '../../ast/choices.js';

/** Types that only columns of that very type have where an operation takes them: a dynamic value stands for a text or a number by itself. */
const TELLING: ReadonlySet<string> = new Set<Ty>(['datetime', 'timespan', 'bool']);

type Operation = Extract<Expr, { kind: 'call' | 'agg' }>;

/** What the type of an expression is, as far as its columns' are known. */
export function typeIn(e: Expr, names: Names): Ty | undefined {
  if (e.kind === 'col' || parameterName(e) !== undefined) return variableOf(e, names)?.type ?? settled(e.type);
  if (settled(e.type) || (e.kind !== 'call' && e.kind !== 'agg')) return settled(e.type);
  return settled(resolve(opOf(e.op), e.args.map((a) => typeIn(a, names) ?? 'unknown'))?.returns ?? 'unknown');
}

/** Of a column that there may not be nothing is known. */
export const variableOf = (e: Expr, names: Names): Variable | undefined =>
  e.kind === 'col' ? (e.orElse === undefined ? names.find(e.name) : undefined) : ofParameters.get(e);

const settled = (t: Ty): Ty | undefined => (t === 'unknown' || t === 'null' ? undefined : t);

/** Hears what an expression and all inside it say of their columns. */
export function hear(e: Expr, names: Names): void {
  if (e.kind === 'lit' || e.kind === 'col' || parameterName(e) !== undefined) return;
  const inner = e.kind === 'lambda' ? withoutParameters(e, names) : names;
  for (const c of children(e)) hear(c, inner);
  if (e.kind === 'call' || e.kind === 'agg') argumentsOf(e, names, settled(e.type));
}

const withoutParameters = (e: Lambda, names: Names): Names => names.with(e.params.map((p) => [p, new Variable()]));

/** The arguments of which all overloads that fit say the same. */
function argumentsOf(e: Operation, names: Names, result: Ty | undefined): void {
  const types = e.args.map((a) => typeIn(a, names));
  if (types.every((t) => t !== undefined)) return;
  const same = alike(e);
  if (same) return choices(e, same, types, names);
  const all = taken(opOf(e.op), types, result);
  e.args.forEach((a, i) => {
    if (types[i] !== undefined) return;
    const takes = all[i] as ReadonlySet<string>;
    if (objectAt(e.op, i, takes)) expect(a, 'dynamic', names);
    else if (takes.size === 1 && TELLING.has([...takes][0] as string)) expect(a, [...takes][0] as Ty, names);
    else weakly(a, takes, names);
  });
}

/** Beside a text stands a text, or an object's member that is one. */
function choices(e: Operation, same: readonly number[], types: readonly (Ty | undefined)[], names: Names): void {
  const type = same.map((i) => types[i]).find((t) => t !== undefined);
  if (type === undefined) return;
  for (const i of same) {
    if (types[i] !== undefined) continue;
    if (isText(type)) weakly(e.args[i] as Expr, new Set([type]), names);
    else if (TELLING.has(type)) expect(e.args[i] as Expr, type, names);
  }
}

/** What has members or elements is dynamic. */
const objectAt = (op: string, i: number, takes: ReadonlySet<string>): boolean => i === 0 && (op === 'dynamic.member' || op === 'dynamic.index' || (takes.size === 1 && takes.has('dynamic')));

function weakly(e: Expr, takes: ReadonlySet<string>, names: Names): void {
  const column = variableOf(e, names);
  if (!column || takes.size === 0) return;
  const all = [...takes];
  if (all.every((t) => isNumeric(t as Ty) || t === 'number' || t === 'integer' || t === 'timespan') && all.some((t) => t !== 'timespan')) column.suggest('number');
  if (all.every((t) => isText(t as Ty))) column.suggest('text');
  if (all.length === 2 && takes.has('datetime') && takes.has('timespan')) column.suggest('moment');
}

/** An expression has to be of a type, and so what it takes its value from. */
export function expect(e: Expr, type: Ty, names: Names): void {
  if (e.kind === 'col' || parameterName(e) !== undefined) return void (e.type === 'unknown' && variableOf(e, names)?.tell(type));
  if ((e.kind !== 'call' && e.kind !== 'agg') || settled(e.type)) return;
  const same = alike(e);
  if (same) for (const i of same) expect(e.args[i] as Expr, type, names);
  else argumentsOf(e, names, type);
}

/** The arguments that are of the result's own type, where an operation answers one of its arguments. */
export function alike(e: Operation): readonly number[] | undefined {
  const indexes = e.args.map((_, i) => i);
  switch (e.op) {
    case 'condition.iff':
    case 'condition.case':
      return indexes.filter((i) => isResult(e.args.length, i));
    case 'condition.coalesce':
    case 'condition.maxOf':
    case 'condition.minOf':
      return indexes;
    case 'aggregate.min':
    case 'aggregate.max':
    case 'aggregate.any':
      return [0];
    case 'aggregate.argMax':
    case 'aggregate.argMin':
      return [1];
    default:
      return undefined;
  }
}

/** What the overloads that fit take at each position. Asked for again and again with the same few types. */
export function taken(op: Op, types: readonly (Ty | undefined)[], result: Ty | undefined): readonly ReadonlySet<string>[] {
  const find = (): readonly ReadonlySet<string>[] => {
    const fitting = overloads(op, types, result);
    return types.map((_, i) => new Set(fitting.map((params) => paramAt(params as never, i) as string)));
  };
  return types.length > LONGEST_KNOWN ? find() : remembered(remembered(readings, op, () => new Map()), `${types.join()} ${result}`, find);
}

const readings = new WeakMap<Op, Map<string, readonly ReadonlySet<string>[]>>();
const LONGEST_KNOWN = 4;

/** The parameters of the overloads that fit what is known. */
function overloads(op: Op, types: readonly (Ty | undefined)[], result: Ty | undefined): readonly (readonly string[])[] {
  const fitting = op.sigs.filter((s) => {
    const { min, max } = arity(s.params);
    if (types.length < min || types.length > max) return false;
    if (result !== undefined && typeof s.returns === 'string' && s.returns !== result && !(isNumeric(s.returns) && isNumeric(result))) return false;
    return types.every((t, i) => t === undefined || accepts(paramAt(s.params, i), t));
  }).map((s) => s.params as readonly string[]);
  return op.id === 'math.subtract' && result === 'timespan' && types.every((t) => t === undefined) ? fitting.filter((p) => p[0] === 'datetime') : fitting;
}

const accepts = (param: string, type: Ty): boolean => param === type || param === 'any' || (isNumeric(type) && (param === 'number' || param === 'integer' || isNumeric(param as Ty))) || (isText(type) && isText(param as Ty));
