import type { Dynamic, Value } from '../data/types.js';
import { anyMeet } from './geo-arcs.js';
import { areaOfPolygons } from './geo-overlay.js';
import { holds, type Line, linesOf, pointShape, type Polygon, polygonsOf, ringArcs, validPoint } from './geo-shapes.js';
import { addVectors, along, angle, arcMoment, areaMoment, degreesOf, EARTH_RADIUS, edgesOf, nearestOnArc, opposite, signedArea, unit, type Vector, vectorOf } from './geo-sphere.js';

/** What the functions over GeoJSON shapes compute; null for shapes and points that are not valid. */

export const arcsOf = (lines: readonly Line[]): [Vector, Vector][] => lines.flatMap((l) => l.slice(1).map((b, i): [Vector, Vector] => [l[i] as Vector, b]));

const shape = (v: Vector): Dynamic => pointShape(...degreesOf(v));
const metres = (radians: number): number => radians * EARTH_RADIUS;

function nearest(p: Vector, arcs: readonly (readonly [Vector, Vector])[]): Vector {
  const points = arcs.map(([a, b]) => nearestOnArc(p, a, b));
  return points.reduce((best, q) => (angle(p, q) < angle(p, best) ? q : best), points[0] as Vector);
}

/** In metres; rings join their last vertex to the first. */
export const distanceTo = (p: Vector, lines: readonly Line[], rings: boolean): number => metres(angle(p, nearest(p, rings ? lines.flatMap(edgesOf) : arcsOf(lines))));

/** A function of a point and a shape. */
function atPoint<S>(read: (d: Dynamic) => S | undefined, f: (p: Vector, shapes: S) => Value): (lon: number, lat: number, d: Dynamic) => Value {
  return (lon, lat, d) => {
    const shapes = read(d);
    return shapes !== undefined && validPoint(lon, lat) ? f(vectorOf(lon, lat), shapes) : null;
  };
}

export const inPolygon = atPoint(polygonsOf, (p, s) => holds(s, p));
export const distanceToLine = atPoint(linesOf, (p, s) => metres(angle(p, nearest(p, arcsOf(s)))));
export const distanceToPolygon = atPoint(polygonsOf, (p, s) => (holds(s, p) ? 0 : metres(angle(p, nearest(p, ringArcs(s))))));
export const closestOnLine = atPoint(linesOf, (p, s) => shape(nearest(p, arcsOf(s))));
export const closestOnPolygon = atPoint(polygonsOf, (p, s) => (holds(s, p) ? shape(p) : shape(nearest(p, ringArcs(s)))));

const ofShape = <S>(read: (d: Dynamic) => S | undefined, f: (s: S) => Value) => (d: Dynamic): Value => {
  const s = read(d);
  return s === undefined ? null : f(s);
};

const total = (arcs: readonly (readonly [Vector, Vector])[]): number => arcs.reduce((s, [a, b]) => s + angle(a, b), 0);
export const lineLength = ofShape(linesOf, (s) => metres(total(arcsOf(s))));

/** Of the area that the polygons cover together. */
const covered = (d: Dynamic): readonly Polygon[] | undefined => {
  const polygons = polygonsOf(d);
  return polygons && areaOfPolygons(polygons);
};

export const perimeter = ofShape(covered, (s) => metres(total(ringArcs(s))));

/** Holes are taken off. */
const areaOf = ([outer = [], ...holes]: Polygon): number => Math.abs(signedArea(outer)) - holes.reduce((s, h) => s + Math.abs(signedArea(h)), 0);
export const area = ofShape(covered, (s) => s.reduce((sum, p) => sum + areaOf(p), 0) * EARTH_RADIUS ** 2);

const turned = (ring: readonly Vector[]): Vector => (signedArea(ring) < 0 ? opposite(areaMoment(ring)) : areaMoment(ring));
const momentOf = ([outer = [], ...holes]: Polygon): Vector => holes.reduce((s, h) => addVectors(s, opposite(turned(h))), turned(outer));
const sumOf = (vectors: readonly Vector[]): Vector => vectors.reduce(addVectors, [0, 0, 0] as Vector);
export const polygonCentre = ofShape(covered, (s) => shape(unit(sumOf(s.map(momentOf)))));
export const lineCentre = ofShape(linesOf, (s) => shape(unit(sumOf(arcsOf(s).map(([a, b]) => arcMoment(a, b))))));

/** A share of the way along the only line. */
export function pointAlong(d: Dynamic, share: number): Value {
  const lines = linesOf(d);
  if (lines?.length !== 1 || !(share >= 0 && share <= 1)) return null;
  const arcs = arcsOf(lines);
  let left = share * total(arcs);
  for (const [a, b] of arcs) {
    const size = angle(a, b);
    if (left <= size) return shape(along(a, b, size === 0 ? 0 : left / size));
    left -= size;
  }
  return shape((arcs.at(-1) as [Vector, Vector])[1]);
}

/** The share of the only line that lies before its point that is nearest to a point. */
export function shareAlong(d: Dynamic, lon: number, lat: number): Value {
  const lines = linesOf(d);
  if (lines?.length !== 1 || !validPoint(lon, lat)) return null;
  const p = vectorOf(lon, lat);
  const arcs = arcsOf(lines);
  const found = arcs.map(([a, b]) => nearestOnArc(p, a, b));
  const at = found.reduce((best, q, i) => (angle(p, q) < angle(p, found[best] as Vector) ? i : best), 0);
  const whole = total(arcs);
  return whole === 0 ? 0 : Math.min(1, (total(arcs.slice(0, at)) + angle((arcs[at] as [Vector, Vector])[0], found[at] as Vector)) / whole);
}

export function linesMeet(a: Dynamic, b: Dynamic): Value {
  const [x, y] = [linesOf(a), linesOf(b)];
  return x && y ? anyMeet(arcsOf(x), arcsOf(y)) : null;
}

export function lineMeetsPolygon(a: Dynamic, b: Dynamic): Value {
  const [x, y] = [linesOf(a), polygonsOf(b)];
  return x && y ? anyMeet(arcsOf(x), ringArcs(y)) || x.some((l) => holds(y, l[0] as Vector)) : null;
}

export function polygonsMeet(a: Dynamic, b: Dynamic): Value {
  const [x, y] = [polygonsOf(a), polygonsOf(b)];
  if (!x || !y) return null;
  return areasMeet(x, y);
}

export function areasMeet(x: readonly Polygon[], y: readonly Polygon[]): boolean {
  return anyMeet(ringArcs(x), ringArcs(y)) || x.some((p) => holds(y, (p[0] as Line)[0] as Vector)) || y.some((p) => holds(x, (p[0] as Line)[0] as Vector));
}
