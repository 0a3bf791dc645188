import type { Dynamic } from '../data/types.js';
import { distanceTo, holds } from './geo-measures.js';
import { type Line, linesOf, polygonsOf, validPoint } from './geo-shapes.js';
import { addVectors, angle, dot, EARTH_RADIUS, type Vector, vectorOf } from './geo-sphere.js';

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

/** Whether a point can be in the convex cap around vertices, widened by a margin in radians. Only caps below half of the sphere are convex. */
function capAround(vertices: Line, margin: number): (p: Vector) => boolean {
  const sum = vertices.reduce(addVectors, [0, 0, 0] as Vector);
  const size = Math.hypot(...sum);
  const centre: Vector = [sum[0] / size, sum[1] / size, sum[2] / size];
  const reach = vertices.reduce((most, v) => Math.max(most, angle(centre, v)), 0);
  const limit = reach + margin + 1e-9;
  if (!(size > 0) || !(reach < 1.57) || !(limit < Math.PI)) return () => true;
  const least = Math.cos(limit) - 1e-15;
  return (p) => dot(p, centre) >= least;
}
