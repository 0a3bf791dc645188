import type { Expression, Field, ProcessingCommand, Query } from '../../../../grammars/esql/syntax.js';
import { mapInside } from '../../../ast/walk.js';
import { drop, evaluate, field, name } from './build.js';
import { levelsInside, levelsOf } from './levels.js';

/** An expression of this depth is worked out in a step of its own. */
const STEP = 300;

/**
 * The same query with expressions that are too deep for Elasticsearch worked out in steps: inner parts become columns of an EVAL before,
 * which are dropped behind. Of WHERE and EVAL; elsewhere parts may be aggregates.
 */
export function inSteps<T extends object>(node: T, most: number, fresh: (stem: string) => string): T {
  const inner = mapInside(node, (child) => inSteps(child, most, fresh));
  return isQuery(inner) ? { ...inner, commands: inner.commands.flatMap((c) => stepsOf(c, most, fresh)) } : inner;
}

const isQuery = (node: object): node is Query => 'kind' in node && node.kind === 'query';

function stepsOf(c: ProcessingCommand, most: number, fresh: (stem: string) => string): ProcessingCommand[] {
  if (levelsInside(c) <= most || (c.kind !== 'where' && c.kind !== 'eval')) return [c];
  const steps: Steps = { before: [], columns: [], fresh };
  if (c.kind === 'where') {
    const condition = cut(c.condition, steps).node as Expression;
    return [...steps.before, { ...c, condition }, drop(steps.columns)];
  }
  const out = c.fields.flatMap((f) => ofField(f, steps));
  return [...out, drop(steps.columns)];
}

/** A field may read those before it in the same EVAL: each has a command of its own here. */
function ofField(f: Field, steps: Steps): ProcessingCommand[] {
  const value = cut(f.value, steps).node as Expression;
  return [...steps.before.splice(0), evaluate([{ ...f, value }])];
}

interface Steps {
  readonly before: ProcessingCommand[];
  readonly columns: string[];
  readonly fresh: (stem: string) => string;
}

/** A node with the parts cut out that are as deep as a step, and how deep what is left is. Lambdas and subqueries stay whole. */
function cut(node: object, steps: Steps): { readonly node: object; readonly depth: number } {
  if ('kind' in node && (node.kind === 'lambda' || node.kind === 'query')) return { node, depth: levelsInside(node) };
  let below = 0;
  const inner = mapInside(node, (child) => {
    const part = cut(child, steps);
    below = Math.max(below, part.depth);
    return part.node;
  });
  const depth = below + levelsOf(inner);
  if (depth < STEP || levelsOf(inner) === 0) return { node: inner, depth };
  const column = steps.fresh('part');
  steps.columns.push(column);
  steps.before.push(evaluate([field(inner as unknown as Expression, column)]));
  return { node: name(column), depth: 0 };
}
