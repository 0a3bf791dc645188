import { inSetOrder } from './set-order.js';

/** Geohashes: five bits a character, longitude and latitude halved by turns. */

const ALPHABET = '0123456789bcdefghjkmnpqrstuvwxyz';

export interface Cell {
  readonly west: number;
  readonly east: number;
  readonly south: number;
  readonly north: number;
}

export function geohashOf(lon: number, lat: number, length: number): string {
  const bounds = { lon: [-180, 180], lat: [-90, 90] } as { lon: [number, number]; lat: [number, number] };
  let out = '';
  for (let bit = 0, index = 0; out.length < length; bit++) {
    const axis = bit % 2 === 0 ? 'lon' : 'lat';
    const [low, high] = bounds[axis];
    const middle = (low + high) / 2;
    const upper = (axis === 'lon' ? lon : lat) >= middle;
    bounds[axis] = upper ? [middle, high] : [low, middle];
    index = index * 2 + (upper ? 1 : 0);
    if (bit % 5 !== 4) continue;
    out += ALPHABET.charAt(index);
    index = 0;
  }
  return out;
}

/** `undefined` for a text that is no geohash. */
export function geohashCell(hash: string): Cell | undefined {
  if (!/^[0-9b-hjkmnp-z]{1,18}$/i.test(hash)) return undefined;
  let [west, east, south, north] = [-180, 180, -90, 90];
  let isLon = true;
  for (const c of hash.toLowerCase()) {
    const index = ALPHABET.indexOf(c);
    for (let mask = 16; mask > 0; mask >>= 1) {
      const upper = (index & mask) !== 0;
      if (isLon) [west, east] = upper ? [(west + east) / 2, east] : [west, (west + east) / 2];
      else [south, north] = upper ? [(south + north) / 2, north] : [south, (south + north) / 2];
      isLon = !isLon;
    }
  }
  return { west, east, south, north };
}

/** In Kusto's order, taken clockwise from the north-west; cells beyond a pole are left out, longitudes go around. */
export function geohashNeighbours(hash: string): readonly string[] | undefined {
  const cell = geohashCell(hash);
  if (!cell) return undefined;
  const [width, height] = [cell.east - cell.west, cell.north - cell.south];
  const [lon, lat] = [(cell.west + cell.east) / 2, (cell.south + cell.north) / 2];
  const around = (x: number): number => ((((x + 180) % 360) + 360) % 360) - 180;
  const steps = [[-1, 1], [0, 1], [1, 1], [1, 0], [1, -1], [0, -1], [-1, -1], [-1, 0]] as const;
  return inSetOrder(steps.flatMap(([dx, dy]) => (Math.abs(lat + dy * height) > 90 ? [] : [geohashOf(around(lon + dx * width), lat + dy * height, hash.length)])));
}
