import { inSetOrder } from './set-order.js';

/**
 * Cells of the S2 grid: a cube around the sphere whose faces are halved up to 30 times along a Hilbert curve. A cell is a 64-bit
 * number, written as a token: its hexadecimal digits without trailing zeros.
 */

const MAX_LEVEL = 30;
const SIZE = 1 << MAX_LEVEL;

type Point = readonly [lon: number, lat: number];

/** For each orientation of the curve, the quadrant (2 * i + j) of each step, and how the orientation changes there. */
const QUADRANT = [[0, 1, 3, 2], [0, 2, 3, 1], [3, 2, 0, 1], [3, 1, 0, 2]] as const;
const TURN = [1, 0, 0, 3] as const;

const RAD = Math.PI / 180;

/** The quadratic projection, which makes cells of about one size. */
const toS = (u: number): number => (u >= 0 ? 0.5 * Math.sqrt(1 + 3 * u) : 1 - 0.5 * Math.sqrt(1 - 3 * u));
const toU = (s: number): number => (s >= 0.5 ? (4 * s * s - 1) / 3 : (1 - 4 * (1 - s) * (1 - s)) / 3);

type Vector = readonly [x: number, y: number, z: number];

function vectorOf([lon, lat]: Point): Vector {
  const [a, b] = [lat * RAD, lon * RAD];
  return [Math.cos(a) * Math.cos(b), Math.cos(a) * Math.sin(b), Math.sin(a)];
}

/** The axis of the largest component; of equal ones the last, so that points on the edges of the cube have the same face everywhere. */
function axisOf(p: Vector): 0 | 1 | 2 {
  const [x, y, z] = p.map(Math.abs) as [number, number, number];
  return x > y ? (x > z ? 0 : 2) : y > z ? 1 : 2;
}

function faceUv(p: Vector): { face: number; u: number; v: number } {
  const axis = axisOf(p);
  const face = p[axis] < 0 ? axis + 3 : axis;
  const [x, y, z] = p;
  switch (face) {
    case 0: return { face, u: y / x, v: z / x };
    case 1: return { face, u: -x / y, v: z / y };
    case 2: return { face, u: -x / z, v: -y / z };
    case 3: return { face, u: z / x, v: y / x };
    case 4: return { face, u: z / y, v: -x / y };
    default: return { face, u: -y / z, v: -x / z };
  }
}

/** The direction of a point of a face, not of unit length. */
export function s2Direction(face: number, u: number, v: number): Vector {
  const vectors = [[1, u, v], [-u, 1, v], [-u, -v, 1], [-1, -v, -u], [v, -1, -u], [v, u, -1]] as const;
  return vectors[face] as Vector;
}

function pointOf(face: number, u: number, v: number): Point {
  const [x, y, z] = s2Direction(face, u, v);
  return [Math.atan2(y, x) / RAD, Math.atan2(z, Math.hypot(x, y)) / RAD];
}

/** A cell by its face, its level and the place of its lower left corner in leaf cells. */
interface Cell {
  readonly face: number;
  readonly level: number;
  readonly i: number;
  readonly j: number;
}

const clamp = (v: number): number => Math.min(SIZE - 1, Math.max(0, Math.floor(v)));

function cellAt(point: Point, level: number): Cell {
  const { face, u, v } = faceUv(vectorOf(point));
  return coarser(face, clamp(toS(u) * SIZE), clamp(toS(v) * SIZE), level);
}

/** The cell of a level that holds a leaf cell. */
function coarser(face: number, i: number, j: number, level: number): Cell {
  const size = 2 ** (MAX_LEVEL - level);
  return { face, level, i: i - (i % size), j: j - (j % size) };
}

function idOf({ face, level, i, j }: Cell): bigint {
  let id = BigInt(face);
  let orientation = face & 1;
  for (let k = MAX_LEVEL - 1; k >= MAX_LEVEL - level; k--) {
    const quadrant = (Math.floor(i / 2 ** k) % 2) * 2 + (Math.floor(j / 2 ** k) % 2);
    const step = (QUADRANT[orientation] as readonly number[]).indexOf(quadrant);
    id = id * 4n + BigInt(step);
    orientation ^= TURN[step] as number;
  }
  return (id * 2n + 1n) << BigInt(2 * (MAX_LEVEL - level));
}

function cellOf(token: string): Cell | undefined {
  if (!/^[0-9a-f]{1,16}$/i.test(token)) return undefined;
  const id = BigInt(`0x${token.padEnd(16, '0')}`);
  const face = Number(id >> 61n);
  const low = id & -id;
  const zeros = low.toString(2).length - 1;
  if (face > 5 || id === 0n || zeros % 2 !== 0 || zeros > 60) return undefined;
  const level = MAX_LEVEL - zeros / 2;
  let [i, j] = [0, 0];
  let orientation = face & 1;
  for (let k = 0; k < level; k++) {
    const step = Number((id >> BigInt(59 - 2 * k)) & 3n);
    const quadrant = (QUADRANT[orientation] as readonly number[])[step] as number;
    i += (quadrant >> 1) * 2 ** (MAX_LEVEL - 1 - k);
    j += (quadrant & 1) * 2 ** (MAX_LEVEL - 1 - k);
    orientation ^= TURN[step] as number;
  }
  return { face, level, i, j };
}

const tokenOfId = (id: bigint): string => id.toString(16).padStart(16, '0').replace(/0+$/, '');
const tokenOf = (c: Cell): string => tokenOfId(idOf(c));

/** The cell of a level (0 to 30) that holds a point. */
export const s2Token = (lon: number, lat: number, level: number): string => tokenOf(cellAt([lon, lat], level));

const place = (c: Cell, di: number, dj: number): Point => {
  const size = 2 ** (MAX_LEVEL - c.level);
  return pointOf(c.face, toU((c.i + di * size) / SIZE), toU((c.j + dj * size) / SIZE));
};

/** `undefined` for a text that is no token. */
export function s2Center(token: string): Point | undefined {
  const cell = cellOf(token);
  return cell && place(cell, 0.5, 0.5);
}

/** The four corners, counter-clockwise, and the first again. */
export function s2Corners(token: string): readonly Point[] | undefined {
  const cell = cellOf(token);
  return cell && [place(cell, 0, 0), place(cell, 1, 0), place(cell, 1, 1), place(cell, 0, 1), place(cell, 0, 0)];
}

/** Just beyond the edge of a face, however far off in leaf cells; coordinates along the edge are those of the next face. */
const beyond = (k: number): number => Math.min(1 + Number.EPSILON, Math.max(-1 - Number.EPSILON, (2 * (k - SIZE / 2) + 1) / SIZE));
const isOn = (k: number): boolean => k >= 0 && k < SIZE;

/** The cell that holds a leaf cell, which may lie off the face. */
function cellHolding(face: number, i: number, j: number, level: number): Cell {
  if (isOn(i) && isOn(j)) return coarser(face, i, j, level);
  const next = faceUv(s2Direction(face, beyond(i), beyond(j)));
  return coarser(next.face, clamp(((next.u + 1) / 2) * SIZE), clamp(((next.v + 1) / 2) * SIZE), level);
}

/** The cells of the same level around a cell, in Kusto's order: seven at a corner of the cube, else eight. */
export function s2Neighbours(token: string): readonly string[] | undefined {
  const cell = cellOf(token);
  if (!cell) return undefined;
  const { face, i, j, level } = cell;
  const size = 2 ** (MAX_LEVEL - level);
  const steps = [[-1, -1], [1, -1], [0, -1], [0, 1], [-1, 0], [1, 0], [-1, 1], [1, 1]] as const;
  const around = steps.map(([di, dj]) => tokenOf(cellHolding(face, i + di * size, j + dj * size, level)));
  return inSetOrder([...new Set(around)].filter((t) => t !== tokenOf(cell)));
}

/** A cell as a square of its face, for going down from the faces to their parts. */
export interface S2Square {
  readonly face: number;
  readonly level: number;
  readonly u: readonly [low: number, high: number];
  readonly v: readonly [low: number, high: number];
  /** In leaf cells. */
  readonly i: number;
  readonly j: number;
  /** The face and the steps along the curve so far, and how the curve is turned here. */
  readonly path: bigint;
  readonly orientation: number;
}

export const S2_FACES: readonly S2Square[] = [0, 1, 2, 3, 4, 5].map((face) => ({
  face, level: 0, u: [-1, 1], v: [-1, 1], i: 0, j: 0, path: BigInt(face), orientation: face & 1,
}));

const side = (from: number, size: number): readonly [number, number] => [toU(from / SIZE), toU((from + size) / SIZE)];

/** The four cells of the next level in a cell, in the order of the curve, which is that of their tokens. */
export function s2Quarters({ face, level, i, j, path, orientation }: S2Square): readonly S2Square[] {
  const size = 2 ** (MAX_LEVEL - level - 1);
  return (QUADRANT[orientation] as readonly number[]).map((quadrant, step) => {
    const [x, y] = [i + (quadrant >> 1) * size, j + (quadrant & 1) * size];
    return { face, level: level + 1, u: side(x, size), v: side(y, size), i: x, j: y, path: path * 4n + BigInt(step), orientation: orientation ^ (TURN[step] as number) };
  });
}

export const s2SquareToken = ({ path, level }: S2Square): string => tokenOfId((path * 2n + 1n) << BigInt(2 * (MAX_LEVEL - level)));
