import { BoolColumn, type Column, ConstColumn, NumberColumn } from '../data/column.js';
import type { Ty } from '../data/types.js';
import type { CallContext, Kernel } from './entry.js';

/* Loops over number columns. Each answers `undefined` for forms that it does not know; the scalar evaluator then does the work. */

const LESS = 1;
const EQUAL = 2;
const GREATER = 4;
const UNORDERED = 8;

/** Which outcomes of comparing make it true, and the cells (0, 1, 2 null) for one null operand and for two. */
export interface Comparison {
  readonly mask: number;
  readonly oneNull: number;
  readonly bothNull: number;
}

export const COMPARISONS = {
  eq: { mask: EQUAL, oneNull: 0, bothNull: 2 },
  ne: { mask: LESS | GREATER | UNORDERED, oneNull: 1, bothNull: 2 },
  lt: { mask: LESS, oneNull: 2, bothNull: 2 },
  le: { mask: LESS | EQUAL, oneNull: 2, bothNull: 2 },
  gt: { mask: GREATER, oneNull: 2, bothNull: 2 },
  ge: { mask: GREATER | EQUAL, oneNull: 2, bothNull: 2 },
} as const satisfies Record<string, Comparison>;

/** The same six where any null operand gives null. */
export const NULL_COMPARISONS = {
  ...COMPARISONS,
  eq: { ...COMPARISONS.eq, oneNull: 2 },
  ne: { ...COMPARISONS.ne, oneNull: 2 },
} as const satisfies Record<string, Comparison>;

const outcome = (a: number, b: number): number => (a < b ? LESS : a > b ? GREATER : a === b ? EQUAL : UNORDERED);

/** Whether a comparison holds between two numbers. */
export const holds = (c: Comparison, a: number, b: number): boolean => (outcome(a, b) & c.mask) !== 0;

export function compareKernel(c: Comparison): Kernel {
  return (_context, args) => {
    const [a, b] = args as [Column, Column];
    if (a.kind === 'number' && b.kind === 'number') return columns(c, a, b);
    if (a.kind === 'number' && b.kind === 'const' && typeof b.value === 'number') return withConstant(c, a, b.value);
    if (b.kind === 'number' && a.kind === 'const' && typeof a.value === 'number') return withConstant(turned(c), b, a.value);
    return undefined;
  };
}

function turned(c: Comparison): Comparison {
  const less = c.mask & LESS ? GREATER : 0;
  const greater = c.mask & GREATER ? LESS : 0;
  return { ...c, mask: less | greater | (c.mask & (EQUAL | UNORDERED)) };
}

function withConstant(c: Comparison, a: NumberColumn, k: number): Column {
  const { values, nulls } = a;
  const { mask } = c;
  const out = new Uint8Array(values.length);
  for (let i = 0; i < out.length; i++) {
    const v = values[i] as number;
    out[i] = ((v < k ? LESS : v > k ? GREATER : v === k ? EQUAL : UNORDERED) & mask) !== 0 ? 1 : 0;
  }
  if (nulls) for (let i = 0; i < out.length; i++) if (nulls[i] === 1) out[i] = c.oneNull;
  return new BoolColumn(out);
}

function columns(c: Comparison, a: NumberColumn, b: NumberColumn): Column {
  const x = a.values;
  const y = b.values;
  const { mask } = c;
  const out = new Uint8Array(x.length);
  for (let i = 0; i < out.length; i++) out[i] = (outcome(x[i] as number, y[i] as number) & mask) !== 0 ? 1 : 0;
  const m = a.nulls;
  const n = b.nulls;
  if (m || n) {
    for (let i = 0; i < out.length; i++) {
      const nulls = (m ? (m[i] as number) : 0) + (n ? (n[i] as number) : 0);
      if (nulls !== 0) out[i] = nulls === 2 ? c.bothNull : c.oneNull;
    }
  }
  return new BoolColumn(out);
}

/** A number for each pair; NaN marks a result beyond 2^53-1 where `exact` is asked for, and the kernel gives up. */
export type Step = (a: number, b: number) => number;

/** A column of numbers, or one number for all rows. */
interface Numbers {
  readonly values: Float64Array | undefined;
  readonly constant: number;
  readonly nulls: Uint8Array | undefined;
}

/** Sums and differences of cells that are whole numbers; gives up as soon as one is no safe integer. */
export function addKernel(sign: 1 | -1): Kernel {
  return (context, args) => {
    const [a, b] = args as [Column, Column];
    if (a.kind === 'number' && b.kind === 'number') return addColumns(context.returns, a, b, sign);
    if (a.kind === 'number' && b.kind === 'const' && typeof b.value === 'number') return addConstant(context.returns, a, sign * b.value, 1);
    if (b.kind === 'number' && a.kind === 'const' && typeof a.value === 'number') return addConstant(context.returns, b, a.value, sign);
    return undefined;
  };
}

function addConstant(type: Ty, a: NumberColumn, k: number, factor: 1 | -1): Column | undefined {
  const { values } = a;
  const out = new Float64Array(values.length);
  const exact = type !== 'real';
  for (let i = 0; i < out.length; i++) {
    const r = factor * (values[i] as number) + k;
    if (exact && !Number.isSafeInteger(r)) return undefined;
    out[i] = r;
  }
  return new NumberColumn(type, out, a.nulls);
}

function addColumns(type: Ty, a: NumberColumn, b: NumberColumn, sign: 1 | -1): Column | undefined {
  const x = a.values;
  const y = b.values;
  const out = new Float64Array(x.length);
  const exact = type !== 'real';
  for (let i = 0; i < out.length; i++) {
    const r = (x[i] as number) + sign * (y[i] as number);
    if (exact && !Number.isSafeInteger(r)) return undefined;
    out[i] = r;
  }
  return new NumberColumn(type, out, eitherNull(a.nulls, b.nulls));
}

/** Null where one of the two is. */
function eitherNull(a: Uint8Array | undefined, b: Uint8Array | undefined): Uint8Array | undefined {
  if (!a || !b) return a ?? b;
  const out = new Uint8Array(a.length);
  for (let i = 0; i < out.length; i++) out[i] = (a[i] as number) | (b[i] as number);
  return out;
}

function numbersOf(column: Column): Numbers | undefined {
  if (column.kind === 'number') return { values: column.values, constant: 0, nulls: column.nulls };
  return column.kind === 'const' && typeof column.value === 'number' ? { values: undefined, constant: column.value, nulls: undefined } : undefined;
}

/** Any other function of two numbers; gives up at the first result that is NaN or, for whole types, no safe integer. */
export function pairKernel(step: Step): Kernel {
  return (context: CallContext, args) => {
    const [a, b] = args as [Column, Column];
    if (a instanceof ConstColumn && b instanceof ConstColumn) return undefined;
    const x = numbersOf(a);
    const y = numbersOf(b);
    if (!x || !y) return undefined;
    const nulls = eitherNull(x.nulls, y.nulls);
    const out = stepAll(step, x, y, nulls, context.returns !== 'real', a.length);
    return out && new NumberColumn(context.returns, out, nulls);
  };
}

function stepAll(step: Step, x: Numbers, y: Numbers, nulls: Uint8Array | undefined, exact: boolean, length: number): Float64Array | undefined {
  const out = new Float64Array(length);
  for (let i = 0; i < length; i++) {
    if (nulls !== undefined && nulls[i] === 1) continue;
    const r = step(x.values ? (x.values[i] as number) : x.constant, y.values ? (y.values[i] as number) : y.constant);
    if (exact ? !Number.isSafeInteger(r) : Number.isNaN(r)) return undefined;
    out[i] = exact ? r + 0 : r;
  }
  return out;
}
