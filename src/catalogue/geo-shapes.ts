import { dynamicNumber, dynamicReal, isArray, isBag } from '../data/dynamic.js';
import type { Dynamic } from '../data/types.js';
import { insideOf } from './geo-inside.js';
import { angle, edgesOf, type Vector, vectorOf } from './geo-sphere.js';
import { isSimple } from './geo-valid.js';

/** GeoJSON as lines and polygons on the sphere; `undefined` for shapes that are malformed or out of range. */

export type Line = readonly Vector[];
/** The outer ring and the holes, each without its repeated last vertex. */
export type Polygon = readonly (readonly Vector[])[];

export const validPoint = (lon: number, lat: number): boolean => Math.abs(lon) <= 180 && Math.abs(lat) <= 90;

function vertex(d: Dynamic): Vector | undefined {
  if (!isArray(d)) return undefined;
  const [lon, lat] = [dynamicNumber(d[0] ?? null), dynamicNumber(d[1] ?? null)];
  return lon !== undefined && lat !== undefined && validPoint(lon, lat) ? vectorOf(lon, lat) : undefined;
}

/** What `read` makes of every item; `undefined` unless it is a non-empty array of valid ones. */
export function everyItem<T>(items: Dynamic, read: (d: Dynamic) => T | undefined): T[] | undefined {
  if (!isArray(items) || items.length === 0) return undefined;
  const out: T[] = [];
  for (const item of items) {
    const value = read(item);
    if (value === undefined) return undefined;
    out.push(value);
  }
  return out;
}

function lineOf(d: Dynamic): Line | undefined {
  const points = everyItem(d, vertex);
  return points && points.length > 1 && hasShortEdges(points) ? points : undefined;
}

const same = (a: Vector, b: Vector): boolean => angle(a, b) < 1e-15;
/** No edge between opposite points, which leaves open which way it goes. */
const hasShortEdges = (points: Line): boolean => points.every((p, i) => i === 0 || Math.PI - angle(p, points[i - 1] as Vector) > 1e-14);

/** Closed, of three or more vertices. */
function ringOf(d: Dynamic): Line | undefined {
  const points = everyItem(d, vertex);
  if (!points || points.length < 4 || !same(points[0] as Vector, points[points.length - 1] as Vector) || !hasShortEdges(points)) return undefined;
  return points.slice(0, -1);
}

function polygonOf(d: Dynamic): Polygon | undefined {
  const rings = everyItem(d, ringOf);
  return rings && isSimple(rings) ? rings : undefined;
}

function coordinates(d: Dynamic, type: string): Dynamic | undefined {
  return isBag(d) && d.get('type') === type ? (d.get('coordinates') ?? null) : undefined;
}

/** A shape is read once however many rows have it. */
function once<T>(read: (d: Dynamic) => T): (d: Dynamic) => T {
  const known = new WeakMap<object, T>();
  return (d) => {
    if (!isBag(d)) return read(d);
    if (!known.has(d)) known.set(d, read(d));
    return known.get(d) as T;
  };
}

/** Of a LineString or MultiLineString. */
export const linesOf = once(readLines);
/** Of a Polygon or MultiPolygon. */
export const polygonsOf = once(readPolygons);

function readLines(d: Dynamic): readonly Line[] | undefined {
  const one = coordinates(d, 'LineString');
  if (one !== undefined) {
    const line = lineOf(one);
    return line && [line];
  }
  const many = coordinates(d, 'MultiLineString');
  return many === undefined ? undefined : everyItem(many, lineOf);
}

function readPolygons(d: Dynamic): readonly Polygon[] | undefined {
  const one = coordinates(d, 'Polygon');
  if (one !== undefined) {
    const polygon = polygonOf(one);
    return polygon && [polygon];
  }
  const many = coordinates(d, 'MultiPolygon');
  return many === undefined ? undefined : everyItem(many, polygonOf);
}

export const ringArcs = (polygons: readonly Polygon[]): [Vector, Vector][] => polygons.flatMap((p) => p.flatMap(edgesOf));
export const holds = (polygons: readonly Polygon[], p: Vector): boolean => polygons.some(([outer = [], ...holes]) => insideOf(outer)(p) && !holes.some((h) => insideOf(h)(p)));

export const pointShape = (lon: number, lat: number): Dynamic => new Map<string, Dynamic>([['type', 'Point'], ['coordinates', [dynamicReal(lon), dynamicReal(lat)]]]);

export function polygonShape(ring: readonly (readonly [lon: number, lat: number])[]): Dynamic {
  return new Map<string, Dynamic>([['type', 'Polygon'], ['coordinates', [ring.map((p) => p.map(dynamicReal))]]]);
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const KINDS: Readonly<Record<string, readonly [type: string, depth: number]>> = {
  POINT: ['Point', 0], LINESTRING: ['LineString', 1], POLYGON: ['Polygon', 2], MULTIPOINT: ['MultiPoint', 1], MULTILINESTRING: ['MultiLineString', 2], MULTIPOLYGON: ['MultiPolygon', 3],
};

/** Well-known text as GeoJSON. */
export function shapeOfWkt(text: string): Dynamic | undefined {
  const words = text.match(/[A-Za-z]+|[(),]|[^\s(),]+/g) ?? [];
  const reader = { words, at: 0 };
  const shape = readShape(reader, 0);
  return reader.at === words.length ? shape : undefined;
}

interface Reader {
  readonly words: readonly string[];
  at: number;
}

const take = (r: Reader, word: string): boolean => r.words[r.at] === word && r.at++ >= 0;

function readShape(r: Reader, depth: number): Dynamic | undefined {
  const word = (r.words[r.at++] ?? '').toUpperCase();
  if (word === 'GEOMETRYCOLLECTION' && depth < 50) {
    const shapes = readList(r, () => readShape(r, depth + 1));
    return shapes && new Map<string, Dynamic>([['type', 'GeometryCollection'], ['geometries', shapes]]);
  }
  const kind = Object.hasOwn(KINDS, word) ? KINDS[word] : undefined;
  if (!kind) return undefined;
  const [type, nesting] = kind;
  const value = type === 'Point' ? single(readList(r, () => readPoint(r))) : readNested(r, nesting);
  return value === undefined ? undefined : new Map<string, Dynamic>([['type', type], ['coordinates', value]]);
}

const single = (list: Dynamic[] | undefined): Dynamic | undefined => (list?.length === 1 ? list[0] : undefined);

function readNested(r: Reader, depth: number): Dynamic[] | undefined {
  return readList(r, () => (depth === 1 ? readPoint(r) : readNested(r, depth - 1)));
}

function readList(r: Reader, item: () => Dynamic | undefined): Dynamic[] | undefined {
  if (!take(r, '(')) return undefined;
  const out: Dynamic[] = [];
  do {
    const value = item();
    if (value === undefined) return undefined;
    out.push(value);
  } while (take(r, ','));
  return take(r, ')') ? out : undefined;
}

/** Points of a MULTIPOINT may stand in brackets of their own. */
function readPoint(r: Reader): Dynamic | undefined {
  const bracket = take(r, '(');
  const numbers: Dynamic[] = [];
  while (NUMBER.test(r.words[r.at] ?? '')) {
    const n = Number(r.words[r.at++]);
    numbers.push(Number.isInteger(n) && /^[+-]?\d+$/.test(r.words[r.at - 1] ?? '') ? n : dynamicReal(n));
  }
  if (numbers.length < 2 || (bracket && !take(r, ')'))) return undefined;
  return numbers.slice(0, 2);
}
