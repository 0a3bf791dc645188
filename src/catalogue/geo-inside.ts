import { capOf } from './geo-cap.js';
import { cross, dot, isInside, someDirection, type Vector } from './geo-sphere.js';

type Ring = readonly Vector[];
type Test = (p: Vector) => boolean;

const known = new WeakMap<Ring, Test>();

/** Whether points are in the smaller of the two regions that a ring bounds; prepared once for a ring. */
export function insideOf(ring: Ring): Test {
  let test = known.get(ring);
  if (!test) known.set(ring, (test = testOf(ring)));
  return test;
}

/** Beyond it the projection would be too coarse. */
const WIDEST = 1.4;

function testOf(ring: Ring): Test {
  const cap = capOf(ring);
  return cap && cap.reach < WIDEST && ring.length > 8 ? projected(ring, cap.centre) : (p) => isInside(p, ring);
}

/** Seen from the centre of the sphere on a plane that touches it, arcs are straight: crossings of a ray are counted there. */
function projected(ring: Ring, centre: Vector): Test {
  const east = someDirection(centre);
  const north = cross(centre, east);
  const count = ring.length;
  const [xs, ys] = [new Float64Array(count + 1), new Float64Array(count + 1)];
  for (let i = 0; i <= count; i++) {
    const v = ring[i % count] as Vector;
    const depth = dot(v, centre);
    xs[i] = dot(v, east) / depth;
    ys[i] = dot(v, north) / depth;
  }
  const bands = new Bands(ys);
  return (p) => {
    const depth = dot(p, centre);
    if (depth <= 0) return false;
    const [x, y] = [dot(p, east) / depth, dot(p, north) / depth];
    let inside = false;
    bands.visit(y, (i) => {
      const [y0, y1] = [ys[i] as number, ys[i + 1] as number];
      if (y0 <= y === y1 <= y) return;
      const [x0, x1] = [xs[i] as number, xs[i + 1] as number];
      const side = (x1 - x0) * (y - y0) - (x - x0) * (y1 - y0);
      if (side > 0 === y1 > y0) inside = !inside;
    });
    return inside;
  };
}

/** The edges of a ring by the bands of height that they pass through. */
class Bands {
  private readonly low: number;
  private readonly scale: number;
  private readonly edges: readonly number[][];

  constructor(ys: Float64Array) {
    const count = Math.min(1024, Math.ceil(ys.length / 8));
    this.low = ys.reduce((a, b) => Math.min(a, b));
    this.scale = count / Math.max(ys.reduce((a, b) => Math.max(a, b)) - this.low, 1e-300);
    this.edges = Array.from({ length: count }, () => []);
    for (let i = 0; i + 1 < ys.length; i++) {
      const [a, b] = [this.band(ys[i] as number), this.band(ys[i + 1] as number)];
      for (let k = Math.min(a, b); k <= Math.max(a, b); k++) (this.edges[k] as number[]).push(i);
    }
  }

  private band(y: number): number {
    return Math.max(0, Math.min(this.edges.length - 1, Math.floor((y - this.low) * this.scale)));
  }

  visit(y: number, edge: (i: number) => void): void {
    for (const i of this.edges[this.band(y)] as readonly number[]) edge(i);
  }
}
