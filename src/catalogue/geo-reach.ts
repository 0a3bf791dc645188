import type { Dynamic } from '../data/types.js';
import { capAround } from './geo-cap.js';
import { distanceTo } from './geo-measures.js';
import { holds, linesOf, polygonsOf, validPoint } from './geo-shapes.js';
import { EARTH_RADIUS, type Vector, vectorOf } from './geo-sphere.js';

/** Tests of many points against one shape: shapes are read once, and points far from a shape are told by its surrounding cap. */

export type NearbyShape = (lon: number, lat: number) => boolean;

/** Whether points are in a polygon, or at most `radius` metres from a shape; `undefined` for a shape that is not valid. Points out of range are not. */
export function shapeWithinReach(kind: 'line' | 'polygon', d: Dynamic, radius: number | undefined): NearbyShape | undefined {
  const polygons = kind === 'polygon' ? polygonsOf(d) : undefined;
  const lines = kind === 'line' ? linesOf(d) : polygons?.flat();
  if (!lines) return undefined;
  const near = capAround(lines.flat(), (radius ?? 0) / EARTH_RADIUS);
  const inside = (p: Vector): boolean => polygons !== undefined && holds(polygons, p);
  const hit = radius === undefined ? inside : (p: Vector): boolean => (radius >= 0 && inside(p)) || distanceTo(p, lines, polygons !== undefined) <= radius;
  return (lon, lat) => {
    if (!validPoint(lon, lat)) return false;
    const p = vectorOf(lon, lat);
    return near(p) && hit(p);
  };
}
