import type { Column } from '../data/column.js';
import { type AggregateOp, type AggregateOverload, call, type CallContext, type CallSpelling, type Groups, type ParamSpec, raise, type Returns } from './entry.js';

/* `sumif(x, p)` is `sum(x)` over the rows where `p` is true. */

/** The rows where the condition is not true leave their groups. */
function masked(groups: Groups, cond: Column): Groups {
  const ids = groups.ids.slice();
  for (let row = 0; row < ids.length; row++) if (cond.get(row) !== true) ids[row] = -1;
  return { ids, count: groups.count };
}

/** Without the argument at `at`. */
const without = <T>(list: readonly T[], at: number): T[] => list.filter((_, i) => i !== at);

function contextWithout(context: CallContext, at: number): CallContext {
  return { ...context, types: without(context.types, at), constants: without(context.constants, at), warn: context.warn, random: context.random };
}

/** The condition stands behind the required parameters: `dcountif(x, p, accuracy)`. */
function withCondition(base: AggregateOverload): AggregateOverload {
  const required = base.params.filter((p) => !p.endsWith('?') && !p.startsWith('...')).length;
  const params: ParamSpec[] = [...base.params.slice(0, required), 'bool', ...base.params.slice(required)];
  const { returns: of } = base;
  const returns: Returns = typeof of === 'function' ? (types) => of(without(types, required)) : of;
  return {
    params, returns, multi: base.multi,
    run: (context, args, groups) => base.run(contextWithout(context, required), without(args, required), masked(groups, args[required] as Column)),
  };
}

/** The conditional form of an aggregate, under its KQL name. */
export function filtered(base: AggregateOp, name: string, aliases?: readonly string[]): AggregateOp {
  const spelling = base.kql as CallSpelling;
  const refusal = base.esql.kind === 'refuse' ? base.esql : raise('rewritten');
  return {
    ...base, id: `${base.id}If`, doc: `${base.doc.slice(0, -1)}; of the rows for which the condition is true.`,
    kql: call(name, { named: spelling.named, prefix: spelling.prefix, aliases }), esql: refusal, sigs: base.sigs.map(withCondition), examples: undefined,
  };
}
