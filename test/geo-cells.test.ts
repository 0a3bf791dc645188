import { createRequire } from 'node:module';
import fc from 'fast-check';
import type * as H3 from 'h3-js';
import type * as S2 from 's2js';
import { describe, expect, it } from 'vitest';
import { h3Cells } from '../src/catalogue/geo-h3-cover.js';
import { coverLine, coverPolygon } from '../src/catalogue/geo-s2-cover.js';
import type { Dynamic } from '../src/data/types.js';
import { run } from '../src/index.js';
import { s2Center, s2Neighbours, s2Token } from '../src/text/s2.js';
import { inSetOrder } from '../src/text/set-order.js';

const load = createRequire(import.meta.url);
const h3 = load('h3-js') as typeof H3;
const { s1, s2 } = load('s2js') as typeof S2;

type Ring = readonly (readonly [lon: number, lat: number])[];
const shape = (type: string, coordinates: unknown): Dynamic => new Map<string, Dynamic>([['type', type], ['coordinates', coordinates as Dynamic]]);

interface Star {
  readonly rings: readonly Ring[];
  /** About its width in degrees. */
  readonly size: number;
  readonly detail: number;
}

/** A star-shaped polygon anywhere but at the poles, at times with a hole. */
const star: fc.Arbitrary<Star> = fc.record({
  lon: fc.double({ min: -150, max: 150, noNaN: true }), lat: fc.double({ min: -70, max: 70, noNaN: true }), power: fc.double({ min: -3, max: 0.8, noNaN: true }),
  arms: fc.array(fc.double({ min: 0.5, max: 1.5, noNaN: true }), { minLength: 3, maxLength: 12 }), hole: fc.boolean(), detail: fc.integer({ min: 0, max: 3 }),
}).map(({ lon, lat, power, arms, hole, detail }) => {
  const size = 10 ** power;
  const ring = (share: number): Ring => {
    const points = arms.map((arm, i): [number, number] => {
      const turn = (i / arms.length) * 2 * Math.PI;
      return [lon + (size * share * arm * Math.cos(turn)) / Math.cos((lat * Math.PI) / 180), lat + size * share * arm * Math.sin(turn)];
    });
    return [...points, points[0] as [number, number]];
  };
  return { rings: hole ? [ring(1), [...ring(0.3)].reverse()] : [ring(1)], size, detail };
});

const points = (ring: Ring): S2.s2.Point[] => ring.map(([lon, lat]) => s2.Point.fromLatLng(s2.LatLng.fromDegrees(lat, lon)));
const tokens = (cells: Iterable<bigint>): string[] => [...cells].map((c) => s2.cellid.toToken(c));
const covering = (level: number, region: S2.s2.Polygon | S2.s2.Polyline): string[] => tokens(new s2.RegionCoverer({ minLevel: level, maxLevel: level, maxCells: 65_536 }).covering(region));
const s2Polygon = (rings: readonly Ring[]): S2.s2.Polygon => new s2.Polygon(rings.map((r) => {
  const loop = new s2.Loop(points(r.slice(0, -1)));
  loop.normalize();
  return loop;
}));
const s2Level = ({ size, detail }: Star): number => Math.max(0, Math.round(Math.log2(90 / size)) + detail);

/** Also where faces of the cube meet. */
const degrees = (most: number): fc.Arbitrary<number> => fc.oneof(fc.double({ min: -most, max: most, noNaN: true }), fc.constantFrom(...[0, 45, 90, 135, 180, 35.264389682754654].flatMap((d) => [d, -d]).filter((d) => Math.abs(d) <= most)));

describe('S2 cells', () => {
  it('of a point, their centres and the cells around them are those of the S2 library', () => {
    fc.assert(fc.property(degrees(180), degrees(90), fc.integer({ min: 0, max: 30 }), (lon, lat, level) => {
      const id = s2.cellid.parent(s2.cellid.fromLatLng(s2.LatLng.fromDegrees(lat, lon)), level);
      const token = s2Token(lon, lat, level);
      expect(token).toBe(s2.cellid.toToken(id));
      const around = new Set(tokens(s2.cellid.allNeighbors(id, level)));
      around.delete(token);
      expect([...(s2Neighbours(token) as string[])].sort()).toEqual([...around].sort());
      const centre = s2.cellid.point(id);
      const [x, y] = s2Center(token) as readonly [number, number];
      expect(s2.Point.fromLatLng(s2.LatLng.fromDegrees(y, x)).distance(centre)).toBeLessThan(1e-14);
    }), { numRuns: 1000 });
  });
});

describe('coverings by S2 cells', () => {
  it('of polygons are those of the S2 library', () => {
    fc.assert(fc.property(star, (s) => {
      expect(coverPolygon(shape('Polygon', s.rings), s2Level(s), 0)).toEqual(covering(s2Level(s), s2Polygon(s.rings)));
    }), { numRuns: 60 });
  });

  it('of lines are those of the S2 library', () => {
    fc.assert(fc.property(star, (s) => {
      const [line] = s.rings as [Ring];
      expect(coverLine(shape('LineString', line), s2Level(s), 0)).toEqual(covering(s2Level(s), new s2.Polyline(points(line))));
    }), { numRuns: 60 });
  });

  it('with a radius have the cells within it, and no others', () => {
    fc.assert(fc.property(star, fc.double({ min: 0.05, max: 2, noNaN: true }), (s, share) => {
      const reach = (share * s.size * Math.PI) / 180;
      const level = s2Level(s) - 1;
      if (level < 0) return;
      const polygon = s2Polygon(s.rings);
      const index = new s2.ShapeIndex();
      index.add(polygon);
      const near = (cell: bigint, limit: number): boolean =>
        new s2.ClosestEdgeQuery(index).isDistanceLessOrEqual(new s2.EdgeQueryCellTarget(s2.Cell.fromCellID(cell)), s1.chordangle.fromAngle(limit));
      const found = coverPolygon(shape('Polygon', s.rings), level, reach * 6_371_010) as string[];
      expect(found.filter((t) => !near(s2.cellid.fromToken(t), reach * (1 + 1e-9)))).toEqual([]);
      const around = new Set(found.flatMap((t) => tokens(s2.cellid.allNeighbors(s2.cellid.fromToken(t), level))));
      expect([...around].filter((t) => !found.includes(t) && near(s2.cellid.fromToken(t), reach * (1 - 1e-9)))).toEqual([]);
    }), { numRuns: 20 });
  });

  it('stop early at too many cells, however many edges there are', () => {
    const ring = Array.from({ length: 20_000 }, (_, i) => [10 * Math.cos((i / 10_000) * Math.PI), 10 * Math.sin((i / 10_000) * Math.PI)]);
    expect(coverPolygon(shape('Polygon', [[...ring, ring[0]]]), 30, 0)).toBe(null);
    expect(coverLine(shape('LineString', ring), 30, 1)).toBe(null);
  });

  it('of several polygons have each cell once, in ascending order', () => {
    const square = (lon: number, lat: number, size: number): unknown => [[[lon, lat], [lon + size, lat], [lon + size, lat + size], [lon, lat + size], [lon, lat]]];
    const cells = coverPolygon(shape('MultiPolygon', [square(50, 10, 3), square(48, 8, 3), square(-120, 40, 2)]), 7, 0) as string[];
    expect(cells).toEqual([...new Set(cells)].sort());
  });
});

describe('H3 cells of a polygon', () => {
  const h3Level = ({ size, detail }: Star): number => Math.max(0, Math.min(15, Math.round(Math.log(11 / size) / Math.log(2.6)) + detail));

  it('are those of the H3 library, also across the antimeridian', () => {
    const across = (rings: readonly Ring[], by: number): number[][][] => rings.map((r) => r.map(([lon, lat]) => [lon + by > 180 ? lon + by - 360 : lon + by < -180 ? lon + by + 360 : lon + by, lat]));
    fc.assert(fc.property(star, fc.double({ min: -30, max: 30, noNaN: true }), (s, by) => {
      for (const rings of [across(s.rings, 0), across(s.rings, (s.rings[0]?.[0]?.[0] ?? 0) < 0 ? -180 + by : 180 + by)]) {
        expect(h3Cells(h3, shape('Polygon', rings), h3Level(s))).toEqual(h3.polygonToCells(rings, h3Level(s), true).sort());
      }
    }), { numRuns: 60 });
  });

  it('are given up when there are too many, or too many to look at', () => {
    const square = shape('Polygon', [[[0, 0], [40, 0], [40, 40], [0, 40], [0, 0]]]);
    expect(h3Cells(h3, square, 15)).toBe('too many cells');
    expect(h3Cells(h3, shape('Polygon', [[[0, 0], [40, 40], [40, 40.000_01], [0, 0.000_01], [0, 0]]]), 15)).toBe('too long a search');
  });
});

describe('cells in queries', () => {
  const one = (query: string): unknown => {
    const answer = run(`print x = ${query}`, { lang: 'kql', now: '2026-01-01T00:00:00Z' });
    return answer.ok ? [answer.columns[0]?.type, answer.rows[0]?.[0], answer.warnings.length] : answer.errors[0]?.code;
  };

  it.each([
    ["geo_h3cell_level('862a1072fffffff')", ['int', 6, 0]],
    ['geo_point_to_h3cell(1, 1, int(null))', ['string', '', 0]],
    ["geo_h3cell_to_polygon('')", ['dynamic', null, 0]],
    ["array_length(geo_h3cell_children('8009fffffffffff', 5))", ['long', 14_006, 0]],
    ["array_length(geo_h3cell_neighbors('8009fffffffffff'))", ['long', 5, 0]],
    ["geo_h3cell_parent('8f2830828052d25')", ['string', '8e2830828052d27', 0]],
    ["geo_h3cell_parent('8f2830828052d25', 15)", ['string', '', 0]],
    ["geo_h3cell_children('8f2830828052d25')", ['dynamic', null, 0]],
    ['geo_polygon_to_h3cells(dynamic({"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}), 5, -1)', ['dynamic', null, 0]],
    ['geo_polygon_to_h3cells(dynamic({"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}), 5, 10)', ['dynamic', null, 1]],
    ['geo_line_to_s2cells(dynamic({"type":"LineString","coordinates":[[0,10],[0,11]]}), 31)', ['dynamic', null, 0]],
    ['geo_point_in_polygon(-179, -1, dynamic({"type":"Polygon","coordinates":[[[0,0],[5,0],[5,5],[0,5],[0,0]]]}))', ['bool', false, 0]],
  ])('%s', (query, answer) => expect(one(query)).toEqual(answer));
});

describe('the order of cells around a cell', () => {
  it('loses none', () => {
    fc.assert(fc.property(fc.uniqueArray(fc.string({ maxLength: 15 }), { maxLength: 8 }), (texts) => {
      expect([...inSetOrder(texts)].sort()).toEqual([...texts].sort());
    }));
  });
});
