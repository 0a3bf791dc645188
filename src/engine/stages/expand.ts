import type { MvApply, MvExpand, Named } from '../../ast/pipeline.js';
import { builder } from '../../data/builder.js';
import { castCell, scalarOfDynamic } from '../../data/cast.js';
import type { Column } from '../../data/column.js';
import { cellOfJson } from '../../data/decode.js';
import { withoutNullStrings } from '../../data/null-strings.js';
import { type Dynamic, MultiValue, type Ty, type Value } from '../../data/types.js';
import { evaluate, evaluateCount } from '../eval.js';
import { type Frame, indexRange, type LazyColumn, selectRows, withColumns } from '../frame.js';
import { frameScope } from '../scope.js';
import type { Session } from '../session.js';
import { stack } from '../stack.js';
import type { StageRunners } from '../stage.js';

/** One row per element. */

type ElementsOf = (v: Value) => readonly Value[];

/** The elements of a multi-value; null and a single value are one. */
const multiElements: ElementsOf = (v) => (v instanceof MultiValue ? v.values : [v]);

/** The elements of an array or bag; an empty one has none, null and a scalar are one element. */
function dynamicElements(bags: 'bag' | 'array'): ElementsOf {
  return (v) => {
    if (Array.isArray(v)) return v as readonly Dynamic[];
    if (!(v instanceof Map)) return [v];
    return Array.from(v as ReadonlyMap<string, Dynamic>, ([k, x]): Dynamic => (bags === 'array' ? [k, x] : new Map([[k, x]])));
  };
}

interface Expansion {
  /** The input row of each output row. */
  readonly rows: Int32Array;
  /** The place of the element in its row, from 0. */
  readonly places: Float64Array;
  readonly elements: readonly (readonly Value[])[];
}

/** Several columns run in parallel: a row gives as many as its longest column has; shorter ones give null. */
function expand(columns: readonly Column[], elementsOf: ElementsOf, limit: number, cap: number, check: (rows: number) => void): Expansion {
  const rows: number[] = [];
  const places: number[] = [];
  const elements: Value[][] = columns.map(() => []);
  const length = columns[0]?.length ?? 0;
  for (let row = 0; row < length && rows.length < cap; row++) {
    const lists = columns.map((c) => elementsOf(c.get(row)));
    const count = Math.min(limit, Math.max(...lists.map((l) => l.length)));
    for (let i = 0; i < count; i++) {
      rows.push(row);
      places.push(i);
      for (let k = 0; k < lists.length; k++) (elements[k] as Value[]).push((lists[k] as readonly Value[])[i] ?? null);
    }
    if ((row & 255) === 0) check(rows.length);
  }
  check(rows.length);
  return { rows: Int32Array.from(rows), places: Float64Array.from(places), elements };
}

/** An element read as the type that `to typeof(…)` asks for; null when it is none. */
function elementAs(v: Value, type: Ty): Value {
  const plain = scalarOfDynamic(v as Dynamic, type);
  if (plain !== null) return plain;
  return typeof v === 'string' ? (cellOfJson(type, v) ?? null) : null;
}

function elementColumn(values: readonly Value[], source: Column, to: Ty | undefined, multi: boolean): Column {
  const type = to ?? (multi ? source.type : 'dynamic');
  const convert = (v: Value): Value => {
    if (multi || v === null) return v;
    const dynamic = castCell(source.type, 'dynamic', v);
    return to === undefined ? dynamic : elementAs(dynamic, to);
  };
  const out = builder(type, values.length);
  for (let i = 0; i < values.length; i++) out.set(i, convert(values[i] as Value));
  return out.done();
}

type ElementNames = readonly (Named & { readonly to?: Ty })[];

/** The input's rows repeated once per element, with the element columns and the place. */
function expanded(s: MvExpand | MvApply, input: Frame, session: Session, cap = Number.POSITIVE_INFINITY): { rows: Int32Array; frame: Frame } {
  const multi = s.kind === 'mvExpand' && s.values === 'multi';
  const scope = frameScope(input);
  const columns = s.columns.map((c) => evaluate(c.expr, scope, session));
  const limit = s.limit ? evaluateCount(s.limit, session) : Number.POSITIVE_INFINITY;
  const e = expand(columns, multi ? multiElements : dynamicElements(s.bags), limit, cap, (n) => session.checkSize(n, input.fields.length + 1, s.span));
  const named = (s.columns as ElementNames).map((c, i): [string, Column] => [c.name, elementColumn(e.elements[i] as Value[], columns[i] as Column, c.to, multi)]);
  const added = s.indexColumn === undefined ? named : [...named, [s.indexColumn, placeColumn(e.places)] as [string, Column]];
  return { rows: e.rows, frame: withColumns(selectRows(input, e.rows), session.fillStrings ? added.map(([n, c]): [string, Column] => [n, withoutNullStrings(c)]) : added) };
}

function placeColumn(places: Float64Array): Column {
  const out = builder('long', places.length);
  places.forEach((p, i) => out.set(i, p));
  return out.done();
}

/** `cap`: a later stage keeps no more rows than this, so further ones need not be made. */
export const expandRows = (s: MvExpand, input: Frame, session: Session, cap?: number): Frame => expanded(s, input, session, cap).frame;

/** The body runs once for each input row that has elements; its columns stand behind those of the row. */
function mvApply(s: MvApply, input: Frame, session: Session): Frame {
  const { rows, frame: elements } = expanded(s, input, session);
  const parts: Frame[] = [];
  const from: number[] = [];
  for (let start = 0; start < rows.length; ) {
    let end = start;
    while (end < rows.length && rows[end] === rows[start]) end++;
    const body = session.pipeline(s.body, selectRows(elements, indexRange(start, end)));
    parts.push(body);
    for (let i = 0; i < body.length; i++) from.push(rows[start] as number);
    start = end;
  }
  // No row, no result, though the body (`summarize`) makes a row of none; it is run for its columns.
  if (parts.length === 0) parts.push(selectRows(session.pipeline(s.body, selectRows(elements, new Int32Array(0))), new Int32Array(0)));
  const bodies = parts.length === 1 ? (parts[0] as Frame) : stack(parts, { columns: 'outer', rule: 'widen', inputNames: [], span: s.span }, session);
  return beside(s, selectRows(input, Int32Array.from(from).subarray(0, bodies.length)), bodies);
}

/** The row without the expanded columns, then what the body gives. */
function beside(s: MvApply, outer: Frame, body: Frame): Frame {
  const gone = new Set(s.columns.map((c) => c.name));
  const kept = outer.fields.flatMap((f, i) => (gone.has(f.name) ? [] : [i]));
  const rest: Frame = { fields: kept.map((i) => outer.fields[i] as Frame['fields'][number]), cells: kept.map((i) => outer.cells[i] as LazyColumn), length: body.length };
  return withColumns(rest, body.fields.map((f, i) => [f.name, (body.cells[i] as LazyColumn).get()]));
}

export const EXPAND_STAGES: StageRunners<'mvExpand' | 'mvApply'> = { mvExpand: (s, input, session) => expandRows(s, input, session), mvApply };
