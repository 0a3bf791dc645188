import type { Value } from '../data/types.js';
import { call, type CallContext, type Op, prepared, sig, template, raise } from './entry.js';
import { eachValue, javaDouble, nullFor } from './esql-support.js';

/** Points on the earth. A cell of type `geo` is its well-known text, `POINT (longitude latitude)`. */

export interface Point {
  readonly x: number;
  readonly y: number;
}

const NUMBER = '([+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?)';
const WKT_POINT = new RegExp(`^\\s*POINT\\s*\\(\\s*${NUMBER}\\s+${NUMBER}\\s*\\)\\s*$`, 'i');

/** `undefined` for a text that is no point. */
export function pointOf(wkt: string): Point | undefined {
  const m = WKT_POINT.exec(wkt);
  return m ? { x: Number(m[1]), y: Number(m[2]) } : undefined;
}

function toPoint(c: CallContext): (text: Value) => Value {
  return (text) => {
    const p = pointOf(text as string);
    if (p && Math.abs(p.x) <= 180 && Math.abs(p.y) <= 90) return `POINT (${javaDouble(p.x)} ${javaDouble(p.y)})`;
    return nullFor(c, `java.lang.IllegalArgumentException: Failed to parse WKT: ${String(text)}`);
  };
}

/** The mean radius of the earth in metres, as Lucene has it. */
const RADIUS = 6_371_008.7714;
const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Along a great circle, in metres. */
function distance(a: Point, b: Point): number {
  const h = Math.sin(radians(b.y - a.y) / 2) ** 2 + Math.cos(radians(a.y)) * Math.cos(radians(b.y)) * Math.sin(radians(b.x - a.x) / 2) ** 2;
  return 2 * RADIUS * Math.asin(Math.min(1, Math.sqrt(h)));
}


export const ESQL_GEO_OPS: readonly Op[] = [
  {
    id: 'esql.toGeoPoint', kind: 'scalar', multi: 'aware', doc: 'A point, of its well-known text `POINT(longitude latitude)`.', esql: call('TO_GEOPOINT'), kql: raise('rewritten', 'a point is an array of its longitude and latitude'),
    sigs: [prepared(['string'], 'geo', (c) => eachValue(toPoint(c)) as never), sig(['geo'], 'geo', (p) => p)], examples: [[['POINT(1 2.5)'], 'POINT (1.0 2.5)'], [['x'], null]],
  },
  {
    id: 'esql.stX', kind: 'scalar', doc: 'The longitude of a point; null of another shape.', esql: call('ST_X', { since: '8.14' }), kql: template('todouble(parse_json($0).coordinates[0])', 'different', 'of a point in GeoJSON'),
    sigs: [sig(['geo'], 'real', (p) => pointOf(p)?.x ?? null)], examples: [[['POINT (1 2.5)'], 1, ['geo']]],
  },
  {
    id: 'esql.stY', kind: 'scalar', doc: 'The latitude of a point; null of another shape.', esql: call('ST_Y', { since: '8.14' }), kql: template('todouble(parse_json($0).coordinates[1])', 'different', 'of a point in GeoJSON'),
    sigs: [sig(['geo'], 'real', (p) => pointOf(p)?.y ?? null)], examples: [[['POINT (1 2.5)'], 2.5, ['geo']]],
  },
  {
    id: 'esql.stDistance', kind: 'scalar', doc: 'The distance of two points on the earth in metres.', esql: call('ST_DISTANCE', { since: '8.15' }), kql: raise('rewritten', 'of points made of a longitude and a latitude'),
    sigs: [sig(['geo', 'geo'], 'real', (a, b) => {
      const [p, q] = [pointOf(a), pointOf(b)];
      return p && q ? distance(p, q) : null;
    })],
    examples: [[['POINT (0 0)', 'POINT (0 0)'], 0, ['geo', 'geo']], [['POINT (0 0)', 'LINESTRING (0 0, 1 1)'], null, ['geo', 'geo']]],
  },
];
