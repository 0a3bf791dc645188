import { dynamicReal } from '../data/dynamic.js';
import type { Dynamic } from '../data/types.js';
import type { Parts } from './geo-overlay.js';
import type { Line, Polygon } from './geo-shapes.js';
import { degreesOf, type Vector } from './geo-sphere.js';

/** Shapes on the sphere as GeoJSON. */

const bag = (type: string, key: string, value: Dynamic): Dynamic => new Map<string, Dynamic>([['type', type], [key, value]]);
const place = (v: Vector): Dynamic => degreesOf(v).map(coordinate);
/** Computed shapes are written and read again on their way, so that whole degrees are whole numbers. */
export const coordinate = (degrees: number): Dynamic => (Number.isSafeInteger(degrees) ? degrees : dynamicReal(degrees));
const lineOf = (line: Line): Dynamic => line.map(place);
const closed = (ring: Line): Dynamic => lineOf([...ring, ring[0] as Vector]);
const polygonOf = (polygon: Polygon): Dynamic => polygon.map(closed);

/** One shape, or several of one kind as its `Multi…` form; `undefined` for none. */
function many<T>(type: string, items: readonly T[], write: (item: T) => Dynamic): Dynamic | undefined {
  if (items.length === 0) return undefined;
  return items.length === 1 ? bag(type, 'coordinates', write(items[0] as T)) : bag(`Multi${type}`, 'coordinates', items.map(write));
}

/** Null when nothing is left. */
export const polygonsShape = (polygons: readonly Polygon[]): Dynamic => many('Polygon', polygons, polygonOf) ?? null;
export const linesShape = (lines: readonly Line[]): Dynamic => many('LineString', lines, lineOf) ?? null;

/** One shape as it is; none or several kinds as a collection. */
export function partsShape({ points, lines, polygons }: Parts): Dynamic {
  const shapes = [many('Point', points, place), many('LineString', lines, lineOf), many('Polygon', polygons, polygonOf)].filter((s) => s !== undefined);
  return shapes.length === 1 ? (shapes[0] as Dynamic) : bag('GeometryCollection', 'geometries', shapes);
}
