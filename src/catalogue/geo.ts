import type { Dynamic, Ty, Value } from '../data/types.js';
import { geohashCell, geohashNeighbours, geohashOf } from '../text/geohash.js';
import { s2Center, s2Corners, s2Neighbours, s2Token } from '../text/s2.js';
import { noCounterpart, scalar } from './define.js';
import { call, NO_PLACES, type Op, prepared, refuse, sig } from './entry.js';
import {
  area, closestOnLine, closestOnPolygon, distanceToLine, distanceToPolygon, inPolygon, lineCentre, lineLength, lineMeetsPolygon, linesMeet, perimeter, pointAlong, polygonCentre, polygonsMeet,
} from './geo-measures.js';
import { pointShape, polygonShape, shapeOfWkt, validPoint } from './geo-shapes.js';
import { EARTH_RADIUS } from './geo-sphere.js';
import { spheroidDistance } from './geo-spheroid.js';

/** Points on the earth as a sphere of radius 6,371,010 m, in degrees, longitude before latitude; points out of range give null. */

const RAD = Math.PI / 180;

const valid = validPoint;

/** Haversine. */
function distance(lon1: number, lat1: number, lon2: number, lat2: number): number {
  const h = Math.sin(((lat2 - lat1) * RAD) / 2) ** 2 + Math.cos(lat1 * RAD) * Math.cos(lat2 * RAD) * Math.sin(((lon2 - lon1) * RAD) / 2) ** 2;
  return 2 * EARTH_RADIUS * Math.asin(Math.min(1, Math.sqrt(h)));
}

function azimuth(lon1: number, lat1: number, lon2: number, lat2: number): Value {
  if (!valid(lon1, lat1) || !valid(lon2, lat2) || (lon1 === lon2 && lat1 === lat2)) return null;
  const turn = (lon2 - lon1) * RAD;
  const y = Math.sin(turn) * Math.cos(lat2 * RAD);
  const x = Math.cos(lat1 * RAD) * Math.sin(lat2 * RAD) - Math.sin(lat1 * RAD) * Math.cos(lat2 * RAD) * Math.cos(turn);
  return Math.atan2(y, x);
}

function centre(hash: string): Dynamic {
  const cell = geohashCell(hash);
  return cell ? pointShape((cell.west + cell.east) / 2, (cell.south + cell.north) / 2) : null;
}

function outline(hash: string): Dynamic {
  const cell = geohashCell(hash);
  if (!cell) return null;
  const { west, east, south, north } = cell;
  return polygonShape([[west, south], [east, south], [east, north], [west, north], [west, south]]);
}

const direction = (lon1: number, lat1: number, lon2: number, lat2: number): number | null => azimuth(lon1, lat1, lon2, lat2) as number | null;

/** At the second of three points, clockwise from the first to the third. */
function angleAt(lon1: number, lat1: number, lon2: number, lat2: number, lon3: number, lat3: number): Value {
  const [to, from] = [direction(lon2, lat2, lon3, lat3), direction(lon2, lat2, lon1, lat1)];
  if (to === null || from === null || (lon1 === lon3 && lat1 === lat3)) return null;
  return (to - from + 2 * Math.PI) % (2 * Math.PI);
}

const cellPoint = (token: string): Dynamic => {
  const p = s2Center(token);
  return p ? pointShape(...p) : null;
};
const cellOutline = (token: string): Dynamic => {
  const ring = s2Corners(token);
  return ring ? polygonShape(ring) : null;
};

const NO_GEO = noCounterpart('function of this kind for points in degrees');
const PLACES = refuse('where addresses are is in a data base that ES|QL reaches by an enrich policy');

const SIX = ['real', 'real', 'real', 'real', 'real', 'real'] as const;
const EMPTY: Dynamic = new Map();

const shapeOp = (id: string, doc: string, name: string, type: Ty, f: (d: Dynamic) => Value): Op =>
  scalar(`geo.${id}`, doc, call(name), NO_GEO, [sig(['dynamic'], type, f)], [[[EMPTY], null]]);
const pointOp = (id: string, doc: string, name: string, type: Ty, f: (lon: number, lat: number, d: Dynamic) => Value): Op =>
  scalar(`geo.${id}`, doc, call(name), NO_GEO, [sig(['real', 'real', 'dynamic'], type, f)], [[[1, 1, EMPTY], null, ['real', 'real', 'dynamic']]]);
const meetOp = (id: string, doc: string, name: string, f: (a: Dynamic, b: Dynamic) => Value): Op =>
  scalar(`geo.${id}`, doc, call(name), NO_GEO, [sig(['dynamic', 'dynamic'], 'bool', f)], [[[EMPTY, EMPTY], null]]);

export const GEO_OPS: readonly Op[] = [
  scalar('geo.distance', 'The shortest distance between two points in metres.', call('geo_distance_2points'), NO_GEO, [
    sig(['real', 'real', 'real', 'real'], 'real', (a, b, c, d) => (valid(a, b) && valid(c, d) ? distance(a, b, c, d) : null)),
    prepared(['real', 'real', 'real', 'real', 'bool'], 'real', (context) => (a, b, c, d, spheroid) => {
      if (!valid(a, b) || !valid(c, d)) return null;
      const metres = spheroid ? spheroidDistance(a, b, c, d) : distance(a, b, c, d);
      if (metres === undefined) context.warn('the distance on the spheroid between points that are nearly opposite is not computed here');
      return metres ?? null;
    }),
  ], [[[0, 0, 0, 0], 0, ['real', 'real', 'real', 'real']], [[300, 1, 1, 1], null, ['real', 'real', 'real', 'real']]]),
  scalar('geo.azimuth', 'The direction from one point to another in radians, clockwise from north.', call('geo_azimuth'), NO_GEO, [sig(['real', 'real', 'real', 'real'], 'real', azimuth)],
    [[[5, 10, 5, 10], null, ['real', 'real', 'real', 'real']], [[0, 0, 0, 10], 0, ['real', 'real', 'real', 'real']]]),
  scalar('geo.inCircle', 'Whether a point is within a distance in metres of another.', call('geo_point_in_circle'), NO_GEO, [
    sig(['real', 'real', 'real', 'real', 'real'], 'bool', (a, b, c, d, r) => (valid(a, b) && valid(c, d) && r >= 0 ? distance(a, b, c, d) <= r : null)),
  ], [[[0, 0, 0, 1, 200_000], true, ['real', 'real', 'real', 'real', 'real']], [[0, 0, 0, 2, 200_000], false, ['real', 'real', 'real', 'real', 'real']]]),
  scalar('geo.angle', 'The angle at the second of three points in radians, clockwise from the first to the third.', call('geo_angle'), NO_GEO, [sig(['real', 'real', 'real', 'real', 'real', 'real'], 'real', angleAt)],
    [[[0, 10, 0, 5, 0, 10], null, SIX]]),
  shapeOp('lineLength', 'The length of lines in metres.', 'geo_line_length', 'real', lineLength),
  shapeOp('lineCentre', 'The centre of lines, as a point.', 'geo_line_centroid', 'dynamic', lineCentre),
  shapeOp('area', 'The area of polygons in square metres.', 'geo_polygon_area', 'real', area),
  shapeOp('perimeter', 'The length of the borders of polygons in metres.', 'geo_polygon_perimeter', 'real', perimeter),
  shapeOp('polygonCentre', 'The centre of polygons, as a point.', 'geo_polygon_centroid', 'dynamic', polygonCentre),
  pointOp('inPolygon', 'Whether a point is inside polygons.', 'geo_point_in_polygon', 'bool', inPolygon),
  pointOp('distanceToLine', 'The shortest distance from a point to lines in metres.', 'geo_distance_point_to_line', 'real', distanceToLine),
  pointOp('distanceToPolygon', 'The shortest distance from a point to polygons in metres.', 'geo_distance_point_to_polygon', 'real', distanceToPolygon),
  pointOp('closestOnLine', 'The point of lines that is nearest to a point.', 'geo_closest_point_on_line', 'dynamic', closestOnLine),
  pointOp('closestOnPolygon', 'The point of polygons that is nearest to a point.', 'geo_closest_point_on_polygon', 'dynamic', closestOnPolygon),
  meetOp('linesMeet', 'Whether lines have a point in common.', 'geo_intersects_2lines', linesMeet),
  meetOp('lineMeetsPolygon', 'Whether lines and polygons have a point in common.', 'geo_intersects_line_with_polygon', lineMeetsPolygon),
  meetOp('polygonsMeet', 'Whether polygons have a point in common.', 'geo_intersects_2polygons', polygonsMeet),
  scalar('geo.pointAlong', 'The point that lies a share of the way along a line.', call('geo_line_interpolate_point'), NO_GEO, [sig(['dynamic', 'real'], 'dynamic', pointAlong)], [[[EMPTY, 0.5], null]]),
  scalar('geo.fromText', 'A shape in well-known text as GeoJSON.', call('geo_from_wkt'), NO_GEO, [sig(['string'], 'dynamic', (t) => shapeOfWkt(t) ?? null)],
    [[['LINESTRING (1 2, 3 4)'], new Map<string, Dynamic>([['type', 'LineString'], ['coordinates', [[1, 2], [3, 4]]]])], [['LINESTRING'], null]]),
  scalar('geo.cell', 'The S2 cell that holds a point, as a token.', call('geo_point_to_s2cell'), NO_GEO, [
    sig(['real', 'real'], 'string', (a, b) => (valid(a, b) ? s2Token(a, b, 11) : '')),
    sig(['real', 'real', 'long'], 'string', (a, b, level) => (valid(a, b) && level >= 0 && level <= 30 ? s2Token(a, b, Number(level)) : '')),
  ], [[[10.1234, 53, 8], '47b1d', ['real', 'real', 'long']], [[300, 1, 8], '', ['real', 'real', 'long']]]),
  scalar('geo.cellCentre', 'The centre of an S2 cell.', call('geo_s2cell_to_central_point'), NO_GEO, [sig(['string'], 'dynamic', cellPoint)], [[['a'], null]]),
  scalar('geo.cellPolygon', 'The outline of an S2 cell.', call('geo_s2cell_to_polygon'), NO_GEO, [sig(['string'], 'dynamic', cellOutline)], [[['a'], null]]),
  scalar('geo.cellNeighbours', 'The cells around an S2 cell.', call('geo_s2cell_neighbors'), NO_GEO, [sig(['string'], 'dynamic', (t) => s2Neighbours(t) ?? null)],
    [[['a'], null], [['89c259'], ['89c25d', '89c2f9', '89c251', '89c257', '89c25f', '89c25b', '89c2f7', '89c2f5']]]),
  scalar('geo.hash', 'The geohash of a point.', call('geo_point_to_geohash'), NO_GEO, [
    sig(['real', 'real'], 'string', (a, b) => (valid(a, b) ? geohashOf(a, b, 5) : '')),
    sig(['real', 'real', 'long'], 'string', (a, b, n) => (valid(a, b) && n >= 1 && n <= 18 ? geohashOf(a, b, Number(n)) : '')),
  ], [[[-80.195829, 25.802215, 8], 'dhwfz15h', ['real', 'real', 'long']]]),
  scalar('geo.hashCentre', 'The centre of a geohash cell.', call('geo_geohash_to_central_point'), NO_GEO, [sig(['string'], 'dynamic', centre)], [[['a'], null], [['s'], pointShape(22.5, 22.5)]]),
  scalar('geo.hashPolygon', 'The outline of a geohash cell.', call('geo_geohash_to_polygon'), NO_GEO, [sig(['string'], 'dynamic', outline)], [[['a'], null]]),
  scalar('geo.hashNeighbours', 'The cells around a geohash cell.', call('geo_geohash_neighbors'), NO_GEO, [sig(['string'], 'dynamic', (h) => geohashNeighbours(h) ?? null)],
    [[['a'], null], [['sunny'], ['sunnt', 'sunpj', 'sunnx', 'sunpn', 'sunnv', 'sunpp', 'sunnz', 'sunnw']]]),
  scalar('geo.ofAddress', 'Where an address is; unknown here, so null.', call('geo_info_from_ip_address'), PLACES, [
    prepared(['string'], 'dynamic', (context) => (address) => {
      const place = context.places?.(address);
      if (!context.places) context.warn(NO_PLACES);
      return place ? new Map(Object.entries(place)) : null;
    }),
  ], [[['1.1.1.1'], null]]),
];
