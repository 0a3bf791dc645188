import type { Pipeline, Plan, Stage, StageKind } from '../ast/pipeline.js';
import { ConstColumn } from '../data/column.js';
import type { Table } from '../data/table.js';
import { type Frame, LazyColumn, tableOf } from './frame.js';
import { type RunInput, type RunResult, Session } from './session.js';
import type { StageRunner, StageRunners } from './stage.js';
import { evaluateCount } from './eval.js';
import { AGGREGATE_STAGES } from './stages/aggregate.js';
import { COLUMN_STAGES } from './stages/columns.js';
import { CUT_STAGES } from './stages/cut.js';
import { EVALUATE_STAGES } from './stages/evaluate.js';
import { FUSE_STAGES } from './stages/fuse.js';
import { EXPAND_STAGES, expandRows } from './stages/expand.js';
import { GRAPH_STAGES } from './stages/graph.js';
import { JOIN_STAGES } from './stages/join.js';
import { NESTED_STAGES } from './stages/nested.js';
import { SCAN_STEPS_STAGES } from './stages/scan-steps.js';
import { SERIES_STAGES } from './stages/series.js';
import { TOP_NESTED_STAGES } from './stages/top-nested.js';
import { ORDER_STAGES, topRows } from './stages/order.js';
import { ONE_ROW, SOURCE_STAGES } from './stages/source.js';
import { UNDONE_STAGES } from './stages/undone.js';

export type { ExternalReader, RunInput, RunResult, RunWarning } from './session.js';

const STAGES: StageRunners<StageKind> = {
  ...SOURCE_STAGES, ...COLUMN_STAGES, ...ORDER_STAGES, ...AGGREGATE_STAGES, ...JOIN_STAGES, ...EXPAND_STAGES, ...CUT_STAGES,
  ...NESTED_STAGES, ...SERIES_STAGES, ...TOP_NESTED_STAGES, ...SCAN_STEPS_STAGES, ...EVALUATE_STAGES, ...FUSE_STAGES, ...GRAPH_STAGES, ...UNDONE_STAGES,
};

/**
 * Runs a plan over tables and gives its table. What the query or the data gets wrong is a `Failure`; a cell that cannot be computed
 * is null with a warning. The same plan, input and seed give the same result.
 */
export function run(plan: Plan, input: RunInput): RunResult {
  const session = new Session(plan, input, (pipeline, outer) => runPipeline(pipeline, session, outer));
  const rows = runPipeline(plan.body, session);
  session.checkSize(rows.length, rows.fields.length, plan.body.span);
  const table: Table = tableOf(withoutMixed(rows, plan, session));
  return { table, warnings: session.warnings, render: session.render };
}

/** A column whose tables disagree on its type has no values to show. */
function withoutMixed(rows: Frame, plan: Plan, session: Session): Frame {
  if (!rows.fields.some((f) => f.type === 'unknown')) return rows;
  const cells = rows.fields.map((f, i) => {
    if (f.type !== 'unknown') return rows.cells[i] as LazyColumn;
    session.warn(`the column ${f.name} has different types in the tables and is shown as null; a conversion makes it one`, plan.body.span);
    return new LazyColumn(new ConstColumn('unknown', null, rows.length));
  });
  return { ...rows, cells };
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
    } else if (stage.kind === 'mvExpand') rows = expandRows(stage, rows, session, rowCap(stages, i + 1, session));
    else rows = runStage(stage, rows, session, outer);
  }
  return rows;
}

/**
 * How many rows the stages from `at` on can make use of, when only stages that keep the number of rows, or expand multi-values (which
 * never lose a row), stand before a `limit`. One more than the limit, so that it still sees that it cuts.
 */
function rowCap(stages: readonly Stage[], at: number, session: Session): number | undefined {
  for (const s of stages.slice(at)) {
    if (s.kind === 'limit' && !s.by) return evaluateCount(s.count, session) + 1;
    const harmless = s.kind === 'extend' || s.kind === 'keep' || s.kind === 'drop' || s.kind === 'rename' || s.kind === 'project';
    if (!harmless && !(s.kind === 'mvExpand' && s.values === 'multi')) return undefined;
  }
  return undefined;
}

function runStage(stage: Stage, input: Frame, session: Session, outer: Frame | undefined): Frame {
  const runner = STAGES[stage.kind] as StageRunner<StageKind>;
  return runner(stage as never, input, session, outer);
}
