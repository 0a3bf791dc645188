import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distanceTo } from '../src/catalogue/geo-measures.js';
import { bordersOf } from '../src/catalogue/geo-overlay.js';
import type { Line, Polygon } from '../src/catalogue/geo-shapes.js';
import { simplifiedLines, simplifiedPolygons } from '../src/catalogue/geo-simplify.js';
import { angle, EARTH_RADIUS, type Vector, vectorOf } from '../src/catalogue/geo-sphere.js';
import { isSimple } from '../src/catalogue/geo-valid.js';

/** Metres between the vertices of a result are more than the tolerance, and no vertex of the input is farther from the result. */

const tolerance = fc.constantFrom(5, 30, 200, 1000);
const walk: fc.Arbitrary<Line> = fc.array(fc.tuple(fc.double({ min: -0.004, max: 0.006, noNaN: true }), fc.double({ min: -0.005, max: 0.005, noNaN: true })), { minLength: 1, maxLength: 25 }).map((steps) => {
  let [x, y] = [10, 45];
  return [vectorOf(x, y), ...steps.map(([dx, dy]) => vectorOf((x += dx), (y += dy)))];
}).filter((line) => line.every((p, i) => i === 0 || angle(p, line[i - 1] as Vector) > 1e-12));

const bumpy: fc.Arbitrary<Polygon> = fc.array(fc.double({ min: 0.012, max: 0.02, noNaN: true }), { minLength: 3, maxLength: 40 })
  .map((radii) => [radii.map((r, i) => vectorOf(10 + r * Math.cos((2 * Math.PI * i) / radii.length), 45 + r * Math.sin((2 * Math.PI * i) / radii.length)))]);

function expectApart(points: readonly Vector[], metres: number): void {
  points.forEach((p, i) => points.slice(i + 1).forEach((q) => expect(angle(p, q) * EARTH_RADIUS).toBeGreaterThan(metres * (1 - 1e-9))));
}

describe('simplified shapes', () => {
  it('keep the way of a line within the tolerance', () => {
    fc.assert(fc.property(walk, tolerance, (line, metres) => {
      const lines = simplifiedLines([line], metres / EARTH_RADIUS) as Line[];
      const kept = [...new Set(lines.flat())];
      expectApart(kept, metres);
      expect(kept.length).toBeLessThanOrEqual(line.length);
      if (lines.length > 0) for (const p of line) expect(distanceTo(p, lines, false)).toBeLessThanOrEqual(metres * 1.11);
    }), { numRuns: 300 });
  });
  it('keep the border of a polygon within the tolerance, and its rings apart', () => {
    fc.assert(fc.property(bumpy, tolerance, (polygon, metres) => {
      const result = simplifiedPolygons(bordersOf([polygon]).map((c) => c.points), metres / EARTH_RADIUS) as Polygon[];
      expect(result.every(isSimple)).toBe(true);
      for (const ring of result.flat()) expectApart(ring, metres);
      for (const p of result.flat(2)) expect(distanceTo(p, polygon, true)).toBeLessThanOrEqual(metres);
      if (metres < 1000) for (const p of polygon.flat()) expect(distanceTo(p, result.flat(), true)).toBeLessThanOrEqual(metres * 1.11);
    }), { numRuns: 300 });
  });
  it('leave a line of far points as it is, and take the middle off a straight one', () => {
    const far = [[0, 0], [1, 1], [2, 0], [3, 3]].map(([x, y]) => vectorOf(x as number, y as number));
    expect(simplifiedLines([far], 10 / EARTH_RADIUS)).toEqual([far]);
    const straight = [0, 0.01, 0.02, 0.03, 0.04].map((y) => vectorOf(0, y));
    expect(simplifiedLines([straight], 10 / EARTH_RADIUS)).toEqual([[straight[0], straight[4]]]);
  });
});
