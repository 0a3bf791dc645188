import { dynamicNumber, dynamicReal, isArray, isBag } from '../data/dynamic.js';
import type { Dynamic, Value } from '../data/types.js';
import { geohashCell, geohashNeighbours, geohashOf } from '../text/geohash.js';
import { noCounterpart, scalar } from './define.js';
import { call, type Op, prepared, refuse, sig } from './entry.js';

/** Points on the earth as a sphere of radius 6,371,010 m, in degrees, longitude before latitude; points out of range give null. */

const RADIUS = 6_371_010;
const RAD = Math.PI / 180;

const valid = (lon: number, lat: number): boolean => Math.abs(lon) <= 180 && Math.abs(lat) <= 90;

/** Haversine. */
function distance(lon1: number, lat1: number, lon2: number, lat2: number): number {
  const h = Math.sin(((lat2 - lat1) * RAD) / 2) ** 2 + Math.cos(lat1 * RAD) * Math.cos(lat2 * RAD) * Math.sin(((lon2 - lon1) * RAD) / 2) ** 2;
  return 2 * RADIUS * Math.asin(Math.min(1, Math.sqrt(h)));
}

function azimuth(lon1: number, lat1: number, lon2: number, lat2: number): Value {
  if (!valid(lon1, lat1) || !valid(lon2, lat2) || (lon1 === lon2 && lat1 === lat2)) return null;
  const turn = (lon2 - lon1) * RAD;
  const y = Math.sin(turn) * Math.cos(lat2 * RAD);
  const x = Math.cos(lat1 * RAD) * Math.sin(lat2 * RAD) - Math.sin(lat1 * RAD) * Math.cos(lat2 * RAD) * Math.cos(turn);
  return Math.atan2(y, x);
}

type Point = readonly [lon: number, lat: number];

function pointOf(d: Dynamic): Point | undefined {
  if (!isArray(d)) return undefined;
  const [lon, lat] = [dynamicNumber(d[0] ?? null), dynamicNumber(d[1] ?? null)];
  return lon !== undefined && lat !== undefined && valid(lon, lat) ? [lon, lat] : undefined;
}

/** The lines of a GeoJSON LineString or MultiLineString. */
function linesOf(d: Dynamic): Point[][] | undefined {
  const coordinates = isBag(d) ? (d.get('coordinates') ?? null) : null;
  if (!isBag(d) || !isArray(coordinates)) return undefined;
  const lists = d.get('type') === 'LineString' ? [coordinates] : d.get('type') === 'MultiLineString' ? coordinates : [];
  const lines = lists.map((l) => (isArray(l) ? l.map(pointOf) : []));
  return lines.length > 0 && lines.every((l) => l.length > 1 && !l.includes(undefined)) ? (lines as Point[][]) : undefined;
}

function lineLength(d: Dynamic): Value {
  const lines = linesOf(d);
  if (!lines) return null;
  return lines.reduce((sum, l) => sum + l.slice(1).reduce((s, p, i) => s + distance(...(l[i] as Point), ...p), 0), 0);
}

const pointBag = (lon: number, lat: number): Dynamic => new Map<string, Dynamic>([['type', 'Point'], ['coordinates', [dynamicReal(lon), dynamicReal(lat)]]]);

function centre(hash: string): Dynamic {
  const cell = geohashCell(hash);
  return cell ? pointBag((cell.west + cell.east) / 2, (cell.south + cell.north) / 2) : null;
}

function outline(hash: string): Dynamic {
  const cell = geohashCell(hash);
  if (!cell) return null;
  const { west, east, south, north } = cell;
  const ring = [[west, south], [east, south], [east, north], [west, north], [west, south]].map((p) => p.map(dynamicReal));
  return new Map<string, Dynamic>([['type', 'Polygon'], ['coordinates', [ring]]]);
}

const NO_GEO = noCounterpart('function of this kind for points in degrees');
const PLACES = refuse('where addresses are is in a data base that ES|QL reaches by an enrich policy');

export const GEO_OPS: readonly Op[] = [
  scalar('geo.distance', 'The shortest distance between two points in metres.', call('geo_distance_2points'), NO_GEO, [
    sig(['real', 'real', 'real', 'real'], 'real', (a, b, c, d) => (valid(a, b) && valid(c, d) ? distance(a, b, c, d) : null)),
  ], [[[0, 0, 0, 0], 0, ['real', 'real', 'real', 'real']], [[300, 1, 1, 1], null, ['real', 'real', 'real', 'real']]]),
  scalar('geo.azimuth', 'The direction from one point to another in radians, clockwise from north.', call('geo_azimuth'), NO_GEO, [sig(['real', 'real', 'real', 'real'], 'real', azimuth)],
    [[[5, 10, 5, 10], null, ['real', 'real', 'real', 'real']], [[0, 0, 0, 10], 0, ['real', 'real', 'real', 'real']]]),
  scalar('geo.inCircle', 'Whether a point is within a distance in metres of another.', call('geo_point_in_circle'), NO_GEO, [
    sig(['real', 'real', 'real', 'real', 'real'], 'bool', (a, b, c, d, r) => (valid(a, b) && valid(c, d) && r >= 0 ? distance(a, b, c, d) <= r : null)),
  ], [[[0, 0, 0, 1, 200_000], true, ['real', 'real', 'real', 'real', 'real']], [[0, 0, 0, 2, 200_000], false, ['real', 'real', 'real', 'real', 'real']]]),
  scalar('geo.lineLength', 'The length of lines in metres.', call('geo_line_length'), NO_GEO, [sig(['dynamic'], 'real', lineLength)], [[[new Map([['type', 'Point']])], null]]),
  scalar('geo.hash', 'The geohash of a point.', call('geo_point_to_geohash'), NO_GEO, [
    sig(['real', 'real'], 'string', (a, b) => (valid(a, b) ? geohashOf(a, b, 5) : '')),
    sig(['real', 'real', 'long'], 'string', (a, b, n) => (valid(a, b) && n >= 1 && n <= 18 ? geohashOf(a, b, Number(n)) : '')),
  ], [[[-80.195829, 25.802215, 8], 'dhwfz15h', ['real', 'real', 'long']]]),
  scalar('geo.hashCentre', 'The centre of a geohash cell.', call('geo_geohash_to_central_point'), NO_GEO, [sig(['string'], 'dynamic', centre)], [[['a'], null], [['s'], pointBag(22.5, 22.5)]]),
  scalar('geo.hashPolygon', 'The outline of a geohash cell.', call('geo_geohash_to_polygon'), NO_GEO, [sig(['string'], 'dynamic', outline)], [[['a'], null]]),
  scalar('geo.hashNeighbours', 'The cells around a geohash cell.', call('geo_geohash_neighbors'), NO_GEO, [sig(['string'], 'dynamic', (h) => geohashNeighbours(h) ?? null)], [[['a'], null]]),
  scalar('geo.ofAddress', 'Where an address is; unknown here, so null.', call('geo_info_from_ip_address'), PLACES, [
    prepared(['string'], 'dynamic', (context) => () => {
      context.warn('where an IP address is cannot be looked up here');
      return null;
    }),
  ], [[['1.1.1.1'], null]]),
];
