import type { Dynamic, Value } from '../data/types.js';
import { noCounterpart, scalar } from './define.js';
import { call, type CallContext, type Op, type Overload, prepared, sig } from './entry.js';
import { densified } from './geo-densify.js';
import { arcsOf, shareAlong } from './geo-measures.js';
import { areaOfPolygons, commonArea, commonLine, commonLines, type Parts, unionOf, unionOfLines } from './geo-overlay.js';
import { everyItem, linesOf, polygonsOf } from './geo-shapes.js';
import { anyCross } from './geo-valid.js';
import { linesShape, partsShape, polygonsShape } from './geo-write.js';

/** Shapes made of shapes: edges are arcs of great circles. Shapes that are not valid give null. */

const NO_GEO = noCounterpart('function of this kind for points in degrees');
const EMPTY: Dynamic = new Map();

function common<A, B>(readA: (d: Dynamic) => A | undefined, readB: (d: Dynamic) => B | undefined, f: (a: A, b: B) => Parts): (a: Dynamic, b: Dynamic) => Value {
  return (a, b) => {
    const [x, y] = [readA(a), readB(b)];
    return x === undefined || y === undefined ? null : partsShape(f(x, y));
  };
}

const areaOf = (d: Dynamic): ReturnType<typeof areaOfPolygons> | undefined => {
  const polygons = polygonsOf(d);
  return polygons && areaOfPolygons(polygons);
};


function unitedPolygons(d: Dynamic): Value {
  const shapes = everyItem(d, areaOf);
  return shapes ? polygonsShape(unionOf(shapes)) : null;
}

function unitedLines(d: Dynamic, context: CallContext): Value {
  const lines = everyItem(d, linesOf)?.flat();
  if (!lines) return null;
  if (!anyCross(arcsOf(lines))) return linesShape(unionOfLines(lines));
  context.warn('how lines that cross are joined is not documented');
  return null;
}

function dense(kind: 'line' | 'polygon', context: CallContext, d: Dynamic, tolerance: number): Value {
  const shape = densified(kind, d, tolerance);
  if (shape === undefined) context.warn('edges across the antimeridian are not made denser here');
  return shape ?? null;
}

const denseSigs = (kind: 'line' | 'polygon'): readonly Overload[] => [
  prepared(['dynamic'], 'dynamic', (context) => (d) => dense(kind, context, d, 10)),
  prepared(['dynamic', 'real', 'bool?'], 'dynamic', (context) => (d, tolerance) => dense(kind, context, d, tolerance)),
];

const pair = (id: string, doc: string, name: string, f: (a: Dynamic, b: Dynamic) => Value): Op =>
  scalar(`geo.${id}`, doc, call(name), NO_GEO, [sig(['dynamic', 'dynamic'], 'dynamic', f)], [[[EMPTY, EMPTY], null]]);

const shape = (type: string, ...coordinates: Dynamic[]): Dynamic => new Map<string, Dynamic>([['type', type], ['coordinates', coordinates]]);
const square = (x: number, y: number, size: number): Dynamic => shape('Polygon', [[x, y], [x + size, y], [x + size, y + size], [x, y + size], [x, y]]);

export const GEO_COMBINE_OPS: readonly Op[] = [
  pair('commonLines', 'What two shapes of lines have in common.', 'geo_intersection_2lines', common(linesOf, linesOf, commonLines)),
  pair('commonLine', 'The parts of lines that are in polygons.', 'geo_intersection_line_with_polygon', common(linesOf, areaOf, commonLine)),
  pair('commonArea', 'What two shapes of polygons have in common.', 'geo_intersection_2polygons', common(areaOf, areaOf, commonArea)),
  scalar('geo.unitedPolygons', 'The area that the polygons of an array cover together.', call('geo_union_polygons_array'), NO_GEO, [sig(['dynamic'], 'dynamic', unitedPolygons)],
    [[[[]], null], [[[square(0, 0, 10), EMPTY]], null]]),
  scalar('geo.unitedLines', 'The lines of an array without what they share.', call('geo_union_lines_array'), NO_GEO, [prepared(['dynamic'], 'dynamic', (context) => (d) => unitedLines(d, context))],
    [[[[]], null], [[[shape('LineString', [0, 0], [0, 1]), shape('LineString', [0, 1], [0, 0])]], shape('LineString', [0, 0], [0, 1])]]),
  scalar('geo.denseLine', 'Lines with points added so that arcs stay within metres of edges that are straight in degrees.', call('geo_line_densify'), NO_GEO, denseSigs('line'), [[[EMPTY], null]]),
  scalar('geo.densePolygon', 'Polygons with points added so that arcs stay within metres of edges that are straight in degrees.', call('geo_polygon_densify'), NO_GEO, denseSigs('polygon'), [[[square(0, 0, 1), 0], null, ['dynamic', 'real']]]),
  scalar('geo.shareAlong', 'The share of a line that lies before the point of it that is nearest to a point.', call('geo_line_locate_point'), NO_GEO, [
    prepared(['dynamic', 'real', 'real', 'bool?'], 'real', (context) => (d, lon, lat, spheroid) => {
      if (!spheroid) return shareAlong(d, lon, lat);
      context.warn('distances on the spheroid are not computed here');
      return null;
    }),
  ], [[[shape('LineString', [0, 0], [0, 10]), 1, -5], 0, ['dynamic', 'real', 'real']], [[shape('LineString', [0, 0]), 1, 1], null, ['dynamic', 'real', 'real']]]),
];
