import type * as Syntax from '../../../../grammars/kql/syntax.js';
import { brokenTable } from './append.js';
import { type Context, lowerGraph, nested, report, rowsOf, type Tabular } from './context.js';
import { BEGINNINGS } from './stages/sources.js';
import { STAGES, type StageLowering } from './stages/table.js';

/** A source and its stages, one after the other. */
export function lowerPipeline(p: Syntax.Pipeline, cx: Context): Tabular {
  const [first, ...rest] = p.stages;
  if (!first) return brokenTable(p.span);
  let rows = p.source ? lowerStage(first, lowerGraph(p.source, { ...cx, row: undefined }), cx) : beginning(first, cx);
  for (const stage of rest) rows = lowerStage(stage, rows, cx);
  return rows;
}

/** The first stage of a pipeline without a source: it makes rows itself, or reads what the outer stage hands in. */
function beginning(stage: Syntax.Stage, cx: Context): Tabular {
  const begin = BEGINNINGS[stage.kind] as StageBeginning | undefined;
  if (cx.input && !(begin && stage.kind !== 'union' && stage.kind !== 'search' && stage.kind !== 'find')) return lowerStage(stage, cx.input, cx);
  if (begin) return nested(stage, cx, () => begin(stage as never, { state: cx.state, scope: cx.scope }));
  report(cx, 'stage-without-input', { name: stage.kind }, stage.span);
  return brokenTable(stage.span);
}

/** Stages that take a graph. */
const GRAPH_STAGES: ReadonlySet<string> = new Set(['graph-match', 'graph-shortest-paths', 'graph-to-table', 'graph-mark-components']);

type StageBeginning = (stage: never, cx: Context) => Tabular;

function lowerStage(stage: Syntax.Stage, input: Tabular, cx: Context): Tabular {
  const lowering = STAGES[stage.kind] as StageLowering<Syntax.Stage['kind']>;
  const rows = GRAPH_STAGES.has(stage.kind) ? input : rowsOf(input, stage.span, cx);
  return nested(stage, cx, () => lowering(stage as never, rows, { ...cx, row: undefined }));
}
