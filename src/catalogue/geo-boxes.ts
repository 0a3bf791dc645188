/** A tree over boxes in space, packed along a curve, that finds those that meet a box. A box is six numbers: the lower corner, the upper one. */

const FAN = 8;
const BITS = 10;

export class BoxTree {
  /** The place of each leaf among the given boxes. */
  private readonly order: Int32Array;
  /** Boxes by level, leaves first; box `i` of a level covers `FAN` boxes of the level below. */
  private readonly levels: Float64Array[];

  constructor(boxes: Float64Array) {
    this.order = curveOrder(boxes);
    const leaves = new Float64Array(boxes.length);
    this.order.forEach((at, i) => leaves.set(boxes.subarray(6 * at, 6 * at + 6), 6 * i));
    this.levels = [leaves];
    for (let below: Float64Array = leaves; below.length > 6 * FAN; ) {
      below = covers(below);
      this.levels.push(below);
    }
  }

  /** Calls `visit` with the places of the boxes that meet the one at `6 * at` of a list. */
  search(boxes: Float64Array, at: number, visit: (place: number) => void): void {
    const top = this.levels.length - 1;
    const count = (this.levels[top] as Float64Array).length / 6;
    for (let i = 0; i < count; i++) this.descend(top, i, boxes, 6 * at, visit);
  }

  private descend(level: number, index: number, boxes: Float64Array, at: number, visit: (place: number) => void): void {
    if (!meet(this.levels[level] as Float64Array, 6 * index, boxes, at)) return;
    if (level === 0) {
      visit(this.order[index] as number);
      return;
    }
    const end = Math.min((index + 1) * FAN, (this.levels[level - 1] as Float64Array).length / 6);
    for (let i = index * FAN; i < end; i++) this.descend(level - 1, i, boxes, at, visit);
  }
}

function meet(a: Float64Array, i: number, b: Float64Array, j: number): boolean {
  for (let k = 0; k < 3; k++) if ((a[i + k] as number) > (b[j + k + 3] as number) || (b[j + k] as number) > (a[i + k + 3] as number)) return false;
  return true;
}

function covers(below: Float64Array): Float64Array {
  const count = below.length / 6;
  const out = new Float64Array(6 * Math.ceil(count / FAN));
  for (let i = 0; i < count; i++) {
    const to = 6 * Math.floor(i / FAN);
    for (let k = 0; k < 6; k++) {
      const v = below[6 * i + k] as number;
      if (i % FAN === 0 || (k < 3 ? v < (out[to + k] as number) : v > (out[to + k] as number))) out[to + k] = v;
    }
  }
  return out;
}

/** Boxes in the order of a curve through their centres, so that neighbours in the order are near each other. */
function curveOrder(boxes: Float64Array): Int32Array {
  const count = boxes.length / 6;
  const low = [Infinity, Infinity, Infinity];
  const high = [-Infinity, -Infinity, -Infinity];
  const centre = (i: number, k: number): number => (boxes[6 * i + k] as number) + (boxes[6 * i + k + 3] as number);
  for (let i = 0; i < count; i++) {
    for (let k = 0; k < 3; k++) {
      low[k] = Math.min(low[k] as number, centre(i, k));
      high[k] = Math.max(high[k] as number, centre(i, k));
    }
  }
  const scale = high.map((h, k) => (2 ** BITS - 1) / Math.max(h - (low[k] as number), 1e-300));
  const cell = (i: number, k: number): number => Math.floor((centre(i, k) - (low[k] as number)) * (scale[k] as number));
  const keys = new Float64Array(count);
  for (let i = 0; i < count; i++) keys[i] = (spread(cell(i, 0)) * 4 + spread(cell(i, 1)) * 2 + spread(cell(i, 2))) * count + i;
  return Int32Array.from(keys.sort(), (key) => key % count);
}

/** Two zero bits between the bits of a number. */
function spread(v: number): number {
  let out = 0;
  for (let bit = 0; bit < BITS; bit++) out += ((v >> bit) & 1) * 8 ** bit;
  return out;
}
