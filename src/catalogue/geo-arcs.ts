import { BoxTree } from './geo-boxes.js';
import { addVectors, arcsMeet, cross, dot, nearestOnArc, poleOf, type Vector } from './geo-sphere.js';

/** Arcs of great circles that meet: which of many can, and where. */

export type Arc = readonly [a: Vector, b: Vector];

/** Radians within which points count as one (about 13 nanometres on the earth): the error of a computed crossing. */
export const TOLERANCE = 2e-15;

const minus = (a: Vector, b: Vector): Vector => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
export const squaredDistance = (a: Vector, b: Vector): number => (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 + (a[2] - b[2]) ** 2;

/** The pole of an arc, of length 1. */
export function pole([a, b]: Arc): Vector {
  const n = poleOf(a, b);
  const size = Math.sqrt(dot(n, n));
  return [n[0] / size, n[1] / size, n[2] / size];
}

/** How far a point is from an arc's great circle, positive to the left of the arc; measured from the nearer end, so that little is lost. */
export function offset(p: Vector, [a, b]: Arc, normal: Vector): number {
  const end = squaredDistance(p, a) <= squaredDistance(p, b) ? a : b;
  return dot(minus(p, end), normal);
}

/** Whether a point lies on an arc but at neither end. */
export function isOnArc(p: Vector, arc: Arc, normal: Vector): boolean {
  if (Math.abs(offset(p, arc, normal)) > TOLERANCE) return false;
  const [a, b] = arc;
  return dot(cross(normal, a), p) > 0 && dot(cross(p, b), normal) > 0 && squaredDistance(p, a) > TOLERANCE ** 2 && squaredDistance(p, b) > TOLERANCE ** 2;
}

/** The point where the insides of two arcs cross; `undefined` when they do not, or only touch. */
export function crossing(e: Arc, f: Arc, en: Vector, fn: Vector): Vector | undefined {
  const [f0, f1] = [offset(f[0], e, en), offset(f[1], e, en)];
  const [e0, e1] = [offset(e[0], f, fn), offset(e[1], f, fn)];
  if (!(f0 * f1 < 0 && e0 * e1 < 0)) return undefined;
  // one of the two common points of the great circles is in both arcs or in none: e must cross f in the direction in which f crosses e
  if (f0 > 0 === e0 > 0) return undefined;
  const x = squaredDistance(...e) >= squaredDistance(...f) ? between(f, f0, f1) : between(e, e0, e1);
  return dot(x, addVectors(e[0], e[1])) > 0 && dot(x, addVectors(f[0], f[1])) > 0 ? x : undefined;
}

/** The point of an arc whose ends are so far on either side of a great circle that lies on it. */
function between([a, b]: Arc, from: number, to: number): Vector {
  const share = (u: number, v: number): number => u * to - v * from;
  const sign = to > from ? 1 : -1;
  const x: Vector = [sign * share(a[0], b[0]), sign * share(a[1], b[1]), sign * share(a[2], b[2])];
  const size = Math.sqrt(dot(x, x));
  return [x[0] / size, x[1] / size, x[2] / size];
}

/** The boxes around arcs, which bulge beyond their chords. */
function boxesOf(arcs: readonly Arc[], margin: number): Float64Array {
  const out = new Float64Array(6 * arcs.length);
  arcs.forEach(([a, b], at) => {
    const middle = addVectors(a, b);
    const bulge = margin + 1 - Math.sqrt(dot(middle, middle)) / 2 + 4 * TOLERANCE;
    for (let k = 0; k < 3; k++) {
      out[6 * at + k] = Math.min(a[k] as number, b[k] as number) - bulge;
      out[6 * at + k + 3] = Math.max(a[k] as number, b[k] as number) + bulge;
    }
  });
  return out;
}

/** Calls `visit` with the indexes of the arcs of two lists whose boxes come within a margin in radians, in no promised order. */
export function nearPairs(xs: readonly Arc[], ys: readonly Arc[], visit: (x: number, y: number) => void, margin = 0): void {
  if (xs.length === 0 || ys.length === 0) return;
  const boxes = boxesOf(xs, margin);
  const tree = new BoxTree(boxesOf(ys, 0));
  xs.forEach((_, x) => tree.search(boxes, x, (y) => visit(x, y)));
}

/** Whether any arc of one list has a point in common with one of the other. */
export function anyMeet(xs: readonly Arc[], ys: readonly Arc[], counts: (x: number, y: number) => boolean = () => true): boolean {
  let found = false;
  nearPairs(xs, ys, (x, y) => {
    found ||= counts(x, y) && arcsMeet(...(xs[x] as Arc), ...(ys[y] as Arc));
  });
  return found;
}

/** Whether any two arcs that count come nearer to each other than a distance in radians. */
export function anyNear(arcs: readonly Arc[], counts: (x: number, y: number) => boolean, distance: number): boolean {
  const chord = (2 * Math.sin(distance / 2)) ** 2;
  const isNear = (p: Vector, [a, b]: Arc): boolean => squaredDistance(p, nearestOnArc(p, a, b)) <= chord;
  let found = false;
  nearPairs(arcs, arcs, (x, y) => {
    if (found || x >= y || !counts(x, y)) return;
    const [e, f] = [arcs[x] as Arc, arcs[y] as Arc];
    found = arcsMeet(...e, ...f) || isNear(e[0], f) || isNear(e[1], f) || isNear(f[0], e) || isNear(f[1], e);
  }, distance);
  return found;
}
