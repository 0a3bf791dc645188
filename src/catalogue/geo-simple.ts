import { isArray } from '../data/dynamic.js';
import type { Dynamic, Value } from '../data/types.js';
import { noCounterpart, scalar } from './define.js';
import { call, type CallContext, type Op, type Overload, prepared } from './entry.js';
import { anyNear } from './geo-arcs.js';
import { arcsOf } from './geo-measures.js';
import { areaOfPolygons, bordersOf, unionOfLines } from './geo-overlay.js';
import { holds, linesOf, type Polygon, polygonsOf, ringArcs } from './geo-shapes.js';
import { simplifiedLines, simplifiedPolygons } from './geo-simplify.js';
import { EARTH_RADIUS, type Vector } from './geo-sphere.js';
import { anyCross } from './geo-valid.js';
import { linesShape, polygonsShape } from './geo-write.js';

/** Shapes with fewer points: no two of them nearer than a tolerance in metres. */

const DEFAULT_TOLERANCE = 10;
/** 70 degrees. */
const GREATEST_TOLERANCE = ((70 * Math.PI) / 180) * EARTH_RADIUS;

const isTolerance = (metres: number): boolean => metres >= 0 && metres <= GREATEST_TOLERANCE;

/** Null when nothing is left, or with a warning where it is not known what is. */
function written<T>(shapes: readonly T[] | undefined, write: (shapes: readonly T[]) => Dynamic, context: CallContext): Value {
  if (!shapes) context.warn('shapes with edges across a great part of the earth are not simplified here');
  return shapes ? write(shapes) : null;
}

function fewerPoints(context: CallContext, d: Dynamic, metres: number): Value {
  const polygons = polygonsOf(d);
  if (!polygons || !isTolerance(metres)) return null;
  const area = areaOfPolygons(polygons);
  if (metres === 0) return polygonsShape(area);
  return written(simplifiedPolygons(bordersOf(area).map((c) => c.points), metres / EARTH_RADIUS), polygonsShape, context);
}

function straighterLines(context: CallContext, d: Dynamic, metres: number): Value {
  const lines = linesOf(d);
  if (!lines || !isTolerance(metres)) return null;
  if (lines.length > 1 && anyCross(arcsOf(lines))) {
    context.warn('how lines that cross are joined is not documented');
    return null;
  }
  const joined = lines.length > 1 ? unionOfLines(lines) : lines;
  return metres === 0 ? linesShape(joined) : written(simplifiedLines(joined, metres / EARTH_RADIUS), linesShape, context);
}

/** Shapes that come near each other are simplified together by Kusto; whether it unites them is not documented. */
function fewerPointsOfAll(context: CallContext, d: Dynamic, metres: number): Value {
  const shapes = isArray(d) ? d.map(polygonsOf) : [];
  const areas = shapes.flatMap((s) => (s ? [areaOfPolygons(s)] : []));
  if (areas.length === 0 || areas.length < shapes.length || !isTolerance(metres)) return null;
  const radius = metres / EARTH_RADIUS;
  const rings = areas.map((a) => bordersOf(a).map((c) => c.points));
  const simple = metres === 0 ? areas : rings.map((r) => simplifiedPolygons(r, radius));
  if (simple.every((s) => s?.length === 0)) return null;
  if (areApart(areas, 2 * radius)) return written(simple.some((s) => !s) ? undefined : simple.flatMap((s) => s ?? []), polygonsShape, context);
  context.warn('what polygons that touch or nearly touch become together is not documented');
  return null;
}

function areApart(areas: readonly (readonly Polygon[])[], distance: number): boolean {
  const arcs = areas.map(ringArcs);
  const owners = arcs.flatMap((list, i) => list.map(() => i));
  const starts = areas.map((a) => a[0]?.[0]?.[0] as Vector);
  return !anyNear(arcs.flat(), (x, y) => owners[x] !== owners[y], distance) && !areas.some((a, i) => starts.some((s, j) => i !== j && holds(a, s)));
}

const sigs = (f: (context: CallContext, d: Dynamic, metres: number) => Value): readonly Overload[] => [
  prepared(['dynamic'], 'dynamic', (context) => (d) => f(context, d, DEFAULT_TOLERANCE)),
  prepared(['dynamic', 'real'], 'dynamic', (context) => (d, metres) => f(context, d, metres)),
];

const NO_GEO = noCounterpart('function of this kind for points in degrees');
const EMPTY: Dynamic = new Map();

export const GEO_SIMPLE_OPS: readonly Op[] = [
  scalar('geo.simpleLine', 'Lines without the points that are nearer to each other than metres.', call('geo_line_simplify'), NO_GEO, sigs(straighterLines), [[[EMPTY], null], [[EMPTY, -1], null, ['dynamic', 'real']]]),
  scalar('geo.simplePolygon', 'Polygons without the points that are nearer to each other than metres.', call('geo_polygon_simplify'), NO_GEO, sigs(fewerPoints), [[[EMPTY], null], [[EMPTY, -1], null, ['dynamic', 'real']]]),
  scalar('geo.simplePolygons', 'The polygons of an array without the points that are nearer to each other than metres.', call('geo_simplify_polygons_array'), NO_GEO, sigs(fewerPointsOfAll), [[[[EMPTY]], null], [[[]], null]]),
];
