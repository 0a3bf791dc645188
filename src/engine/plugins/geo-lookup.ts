import type { Evaluate } from '../../ast/pipeline.js';
import { fail } from '../../base/diagnostics.js';
import { type NearbyShape, shapeWithinReach } from '../../catalogue/geo-reach.js';
import { castColumn } from '../../data/cast.js';
import type { Column } from '../../data/column.js';
import type { Dynamic } from '../../data/types.js';
import { columnNamed, type Frame, selectRows } from '../frame.js';
import { Pairs } from '../match.js';
import type { Session } from '../session.js';
import { subqueryRows } from '../subquery.js';
import { columnArgument, constantArgument, type Plugin, sideBySide } from './plugin.js';

/**
 * Rows with the rows of a table whose polygons hold their point, or, given a radius in metres, whose shapes are at most so far from it.
 * Without a match a row goes, unless `return_unmatched`; the column of shapes goes, unless `return_lookup_key`. Shapes and points that
 * are not valid match nothing. The area radius only steers how Kusto searches.
 */
const geoLookup = (kind: 'line' | 'polygon'): Plugin => (s, input, session) => {
  const table = s.args[0];
  if (table?.kind !== 'subquery') return fail('run-failed', { detail: `the first argument of ${s.plugin} must be a table` }, s.span);
  const lookup = subqueryRows(table, session);
  const radius = metres(s, kind, session);
  const keys = castColumn(column(lookup, columnArgument(s, 1), s), 'dynamic');
  const index = Array.from({ length: keys.length }, (_, row) => shapeWithinReach(kind, keys.get(row) as Dynamic, radius));
  const pairs = matches(s, input, index, constantArgument(s, 'return_unmatched', 5, session) === true, lookup.fields.length, session);
  const hidden = constantArgument(s, 'return_lookup_key', 7, session) === true ? [] : [columnArgument(s, 1)];
  return sideBySide(selectRows(input, pairs.left.subarray(0, pairs.length)), selectRows(lookup, pairs.right.subarray(0, pairs.length), session.fillStrings), hidden);
};

export const geoLineLookup = geoLookup('line');
export const geoPolygonLookup = geoLookup('polygon');

function metres(s: Evaluate, kind: 'line' | 'polygon', session: Session): number | undefined {
  const v = constantArgument(s, 'radius', 4, session);
  if (v === undefined && kind === 'polygon') return undefined;
  const radius = v === undefined || v === null ? Number.NaN : Number(v);
  return Number.isNaN(radius) ? fail('run-failed', { detail: `${s.plugin} needs a radius in metres` }, s.span) : radius;
}

function matches(s: Evaluate, input: Frame, shapes: readonly (NearbyShape | undefined)[], unmatched: boolean, width: number, session: Session): Pairs {
  const longitude = castColumn(column(input, columnArgument(s, 2), s), 'real');
  const latitude = castColumn(column(input, columnArgument(s, 3), s), 'real');
  const out = new Pairs();
  for (let row = 0; row < input.length; row++) {
    const before = out.length;
    const [lon, lat] = [longitude.get(row), latitude.get(row)];
    if (typeof lon === 'number' && typeof lat === 'number') shapes.forEach((shape, r) => shape?.(lon, lat) && out.push(row, r));
    if (out.length === before && unmatched) out.push(row, -1);
    session.checkSize(out.length, input.fields.length + width, s.span);
  }
  return out;
}

const column = (f: Frame, name: string, s: Evaluate): Column => columnNamed(f, name) ?? fail('unknown-column', { name }, s.span);
