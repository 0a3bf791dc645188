import type { Expr } from '../../src/ast/pipeline.js';
import { children, conjuncts } from '../../src/ast/walk.js';
import type { DialectId } from '../../src/catalogue/index.js';
import type { Typed } from '../../src/catalogue/constant.js';
import { add } from '../../src/data/int64.js';
import { dynamicOfPlain } from '../../src/data/decode.js';
import { type Field, type Table, tableOfRows } from '../../src/data/table.js';
import { TICKS_PER_MINUTE, TICKS_PER_MS } from '../../src/data/time.js';
import { isInteger, isNumeric, isText, type Ty, type Value } from '../../src/data/types.js';
import { nameMatches } from '../../src/semantics/names.js';
import type { Parsed } from './origins.js';
import { parseSamples } from './parsed-texts.js';
import { Random } from './random.js';
import { type Cell, columnOf, coerced, ordinary, type Plain, placed, plainOf, Pool, type Row, Scenario } from './scenario.js';
import { climb, unmet } from './climb.js';
import { assign, meet, part, pathOf, satisfy } from './solve.js';
import { holds } from './value.js';
import { NOW, type World } from './world.js';

const SCENARIOS = 8;
const MAX_ROWS = 120;

/**
 * How rows are made. 0: some that the query lets through, and their neighbours, which differ in one cell. Where that gives no rows:
 * 1: values are searched for what still fails; 2: without the neighbours, of which one is enough to fail an anti join; 3: one row of each
 * table alone, so that what aggregates give is known.
 */
export type Effort = 0 | 1 | 2 | 3;

export function tablesFor(world: World, seed: number, lang: DialectId, effort: Effort = 0): ReadonlyMap<string, Table> {
  const { asked } = world;
  const pool = new Pool();
  const typeOf = (name: string): Ty => fieldsOfInstance(world, name).find((f) => f.name === columnOf(name))?.type ?? 'string';
  for (const e of [...asked.conditions, ...asked.touched, ...asked.equal.flat(), ...asked.apart.flat()]) pathsIn(e, pool);
  const most = (i: number): number => (i >= 2 ? 40 : effort === 0 ? 120 : 2200);
  const tried = Array.from({ length: 2 * SCENARIOS }, (_, i) => scenario(world, new Random(seed + i * 7919), typeOf, pool, most(i), i % 3 !== 2));
  const scenarios = best(tried, asked, SCENARIOS);
  if (effort > 0) scenarios.splice(0, SEARCHED, ...best(scenarios.slice(0, SEARCHED).map((s) => searched(s, world)), asked, SEARCHED));
  const rows = new Map<string, Row[]>([...world.tables.keys()].map((t) => [t, []]));
  scenarios.slice(0, effort === 3 ? 1 : SCENARIOS).forEach((s, i) => fill(s, world, typeOf, pool, rows, new Random(seed ^ (i * 104729)), effort));
  const missing = new Map([...world.tables.values()].flat().map((f, i) => [f.name, lang === 'kql' && (seed >> (i % 16)) & 1 ? '' : null]));
  const sets = new Set([...[...asked.conditions, ...asked.touched].flatMap(setsIn), ...countedIn(world.plan)]);
  return new Map([...world.tables].map(([name, fields]) => [name, tableOfRows(fields, (rows.get(name) ?? []).map((r) => cells(fields, r, missing, sets)))]));
}

/** How many scenarios are searched. */
const SEARCHED = 3;

const best = (all: readonly Scenario[], asked: World['asked'], n: number): Scenario[] =>
  all.map((s) => ({ s, failed: unmet(asked, s) })).sort((a, b) => a.failed - b.failed).slice(0, n).map((x) => x.s);

/** Every column gets a value first, so that each condition is known to hold or not. */
function searched(s: Scenario, world: World): Scenario {
  world.asked.instances.forEach((_, i) => {
    for (const table of tablesOf(world, i)) for (const [name, cell] of complete(i, s.rows.get(i) ?? new Map(), world.tables.get(table) as readonly Field[], s.pool, s.random, 0)) s.row(`${i}|`).set(name, cell);
  });
  climb(world.asked, s);
  for (const p of world.asked.parsed) if (isGiven(p, s)) compose(p, s);
  return s;
}

/** Columns that are looked through as sets: one value of theirs is a set of one. */
const setsIn = (e: Expr): string[] => [
  ...(e.kind === 'call' && e.op === 'set.hasElement' && e.args[0]?.kind === 'col' ? [columnOf(e.args[0].name)] : []), ...children(e).flatMap(setsIn),
];

/** What is taken for an array wherever: its elements are counted, picked by number or put together. A value is an array of one, which Elasticsearch does not tell from it. */
function countedIn(plan: World['plan']): string[] {
  const aliases = new Map<string, Expr>();
  const found: Expr[] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    const { op, args, name, expr } = node as { op?: unknown; args?: readonly Expr[]; name?: unknown; expr?: Expr };
    if (typeof name === 'string' && expr && !(expr.kind === 'col' && expr.name === name)) aliases.set(name, expr);
    const numbered = op === 'dynamic.index' && args?.[1]?.kind === 'lit' && typeof args[1].value === 'number';
    if (op === 'array.length' || numbered) found.push(args?.[0] as Expr);
    if (op === 'array.concat' || op === 'set.union') found.push(...(args ?? []));
    Object.values(node).forEach(visit);
  };
  visit([plan.lets, plan.body]);
  return found.flatMap((e) => [...(e.kind === 'col' ? [e.name] : []), ...(fullPath(e, aliases, 0) ?? [])]);
}

/** `root.member.member`, under the name of the source. */
function fullPath(e: Expr | undefined, aliases: ReadonlyMap<string, Expr>, depth: number): string[] | undefined {
  if (!e || depth > 9) return undefined;
  if (e.kind === 'col') return fullPath(aliases.get(e.name), aliases, depth + 1) ?? [e.name];
  if (e.kind !== 'call' || !/^(dynamic\.member|dynamic\.parseJson|convert\.toString)$/.test(e.op)) return undefined;
  const root = fullPath(e.args[0], aliases, depth + 1);
  const key = e.args[1];
  return key === undefined ? root : key.kind === 'lit' ? root?.map((r) => `${r}.${String(key.value)}`) : undefined;
}

const tablesOf = (world: World, instance: number): string[] =>
  (world.asked.instances[instance]?.tables ?? []).flatMap((t) => [...world.tables.keys()].filter((n) => n === t || (t.includes('*') && nameMatches(t, n))));

const fieldsOfInstance = (world: World, name: string): readonly Field[] => tablesOf(world, Number(name.slice(0, name.indexOf('|')))).flatMap((t) => world.tables.get(t) ?? []);

/** Every column and path that is read, with the constants that a path is compared with, which tell its type. */
function pathsIn(e: Expr, pool: Pool, beside: readonly Expr[] = []): void {
  const path = pathOf(e);
  if (path) {
    if (!path.root.includes('|')) return;
    pool.add(path.root, path.steps);
    if (path.steps.length > 0) for (const c of beside) if (c.kind === 'lit' && c.type !== 'dynamic') pool.add(path.root, path.steps, { type: c.type, value: c.value });
    return;
  }
  const compared = e.kind !== 'call' ? [] : /^(compare|list)\./.test(e.op) ? e.args : ON_NUMBERS.test(e.op) ? e.args.map(asNumber) : [];
  for (const c of children(e)) pathsIn(c, pool, compared);
}

const ON_NUMBERS = /^math\.(add|subtract|multiply|divide)$/;

/** A member that is reckoned with beside a number is one. */
const asNumber = (e: Expr): Expr => (isNumeric(e.type) && e.kind !== 'lit' ? { kind: 'lit', type: e.type, value: 3, span: e.span } : e);

function scenario(world: World, random: Random, typeOf: (name: string) => Ty, pool: Pool, most: number, apart: boolean): Scenario {
  const s = new Scenario(random, typeOf, pool, most);
  const { asked } = world;
  for (const p of asked.parsed) compose(p, s);
  for (const e of [...asked.conditions, ...asked.touched]) locate(e, s);
  for (const c of asked.conditions) satisfy(c, true, s);
  for (const p of asked.parsed) if (isGiven(p, s)) compose(p, s);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [a, b] of asked.equal) meet(a, b, s);
    if (apart) for (const [a, b] of asked.apart) part(a, b, s);
    else for (const [a, b] of asked.apart) meet(a, b, s);
    const failing = asked.conditions.flatMap((c) => [...conjuncts(c)]).filter((c) => holds(c, s) === false);
    if (failing.length === 0) break;
    for (const c of failing) satisfy(c, true, s);
  }
  return s;
}

/** The text that gives the columns cut out of it what they are to have. */
function compose(p: Parsed, s: Scenario): void {
  const value = parseSamples(p.stage, s.random, (name) => {
    const column = p.columns.get(name);
    const found = column && s.same(column, false)?.value;
    return typeof found === 'string' || typeof found === 'number' ? String(found) : undefined;
  });
  assign(p.input, { type: 'string', value }, s);
}

const isGiven = (p: Parsed, s: Scenario): boolean => [...p.columns.values()].some((c) => s.same(c, false) !== undefined);

/** How often conditions that later ones have undone are tried again. */
const ROUNDS = 3;

/** What is looked up as an address is one. */
function locate(e: Expr, s: Scenario): void {
  if (e.kind === 'call' && e.op === 'geo.ofAddress') satisfy(e, true, s);
  for (const c of children(e)) locate(c, s);
}

/* ---------------------------------------------------------------- rows of one scenario */

function fill(s: Scenario, world: World, typeOf: (name: string) => Ty, pool: Pool, rows: Map<string, Row[]>, r: Random, effort: Effort): void {
  world.asked.instances.forEach((_, i) => {
    for (const table of tablesOf(world, i)) {
      const fields = world.tables.get(table) as readonly Field[];
      const base = complete(i, s.rows.get(i) ?? new Map(), fields, pool, r, effort >= 2 ? 0 : 0.1);
      const list = rows.get(table) as Row[];
      if (effort >= 2) {
        list.push(base, ...copies(base, s, i, world));
        continue;
      }
      const all = [base, alone(base, s.rows.get(i) ?? new Map(), fields, `u${rows.get(table)?.length ?? 0}`), ...copies(base, s, i, world), ...mutants(i, base, typeOf, pool, r)];
      const room = MAX_ROWS / SCENARIOS / Math.max(1, Math.min(world.asked.instances.length, 4));
      list.push(...sampled(all, Math.max(room * 2, s.copies + 5), s.copies + 2, r));
    }
  });
}

/** The first `keep` rows and some of the others. */
function sampled(all: readonly Row[], want: number, keep: number, r: Random): Row[] {
  const rest = all.slice(keep);
  while (rest.length > 0 && rest.length + keep > want) rest.splice(r.below(rest.length), 1);
  return [...all.slice(0, keep), ...rest];
}

function complete(i: number, given: Row, fields: readonly Field[], pool: Pool, r: Random, missing: number): Row {
  const row: Row = new Map(given);
  for (const f of fields) if (!row.has(f.name)) row.set(f.name, some(f, r, missing));
  for (const p of pool.values.values()) {
    const name = columnOf(p.root);
    // An object in one index and a text in another would be no column of both.
    if (p.steps.length === 0 || (!p.root.startsWith(`${i}|`) && !fields.some((f) => f.name === name && f.type === 'dynamic'))) continue;
    const cell = row.get(name);
    if (cell === undefined) continue;
    const root = 'plain' in cell ? cell.plain : null;
    if ('plain' in cell || given.get(name) === undefined) if (!hasPath(root, p.steps)) row.set(name, { plain: placed(root, p.steps, r.chance(2 * missing) ? null : plainOf(ordinary(kindAt(p.tried), r, 'v'))) });
  }
  return row;
}

const kindAt = (tried: readonly Typed[]): Ty => (tried[0] && tried.every((t) => t.type === tried[0]?.type) ? tried[0].type : 'string');

function hasPath(root: Plain, steps: readonly (string | number)[]): boolean {
  let v: Plain | undefined = root;
  for (const s of steps) {
    if (v === null || v === undefined || typeof v !== 'object') return false;
    v = (v as Record<string, Plain>)[s];
  }
  return v !== undefined;
}

function some(f: Field, r: Random, missing: number): Cell {
  if (r.chance(missing)) return { value: isText(f.type) ? r.pick([null, '']) : null };
  return coerced(f.type, ordinary(f.type, r, 'v')) ?? { value: null };
}

/** The same row in groups of its own: no later row of `arg_max(t, *) by k` stands in for it. */
const alone = (base: Row, given: Row, fields: readonly Field[], text: string): Row =>
  new Map([...base, ...fields.filter((f) => isText(f.type) && !given.has(f.name)).map((f) => [f.name, { value: text }] as const)]);

/** More rows of the same group with other values in what is counted. */
function copies(base: Row, s: Scenario, i: number, world: World): Row[] {
  const varied = s.varied.filter((v) => v.root.startsWith(`${i}|`)).map((v) => ({ ...v, shape: s.copies > 1 ? shapeOf(v, s, world) : 0 }));
  return Array.from({ length: s.copies - 1 }, (_, n) => {
    const row: Row = new Map(base);
    for (const v of varied) {
      const name = columnOf(v.root);
      const cell = row.get(name);
      const value = SHAPES[v.shape]?.(textAt(cell, v.steps), n) ?? `c${n}`;
      const type = s.typeOf(v.root);
      if (v.steps.length > 0 && cell && 'plain' in cell) row.set(name, { plain: placed(cell.plain, v.steps, value) });
      else if (v.steps.length === 0) row.set(name, coerced(type, type === 'ip' ? { type, value: `10.1.${n >> 8}.${n & 255}` } : isText(type) || type === 'dynamic' ? { type: 'string', value } : { type: 'long', value: n }) ?? cell ?? { value: null });
    }
    return row;
  });
}

const textAt = (cell: Cell | undefined, steps: readonly (string | number)[]): string => String((cell && current(cell, steps)) ?? '');

/** How a text is made another that the conditions take as well. */
const SHAPES: readonly ((old: string, n: number) => string)[] = [
  (_, n) => `c${n}`, (old, n) => `${old}${n}`, (old, n) => `${old} c${n}`, (old, n) => `${n}${old}`, (old, n) => `c${n} ${old}`, (_, n) => `203.0.${100 + (n >> 8)}.${n & 255}`,
];

function shapeOf(v: { readonly root: string; readonly steps: (string | number)[] }, s: Scenario, world: World): number {
  const before = unmet(world.asked, s);
  const old = textAt(s.row(v.root).get(columnOf(v.root)), v.steps);
  const fits = (shape: (old: string, n: number) => string): boolean => {
    let fewer = false;
    s.attempt(v.root, () => s.setPath(v.root, v.steps, { type: 'string', value: shape(old, 7) }), () => {
      fewer = unmet(world.asked, s) <= before;
      return undefined;
    });
    return fewer;
  };
  return Math.max(0, SHAPES.findIndex(fits));
}

/** The base row with one cell changed: into nothing, other letters, neighbours, and what the query compares the column with. */
function mutants(i: number, base: Row, typeOf: (name: string) => Ty, pool: Pool, r: Random): Row[] {
  const out: Row[] = [];
  for (const p of pool.values.values()) {
    if (!p.root.startsWith(`${i}|`)) continue;
    const name = columnOf(p.root);
    const cell = base.get(name);
    if (cell === undefined || name.startsWith('@')) continue;
    for (const v of variants(p.steps.length > 0 ? 'dynamic' : typeOf(p.root), current(cell, p.steps), p.tried, r)) {
      const changed: Cell | undefined = p.steps.length > 0 ? ('plain' in cell ? { plain: placed(cell.plain, p.steps, plainOf(v)) } : undefined) : coerced(typeOf(p.root), v);
      if (changed) out.push(new Map(base).set(name, changed));
    }
  }
  return out;
}

function current(cell: Cell, steps: readonly (string | number)[]): Value | undefined {
  if ('value' in cell) return cell.value;
  let v: Plain | undefined = cell.plain;
  for (const s of steps) v = v !== null && typeof v === 'object' ? (v as Record<string, Plain>)[s] : undefined;
  return v === undefined || (v !== null && typeof v === 'object') ? undefined : v;
}

const swapped = (t: string): string => (t === t.toUpperCase() ? t.toLowerCase() : t.toUpperCase());

function variants(type: Ty, now: Value | undefined, tried: readonly Typed[], r: Random): Typed[] {
  const out: Typed[] = [{ type, value: null }, ...tried];
  if (typeof now === 'string' && type !== 'ip' && type !== 'guid') {
    const text = (value: string): Typed => ({ type: 'string', value });
    out.push(text(''), text(swapped(now)), text(`${now}x`), text(`x${now}`), text(`${now}9`), text(`${now} x`), text(`x-${now}`), text(`é${now}`), text(now.slice(1)), text(now.slice(0, -1)));
    for (const t of tried) if (typeof t.value === 'string') out.push(text(r.pick([swapped(t.value), `${t.value}x`, `x${t.value}`, `${t.value}.x`, `x ${t.value}`])));
  }
  if (isInteger(type)) out.push({ type, value: 0 }, { type, value: -1 }, ...(type === 'long' ? [{ type, value: 9007199254740993n }] : []));
  if (type === 'real') out.push({ type, value: 0 }, { type, value: -1.5 });
  if (type === 'bool') out.push({ type, value: true }, { type, value: false });
  if (type === 'datetime') out.push(...moments(now, tried));
  if (type === 'ip') for (const t of ['10.0.0.1', '172.16.0.1', '::1', '8.8.4.4']) out.push({ type: 'string', value: t });
  return out;
}

function moments(now: Value | undefined, tried: readonly Typed[]): Typed[] {
  const edges = [...tried.filter((t) => t.type === 'datetime').map((t) => t.value), ...(typeof now === 'number' ? [now] : [])] as number[];
  return edges.flatMap((e) => [0, TICKS_PER_MS, -TICKS_PER_MS, TICKS_PER_MINUTE, -60 * TICKS_PER_MINUTE].map((d): Typed => ({ type: 'datetime', value: add(e, d) }))).filter((t) => (t.value as number) <= add(NOW, 0));
}

/* ---------------------------------------------------------------- cells */

/** A missing text is null, or it is "": one of the two in all rows of a column (docs/semantics.md). */
function cells(fields: readonly Field[], row: Row, missing: ReadonlyMap<string, Value>, sets: ReadonlySet<string>): Value[] {
  return fields.map((f) => {
    const v = cell(f, row, sets);
    return isText(f.type) && (v === null || v === '') ? (missing.get(f.name) ?? null) : v;
  });
}

/** A member that is missing is not there; one that is "" beside it would be a second kind of nothing. A null element is no value (docs/semantics.md S13). */
function withoutEmpty(v: Plain): Plain {
  if (v === '') return null;
  if (Array.isArray(v)) {
    const elements = v.map(withoutEmpty).filter((x) => x !== null);
    return elements.length === 0 && v.length > 0 ? null : elements;
  }
  return v !== null && typeof v === 'object' ? Object.fromEntries(Object.entries(v).map(([k, x]) => [k, withoutEmpty(x)])) : v;
}

function withSets(v: Plain, path: string, sets: ReadonlySet<string>): Plain {
  if (v === null) return null;
  if (typeof v !== 'object') return sets.has(path) ? [v] : v;
  return Array.isArray(v) ? v : Object.fromEntries(Object.entries(v).map(([k, x]) => [k, withSets(x, `${path}.${k}`, sets)]));
}

function cell(f: Field, row: Row, sets: ReadonlySet<string>): Value {
  const isSet = sets.has(f.name);
  const c = row.get(f.name);
  if (c === undefined) return null;
  if ('value' in c) return f.type === 'dynamic' && c.value !== null ? dynamicOfPlain(isSet && !Array.isArray(c.value) ? [c.value] : c.value) : c.value;
  if (f.type === 'dynamic') return dynamicOfPlain(withoutEmpty(withSets(c.plain, f.name, sets)));
  return typeof c.plain === 'string' ? c.plain : c.plain === null ? null : JSON.stringify(c.plain);
}
