import { dynamicNumber, isArray, isBag } from '../data/dynamic.js';
import type { Dynamic } from '../data/types.js';
import type { h3Package } from '../text/packages.js';
import { polygonsOf } from './geo-shapes.js';

/**
 * The H3 cells of a level whose centres are inside a polygon with straight edges in the plane of longitude and latitude, in ascending
 * order. From the cells of level 0 down, each cell has the edges that are near it, and whether its centre is inside follows from that of
 * its parent's centre and the edges between them. (The package's own way tries as many cells as the polygon's bounding box may hold.)
 */

type H3 = ReturnType<typeof h3Package>;
type Place = readonly [lon: number, lat: number];
type Edge = readonly [Place, Place];

/** Longer coverings are null (docs of geo_polygon_to_h3cells). */
const MAX_CELLS = 61_680;
/** How many cells may be near edges before the search is given up. */
const MAX_NODES = 200_000;
/** How far in radians the centres of all smaller cells in a cell of level 0 are from its own, with a margin; √7 times less each level. */
const REACH = 0.26;
const DEGREE = Math.PI / 180;

interface Node {
  readonly cell: string;
  /** Of the cell's centre; the longitude goes on beyond 180 where that is nearer to the parent's. */
  readonly at: Place;
  /** Those that may lie between the cell's centre and that of a smaller cell in it. */
  readonly edges: readonly Edge[];
  readonly inside: boolean;
}

function ringOf(d: Dynamic): Place[] {
  return isArray(d) ? d.map((p) => (isArray(p) ? [dynamicNumber(p[0] ?? null) ?? 0, dynamicNumber(p[1] ?? null) ?? 0] : [0, 0])) : [];
}

/** An edge over more than half the globe means the other way around: then western longitudes go on beyond 180. */
function edgesOf(polygon: Dynamic): readonly Edge[] {
  const rings = isArray(polygon) ? polygon.map(ringOf) : [];
  const edges = rings.flatMap((r) => r.slice(1).map((b, i): Edge => [r[i] as Place, b]));
  if (!edges.some(([a, b]) => Math.abs(a[0] - b[0]) > 180)) return edges;
  const eastward = ([lon, lat]: Place): Place => [lon < 0 ? lon + 360 : lon, lat];
  return edges.map(([a, b]) => [eastward(a), eastward(b)]);
}

/** Whether an edge has a point in the box around the circle of a radius in radians. */
function isNear([lon, lat]: Place, radius: number, [a, b]: Edge): boolean {
  const pole = (90 - Math.abs(lat)) * DEGREE <= radius;
  const wide = pole ? 180 : Math.asin(Math.min(1, Math.sin(radius) / Math.cos(lat * DEGREE))) / DEGREE;
  const high = radius / DEGREE;
  let [from, to] = [0, 1];
  for (const [start, end, centre, half] of [[a[0], b[0], lon, wide], [a[1], b[1], lat, high]] as const) {
    const step = end - start;
    const [x, y] = [centre - half - start, centre + half - start];
    if (step === 0) {
      if (x > 0 || y < 0) return false;
    } else [from, to] = [Math.max(from, Math.min(x / step, y / step)), Math.min(to, Math.max(x / step, y / step))];
  }
  return from <= to;
}

const side = (a: Place, b: Place, p: Place): boolean => (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0]) > 0;
const crosses = (p: Place, q: Place, [a, b]: Edge): boolean => side(a, b, p) !== side(a, b, q) && side(p, q, a) !== side(p, q, b);

/** By a way from a place that no polygon reaches. */
const holds = (edges: readonly Edge[], p: Place): boolean => edges.filter((e) => crosses([p[0] + 0.123, 1000], p, e)).length % 2 === 1;

const centreOf = (h3: H3, cell: string, near: number): Place => {
  const [lat, lon] = h3.cellToLatLng(cell);
  return [lon + 360 * Math.round((near - lon) / 360), lat];
};

const sifted = (node: Node, level: number): readonly Node[] => {
  const radius = REACH * 7 ** (-level / 2);
  const edges = node.edges.filter((e) => isNear(node.at, radius, e));
  return edges.length > 0 || node.inside ? [{ ...node, edges }] : [];
};

/** A polygon may reach beyond 180, so that each cell is looked for there too. */
function roots(h3: H3, edges: readonly Edge[]): readonly Node[] {
  return h3.getRes0Cells().flatMap((cell) => [-360, 0, 360].flatMap((turn) => {
    const at = centreOf(h3, cell, turn);
    return sifted({ cell, at, edges, inside: holds(edges, at) }, 0);
  }));
}

function partsOf(h3: H3, node: Node, level: number): readonly Node[] {
  return h3.cellToChildren(node.cell, level).flatMap((cell) => {
    const at = centreOf(h3, cell, node.at[0]);
    return sifted({ cell, at, edges: node.edges, inside: node.inside !== (node.edges.filter((e) => crosses(node.at, at, e)).length % 2 === 1) }, level);
  });
}

/** Why there is no covering. */
export type Uncovered = 'too many cells' | 'too long a search';

function cellsIn(h3: H3, edges: readonly Edge[], level: number): readonly string[] | Uncovered {
  const found: string[] = [];
  let nodes = roots(h3, edges);
  for (let l = 0; l <= level; l++) {
    for (const { cell } of nodes.filter((n) => n.inside && (n.edges.length === 0 || l === level))) {
      if (found.length + h3.cellToChildrenSize(cell, level) > MAX_CELLS) return 'too many cells';
      found.push(...h3.cellToChildren(cell, level));
    }
    nodes = l === level ? [] : nodes.filter((n) => n.edges.length > 0).flatMap((n) => partsOf(h3, n, l + 1));
    if (nodes.length > MAX_NODES) return 'too long a search';
  }
  return found;
}

/** The cells of several polygons together; `undefined` for a shape that is not valid. */
export function h3Cells(h3: H3, d: Dynamic, level: number): readonly string[] | Uncovered | undefined {
  const valid = polygonsOf(d);
  if (!valid || !isBag(d)) return undefined;
  const coordinates = d.get('coordinates') ?? null;
  const polygons = d.get('type') === 'Polygon' ? [coordinates] : isArray(coordinates) ? coordinates : [];
  const found = new Set<string>();
  for (const polygon of polygons) {
    const cells = cellsIn(h3, edgesOf(polygon), level);
    if (typeof cells === 'string') return cells;
    for (const c of cells) found.add(c);
    if (found.size > MAX_CELLS) return 'too many cells';
  }
  return [...found].sort();
}
