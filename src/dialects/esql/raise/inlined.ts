import type { Pipeline, Plan } from '../../../ast/pipeline.js';
import { mapInside } from '../../../ast/walk.js';
import type { Raising } from './context.js';

/** The plan with every named pipeline written out where it is read: ES|QL has no names for pipelines, and what is read of one is known only there. */
export function inlined(plan: Plan, raising: Raising): Plan {
  if (plan.lets.length === 0) return plan;
  const named = new Map(plan.lets.map((l) => [l.name, l.pipeline]));
  const visit = (node: object): object => mapInside('stages' in node ? begun(node as Pipeline) : node, visit);
  const begun = (p: Pipeline): Pipeline => {
    const [first, ...rest] = p.stages;
    const found = first?.kind === 'ref' ? named.get(first.name) : undefined;
    if (!first || !found) return p;
    raising.grow(found.stages.length, first.span);
    return begun({ ...p, stages: [...found.stages, ...rest] });
  };
  return { ...plan, lets: [], body: visit(plan.body) as Pipeline };
}
