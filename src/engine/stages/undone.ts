import type { Stage } from '../../ast/pipeline.js';
import { fail } from '../../base/diagnostics.js';
import type { Frame } from '../frame.js';
import type { StageRunners } from '../stage.js';

/** Stages that are understood but do not run yet: refused by name. */
const undone = (what: string, reason: string) => (s: Stage): Frame => fail('not-yet', { what, reason }, s.span);

export const UNDONE_STAGES: StageRunners<'changePoint' | 'reduce'> = {
  changePoint: undone('CHANGE_POINT', 'its statistical tests are not published as rules'),
  reduce: undone('reduce', 'how texts are grouped by similarity is not documented'),
};
