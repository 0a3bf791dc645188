import { remembered } from '../base/memo.js';
import { isInteger, isNumeric, type Ty } from '../data/types.js';
import type { Op, ParamSpec, Returns, TypeSpec } from './entry.js';

/** An overload that fits, the type each argument must be converted to first (`undefined`: as it is), and the result's type. */
export interface Resolved<S> {
  readonly overload: S;
  readonly casts: readonly (Ty | undefined)[];
  readonly types: readonly Ty[];
  readonly returns: Ty;
  /** How much is converted; 0 when the types fit as they are. */
  readonly cost: number;
}

interface Signature {
  readonly params: readonly ParamSpec[];
  readonly returns: Returns;
}

/**
 * The cheapest overload that takes these argument types; the first one among equals. `undefined` when none does. Where an argument's
 * type is unknown, so is the result's unless all overloads that fit agree on it.
 */
export function resolve<O extends Op>(op: O, types: readonly Ty[]): Resolved<O['sigs'][number]> | undefined {
  if (types.length > LONGEST_KNOWN) return search(op, types);
  let known = remembered(resolutions, op, newAnswer);
  for (const type of types) known = remembered(known.behind, type, newAnswer);
  known.found ??= { resolved: search(op, types) };
  return known.found.resolved as Resolved<O['sigs'][number]> | undefined;
}

/** What has been answered, by the first type, the second and so on. Long lists of arguments are not kept: there is no end of them. */
interface Answer {
  found?: { readonly resolved: unknown };
  readonly behind: Map<Ty, Answer>;
}

const newAnswer = (): Answer => ({ behind: new Map() });
const resolutions = new WeakMap<Op, Answer>();
const LONGEST_KNOWN = 4;

function search<O extends Op>(op: O, types: readonly Ty[]): Resolved<O['sigs'][number]> | undefined {
  let best: Resolved<O['sigs'][number]> | undefined;
  const open = types.includes('unknown');
  const returns = new Set<Ty>();
  for (const overload of op.sigs as readonly (O['sigs'][number] & Signature)[]) {
    const fit = fits(overload.params, types);
    if (!fit || (!open && best && fit.cost >= best.cost)) continue;
    const after = types.map((t, i) => fit.casts[i] ?? t);
    const result = typeof overload.returns === 'function' ? overload.returns(after) : overload.returns;
    if (result === undefined) continue;
    returns.add(result);
    if (!best || fit.cost < best.cost) best = { overload, casts: fit.casts, cost: fit.cost, types: after, returns: result };
  }
  return best && returns.size > 1 && open ? { ...best, returns: 'unknown' } : best;
}

/** The cheapest fit among entries that share a name; the first entry among equals. */
export function resolveAmong<O extends Op>(ops: readonly O[], types: readonly Ty[]): { readonly op: O; readonly fit: Resolved<O['sigs'][number]> } | undefined {
  let best: { op: O; fit: Resolved<O['sigs'][number]> } | undefined;
  for (const op of ops) {
    const fit = resolve(op, types);
    if (fit && (!best || fit.cost < best.fit.cost)) best = { op, fit };
  }
  return best;
}

/** Every number of arguments that some overload takes, as text: `1`, `1 or 2`, `at least 2`. */
export function arityText(op: Op): string {
  const ranges = (op.sigs as readonly Signature[]).map((s) => arity(s.params));
  const min = Math.min(...ranges.map((r) => r.min));
  const max = Math.max(...ranges.map((r) => r.max));
  if (max === Number.POSITIVE_INFINITY) return `at least ${min} argument${min === 1 ? '' : 's'}`;
  return min === max ? `${min} argument${min === 1 ? '' : 's'}` : `${min} to ${max} arguments`;
}

export function arity(params: readonly ParamSpec[]): { min: number; max: number } {
  const rest = params.some((p) => p.startsWith('...'));
  const min = params.filter((p) => !p.startsWith('...') && !p.endsWith('?')).length;
  return { min, max: rest ? Number.POSITIVE_INFINITY : params.length };
}

function fits(params: readonly ParamSpec[], types: readonly Ty[]): { casts: (Ty | undefined)[]; cost: number } | undefined {
  const { min, max } = arity(params);
  if (types.length < min || types.length > max) return undefined;
  const casts: (Ty | undefined)[] = [];
  let cost = 0;
  for (let i = 0; i < types.length; i++) {
    const step = convert(paramAt(params, i), types[i] as Ty);
    if (!step) return undefined;
    casts.push(step.cast);
    cost += step.cost;
  }
  return { casts, cost };
}

/** What an overload takes at a position. */
export function paramAt(params: readonly ParamSpec[], i: number): TypeSpec {
  const p = params[Math.min(i, params.length - 1)] as ParamSpec;
  return (p.startsWith('...') ? p.slice(3) : p.endsWith('?') ? p.slice(0, -1) : p) as TypeSpec;
}

type Step = { readonly cast?: Ty; readonly cost: number } | undefined;

function convert(want: TypeSpec, got: Ty): Step {
  if (want === got) return { cost: 0 };
  if (got === 'null') return { cost: 1, cast: isGroup(want) ? undefined : (want as Ty) };
  if (got === 'unknown') return { cost: 1 };
  if (want === 'any') return { cost: 2 };
  if (want === 'number') return isNumeric(got) ? { cost: 2 } : undefined;
  if (want === 'integer') return isInteger(got) ? { cost: 2 } : undefined;
  return implicit(want, got);
}

const isGroup = (t: TypeSpec): boolean => t === 'any' || t === 'number' || t === 'integer';

/** Conversions that happen by themselves, with their costs. Widening only, and a dynamic value read as what is asked for. */
const IMPLICIT: Partial<Record<Ty, Partial<Record<TypeSpec, number>>>> = {
  int: { long: 1, ulong: 2, real: 4, decimal: 5 },
  long: { real: 4, decimal: 5 },
  ulong: { real: 4 },
  decimal: { real: 4 },
  real: { decimal: 6 },
  text: { string: 0.5 },
  string: { text: 0.5 },
  guid: { string: 6 },
  dynamic: { string: 8, long: 9, real: 10, datetime: 11, timespan: 11, bool: 11 },
};

function implicit(want: TypeSpec, got: Ty): Step {
  const cost = IMPLICIT[got]?.[want];
  if (cost === undefined) return undefined;
  return { cost, cast: cost < 1 ? undefined : (want as Ty) };
}
