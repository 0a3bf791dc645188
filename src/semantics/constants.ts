import type { Expr } from '../ast/pipeline.js';
import type { CallContext, Op } from '../catalogue/entry.js';
import { opOf } from '../catalogue/index.js';
import { resolve } from '../catalogue/resolve.js';
import type { Ticks } from '../data/time.js';
import type { Ty, Value } from '../data/types.js';

/** Values that are known before a run: what an expression without columns gives. */

export interface Constant {
  readonly type: Ty;
  readonly value: Value;
}

/** The value of a scalar operation for constant arguments; `undefined` when it has none, or would convert an argument first. */
export function applyToConstants(op: Op, args: readonly Constant[], now?: Ticks): Value | undefined {
  if (op.kind !== 'scalar' || op.volatile) return undefined;
  const resolved = resolve(op, args.map((a) => a.type));
  if (!resolved || resolved.casts.some((c, i) => c !== undefined && args[i]?.type !== 'null')) return undefined;
  const values = args.map((a) => a.value);
  if (resolved.overload.nulls === 'propagate' && values.includes(null)) return null;
  const clock = { read: false };
  const context: CallContext = {
    get now() {
      clock.read = true;
      return now ?? 0;
    },
    types: resolved.types, returns: resolved.returns, constants: values, options: {}, length: 1, warn: () => {}, random: () => 0.5,
  };
  const value = resolved.overload.prepare(context)(...values);
  return clock.read && now === undefined ? undefined : value;
}

/** The value of an expression, `undefined` when it is not constant or its value is not known yet (`now()` without a clock). */
export function constantOf(e: Expr, now?: Ticks): Value | undefined {
  if (e.kind === 'lit') return e.value;
  if (e.kind !== 'call' || e.options) return undefined;
  const args: Constant[] = [];
  for (const a of e.args) {
    const value = constantOf(a, now);
    if (value === undefined) return undefined;
    args.push({ type: a.type, value });
  }
  return applyToConstants(opOf(e.op), args, now);
}
