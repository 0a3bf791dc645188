import type { Dynamic, Value } from '../data/types.js';
import { noCounterpart, scalar } from './define.js';
import { call, type CallContext, type Op, type Overload, type ParamSpec, prepared } from './entry.js';
import { aroundLine, aroundPoint, aroundRing, type Path, type Steps, stepsOf } from './geo-buffer.js';
import { reachOf } from './geo-cap.js';
import { areaOfPolygons, bordersOf } from './geo-overlay.js';
import { type Line, linesOf, polygonsOf, validPoint } from './geo-shapes.js';
import { EARTH_RADIUS, type Vector, vectorOf } from './geo-sphere.js';
import { woundArea } from './geo-winding.js';
import { polygonsShape } from './geo-write.js';

/** Everything within a radius of shapes, as polygons. */

const DEFAULT_TOLERANCE = 10;
/** Of the radius. */
const LEAST_TOLERANCE = 1e-6;

/** Metres to radians; a tolerance that is no smaller than the radius is one just below it. Undefined for values that are not valid. */
function stepsFor(radius: number, tolerance: number): Steps | undefined {
  if (!(radius > 0 && radius < Infinity) || !(tolerance > 0) || tolerance < LEAST_TOLERANCE * radius) return undefined;
  return stepsOf(radius / EARTH_RADIUS, Math.min(tolerance, radius * (1 - 1e-9)) / EARTH_RADIUS);
}

function buffered(paths: (steps: Steps) => readonly Path[], vertices: readonly Vector[], radius: number, tolerance: number, context: CallContext): Value {
  const steps = stepsFor(radius, tolerance);
  if (!steps) return null;
  const fits = reachOf(vertices) + steps.radius < Math.PI / 2;
  const area = fits ? woundArea(paths(steps)) : undefined;
  if (!area) context.warn(fits ? 'the borders around the shape cross too often' : 'an area of half of the earth or more is not computed here');
  return area ? polygonsShape(area) : null;
}

const linePaths = (lines: readonly Line[]) => (steps: Steps): Path[] => lines.map((l) => aroundLine(l, steps));

function aroundLines(context: CallContext, d: Dynamic, radius: number, tolerance: number): Value {
  const lines = linesOf(d)?.map((l) => l.filter((p, i) => i === 0 || p.some((x, k) => x !== (l[i - 1] as Vector)[k])));
  return lines ? buffered(linePaths(lines), lines.flat(), radius, tolerance, context) : null;
}

function aroundPolygons(context: CallContext, d: Dynamic, radius: number, tolerance: number): Value {
  const polygons = polygonsOf(d);
  if (!polygons) return null;
  const rings = bordersOf(areaOfPolygons(polygons)).map((c) => c.points);
  return buffered((steps) => rings.map((r) => aroundRing(r, steps)), rings.flat(), radius, tolerance, context);
}

function aroundPlace(context: CallContext, lon: number, lat: number, radius: number, tolerance: number): Value {
  if (!validPoint(lon, lat)) return null;
  const p = vectorOf(lon, lat);
  return buffered((steps) => [aroundPoint(p, steps)], [p], radius, tolerance, context);
}

const NO_GEO = noCounterpart('function of this kind for points in degrees');
const EMPTY: Dynamic = new Map();

function sigs<P extends readonly ParamSpec[]>(params: P, f: (context: CallContext, ...args: never[]) => Value): readonly Overload[] {
  const run = f as unknown as (context: CallContext, ...args: Value[]) => Value;
  return [
    prepared(params, 'dynamic', (context) => (...args) => run(context, ...(args as Value[]), DEFAULT_TOLERANCE)),
    prepared([...params, 'real'], 'dynamic', (context) => (...args) => run(context, ...(args as Value[]))),
  ];
}

export const GEO_AROUND_OPS: readonly Op[] = [
  scalar('geo.aroundPoint', 'The polygon of everything within metres of a point.', call('geo_point_buffer'), NO_GEO, sigs(['real', 'real', 'real'], aroundPlace),
    [[[200, 1, 0.1], null, ['real', 'real', 'real']], [[10, 10, -1], null, ['real', 'real', 'real']]]),
  scalar('geo.aroundLine', 'The polygons of everything within metres of lines.', call('geo_line_buffer'), NO_GEO, sigs(['dynamic', 'real'], aroundLines), [[[EMPTY, 5], null, ['dynamic', 'real']]]),
  scalar('geo.aroundPolygon', 'The polygons of everything within metres of polygons.', call('geo_polygon_buffer'), NO_GEO, sigs(['dynamic', 'real'], aroundPolygons), [[[EMPTY, 5], null, ['dynamic', 'real']]]),
];
