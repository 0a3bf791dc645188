import { BoxColumn, type Column, columnOf, DictColumn } from '../data/column.js';
import { jsonOfDynamic } from '../data/encode.js';
import { type Dynamic, DynamicReal, MultiValue, type Ty, type Value } from '../data/types.js';
import { guessesOf, type Hints } from './infer.js';

/** What was seen in a column, as a set of bits. */
export const SEEN = { long: 1, real: 2, bool: 4, string: 8, nested: 16 } as const;

/** The one type of scalars of these kinds; `undefined` when there is none. */
function scalarType(seen: number): Ty | undefined {
  if (seen === SEEN.long) return 'long';
  if ((seen & ~(SEEN.long | SEEN.real)) === 0) return 'real';
  return seen === SEEN.bool ? 'bool' : seen === SEEN.string ? 'string' : undefined;
}

const realOf = (v: Dynamic): Dynamic => (v instanceof DynamicReal ? v.value : typeof v === 'bigint' ? Number(v) : v);

/** Kinds that mix are a dynamic column; equal cells share a dictionary entry. */
export function dynamicBoxes(values: readonly Dynamic[], seen: number): Column {
  const type = scalarType(seen) ?? 'dynamic';
  if (type === 'real') return columnOf('real', values.map(realOf));
  if (type !== 'dynamic') return columnOf(type, values);
  const index = new Map<Dynamic, number>();
  const codes = new Int32Array(values.length);
  for (let row = 0; row < values.length; row++) {
    const v = values[row] as Dynamic;
    if (v === null) codes[row] = -1;
    else {
      const code = index.get(v) ?? index.size;
      index.set(v, code);
      codes[row] = code;
    }
  }
  return index.size * 2 > values.length ? new BoxColumn('dynamic', values) : new DictColumn('dynamic', codes, [...index.keys()]);
}

/** Multi-values of one kind; values of mixed kinds become their texts, as a keyword field would index them. */
export function flatBoxes(values: readonly Dynamic[], seen: number, hints: Hints): Column {
  const type = scalarType(seen) ?? 'string';
  const read: (v: Dynamic) => Value = type === 'real' ? realOf : scalarType(seen) ? (v) => v : textOfScalar;
  const cells = values.map((v) => (Array.isArray(v) ? new MultiValue((v as Dynamic[]).map(read)) : v === null ? null : read(v)));
  return type === 'string' ? guessed(cells, hints) : columnOf(type, cells);
}

const textOfScalar = (v: Dynamic): string => (typeof v === 'string' ? v : jsonOfDynamic(v));

function guessed(cells: readonly Value[], hints: Hints): Column {
  for (const guess of guessesOf(hints)) {
    const read = (v: Value): Value | undefined => (v === null ? null : v instanceof MultiValue ? multi(v.values.map(read)) : guess.read(v as string));
    const values = cells.map(read);
    if (!values.includes(undefined)) return columnOf(guess.type, values as Value[]);
  }
  return columnOf('string', cells);
}

const multi = (values: readonly (Value | undefined)[]): MultiValue | undefined => (values.includes(undefined) ? undefined : new MultiValue(values as Value[]));
