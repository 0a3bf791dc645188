/** Distances on the WGS-84 ellipsoid, by Vincenty's inverse formula: right to less than a millimetre. */

const EQUATOR = 6_378_137;
const FLATTENING = 1 / 298.257223563;
const POLE = EQUATOR * (1 - FLATTENING);
const RAD = Math.PI / 180;
const MAX_STEPS = 200;

interface Way {
  /** The angle between the points on the auxiliary sphere, with its sine and cosine. */
  readonly arc: number;
  readonly sine: number;
  readonly cosine: number;
  /** Of the way where it crosses the equator: cosine squared. */
  readonly slope: number;
  readonly middle: number;
}

/** Metres along the shortest way; `undefined` for points that lie nearly opposite, where the formula finds none. */
export function spheroidDistance(lon1: number, lat1: number, lon2: number, lat2: number): number | undefined {
  const [u1, u2] = [lat1, lat2].map((lat) => Math.atan2((1 - FLATTENING) * Math.sin(lat * RAD), Math.cos(lat * RAD))) as [number, number];
  const east = Math.atan2(Math.sin((lon2 - lon1) * RAD), Math.cos((lon2 - lon1) * RAD));
  if (u1 === u2 && east === 0) return 0;
  let turn = east;
  for (let i = 0; i < MAX_STEPS; i++) {
    const way = wayOf(u1, u2, turn);
    const next = east + correction(u1, u2, turn, way);
    if (Math.abs(next - turn) < 1e-14) return lengthOf(way);
    turn = next;
    if (Math.abs(turn) > Math.PI) return undefined;
  }
  return undefined;
}

function wayOf(u1: number, u2: number, turn: number): Way {
  const across = Math.cos(u2) * Math.sin(turn);
  const along = Math.cos(u1) * Math.sin(u2) - Math.sin(u1) * Math.cos(u2) * Math.cos(turn);
  const sine = Math.hypot(across, along);
  const cosine = Math.sin(u1) * Math.sin(u2) + Math.cos(u1) * Math.cos(u2) * Math.cos(turn);
  const azimuth = sine === 0 ? 0 : (Math.cos(u1) * across) / sine;
  const slope = 1 - azimuth ** 2;
  return { arc: Math.atan2(sine, cosine), sine, cosine, slope, middle: slope === 0 ? 0 : cosine - (2 * Math.sin(u1) * Math.sin(u2)) / slope };
}

/** What the difference of longitudes on the auxiliary sphere is more than on the ellipsoid. */
function correction(u1: number, u2: number, turn: number, { arc, sine, cosine, slope, middle }: Way): number {
  const c = (FLATTENING / 16) * slope * (4 + FLATTENING * (4 - 3 * slope));
  const azimuth = sine === 0 ? 0 : (Math.cos(u1) * Math.cos(u2) * Math.sin(turn)) / sine;
  return (1 - c) * FLATTENING * azimuth * (arc + c * sine * (middle + c * cosine * (2 * middle ** 2 - 1)));
}

function lengthOf({ arc, sine, cosine, slope, middle }: Way): number {
  const u = (slope * (EQUATOR ** 2 - POLE ** 2)) / POLE ** 2;
  const a = 1 + (u / 16384) * (4096 + u * (-768 + u * (320 - 175 * u)));
  const b = (u / 1024) * (256 + u * (-128 + u * (74 - 47 * u)));
  const more = b * sine * (middle + (b / 4) * (cosine * (2 * middle ** 2 - 1) - (b / 6) * middle * (4 * sine ** 2 - 3) * (4 * middle ** 2 - 3)));
  return POLE * a * (arc - more);
}
