import type { Stage } from '../ast/pipeline.js';
import { columnsReadBy } from './columns-read.js';

/**
 * The columns that the stages of `rest` read of their input, or `undefined` when their result has all of them: no stage says which
 * columns it has. An over-estimate, never an under-estimate.
 */
export function neededBy(rest: readonly Stage[]): ReadonlySet<string> | undefined {
  const end = rest.findIndex(closes);
  return end < 0 ? undefined : columnsReadBy({ stages: rest.slice(0, end + 1) });
}

/** Stages that list the columns they give. */
function closes(stage: Stage): boolean {
  switch (stage.kind) {
    case 'project':
    case 'makeSeries':
      return true;
    case 'aggregate':
      return stage.inline !== true;
    case 'distinct':
      return stage.all !== true;
    case 'keep':
      return stage.columns.every((c) => !c.wildcard);
    default:
      return false;
  }
}

