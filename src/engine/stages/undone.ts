import { fail } from '../../base/diagnostics.js';
import type { Stage, StageKind } from '../../ast/pipeline.js';
import type { StageRunner, StageRunners } from '../stage.js';

type Undone = 'grok' | 'parts' | 'makeSeries' | 'topNested' | 'partition' | 'fork' | 'fuse' | 'scanSteps' | 'evaluate' | 'enrich' | 'changePoint' | 'model' | 'reduce' | 'notYet';

const undone = (stage: Stage) => fail('not-yet', { what: `the stage ${stage.kind}` }, stage.span);
const runner = undone as unknown as StageRunner<StageKind>;
export const UNDONE_STAGES = { grok: runner, parts: runner, makeSeries: runner, topNested: runner, partition: runner, fork: runner, fuse: runner, scanSteps: runner, evaluate: runner, enrich: runner, changePoint: runner, model: runner, reduce: runner, notYet: runner } as unknown as StageRunners<Undone>;
