import { fail } from '../../base/diagnostics.js';
import type { Stage, StageKind } from '../../ast/pipeline.js';
import type { StageRunner, StageRunners } from '../stage.js';

type Undone = 'grok' | 'parts' | 'fuse' | 'evaluate' | 'changePoint' | 'reduce';

const undone = (stage: Stage) => fail('not-yet', { what: `the stage ${stage.kind}` }, stage.span);
const runner = undone as unknown as StageRunner<StageKind>;
export const UNDONE_STAGES = { grok: runner, parts: runner, fuse: runner, evaluate: runner, changePoint: runner, reduce: runner } as unknown as StageRunners<Undone>;
