import type { Plan } from '../../src/ast/pipeline.js';
import type { Expr } from '../../src/ast/pipeline.js';
import { sub } from '../../src/data/int64.js';
import { dynamicOfPlain } from '../../src/data/decode.js';
import { ipOfText } from '../../src/data/ip.js';
import { type Field, type Table, tableOfRows } from '../../src/data/table.js';
import { TICKS_PER_MINUTE } from '../../src/data/time.js';
import type { Value } from '../../src/data/types.js';
import { NOW } from './now.js';

/** Six rows of a table: cells of the columns' types, texts that the query mentions among them, dynamic cells with the paths that it reads. */
export function rowsFor(fields: readonly Field[], hints: Hints): Table {
  return tableOfRows(fields, Array.from({ length: ROWS }, (_, row) => fields.map((f, c) => cell(f, row, c, hints))));
}

const ROWS = 6;

export interface Hints {
  /** Literals of the query. */
  readonly texts: readonly string[];
  readonly numbers: readonly number[];
  /** Paths by column. */
  readonly paths: ReadonlyMap<string, readonly (readonly (string | number)[])[]>;
}

type Plain = null | boolean | number | string | Plain[] | { [key: string]: Plain };

function cell(f: Field, row: number, column: number, hints: Hints): Value {
  if (row === 4 && column % 3 === 1) return null;
  switch (f.type) {
    case 'bool':
      return (row + column) % 2 === 0;
    case 'int':
    case 'long':
    case 'ulong':
      return row % 2 === 1 && hints.numbers.length > 0 ? (hints.numbers[(row + column) % hints.numbers.length] as number) : [1, 0, 4624, 443, 10, 3][row % ROWS] as number;
    case 'real':
      return [0.5, 1, 2.25, -3, 10, 0][row % ROWS] as number;
    case 'datetime':
      return sub(NOW, [1, 5, 45, 600, 3000, 20_000][row % ROWS] as number * TICKS_PER_MINUTE);
    case 'timespan':
      return row * TICKS_PER_MINUTE;
    case 'ip':
      return ipOfText(['10.0.0.5', '203.0.113.9', '192.168.1.1', '8.8.8.8', '::1', '172.16.4.4'][row % ROWS] as string) as Value;
    case 'guid':
      return `00000000-0000-0000-0000-00000000000${row % 3}`;
    case 'dynamic':
      return dynamicOfPlain(shaped(hints.paths.get(f.name) ?? [], row, hints) as never);
    default:
      return textCell(f, row, column, hints);
  }
}

function textCell(f: Field, row: number, column: number, hints: Hints): string {
  const paths = hints.paths.get(f.name);
  if (paths && row !== 3) return JSON.stringify(shaped(paths, row, hints));
  if (/regex/i.test(f.name)) return `^value[${row}-9]`;
  if (/ip(v4)?(address|addr)?s?$|^ip/i.test(f.name)) return ['10.0.0.5', '203.0.113.9', '192.168.1.1', '8.8.8.8', '', 'not an address'][row % ROWS] as string;
  return word(row * 7 + column, hints);
}

const word = (n: number, hints: Hints): string => (n % 3 !== 2 && hints.texts.length > 0 ? (hints.texts[n % hints.texts.length] as string) : `value${n % 4}`);

/** An object, or a list of them, that has the paths; where the query reads none, a list, an object or a text in turn. */
function shaped(paths: readonly (readonly (string | number)[])[], row: number, hints: Hints): Plain {
  if (paths.every((p) => p.length === 0)) return [['a', word(row, hints)], { name: word(row, hints), value: row }, word(row, hints)][row % 3] as Plain;
  let root: Plain = null;
  paths.forEach((p, i) => {
    root = placed(root, p, row === 5 && i % 2 === 1 ? null : (i + row) % 4 === 3 ? row : word(row + i, hints));
  });
  return root;
}

function placed(root: Plain, steps: readonly (string | number)[], v: Plain): Plain {
  const [first, ...rest] = steps;
  if (first === undefined) return root ?? v;
  if (typeof first === 'number') {
    const list = Array.isArray(root) ? [...root] : [];
    const at = Math.min(Math.max(first, 0), 4);
    while (list.length < at) list.push(`e${list.length}`);
    list[at] = placed(list[at] ?? null, rest, v);
    return list;
  }
  const bag = root !== null && typeof root === 'object' && !Array.isArray(root) ? root : {};
  return { ...bag, [first]: placed(bag[first] ?? null, rest, v) };
}

/** Literals and paths anywhere in a plan. */
export function hintsOf(plan: Plan | undefined): Hints {
  const texts = new Set<string>();
  const numbers = new Set<number>();
  const paths = new Map<string, (readonly (string | number)[])[]>();
  const visit = (v: unknown): void => {
    if (typeof v !== 'object' || v === null) return;
    if (Array.isArray(v)) return v.forEach(visit);
    const e = v as Expr;
    if (e.kind === 'lit' && typeof e.value === 'string' && texts.size < 200) texts.add(e.value);
    if (e.kind === 'lit' && typeof e.value === 'number' && Math.abs(e.value) < 2 ** 31 && Number.isInteger(e.value)) numbers.add(e.value);
    const path = e.kind === 'call' ? pathOf(e) : undefined;
    if (path) paths.set(path.root, [...(paths.get(path.root) ?? []), path.steps]);
    Object.values(v).forEach(visit);
  };
  visit(plan?.lets);
  visit(plan?.body);
  return { texts: [...texts], numbers: [...numbers], paths };
}

/** `parse_json(a).b[0]`, `tostring` between the steps looked through. */
function pathOf(e: Expr): { root: string; steps: (string | number)[] } | undefined {
  if (e.kind === 'col') return { root: e.name, steps: [] };
  if (e.kind !== 'call') return undefined;
  const inner = e.args[0] && pathOf(e.args[0]);
  if (!inner) return undefined;
  if (/parseJson|convert\.to(String|Dynamic)/.test(e.op)) return e.op.includes('parseJson') ? inner : { ...inner };
  const key = e.args[1];
  if (!/^dynamic\.(member|index)$/.test(e.op) || key?.kind !== 'lit' || (typeof key.value !== 'string' && typeof key.value !== 'number')) return undefined;
  return { root: inner.root, steps: [...inner.steps, key.value] };
}
