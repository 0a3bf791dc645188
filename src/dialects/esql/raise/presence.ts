import type { Expr, Filter, Pipeline, Plan, Stage } from '../../../ast/pipeline.js';
import { chained, conjuncts, mapInside } from '../../../ast/walk.js';
import { carried, droppedLater, type Known } from '../../../semantics/carried.js';
import { requiredBy } from '../../../semantics/nullability.js';
import type { Raising } from './context.js';

/**
 * `isnotnull(x.a) and x.a.level < 4`: whether there is an object cannot be asked in Elasticsearch, and need not be where a member of it is
 * required beside it, or by a filter behind it.
 */
export function withoutImpliedPresence(plan: Plan, raising: Raising): Plan {
  return raising.objects.size === 0 ? plan : (visit(plan, raising) as Plan);
}

function visit(node: unknown, raising: Raising): unknown {
  if (typeof node !== 'object' || node === null) return node;
  const inner = mapInside(node, (child) => visit(child, raising));
  return 'stages' in inner ? ofPipeline(inner as unknown as Pipeline, raising) : inner;
}

function ofPipeline(p: Pipeline, raising: Raising): Pipeline {
  let required: Known = new Set();
  const stages = p.stages.flatMap((stage, i): Stage[] => {
    const out = stage.kind === 'filter' ? filtered(stage, { required, rest: p.stages.slice(i + 1), raising }) : [stage];
    required = stage.kind === 'filter' ? new Set([...required, ...requiredBy(stage.cond, raising.nullStrings)]) : carried(stage, required, () => false);
    return out;
  });
  return stages.length === p.stages.length && stages.every((s, i) => s === p.stages[i]) ? p : { ...p, stages };
}

/** What the rows before are known to have, and the stages behind. */
interface Place {
  readonly required: Known;
  readonly rest: readonly Stage[];
  readonly raising: Raising;
}

function filtered(stage: Filter, at: Place): Stage[] {
  const parts = conjuncts(stage.cond);
  const kept = parts.filter((part) => !isImplied(part, parts.filter((x) => x !== part), at));
  if (kept.length === parts.length) return [stage];
  if (kept.length === 0) return [];
  return [{ ...stage, cond: chained(kept, (a, b) => ({ kind: 'call', op: 'logic.and', args: [a, b], type: 'bool', span: stage.span })) }];
}

function isImplied(part: Expr, others: readonly Expr[], { required, rest, raising }: Place): boolean {
  const object = presentObject(part, raising);
  if (object === undefined) return false;
  const isMember = (c: string): boolean => c.startsWith(`${object}.`);
  const requires = (cond: Expr): boolean => [...requiredBy(cond, raising.nullStrings)].some(isMember);
  return [...required].some(isMember) || others.some(requires) || droppedLater(rest, new Set([object]), requires, () => false);
}

const PRESENT: ReadonlySet<string> = new Set(['condition.isNotNull', 'condition.isNotEmpty']);

function presentObject(e: Expr, raising: Raising): string | undefined {
  const x = e.kind === 'call' && PRESENT.has(e.op) ? e.args[0] : undefined;
  return x?.kind === 'col' && raising.objects.has(x.name) ? x.name : undefined;
}
