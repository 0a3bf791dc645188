import { TOLERANCE } from './geo-arcs.js';
import { angle, cross, dot, poleOf, someDirection, unit, type Vector } from './geo-sphere.js';

/**
 * The border of everything within a radius of points, lines and rings, as closed paths whose winding is positive inside. Arcs are
 * approximated by chords that deviate by at most a tolerance; vertices are placed as the S2 library, which Kusto uses, places them.
 */

export type Path = readonly Vector[];

export interface Steps {
  readonly radius: number;
  /** Radians around a vertex, and along an edge; none where the offset of edges does not count. */
  readonly vertex: number;
  readonly edge: number | undefined;
}

const QUARTER = Math.PI / 2;
const NUMERIC_ERROR = 7 * 2 ** -53;

/** The greatest angle between vertices of a polygon around a circle of `radius` that deviates by at most `error`. */
function span(radius: number, error: number): number {
  const widest = (2 * Math.PI) / 3 + 1e-15;
  const least = radius - error;
  if (radius < QUARTER) return Math.min(widest, 2 * Math.acos(Math.tan(least) / Math.tan(radius)));
  return least > QUARTER ? Math.min(widest, 2 * Math.acos(Math.tan(radius) / Math.tan(least))) : widest;
}

/** Radians. */
export function stepsOf(radius: number, tolerance: number): Steps {
  const most = tolerance + NUMERIC_ERROR;
  return { radius, vertex: span(radius, tolerance), edge: QUARTER - radius > most ? span(QUARTER - radius, tolerance) : undefined };
}

/** At a distance from a point in a direction that is perpendicular to it. */
function onRay(from: Vector, direction: Vector, distance: number): Vector {
  const [c, s] = [Math.cos(distance), Math.sin(distance)];
  return unit([c * from[0] + s * direction[0], c * from[1] + s * direction[1], c * from[2] + s * direction[2]]);
}

export function aroundPoint(p: Vector, steps: Steps): Path {
  const count = Math.ceil((2 * Math.PI) / steps.vertex);
  const start = someDirection(p);
  const side = unit(cross(p, start));
  return Array.from({ length: count }, (_, i) => onRay(p, onRay(start, side, (2 * Math.PI * i) / count), steps.radius));
}

/** To the right of an edge. */
const rightOf = (a: Vector, b: Vector): Vector => unit(poleOf(b, a));
const reverse = (v: Vector): Vector => [-v[0], -v[1], -v[2]];

function addVertexArc(v: Vector, start: Vector, end: Vector, steps: Steps, out: Vector[]): void {
  const side = unit(cross(v, start));
  const whole = angle(start, end);
  let turned = 0;
  do out.push(onRay(v, onRay(start, side, turned), steps.radius));
  while ((turned += steps.vertex) < whole);
}

function addEdge(a: Vector, b: Vector, steps: Steps, out: Vector[]): void {
  const axis = rightOf(a, b);
  if (steps.edge === undefined) {
    out.push(axis);
    return;
  }
  const ahead = unit(cross(a, axis));
  const whole = angle(a, b);
  let gone = 0;
  do out.push(onRay(onRay(a, ahead, gone), axis, steps.radius));
  while ((gone += steps.edge) < whole);
}

/** The offset of an edge and of the turn at its end: an arc at a turn to the left, a way through the vertex at a turn to the right. */
function addEdgeAndTurn(a: Vector, b: Vector, c: Vector, steps: Steps, out: Vector[]): void {
  addEdge(a, b, steps, out);
  const axis = rightOf(a, b);
  // a way straight back turns to the left on both of its sides
  if (dot(axis, c) > TOLERANCE) {
    if (steps.edge !== undefined) out.push(onRay(b, axis, steps.radius));
    out.push(b);
    return;
  }
  const end = rightOf(b, c);
  addVertexArc(b, axis, end, steps, out);
  if (steps.edge === undefined) out.push(onRay(b, end, steps.radius));
}

/** Both sides, with round ends. */
export function aroundLine(line: readonly Vector[], steps: Steps): Path {
  const [first, second] = line as [Vector, Vector];
  if (line.length < 2) return aroundPoint(first, steps);
  const out: Vector[] = [];
  const axis = rightOf(first, second);
  addVertexArc(first, reverse(axis), axis, steps, out);
  addSide(line, steps, out);
  const back = [...line].reverse() as [Vector, Vector];
  addVertexArc(back[0], rightOf(back[1], back[0]), reverse(rightOf(back[1], back[0])), steps, out);
  addSide(back, steps, out);
  return out;
}

function addSide(line: readonly Vector[], steps: Steps, out: Vector[]): void {
  for (let i = 0; i + 2 < line.length; i++) addEdgeAndTurn(line[i] as Vector, line[i + 1] as Vector, line[i + 2] as Vector, steps, out);
  addEdge(line[line.length - 2] as Vector, line[line.length - 1] as Vector, steps, out);
}

/** The outer side of a ring with its region on the left. */
export function aroundRing(ring: readonly Vector[], steps: Steps): Path {
  const out: Vector[] = [];
  const at = (i: number): Vector => ring[i % ring.length] as Vector;
  ring.forEach((a, i) => addEdgeAndTurn(a, at(i + 1), at(i + 2), steps, out));
  return out;
}
