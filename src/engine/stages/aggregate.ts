import type { Aggregate } from '../../ast/pipeline.js';
import { type Column, take } from '../../data/column.js';
import { aggregateAll, aggregateScope } from '../aggregates.js';
import { type Frame, selectRows, withColumns } from '../frame.js';
import { firstRows, groupBy } from '../../data/group.js';
import { spreadRows } from '../multi.js';
import { frameScope } from '../scope.js';
import type { Session } from '../session.js';
import type { StageRunners } from '../stage.js';
import { evaluateAll } from './columns.js';

/** `summarize`, STATS, INLINE STATS. A row whose key has several values counts in the group of each of them. */
function aggregate(s: Aggregate, input: Frame, session: Session): Frame {
  const keys = evaluateAll(s.keys, input, session);
  const spread = spreadRows(keys.map(([, c]) => c), input.length, true);
  const keyColumns = spread?.columns ?? keys.map(([, c]) => c);
  const rows = spread ? selectRows(input, spread.rows) : input;
  const groups = groupBy(keyColumns, rows.length);
  const heads = s.keys.length === 0 ? new Int32Array(1) : firstRows(groups);
  const keyCells = keyColumns.map((c, i): [string, Column] => [(keys[i] as [string, Column])[0], take(c, heads)]);
  const scope = aggregateScope(frameScope(rows), groups, new Map(keyCells), session);
  const values = aggregateAll(s.aggregates, scope, session);
  if (s.inline) return inline(rows, groups.ids, values, keyColumns.map((c, i) => [(keys[i] as [string, Column])[0], c]));
  const empty: Frame = { fields: [], cells: [], length: groups.count };
  const [first, second] = s.layout === 'keysFirst' ? [keyCells, values] : [values, keyCells];
  return withColumns(withColumns(empty, first, 'end'), second, 'end');
}

/** Every row gets the values of its group; the keys stand last. */
function inline(rows: Frame, ids: Int32Array, values: readonly [string, Column][], keys: readonly [string, Column][]): Frame {
  const perRow = values.map(([name, c]): [string, Column] => [name, take(c, ids)]);
  return withColumns(withColumns(rows, perRow, 'end'), keys, 'end');
}

export const AGGREGATE_STAGES: StageRunners<'aggregate'> = { aggregate };
