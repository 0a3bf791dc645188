import type { Expr } from '../ast/pipeline.js';
import { castCell } from '../data/cast.js';
import type { Ticks } from '../data/time.js';
import { isText, type Ty, type Value } from '../data/types.js';
import type { CallContext, ScalarOp } from './entry.js';
import { opOf } from './index.js';
import { resolve } from './resolve.js';

/** A value with its type, as constant evaluation takes and gives them. */
export interface Typed {
  readonly type: Ty;
  readonly value: Value;
}

/**
 * What an operation gives for these arguments, by the same evaluators that the engine runs. `undefined` when no overload takes them,
 * when it needs rows or is random, or needs the clock and `now` is not given.
 */
export function evaluateCall(op: ScalarOp, args: readonly Typed[], now?: Ticks): Typed | undefined {
  if (op.volatile) return undefined;
  const resolved = resolve(op, args.map((a) => a.type));
  if (!resolved) return undefined;
  const values = args.map((a, i) => (resolved.casts[i] ? castCell(a.type, resolved.casts[i], a.value) : a.value));
  const { overload, returns, types } = resolved;
  if (overload.nulls === 'propagate' && values.includes(null)) return { type: returns, value: null };
  if (op.clock && now === undefined) return undefined;
  try {
    return { type: returns, value: overload.prepare(new ConstantContext(types, returns, values, now))(...values) };
  } catch {
    return undefined;
  }
}

/** One for all: making an error takes its stack down, which costs more than most evaluators. */
const NO_CLOCK = new Error('not constant');

/** Without a clock asking for it fails, so that such calls count as not constant. A class, because a literal with a getter is made slowly. */
class ConstantContext implements CallContext {
  readonly options = NO_OPTIONS;
  readonly length = 1;
  readonly warn = nothing;
  readonly random = zero;

  constructor(readonly types: readonly Ty[], readonly returns: Ty, readonly constants: readonly Value[], private readonly clock: Ticks | undefined) {}

  get now(): Ticks {
    if (this.clock === undefined) throw NO_CLOCK;
    return this.clock;
  }
}

const NO_OPTIONS = {};
const nothing = (): void => {};
const zero = (): number => 0;

/**
 * The value of an expression once its columns have values; `undefined` when that cannot be told. `opaque` may stand in for a call that
 * has no constant value by itself, such as `now()`.
 * `filled`: a text that a call of KQL gives another one is "" where it is nothing.
 */
export function evaluateExpr(
  e: Expr, column: (name: string, type: Ty) => Typed | undefined, opaque?: (e: Expr) => Typed | undefined, now?: Ticks, filled = false,
): Typed | undefined {
  if (e.kind === 'lit') return e;
  if (e.kind === 'col') return column(e.name, e.type);
  if (e.kind !== 'call' || e.options) return undefined;
  const op = opOf(e.op);
  if (op.kind !== 'scalar') return undefined;
  const args: Typed[] = [];
  for (const a of e.args) {
    const v = evaluateExpr(a, column, opaque, now, filled);
    if (!v) return undefined;
    args.push(filled && a.kind === 'call' && v.value === null && isText(a.type) && !a.op.startsWith('esql.') ? { type: a.type, value: '' } : v);
  }
  return evaluateCall(op, args, now) ?? (args.every((a) => a.value !== null) ? opaque?.(e) : undefined);
}

/** The value of an expression without columns; `undefined` when it is not known before a run. */
export const constantOf = (e: Expr, now?: Ticks): Value | undefined => evaluateExpr(e, () => undefined, undefined, now)?.value;
