import type { Dynamic, Value } from '../data/types.js';
import { h3Package } from '../text/packages.js';
import { noCounterpart, scalar } from './define.js';
import { call, type CallContext, type Op, type Overload, prepared, sig } from './entry.js';
import { h3Cells } from './geo-h3-cover.js';
import { coverLine, coverPolygon } from './geo-s2-cover.js';

/** Shapes as cells of a grid, all of one level: for joins with points. Null for what is not valid, out of range, or too many cells. */

const DEFAULT_S2_LEVEL = 11;
const DEFAULT_H3_LEVEL = 6;
const MAX_H3_LEVEL = 15;

type Cover = (shape: Dynamic, level: number, radius: number) => Dynamic;

const s2Sigs = (cover: Cover): readonly Overload[] => [
  sig(['dynamic'], 'dynamic', (d) => cover(d, DEFAULT_S2_LEVEL, 0)),
  sig(['dynamic', 'long'], 'dynamic', (d, level) => cover(d, Number(level), 0)),
  sig(['dynamic', 'long', 'real'], 'dynamic', (d, level, radius) => cover(d, Number(level), radius)),
];

/** How Kusto rounds the corners of an enlarged polygon is not documented, and decides which cells are at its border. */
function h3Cover(context: CallContext): (d: Dynamic, level: number, radius: number) => Value {
  return (d, level, radius) => {
    if (!(level >= 0 && level <= MAX_H3_LEVEL && radius >= 0)) return null;
    if (radius > 0) return unknown(context, 'the H3 cells of a polygon with a radius are not computed here');
    const cells = h3Cells(h3Package(), d, level);
    return cells === 'too long a search' ? unknown(context, 'finding the H3 cells of this polygon takes too long') : typeof cells === 'string' ? null : (cells ?? null);
  };
}

function unknown(context: CallContext, why: string): null {
  context.warn(why);
  return null;
}

const NO_COVER = noCounterpart('function that gives the cells of a shape');
const shape = (type: string, coordinates: Dynamic): Dynamic => new Map<string, Dynamic>([['type', type], ['coordinates', coordinates]]);
const TRIANGLE = shape('Polygon', [[[0, 0], [0, 50], [100, 50], [0, 0]]]);
const MERIDIAN = shape('LineString', [[0, 10], [0, 11]]);

export const GEO_COVER_OPS: readonly Op[] = [
  scalar('geo.s2OfPolygon', 'The S2 cells of a level that have a point in common with polygons, or with what is within a radius in metres of them.', call('geo_polygon_to_s2cells'), NO_COVER,
    s2Sigs(coverPolygon), [[[TRIANGLE, 0], ['1', '5']], [[TRIANGLE, 30], null], [[TRIANGLE, -1], null], [[TRIANGLE, 2, -1], null, ['dynamic', 'long', 'real']]]),
  scalar('geo.s2OfLine', 'The S2 cells of a level that have a point in common with lines, or with what is within a radius in metres of them.', call('geo_line_to_s2cells'), NO_COVER,
    s2Sigs(coverLine), [[[MERIDIAN, 3], ['0e4', '0fc', '104', '11c']], [[shape('LineString', [[[0, 0], [0, 0]]])], null]]),
  scalar('geo.h3OfPolygon', 'The H3 cells of a level whose centres are in polygons with straight edges in degrees.', call('geo_polygon_to_h3cells'), NO_COVER, [
    prepared(['dynamic'], 'dynamic', (context) => (d) => h3Cover(context)(d, DEFAULT_H3_LEVEL, 0)),
    prepared(['dynamic', 'long'], 'dynamic', (context) => (d, level) => h3Cover(context)(d, Number(level), 0)),
    prepared(['dynamic', 'long', 'real'], 'dynamic', (context) => (d, level, radius) => h3Cover(context)(d, Number(level), radius)),
  ], [[[TRIANGLE, 9], null], [[TRIANGLE, 16], null], [[shape('Polygon', [[[0, 0], [1, 1]]])], null]]),
];
