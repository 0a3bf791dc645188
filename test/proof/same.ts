import type { Plan, Stage } from '../../src/ast/pipeline.js';
import { type Json, plainOfCell } from '../../src/data/encode.js';
import { printDynamic } from '../../src/data/dynamic.js';
import { dynamicOfJson } from '../../src/data/json.js';
import { columnIndex, type Table } from '../../src/data/table.js';
import { TICKS_PER_MS } from '../../src/data/time.js';
import { type Dynamic, DynamicReal, isNumeric, isText, type Ty, type Value } from '../../src/data/types.js';
import { valuesOf } from '../../src/data/column.js';
import { type Free, freeChoices, NONE as NOTHING_FREE } from './free.js';
import { flattened } from './views.js';

export const ANY_TAKEN = 'of which any may be taken';

/**
 * Whether two results are the same rows (docs/semantics.md): a multiset, in the order of the sort keys where the source sorts, columns by
 * name, numbers whatever their width, null and "" one value, one value and an array of it the same, the elements of arrays in no
 * order. What the source leaves open (free.ts) is not compared. Objects are compared as the dotted fields that they are in Elasticsearch. `undefined`: the same.
 * `spans`: columns of stored timespans, which are milliseconds there.
 */
export const difference = (a: Table, b: Table, plan: Plan, spans: ReadonlySet<string> = new Set()): string | undefined => differenceBut(a, b, plan, freeChoices(plan), spans);

/** The same with nothing left open. */
export const strictDifference = (a: Table, b: Table, plan: Plan): string | undefined => differenceBut(a, b, plan, NOTHING_FREE, new Set());

function differenceBut(a: Table, b: Table, plan: Plan, free: Free, spans: ReadonlySet<string>): string | undefined {
  if (free.rows && (a.length === 0) !== (b.length === 0)) return `${a.length} rows and ${b.length} rows, ${ANY_TAKEN}`;
  const whole = wholeObjects(a, b);
  const reals = new Set([...a.fields, ...b.fields].filter((f) => f.type === 'real').map((f) => f.name));
  const objects = new Set(a.fields.filter((f) => f.type === 'dynamic').map((f) => f.name));
  const texts = new Set(b.fields.filter((g) => isText(g.type) && objects.has(g.name.split('.')[0] as string)).map((g) => g.name));
  const [x, y] = [leavesOf(a, { whole, spans, reals, texts }), leavesOf(b, { whole, spans, reals, texts })];
  // Numbered objects repeat what the fields without numbers hold.
  const all = [...new Set([...x.keys(), ...y.keys()])].filter((n) => !/\.\d+\./.test(n)).sort();
  // What has members is an object, of which an index has no field: a translation may make its text to look at.
  const names = all.filter((n) => !n.includes('.') || !all.some((m) => m.startsWith(`${n}.`)));
  const isFree = (n: string): boolean => [...free.columns].some((c) => isWithin(n, c));
  for (const n of names) {
    if (isFree(n)) continue;
    const [there, missing, without] = x.has(n) ? [x, y, b] : [y, x, a];
    // A side without rows has no members; that rows are missing is told below.
    if (without.length === 0 && a.length !== b.length) continue;
    // Of rows of which any may be taken one side may have taken those that lack a member.
    if (missing.has(n) || (free.rows && without.fields.some((f) => isWithin(n, f.name)))) continue;
    if ((there.get(n) as Json[]).some((v) => keyOf(v) !== 'null')) return `column ${n} only in the ${there === x ? 'source' : 'translation'}`;
  }
  if (free.rows) return undefined;
  if (a.length !== b.length) return `${a.length} rows and ${b.length} rows${firstOnly(x, y, names, a.length, b.length)}`;
  const first = firstOnly(x, y, names.filter((n) => !isFree(n)), a.length, b.length);
  if (first !== '') return `rows differ${first}`;
  return orderDiffers(a, b, plan);
}

/** Whether this is a column, or a member of the objects in it. */
const isWithin = (name: string, column: string): boolean => name === column || name.startsWith(`${column}.`);

function firstOnly(x: Leaves, y: Leaves, names: readonly string[], n: number, m: number): string {
  const keys = (t: Leaves, length: number): string[] => Array.from({ length }, (_, row) => names.map((c) => keyOf(t.get(c)?.[row] ?? null)).join(' | '));
  const [left, right] = [keys(x, n), keys(y, m)];
  const count = new Map<string, number>();
  for (const k of left) count.set(k, (count.get(k) ?? 0) + 1);
  for (const k of right) count.set(k, (count.get(k) ?? 0) - 1);
  const source = left.find((k) => (count.get(k) ?? 0) > 0);
  const target = right.find((k) => (count.get(k) ?? 0) < 0);
  if (source === undefined && target === undefined) return '';
  return describe(names, source?.split(' | '), target?.split(' | '));
}

/** Cells that differ between the first row of each side that the other lacks. */
function describe(names: readonly string[], source: readonly string[] | undefined, target: readonly string[] | undefined): string {
  const cut = (t: string | undefined): string => (t === undefined ? '' : t.length > 80 ? `${t.slice(0, 80)}…` : t);
  if (!source || !target) {
    const only = source ?? target ?? [];
    return `; only in the ${source ? 'source' : 'translation'}: ${names.map((n, i) => `${n}=${cut(only[i])}`).filter((t) => !t.endsWith('=null')).slice(0, 12).join(', ')}`;
  }
  return `; ${names.map((n, i) => (source[i] === target[i] ? '' : `${n}: ${cut(source[i])} <> ${cut(target[i])}`)).filter(Boolean).slice(0, 6).join(', ')}`;
}

type Leaves = Map<string, Json[]>;

/** Columns of dynamic values that the other side has as JSON in a text (docs/semantics.md S13): they are compared as that. */
function wholeObjects(a: Table, b: Table): ReadonlySet<string> {
  const objects = a.fields.filter((f) => f.type === 'dynamic');
  return new Set(objects.map((f) => f.name).filter((n) => b.fields.some((f) => f.name === n && f.type === 'string')));
}

/** Columns that are compared otherwise than cell by cell. `reals`: a side has real numbers, which have 53 bits; `texts`: what one side took out of JSON has no type on the other. */
type Special = Readonly<Record<'whole' | 'spans' | 'reals' | 'texts', ReadonlySet<string>>>;

function leavesOf(t: Table, { whole, spans, reals, texts }: Special): Leaves {
  const out: Leaves = new Map();
  t.fields.forEach((f, i) => {
    const values = valuesOf(t.columns[i] as Table['columns'][number]);
    if ([...whole].some((w) => f.name.startsWith(`${w}.`))) return;
    if (f.type === 'timespan' && spans.has(f.name)) {
      out.set(f.name, values.map((v) => (v === null ? null : Number(v) / TICKS_PER_MS)));
      return;
    }
    if (reals.has(f.name) && isNumeric(f.type)) {
      out.set(f.name, values.map((v) => (typeof v === 'bigint' ? Number(v) : plainOfCell(f.type, v))));
      return;
    }
    if (whole.has(f.name)) {
      out.set(f.name, values.map((v) => objectTexts(f.type === 'dynamic' ? (v as Dynamic) : plainOfCell(f.type, v))));
      return;
    }
    if (f.type !== 'dynamic' || !values.some((v) => holdsObject(v))) {
      out.set(f.name, values.map((v) => (f.type === 'dynamic' ? (texts.has(f.name) ? textOfScalar(v) : exact(v)) : plainOfCell(f.type, v))));
      return;
    }
    for (const [name, cells] of flattened(f.name, values)) out.set(name, cells.map((c) => c.map((v) => (texts.has(name) ? textOfScalar(v) : plainOfCell('dynamic' as Ty, v)))));
  });
  return out;
}

/**
 * Values as their JSON, those of an array one by one: an array of objects, its JSON in one text, and several texts of an object each are the
 * same. Texts stay what they are.
 */
function objectTexts(v: Dynamic | Json): Json {
  if (Array.isArray(v)) return v.flatMap((x): Json | Json[] => (typeof x === 'string' ? (objectTexts(x) as Json | Json[]) : [objectTexts(x as Dynamic)]));
  if (v instanceof Map) return printDynamic(v);
  if (typeof v !== 'string') return v === null ? null : typeof v === 'object' && !(v instanceof DynamicReal) ? exact(v as Value) : printDynamic(v as Dynamic);
  if (!/^[[{]/.test(v)) return v;
  const read = dynamicOfJson(v);
  return Array.isArray(read) || read instanceof Map ? objectTexts(read) : v;
}

/** Integers beyond 2^53 inside arrays keep their digits. */
const exact = (v: Value): Json => (Array.isArray(v) ? v.map((x) => exact(x as Value)) : typeof v === 'bigint' ? String(v) : plainOfCell('dynamic', v));

const textOfScalar = (v: Value): Json => (typeof v === 'number' || typeof v === 'boolean' ? String(v) : exact(v));

const holdsObject = (v: Value): boolean => v instanceof Map || (Array.isArray(v) && v.some((x) => holdsObject(x as Value)));

function keyOf(v: Json): string {
  // Elasticsearch has no NaN and no infinities: null stands for them.
  if (v === null || v === '' || v === 'NaN' || v === 'Infinity' || v === '-Infinity') return 'null';
  if (typeof v === 'number') return String(Number(v.toPrecision(12)));
  if (typeof v === 'string') return /^-?\d{16,20}$/.test(v) ? v : JSON.stringify(v);
  if (Array.isArray(v)) {
    const items = v.map((x) => keyOf(x as Json)).filter((x) => x !== 'null').sort();
    return items.length === 0 ? 'null' : items.length === 1 ? (items[0] as string) : `[${items.join(',')}]`;
  }
  if (typeof v === 'object') return `{${Object.entries(v).sort(([p], [q]) => (p < q ? -1 : 1)).map(([k, x]) => `${k}:${keyOf(x as Json)}`).join(',')}}`;
  return JSON.stringify(v);
}

/* ---------------------------------------------------------------- order */

/** The last sort whose order reaches the result, as columns of the result. */
function sortColumns(plan: Plan): string[] {
  const keeps: ReadonlySet<Stage['kind']> = new Set(['limit', 'filter', 'keep', 'drop', 'extend', 'reorder', 'render']);
  const { stages } = plan.body;
  for (let i = stages.length - 1; i >= 0; i--) {
    const s = stages[i] as Stage;
    if (s.kind === 'sort') {
      const assigned = new Set(stages.slice(i + 1).flatMap((t) => (t.kind === 'extend' ? t.columns.map((c) => c.name) : [])));
      const names: string[] = [];
      for (const k of s.keys) {
        if (k.expr.kind !== 'col' || assigned.has(k.expr.name)) break;
        names.push(k.expr.name);
      }
      return names;
    }
    if (!keeps.has(s.kind)) return [];
  }
  return [];
}

function orderDiffers(a: Table, b: Table, plan: Plan): string | undefined {
  const names = sortColumns(plan).filter((n) => !freeChoices(plan).columns.has(n) && columnIndex(a, n) >= 0 && columnIndex(b, n) >= 0);
  const keys = (t: Table, row: number): string => names.map((n) => cellOf(t, n, row)).join(' | ');
  for (let row = 0; row < a.length && names.length > 0; row++) {
    if (keys(a, row) !== keys(b, row)) return `order differs at row ${row + 1}: ${keys(a, row)} <> ${keys(b, row)}`;
  }
  return undefined;
}

function cellOf(t: Table, name: string, row: number): string {
  const i = columnIndex(t, name);
  return keyOf(plainOfCell(t.fields[i]?.type as Ty, t.columns[i]?.get(row) ?? null));
}
