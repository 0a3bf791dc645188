import type { Pipeline, Plan, Stage, StageKind } from '../ast/pipeline.js';
import type { Table } from '../data/table.js';
import { type Frame, tableOf } from './frame.js';
import { type RunInput, type RunResult, Session } from './session.js';
import type { StageRunner, StageRunners } from './stage.js';
import { evaluateCount } from './eval.js';
import { AGGREGATE_STAGES } from './stages/aggregate.js';
import { COLUMN_STAGES } from './stages/columns.js';
import { CUT_STAGES } from './stages/cut.js';
import { EXPAND_STAGES } from './stages/expand.js';
import { JOIN_STAGES } from './stages/join.js';
import { NESTED_STAGES } from './stages/nested.js';
import { SCAN_STEPS_STAGES } from './stages/scan-steps.js';
import { SERIES_STAGES } from './stages/series.js';
import { TOP_NESTED_STAGES } from './stages/top-nested.js';
import { ORDER_STAGES, topRows } from './stages/order.js';
import { ONE_ROW, SOURCE_STAGES } from './stages/source.js';
import { UNDONE_STAGES } from './stages/undone.js';

export type { RunInput, RunResult, RunWarning } from './session.js';

const STAGES: StageRunners<StageKind> = {
  ...SOURCE_STAGES, ...COLUMN_STAGES, ...ORDER_STAGES, ...AGGREGATE_STAGES, ...JOIN_STAGES, ...EXPAND_STAGES, ...CUT_STAGES,
  ...NESTED_STAGES, ...SERIES_STAGES, ...TOP_NESTED_STAGES, ...SCAN_STEPS_STAGES, ...UNDONE_STAGES,
};

/**
 * Runs a plan over tables and gives its table. What the query or the data gets wrong is a `Failure`; a cell that cannot be computed
 * is null with a warning. The same plan, input and seed give the same result.
 */
export function run(plan: Plan, input: RunInput): RunResult {
  const session = new Session(plan, input, (pipeline, outer) => runPipeline(pipeline, session, outer));
  for (const definition of plan.lets) session.refs.set(definition.name, runPipeline(definition.pipeline, session));
  const table: Table = tableOf(runPipeline(plan.body, session));
  return { table, warnings: session.warnings, render: session.render };
}

function runPipeline(pipeline: Pipeline, session: Session, outer?: Frame): Frame {
  const { stages } = pipeline;
  let rows = outer ?? ONE_ROW;
  for (let i = 0; i < stages.length; i++) {
    const stage = stages[i] as Stage;
    const next = stages[i + 1];
    if (stage.kind === 'sort' && next?.kind === 'limit' && !next.by && !next.implicit) {
      rows = topRows(stage, evaluateCount(next.count, session), rows, session);
      i++;
    } else rows = runStage(stage, rows, session, outer);
  }
  return rows;
}

function runStage(stage: Stage, input: Frame, session: Session, outer: Frame | undefined): Frame {
  const runner = STAGES[stage.kind] as StageRunner<StageKind>;
  return runner(stage as never, input, session, outer);
}
