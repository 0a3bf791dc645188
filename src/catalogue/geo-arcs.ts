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

/** The box around an arc, which bulges beyond its chord. */
interface Box {
  readonly from: Vector;
  readonly to: Vector;
  readonly at: number;
}

function boxOf([a, b]: Arc, at: number, margin: number): Box {
  const bulge = margin + 1 - Math.sqrt(dot(addVectors(a, b), addVectors(a, b))) / 2 + 4 * TOLERANCE;
  const low = (i: 0 | 1 | 2): number => Math.min(a[i], b[i]) - bulge;
  const high = (i: 0 | 1 | 2): number => Math.max(a[i], b[i]) + bulge;
  return { from: [low(0), low(1), low(2)], to: [high(0), high(1), high(2)], at };
}

const boxesMeet = (a: Box, b: Box): boolean => a.from[0] <= b.to[0] && b.from[0] <= a.to[0] && a.from[1] <= b.to[1] && b.from[1] <= a.to[1] && a.from[2] <= b.to[2] && b.from[2] <= a.to[2];

const byZ = (a: Box, b: Box): number => a.from[2] - b.from[2];

/** Calls `visit` with the indexes of the arcs of two lists whose boxes come within a margin in radians, in no promised order. */
export function nearPairs(xs: readonly Arc[], ys: readonly Arc[], visit: (x: number, y: number) => void, margin = 0): void {
  const left = xs.map((arc, i) => boxOf(arc, i, margin)).sort(byZ);
  const right = ys.map((arc, i) => boxOf(arc, i, 0)).sort(byZ);
  let [open, waiting]: [Box[], Box[]] = [[], []];
  let [i, j] = [0, 0];
  while (i < left.length || j < right.length) {
    const fromLeft = j >= right.length || (i < left.length && (left[i] as Box).from[2] <= (right[j] as Box).from[2]);
    const box = (fromLeft ? left[i++] : right[j++]) as Box;
    const others = (fromLeft ? waiting : open).filter((o) => o.to[2] >= box.from[2]);
    for (const o of others) if (boxesMeet(box, o)) fromLeft ? visit(box.at, o.at) : visit(o.at, box.at);
    if (fromLeft) [open, waiting] = [push(open, box), others];
    else [open, waiting] = [others, push(waiting, box)];
  }
}

function push(boxes: Box[], box: Box): Box[] {
  boxes.push(box);
  return boxes;
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
