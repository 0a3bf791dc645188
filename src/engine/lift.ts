import type { CallContext, Overload } from '../catalogue/entry.js';
import { builder, builderWithoutNullStrings, type Builder } from '../data/builder.js';
import { BoolColumn, type Column, ConstColumn, type DictColumn, take } from '../data/column.js';
import { MultiValue, type Value } from '../data/types.js';

/**
 * THE loop that lifts a scalar evaluator over columns. Nulls and multi-values are handled here and nowhere else: a propagating
 * overload never sees null, an operation of single values never sees a `MultiValue`.
 */
export interface Lifting {
  readonly overload: Overload;
  readonly context: CallContext;
  readonly args: readonly Column[];
  readonly multiAware: boolean;
  readonly volatile: boolean;
  /** Null strings become "". */
  readonly fill: boolean;
  /** Called when the texts that a call makes grow beyond what a run may hold. */
  readonly tooLong?: (limit: number) => never;
}

/** How many characters one call may make over all rows. */
const MAX_CHARACTERS = 2 ** 30;

const MULTI_VALUE_WARNING = 'java.lang.IllegalArgumentException: single-value function encountered multi-value';

export function lift(given: Lifting): Column {
  try {
    return lifted(withoutReadConstants(given));
  } catch (e) {
    if (given.tooLong && e instanceof RangeError && /string length/i.test(e.message)) return given.tooLong(MAX_CHARACTERS);
    throw e;
  }
}

function lifted(l: Lifting): Column {
  const { args, context } = l;
  if (!l.volatile && args.every((a) => a.kind === 'const')) return liftConstants(l);
  const apply = applier(l);
  const dict = l.volatile ? undefined : onlyDictionary(args, context.length);
  if (dict !== undefined) return liftDictionary(l, apply, dict);
  const out = sink(l, context.length);
  const cells = constantCells(args);
  const varying = args.flatMap((a, i) => (a.kind === 'const' ? [] : [i]));
  for (let row = 0; row < context.length; row++) {
    for (let k = 0; k < varying.length; k++) {
      const a = varying[k] as number;
      cells[a] = (args[a] as Column).get(row);
    }
    out.set(row, apply(cells));
  }
  return out.done();
}

/** Constants that the evaluator takes from its context are not passed again for every row. */
function withoutReadConstants(l: Lifting): Lifting {
  const { reads } = l.overload;
  if (reads === undefined || !l.args.slice(reads).every((a) => a.kind === 'const' && !(a.value instanceof MultiValue))) return l;
  return { ...l, args: l.args.slice(0, reads) };
}

const constantCells = (args: readonly Column[]): Value[] => args.map((a) => (a.kind === 'const' ? a.value : null));

const sink = (l: Lifting, length: number): Builder => (l.fill ? builderWithoutNullStrings : builder)(l.context.returns, length);

function liftConstants(l: Lifting): Column {
  if (l.context.length === 0) return new ConstColumn(l.context.returns, null, 0);
  const out = sink(l, 1);
  out.set(0, applier(l)(l.args.map((a) => a.get(0))));
  return new ConstColumn(l.context.returns, out.done().get(0), l.context.length);
}

/** The evaluator over one row of cells, with the rules for nulls and multi-values around it. */
function applier(l: Lifting): (cells: readonly Value[]) => Value {
  const f = l.overload.prepare(l.context);
  const spread = spreader(f, l.args.length);
  const propagate = l.overload.nulls === 'propagate';
  const guardMulti = !l.multiAware && l.args.some((a) => a.kind === 'box' || a.kind === 'const' || a.kind === 'dict');
  let room = MAX_CHARACTERS;
  const counted = (v: Value): Value => (typeof v === 'string' && (room -= v.length) < 0 && l.tooLong ? l.tooLong(MAX_CHARACTERS) : v);
  return (cells) => {
    let single = true;
    for (let i = 0; i < cells.length; i++) {
      const v = cells[i] as Value;
      if (v === null) {
        if (propagate) return null;
      } else if (guardMulti && typeof v === 'object' && v instanceof MultiValue) single = false;
    }
    if (single) return counted(spread(cells));
    l.context.warn(MULTI_VALUE_WARNING);
    return null;
  };
}

/** Calls by position: spreading an array on every row costs more than most evaluators do. */
function spreader(f: (...args: Value[]) => Value, count: number): (cells: readonly Value[]) => Value {
  switch (count) {
    case 1:
      return (c) => f(c[0] as Value);
    case 2:
      return (c) => f(c[0] as Value, c[1] as Value);
    case 3:
      return (c) => f(c[0] as Value, c[1] as Value, c[2] as Value);
    default:
      return (c) => f(...c);
  }
}

/** The index of the only argument that is not constant, when it is dictionary-encoded and its dictionary is worth going through. */
function onlyDictionary(args: readonly Column[], length: number): number | undefined {
  const varying = args.flatMap((a, i) => (a.kind === 'const' ? [] : [i]));
  const at = varying[0];
  const column = at === undefined ? undefined : args[at];
  if (varying.length !== 1 || column?.kind !== 'dict' || column.dict.length > 2 * length + 16) return undefined;
  return at;
}

/** Once per distinct value in use; slot 0 of the results is that of null. */
function liftDictionary(l: Lifting, apply: (cells: readonly Value[]) => Value, at: number): Column {
  const column = l.args[at] as DictColumn;
  const used = usedSlots(column);
  const out = sink(l, used.length);
  const cells = constantCells(l.args);
  for (let slot = 0; slot < used.length; slot++) {
    if (used[slot] === 0) continue;
    cells[at] = slot === 0 ? null : (column.dict[slot - 1] as Value);
    out.set(slot, apply(cells));
  }
  return spreadSlots(out.done(), column.codes);
}

function usedSlots(column: DictColumn): Uint8Array {
  const used = new Uint8Array(column.dict.length + 1);
  for (let i = 0; i < column.codes.length; i++) used[(column.codes[i] as number) + 1] = 1;
  return used;
}

function spreadSlots(results: Column, codes: Int32Array): Column {
  if (results.kind === 'bool') {
    const out = new Uint8Array(codes.length);
    for (let i = 0; i < out.length; i++) out[i] = results.values[(codes[i] as number) + 1] as number;
    return new BoolColumn(out);
  }
  const slots = new Int32Array(codes.length);
  for (let i = 0; i < slots.length; i++) slots[i] = (codes[i] as number) + 1;
  return take(results, slots);
}
