import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aroundLine, aroundPoint, aroundRing, stepsOf } from '../src/catalogue/geo-buffer.js';
import { distanceTo } from '../src/catalogue/geo-measures.js';
import { bordersOf } from '../src/catalogue/geo-overlay.js';
import { holds, type Line, type Polygon } from '../src/catalogue/geo-shapes.js';
import { angle, EARTH_RADIUS, type Vector, vectorOf } from '../src/catalogue/geo-sphere.js';
import { isSimple } from '../src/catalogue/geo-valid.js';
import { woundArea } from '../src/catalogue/geo-winding.js';

/** A point is in the area around a shape when it is nearer than the radius less the tolerance, and not when it is farther than the radius. */

const SPREAD = 0.05;
const coordinate = fc.double({ min: 0, max: SPREAD, noNaN: true });
const point = fc.tuple(coordinate, coordinate).map(([x, y]) => vectorOf(30 + x, 50 + y));
const coarse = fc.tuple(fc.nat(4), fc.nat(4)).map(([x, y]) => vectorOf(30 + x / 100, 50 + y / 100));
const radius = fc.constantFrom(20, 200, 900, 3000);
const share = fc.constantFrom(0.3, 0.1, 0.01);
const probes = fc.array(fc.tuple(fc.double({ min: -0.1, max: 0.15, noNaN: true }), fc.double({ min: -0.1, max: 0.15, noNaN: true })), { minLength: 20, maxLength: 20 });

const isLine = (line: Line): boolean => line.every((p, i) => i === 0 || angle(p, line[i - 1] as Vector) > 1e-12);
const lines = fc.array(fc.oneof(fc.array(point, { minLength: 2, maxLength: 6 }), fc.array(coarse, { minLength: 2, maxLength: 5 })), { minLength: 1, maxLength: 2 }).filter((ls) => ls.every(isLine));

const star: fc.Arbitrary<Polygon> = fc.array(fc.double({ min: 0.01, max: 0.05, noNaN: true }), { minLength: 3, maxLength: 8 }).map((radii) => {
  const at = (r: number, i: number): Vector => vectorOf(30 + r * Math.cos((2 * Math.PI * i) / radii.length), 50 + r * Math.sin((2 * Math.PI * i) / radii.length));
  return [radii.map(at), radii.map((r, i) => at(r / 2, i)).reverse()];
});

function expectAround(area: readonly Polygon[] | undefined, far: (p: Vector) => number, metres: number, part: number, places: readonly (readonly [number, number])[]): void {
  expect(area?.every(isSimple)).toBe(true);
  for (const [x, y] of places) {
    const p = vectorOf(30 + x, 50 + y);
    const distance = far(p);
    if (distance < metres * (1 - part) - 1e-6) expect(holds(area as Polygon[], p)).toBe(true);
    if (distance > metres + 1e-6) expect(holds(area as Polygon[], p)).toBe(false);
  }
}

const steps = (metres: number, part: number): ReturnType<typeof stepsOf> => stepsOf(metres / EARTH_RADIUS, (metres * part) / EARTH_RADIUS);

describe('areas around shapes', () => {
  it('of a point are regular polygons with as many vertices as the tolerance needs', () => {
    const p = vectorOf(-115.1745008278, 36.1497251277);
    const ring = aroundPoint(p, stepsOf(20_000 / EARTH_RADIUS, 10 / EARTH_RADIUS));
    expect(ring.length).toBe(100);
    for (const v of ring) expect(angle(p, v) * EARTH_RADIUS).toBeCloseTo(20_000, 6);
    expect(aroundPoint(p, stepsOf(5 / EARTH_RADIUS, 4.9 / EARTH_RADIUS)).length).toBe(3);
  });
  it('of lines', () => {
    fc.assert(fc.property(lines, radius, share, probes, (ls, metres, part, places) => {
      expectAround(woundArea(ls.map((l) => aroundLine(l, steps(metres, part)))), (p) => distanceTo(p, ls, false), metres, part, places);
    }), { numRuns: 200 });
  });
  it('of a line that goes back have a round end where it turns', () => {
    const line: Line = [[0.5564424050014292, 0.3215212045853034, 0.766156619052685], [0.5565546031714402, 0.3213269499597563, 0.766156619052685], [0.5564424050014292, 0.3215212045853034, 0.766156619052685], [0.5563229602041416, 0.32119321083023056, 0.766380900901287]];
    expectAround(woundArea([aroundLine(line, steps(3000, 0.3))]), (p) => distanceTo(p, [line], false), 3000, 0.3, [[0, 0], [0.02, 0.02], [0.1, 0.1]]);
  });
  it('of polygons with holes', () => {
    fc.assert(fc.property(star, radius, share, probes, (polygon, metres, part, places) => {
      const rings = bordersOf([polygon]).map((c) => c.points);
      expectAround(woundArea(rings.map((r) => aroundRing(r, steps(metres, part)))), (p) => (holds([polygon], p) ? 0 : distanceTo(p, polygon, true)), metres, part, places);
    }), { numRuns: 200 });
  });
});
