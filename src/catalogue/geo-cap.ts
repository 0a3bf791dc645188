import { addVectors, angle, dot, type Vector } from './geo-sphere.js';

/** Caps around vertices: circles on the sphere that hold them. */

export interface Cap {
  readonly centre: Vector;
  /** Radians. */
  readonly reach: number;
}

/** `undefined` for vertices that balance each other. */
export function capOf(vertices: readonly Vector[]): Cap | undefined {
  const sum = vertices.reduce(addVectors, [0, 0, 0] as Vector);
  const size = Math.hypot(...sum);
  if (!(size > 0)) return undefined;
  const centre: Vector = [sum[0] / size, sum[1] / size, sum[2] / size];
  return { centre, reach: vertices.reduce((most, v) => Math.max(most, angle(centre, v)), 0) };
}

/** The radius of a cap around vertices, in radians. */
export const reachOf = (vertices: readonly Vector[]): number => capOf(vertices)?.reach ?? Math.PI;

/** Whether a point can be in the convex cap around vertices, widened by a margin in radians. Only caps below half of the sphere are convex. */
export function capAround(vertices: readonly Vector[], margin: number): (p: Vector) => boolean {
  const cap = capOf(vertices);
  const limit = (cap?.reach ?? Math.PI) + margin + 1e-9;
  if (!cap || !(cap.reach < 1.57) || !(limit < Math.PI)) return () => true;
  const least = Math.cos(limit) - 1e-15;
  return (p) => dot(p, cap.centre) >= least;
}
