import type { Evaluate } from '../../ast/pipeline.js';
import { fail } from '../../base/diagnostics.js';
import { castCell, castColumn, textOfDynamic } from '../../data/cast.js';
import { type Column, columnOf, ConstColumn } from '../../data/column.js';
import type { Dynamic, Value } from '../../data/types.js';
import { columnNamed, type Frame, frame, selectColumns, withColumns } from '../frame.js';
import { activeUsersCount } from '../plugins/active-users.js';
import { activityCounts } from '../plugins/activity.js';
import { activityMetrics, newActivityMetrics } from '../plugins/activity-metrics.js';
import { bagUnpack } from '../plugins/bag-unpack.js';
import { dcountIntersect } from '../plugins/dcount-intersect.js';
import { geoLineLookup, geoPolygonLookup } from '../plugins/geo-lookup.js';
import { ipLookup } from '../plugins/ip-lookup.js';
import { pivot } from '../plugins/pivot.js';
import type { Plugin } from '../plugins/plugin.js';
import { rowsNear } from '../plugins/rows-near.js';
import { schemaMerge } from '../plugins/schema-merge.js';
import { rollingPercentile, slidingWindowCounts } from '../plugins/sliding.js';
import type { Session } from '../session.js';
import type { StageRunners } from '../stage.js';

/** `evaluate`: one function per plugin; others are refused by name. */
const PLUGINS: ReadonlyMap<string, Plugin> = new Map([
  ['bag_unpack', bagUnpack],
  ['pivot', pivot],
  ['narrow', narrow],
  ['ipv4_lookup', ipLookup],
  ['ipv6_lookup', ipLookup],
  ['geo_line_lookup', geoLineLookup],
  ['geo_polygon_lookup', geoPolygonLookup],
  ['activity_counts_metrics', activityCounts],
  ['active_users_count', activeUsersCount],
  ['activity_metrics', activityMetrics],
  ['new_activity_metrics', newActivityMetrics],
  ['sliding_window_counts', slidingWindowCounts],
  ['rolling_percentile', rollingPercentile],
  ['rows_near', rowsNear],
  ['dcount_intersect', dcountIntersect],
  ['schema_merge', schemaMerge],
]);

function evaluate(s: Evaluate, input: Frame, session: Session): Frame {
  const plugin = PLUGINS.get(s.plugin) ?? fail('not-yet', { what: `the plugin ${s.plugin}` }, s.span);
  const out = plugin(s, input, session);
  return s.fields ? declared(s, s.fields, out) : out;
}

/** The columns that the query declares, converted; missing ones are null. */
function declared(s: Evaluate, fields: NonNullable<Evaluate['fields']>, out: Frame): Frame {
  const names = new Set(fields.map((f) => f.name));
  const rest = s.open ? out.fields.flatMap((f, i) => (names.has(f.name) ? [] : [i])) : [];
  const columns = fields.map((f): [string, Column] => {
    const column = columnNamed(out, f.name);
    return [f.name, column ? castColumn(column, f.type) : new ConstColumn(f.type, null, out.length)];
  });
  return withColumns(selectColumns(out, rest), columns);
}

/** Every cell of the input as a row of its own. */
function narrow(s: Evaluate, input: Frame, session: Session): Frame {
  const width = input.fields.length;
  session.checkSize(input.length * width, 3, s.span);
  const columns = input.cells.map((c) => c.get());
  const rows: number[] = [];
  const names: string[] = [];
  const values: Value[] = [];
  for (let row = 0; row < input.length; row++) {
    for (let c = 0; c < width; c++) {
      rows.push(row);
      names.push((input.fields[c] as Frame['fields'][number]).name);
      values.push(textOf(columns[c] as Column, row));
    }
  }
  const fields = [{ name: 'Row', type: 'long' }, { name: 'Column', type: 'string' }, { name: 'Value', type: 'string' }] as const;
  return frame(fields, [columnOf('long', rows), columnOf('string', names), columnOf('string', values)], rows.length);
}

function textOf(column: Column, row: number): string {
  const v = castCell(column.type, 'dynamic', column.get(row)) as Dynamic;
  return typeof v === 'boolean' ? (v ? 'True' : 'False') : (textOfDynamic(v) ?? '');
}

export const EVALUATE_STAGES: StageRunners<'evaluate'> = { evaluate };
