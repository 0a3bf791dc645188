import type * as Syntax from '../../../../../grammars/kql/syntax.js';
import { type Context, report, type Tabular } from '../context.js';
import { aggregateStages } from './aggregates.js';
import { columnStages } from './columns.js';
import { expandStages } from './expand.js';
import { graphStages } from './graphs.js';
import { joinStages } from './joins.js';
import { nestedStages } from './nested.js';
import { parseStages } from './parse.js';
import { pluginStages } from './plugins.js';
import { rowStages } from './rows.js';
import { scanStages } from './scan.js';
import { findAndSearch } from './search.js';
import { seriesStages } from './series.js';
import { unionStages } from './union.js';

export type StageOf<K extends Syntax.Stage['kind']> = Extract<Syntax.Stage, { readonly kind: K }>;
export type StageLowering<K extends Syntax.Stage['kind']> = (stage: StageOf<K>, input: Tabular, cx: Context) => Tabular;
type Stages = { readonly [K in Syntax.Stage['kind']]: StageLowering<K> };

/** A stage that can only begin a query. */
function first<K extends Syntax.Stage['kind']>(stage: StageOf<K>, input: Tabular, cx: Context): Tabular {
  report(cx, 'stage-misplaced', { name: stage.kind }, stage.span, 'it begins a query');
  return input;
}

/** Every stage that the grammar knows, by its kind. */
export const STAGES: Stages = {
  ...rowStages, ...columnStages, ...aggregateStages, ...expandStages, ...joinStages, ...nestedStages, ...parseStages, ...pluginStages, ...scanStages,
  ...seriesStages, ...unionStages, ...findAndSearch, ...graphStages,
  print: first, range: first,
  missing: (_s, input) => input,
};
