import { builder, builderWithoutNullStrings } from '../data/builder.js';
import { type Column, take } from '../data/column.js';
import { cellOfJson } from '../data/decode.js';
import { dynamicOfJson } from '../data/json.js';
import type { Field } from '../data/table.js';
import { MultiValue, type Ty, type Value } from '../data/types.js';
import { parseKustoDatetime } from '../text/datetime-parse.js';
import { parseTimespan } from '../text/timespan.js';
import { groupColumn, firstRows } from '../data/group.js';

/** What a text gives for each field; null when the pattern does not fit. */
export type Cutter = (text: string) => readonly Value[] | null;

export interface CutColumns {
  readonly columns: readonly (readonly [name: string, column: Column])[];
  /** For each row whether the pattern fitted. */
  readonly fits: (row: number) => boolean;
}

/** Cuts each different text once. A null text fits nothing; every value of a multi-value is cut. */
export function cutColumn(input: Column, fields: readonly Field[], cut: Cutter, fill: boolean): CutColumns {
  const groups = groupColumn(input);
  const heads = firstRows(groups);
  const parts: (readonly Value[] | null)[] = Array.from(heads, (row) => cutCell(input.get(row), fields.length, cut));
  const columns = fields.map((f, i): [string, Column] => {
    const out = (fill ? builderWithoutNullStrings : builder)(f.type, parts.length);
    parts.forEach((p, g) => {
      if (p) out.set(g, p[i] ?? null);
    });
    return [f.name, take(out.done(), groups.ids)];
  });
  return { columns, fits: (row) => parts[groups.ids[row] as number] !== null };
}

function cutCell(v: Value, width: number, cut: Cutter): readonly Value[] | null {
  if (typeof v === 'string') return cut(v);
  if (!(v instanceof MultiValue)) return null;
  const all = v.values.map((x) => cut(x as string)).filter((x) => x !== null);
  return Array.from({ length: width }, (_, i) => multi(all.map((x) => x[i] ?? null).filter((x) => x !== null)));
}

const multi = (values: readonly Value[]): Value => (values.length === 0 ? null : values.length === 1 ? (values[0] as Value) : new MultiValue(values));

/** A piece of text as a Kusto type; null when it is none. */
export function cellOfText(type: Ty, text: string | null): Value {
  if (text === null) return null;
  switch (type) {
    case 'string':
      return text;
    case 'datetime':
      return parseKustoDatetime(text);
    case 'timespan':
      return parseTimespan(text);
    case 'dynamic':
      return dynamicOfJson(text) ?? text;
    case 'bool':
      return text === '1' ? true : text === '0' ? false : (cellOfJson('bool', text) ?? null);
    default:
      return cellOfJson(type, text) ?? null;
  }
}
