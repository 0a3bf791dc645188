import type { Evaluate, Expr } from '../ast/pipeline.js';
import type { Field } from '../data/table.js';
import type { Ty } from '../data/types.js';
import { addTo } from './outputs-rows.js';
import { closed, type Schema } from './schema.js';

const field = (name: string, type: Ty): Field => ({ name, type });
const longs = (...names: string[]): Field[] => names.map((name) => field(name, 'long'));
const RATES = [field('retention_rate', 'real'), field('churn_rate', 'real')];

/** Plugins over windows of time: where the dimensions begin, and the columns behind them. */
const WINDOWED: Readonly<Record<string, { readonly dimensions: number; readonly numbers: readonly Field[] }>> = {
  active_users_count: { dimensions: 8, numbers: longs('dcount') },
  activity_counts_metrics: { dimensions: 5, numbers: longs('count', 'dcount', 'new_dcount', 'aggregated_dcount') },
  activity_metrics: { dimensions: 5, numbers: [...longs('dcount_values', 'dcount_newvalues'), ...RATES] },
  sliding_window_counts: { dimensions: 6, numbers: longs('Count', 'Dcount') },
};

/** The columns of a plugin whose arguments settle them. Source: the plugin table of the official language service. */
export function pluginColumns(s: Evaluate, input: Schema): Schema | undefined {
  switch (s.plugin) {
    case 'narrow': return closed([field('Row', 'long'), field('Column', 'string'), field('Value', 'string')]);
    case 'rows_near': return input;
    case 'dcount_intersect': return addTo(input, s.args.map((_, i) => field(`s${i}`, 'long')));
    case 'schema_merge': return closed([field('ColumnName', 'string'), field('ColumnOrdinal', 'int'), field('DataType', 'string'), field('ColumnType', 'string')]);
    default: return windowed(s);
  }
}

function windowed(s: Evaluate): Schema | undefined {
  const shape = Object.hasOwn(WINDOWED, s.plugin) ? WINDOWED[s.plugin] : undefined;
  const columns = shape ? [s.args[1], ...s.args.slice(shape.dimensions)].map(columnField) : [];
  return shape && columns.every((c) => c !== undefined) ? closed([...columns, ...shape.numbers]) : undefined;
}

const columnField = (e: Expr | undefined): Field | undefined => (e?.kind === 'col' ? field(e.name, e.type) : undefined);
