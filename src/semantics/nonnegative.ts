import type { Expr, Stage } from '../ast/pipeline.js';
import { resultsOf } from '../ast/choices.js';
import { conjuncts } from '../ast/walk.js';
import { isNumeric } from '../data/types.js';
import { carried, type Known } from './carried.js';

/**
 * Numbers that are known not to be negative; they may be null. A remainder of one is the same in all dialects, and cutting a quotient off
 * rounds it down. What would not fit into 64 bits is left out of account (docs/semantics.md, S10).
 */
export type Nonnegative = Known;

/** What is known after a stage: filters teach, and assignments keep what they copy or compute. */
export function nonnegativeAfter(stage: Stage, known: Nonnegative): Nonnegative {
  if (stage.kind !== 'filter') return carried(stage, known, isNonnegative);
  const more = conjuncts(stage.cond).flatMap(taught);
  return more.length > 0 ? new Set([...known, ...more]) : known;
}

/** `x >= 0`, `x > 5`, `x == 3`, `x between (0 .. 9)`. */
const BOUNDS_BELOW = /^(compare\.(greater|greaterOrEqual|equal|between)|esql\.(greater|greaterOrEqual|equal))$/;

function taught(cond: Expr): string[] {
  if (cond.kind !== 'call' || !BOUNDS_BELOW.test(cond.op)) return [];
  const [x, bound] = cond.args;
  return x?.kind === 'col' && bound && isNonnegative(bound) ? [x.name] : [];
}

const NO_COLUMNS: Nonnegative = new Set();

/** Lengths, counts, parts of dates, remainders of KQL. */
const NEVER_NEGATIVE: ReadonlySet<string> = new Set([
  'math.abs', 'math.remainder', 'math.bitsetCountOnes', 'string.length', 'string.size', 'string.countOf', 'regex.count', 'array.length', 'dynamic.estimateSize',
  'time.year', 'time.month', 'time.dayOfMonth', 'time.dayOfYear', 'time.hourOfDay', 'time.weekOfYear', 'time.part', 'ip.parse4', 'ip.parseMask4', 'sketch.distinctCount',
  'esql.abs', 'esql.length', 'esql.byteLength', 'esql.bitLength', 'esql.locate', 'esql.mvCount', 'esql.toUnsignedLong',
  'aggregate.count', 'aggregate.countIf', 'aggregate.distinctCount', 'aggregate.distinctCountIf', 'aggregate.exactDistinctCount', 'aggregate.exactDistinctCountIf',
  'esql.count', 'esql.countRows', 'esql.countDistinct',
]);

/** Not negative where no argument is. */
const KEEPS_SIGN = /^(math\.(add|multiply|divide|ceiling|plus)|esql\.(add|multiply|divide|floor|ceil|least|mvMin|mvMax|mvSum|mvFirst|mvLast|coalesce|toInteger|toLong|toDouble|percentile|median)|condition\.(coalesce|minOf)|convert\.(toLong|toReal)|aggregate\.percentile|(aggregate|esql)\.(sum|min|max|avg))$/;
/** Not negative where the first argument is not. */
const KEEPS_FIRST = /^(math\.(bin|round)|esql\.(modulo|round))$/;
const TAKES_GREATEST = /^(condition\.maxOf|esql\.greatest)$/;
const CHOOSES = /^(condition\.(iff|case)|esql\.case)$/;
/** What `toint` does not make negative by cutting bits off. */
const SMALL = /^(string|array|regex|time)\./;
const DATE_PARTS = /_of_|milli/;

/** Whether an expression is null or a number that is not below 0. */
export function isNonnegative(e: Expr, known: Nonnegative = NO_COLUMNS): boolean {
  switch (e.kind) {
    case 'col':
      return e.side === undefined && known.has(e.name);
    case 'lit':
      return e.value === null || ((typeof e.value === 'number' || typeof e.value === 'bigint') && e.value >= 0);
    case 'call':
    case 'agg':
      return e.type === 'ulong' || NEVER_NEGATIVE.has(e.op) || keepsSign(e.op, e.args, known);
    default:
      return false;
  }
}

/** Where a text was found, or -1. */
const isPlace = (e: Expr): boolean => e.kind === 'call' && e.op === 'string.indexOf';

function keepsSign(op: string, args: readonly Expr[], known: Nonnegative): boolean {
  const holds = (a: Expr | undefined): boolean => a !== undefined && (isNumeric(a.type) || a.type === 'null') && isNonnegative(a, known);
  const [first, second] = args;
  if (op === 'math.add' && first && isPlace(first) && second?.kind === 'lit') return Number(second.value) >= 1;
  if (KEEPS_SIGN.test(op)) return first !== undefined && args.every(holds);
  if (KEEPS_FIRST.test(op)) return holds(first);
  if (TAKES_GREATEST.test(op)) return args.some((a) => a.kind === 'lit' && a.value !== null && holds(a)) || args.every(holds);
  if (CHOOSES.test(op)) return resultsOf(args).every(holds);
  if (op === 'convert.toInt') return first !== undefined && (first.type === 'int' || (first.kind === 'call' && SMALL.test(first.op))) && holds(first);
  return op === 'esql.dateExtract' && first?.kind === 'lit' && DATE_PARTS.test(String(first.value).toLowerCase());
}
