import type { Dynamic, Value } from '../data/types.js';
import { h3Package } from '../text/packages.js';
import { noCounterpart, scalar } from './define.js';
import { call, type CallContext, type Op, type Overload, type ParamSpec, prepared } from './entry.js';
import { pointShape, polygonShape, validPoint } from './geo-shapes.js';

/**
 * Cells of the H3 grid: hexagons and twelve pentagons a level, levels 0 to 15. A cell is the hexadecimal text of its index, 15 digits.
 * What is no cell and what is out of range gives null, or "" where a cell is asked for (docs of each function).
 */

type H3 = ReturnType<typeof h3Package>;
type Evaluator<P extends readonly ParamSpec[]> = ReturnType<Parameters<typeof prepared<P>>[2]>;

const DEFAULT_LEVEL = 6;
const MAX_LEVEL = 15;
/** Levels between a cell and its farthest children. */
const MAX_DESCENT = 5;
const MAX_DISTANCE = 142;

const within = (n: number | bigint, low: number, high: number): boolean => n >= low && n <= high;

/** The package reads any hexadecimal text, also one of too many digits. */
const isCell = (h3: H3, cell: string): boolean => /^[0-9a-f]{15}$/i.test(cell) && h3.isValidCell(cell);

/** An overload whose evaluator is made from the package, which is loaded by the first call. */
const withH3 = <const P extends readonly ParamSpec[]>(params: P, returns: 'string' | 'int' | 'dynamic', make: (h3: H3) => Evaluator<P>): Overload =>
  prepared(params, returns, (_: CallContext) => make(h3Package()));

/** A function of a cell; `other` for a text that is none. */
const ofCell = (h3: H3, other: Value, f: (cell: string) => Value) => (cell: string): Value => (isCell(h3, cell) ? f(cell.toLowerCase()) : other);

const cellAt = (h3: H3, lon: number, lat: number, level: number | bigint): string =>
  validPoint(lon, lat) && within(level, 0, MAX_LEVEL) ? h3.latLngToCell(lat, lon, Number(level)) : '';

function centre(h3: H3, cell: string): Dynamic {
  const [lat, lon] = h3.cellToLatLng(cell);
  return pointShape(lon, lat);
}

function parent(h3: H3, cell: string, level: number | bigint): string {
  const own = h3.getResolution(cell);
  return within(level, 0, Math.min(own, MAX_LEVEL - 1)) ? h3.cellToParent(cell, Number(level)) : '';
}

function children(h3: H3, cell: string, level: number | bigint): Dynamic {
  const own = h3.getResolution(cell);
  return within(level, Math.max(own, 1), Math.min(own + MAX_DESCENT, MAX_LEVEL)) ? h3.cellToChildren(cell, Number(level)) : null;
}

const rings = (h3: H3, cell: string, distance: number | bigint): Dynamic => (within(distance, 0, MAX_DISTANCE) ? h3.gridDiskDistances(cell, Number(distance)) : null);

const NO_H3 = noCounterpart('function of this kind for H3 cells');
const CELL = '862a1072fffffff';

const cellOp = (id: string, doc: string, name: string, sigs: readonly Overload[], examples: Parameters<typeof scalar>[5]): Op => scalar(`geo.${id}`, doc, call(name), NO_H3, sigs, examples);

export const GEO_H3_OPS: readonly Op[] = [
  cellOp('h3', 'The H3 cell that holds a point.', 'geo_point_to_h3cell', [
    withH3(['real', 'real'], 'string', (h3) => (lon, lat) => cellAt(h3, lon, lat, DEFAULT_LEVEL)),
    withH3(['real', 'real', 'long'], 'string', (h3) => (lon, lat, level) => cellAt(h3, lon, lat, level)),
  ], [[[-74.04450446039874, 40.689250859314974, 6], CELL, ['real', 'real', 'long']], [[1, 1, 16], '', ['real', 'real', 'long']], [[300, 1, 8], '', ['real', 'real', 'long']]]),
  cellOp('h3Level', 'The level of an H3 cell, 0 to 15.', 'geo_h3cell_level', [
    withH3(['string'], 'int', (h3) => ofCell(h3, null, (cell) => h3.getResolution(cell))),
  ], [[[CELL], 6], [['abc'], null], [[`0${CELL}`], null]]),
  cellOp('h3Centre', 'The centre of an H3 cell.', 'geo_h3cell_to_central_point', [
    withH3(['string'], 'dynamic', (h3) => ofCell(h3, null, (cell) => centre(h3, cell))),
  ], [[['1'], null]]),
  cellOp('h3Polygon', 'The outline of an H3 cell.', 'geo_h3cell_to_polygon', [
    withH3(['string'], 'dynamic', (h3) => ofCell(h3, null, (cell) => polygonShape(h3.cellToBoundary(cell, true)))),
  ], [[['@'], null]]),
  cellOp('h3Parent', 'The H3 cell of a coarser level that holds a cell; of the next one when no level is given.', 'geo_h3cell_parent', [
    withH3(['string'], 'string', (h3) => ofCell(h3, '', (cell) => parent(h3, cell, h3.getResolution(cell) - 1))),
    withH3(['string', 'long'], 'string', (h3) => (cell, level) => ofCell(h3, '', (c) => parent(h3, c, level))(cell)),
  ], [[[CELL], '852a1073fffffff'], [[CELL, 1], '812a3ffffffffff'], [[CELL, 6], CELL], [[CELL, 7], ''], [[CELL, -1], ''], [['123'], '']]),
  cellOp('h3Children', 'The H3 cells of a finer level, at most 5 finer, in a cell; of the next one when no level is given.', 'geo_h3cell_children', [
    withH3(['string'], 'dynamic', (h3) => ofCell(h3, null, (cell) => children(h3, cell, h3.getResolution(cell) + 1))),
    withH3(['string', 'long'], 'dynamic', (h3) => (cell, level) => ofCell(h3, null, (c) => children(h3, c, level))(cell)),
  ], [
    [[CELL], ['872a10728ffffff', '872a10729ffffff', '872a1072affffff', '872a1072bffffff', '872a1072cffffff', '872a1072dffffff', '872a1072effffff']],
    [[CELL, 6], [CELL]], [[CELL, 5], null], [[CELL, 12], null], [['abc'], null],
  ]),
  cellOp('h3Neighbours', 'The H3 cells around a cell.', 'geo_h3cell_neighbors', [
    withH3(['string'], 'dynamic', (h3) => ofCell(h3, null, (cell) => h3.gridDisk(cell, 1).filter((c) => c !== cell))),
  ], [[[CELL], ['862a10727ffffff', '862a10707ffffff', '862a1070fffffff', '862a10777ffffff', '862a100dfffffff', '862a100d7ffffff']], [['abc'], null]]),
  cellOp('h3Rings', 'The H3 cells at each distance in cells from a cell, from 0 on.', 'geo_h3cell_rings', [
    withH3(['string', 'long'], 'dynamic', (h3) => (cell, distance) => ofCell(h3, null, (c) => rings(h3, c, distance))(cell)),
  ], [[[CELL, 0], [[CELL]]], [[CELL, 143], null], [[CELL, -1], null], [['abc', 3], null]]),
];
