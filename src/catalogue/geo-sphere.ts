/** Geometry on the unit sphere: points are unit vectors, edges are the shorter arcs of great circles. Angles in radians. */

export type Vector = readonly [x: number, y: number, z: number];

/** Metres; what Kusto's functions take the earth's radius to be. */
export const EARTH_RADIUS = 6_371_010;
const RAD = Math.PI / 180;
const DEGREES = 180 / Math.PI;

export function vectorOf(lon: number, lat: number): Vector {
  const [a, b] = [lat * RAD, lon * RAD];
  return [Math.cos(a) * Math.cos(b), Math.cos(a) * Math.sin(b), Math.sin(a)];
}

export const degreesOf = ([x, y, z]: Vector): readonly [lon: number, lat: number] => [Math.atan2(y, x) * DEGREES, Math.atan2(z, Math.sqrt(x * x + y * y)) * DEGREES];

export const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
export const cross = (a: Vector, b: Vector): Vector => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
const plus = (a: Vector, b: Vector, factor = 1): Vector => [a[0] + factor * b[0], a[1] + factor * b[1], a[2] + factor * b[2]];
const scale = (a: Vector, factor: number): Vector => [a[0] * factor, a[1] * factor, a[2] * factor];
const length = (a: Vector): number => Math.sqrt(dot(a, a));
export const unit = (a: Vector): Vector => scale(a, 1 / length(a));

/** Across an arc, to its left: twice the product of the ends, exact to the last digits for near ends too, where the plain product is not. */
export const poleOf = (a: Vector, b: Vector): Vector => cross(plus(a, b, -1), plus(a, b));

/** Exact to the last digits for near and for opposite points. */
export const angle = (a: Vector, b: Vector): number => 2 * Math.atan2(length(plus(a, b, -1)), length(plus(a, b)));

/** The point of an arc that is nearest. */
export function nearestOnArc(p: Vector, a: Vector, b: Vector): Vector {
  const normal = cross(a, b);
  if (length(normal) === 0) return a;
  const n = unit(normal);
  const q = plus(p, n, -dot(p, n));
  const inside = dot(cross(a, q), n) >= 0 && dot(cross(q, b), n) >= 0;
  if (inside && length(q) > 0) return unit(q);
  return angle(p, a) <= angle(p, b) ? a : b;
}

/** Whether two arcs have a point in common. */
export function arcsMeet(a: Vector, b: Vector, c: Vector, d: Vector): boolean {
  const [n, m] = [cross(a, b), cross(c, d)];
  const [sc, sd, sa, sb] = [dot(n, c), dot(n, d), dot(m, a), dot(m, b)];
  if (sc * sd < 0 && sa * sb < 0) {
    const x = cross(n, m);
    const side = Math.sign(dot(x, plus(a, b)));
    return side === Math.sign(dot(x, plus(c, d)));
  }
  const touches = (p: Vector, x: Vector, y: Vector): boolean => angle(p, nearestOnArc(p, x, y)) < 1e-15;
  return touches(c, a, b) || touches(d, a, b) || touches(a, c, d) || touches(b, c, d);
}

/** Edges of a closed ring; the last vertex joins the first. */
export const edgesOf = (ring: readonly Vector[]): [Vector, Vector][] => ring.map((a, i) => [a, ring[(i + 1) % ring.length] as Vector]);

/** Whether a point is in the smaller of the two regions that a ring bounds: the ring winds around it, and not around its antipode. */
export function isInside(p: Vector, ring: readonly Vector[]): boolean {
  let turn = 0;
  for (const [a, b] of edgesOf(ring)) {
    const [u, v] = [cross(p, a), cross(p, b)];
    turn += Math.atan2(dot(cross(u, v), p), dot(u, v));
  }
  return Math.abs(turn) > Math.PI && turn > 0 === signedArea(ring) > 0;
}

/** The signed solid angle: positive for rings that turn counter-clockwise. */
export function signedArea(ring: readonly Vector[]): number {
  const [o] = ring as [Vector];
  let sum = 0;
  for (let i = 1; i + 1 < ring.length; i++) {
    const [b, c] = [ring[i] as Vector, ring[i + 1] as Vector];
    sum += 2 * Math.atan2(dot(o, cross(plus(b, o, -1), plus(c, o, -1))), 1 + dot(o, b) + dot(b, c) + dot(c, o));
  }
  return sum;
}

/** The integral of the position over a ring's region, in the direction of its turning. */
export function areaMoment(ring: readonly Vector[]): Vector {
  return edgesOf(ring).reduce<Vector>((sum, [a, b]) => {
    const n = poleOf(a, b);
    const size = length(n);
    return size === 0 ? sum : plus(sum, n, angle(a, b) / size / 2);
  }, [0, 0, 0]);
}

/** The integral of the position along an arc. */
export function arcMoment(a: Vector, b: Vector): Vector {
  const sum = plus(a, b);
  return length(sum) === 0 ? sum : scale(unit(sum), 2 * Math.sin(angle(a, b) / 2));
}

export const addVectors = (a: Vector, b: Vector): Vector => plus(a, b);
export const opposite = (a: Vector): Vector => scale(a, -1);

/** The point that lies a share of the way along an arc. */
export function along(a: Vector, b: Vector, share: number): Vector {
  const whole = angle(a, b);
  if (whole === 0) return a;
  const sine = Math.sin(whole);
  return unit(plus(scale(a, Math.sin((1 - share) * whole) / sine), b, Math.sin(share * whole) / sine));
}

/** Some direction at a point, always the same: that of the S2 library. */
export function someDirection(p: Vector): Vector {
  const [x, y, z] = p.map(Math.abs) as [number, number, number];
  const largest = x > y ? (x > z ? 0 : 2) : y > z ? 1 : 2;
  const other: [number, number, number] = [0.012, 0.0053, 0.00457];
  other[(largest + 2) % 3] = 1;
  return unit(cross(p, other));
}
