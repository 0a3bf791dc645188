import { type Column, DictColumn, NumberColumn, columnOf } from '../data/column.js';
import { boolOfText } from '../data/decode.js';
import { type Int64, MAX_LONG, MIN_LONG, parseInt64 } from '../data/int64.js';
import { ipOfText } from '../data/ip.js';
import { ticksOfIso } from '../data/iso.js';
import type { Ty, Value } from '../data/types.js';

/**
 * The types that columns of text have by what is in them. A type is taken when every cell that is not null reads as it; the first one
 * of the list wins. A number with leading zeros is a name, not a number.
 */
interface Guess {
  readonly type: Ty;
  readonly read: (text: string) => Value | undefined;
}

const MOMENT: Guess = { type: 'datetime', read: (t) => (t.length >= 10 && t.length <= 40 && t.charCodeAt(4) === 45 ? ticksOfIso(t) : undefined) };
const ADDRESS: Guess = { type: 'ip', read: ipOfText };
const NUMBERS: readonly Guess[] = [
  { type: 'long', read: longOfText },
  { type: 'real', read: (t) => (PLAIN_REAL.test(t) ? Number(t) : undefined) },
  { type: 'bool', read: boolOfText },
];

const PLAIN_REAL = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d{1,3})?$/;

function longOfText(t: string): Int64 | undefined {
  if (t.length > 20 || !/^-?(?:0|[1-9]\d*)$/.test(t)) return undefined;
  const n = parseInt64(t);
  return n !== undefined && n >= MIN_LONG && n <= MAX_LONG ? n : undefined;
}

/** What a name promises in Elastic Common Schema: `source.ip`, `host_ip`. */
const ADDRESS_NAME = /(?:^|[._])ip$/;

export interface Hints {
  readonly name: string;
  /** Cells of csv files may be numbers and booleans; strings of JSON are not. */
  readonly numbers: boolean;
  /** Whether addresses have a type of their own. */
  readonly addresses: boolean;
}

export function guessesOf(hints: Hints): readonly Guess[] {
  const guesses = hints.numbers ? [...NUMBERS, MOMENT] : [MOMENT];
  return hints.addresses && ADDRESS_NAME.test(hints.name) ? [...guesses, ADDRESS] : guesses;
}

/** A dictionary of texts under the type that all of them have. Only values that some row uses count. */
export function typedColumn(codes: Int32Array, dict: readonly string[], hints: Hints): Column {
  if (dict.length === 0) return new DictColumn('string', codes, dict);
  for (const guess of guessesOf(hints)) {
    const values = readAll(dict, guess);
    if (values) return spreadOver(codes, values, guess.type);
  }
  return new DictColumn('string', codes, dict);
}

function readAll(dict: readonly string[], guess: Guess): Value[] | undefined {
  const values: Value[] = new Array(dict.length);
  for (let i = 0; i < dict.length; i++) {
    const v = guess.read(dict[i] as string);
    if (v === undefined) return undefined;
    values[i] = v;
  }
  return values;
}

function spreadOver(codes: Int32Array, values: readonly Value[], type: Ty): Column {
  if (type === 'ip') return new DictColumn(type, codes, values);
  if (!values.every((v) => typeof v === 'number')) return columnOf(type, Array.from(codes, (c) => (c < 0 ? null : (values[c] as Value))));
  const out = new Float64Array(codes.length);
  let nulls: Uint8Array | undefined;
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row] as number;
    if (code < 0) (nulls ??= new Uint8Array(codes.length))[row] = 1;
    else out[row] = values[code] as number;
  }
  return new NumberColumn(type, out, nulls);
}
