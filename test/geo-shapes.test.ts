import { describe, expect, it } from 'vitest';
import { run } from '../src/api/run.js';

/** Shapes as KQL makes them: one expression a row, with its value and whether a warning is raised. */

const A = '{"type":"Polygon","coordinates":[[[0,0],[2,0],[2,2],[0,2],[0,0]]]}';
const line = (...points: readonly (readonly number[])[]): string => `dynamic({"type":"LineString","coordinates":${JSON.stringify(points)}})`;
const polygon = (...rings: readonly (readonly (readonly number[])[])[]): string => `dynamic({"type":"Polygon","coordinates":${JSON.stringify(rings)}})`;
const EMPTY = { type: 'GeometryCollection', geometries: [] };
const square = (x: number, y: number, size: number): number[][] => [[x, y], [x + size, y], [x + size, y + size], [x, y + size], [x, y]];
const bowtie = polygon([[0, 0], [2, 2], [2, 0], [0, 2], [0, 0]]);

const VALUES: readonly (readonly [title: string, expression: string, value: unknown])[] = [
  ['lines that cross have a point in common', `geo_intersection_2lines(${line([-1, 0], [1, 0])}, ${line([0, -1], [0, 1])})`, { type: 'Point', coordinates: [0, 0] }],
  ['lines that cross twice have two', `geo_intersection_2lines(${line([-1, 0], [3, 0])}, ${line([0, -1], [0, 1], [2, 1], [2, -1])}).type`, 'MultiPoint'],
  ['a shared edge counts in either direction', `geo_intersection_2lines(${line([0, 0], [0, 1], [1, 1])}, ${line([0, 1], [0, 0])})`, { type: 'LineString', coordinates: [[0, 0], [0, 1]] }],
  ['a line that ends on another touches it', `geo_intersection_2lines(${line([0, 0], [0, 2])}, ${line([0, 1], [1, 1])})`, { type: 'Point', coordinates: [0, 1] }],
  ['lines apart have nothing in common', `geo_intersection_2lines(${line([0, 0], [0, 2])}, ${line([1, 1], [2, 1])})`, EMPTY],
  ['a line through a hole is in two parts', `array_length(geo_intersection_line_with_polygon(${line([-1, 5], [11, 5])}, ${polygon(square(0, 0, 10), square(4, 4, 2))}).coordinates)`, 2],
  ['a line inside stays as it is', `geo_intersection_line_with_polygon(${line([1, 1], [1, 2])}, ${polygon(square(0, 0, 10))})`, { type: 'LineString', coordinates: [[1, 1], [1, 2]] }],
  ['polygons that share an edge have it in common', `geo_intersection_2polygons(${polygon(square(0, 0, 1))}, dynamic({"type":"Polygon","coordinates":[[[1,0],[2,0],[2,1],[1,1],[1,0]]]}))`, { type: 'LineString', coordinates: [[1, 0], [1, 1]] }],
  ['a polygon within another is common', `geo_intersection_2polygons(${polygon(square(0, 0, 10))}, ${polygon([[1, 1], [2, 1], [1, 2], [1, 1]])})`, { type: 'Polygon', coordinates: [[[1, 1], [2, 1], [1, 2], [1, 1]]] }],
  ['rings that cross themselves are not valid', `geo_intersection_2polygons(${bowtie}, ${bowtie})`, null],
  ['nor have they an area', `geo_polygon_area(${bowtie})`, null],
  ['a union that leaves a gap has a hole, which turns the other way', `geo_union_polygons_array(pack_array(${polygon([[0, 0], [3, 0], [3, 1], [1, 1], [1, 3], [0, 3], [0, 0]])}, ${polygon([[3, 1], [3, 3], [1, 3], [1, 2], [2, 2], [2, 1], [3, 1]])}))`,
    { type: 'Polygon', coordinates: [[[1, 3], [0, 3], [0, 0], [3, 0], [3, 1], [3, 3], [1, 3]], [[2, 1.000152297104], [1, 1], [1, 2], [2, 2], [2, 1.000152297104]]] }],
  ['polygons apart are several', `geo_union_polygons_array(pack_array(${polygon(square(0, 0, 1))}, ${polygon(square(5, 5, 1))})).type`, 'MultiPolygon'],
  ['an edge between opposite points is not valid', `geo_line_length(${line([0, 0], [180, 0])})`, null],
  ['no polygons have no union', 'geo_union_polygons_array(dynamic([]))', null],
  ['overlaps count once', `round(geo_polygon_area(dynamic({"type":"MultiPolygon","coordinates":[[[[0,0],[2,0],[2,2],[0,2],[0,0]]],[[[0,0],[1,0],[1,1],[0,1],[0,0]]]]})) - geo_polygon_area(dynamic(${A})))`, 0],
  ['lines are joined where two meet', `geo_union_lines_array(pack_array(${line([0, 0], [1, 1])}, ${line([1, 1], [2, 1])}))`, { type: 'LineString', coordinates: [[0, 0], [1, 1], [2, 1]] }],
  ['and are several where three meet', `array_length(geo_union_lines_array(pack_array(${line([0, 0], [1, 1])}, ${line([1, 1], [2, 1])}, ${line([1, 1], [2, 0])})).coordinates)`, 3],
  ['a short edge needs no more points', `tostring(geo_line_densify(${line([0, 50], [0.001, 50.001])}))`, '{"type":"LineString","coordinates":[[0,50],[0.001,50.001]]}'],
  ['an edge along a parallel is made denser', `geo_line_densify(${line([10, 11], [11, 11])})`, { type: 'LineString', coordinates: [[10, 11], [10.25, 11], [10.5, 11], [10.75, 11], [11, 11]] }],
  ['less so with a greater tolerance', `geo_line_densify(${line([10, 11], [11, 11])}, 1000)`, { type: 'LineString', coordinates: [[10, 11], [11, 11]] }],
  ['a tolerance out of range is not valid', `geo_line_densify(${line([10, 11], [11, 11])}, 0.01)`, null],
  ['rings stay closed', `geo_polygon_densify(${polygon(square(0, 4, 1))}).coordinates[0]`, [[0, 4], [0.5, 4], [1, 4], [1, 5], [0.5, 5], [0, 5], [0, 4]]],
  ['a point beside the middle is half way', `geo_line_locate_point(${line([0, 0], [2, 0], [2, 2])}, 3.0, -1.0)`, 0.5],
  ['the way from New York to London on the spheroid', 'round(geo_distance_2points(-73.8, 40.6, -0.5, 51.6, true), 3)', 5551759.4],
  ['a degree of the equator on the spheroid', 'round(geo_distance_2points(0.0, 0.0, 1.0, 0.0, true), 3)', 111319.491],
  ['from pole to pole on the spheroid', 'round(geo_distance_2points(0.0, 90.0, 0.0, -90.0, true), 3)', 20003931.459],
  ['no way', 'geo_distance_2points(1.0, 2.0, 1.0, 2.0, true)', 0],
  ['a point before the start is at the start', `geo_line_locate_point(${line([0, 0], [0, 1])}, -3.0, -1.0)`, 0],
  ['a point on a straight edge goes', `geo_line_simplify(${line([0, 0], [0, 0.5], [0, 1])})`, { type: 'LineString', coordinates: [[0, 0], [0, 1]] }],
  ['nothing goes without a tolerance', `geo_line_simplify(${line([0, 0], [0, 0.5], [0, 1])}, 0)`, { type: 'LineString', coordinates: [[0, 0], [0, 0.5], [0, 1]] }],
  ['a great tolerance leaves nothing', `geo_polygon_simplify(${polygon([[5, 48], [0, 50], [0, 47], [4, 47], [5, 48]])}, 1000000)`, null],
  ['polygons apart are simplified each', `geo_simplify_polygons_array(pack_array(${polygon([[0, 0], [0, 0.5], [0, 1], [-1, 0], [0, 0]])}, ${polygon([[5, 5], [6, 5], [5, 6], [5, 5]])}))`,
    { type: 'MultiPolygon', coordinates: [[[[0, 0], [0, 1], [-1, 0], [0, 0]]], [[[5, 5], [6, 5], [5, 6], [5, 5]]]] }],
  ['the area around a point is as fine as the tolerance', 'array_length(geo_point_buffer(10.0, 50.0, 20000.0, 1.0).coordinates[0])', 316],
  ['a tolerance above the radius is the radius', 'array_length(geo_point_buffer(10.0, 50.0, 5.0).coordinates[0])', 4],
  ['areas around lines that touch are one', `geo_line_buffer(dynamic({"type":"MultiLineString","coordinates":[[[0,0],[0,1]],[[0,1],[1,1]]]}), 1000.0).type`, 'Polygon'],
];

const WARNED: readonly (readonly [title: string, expression: string])[] = [
  ['edges across the antimeridian', `geo_line_densify(${line([179, 11], [-179, 11])})`],
  ['unions of lines that cross', `geo_union_lines_array(pack_array(${line([0, 0], [1, 1])}, ${line([0, 1], [1, 0])}))`],
  ['areas of half of the earth', 'geo_point_buffer(0.0, 0.0, 11000000.0, 100.0)'],
  ['polygons that touch, simplified together', `geo_simplify_polygons_array(pack_array(${polygon(square(0, 0, 1))}, ${polygon([[1, 0], [2, 0], [2, 1], [1, 1], [1, 0]])}))`],
  ['distances on the spheroid of nearly opposite points', 'geo_distance_2points(0.0, 0.0, 179.7, 0.1, true)'],
  ['places along lines on the spheroid', `geo_line_locate_point(${line([0, 0], [0, 1])}, 1.0, 1.0, true)`],
];

function ask(query: string): { rows: unknown; warnings: readonly string[] } {
  const answer = run(query, { lang: 'kql', tables: {}, now: '2026-01-01T00:00:00Z' });
  return answer.ok ? { rows: answer.rows, warnings: answer.warnings.map((w) => w.code) } : { rows: answer.errors, warnings: [] };
}

/** Degrees pass through unit vectors, which costs the last digits. */
function rounded(v: unknown): unknown {
  if (typeof v === 'number') return Math.round(v * 1e12) / 1e12 + 0;
  if (Array.isArray(v)) return v.map(rounded);
  return v !== null && typeof v === 'object' ? Object.fromEntries(Object.entries(v).map(([k, x]) => [k, rounded(x)])) : v;
}

describe('shapes made of shapes', () => {
  for (const [title, expression, value] of VALUES) it(title, () => expect(rounded(ask(`print x = ${expression}`))).toEqual({ rows: [[value]], warnings: [] }));
});

describe('what is not known gives null and says so', () => {
  for (const [title, expression] of WARNED) it(title, () => expect(ask(`print x = ${expression}`)).toMatchObject({ rows: [[null]], warnings: [expect.any(String)] }));
});

const LOOKUP = `let Places = datatable(place:string, lon:real, lat:real)["in", 1, 1, "near", 2.01, 1, "far", 9, 9, "nowhere", real(null), 1, "wrong", 500, 1];
let Shapes = datatable(name:string, shape:dynamic)["A", dynamic(${A}), "bad", dynamic({"type":"Polygon"}), "B", ${polygon(square(0, 0, 1.5))}];
let Lines = datatable(name:string, shape:dynamic)["L", ${line([0, 1], [2, 1])}];
Places | evaluate `;

const LOOKUPS: readonly (readonly [call: string, rows: readonly unknown[]])[] = [
  ['geo_polygon_lookup(Shapes, shape, lon, lat) | project place, name', [['in', 'A'], ['in', 'B']]],
  ['geo_polygon_lookup(Shapes, shape, lon, lat, 2000) | project place, name', [['in', 'A'], ['in', 'B'], ['near', 'A']]],
  ['geo_polygon_lookup(Shapes, shape, lon, lat, 0.0, true) | project place, name', [['in', 'A'], ['in', 'B'], ['near', ''], ['far', ''], ['nowhere', ''], ['wrong', '']]],
  ['geo_polygon_lookup(Shapes, shape, lon, lat, return_lookup_key = true) | project name, t = shape.type', [['A', 'Polygon'], ['B', 'Polygon']]],
  ['geo_polygon_lookup(Shapes, shape, lon, lat) | getschema | project ColumnName', [['place'], ['lon'], ['lat'], ['name']]],
  ['geo_line_lookup(Lines, shape, lon, lat, 2000) | project place, name', [['in', 'L'], ['near', 'L']]],
  ['geo_line_lookup(Lines, shape, lon, lat, 100, return_unmatched = true) | summarize count() by name | sort by name asc', [['', 4], ['L', 1]]],
];

describe('lookups of shapes', () => {
  for (const [call, rows] of LOOKUPS) it(call, () => expect(ask(LOOKUP + call).rows).toEqual(rows));
  it('need a radius for lines', () => expect(ask(`${LOOKUP}geo_line_lookup(Lines, shape, lon, lat)`).rows).toMatchObject([{ code: 'run-failed' }]));
});
