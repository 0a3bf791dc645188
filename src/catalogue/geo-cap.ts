import { addVectors, angle, dot, type Vector } from './geo-sphere.js';

/** Whether a point can be in the convex cap around vertices, widened by a margin in radians. Only caps below half of the sphere are convex. */
export function capAround(vertices: readonly Vector[], margin: number): (p: Vector) => boolean {
  const sum = vertices.reduce(addVectors, [0, 0, 0] as Vector);
  const size = Math.hypot(...sum);
  const centre: Vector = [sum[0] / size, sum[1] / size, sum[2] / size];
  const reach = vertices.reduce((most, v) => Math.max(most, angle(centre, v)), 0);
  const limit = reach + margin + 1e-9;
  if (!(size > 0) || !(reach < 1.57) || !(limit < Math.PI)) return () => true;
  const least = Math.cos(limit) - 1e-15;
  return (p) => dot(p, centre) >= least;
}
