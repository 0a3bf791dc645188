import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { areasMeet, arcsOf } from '../src/catalogue/geo-measures.js';
import { areaOfPolygons, commonArea, commonLine, type Parts, unionOf } from '../src/catalogue/geo-overlay.js';
import { holds, type Line, type Polygon } from '../src/catalogue/geo-shapes.js';
import { angle, signedArea, type Vector, vectorOf } from '../src/catalogue/geo-sphere.js';
import { isSimple } from '../src/catalogue/geo-valid.js';

/** Laws of unions and intersections, over smooth shapes and over shapes on a coarse grid, which share vertices and edges. */

const sizeOf = (polygons: readonly Polygon[]): number => polygons.reduce((s, [shell = [], ...holes]) => s + signedArea(shell) + holes.reduce((t, h) => t - Math.abs(signedArea(h)), 0), 0);

const star = (scale: number): fc.Arbitrary<Polygon> =>
  fc.record({ lon: fc.double({ min: -1, max: 1, noNaN: true }), lat: fc.double({ min: -1, max: 1, noNaN: true }), radii: fc.array(fc.double({ min: 0.2, max: 1.5, noNaN: true }), { minLength: 3, maxLength: 9 }) })
    .map(({ lon, lat, radii }) => [radii.map((r, i) => {
      const turn = (2 * Math.PI * i) / radii.length;
      return vectorOf(20 + scale * (lon + r * Math.cos(turn)), 40 + scale * (lat + r * Math.sin(turn)));
    })]);

/** Rectangles with sides in whole degrees, some with a hole. */
const grid: fc.Arbitrary<Polygon> = fc.tuple(fc.nat(4), fc.nat(4), fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 }), fc.boolean()).map(([x, y, w, h, hole]) => {
  const box = (a: number, b: number, c: number, d: number): Vector[] => [vectorOf(a, b), vectorOf(c, b), vectorOf(c, d), vectorOf(a, d)];
  const outer = box(x, y, x + w, y + h);
  return hole && w > 2 && h > 2 ? [outer, box(x + 1, y + 1, x + w - 1, y + h - 1).reverse()] : [outer];
});

const polygons = fc.oneof(star(1), star(0.001), grid, grid);
const near = fc.tuple(fc.double({ min: -3, max: 9, noNaN: true }), fc.double({ min: -3, max: 9, noNaN: true }));
const pair = fc.oneof(fc.tuple(star(1), star(1)), fc.tuple(star(0.001), star(0.001)), fc.tuple(grid, grid), fc.tuple(star(30), star(30))).filter((shapes) => shapes.every(isSimple));

const lengthOf = (lines: readonly Line[]): number => arcsOf(lines).reduce((s, [a, b]) => s + angle(a, b), 0);

function expectSound(result: readonly Polygon[]): void {
  for (const p of result) expect(isSimple(p)).toBe(true);
}

describe('areas on the sphere', () => {
  it('of a union and of an intersection make up both areas', () => {
    fc.assert(fc.property(pair, ([a, b]) => {
      const [union, common] = [unionOf([[a], [b]]), commonArea([a], [b]).polygons];
      const whole = sizeOf([a]) + sizeOf([b]);
      expectSound(union);
      expectSound(common);
      expect(Math.abs(sizeOf(union) + sizeOf(common) - whole)).toBeLessThan(1e-9 * whole);
    }), { numRuns: 300 });
  });
  it('hold the points that either or both hold', () => {
    fc.assert(fc.property(pair, near, ([a, b], [x, y]) => {
      for (const p of [vectorOf(x + 0.123, y + 0.321), vectorOf(20 + x / 5 + 0.123, 40 + y / 5 + 0.321), vectorOf(20 + x / 5000, 40 + y / 5000)]) {
        const [inA, inB] = [holds([a], p), holds([b], p)];
        expect([holds(unionOf([[a], [b]]), p), holds(commonArea([a], [b]).polygons, p)]).toEqual([inA || inB, inA && inB]);
      }
    }), { numRuns: 200 });
  });
  it('are the same in either order, and twice the same is once', () => {
    fc.assert(fc.property(pair, ([a, b]) => {
      const one = (p: Parts): number[] => [sizeOf(p.polygons), lengthOf(p.lines), p.points.length];
      const [x, y] = [one(commonArea([a], [b])), one(commonArea([b], [a]))];
      x.forEach((v, i) => expect(v).toBeCloseTo(y[i] as number, 12));
      expect(unionOf([[a], [a]])).toEqual([a]);
      expect(commonArea([a], [a])).toEqual({ points: [], lines: [], polygons: [a] });
    }), { numRuns: 200 });
  });
  it('meet when they have something in common', () => {
    fc.assert(fc.property(pair, ([a, b]) => {
      const { points, lines, polygons: areas } = commonArea([a], [b]);
      expect(areasMeet([a], [b])).toBe(points.length + lines.length + areas.length > 0);
    }), { numRuns: 300 });
  });
  it('of many shapes are free of overlaps', () => {
    fc.assert(fc.property(fc.array(polygons, { minLength: 2, maxLength: 6 }), (shapes) => {
      const union = areaOfPolygons(shapes);
      expectSound(union);
      expect(sizeOf(unionOf([union, union]))).toBeCloseTo(sizeOf(union), 12);
    }), { numRuns: 100 });
  });
});

describe('lines in areas', () => {
  it('are split into what is inside and what is not', () => {
    fc.assert(fc.property(pair, ([a, b]) => {
      const ring = [...(b[0] as Line), (b[0] as Line)[0] as Vector];
      const inside = commonLine([ring], [a]);
      const around = lengthOf(commonArea([a], [b]).polygons.flat().map((r) => [...r, r[0] as Vector]));
      expect(lengthOf(inside.lines)).toBeLessThanOrEqual(lengthOf([ring]) * (1 + 1e-12));
      if (a.length + b.length === 2) expect(lengthOf(inside.lines) + lengthOf(commonLine([[...(a[0] as Line), (a[0] as Line)[0] as Vector]], [b]).lines)).toBeGreaterThanOrEqual(around * (1 - 1e-9));
    }), { numRuns: 200 });
  });
});
