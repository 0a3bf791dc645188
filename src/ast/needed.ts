import type { Pipeline, Plan, Stage } from './pipeline.js';

/**
 * The columns that a plan reads of its tables, when that can be told without knowing them: every pipeline that scans a table names its
 * columns (project, aggregate, …) before anything sees them all. `undefined`: all may be needed.
 */
export function neededColumns(plan: Plan): ReadonlySet<string> | undefined {
  const names = new Set<string>();
  for (const pipeline of pipelinesIn(plan)) if (!namesColumns(pipeline)) return undefined;
  collect(plan, names);
  return names;
}

const STEPS = new Set(['filter', 'extend', 'sort', 'limit']);

function namesColumns({ stages }: Pipeline): boolean {
  const [source, ...steps] = stages;
  if (source?.kind !== 'scan') return true;
  if (source.clash === 'suffix' && (source.tables.length > 1 || source.tables.some((t) => t.wildcard))) return false;
  const end = steps.findIndex((s) => !STEPS.has(s.kind));
  return end >= 0 && isNaming(steps[end] as Stage);
}

function isNaming(stage: Stage): boolean {
  switch (stage.kind) {
    case 'project':
      return true;
    case 'keep':
      return stage.columns.every((c) => !c.wildcard);
    case 'aggregate':
      return !stage.inline;
    case 'distinct':
      return !stage.all;
    default:
      return false;
  }
}

function pipelinesIn(node: unknown, found: Pipeline[] = []): Pipeline[] {
  if (typeof node !== 'object' || node === null) return found;
  if ('stages' in node) found.push(node as Pipeline);
  for (const v of Object.values(node)) pipelinesIn(v, found);
  return found;
}

/** Every name that stands anywhere; more than are read, never fewer. */
function collect(node: unknown, into: Set<string>): void {
  if (typeof node === 'string') into.add(node);
  else if (typeof node === 'object' && node !== null) Object.values(node).forEach((v) => collect(v, into));
}
