import { dynamicNumber, isArray } from '../data/dynamic.js';
import type { Dynamic } from '../data/types.js';
import { linesOf, polygonsOf } from './geo-shapes.js';
import { along, dot, EARTH_RADIUS, type Vector, vectorOf } from './geo-sphere.js';
import { coordinate } from './geo-write.js';

/**
 * Edges that are straight between degrees, as chains of arcs that stay within a tolerance of them. An edge is halved until the distance
 * at two points is small; the points and the factor are those of the S2 library's tessellation of edges, which Kusto uses.
 */

type Place = readonly [lon: number, lat: number];

const FRACTION = 0.31215691082248312;
const FACTOR = 0.83829992569888509;
const MAX_POINTS = 10_485_760;

const between = (a: Place, b: Place, t: number): Place => [(1 - t) * a[0] + t * b[0], (1 - t) * a[1] + t * b[1]];
const squared = (a: Vector, b: Vector): number => (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 + (a[2] - b[2]) ** 2;

/** The greatest squared chord that is within the tolerance, in metres. */
const greatestChord = (tolerance: number): number => (2 * Math.sin((FACTOR * tolerance) / EARTH_RADIUS / 2)) ** 2;

function isStraight(a: Place, b: Place, greatest: number): boolean {
  const [p, q] = [vectorOf(...a), vectorOf(...b)];
  if (dot(p, q) < -1e-14) return false;
  return [FRACTION, 1 - FRACTION].every((t) => squared(along(p, q, t), vectorOf(...between(a, b, t))) <= greatest);
}

function addEdge(a: Place, b: Place, greatest: number, out: Place[]): void {
  if (out.length > MAX_POINTS || isStraight(a, b, greatest)) {
    out.push(b);
    return;
  }
  const middle = between(a, b, 0.5);
  addEdge(a, middle, greatest, out);
  addEdge(middle, b, greatest, out);
}

const placeOf = (d: Dynamic): Place => (isArray(d) ? [dynamicNumber(d[0] ?? null) ?? 0, dynamicNumber(d[1] ?? null) ?? 0] : [0, 0]);

/** `undefined` with an edge across the antimeridian. */
function densePath(points: Dynamic, greatest: number): Dynamic | undefined {
  const places = (points as readonly Dynamic[]).map(placeOf);
  const out: Place[] = places.slice(0, 1);
  for (let i = 1; i < places.length; i++) {
    const [a, b] = [places[i - 1] as Place, places[i] as Place];
    if (Math.abs(a[0] - b[0]) > 180) return undefined;
    addEdge(a, b, greatest, out);
  }
  return out.length > MAX_POINTS ? undefined : out.map((p) => p.map(coordinate));
}

const NESTING: Readonly<Record<string, number>> = { LineString: 0, Polygon: 1, MultiLineString: 1, MultiPolygon: 2 };

function dense(d: Dynamic, nesting: number, greatest: number): Dynamic | undefined {
  if (nesting === 0) return densePath(d, greatest);
  const parts = (d as readonly Dynamic[]).map((part) => dense(part, nesting - 1, greatest));
  return parts.some((p) => p === undefined) ? undefined : (parts as Dynamic[]);
}

/** Null for shapes and tolerances that are not valid; `undefined` where it is not known what an edge across the antimeridian gives. */
export function densified(kind: 'line' | 'polygon', d: Dynamic, tolerance: number): Dynamic | undefined {
  const valid = kind === 'line' ? linesOf(d) : polygonsOf(d);
  if (!valid || !(tolerance >= 0.1 && tolerance <= 10_000)) return null;
  const bag = d as ReadonlyMap<string, Dynamic>;
  const type = bag.get('type') as string;
  const coordinates = dense(bag.get('coordinates') as Dynamic, NESTING[type] as number, greatestChord(tolerance));
  return coordinates === undefined ? undefined : new Map<string, Dynamic>([['type', type], ['coordinates', coordinates]]);
}
