import type { Expr } from '../../src/ast/pipeline.js';
import type { Typed } from '../../src/catalogue/constant.js';
import { sub } from '../../src/data/int64.js';
import { ipOfText } from '../../src/data/ip.js';
import { dynamicOfPlain } from '../../src/data/decode.js';
import { isoOfTicks, TICKS_PER_MINUTE, TICKS_PER_MS } from '../../src/data/time.js';
import { ticksOfIso } from '../../src/data/iso.js';
import { isInteger, isNumeric, type Ty, type Value } from '../../src/data/types.js';
import { assign, pathOf } from './solve.js';
import type { Random } from './random.js';
import { NOW } from './world.js';

/** JSON-like cell of a dynamic column, or of a string column that holds JSON. */
export type Plain = null | boolean | number | string | Plain[] | { [key: string]: Plain };
export type Cell = { readonly value: Value } | { plain: Plain };
export type Row = Map<string, Cell>;

/** What was seen beside a column, or a path in one, in any scenario: good values to try in it. `key` is `instance|column` and JSON steps. */
export class Pool {
  readonly values = new Map<string, { root: string; steps: (string | number)[]; tried: Typed[] }>();
  add(root: string, steps: (string | number)[], v?: Typed): void {
    const key = `${root} ${JSON.stringify(steps)}`;
    let entry = this.values.get(key);
    if (!entry) this.values.set(key, (entry = { root, steps, tried: [] }));
    if (v && v.value !== null && entry.tried.length < 24 && !entry.tried.some((t) => t.value === v.value)) entry.tried.push(v);
  }

  /** A path that is compared with numbers alone, or with truth values, has one; others have texts. */
  kind(root: string, steps: readonly (string | number)[]): Ty {
    const kinds = new Set(this.values.get(`${root} ${JSON.stringify(steps)}`)?.tried.map((t) => (isNumeric(t.type) ? 'long' : t.type)));
    const [only] = kinds;
    return kinds.size === 1 && (only === 'long' || only === 'bool') ? only : 'string';
  }
}

/** One row of each table instance, so that together they give a row of the result: filters hold, keys are equal. */
export class Scenario {
  readonly rows = new Map<number, Row>();
  copies = 1;
  readonly varied: { root: string; steps: (string | number)[] }[] = [];
  constructor(readonly random: Random, readonly typeOf: (name: string) => Ty, readonly pool: Pool, private readonly most: number) {}

  set(name: string, v: Typed): void {
    this.pool.add(name, [], v.value === null ? undefined : v);
    const cell = coerced(this.typeOf(name), v);
    const old = this.row(name).get(columnOf(name));
    if (cell !== undefined) this.row(name).set(columnOf(name), typeof v.value === 'string' && old && 'plain' in old ? { plain: withText(old.plain, v.value) } : cell);
  }

  setPath(name: string, steps: readonly (string | number)[], v: Typed): void {
    if (steps.length === 0) return this.set(name, v);
    this.pool.add(name, [...steps], v.value === null ? undefined : v);
    const row = this.row(name);
    const known = row.get(columnOf(name));
    const plain = known && ('plain' in known ? known.plain : typeof known.value === 'string' ? known.value : null);
    const text = typeof plain === 'string' && plain !== '' ? plain : undefined;
    const root = placed(text === undefined ? plain ?? null : null, steps, plainOf(v));
    row.set(columnOf(name), { plain: text === undefined ? root : withText(root, text) });
  }

  private readonly fixed = new Set<string>();

  /** The value of what an expression reads is to stay. */
  fix(e: Expr): void {
    const target = targetOf(e);
    if (target) this.fixed.add(JSON.stringify([target.root, target.steps]));
  }

  isFixed(e: Expr): boolean {
    const target = targetOf(e);
    return target !== undefined && this.fixed.has(JSON.stringify([target.root, target.steps]));
  }

  /** What a column holds so far. */
  cell(name: string): Typed | undefined {
    const cell = this.row(name).get(columnOf(name));
    if (cell === undefined) return undefined;
    const type = this.typeOf(name);
    if ('value' in cell) return { type, value: cell.value };
    return type === 'dynamic' ? { type, value: dynamicOfPlain(cell.plain) } : { type, value: typeof cell.plain === 'string' ? cell.plain : JSON.stringify(cell.plain) };
  }

  /** The value that an expression has, or one made up for it that is also given to it (or is not, where `make` is false). */
  same(e: Expr): Typed;
  same(e: Expr, make: boolean): Typed | undefined;
  same(e: Expr, make = true): Typed | undefined {
    const target = targetOf(e);
    if (!target) return make ? { type: 'string', value: 'k1' } : undefined;
    const found = this.at(target.root, target.steps);
    if (found !== undefined || !make) return found;
    const fresh = this.fresh(e);
    assign(e, fresh, this);
    return this.at(target.root, target.steps) ?? fresh;
  }

  /** A value for an expression, made up. */
  fresh(e: Expr): Typed {
    return ordinary(this.kindOf(e), this.random, 'k');
  }

  /** A value for an expression that hardly another row has. */
  unique(e: Expr): Typed {
    const type = this.kindOf(e);
    if (type === 'string') return { type, value: `n${this.random.below(1e6)}` };
    return isInteger(type) ? { type, value: 5000 + this.random.below(1e6) } : ordinary(type, this.random, 'k');
  }

  private kindOf(e: Expr): Ty {
    const target = targetOf(e);
    const type = !target ? 'string' : target.steps.length === 0 ? this.typeOf(target.root) : this.pool.kind(target.root, target.steps);
    return type === 'dynamic' || type === 'unknown' ? 'string' : type;
  }

  /** Takes back whatever is tried of one row, unless it is to stay. */
  attempt<T>(name: string, change: () => void, stays: () => T | undefined): T | undefined {
    const i = Number(name.slice(0, name.indexOf('|')));
    const before = new Map(this.row(name));
    change();
    const kept = stays();
    if (kept === undefined) this.rows.set(i, before);
    return kept;
  }

  /** A value worth trying. */
  note(e: Expr, v: Typed): void {
    const target = targetOf(e);
    if (target) this.pool.add(target.root, target.steps, v);
  }

  /** Gives an expression some value that is not nothing. */
  require(e: Expr): void {
    this.same(e);
  }

  repeat(n: number): void {
    if (Number.isFinite(n)) this.copies = Math.max(this.copies, Math.min(Math.ceil(n) + 2, this.most));
  }

  vary(e: Expr): void {
    const target = targetOf(e);
    if (target) this.varied.push(target);
  }

  at(name: string, steps: readonly (string | number)[]): Typed | undefined {
    const cell = this.row(name).get(columnOf(name));
    if (cell === undefined) return undefined;
    if ('value' in cell) return steps.length === 0 && cell.value !== null ? { type: this.typeOf(name), value: cell.value } : undefined;
    let v: Plain | undefined = cell.plain;
    for (const s of steps) v = v !== null && typeof v === 'object' ? (v as Record<string, Plain>)[s] : undefined;
    return v === undefined || v === null || typeof v === 'object' ? undefined : { type: typeof v === 'string' ? 'string' : typeof v === 'boolean' ? 'bool' : Number.isInteger(v) ? 'long' : 'real', value: v };
  }

  row(name: string): Row {
    const i = Number(name.slice(0, name.indexOf('|')));
    let row = this.rows.get(i);
    if (!row) this.rows.set(i, (row = new Map()));
    return row;
  }
}

/** The member of a bag that holds what else is looked for in its text. */
const BESIDE = 'beside';

/** An array or a bag in whose text another text stands too. */
function withText(v: Plain, text: string): Plain {
  if (Array.isArray(v)) return [...v, text];
  return v !== null && typeof v === 'object' ? { ...v, [BESIDE]: text } : text;
}

export const columnOf = (name: string): string => name.slice(name.indexOf('|') + 1);

/** The first column, or path in one, that an expression reads. */
export function targetOf(e: Expr): { root: string; steps: (string | number)[] } | undefined {
  const path = pathOf(e);
  if (path) return path.root.includes('|') ? path : undefined;
  if (e.kind === 'lit' || e.kind === 'lambda' || e.kind === 'col') return undefined;
  // The value of the row where another column is extreme.
  for (const a of e.kind === 'agg' && /^aggregate\.arg(Max|Min)/.test(e.op) ? [...e.args].reverse() : e.args) {
    const found = targetOf(a);
    if (found) return found;
  }
  return undefined;
}

/** A value into a JSON-like one at a path; what is in the way is replaced. */
export function placed(root: Plain, steps: readonly (string | number)[], v: Plain): Plain {
  const [first, ...rest] = steps;
  if (first === undefined) return v;
  if (typeof first === 'number') {
    const list = Array.isArray(root) ? [...root] : [];
    const at = first < 0 ? Math.max(0, list.length + first) : Math.min(first, 4);
    while (list.length < at) list.push(`e${list.length}`);
    list[at] = placed(list[at] ?? null, rest, v);
    return list;
  }
  const bag = root !== null && typeof root === 'object' && !Array.isArray(root) ? root : {};
  return { ...bag, [first]: placed(bag[first] ?? null, rest, v) };
}

export function plainOf(v: Typed): Plain {
  const x = v.value;
  if (v.type === 'datetime' && x !== null) return isoOfTicks(x as number);
  if (x === null || typeof x === 'boolean' || typeof x === 'string') return x;
  if (typeof x === 'number') return x;
  if (typeof x === 'bigint') return Number(x);
  return Array.isArray(x) ? x.map((y) => plainOf({ type: 'dynamic', value: y as Value })) : String(x);
}

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A value as a cell of a column's type, `undefined` when it does not fit. */
export function coerced(type: Ty, v: Typed): Cell | undefined {
  const x = v.value;
  if (x === null) return { value: null };
  const plain = plainOf(v);
  switch (type) {
    case 'string':
    case 'text':
    case 'version':
      return Array.isArray(plain) ? { plain } : { value: typeof plain === 'string' ? plain : String(plain) };
    case 'dynamic':
      return { plain };
    case 'bool':
      return typeof x === 'boolean' ? { value: x } : /^(true|false)$/i.test(String(x)) ? { value: /^true$/i.test(String(x)) } : undefined;
    case 'int':
    case 'long':
    case 'ulong':
      return typeof x === 'bigint' ? { value: x } : Number.isSafeInteger(Number(plain)) && plain !== '' ? { value: Number(plain) } : undefined;
    case 'real':
      return Number.isFinite(Number(plain)) && plain !== '' ? { value: Number(plain) } : undefined;
    case 'datetime':
      return v.type === 'datetime' ? { value: whole(x as number) } : typeof x === 'string' && ticksOfIso(x) !== undefined ? { value: ticksOfIso(x) as Value } : undefined;
    case 'timespan':
      return v.type === 'timespan' ? { value: x } : undefined;
    case 'ip':
      return typeof x === 'string' ? wrapped(ipOfText(x)) : undefined;
    case 'guid':
      return GUID.test(String(x)) ? { value: String(x).toLowerCase() } : undefined;
    default:
      return undefined;
  }
}

const wrapped = (v: Value | undefined): Cell | undefined => (v === undefined ? undefined : { value: v });
/** Elasticsearch dates hold milliseconds. */
const whole = (ticks: number | bigint): Value => sub(ticks, Number(BigInt.asIntN(64, BigInt(ticks)) % BigInt(TICKS_PER_MS)));

/** A value like those that logs hold; `stem` is what texts begin with. */
export function ordinary(type: Ty, r: Random, stem: string): Typed {
  switch (type) {
    case 'bool':
      return { type, value: r.chance(0.5) };
    case 'int':
    case 'long':
    case 'ulong':
      return { type, value: r.pick([1, 2, 3, 10, 443, 4688]) };
    case 'real':
      return { type, value: r.pick([0.5, 1, 2.25, 10]) };
    case 'datetime':
      return { type, value: sub(NOW, r.pick([1, 2, 5, 30, 90]) * TICKS_PER_MINUTE) };
    case 'timespan':
      return { type, value: TICKS_PER_MINUTE };
    case 'ip':
      return { type, value: ipOfText(r.pick(['10.0.0.5', '203.0.113.9', '192.168.1.1', '8.8.8.8'])) as string };
    case 'guid':
      return { type, value: `00000000-0000-0000-0000-00000000000${r.below(3)}` };
    default:
      return { type: 'string', value: `${stem}${1 + r.below(3)}` };
  }
}
