import { squaredDistance } from './geo-arcs.js';
import { cross, dot, someDirection, type Vector } from './geo-sphere.js';

const UNIT_ERROR = 2 ** -53;

interface Range {
  readonly from: number;
  readonly to: number;
  readonly onLeft: boolean;
}

/**
 * The directions from a point in which an edge meets some discs and keeps others on its left or its right, as the S2 library keeps them
 * when it simplifies polylines. Angles are in radians, counter-clockwise; radii are squared chords.
 */
export class Directions {
  private readonly east: Vector;
  private readonly north: Vector;
  /** All directions until the first disc to be met; then less than half of them. */
  private window: { from: number; to: number } | undefined;
  private waiting: Range[] = [];

  constructor(private readonly start: Vector) {
    this.east = someDirection(start);
    this.north = cross(start, this.east);
  }

  /** Whether an edge to a point is among them. */
  allows(p: Vector): boolean {
    if (squaredDistance(this.start, p) > 2) return false;
    const angle = this.angleOf(p);
    const window = this.window;
    if (window && !isWithin(angle, window)) return false;
    return !this.waiting.some((r) => isWithin(angle, r));
  }

  /** False when no direction is left. */
  meet(p: Vector, radius: number): boolean {
    const half = this.halfWidth(p, radius, -1);
    if (half >= Math.PI) return true;
    const centre = this.angleOf(p);
    const near = this.window ? nearTo(centre, this.window) : centre;
    const [from, to] = [near - half, near + half];
    this.window = this.window ? { from: Math.max(this.window.from, from), to: Math.min(this.window.to, to) } : { from, to };
    if (half < 0) return false;
    for (const range of this.waiting) this.cutOff(range);
    this.waiting = [];
    return this.window.from <= this.window.to;
  }

  /** Keeps a disc on one side; false when no direction is left. */
  avoid(p: Vector, radius: number, onLeft: boolean): boolean {
    const half = this.halfWidth(p, radius, 1);
    if (half >= Math.PI) return false;
    const centre = this.angleOf(p);
    const range = { from: centre - (onLeft ? half : Math.PI / 2), to: centre + (onLeft ? Math.PI / 2 : half), onLeft };
    if (!this.window) {
      this.waiting.push(range);
      return true;
    }
    this.cutOff(range);
    return this.window.from <= this.window.to;
  }

  private cutOff(range: Range): void {
    const window = this.window;
    if (!window) return;
    const shift = nearTo((range.from + range.to) / 2, window) - (range.from + range.to) / 2;
    const [from, to] = [range.from + shift, range.to + shift];
    if (from > window.to || to < window.from) return;
    const inside = from >= window.from && to <= window.to;
    if (inside ? range.onLeft : from > window.from) window.to = Math.min(window.to, from);
    else window.from = Math.max(window.from, to);
  }

  private angleOf(p: Vector): number {
    return Math.atan2(dot(p, this.north), dot(p, this.east));
  }

  /** Half the angle under which a disc is seen, π from inside it; rounded up or down by what the computation may err. */
  private halfWidth(p: Vector, radius: number, sign: 1 | -1): number {
    const far = squaredDistance(this.start, p) - 64 * UNIT_ERROR ** 2 * sign;
    if (far <= radius) return Math.PI;
    const half = Math.asin(Math.sqrt((radius * (1 - radius / 4)) / (far * (1 - far / 4))));
    return half + sign * (24 * UNIT_ERROR + 17 * UNIT_ERROR * half);
  }
}

/** The same angle, less than half a turn from the middle of a window. */
function nearTo(angle: number, window: { readonly from: number; readonly to: number }): number {
  const middle = (window.from + window.to) / 2;
  return angle - 2 * Math.PI * Math.round((angle - middle) / (2 * Math.PI));
}

function isWithin(angle: number, range: { readonly from: number; readonly to: number }): boolean {
  const near = nearTo(angle, range);
  return near >= range.from && near <= range.to;
}
